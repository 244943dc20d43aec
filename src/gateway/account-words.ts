/** What codes and partners are called on paper: of an entry of the accounting, in the words that a client reads. */
import type { Disclosure } from '../audit/audit.ts'
import type { Summary } from '../audit/accounting.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Ground } from './ground.ts'

export type Words = {
  readonly recipient: string
  readonly address: string | undefined
  readonly description: string
  readonly purpose: string
  readonly authority: string
}

/** Of a disclosure, or of several of one kind. */
export function wordsOf(
  ground: Ground,
  of: Pick<Summary, 'recipient' | 'purpose' | 'authority' | 'categories' | 'records'>,
): Words {
  const { policy, accounting } = ground.content
  const partner = ground.directory.byId(of.recipient)
  return {
    recipient: partner?.name ?? of.recipient,
    address: partner?.address,
    description: describe(ground, of),
    purpose: policy.purposes.get(of.purpose)?.display ?? of.purpose,
    authority: accounting.authorities.get(of.authority) ?? of.authority,
  }
}

/** A brief description of the information (45 CFR 164.528(b)(2)(iii)): how many records, and of what. */
function describe(ground: Ground, { categories, records }: Pick<Summary, 'categories' | 'records'>): string {
  const { policy } = ground.content
  const kinds = policy
    .codesOf(categories)
    .map((code) => policy.categoryByCode.get(code)?.display.toLowerCase() ?? code)
  return `${records} ${records === 1 ? 'record' : 'records'}: ${kinds.join(', ')}`
}

/** The person who received it, by name and role, where the directory has them. */
export function personOf(ground: Ground, { recipient, recipientPerson }: Disclosure): string | undefined {
  if (recipientPerson === undefined || !ground.directory.byId(recipient)) return recipientPerson
  const { person } = ground.directory.partyOf(recipient, recipientPerson)
  return person ? [person.name ?? person.id, person.role].filter(Boolean).join(', ') : recipientPerson
}

/** What a person's paper is headed with: the name on record, else nothing but the reference. */
export function patientOf(patient: Resource): string {
  const [name] = list<unknown>(patient['name'])
  const parts = isObject(name) ? [...list<unknown>(name['given']), name['family'] ?? name['text']] : []
  const named = parts.filter((part) => typeof part === 'string').join(' ')
  const born = typeof patient['birthDate'] === 'string' ? `born ${patient['birthDate']}` : ''
  return [named, born, `Patient/${patient.id ?? ''}`].filter((part) => part !== '').join(', ')
}

/** An instant for paper: 2026-11-23 14:05 UTC. */
export function timeText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
}

/** The last instant of a period, which excludes its end. */
export function lastOf(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString()
}
