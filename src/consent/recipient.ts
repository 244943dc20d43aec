/** What follows from what a recipient is: what it may ask for, what it may get at most, what it may do with it. Pure. */
import type { Coding } from '../fhir/resource.ts'
import type { Decision, Party } from './consent.ts'
import type { PartyTest } from './policy-parties.ts'
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

/** Whether a recipient of this legal role may ask for the purpose at all. */
export function mayAskFor({ legalRole }: Party, { recipientRoles, notSupported }: PurposePolicy): boolean {
  return notSupported === undefined && (recipientRoles.includes('*') || recipientRoles.includes(legalRole))
}

/** The redisclosure class of what the recipient gets under a consent (42 CFR 2.12(d), 2.33(b), 2.35(d)). */
export function redisclosureOf(recipient: Party, purpose: PurposePolicy, { parties }: Policy): string {
  return parties.redisclosure.find((test) => isAbout(test, recipient, purpose))?.class ?? ''
}

/** The rule that a disclosure under a consent rests on. */
export function consentRuleOf(recipient: Party, purpose: PurposePolicy, { parties }: Policy): string {
  return parties.consentRules.find((test) => isAbout(test, recipient, purpose))?.rule ?? ''
}

/** The handling labels that tell a recipient what it may not do; for the packet, not for the stored record. */
export function handlingLabels({ redisclosure }: Decision, { parties }: Policy): readonly Coding[] {
  return parties.redisclosure.find((rule) => rule.class === redisclosure)?.labels ?? []
}

function isAbout(
  { roles, purposes, isTpo }: PartyTest,
  { legalRole }: Party,
  purpose: PurposePolicy,
): boolean {
  const isRole = roles === undefined || roles.includes(legalRole)
  const isPurpose = purposes === undefined || purposes.includes(purpose.code)
  return isRole && isPurpose && (!isTpo || purpose.isTpo)
}
