/** Checks a written Task against the states of the referral that it tracks: who may move it, and to where. */
import type { Transaction } from '../database/database.ts'
import { move } from '../exchange/move.ts'
import { referralOf } from '../exchange/referral.ts'
import { referenceTo } from '../fhir/reference.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { referralOfTask } from '../store/referrals.ts'
import type { Ground } from './ground.ts'
import type { Located } from './locate.ts'

type Checked = { resource: Resource; issues: Issue[] }

/** The Task as it is to be kept, with the business status of its state; any other resource as it is. */
export async function checkMove(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { resource, before, path }: Located,
): Promise<Checked> {
  if (resource.resourceType !== 'Task') return { resource, issues: [] }
  const { states } = ground.content
  const referral = referralOf(resource, states)
  if (!referral.isReferral || !isBetweenPartners(ground, referral)) return { resource, issues: [] }
  const sides = before ? await referralOfTask(tx, before.id) : undefined
  const side = sides
    ? sides.receiverTask === before?.id
      ? 'receiver'
      : 'requester'
    : referral.requester === actor.partner
      ? 'requester'
      : 'receiver'
  const moved = move(before?.content, resource, side, states)
  if (moved.kind !== 'refused') return { resource: moved.task, issues: [] }
  const legal = moved.legal.length > 0 ? ` From here you may enter: ${moved.legal.join(', ')}.` : ''
  return {
    resource,
    issues: moved.issues.map((each) => ({
      ...each,
      diagnostics: `${each.diagnostics}${legal}`,
      expression: (each.expression ?? [referenceTo(resource)]).map((expression) =>
        expression.replace(/^Task/, path),
      ),
    })),
  }
}

function isBetweenPartners(
  ground: Ground,
  { requester, owner }: { requester?: string; owner?: string },
): boolean {
  return (
    requester !== undefined &&
    owner !== undefined &&
    requester !== owner &&
    ground.directory.byId(owner) !== undefined
  )
}
