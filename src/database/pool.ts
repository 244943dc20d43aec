/**
 * The pool of connections to PostgreSQL: queries, and transactions that repeat themselves after a deadlock.
 * A lost connection never ends the process; whatever goes wrong is thrown as a DatabaseError.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseError } from './database.ts'
import type { Database, QueryOptions, QueryResult, Transaction, TransactionOptions } from './database.ts'
import { leavesConnectionUsable, toDatabaseError } from './failure.ts'
import { valueTypes } from './values.ts'

export const databaseLimits = Object.freeze({
  poolMax: 20,
  /** How long to wait for a free connection, or for a new one to be there. */
  connectionTimeoutMs: 5_000,
  /** After this PostgreSQL ends a statement; a little later the client gives up on a server that is silent. */
  statementTimeoutMs: 30_000,
  silenceAfterStatementTimeoutMs: 5_000,
  /** After this PostgreSQL ends a transaction in which nothing happens, so that its locks do not stay. */
  idleInTransactionTimeoutMs: 60_000,
  /** An idle connection is closed after this. */
  idleTimeoutMs: 30_000,
  /** How often a transaction is tried in all, when PostgreSQL says 40001 or 40P01. */
  transactionAttemptsMax: 5,
  /** The n-th repetition waits up to n times this, at random, so that two rivals do not meet again. */
  transactionPauseMs: 20,
})

export type DatabaseConfig = {
  /** `postgresql://user:password@host:port/name`, or `postgresql://user@localhost/name?host=/folder/of/the/socket`. */
  readonly url: string
  readonly poolMax?: number
  readonly connectionTimeoutMs?: number
  readonly statementTimeoutMs?: number
  /** Told when an idle connection is lost; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void
  /** For tests: runs before the nth statement of this pool (1, 2, ...; `begin` and `commit` count) and may throw. */
  readonly beforeQuery?: (nth: number, text: string) => void
  /** For tests: runs after PostgreSQL has carried out the nth statement, before its answer is handed over, and may throw. */
  readonly afterQuery?: (nth: number, text: string) => void
}

type Run = (
  client: pg.PoolClient,
  text: string,
  values?: readonly unknown[],
  options?: QueryOptions,
) => Promise<pg.QueryResult>

export function openDatabase(config: DatabaseConfig): Database {
  const pool = createPool(config)
  const run = createRun(config)
  let closing: Promise<void> | undefined

  async function connect(): Promise<pg.PoolClient> {
    if (closing) throw new DatabaseError('database-closed', 'The database was used after it had been closed.')
    try {
      return await pool.connect()
    } catch (error) {
      throw toDatabaseError(error)
    }
  }

  async function query<T>(
    text: string,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<T>> {
    const client = await connect()
    let failure: unknown
    try {
      return toResult<T>(await run(client, text, values, options))
    } catch (error) {
      failure = error
      throw error
    } finally {
      release(client, failure)
    }
  }

  async function transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptTransaction(await connect(), run, work, options)
      if (outcome.kind === 'committed') return outcome.value
      if (!outcome.contended || attempt >= databaseLimits.transactionAttemptsMax) throw outcome.error
      await pause(Math.random() * attempt * databaseLimits.transactionPauseMs)
    }
  }

  function close(): Promise<void> {
    closing ??= pool.end()
    return closing
  }

  return { query, transaction, close }
}

function createPool(config: DatabaseConfig): pg.Pool {
  const statementTimeoutMs = config.statementTimeoutMs ?? databaseLimits.statementTimeoutMs
  const pool = new pg.Pool({
    connectionString: config.url,
    application_name: 'throughline',
    max: config.poolMax ?? databaseLimits.poolMax,
    connectionTimeoutMillis: config.connectionTimeoutMs ?? databaseLimits.connectionTimeoutMs,
    idleTimeoutMillis: databaseLimits.idleTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + databaseLimits.silenceAfterStatementTimeoutMs,
    idle_in_transaction_session_timeout: databaseLimits.idleInTransactionTimeoutMs,
    keepAlive: true,
    types: valueTypes as pg.CustomTypesConfig,
  })
  pool.on('error', (error) => config.onConnectionLost?.(toDatabaseError(error)))
  // A connection that breaks between two statements of a transaction reports it here and nowhere else: without a
  // listener the process would end. The next statement on it fails and tells the caller.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Runs one statement; `statements` counts them for the fault injection of tests. */
function createRun({ beforeQuery, afterQuery }: DatabaseConfig): Run {
  let statements = 0
  return async (client, text, values, { isPrepared } = {}) => {
    const nth = (statements += 1)
    try {
      beforeQuery?.(nth, text)
      // Without values, `pg` sends a simple query, which may hold several statements (the migrations need it).
      const result = await (values
        ? client.query({ text, values: [...values], ...(isPrepared && { name: nameOf(text) }) })
        : client.query(text))
      afterQuery?.(nth, text)
      return lastOf(result)
    } catch (error) {
      throw toDatabaseError(error)
    }
  }
}

/** PostgreSQL cuts names at 63 bytes. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha256').update(text).digest('hex').slice(0, 40)
  names.set(text, name)
  return name
}

/** The names of the prepared statements by their texts, which are few. */
const names = new Map<string, string>()

/** Several statements in one text give an array, which the types of `pg` do not tell. */
function lastOf(result: pg.QueryResult | pg.QueryResult[]): pg.QueryResult {
  const last = Array.isArray(result) ? result.at(-1) : result
  assert(last)
  return last
}

function release(client: pg.PoolClient, failure: unknown): void {
  client.release(failure !== undefined && !leavesConnectionUsable(failure))
}

function toResult<T>({ rows, rowCount }: pg.QueryResult): QueryResult<T> {
  return { rows, rowCount: rowCount ?? 0 }
}

type Outcome<T> =
  | { kind: 'committed'; value: T }
  /** `contended`: PostgreSQL asks to try again; nothing is stored. */
  | { kind: 'failed'; error: unknown; contended: boolean }

async function attemptTransaction<T>(
  client: pg.PoolClient,
  run: Run,
  work: (tx: Transaction) => Promise<T>,
  { isolation, guard }: TransactionOptions,
): Promise<Outcome<T>> {
  let firstFailure: Error | undefined
  let open = true
  const tx: Transaction = {
    async query<R>(text: string, values?: readonly unknown[], options?: QueryOptions) {
      assert(open, 'A transaction was used after its end: an await is missing.')
      try {
        return toResult<R>(await run(client, text, values, options))
      } catch (error) {
        firstFailure ??= toDatabaseError(error)
        throw error
      }
    },
  }
  try {
    const begin = isolation ? `begin isolation level ${isolation}` : 'begin'
    const { rows } = await run(client, guard ? `${begin}; ${guard.text}` : begin)
    guard?.check(rows as Record<string, unknown>[])
    const value = await work(tx)
    open = false
    if (firstFailure !== undefined && !leavesConnectionUsable(firstFailure)) throw firstFailure
    const { command } = await commit(client, run)
    // PostgreSQL turns the commit of a failed transaction into a rollback and calls that a success: a caller who
    // swallowed a failure must not believe that he has stored something. (After a rollback to a savepoint he has.)
    if (command !== 'COMMIT')
      throw firstFailure ?? new DatabaseError('database-refused', `Not stored: ${command}.`)
    release(client, undefined)
    return { kind: 'committed', value }
  } catch (error) {
    open = false
    await rollback(client, run, firstFailure ?? error)
    return { kind: 'failed', error, contended: isContended(firstFailure ?? error) }
  }
}

async function commit(client: pg.PoolClient, run: Run): Promise<pg.QueryResult> {
  try {
    return await run(client, 'commit')
  } catch (error) {
    if (leavesConnectionUsable(error)) throw error
    const message =
      'The connection broke during the commit: it is not known whether the transaction is stored.'
    throw new DatabaseError('database-commit-unknown', message, { cause: error })
  }
}

/** Gives the connection back in a clean state, or closes it: PostgreSQL then rolls back by itself. */
async function rollback(client: pg.PoolClient, run: Run, failure: unknown): Promise<void> {
  if (failure instanceof DatabaseError && !leavesConnectionUsable(failure)) return release(client, failure)
  try {
    await run(client, 'rollback')
    release(client, undefined)
  } catch (error) {
    release(client, error)
  }
}

function isContended(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === 'database-contended'
}
