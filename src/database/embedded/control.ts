/**
 * Sets up, starts, looks at and stops the server of one home, by PostgreSQL's own programs.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, open, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { DatabaseError } from '../database.ts'
import { adminRole } from './connection.ts'
import { chooseSocketFolder, giveTo, insideOf, placeFolder, type Home } from './home.ts'
import { run, type Programs } from './programs.ts'

/** A cluster of another major version is not touched. */
const embeddedMajor = '18'

export const embeddedLimits = Object.freeze({
  setUpTimeoutMs: 120_000,
  /** Recovery after a crash of the machine is part of a start. */
  startTimeoutMs: 120_000,
  stopTimeoutMs: 30_000,
  pollMs: 100,
  /** A log that is larger is emptied at the next start. */
  logBytesMax: 10_000_000,
  logTailCharactersMax: 2_000,
})

export type ServerOptions = {
  /** `tcp` is the default on Windows only, where Node cannot use Unix sockets. */
  readonly transport?: 'socket' | 'tcp'
  /** More settings of PostgreSQL, for the server that this call starts; values without spaces. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The server runs, and logs, with these; what a patient may be in (statements, values) stays out of its log. */
const settings = {
  shared_buffers: '64MB',
  max_connections: '60',
  unix_socket_permissions: '0700',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_min_messages: 'log',
}

/** Sets the server up where it is not yet, all at once or not at all. */
export async function createCluster(programs: Programs): Promise<void> {
  const { home } = programs
  await placeFolder(home.server, async (server) => {
    const { cluster, password, log } = insideOf(server)
    await chmod(server, home.owner ? 0o755 : 0o700)
    await mkdir(cluster)
    await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600 })
    await writeFile(log, '', { mode: 0o600 })
    for (const file of [cluster, password, log]) await giveTo(home.owner, file)
    const args = [
      ['--pgdata', cluster, '--username', adminRole, '--encoding', 'UTF8'],
      // The same order and case on every machine, whatever locales it has.
      ['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
      ['--auth-local', 'trust', '--auth-host', 'scram-sha-256', '--pwfile', password],
    ].flat()
    const timeoutMs = embeddedLimits.setUpTimeoutMs
    const { exitCode, output } = await run(programs, { program: 'initdb', args, timeoutMs })
    if (exitCode !== 0)
      throw new DatabaseError(
        'database-embedded',
        `The embedded PostgreSQL could not be set up: ${output.trim()}`,
      )
  })
  const major = (await readFile(path.join(home.cluster, 'PG_VERSION'), 'utf8')).trim()
  if (major === embeddedMajor) return
  const message = `${home.cluster} is of PostgreSQL ${major}, and the embedded one is ${embeddedMajor}.`
  throw new DatabaseError('database-embedded', message)
}

export async function isRunning(programs: Programs): Promise<boolean> {
  const args = ['status', '-D', programs.home.cluster]
  const { exitCode } = await run(programs, {
    program: 'pg_ctl',
    args,
    timeoutMs: embeddedLimits.stopTimeoutMs,
  })
  return exitCode === 0
}

/** Starts the server and returns when it takes connections, or when somebody else is starting it. */
export async function launch(programs: Programs, options: ServerOptions): Promise<void> {
  const { home } = programs
  const { size } = await stat(home.log)
  if (size > embeddedLimits.logBytesMax) await truncate(home.log)
  const all = { ...settings, ...(await listenAt(home, options.transport)), ...options.settings }
  // On the command line rather than in a file, so that a new version of the gateway brings its settings along.
  const serverOptions = Object.entries(all)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
  const seconds = String(embeddedLimits.startTimeoutMs / 1000)
  const args = ['start', '-s', '-w', '-t', seconds, '-D', home.cluster, '-l', home.log, '-o', serverOptions]
  const log = await open(home.log, 'a')
  try {
    const timeoutMs = embeddedLimits.startTimeoutMs
    const { exitCode } = await run(programs, { program: 'pg_ctl', args, timeoutMs, outputTo: log.fd })
    if (exitCode === 0 || (await isRunning(programs))) return
  } finally {
    await log.close()
  }
  const message = `The embedded PostgreSQL did not start. Its log: ${await readLogTail(home)}`
  throw new DatabaseError('database-embedded', message)
}

export async function shutDown(programs: Programs): Promise<void> {
  const seconds = String(embeddedLimits.stopTimeoutMs / 1000)
  const args = ['stop', '-s', '-w', '-t', seconds, '-D', programs.home.cluster, '-m', 'fast']
  const timeoutMs = embeddedLimits.stopTimeoutMs * 2
  const { exitCode, output } = await run(programs, { program: 'pg_ctl', args, timeoutMs })
  if (exitCode !== 0 && (await isRunning(programs)))
    throw new DatabaseError('database-embedded', `The embedded PostgreSQL did not stop: ${output.trim()}`)
}

async function listenAt(home: Home, transport: ServerOptions['transport']): Promise<Record<string, string>> {
  if ((transport ?? (process.platform === 'win32' ? 'tcp' : 'socket')) === 'socket')
    return { listen_addresses: '', unix_socket_directories: await chooseSocketFolder(home), port: '5432' }
  return { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(await findFreePort()) }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address)
  server.close()
  return address.port
}

export async function readLogTail(home: Home): Promise<string> {
  return (await readFile(home.log, 'utf8')).slice(-embeddedLimits.logTailCharactersMax).trim()
}
