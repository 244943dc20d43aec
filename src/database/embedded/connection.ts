/**
 * How to reach the embedded server: by a socket in a folder that only its user (and root) may enter, without a password;
 * on Windows, where Node cannot use such sockets, by 127.0.0.1 with a password of its own.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { DatabaseError } from '../database.ts'
import { isAlive, isPrivate, type Home } from './home.ts'

export const adminRole = 'postgres'
/** Not a superuser, so that row-level security binds the gateway too. */
export const gatewayRole = 'throughline'

const connectionTimeoutMs = 5_000
/** The server is there and says: starting up, shutting down, in recovery. */
const notNow = /^57P/

/** Makes the URL by which a role reaches a database of the server. */
export type Server = (role: string, database: string) => string

/** The server that runs, as its lock file tells; undefined where there is none. It may not answer yet, or no more. */
export async function findServer(home: Home): Promise<Server | undefined> {
  const lockFile = await readFile(path.join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  // Line 4 is the port, line 5 the folder of the socket (as it was configured), line 6 the address it listens on.
  const [pid, , , port, socketFolder, listensOn] = lockFile.split('\n')
  if (port === undefined || !isAlive(Number(pid))) return undefined
  if (listensOn) {
    const password = await readFile(home.password, 'utf8')
    return (role, database) => `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`
  }
  const folder = path.resolve(home.cluster, socketFolder ?? '.')
  if (folder !== home.cluster && !(await isPrivate(folder))) return undefined
  return (role, database) =>
    `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(folder)}&port=${port}`
}

/** Whether the server takes a connection and answers. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectionTimeoutMs })
  // A server that goes away while we ask is no reason to end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    const isRefusal = error instanceof pg.DatabaseError && !notNow.test(error.code ?? '')
    if (isRefusal)
      throw new DatabaseError('database-embedded', 'The embedded PostgreSQL refuses us.', { cause: error })
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Creates the gateway's role and database where they are missing; several may do it at once. */
export async function createDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: connectionTimeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock(1)')
    const role = await client.query('select from pg_roles where rolname = $1', [gatewayRole])
    if (role.rowCount === 0)
      await client.query(`create role ${gatewayRole} login password ${pg.escapeLiteral(password)}`)
    const database = await client.query('select from pg_database where datname = $1', [gatewayRole])
    if (database.rowCount === 0) await client.query(`create database ${gatewayRole} owner ${gatewayRole}`)
  } catch (cause) {
    throw new DatabaseError('database-embedded', 'The embedded database could not be created.', { cause })
  } finally {
    await client.end().catch(() => undefined)
  }
}
