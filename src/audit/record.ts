/** Writes audit rows and accounting entries in the transaction of what they tell about: if they fail, it fails. */
import type { Transaction } from '../database/database.ts'
import { toAuditEvent } from './audit-event.ts'
import type { Disclosure, Event } from './audit.ts'

/** Writes these events, in order. */
export async function record(tx: Transaction, events: readonly Event[], newId: () => string): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({ event, id: newId() }))
  await tx.query(
    `insert into audit_event (person, id, recorded, content)
     select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::json[])`,
    [
      rows.map(({ event }) => event.person),
      rows.map(({ id }) => id),
      rows.map(({ event }) => event.at),
      rows.map(({ event, id }) => JSON.stringify(toAuditEvent(event, id))),
    ],
  )
}

/**
 * Writes accounting entries; an entry of the same delivery is not written twice. What an earlier attempt may have shown
 * stays in it, unless it is certain that nothing arrived then.
 */
export async function account(tx: Transaction, entries: readonly Disclosure[]): Promise<void> {
  for (const entry of entries) {
    await tx.query(
      `insert into disclosure as d (person, id, custodian, recipient, recipient_person, purpose, authority, consents, categories,
         resources, channel, notice, policy_version, delivery, at, outcome, basis)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
       on conflict (person, id) do update set authority = excluded.authority, notice = excluded.notice,
         policy_version = excluded.policy_version, outcome = excluded.outcome, at = excluded.at,
         consents = ${added('consents')}, basis = ${added('basis')}, resources = ${added('resources')},
         categories = excluded.categories | case d.outcome when 'failed' then 0 else d.categories end`,
      [
        entry.person,
        entry.id,
        entry.custodian,
        entry.recipient,
        entry.recipientPerson ?? null,
        entry.purpose,
        entry.authority,
        entry.consents,
        entry.categories,
        entry.resources,
        entry.channel,
        entry.notice ?? null,
        entry.policyVersion,
        entry.delivery ?? null,
        entry.at,
        entry.outcome,
        entry.basis,
      ],
    )
  }
}

function added(column: 'consents' | 'basis' | 'resources'): string {
  return `case d.outcome when 'failed' then excluded.${column} else d.${column} || array(
    select each from unnest(excluded.${column}) as each where each <> all (d.${column})) end`
}

/** What is known so far about the outcome of a disclosure; undefined where none was intended yet. */
export async function outcomeSoFar(
  tx: Transaction,
  { person, id }: Pick<Disclosure, 'person' | 'id'>,
): Promise<Disclosure['outcome'] | undefined> {
  const { rows } = await tx.query<{ outcome: Disclosure['outcome'] }>(
    'select outcome from disclosure where person = $1 and id = $2',
    [person, id],
  )
  return rows[0]?.outcome
}

/**
 * Notes what became of disclosures that were intended. Until then they count as disclosed; what was sent never becomes
 * failed.
 */
export async function conclude(
  tx: Transaction,
  entries: readonly Pick<Disclosure, 'person' | 'id'>[],
  to: { outcome: 'sent' | 'failed'; at: string },
): Promise<void> {
  await tx.query(
    `update disclosure d set outcome = $3, outcome_at = $4 from unnest($1::uuid[], $2::uuid[]) as done(person, id)
     where d.person = done.person and d.id = done.id and ($3 = 'sent' or d.outcome <> 'sent')`,
    [entries.map(({ person }) => person), entries.map(({ id }) => id), to.outcome, to.at],
  )
}
