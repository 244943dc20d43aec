/**
 * `npm run bench -- consent`: decisions by the number of Consents, searches with the filter by grants on and off, chains and
 * `_has`, whole requests, and @asushares/core beside ours on what its model can say.
 */
import { decisionTable } from './consent/decisions.ts'
import { peerTables } from './consent/peer.ts'
import { RECORDS_OF_PERSON } from './consent/records.ts'
import { searchTables } from './consent/searches.ts'
import { openWorld } from './consent/world.ts'
import type { BenchOptions, BenchReport } from './report.ts'

const notes = [
  'per CPU s: one thread, garbage collection included; the median of the rounds.',
  'searches: one connection; the sides take turns. CPU: this process and PostgreSQL for the connection. ratio: to the first side.',
  'filter off: the same statement without the predicate, of all rows; it gives the same 50 to everybody.',
  'goals: 200,000 decisions a second with 10 Consents; pages and totals at most 1.25 times, chains and _has at most 2 times.',
]

export async function run({ isQuick, machine, say }: BenchOptions): Promise<BenchReport> {
  const persons = isQuick ? 200 : 2_000
  const pure = isQuick ? { rounds: 3, roundMs: 100 } : { rounds: 9, roundMs: 400 }
  say(`PostgreSQL with ${persons * RECORDS_OF_PERSON} resources of ${persons} patients`)
  // One connection, so that its process is what a search costs.
  const world = await openWorld(persons, { poolMax: 1 })
  try {
    say('searches')
    const searches = await searchTables(
      world,
      isQuick ? { rounds: 2, roundMs: 150 } : { rounds: 6, roundMs: 400 },
      say,
    )
    say('decisions')
    const decisions = await decisionTable(world, pure)
    say('the peer')
    const peer = peerTables(world.ground.content.policy, new Date().toISOString(), pure)
    return {
      bench: 'consent',
      machine,
      isQuick,
      facts: { patients: persons, resources: persons * RECORDS_OF_PERSON },
      comparisons: [],
      tables: [decisions, ...searches, ...peer],
      notes,
    }
  } finally {
    await world.stop()
  }
}
