/**
 * The words that every room uses for PostgreSQL: Database, Transaction, and the one error that comes out of them.
 *
 * Values come back as: int8 -> bigint (so `count(*)` too: write `count(*)::int`), timestamptz -> ISO 8601 UTC text with
 * milliseconds (never a Date; microseconds are cut), date -> `YYYY-MM-DD` text, numeric -> text, json and jsonb -> parsed.
 * Values go in as: bigint, text, number, boolean, Date, null, arrays (as PostgreSQL arrays); JSON that is an array must
 * be handed in as `JSON.stringify(value)`, because a bare array would be sent as a PostgreSQL array.
 */

export type QueryResult<T> = {
  readonly rows: T[]
  /** Rows returned or affected; 0 for a statement that counts none. */
  readonly rowCount: number
}

export type QueryOptions = {
  /**
   * PostgreSQL keeps the plan of the statement on the connection. For texts that come again and again, and are few: a text
   * that a request shapes would fill its memory.
   */
  readonly isPrepared?: boolean
}

export type Transaction = {
  readonly query: <T>(
    text: string,
    values?: readonly unknown[],
    options?: QueryOptions,
  ) => Promise<QueryResult<T>>
}

export type TransactionOptions = {
  /** Default: what the server has by default, `read committed`. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  readonly guard?: Guard
}

/** Statements without values that go along with `begin`, and what their last answer must be: `check` throws where it is not. */
export type Guard = {
  readonly text: string
  readonly check: (rows: readonly Readonly<Record<string, unknown>>[]) => void
}

export type Database = Transaction & {
  /**
   * Commits when `work` resolves, rolls back when it throws (and throws the same error). `work` runs again, a limited
   * number of times, after a serialization failure or deadlock: whatever it does beyond `tx` must bear repetition.
   */
  readonly transaction: <T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions) => Promise<T>
  /** Waits for what is running, then closes every connection. May be called twice. */
  readonly close: () => Promise<void>
}

/** Every way in which the ground can fail; `docs/errors.md` explains each. */
export type DatabaseErrorCode =
  /** No connection, or it broke: nothing of a transaction is stored; a single statement outside of one may be. */
  | 'database-unreachable'
  /** No free connection, or no answer, within the limit. */
  | 'database-timeout'
  /** The connection broke while committing: stored or not, nobody knows. */
  | 'database-commit-unknown'
  /** Serialization failures or deadlocks, more often than the limit. */
  | 'database-contended'
  /** PostgreSQL refused the statement: see `sqlState` and `constraint`. */
  | 'database-refused'
  /** Used after `close()`. */
  | 'database-closed'
  /** The embedded server cannot be set up or started here. */
  | 'database-embedded'
  /** The migrations on file and those applied disagree. */
  | 'database-migration'

export type DatabaseErrorDetails = {
  readonly cause?: unknown
  readonly sqlState?: string | undefined
  readonly constraint?: string | undefined
}

/**
 * An operating failure of the database. What PostgreSQL says about values (its `detail`, and messages that quote a
 * value) is left out, since they may be patient data and errors end up in logs.
 */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode
  /** SQLSTATE, where the server answered: '23505' is a unique violation. */
  readonly sqlState: string | undefined
  /** The constraint that the statement violated, by name. */
  readonly constraint: string | undefined

  constructor(code: DatabaseErrorCode, message: string, details: DatabaseErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'DatabaseError'
    this.code = code
    this.sqlState = details.sqlState
    this.constraint = details.constraint
  }
}
