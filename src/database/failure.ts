/**
 * Turns what `pg` throws into a DatabaseError, without the values that PostgreSQL likes to quote: its `detail` and the
 * messages about malformed input may hold patient data. Bugs (a TypeError from a value that cannot be sent) pass as they are.
 */
import { AssertionError } from 'node:assert'
import pg from 'pg'
import { DatabaseError, type DatabaseErrorCode } from './database.ts'

/** SQLSTATEs that mean that this connection is gone or was never there, although the server spoke. */
const disconnected = /^(?:08|28|3D|53|57P0[1-5]|25P03)/
/** Statement cancelled (by `statement_timeout`) and lock not available. */
const timedOut = /^(?:57014|55P03)/
const contended = /^(?:40001|40P01)/
/** The classes whose messages name tables, columns and constraints, never a value. */
const quotable = /^(?:08|0A|21|23|25|28|3D|40|42|53|55|57)/

/** What pg and pg-pool say when one of our limits is reached: they have no code for it. */
const clientTimeouts = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Query read timeout',
])

export function toDatabaseError(error: unknown): Error {
  if (error instanceof DatabaseError) return error
  if (error instanceof pg.DatabaseError) return fromServer(error)
  if (isBug(error)) return error
  const message = error instanceof Error ? error.message : ''
  return clientTimeouts.has(message)
    ? new DatabaseError('database-timeout', 'PostgreSQL did not answer within the limit.', { cause: error })
    : new DatabaseError('database-unreachable', 'The connection to PostgreSQL failed.', { cause: error })
}

/** Whether the connection may be used again after this failure. */
export function leavesConnectionUsable(error: unknown): boolean {
  return error instanceof DatabaseError && error.sqlState !== undefined && !disconnected.test(error.sqlState)
}

function isBug(error: unknown): error is Error {
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    error instanceof AssertionError
  )
}

function fromServer(error: pg.DatabaseError): DatabaseError {
  const sqlState = error.code ?? 'XX000'
  const said = quotable.test(sqlState) ? `: ${error.message}` : ''
  const { severity, table, column, constraint, position, routine } = error
  const cause = Object.assign(new Error(`${severity ?? 'ERROR'} ${sqlState}${said}`), {
    table,
    column,
    constraint,
    position,
    routine,
  })
  return new DatabaseError(codeOf(sqlState), `PostgreSQL answered ${sqlState}${said}`, {
    cause,
    sqlState,
    constraint,
  })
}

function codeOf(sqlState: string): DatabaseErrorCode {
  if (disconnected.test(sqlState)) return 'database-unreachable'
  if (timedOut.test(sqlState)) return 'database-timeout'
  if (contended.test(sqlState)) return 'database-contended'
  return 'database-refused'
}
