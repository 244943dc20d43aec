/**
 * A sandbox as its users have it: the program in processes of its own, with the embedded database, on ports of its own.
 * It can be killed at any moment and started again on the same data directory.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, watch } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findHome } from '../../src/database/embedded/home.ts'
import { createTestFolder, noteServer } from '../support/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const launcher = path.join(root, 'bin', 'throughline.mjs')
const waitMsMax = 60_000

export type Run = {
  readonly child: ChildProcess
  readonly output: () => string
  /** The exit code, or the signal. */
  readonly ended: Promise<number | string>
}

export type Sandbox = {
  readonly folder: string
  readonly port: number
  readonly run: (command: string, environment?: Record<string, string>) => Run
  /** The same by a script of package.json. */
  readonly npm: (script: string) => Run
  /** Everything of this sandbox that runs, the embedded PostgreSQL apart. */
  readonly processes: () => Promise<Process[]>
  readonly servers: () => Promise<Process[]>
  /** Kills what a failed test has left. */
  readonly clear: () => Promise<void>
}

export type Process = { readonly pid: number; readonly command: string }

/** `environment` comes on top of what makes this sandbox one of its own. */
export async function createSandbox(environment: Record<string, string> = {}): Promise<Sandbox> {
  const folder = await createTestFolder('sandbox')
  await noteServer(path.join(folder, 'postgres'))
  const port = await freePorts(4)
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: String(port),
    THROUGHLINE_DATA: folder,
    NODE_OPTIONS: '',
    ...environment,
  }
  delete env['DATABASE_URL']
  const home = await findHome(path.join(folder, 'postgres'))
  const processes = async (): Promise<Process[]> =>
    await findProcesses(({ environment }) => environment.includes(`THROUGHLINE_DATA=${folder}`))
  return {
    folder,
    port,
    processes,
    servers: async () => await findProcesses(({ command }) => command.includes(home.cluster)),
    run: (command, more) => start(command.split(' '), { ...env, ...more }),
    npm: (script) =>
      follow(spawn('npm', ['run', script], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })),
    async clear() {
      for (const { pid } of await processes()) process.kill(pid, 'SIGKILL')
    },
  }
}

export function start(args: readonly string[], env: NodeJS.ProcessEnv): Run {
  return follow(spawn(process.execPath, [launcher, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** A child whose output is kept. */
export function follow(child: ChildProcess): Run {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close').then(([exitCode, signal]) => (exitCode ?? signal) as number | string)
  return { child, output: () => output, ended }
}

/** The first of so many free ports in a row. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000)
    const free = await Promise.all(
      Array.from({ length: count }, async (_, index) => await isFree(first + index)),
    )
    if (free.every(Boolean)) return first
  }
}

export async function isFree(candidate: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(candidate, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + waitMsMax
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen`)
    await pause(20)
  }
}

/** Waits until the play of this sandbox has done so many steps; told by the system, so that it is at once. */
export async function untilPlayed({ folder }: Sandbox, steps: number, of: Run): Promise<void> {
  const demo = path.join(folder, 'demo')
  await mkdir(demo, { recursive: true })
  const isPlayed = async (): Promise<boolean> => (await played(folder)).length >= steps
  const late = AbortSignal.timeout(waitMsMax)
  const changes = watch(demo, { signal: late })
  try {
    if (await isPlayed()) return
    for await (const { filename } of changes) if (filename === 'memory.json' && (await isPlayed())) return
  } catch (error) {
    if (late.aborted) throw new Error(`step ${steps} was not played:\n${of.output()}`, { cause: error })
    throw error
  }
}

/** The ids of the steps that the play remembers as done. */
export async function played(folder: string): Promise<string[]> {
  const text = await readFile(path.join(folder, 'demo', 'memory.json'), 'utf8').catch(() => undefined)
  return text === undefined ? [] : (JSON.parse(text) as { done: string[] }).done
}

type Seen = { readonly environment: readonly string[]; readonly command: string }

async function findProcesses(isMeant: (seen: Seen) => boolean): Promise<Process[]> {
  const found: Process[] = []
  for (const name of await readdir('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    // A process that has ended and is not yet reaped has neither; another user's environment is none of ours.
    const [environment = '', command = ''] = await Promise.all(
      ['environ', 'cmdline'].map(
        async (file) => await readFile(`/proc/${name}/${file}`, 'utf8').catch(() => ''),
      ),
    )
    const seen = { environment: environment.split('\0'), command: command.replaceAll('\0', ' ').trim() }
    if (isMeant(seen)) found.push({ pid, command: seen.command })
  }
  return found
}
