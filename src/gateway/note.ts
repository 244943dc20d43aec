/** The audit events of writes: one for each resource that came or changed. */
import { record } from '../audit/record.ts'
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import type { Admitted } from './keep-all.ts'
import type { Ground } from './ground.ts'
import { versionOf } from './release.ts'

export async function noteWrites(
  ground: Ground,
  tx: Transaction,
  { admitted, actor, at }: { admitted: readonly Admitted[]; actor: Actor | 'gateway'; at: string },
): Promise<void> {
  const events = admitted
    .filter(({ kind }) => kind !== 'unchanged')
    .map(({ kind, kept }) => ({
      act: kind === 'created' ? ('create' as const) : ('update' as const),
      at,
      person: kept.person,
      actor,
      outcome: 'success' as const,
      entities: [versionOf(kept)],
      custodian: kept.custodian,
    }))
  await record(tx, events, ground.newId)
}
