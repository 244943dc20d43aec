/** The recorded decisions, in the order in which they were recorded. */
import type { Transaction } from '../database/database.ts'
import type { Resource } from '../fhir/resource.ts'

export type DecisionEvent = { readonly sequence: bigint; readonly id: string; readonly content: Resource }

export type Wanted = {
  readonly event?: string
  readonly since?: string
  /** A sequence number: what follows it. */
  readonly after: bigint
  readonly limit: number
}

/** Events that tell of a decision and of what it was made on. */
export async function decisionsAfter(tx: Transaction, wanted: Wanted): Promise<DecisionEvent[]> {
  const { rows } = await tx.query<DecisionEvent>(
    `select sequence, id, content from audit_event
     where sequence > $1 and ($2::text is null or id::text = $2) and ($3::timestamptz is null or recorded >= $3)
       and content::text like '%"type":"asked"%' order by sequence limit $4`,
    [wanted.after, wanted.event ?? null, wanted.since ?? null, wanted.limit],
  )
  return rows
}
