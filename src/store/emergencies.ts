/**
 * Emergency access (42 CFR 2.51) in the database: sessions, and which person at which custodian each of them reaches.
 * What a session reaches is private to the gateway, as the links that it rests on are.
 */
import type { Transaction } from '../database/database.ts'

/** What a session opens of a person at a custodian: a fact of the grants. */
export type Emergency = {
  /** Of the session. */
  readonly id: string
  readonly recipient: string
  readonly from: string
  readonly until: string
}

/** The emergencies in which a person's records at this custodian are, or were until their time was over, open to others. */
export async function emergenciesOf(
  tx: Transaction,
  of: { person: string; custodian: string },
): Promise<Emergency[]> {
  const { rows } = await tx.query<Emergency>(
    `select id, recipient, opened as from, until from emergency_access
     where person = $1 and custodian = $2 and state = 'open' order by opened, id`,
    [of.person, of.custodian],
  )
  return rows
}
