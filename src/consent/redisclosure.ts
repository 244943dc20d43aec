/**
 * What the holder of a copy may disclose further without a consent of its own (42 CFR 2.33(b), (c), 2.35(d)): by the class
 * under which it received the record, and what that class needs besides. Pure.
 */
import type { DisclosureRequest, Held } from './consent.ts'
import { agreedAt } from './agreement.ts'
import { mandatesOf } from './gates.ts'
import type { RedisclosureRight } from './policy-authorities.ts'
import type { Policy } from './policy.ts'
import { hasRole, purposeCeiling } from './recipient.ts'

export type Redisclosed = { readonly categories: bigint; readonly rule: string }

const NOTHING: Redisclosed = { categories: 0n, rule: '' }

/** What the class of the copy permits; nothing for what is no copy. */
export function redisclosed(request: DisclosureRequest, at: string, policy: Policy): Redisclosed {
  const { held, discloser, recipient } = request
  const purpose = policy.purposes.get(request.purpose)
  if (!held || !purpose) return NOTHING
  const right = policy.authorities.redisclosure.find(
    (each) =>
      each.class === held.class &&
      each.purposes.includes(request.purpose) &&
      hasRole(each.recipientRoles, recipient.legalRole) &&
      hasWhatItNeeds(each, { request, held, at, policy }),
  )
  if (!right) return NOTHING
  const consented = right.needs === 'consent' ? (held.consented?.categories ?? 0n) : -1n
  const most = purposeCeiling({ discloser, recipient, purpose }, policy)
  return { categories: ~right.excluded & consented & most, rule: right.rule }
}

type Weighing = {
  readonly request: DisclosureRequest
  readonly held: Held
  readonly at: string
  readonly policy: Policy
}

function hasWhatItNeeds({ needs }: RedisclosureRight, { request, held, at, policy }: Weighing): boolean {
  const { discloser, recipient, purpose } = request
  switch (needs) {
    case 'nothing':
      return true
    case 'treatment':
      return request.isTreatmentReferral === true
    case 'consent':
      return (
        held.consented !== undefined &&
        held.consented.recipients.includes(recipient.partner) &&
        held.consented.purposes.includes(purpose)
      )
    case 'contractor':
      return agreedAt(discloser, recipient, { kind: 'contractor', at }).length > 0
    case 'mandate': {
      const monitored = mandatesOf(recipient, policy.purposes.get(purpose))
      return held.mandate !== undefined && (monitored === undefined || monitored.includes(held.mandate))
    }
  }
}
