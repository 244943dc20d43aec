/**
 * The switch: one transaction in which policies that were prepared come in force, whole. It waits for those who change
 * records; those who read go on by what they see, and find the new version at their next transaction.
 */
import { record } from '../audit/record.ts'
import type { Policy } from '../consent/policy.ts'
import type { Transaction } from '../database/database.ts'
import { unsentPersons } from '../delivery/queue.ts'
import { NOBODY } from '../store/access.ts'
import { clearPrepared, followersAmong, putInForce, staleOnes, withoutWriters } from '../store/policies.ts'
import type { Stale } from '../store/policies.ts'
import { takeLabels } from '../store/relabel.ts'
import type { Ground } from './ground.ts'
import { reviseDeliveries } from './queue.ts'

/** Notes of what was written last that a switch works off; more than that came within a moment, and it is tried again. */
const NOTES_MAX = 1_000

type Switching = {
  readonly from: string | undefined
  readonly redo: (notes: readonly Stale[]) => Promise<void>
}

/** Puts the policies of the ground in force. */
export async function switchTo(next: Ground, tx: Transaction, { from, redo }: Switching): Promise<void> {
  const { version } = next.content.policy
  await withoutWriters(tx)
  const held = performance.now()
  const notes = await staleOnes(tx, NOTES_MAX)
  if (notes.length > 0) await redo(notes)
  if (notes.length === NOTES_MAX) return
  const labels = await takeLabels(tx)
  const at = next.clock()
  await putInForce(tx, version, at)
  await clearPrepared(tx)
  for (const of of await followersAmong(tx, await unsentPersons(tx))) await reviseDeliveries(next, tx, of, at)
  await notePublished({ policy: next.content.policy, newId: next.newId }, tx, { from, at })
  const heldMs = Math.round(performance.now() - held)
  next.log.info('policies in force', { version, before: from ?? '', labels, heldMs })
}

/** The audit event of policies that come in force. */
export async function notePublished(
  { policy, newId }: { policy: Policy; newId: () => string },
  tx: Transaction,
  { from, at }: { from: string | undefined; at: string },
): Promise<void> {
  const why = from === undefined ? policy.version : `${from} to ${policy.version}`
  const event = { act: 'publish', at, person: NOBODY, actor: 'gateway', outcome: 'success' } as const
  await record(tx, [{ ...event, why: `policies ${why}`, entities: [] }], newId)
}
