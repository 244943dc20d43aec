/**
 * The delivery table: written in the transaction that causes a delivery, claimed by one attempt at a time, and settled by
 * what the attempt came to. At most one attempt of a delivery is under way.
 */
import type { Transaction } from '../database/database.ts'
import type { Delivery, DeliveryKind, DeliveryState } from './delivery.ts'

export type NewDelivery = Pick<
  Delivery,
  'person' | 'id' | 'custodian' | 'recipient' | 'purpose' | 'kind' | 'focus'
>

type DeliveryRow = {
  person: string
  id: string
  custodian: string
  recipient: string
  purpose: string
  kind: DeliveryKind
  focus: string
  state: DeliveryState
  attempts: number
  next_at: string
  reason: string | null
  created: string
}

/** Deliveries that a list answers with. */
const DELIVERIES_LISTED_MAX = 200

/** Queues a delivery; false where one that waits serves for both. `dueAt`: where it is to leave later. */
export async function enqueue(
  tx: Transaction,
  delivery: NewDelivery,
  at: string,
  dueAt = at,
): Promise<boolean> {
  return (await enqueueAll(tx, [delivery], at, dueAt)) === 1
}

/**
 * Queues deliveries, and says how many; one that waits already about the same record for the same partner serves for both.
 * It is locked: an attempt that claims it meanwhile waits for what is being written, and sends that. By the same statements
 * however many they are, none too.
 */
export async function enqueueAll(
  tx: Transaction,
  deliveries: readonly NewDelivery[],
  at: string,
  dueAt = at,
): Promise<number> {
  const { rows } = await tx.query<{ wanted: string }>(
    `select wanted.id as wanted from json_to_recordset($1) as wanted(${NEW})
     join delivery d on d.person = wanted.person and d.recipient = wanted.recipient and d.kind = wanted.kind
       and d.focus = wanted.focus and d.purpose = wanted.purpose
     where d.state = 'waiting' order by d.person, d.id for update of d`,
    [JSON.stringify(deliveries)],
  )
  const waiting = new Set(rows.map(({ wanted }) => wanted))
  const fresh = deliveries.filter(({ id }) => !waiting.has(id))
  await tx.query(
    `insert into delivery (person, id, custodian, recipient, purpose, kind, focus, state, next_at, created, updated)
     select person, id, custodian, recipient, purpose, kind, focus, 'waiting', $3, $2, $2
     from json_to_recordset($1) as wanted(${NEW})`,
    [JSON.stringify(fresh), at, dueAt],
  )
  return fresh.length
}

const NEW = 'person uuid, id uuid, custodian text, recipient text, purpose text, kind text, focus text'

/** Lets a delivery that waits for a later time leave by this one. */
export async function hasten(
  tx: Transaction,
  { person, recipient, kind, focus }: Pick<Delivery, 'person' | 'recipient' | 'kind' | 'focus'>,
  dueAt: string,
): Promise<void> {
  await tx.query(
    `update delivery set next_at = $5 where person = $1 and recipient = $2 and kind = $3 and focus = $4
       and state = 'waiting' and next_at > $5`,
    [person, recipient, kind, focus, dueAt],
  )
}

/**
 * Whether another attempt about the same record for the same partner is under way: what is older must not arrive last.
 * Only until its lease ends, at which it is due itself.
 */
function blockedAt(instant: string): string {
  return `exists (select from delivery o where o.person = d.person and o.recipient = d.recipient and o.kind = d.kind
    and o.focus = d.focus and o.id <> d.id and o.state = 'in-flight' and o.next_at > ${instant})`
}

/** Ids of the deliveries whose time has come, in the order in which they were caused. */
export async function due(tx: Transaction, at: string, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from delivery d where state in ('waiting', 'in-flight') and next_at <= $1
       and not ${blockedAt('$1')} order by sequence limit $2`,
    [at, limit],
  )
  return rows.map(({ id }) => id)
}

/** When the next delivery is due; undefined when none waits. */
export async function nextDue(tx: Transaction): Promise<string | undefined> {
  const { rows } = await tx.query<{ next: string | null }>(
    `select min(next_at) as next from delivery d where state in ('waiting', 'in-flight') and not ${blockedAt("'-infinity'")}`,
  )
  return rows[0]?.next ?? undefined
}

/** Takes a due delivery for one attempt, until the lease ends; undefined when another attempt has it or it is settled. */
export async function claim(
  tx: Transaction,
  id: string,
  at: string,
  leaseUntil: string,
): Promise<Delivery | undefined> {
  const { rows } = await tx.query<DeliveryRow>(
    `update delivery d set state = 'in-flight', attempts = attempts + 1, next_at = $3, updated = $2
     where id = $1 and state in ('waiting', 'in-flight') and next_at <= $2 and not ${blockedAt('$2')} returning *`,
    [id, at, leaseUntil],
  )
  return rows[0] && toDelivery(rows[0])
}

/**
 * Settles a delivery as it was claimed or read; false when nothing changed. An attempt that has outlived its lease sets
 * back neither a later attempt nor a delivery that was stopped. What has reached the partner is sent, whoever sent it;
 * false for an earlier attempt when a later one has sent as well.
 */
export async function settle(
  tx: Transaction,
  { person, id, attempts, nextAt }: Pick<Delivery, 'person' | 'id' | 'attempts' | 'nextAt'>,
  to: { state: DeliveryState; reason?: string; nextAt?: string; hash?: string; at: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update delivery set state = $3, reason = $4, next_at = coalesce($5, next_at), updated = $6, sent_hash = coalesce($7, sent_hash)
     where person = $1 and id = $2 and case $3 when 'sent' then state <> 'sent' or attempts = $8
       else state in ('waiting', 'in-flight') and attempts = $8 and next_at = $9 end`,
    [person, id, to.state, to.reason ?? null, to.nextAt ?? null, to.at, to.hash ?? null, attempts, nextAt],
  )
  return rowCount === 1
}

/** Hash of what this partner was sent last about the same record; undefined when nothing was. */
export async function sentHash(
  tx: Transaction,
  of: Pick<Delivery, 'person' | 'recipient' | 'kind' | 'focus'>,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ sent_hash: string }>(
    `select sent_hash from delivery where person = $1 and recipient = $2 and kind = $3 and focus = $4 and sent_hash is not null
     order by updated desc, sequence desc limit 1`,
    [of.person, of.recipient, of.kind, of.focus],
  )
  return rows[0]?.sent_hash
}

/** The deliveries of a person's records at a custodian that have not left yet. */
export async function unsent(
  tx: Transaction,
  of: { person: string; custodian: string },
): Promise<Delivery[]> {
  const { rows } = await tx.query<DeliveryRow>(
    `select * from delivery where person = $1 and custodian = $2 and state in ('waiting', 'in-flight') order by sequence for update`,
    [of.person, of.custodian],
  )
  return rows.map(toDelivery)
}

/** Of whose records something has not left yet. */
export async function unsentPersons(tx: Transaction): Promise<{ person: string; custodian: string }[]> {
  const { rows } = await tx.query<{ person: string; custodian: string }>(
    `select distinct person, custodian from delivery where state in ('waiting', 'in-flight')`,
  )
  return rows
}

/** A custodian's deliveries, newest first. */
export async function deliveriesOf(tx: Transaction, custodian: string): Promise<Delivery[]> {
  const { rows } = await tx.query<DeliveryRow>(
    `select * from delivery where custodian = $1 order by sequence desc limit ${DELIVERIES_LISTED_MAX}`,
    [custodian],
  )
  return rows.map(toDelivery)
}

/** Sets a dead or stopped delivery of this custodian waiting again; each attempt decides anew. */
export async function replay(tx: Transaction, custodian: string, id: string, at: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update delivery set state = 'waiting', attempts = 0, next_at = $3, updated = $3, reason = null
     where id::text = $1 and custodian = $2 and state in ('dead', 'stopped')`,
    [id, custodian, at],
  )
  return rowCount === 1
}

function toDelivery(row: DeliveryRow): Delivery {
  const { person, id, custodian, recipient, purpose, kind, focus, state, attempts, created } = row
  return {
    person,
    id,
    custodian,
    recipient,
    purpose,
    kind,
    focus,
    state,
    attempts,
    nextAt: row.next_at,
    reason: row.reason ?? undefined,
    created,
  }
}
