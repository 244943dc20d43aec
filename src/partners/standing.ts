/**
 * Whether a partner may ask for anything at all, for this purpose and through this person: looked at when a token is made
 * and again whenever it is used. Pure; fails closed. What it may see is decided elsewhere, for each person.
 */
import { missingAgreement } from './agreements.ts'
import { hasDuty } from './partner.ts'
import type { LegalRole, Partner } from './partner.ts'

/** Codes of RFC 6749 section 5.2; UDAP answers a faulty hl7-b2b object with invalid_grant. */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_token'

export type Refusal = { readonly kind: 'refused'; readonly error: OAuthError; readonly description: string }

export function refuse(error: OAuthError, description: string): Refusal {
  return { kind: 'refused', error, description }
}

export type Standing = {
  readonly purpose: string
  /** Id and role of the acting person, where one is named. */
  readonly person?: { readonly id: string; readonly role: string } | undefined
  /** ISO instant. */
  readonly at: string
}

/** 42 CFR 2.35(a)(1): within the criminal justice system, only those with a duty to monitor the patient. */
const monitors: readonly LegalRole[] = ['criminal_justice_element', 'court', 'law_enforcement']

/** v3-ActReason: the patient's own request. */
export const PATIENT_REQUEST = 'PATRQT'

/** Why the partner may not ask; undefined when it may. */
export function objection(partner: Partner, { purpose, person, at }: Standing): Refusal | undefined {
  const missing = missingAgreement(partner, at)
  if (missing)
    return refuse('unauthorized_client', `No agreement of kind '${missing}' with ${partner.id} is in force.`)
  if (!partner.purposes.includes(purpose))
    return refuse(
      'invalid_grant',
      `purpose_of_use: ${partner.id} may ask for ${partner.purposes.join(', ')}.`,
    )
  const known = person && partner.persons.find(({ id }) => id === person.id)
  if (person && known?.role !== person.role)
    return refuse(
      'invalid_grant',
      `subject_id and subject_role: no such person of ${partner.id} has this role.`,
    )
  if (known?.patient !== undefined && purpose !== PATIENT_REQUEST)
    return refuse('invalid_grant', `purpose_of_use: a client asks for ${PATIENT_REQUEST}.`)
  if (monitors.includes(partner.legalRole) && !hasDuty(known, 'monitor'))
    return refuse('invalid_grant', 'A court asks through a person who has the duty to monitor (42 CFR 2.35).')
  return undefined
}
