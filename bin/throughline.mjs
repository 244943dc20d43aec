#!/usr/bin/env node
/**
 * Starts Throughline on Node 24, whose type stripping runs the TypeScript as it is. Plain JavaScript, so that an older
 * Node can read it: that one hands over to the Node 24 which `npm ci` has put beside it, or says what to do.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const majorMin = 24
const args = process.argv.slice(2)
const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))

if (Number.parseInt(process.versions.node, 10) >= majorMin) await run()
else handOver(findNode())

async function run() {
  // Loading content leaves much garbage: the heap is kept small until `serve` is ready, and the young generation stays at the
  // size it starts with (4 MB under `npm start`), so that the gateway rests at about 200 MB instead of 330. A command that
  // reads files and ends is rather fast.
  if (!['validate', 'map', 'fhirpath'].includes(args[0])) {
    setFlagsFromString('--optimize-for-size')
    setFlagsFromString('--semi-space-growth-factor=1')
  }
  // JavaScript that was made from TypeScript once is kept: a later start needs half the time, and no memory for the stripping
  // of types. Beside the packages, not in a folder that all users of the machine write to; where it cannot be, it is not kept.
  module.enableCompileCache(`${modules}.cache/throughline`)
  endWithLauncher()
  try {
    const { main } = await import('../src/main.ts')
    const exitCode = await main(args)
    if (typeof exitCode === 'number') process.exitCode = exitCode
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || existsSync(modules)) throw error
    giveUp('The packages are not installed: run npm ci first.')
  }
}

/** The Node 24 of the optional package for this platform. */
function findNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const candidates = [
    `${modules}node-${platform}-${process.arch}/bin/node${platform === 'win' ? '.exe' : ''}`,
    `${modules}.bin/node`,
  ]
  return candidates.find((candidate) => existsSync(candidate))
}

/** Runs this file again on that Node, as if it were this process: same terminal, same signals, same exit code. */
function handOver(node) {
  if (!node) return needNode()
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  child.once('error', needNode)
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'])
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches both processes by itself; a second one would mean: at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.once('exit', (exitCode, signal) => {
    if (!signal) process.exit(exitCode ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** A launcher that is killed cannot pass that on: the channel between us closes, and we end in order. */
function endWithLauncher() {
  if (!process.channel) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}

function needNode() {
  giveUp(
    `Throughline needs Node ${majorMin} or newer and this is ${process.version}: install it from https://nodejs.org, or run ` +
      'npm ci without --omit=optional on Linux or Windows, which brings it along.',
  )
}

function giveUp(sentence) {
  console.error(sentence)
  process.exit(1)
}
