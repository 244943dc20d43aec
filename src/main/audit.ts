/**
 * `audit verify` recomputes the seals of the audit and says whether a row was changed, removed or slipped in. `audit replay`
 * makes the recorded decisions again and says which ones come out otherwise.
 */
import type { Database } from '../database/database.ts'
import { replayDecisions } from '../gateway/replay.ts'
import { verifySeals } from '../gateway/seal.ts'
import { openConfigured } from './ground.ts'
import { findRunning } from './running.ts'
import { configFor, onlyOptions, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'

export async function verifyAudit(given: Given): Promise<void> {
  onlyOptions(given, ['config'])
  await withDatabase(given, async (database) => {
    const result = await verifySeals(database)
    if (result.kind === 'intact') {
      print(
        `The audit is intact: ${result.rows} rows under ${result.seals} seals, ${result.unsealed} not sealed yet.`,
      )
    } else {
      print(`The audit is broken at seal ${result.seal}: ${result.reason}.`)
      process.exitCode = 1
    }
  })
}

export async function replayAudit(given: Given): Promise<void> {
  onlyOptions(given, ['config', 'event', 'since'])
  const { event, since } = given.options
  if (since !== undefined && Number.isNaN(Date.parse(since)))
    throw new UsageError('--since takes a date or an instant, such as 2026-11-23 or 2026-11-23T12:00:00Z.')
  await withDatabase(given, async (database) => {
    let [equal, others] = [0, 0]
    for await (const { event: id, outcome } of replayDecisions(database, {
      ...(event !== undefined && { event }),
      ...(since !== undefined && { since: new Date(since).toISOString() }),
    })) {
      if (outcome.kind === 'equal') equal += 1
      else others += 1
      if (outcome.kind === 'different') print(`${id}: different: ${outcome.differences.join('; ')}`)
      if (outcome.kind === 'lost') print(`${id}: ${outcome.what} is not on file`)
    }
    print(`${equal} decisions come out as they are recorded, ${others} do not.`)
    if (others > 0) process.exitCode = 1
  })
}

async function withDatabase(given: Given, work: (database: Database) => Promise<void>): Promise<void> {
  const config = await configFor(given)
  // The embedded server of a gateway that runs is not ours to stop.
  const isServed = (await findRunning(config.dataDirectory)) !== undefined
  const { database, close } = await openConfigured(config)
  try {
    await work(database)
  } finally {
    await close({ stop: !isServed })
  }
}
