/**
 * What the accounting says of single records: who was shown them, and as what. What certainly failed was shown to nobody;
 * what was intended and whose outcome is unknown counts as shown. A status is left out: it shows no record, and the referral
 * itself puts it right.
 */
import type { Transaction } from '../database/database.ts'
import type { Disclosure } from './audit.ts'

/** A record (`Type/id`) before this version: who was shown an earlier one has it as it was. */
export type RecordBefore = { readonly reference: string; readonly version: number }

/** By a read under its version, in a packet, or in a report, which names no records: then by the moment of the report. */
export type Showing = {
  readonly channel: Disclosure['channel']
  readonly delivery: string | undefined
  readonly version: number
  /** The last time. */
  readonly at: string
}

export type Recipient = {
  readonly recipient: string
  readonly reference: string
  readonly version: number
  /** Whether he knows what the record is called here: not from reports alone. */
  readonly isNamed: boolean
}

/** One row for each record of a disclosure: split at its version. */
const NAMED = `select d.recipient, d.channel, d.delivery, d.at, split_part(named, '/_history/', 1) as reference,
    coalesce(nullif(split_part(named, '/_history/', 2), ''), '0')::int as version
  from disclosure d, unnest(d.resources) as named
  where d.person = $1 and d.custodian = $2 and d.outcome <> 'failed' and d.channel <> 'status'`

/** Who was shown records of a person before they were what they are now, each once for each record. */
export async function recipientsOf(
  tx: Transaction,
  of: { person: string; custodian: string; records: readonly RecordBefore[] },
): Promise<Recipient[]> {
  const { rows } = await tx.query<Recipient>(
    `select shown.recipient, shown.reference, record.version, bool_or(shown.channel <> 'report') as "isNamed"
     from (${NAMED}) as shown
     join unnest($3::text[], $4::int[]) as record(reference, version)
       on record.reference = shown.reference and shown.version < record.version
     where shown.recipient <> $2 group by 1, 2, 3 order by shown.recipient, shown.reference`,
    [
      of.person,
      of.custodian,
      of.records.map(({ reference }) => reference),
      of.records.map(({ version }) => version),
    ],
  )
  return rows
}

/** As what one recipient was shown a record before it was what it is now: the newest first, each once. */
export async function showingsOf(
  tx: Transaction,
  of: { person: string; custodian: string; recipient: string; record: RecordBefore; limit: number },
): Promise<Showing[]> {
  const { rows } = await tx.query<Showing & { delivery: string | null }>(
    `select channel, delivery, version, max(at) as at from (${NAMED}) as shown
     where recipient = $3 and reference = $4 and version < $5
     group by channel, delivery, version order by max(at) desc, version desc, delivery limit $6`,
    [of.person, of.custodian, of.recipient, of.record.reference, of.record.version, of.limit],
  )
  return rows.map((row) => ({ ...row, delivery: row.delivery ?? undefined }))
}
