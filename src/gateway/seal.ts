/** The sealer's loop: chains committed audit rows from time to time, apart from the transactions that write them. */
import { SEAL_ROWS_MAX, seal, verify } from '../audit/seal.ts'
import type { Verification } from '../audit/seal.ts'
import type { Database } from '../database/database.ts'
import type { Ground } from './ground.ts'

/** Starts sealing; the returned function ends it after a last round. */
export function startSealing(ground: Ground): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const round = async (): Promise<void> => {
    try {
      while ((await ground.unguarded.transaction((tx) => seal(tx, ground.clock()))) === SEAL_ROWS_MAX) {}
    } catch (error) {
      // What is not sealed now is sealed at the next round; `audit verify` reports the unsealed tail.
      ground.log.warn('sealing pauses', { reason: error instanceof Error ? error.name : 'unexpected' })
    }
  }
  const next = (): void => {
    timer = setTimeout(() => {
      running = round().finally(next)
    }, ground.limits.sealEveryMs)
  }
  next()
  return async () => {
    await running
    clearTimeout(timer)
    await round()
  }
}

/** Recomputes the seals over one snapshot of the audit. Needs the database only: also where no gateway runs. */
export function verifySeals(database: Database): Promise<Verification> {
  return database.transaction(verify, { isolation: 'repeatable read' })
}
