/**
 * The hl7-b2b authorization extension object of UDAP Security: for what, and through whom, a partner asks. Exactly one
 * purpose a token; whatever it says about the partner must agree with the directory. Pure.
 * Source: https://hl7.org/fhir/us/udap-security/b2b.html#b2b-authorization-extension-object
 */
import { SYSTEM } from '../fhir/codes.ts'
import { isObject } from '../fhir/resource.ts'
import type { Partner } from './partner.ts'
import { refuse } from './standing.ts'
import type { Refusal } from './standing.ts'

export const extensionName = 'hl7-b2b'

export type AuthorizationExtension = {
  readonly version: '1'
  readonly subject_name?: string
  readonly subject_id?: string
  readonly subject_role?: string
  readonly organization_id: string
  readonly organization_name?: string
  readonly purpose_of_use: readonly string[]
}

export type Asked = {
  readonly kind: 'asked'
  readonly purpose: string
  readonly person: { readonly id: string; readonly role: string } | undefined
}

/** Reads the `extensions` claim of an assertion that the partner has signed. */
export function readExtension(extensions: unknown, partner: Partner): Asked | Refusal {
  const object = isObject(extensions) ? extensions[extensionName] : undefined
  if (!isObject(object)) return bad('is missing from the extensions of the assertion')
  if (object['version'] !== '1') return bad("needs version '1'")
  const wrong = objectionToOrganization(object, partner)
  if (wrong) return wrong
  const purposes = object['purpose_of_use']
  if (!Array.isArray(purposes) || purposes.length !== 1)
    return bad('needs exactly one purpose_of_use, as a list of one; ask for a token for each purpose')
  const purpose = codeOf(purposes[0])
  if (purpose === undefined)
    return bad('has a purpose_of_use that is neither a code nor a known code system, # and a code')
  const person = readPerson(object, partner)
  return person?.kind === 'refused' ? person : { kind: 'asked', purpose, person: person?.person }
}

function objectionToOrganization(object: Record<string, unknown>, partner: Partner): Refusal | undefined {
  const { organization_id: id, organization_name: name } = object
  if (!partner.identifiers.some(({ value }) => value === id))
    return bad('needs as organization_id one of the identifiers that are on file for this client')
  if (name !== undefined && name !== partner.name) return bad('has another organization_name than is on file')
  return undefined
}

/** Without a person the software acts by itself; a person is named with all three facts or not at all. */
function readPerson(
  object: Record<string, unknown>,
  partner: Partner,
): Refusal | { kind: 'person'; person: { id: string; role: string } } | undefined {
  const { subject_id: id, subject_role: role, subject_name: name } = object
  if (id === undefined && role === undefined && name === undefined) return undefined
  if (typeof id !== 'string' || typeof role !== 'string' || typeof name !== 'string')
    return bad('names a person by subject_id, subject_role and subject_name together')
  const known = partner.persons.find((person) => person.id === id)
  if (known?.name !== name || known.role !== role)
    return bad('names a person who is not on file with this subject_id, subject_role and subject_name')
  return { kind: 'person', person: { id, role } }
}

/** A purpose as a bare code, or as `system#code` of a code system of purposes. */
function codeOf(purpose: unknown): string | undefined {
  if (typeof purpose !== 'string' || purpose === '') return undefined
  const hash = purpose.lastIndexOf('#')
  if (hash < 0) return purpose
  const isKnown = [SYSTEM.v3ActReason, SYSTEM.purposeOfUse].some(
    (system) => system === purpose.slice(0, hash),
  )
  return isKnown ? purpose.slice(hash + 1) : undefined
}

function bad(fault: string): Refusal {
  return refuse('invalid_grant', `The ${extensionName} object ${fault}.`)
}
