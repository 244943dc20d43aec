/** Reads the accounting of disclosures (42 CFR 2.24, 2.25): entry by entry, or summarised. What certainly failed is left out. */
import type { Transaction } from '../database/database.ts'
import type { Disclosure } from './audit.ts'

/** Entries, or summaries, that one answer holds. */
export const ACCOUNTING_MAX = 2_000

export type Wanted = {
  readonly person: string
  readonly custodian: string
  /** Included. */
  readonly from: string
  /** Excluded. */
  readonly until: string
  /** Only disclosures by these authorities; of those for these purposes only what went through these channels. */
  readonly only?: {
    readonly authorities: readonly string[]
    readonly purposes: readonly string[]
    readonly channels: readonly string[]
  }
  /** Only what rested on something of this kind: `intermediary`. */
  readonly basis?: string
}

/** The last entry that was told: the next page begins after it. */
export type Place = { readonly at: string; readonly id: string }

type DisclosureRow = {
  person: string
  id: string
  custodian: string
  recipient: string
  recipient_person: string | null
  purpose: string
  authority: string
  consents: string[]
  basis: string[]
  categories: bigint
  resources: string[]
  channel: Disclosure['channel']
  notice: string | null
  policy_version: string
  delivery: string | null
  at: string
  outcome: Disclosure['outcome']
}

/** A person's disclosures by a custodian, newest first; `more` says that there are others after these. */
export async function accountingOf(
  tx: Transaction,
  wanted: Wanted,
  { after, limit }: { after: Place | undefined; limit: number },
): Promise<{ entries: Disclosure[]; more: boolean }> {
  const { where, values } = conditionOf(wanted)
  const at = `$${values.push(after?.at ?? null)}::timestamptz`
  const id = `$${values.push(after?.id ?? null)}::uuid`
  const { rows } = await tx.query<DisclosureRow>(
    `select * from disclosure where ${where} and (${at} is null or at < ${at} or (at = ${at} and id > ${id}))
     order by at desc, id limit ${limit + 1}`,
    values,
  )
  return { entries: rows.slice(0, limit).map(toDisclosure), more: rows.length > limit }
}

/** Disclosures of the same kind (45 CFR 164.528(b)(3)): to one recipient, for one purpose, by one authority, of the same information. */
export type Summary = Pick<
  Disclosure,
  'recipient' | 'purpose' | 'authority' | 'categories' | 'consents' | 'basis'
> & {
  readonly count: number
  readonly first: string
  readonly last: string
  /** Records that were disclosed, each as often as it was. */
  readonly records: number
  /** That of some of them nobody knows whether they arrived. */
  readonly isUnknown: boolean
}

/** The disclosures summarised, those of the newest first; `more` says that some kinds are left out. */
export async function summaryOf(
  tx: Transaction,
  wanted: Wanted,
  limit: number,
): Promise<{ summaries: Summary[]; more: boolean }> {
  const { where, values } = conditionOf(wanted)
  const { rows } = await tx.query<Omit<Summary, 'isUnknown'> & { unknown: boolean }>(
    `select recipient, purpose, authority, categories, count(*)::int as count, min(at) as first, max(at) as last,
       sum(cardinality(resources))::int as records, bool_or(outcome = 'intended') as unknown,
       ${distinct('consents')} as consents, ${distinct('basis')} as basis
     from disclosure where ${where} group by recipient, purpose, authority, categories
     order by max(at) desc, recipient, purpose, authority, categories limit ${limit + 1}`,
    values,
  )
  const summaries = rows.slice(0, limit).map(({ unknown: isUnknown, ...row }) => ({ ...row, isUnknown }))
  return { summaries, more: rows.length > limit }
}

/** Of an aggregate of arrays, each element once. */
function distinct(column: 'consents' | 'basis'): string {
  // PostgreSQL cannot aggregate arrays of different lengths; as text it can.
  return `array(select distinct each from unnest(string_to_array(string_agg(array_to_string(${column}, ' '), ' '), ' ')) as each
    where each <> '' order by each)`
}

/** The persons of whom something was disclosed, or may have been, under this basis. */
export async function disclosedUnder(
  tx: Transaction,
  of: { basis: string; persons: readonly string[] },
): Promise<string[]> {
  const { rows } = await tx.query<{ person: string }>(
    `select distinct person from disclosure where person = any($1::uuid[]) and basis @> array[$2] and outcome <> 'failed'`,
    [of.persons, of.basis],
  )
  return rows.map(({ person }) => person)
}

function conditionOf({ person, custodian, from, until, only, basis }: Wanted): {
  where: string
  values: unknown[]
} {
  const values: unknown[] = [person, custodian, from, until]
  const conditions = [
    'person = $1',
    'custodian = $2',
    'at >= $3',
    'at < $4',
    "outcome <> 'failed'",
    ...(only ? [`authority = any($${values.push(only.authorities)}::text[])`] : []),
    ...(only
      ? [
          `(not purpose = any($${values.push(only.purposes)}::text[]) or channel = any($${values.push(only.channels)}::text[]))`,
        ]
      : []),
    ...(basis === undefined
      ? []
      : [`exists (select from unnest(basis) as each where starts_with(each, $${values.push(`${basis}/`)}))`]),
  ]
  return { where: conditions.join(' and '), values }
}

function toDisclosure(row: DisclosureRow): Disclosure {
  const { person, id, custodian, recipient, purpose, authority, consents, basis, categories } = row
  const { resources, channel, at, outcome } = row
  return {
    person,
    id,
    custodian,
    recipient,
    recipientPerson: row.recipient_person ?? undefined,
    purpose,
    authority,
    consents,
    basis,
    categories,
    resources,
    channel,
    notice: row.notice ?? undefined,
    policyVersion: row.policy_version,
    delivery: row.delivery ?? undefined,
    at,
    outcome,
  }
}
