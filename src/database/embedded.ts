/**
 * The embedded PostgreSQL 18: the real server, from npm, for a machine on which nothing is installed. It is set up once,
 * outlives a gateway that is killed, and is found again by the next start. Nothing is ever written without fsync, unless
 * a test asks for it. Every step may be repeated or done by several processes at once.
 */
import { readFile, rmdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseError } from './database.ts'
import { adminRole, answers, createDatabase, findServer, gatewayRole } from './embedded/connection.ts'
import type { Server } from './embedded/connection.ts'
import {
  createCluster,
  embeddedLimits,
  isRunning,
  launch,
  readLogTail,
  shutDown,
} from './embedded/control.ts'
import type { ServerOptions } from './embedded/control.ts'
import { chooseSocketFolder, createHome, exists, findHome, type Home } from './embedded/home.ts'
import { installPrograms } from './embedded/programs.ts'

export type EmbeddedOptions = ServerOptions & {
  /** The folder of the database. As root it is a name only: see `Embedded.dataDirectory` for where it really is. */
  readonly dataDirectory: string
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
  readonly stop: () => Promise<void>
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
  await shutDown(programs)
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
