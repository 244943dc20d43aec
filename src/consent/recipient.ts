/** What follows from what a recipient is: what it may ask for, what it may get at most, what it may do with it. Pure. */
import type { Coding } from '../fhir/resource.ts'
import type { Authority, Decision, Party } from './consent.ts'
import type { PartyTest } from './policy-parties.ts'
import { stateRulesFor } from './policy-state-law.ts'
import type { Policy, PurposePolicy } from './policy.ts'

/** What such a recipient can be given at most, whatever a release names; all bits where there is no ceiling. */
export function ceilingOf({ kind, legalRole }: Party, { ceilings }: Policy): bigint {
  return ceilings
    .filter(
      ({ recipientKinds, recipientRoles }) =>
        recipientKinds.includes(kind) || recipientRoles.includes(legalRole),
    )
    .reduce((bits, { categories }) => bits & categories, -1n)
}

/** What stricter state law leaves of a disclosure between these two; all bits where there is none (42 CFR 2.20). */
export function stateCeiling(
  sides: { discloser: Party; recipient: Party; purpose: string },
  { stateLaw }: Policy,
): bigint {
  return ~stateRulesFor(sides, stateLaw).reduce((bits, { excluded }) => bits | excluded, 0n)
}

/** The most that the recipient can be given for the purpose: minimum necessary, after any authority (42 CFR 2.13(a)). */
export function purposeCeiling(
  { discloser, recipient, purpose }: { discloser: Party; recipient: Party; purpose: PurposePolicy },
  policy: Policy,
): bigint {
  return (
    ceilingOf(recipient, policy) &
    (purpose.categories ?? -1n) &
    stateCeiling({ discloser, recipient, purpose: purpose.code }, policy)
  )
}

/** Whether a recipient of this legal role may ask for the purpose at all. */
export function mayAskFor({ legalRole }: Party, { recipientRoles, notSupported }: PurposePolicy): boolean {
  return notSupported === undefined && hasRole(recipientRoles, legalRole)
}

export function hasRole(roles: readonly string[], role: string): boolean {
  return roles.includes('*') || roles.includes(role)
}

/** The redisclosure class of what the recipient gets (42 CFR 2.12(d), 2.33(b), 2.35(d)). */
export function redisclosureOf(
  recipient: Party,
  purpose: PurposePolicy,
  { parties }: Policy,
  authority: Authority = 'consent',
): string {
  const of = { recipient, purpose, authority }
  return parties.redisclosure.find((test) => isAbout(test, of))?.class ?? ''
}

/** The rule that a disclosure under a consent rests on. */
export function consentRuleOf(recipient: Party, purpose: PurposePolicy, { parties }: Policy): string {
  const of = { recipient, purpose, authority: 'consent' as const }
  return parties.consentRules.find((test) => isAbout(test, of))?.rule ?? ''
}

/** The handling labels that tell a recipient what it may not do; for the packet, not for the stored record. */
export function handlingLabels({ redisclosure }: Decision, { parties }: Policy): readonly Coding[] {
  return parties.redisclosure.find((rule) => rule.class === redisclosure)?.labels ?? []
}

type About = { readonly recipient: Party; readonly purpose: PurposePolicy; readonly authority: Authority }

function isAbout({ roles, purposes, authorities, isTpo }: PartyTest, of: About): boolean {
  const isRole = roles === undefined || roles.includes(of.recipient.legalRole)
  const isPurpose = purposes === undefined || purposes.includes(of.purpose.code)
  const isAuthority = authorities === undefined || authorities.includes(of.authority)
  return isRole && isPurpose && isAuthority && (!isTpo || of.purpose.isTpo)
}
