/** What every flow stands on: handed in once at start, so that tests hand in another clock, other ids, another network. */
import type { Database, Transaction } from '../database/database.ts'
import type { DeliveryLimits } from '../delivery/delivery.ts'
import type { Send } from '../delivery/send.ts'
import type { Directory } from '../partners/directory.ts'
import type { Published } from './publish.ts'

export type Log = {
  /** `facts` are ids, counts and codes: never a person's words or values. */
  info(message: string, facts?: Record<string, string | number>): void
  warn(message: string, facts?: Record<string, string | number>): void
}

export type GatewayLimits = {
  readonly delivery: DeliveryLimits
  /** Deliveries that are attempted at once. */
  readonly deliveriesAtOnce: number
  /** The loops look at least this often, also when nobody wakes them: another gateway may have queued something. */
  readonly pollMs: number
  readonly sealEveryMs: number
}

export type Ground = {
  /** Each transaction ends by the policies of this ground, or does not begin: then they are not in force any more. */
  readonly database: Database
  /** For what no policy decides on: seals, and what became of what has left. */
  readonly unguarded: Database
  /** The ground by the policies that are in force now. */
  readonly renew: () => Promise<Ground>
  readonly content: Published
  readonly directory: Directory
  /** ISO instant in UTC, with milliseconds. */
  readonly clock: () => string
  /** A new UUID. */
  readonly newId: () => string
  /** From 0 up to 1. */
  readonly random: () => number
  readonly send: Send
  readonly limits: GatewayLimits
  /** The FHIR base as partners see it, without a slash at the end. */
  readonly baseUrl: string
  /** The version of this software. */
  readonly software: string
  readonly log: Log
  readonly waker: Waker
}

/**
 * Tells the delivery loop of this process that something waits; a hint only, the table is the truth. What a transaction
 * asks for is told when it has committed: before, the loop would look and find nothing.
 */
export type Waker = { wake(tx?: Transaction): void; listen(onWake: () => void): void }

/** A waker, and the database whose transactions it follows. */
export function createWaker(database: Database): { waker: Waker; database: Database } {
  let listener: (() => void) | undefined
  const asked = new WeakSet<Transaction>()
  return {
    waker: {
      wake: (tx) => (tx ? void asked.add(tx) : listener?.()),
      listen: (onWake) => {
        listener = onWake
      },
    },
    database: {
      ...database,
      async transaction(work, options) {
        // Of several attempts the last one is the one that commits.
        let last: Transaction | undefined
        const value = await database.transaction((tx) => work((last = tx)), options)
        if (last && asked.has(last)) listener?.()
        return value
      },
    },
  }
}
