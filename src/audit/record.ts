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
  if (entries.length === 0) return
  await tx.query(
    `insert into disclosure as d (${COLUMNS.map(([name]) => name).join(', ')})
     select * from json_to_recordset($1) as entry(${COLUMNS.map((column) => column.join(' ')).join(', ')})
     on conflict (person, id) do update set authority = excluded.authority, notice = excluded.notice,
       policy_version = excluded.policy_version, outcome = excluded.outcome, at = excluded.at,
       consents = ${added('consents')}, basis = ${added('basis')}, resources = ${added('resources')},
       categories = excluded.categories | case d.outcome when 'failed' then 0 else d.categories end`,
    [JSON.stringify(entries.map(rowOf))],
  )
}

/** The columns of an entry, and their types: as many entries as there are go in one statement. */
const COLUMNS = [
  ['person', 'uuid'],
  ['id', 'uuid'],
  ['custodian', 'text'],
  ['recipient', 'text'],
  ['recipient_person', 'text'],
  ['purpose', 'text'],
  ['authority', 'text'],
  ['consents', 'text[]'],
  ['categories', 'bigint'],
  ['resources', 'text[]'],
  ['channel', 'text'],
  ['notice', 'text'],
  ['policy_version', 'text'],
  ['delivery', 'uuid'],
  ['at', 'timestamptz'],
  ['outcome', 'text'],
  ['basis', 'text[]'],
] as const

function rowOf(entry: Disclosure): Record<(typeof COLUMNS)[number][0], unknown> {
  const { person, id, custodian, recipient, purpose, authority, consents, resources, channel, at, outcome } =
    entry
  return {
    person,
    id,
    custodian,
    recipient,
    purpose,
    authority,
    consents,
    resources,
    channel,
    at,
    outcome,
    recipient_person: entry.recipientPerson,
    // A bigint is no JSON number.
    categories: entry.categories.toString(),
    notice: entry.notice,
    policy_version: entry.policyVersion,
    delivery: entry.delivery,
    basis: entry.basis,
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
