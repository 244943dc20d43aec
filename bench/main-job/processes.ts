/**
 * What the bench measures, as real processes: the gateway as `serve` starts it in production, PostgreSQL, and the three
 * sandbox partners, which take packets at their inboxes. Everything is the bench's own (folder, ports, database) and is
 * ended and removed with it. No play runs.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '../../src/database/embedded.ts'
import type { Embedded } from '../../src/database/embedded.ts'
import { startListening } from '../../src/main/children.ts'
import { readSandboxPartners } from '../../src/partners/sandbox.ts'
import { until } from '../measure.ts'

export type Processes = {
  readonly gateway: { readonly url: string; readonly pid: number }
  /** From the start of the process until it says that it is ready. */
  readonly readyMs: number
  readonly dataDirectory: string
  readonly database: Pick<Embedded, 'url' | 'adminUrl'>
  readonly stop: () => Promise<void>
}

const program = fileURLToPath(new URL('../../bin/throughline.mjs', import.meta.url))
const host = '127.0.0.1'
/** The gateway's port and, after it, one for each partner: the first that are free, from here on. */
const portFirst = 19_100
const portLast = 19_990
const portsAtOnce = 4
const startTimeoutMs = 30_000
const stopTimeoutMs = 15_000

/** Starts everything; what a failing start has begun is ended again. */
export async function startProcesses({ profileTo }: { profileTo: string | undefined }): Promise<Processes> {
  const stops: (() => Promise<void>)[] = []
  const stopAll = async (): Promise<void> => {
    for (let each = stops.pop(); each; each = stops.pop()) await each()
  }
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => await (stopping ??= stopAll())
  const onSignal = (): void => void stop().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, onSignal)
    stops.push(async () => void (await Promise.resolve(process.off(signal, onSignal))))
  }
  try {
    return { ...(await start(profileTo, stops)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(
  profileTo: string | undefined,
  stops: (() => Promise<void>)[],
): Promise<Omit<Processes, 'stop'>> {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'throughline-bench-'))
  stops.push(async () => await rm(dataDirectory, { recursive: true, force: true }))
  const database = await startEmbedded({ dataDirectory: path.join(dataDirectory, 'postgres') })
  stops.push(async () => {
    await database.stop()
    // As root the server lives elsewhere, in a folder for this data directory alone.
    await rm(database.dataDirectory, { recursive: true, force: true })
  })
  const port = await freePorts()
  const partners = await readSandboxPartners({ dataDirectory, firstPort: port + 1 })
  for (const [index, { id }] of partners.entries()) {
    const args = [id, String(port + 1 + index), dataDirectory]
    const child = await startListening({ file: 'partner.ts', args, output: 'none' })
    stops.push(async () => await child.stop())
  }
  const config = path.join(dataDirectory, 'throughline.json')
  await writeFile(config, JSON.stringify({ mode: 'production', host, port, dataDirectory, partners }))
  const started = performance.now()
  const { child, log } = await startGateway({ config, databaseUrl: database.url, profileTo })
  stops.push(async () => await stopGateway(child))
  const url = `http://${host}:${port}`
  await until('the gateway is ready', { everyMs: 20, timeoutMs: startTimeoutMs }, async () => {
    if (child.exitCode !== null)
      throw new Error(`the gateway ended: ${(await readFile(log, 'utf8')).slice(-2000)}`)
    return await isReady(url)
  })
  const readyMs = Math.round(performance.now() - started)
  return { gateway: { url, pid: child.pid ?? 0 }, readyMs, dataDirectory, database }
}

/** The gateway hangs on a channel to the bench and ends with it, however that ends. */
async function startGateway(of: {
  config: string
  databaseUrl: string
  profileTo: string | undefined
}): Promise<{ child: ChildProcess; log: string }> {
  const { config, databaseUrl, profileTo } = of
  if (profileTo !== undefined) await mkdir(profileTo, { recursive: true })
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profileTo)}`]
  const log = path.join(path.dirname(config), 'output.log')
  const output = await open(log, 'a')
  try {
    const args = ['--no-warnings', ...profiling, program, 'serve', '--config', config]
    const child = spawn(process.execPath, args, {
      // Nothing of the caller's settings: what is measured is the default.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC', DATABASE_URL: databaseUrl },
      stdio: ['ignore', output.fd, output.fd, 'ipc'],
    })
    return { child, log }
  } finally {
    await output.close()
  }
}

async function stopGateway(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await ended
  clearTimeout(late)
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false // It does not listen yet.
  }
}

/** The first of so many ports in a row that nobody listens on. */
async function freePorts(): Promise<number> {
  for (let first = portFirst; first <= portLast; first += portsAtOnce) {
    const ports = Array.from({ length: portsAtOnce }, (_, index) => first + index)
    const free = await Promise.all(ports.map(isFree))
    if (free.every(Boolean)) return first
  }
  throw new Error(`no ${portsAtOnce} free ports in a row from ${portFirst} to ${portLast}`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
