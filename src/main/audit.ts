/** `audit verify`: recomputes the seals of the audit and says whether a row was changed, removed or slipped in. */
import { verifySeals } from '../gateway/seal.ts'
import { openConfigured } from './ground.ts'
import { findRunning } from './running.ts'
import { configFor, print } from './usage.ts'
import type { Given } from './usage.ts'

export async function verifyAudit(given: Given): Promise<void> {
  const config = await configFor(given)
  // The embedded server of a gateway that runs is not ours to stop.
  const isServed = (await findRunning(config.dataDirectory)) !== undefined
  const { database, close } = await openConfigured(config)
  try {
    const result = await verifySeals(database)
    if (result.kind === 'intact') {
      print(
        `The audit is intact: ${result.rows} rows under ${result.seals} seals, ${result.unsealed} not sealed yet.`,
      )
    } else {
      print(`The audit is broken at seal ${result.seal}: ${result.reason}.`)
      process.exitCode = 1
    }
  } finally {
    await close({ stop: !isServed })
  }
}
