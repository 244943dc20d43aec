/** With which eyes an actor looks at the store: his own records, and those of custodians that may disclose to him at all. */
import { gate, mandatesOf } from '../consent/gates.ts'
import { barredAuthorities } from '../consent/personnel.ts'
import type { Actor } from '../partners/actor.ts'
import type { Access } from '../store/access.ts'
import type { Ground } from './ground.ts'

/**
 * The access of a request. Papers, purpose and duty are asked before any grant (the gates of the decision), and a grant on
 * which the person cannot rely is none, so that what the decision would refuse is not found either: not in a page, not in a total.
 */
export function accessOf(ground: Ground, actor: Actor, at: string): Access {
  const { directory, content } = ground
  const recipient = directory.partyOf(actor.partner, actor.person?.id)
  const { purpose } = actor
  const custodians = directory.all
    .filter(({ id }) => id !== actor.partner)
    .filter(({ id }) => !gate({ at, discloser: directory.partyOf(id), recipient, purpose }, content.policy))
    .map(({ id }) => id)
  const mandates = mandatesOf(recipient, content.policy.purposes.get(purpose))
  return {
    partner: actor.partner,
    purpose,
    at,
    custodians,
    policyVersion: content.policy.version,
    ...(mandates && { mandates }),
    barred: barredAuthorities(recipient, content.policy),
  }
}
