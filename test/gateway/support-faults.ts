/** Faults of the database, one at each statement of a flow, and a census of what is there afterwards. */
import { DatabaseError } from '../../src/database/database.ts'
import { openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { rowsOf } from './support.ts'

export type Faulty = {
  readonly t: TestGateway
  /** Breaks the connection before the nth statement from now, or after the nth commit; tells whether it came to that. */
  readonly breaking: (at: Breakage, run: () => Promise<void>) => Promise<'broken' | 'whole'>
}

export type Breakage = { readonly before: number } | { readonly afterCommit: number }

export async function openFaulty(): Promise<Faulty> {
  let before = Number.POSITIVE_INFINITY
  let afterCommit = Number.POSITIVE_INFINITY
  const t = await openTestGateway({
    beforeQuery() {
      before -= 1
      if (before === 0) throw new Error('the connection broke')
    },
    afterQuery(_, text) {
      if (text === 'commit') afterCommit -= 1
      if (text === 'commit' && afterCommit === 0) throw new Error('the connection broke')
    },
  })
  return {
    t,
    async breaking(at, run) {
      if ('before' in at) before = at.before
      else afterCommit = at.afterCommit
      try {
        await run()
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
      }
      const isBroken = before <= 0 || afterCommit <= 0
      before = Number.POSITIVE_INFINITY
      afterCommit = Number.POSITIVE_INFINITY
      return isBroken ? 'broken' : 'whole'
    },
  }
}

/** Everything that is there of the persons whose Patient says `key`, without ids and times: comparable between persons. */
export async function census(t: TestGateway, key: string): Promise<Record<string, unknown>> {
  const persons = await rowsOf<{ person: string }>(
    t,
    `select person from resource where type = 'Patient' and content::text like $1`,
    `%"${key}"%`,
  )
  const of = [persons.map(({ person }) => person)]
  const table = async (text: string): Promise<string[]> =>
    (await rowsOf<Record<string, unknown>>(t, text, ...of))
      .map((row) => Object.values(row).join(' '))
      .toSorted()
  return {
    resources: await table(
      `select custodian, type, version, content->>'status' as status from resource where person = any($1)`,
    ),
    versions: await table(`select custodian, type, version from resource_version where person = any($1)`),
    indexed: await table(
      `select custodian, type, parameter, count(*)::int from resource_index where person = any($1) group by 1, 2, 3`,
    ),
    grants: await table(
      `select custodian, recipient, purpose, categories from consent_grant where person = any($1)`,
    ),
    links: await table(`select custodian, other_custodian, state from identity_link where person = any($1)`),
    referrals: await table(
      `select source_custodian, receiver, delivered, receiver_task is not null from referral where person = any($1)`,
    ),
    deliveries: await table(
      `select custodian, recipient, kind, state, purpose from delivery where person = any($1)`,
    ),
    disclosures: await table(
      `select custodian, recipient, channel, outcome, cardinality(resources) from disclosure where person = any($1)`,
    ),
    recalls: await table(`select custodian, recipient, state, answer from recall where person = any($1)`),
    // Reads and submissions are as many as there were; an intent is written again with each attempt.
    audit: await table(
      `select content->'subtype'->0->>'code' as code, content->>'outcomeDesc' as outcome from audit_event
       where person = any($1) and content->'subtype'->0->>'code' not in ('read', 'search-type', 'receive')
         and content->>'outcomeDesc' <> 'intended'`,
    ),
  }
}

/** Every disclosure has an intent, and no outcome comes before one. */
export async function faultsInAudit(t: TestGateway): Promise<unknown[]> {
  return await rowsOf(
    t,
    `with told as (
       select sequence, content->>'outcomeDesc' as outcome, detail->>'valueString' as disclosure from audit_event,
         json_array_elements(content->'entity') as entity, json_array_elements(entity->'detail') as detail
       where detail->>'type' = 'disclosure')
     select d.id, d.outcome from disclosure d where not exists (
       select from told where disclosure = d.id::text and outcome = 'intended')
     or exists (select from told o where o.disclosure = d.id::text and o.outcome <> 'intended' and not exists (
       select from told i where i.disclosure = o.disclosure and i.outcome = 'intended' and i.sequence < o.sequence))
     or (d.outcome <> 'intended' and not exists (
       select from told where disclosure = d.id::text and outcome <> 'intended'))`,
  )
}
