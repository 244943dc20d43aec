/** Lets what concerns one person at one custodian happen one after the other, until the transaction ends. */
import type { Transaction } from '../database/database.ts'

/** `key` is the person, or what the custodian calls a person that is not there yet. */
export async function lockPerson(tx: Transaction, of: { custodian: string; key: string }): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${of.custodian} ${of.key}`])
}
