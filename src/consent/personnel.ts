/**
 * Who is medical personnel (42 CFR 2.51): a person of a role that counts at a partner of that kind, as the directory has
 * both. An emergency opens nothing to anybody else who acts for the partner. Asked by the decision, and for the filter of
 * every search. Pure.
 */
import type { Authority, Party } from './consent.ts'
import type { Policy } from './policy.ts'
import { hasRole } from './recipient.ts'

/** Whether such a partner can have medical personnel at all. */
export function hasPersonnel({ legalRole }: Party, { authorities }: Policy): boolean {
  return authorities.emergency.personnel.some(({ recipientRoles }) => hasRole(recipientRoles, legalRole))
}

/** Whether the person who acts is medical personnel of the partner; nobody is where no person acts. */
export function isPersonnel({ legalRole, person }: Party, { authorities }: Policy): boolean {
  const role = person?.role
  if (role === undefined) return false
  return authorities.emergency.personnel.some(
    ({ recipientRoles, personRoles }) => hasRole(recipientRoles, legalRole) && personRoles.includes(role),
  )
}

/** The roles of medical personnel at partners of these legal roles. */
export function personnelRolesAt(legalRoles: readonly string[], { authorities }: Policy): string[] {
  const there = authorities.emergency.personnel.filter(({ recipientRoles }) =>
    legalRoles.some((role) => hasRole(recipientRoles, role)),
  )
  return [...new Set(there.flatMap(({ personRoles }) => personRoles))]
}

const NONE: readonly never[] = []
const EMERGENCY: readonly Authority[] = ['emergency']

/** The authorities on which the person who acts cannot rely, whatever they give to the partner. */
export function barredAuthorities(recipient: Party, policy: Policy): readonly Authority[] {
  return isPersonnel(recipient, policy) ? NONE : EMERGENCY
}
