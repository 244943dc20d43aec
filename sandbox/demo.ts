/**
 * Plays the main case over the public doors, step by step, and prints each with the request that caused it. A play that
 * was cut off goes on where it was; with `--new` another one begins, with a new invented client.
 *
 *     node sandbox/demo.ts GATEWAY DATA_DIRECTORY SANDBOX_PORT [--new]
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readPartners } from './client.ts'
import { personOf } from './play/client-of-the-day.ts'
import { court } from './play/court.ts'
import { recall } from './play/recall.ts'
import { record } from './play/record.ts'
import { referralIn } from './play/referral-in.ts'
import { revocation } from './play/revocation.ts'
import { createStage, readMemory, writeMemory } from './play/stage.ts'
import type { Memory, Stage, Step } from './play/stage.ts'

const STEPS: readonly Step[] = [...referralIn, ...record, ...court, ...revocation, ...recall]

async function main([gateway, dataDirectory, sandboxPort, mode]: string[]): Promise<void> {
  if (!gateway || !dataDirectory || !sandboxPort)
    throw new Error('usage: demo.ts GATEWAY DATA_DIRECTORY SANDBOX_PORT [--new]')
  // The play ends with the gateway that started it, however that ends.
  process.once('disconnect', () => process.exit(1))
  const before = await readMemory(dataDirectory)
  const isOver = before !== undefined && before.done.length === STEPS.length
  if (before && isOver && mode !== '--new') return
  const player = path.join(dataDirectory, 'demo', 'player')
  // Only `--new` asks: the gateway's own play goes on wherever it was cut off.
  if (mode === '--new' && (await isAlive(player))) {
    process.stdout.write('A play is going on already; another one can begin when it is over.\n')
    process.exitCode = 1
    return
  }
  await mkdir(path.dirname(player), { recursive: true })
  await writeFile(player, String(process.pid))
  const memory: Memory = before && !isOver ? before : { run: (before?.run ?? 0) + 1, done: [], ids: {} }
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const setting = {
    gateway,
    dataDirectory,
    sandboxPort: Number(sandboxPort),
    partners: await readPartners(),
    print,
  }
  const stage = createStage(setting, await personOf(memory.run), memory.ids)
  try {
    await playOn(stage, memory, async () => await writeMemory(dataDirectory, memory))
  } finally {
    await rm(player, { force: true })
  }
  print(`\nThe case of run ${memory.run} is played: ${STEPS.length} of ${STEPS.length} steps.`)
}

async function playOn(stage: Stage, memory: Memory, remember: () => Promise<void>): Promise<void> {
  for (const [index, step] of STEPS.entries()) {
    if (memory.done.includes(step.id)) continue
    process.stdout.write(`\n${index + 1}/${STEPS.length}  ${step.title}\n`)
    await step.play(stage)
    memory.done.push(step.id)
    await remember()
  }
}

/** Whether the process that this file names lives. */
async function isAlive(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''))
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false // It has ended, by kill -9 perhaps, or is another user's: not the player that wrote this.
  }
}

try {
  await main(process.argv.slice(2))
  if (process.connected) process.disconnect()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  const cure =
    message === 'fetch failed' ? '; the gateway does not answer: start it again, and the play goes on' : ''
  process.stdout.write(`\nThe play stopped: ${message}${cure}\n`)
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
