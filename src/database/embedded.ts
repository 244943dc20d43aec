/**
 * The embedded PostgreSQL 18: the real server, from npm, for a machine on which nothing is installed. It is set up once,
 * outlives a gateway that is killed, and is found again by the next start. Nothing is ever written without fsync, unless
 * a test asks for it. Every step may be repeated or done by several processes at once.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, open, readFile, rmdir, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseError } from './database.ts'
import {
  adminRole,
  answers,
  createDatabase,
  findServer,
  gatewayRole,
  type Server,
} from './embedded/connection.ts'
import {
  chooseSocketFolder,
  createHome,
  exists,
  findHome,
  giveTo,
  insideOf,
  placeFolder,
} from './embedded/home.ts'
import type { Home } from './embedded/home.ts'
import { installPrograms, run } from './embedded/programs.ts'
import type { Programs } from './embedded/programs.ts'

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

export type EmbeddedOptions = {
  /** The folder of the database. As root it is a name only: see `Embedded.dataDirectory` for where it really is. */
  readonly dataDirectory: string
  /** `tcp` is the default on Windows only. */
  readonly transport?: 'socket' | 'tcp'
  /** More settings of PostgreSQL, for the server that this call starts; values without spaces. */
  readonly settings?: Readonly<Record<string, string>>
}

export type Embedded = {
  /** For the gateway: its own database, as a role that is not a superuser. */
  readonly url: string
  /** For creating further databases: the superuser, in the database `postgres`. */
  readonly adminUrl: string
  readonly dataDirectory: string
  readonly log: string
  /** Whether the server was running already. */
  readonly found: boolean
  stop(): Promise<void>
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

/** Starts the embedded server, or finds it running. Where it really is, it says in the result. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const home = await findHome(options.dataDirectory)
  let found = true
  let server = await findAnswering(home)
  if (!server) {
    found = false
    server = await start(home, options)
  }
  const adminUrl = server(adminRole, 'postgres')
  await createDatabase(adminUrl, await readFile(home.password, 'utf8'))
  return {
    url: server(gatewayRole, gatewayRole),
    adminUrl,
    dataDirectory: home.folder,
    log: home.log,
    found,
    stop: () => stopEmbedded(options.dataDirectory),
  }
}

/** Stops the server of this data directory, whoever started it; does nothing where none runs. */
export async function stopEmbedded(dataDirectory: string): Promise<void> {
  const home = await findHome(dataDirectory)
  if (!(await exists(home.cluster))) return
  const programs = await installPrograms(home)
  if (!(await isRunning(programs))) return
  const seconds = String(embeddedLimits.stopTimeoutMs / 1000)
  const args = ['stop', '-D', home.cluster, '-m', 'fast', '-w', '-t', seconds]
  const timeoutMs = embeddedLimits.stopTimeoutMs * 2
  const { exitCode, output } = await run(programs, { program: 'pg_ctl', args, timeoutMs })
  if (exitCode !== 0 && (await isRunning(programs)))
    throw new DatabaseError('database-embedded', `The embedded PostgreSQL did not stop: ${output.trim()}`)
  // A socket folder outside the cluster is empty now; where it is not there, nothing is lost.
  const socketFolder = await chooseSocketFolder(home)
  if (socketFolder !== '.') await rmdir(socketFolder).catch(() => undefined)
}

async function start(home: Home, options: EmbeddedOptions): Promise<Server> {
  await createHome(home)
  const programs = await installPrograms(home)
  await createCluster(programs)
  const deadline = Date.now() + embeddedLimits.startTimeoutMs
  while (Date.now() < deadline) {
    const server = await findAnswering(home)
    if (server) return server
    // Somebody else is starting or stopping it, or it recovers from a crash: wait.
    if (await isRunning(programs)) await pause(embeddedLimits.pollMs)
    else await launch(programs, options)
  }
  throw new DatabaseError(
    'database-embedded',
    `The embedded PostgreSQL does not answer. Should the process that ${home.cluster}/postmaster.pid names be no ` +
      `PostgreSQL, remove that file. The log: ${await readLogTail(home)}`,
  )
}

async function findAnswering(home: Home): Promise<Server | undefined> {
  const server = await findServer(home)
  if (!server) return undefined
  return (await answers(server(adminRole, 'postgres'))) ? server : undefined
}

async function createCluster(programs: Programs): Promise<void> {
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

async function isRunning(programs: Programs): Promise<boolean> {
  const args = ['status', '-D', programs.home.cluster]
  const { exitCode } = await run(programs, {
    program: 'pg_ctl',
    args,
    timeoutMs: embeddedLimits.stopTimeoutMs,
  })
  return exitCode === 0
}

async function launch(programs: Programs, options: EmbeddedOptions): Promise<void> {
  const { home } = programs
  const { size } = await stat(home.log)
  if (size > embeddedLimits.logBytesMax) await truncate(home.log)
  const all = { ...settings, ...(await listenAt(home, options.transport)), ...options.settings }
  // On the command line rather than in a file, so that a new version of the gateway brings its settings along.
  const serverOptions = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`)
  const seconds = String(embeddedLimits.startTimeoutMs / 1000)
  const args = [
    'start',
    '-D',
    home.cluster,
    '-l',
    home.log,
    '-w',
    '-t',
    seconds,
    '-o',
    serverOptions.join(' '),
  ]
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

async function listenAt(
  home: Home,
  transport: EmbeddedOptions['transport'],
): Promise<Record<string, string>> {
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

async function readLogTail(home: Home): Promise<string> {
  return (await readFile(home.log, 'utf8')).slice(-embeddedLimits.logTailCharactersMax).trim()
}
