/** Which assertions were used: kept for as long as they could be used again, for all gateways of one database. */
import type { Database } from '../database/database.ts'

/** Expired rows that one use of an assertion takes away; more than it adds, so that the table cannot grow for ever. */
const purgedAtOnceMax = 20

export type UsedAssertion = {
  readonly clientId: string
  readonly jti: string
  /** ISO instants. */
  readonly expires: string
  readonly at: string
}

/** Notes that the assertion is used; false when it was before. */
export async function useAssertion(
  database: Database,
  { clientId, jti, expires, at }: UsedAssertion,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'insert into assertion_seen (client_id, jti, expires_at) values ($1, $2, $3) on conflict do nothing',
    [clientId, jti, expires],
  )
  await database.query(
    `delete from assertion_seen where (client_id, jti) in (
       select client_id, jti from assertion_seen where expires_at < $1
       order by expires_at limit ${purgedAtOnceMax} for update skip locked)`,
    [at],
  )
  return rowCount === 1
}
