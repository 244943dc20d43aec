/**
 * What the holder of a copy may disclose further without a consent of its own (42 CFR 2.33(b), (c), 2.35(d)): by the class
 * under which it received the record, and what that class needs besides. Pure.
 */
import type { DisclosureRequest, Held } from './consent.ts'
import { agreedAt } from './agreement.ts'
import { mandatesOf } from './gates.ts'
import type { RedisclosureNeed } from './policy-authorities.ts'
import type { Policy } from './policy.ts'
import { hasRole, purposeCeiling } from './recipient.ts'

export type Redisclosed = { readonly categories: bigint; readonly rule: string; readonly class: string }

const NOTHING: Redisclosed = { categories: 0n, rule: '', class: '' }

/** What the class of the copy permits; nothing for what is no copy. */
export function redisclosed(request: DisclosureRequest, at: string, policy: Policy): Redisclosed {
  const { held, discloser, recipient } = request
  const purpose = policy.purposes.get(request.purpose)
  if (!held || !purpose) return NOTHING
  const most = purposeCeiling({ discloser, recipient, purpose }, policy)
  const rights = policy.authorities.redisclosure.filter(
    (each) =>
      each.class === held.class &&
      each.purposes.includes(request.purpose) &&
      hasRole(each.recipientRoles, recipient.legalRole),
  )
  for (const { needs, rule, excluded } of rights) {
    const categories = reachOf(needs, { request, held, at, policy }) & ~excluded & most
    if (categories !== 0n) return { categories, rule, class: held.class }
  }
  return NOTHING
}

type Weighing = {
  readonly request: DisclosureRequest
  readonly held: Held
  readonly at: string
  readonly policy: Policy
}

/** What the right reaches: all bits, those of the consent, or nothing where what it needs is not there. */
function reachOf(needs: RedisclosureNeed, { request, held, at, policy }: Weighing): bigint {
  const { discloser, recipient, purpose, isTreatmentReferral } = request
  switch (needs) {
    case 'nothing':
      return -1n
    case 'treatment':
      return isTreatmentReferral === true ? -1n : 0n
    case 'consent': {
      const { recipients, purposes, categories } = held.consented ?? NOBODY
      return recipients.includes(recipient.partner) && purposes.includes(purpose) ? categories : 0n
    }
    case 'contractor':
      return agreedAt(discloser, recipient, { kind: 'contractor', at }).length > 0 ? -1n : 0n
    case 'mandate': {
      const { mandate } = held
      const monitored = mandatesOf(recipient, policy.purposes.get(purpose))
      return mandate !== undefined && (monitored?.includes(mandate) ?? true) ? -1n : 0n
    }
  }
}

const NOBODY: NonNullable<Held['consented']> = { recipients: [], purposes: [], categories: 0n }
