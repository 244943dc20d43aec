/**
 * Recalls: who is told that a record was entered in error, and what he answered. A private table: to all but the custodian
 * and, once he was told, that recipient, a recall does not exist.
 */
import type { Transaction } from '../database/database.ts'

export const RECALL_STATES = ['due', 'sent', 'acknowledged', 'answered', 'lifted', 'void'] as const
export type RecallState = (typeof RECALL_STATES)[number]

export type Recall = {
  readonly person: string
  readonly id: string
  readonly custodian: string
  readonly recipient: string
  /** `Type/id` of the custodian's record. */
  readonly resource: string
  /** The version that says that it was entered in error. */
  readonly version: number
  /** Whether the recipient knows the record by that name: not from reports alone. */
  readonly named: boolean
  readonly state: RecallState
  readonly created: string
  readonly deadline: string
  readonly told: string | null
  readonly sent: string | null
  readonly reminders: number
  readonly delivery: string | null
  readonly answer: string | null
  readonly reason: string | null
  readonly answered: string | null
  readonly answered_by: string | null
}

export type NewRecall = Pick<
  Recall,
  'person' | 'id' | 'custodian' | 'recipient' | 'resource' | 'version' | 'named' | 'created' | 'deadline'
>

/** Opens recalls; those that are open already stay as they are. Gives back what was opened. */
export async function openRecalls(tx: Transaction, recalls: readonly NewRecall[]): Promise<Recall[]> {
  if (recalls.length === 0) return []
  const { rows } = await tx.query<Recall>(
    `insert into recall (person, id, custodian, recipient, resource, version, named, created, deadline, state)
     select *, 'due' from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::boolean[],
       $8::timestamptz[], $9::timestamptz[])
     on conflict (person, recipient, resource) do update set state = 'due', version = excluded.version, named = excluded.named,
       created = excluded.created, deadline = excluded.deadline, sent = null, reminders = 0, answer = null, reason = null,
       answered = null, answered_by = null
     where recall.state in ('lifted', 'void') returning *`,
    [
      recalls.map(({ person }) => person),
      recalls.map(({ id }) => id),
      recalls.map(({ custodian }) => custodian),
      recalls.map(({ recipient }) => recipient),
      recalls.map(({ resource }) => resource),
      recalls.map(({ version }) => version),
      recalls.map(({ named }) => named),
      recalls.map(({ created }) => created),
      recalls.map(({ deadline }) => deadline),
    ],
  )
  return rows
}

/** Lifts the recalls of records that are in use again; gives back those that were not lifted before. */
export async function liftRecalls(
  tx: Transaction,
  of: { person: string; resources: readonly string[] },
): Promise<Recall[]> {
  const { rows } = await tx.query<Recall>(
    `update recall set state = 'lifted' where person = $1 and resource = any($2::text[])
       and state not in ('lifted', 'void') returning *`,
    [of.person, of.resources],
  )
  return rows
}

/** The recall that a delivery is about. Its row stays locked. */
export async function recallAbout(
  tx: Transaction,
  of: { person: string; recipient: string; focus: string },
): Promise<Recall | undefined> {
  const { rows } = await tx.query<Recall>(
    'select * from recall where person = $1 and recipient = $2 and resource = $3 for update',
    [of.person, of.recipient, of.focus],
  )
  return rows[0]
}

/** What a recall is set to; what is not named stays. */
export type RecallChange = Partial<
  Pick<Recall, 'state' | 'sent' | 'reminders' | 'delivery' | 'answer' | 'reason' | 'answered' | 'answered_by'>
> & { readonly told?: string }

const COLUMNS = [
  'state',
  'told',
  'sent',
  'reminders',
  'delivery',
  'answer',
  'reason',
  'answered',
  'answered_by',
] as const

/** Changes a recall whose row this transaction has locked. */
export async function changeRecall(tx: Transaction, recall: Recall, change: RecallChange): Promise<Recall> {
  const changed = { ...recall, ...change }
  await tx.query(
    `update recall set ${COLUMNS.map((name, at) => `${name} = $${at + 3}`).join(', ')} where person = $1 and id = $2`,
    [recall.person, recall.id, ...COLUMNS.map((name) => changed[name])],
  )
  return changed
}

/** To the recipient a recall exists from when he was told of it, and unless nothing had reached him. */
const SEEN = `(custodian = $1 or (recipient = $1 and told is not null and state <> 'void'))`

/** A recall by its id, as one of the two may see it. Its row stays locked. */
export async function recallById(tx: Transaction, partner: string, id: string): Promise<Recall | undefined> {
  const { rows } = await tx.query<Recall>(`select * from recall where ${SEEN} and id = $2 for update`, [
    partner,
    id,
  ])
  return rows[0]
}

export type RecallFilter = {
  readonly state?: string | undefined
  readonly resource?: string | undefined
  readonly recipient?: string | undefined
}

/** What waits for an answer of the recipient. */
export const OPEN_STATES: readonly RecallState[] = ['due', 'sent', 'acknowledged']

/** The recalls of this partner's records and of records that he has received, newest first. `overdue` is a state here. */
export async function recallsOf(
  tx: Transaction,
  of: { partner: string; filter: RecallFilter; at: string; limit: number },
): Promise<Recall[]> {
  const { state, resource, recipient } = of.filter
  const { rows } = await tx.query<Recall>(
    `select * from recall where ${SEEN} and ($2::text is null or state = $2
       or ($2 = 'overdue' and state = any($3::text[]) and deadline < $4))
     and ($5::text is null or (resource = $5 and (named or custodian = $1))) and ($6::text is null or recipient = $6)
     order by created desc, id limit $7`,
    [of.partner, state ?? null, OPEN_STATES, of.at, resource ?? null, recipient ?? null, of.limit],
  )
  return rows
}
