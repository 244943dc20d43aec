/** Which version of a case record came last: an older one, late on its way, must not undo a newer one. */
import type { Transaction } from '../database/database.ts'

export type RecordVersion = {
  readonly person: string
  readonly custodian: string
  readonly id: string
  readonly version: number
}

/** Notes the version; false, and nothing noted, when a newer one is there. The same version may come again. */
export async function noteRecordVersion(tx: Transaction, of: RecordVersion, at: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into case_record (person, custodian, id, version, received) values ($1, $2, $3, $4, $5)
     on conflict (person, custodian, id) do update set version = excluded.version, received = excluded.received
     where case_record.version <= excluded.version`,
    [of.person, of.custodian, of.id, of.version, at],
  )
  return rowCount === 1
}
