/** The audit events of writes: one for each resource that came or changed. */
import { record } from '../audit/record.ts'
import type { Transaction } from '../database/database.ts'
import type { Issue } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import type { Admitted } from './keep-all.ts'
import type { Ground } from './ground.ts'
import { versionOf } from './release.ts'

/** Rules that one event names. */
const RULES_MAX = 20

/** The rules that a resource was kept against: names of rules, nobody's words. Other warnings name none. */
function againstOf(warnings: readonly Issue[]): string | undefined {
  const rules = [...new Set(warnings.flatMap(({ details }) => details?.text ?? []))]
  if (rules.length === 0) return undefined
  const more = rules.length > RULES_MAX ? ` and ${rules.length - RULES_MAX} more` : ''
  return `kept against ${rules.slice(0, RULES_MAX).join(' ')}${more}`
}

export async function noteWrites(
  ground: Ground,
  tx: Transaction,
  { admitted, actor, at }: { admitted: readonly Admitted[]; actor: Actor | 'gateway'; at: string },
): Promise<void> {
  const events = admitted
    .filter(({ kind }) => kind !== 'unchanged')
    .map(({ kind, kept, warnings }) => ({ kind, kept, why: againstOf(warnings) }))
    .map(({ kind, kept, why }) => ({
      act: kind === 'created' ? ('create' as const) : ('update' as const),
      at,
      person: kept.person,
      actor,
      outcome: 'success' as const,
      entities: [versionOf(kept)],
      custodian: kept.custodian,
      ...(why !== undefined && { why }),
    }))
  await record(tx, events, ground.newId)
}
