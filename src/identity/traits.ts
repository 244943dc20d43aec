/** Takes from a Patient what tells persons apart: names with the birth date, and identifiers. Pure. */
import { isObject, list } from '../fhir/resource.ts'
import type { Identifier, Resource } from '../fhir/resource.ts'
import type { Trait, TraitKind } from './identity.ts'
import { dateForm, familyForm, identifierForm, words } from './normalise.ts'

/** Uses of a name that do not name the person: a newborn's, a stand-in, a made-up one. */
const NAMELESS = new Set(['temp', 'anonymous'])

/** Names and identifiers of a person that are looked at. */
const NAMES_MAX = 20
const IDENTIFIERS_MAX = 50

type PersonName = { family: string; given: string[] }

/**
 * The traits of a Patient: each of its names, also old and maiden ones, with the birth date; its identifiers, and the
 * dockets that its releases name. Without a whole birth date there are no name traits, so nothing can ever match.
 */
export function traitsOf(patient: Resource, dockets: readonly Identifier[]): Trait[] {
  const born = dateForm(patient['birthDate'])
  const names = born === undefined ? [] : namesOf(patient).flatMap((name) => nameTraits(name, born))
  const written = [...list<Identifier>(patient['identifier']), ...dockets].slice(0, IDENTIFIERS_MAX)
  return unique([...names, ...written.flatMap(identifierTraits)])
}

function nameTraits({ family, given }: PersonName, born: string): Trait[] {
  const [first = ''] = given
  // `Jean Luc` is also found as `Jeanluc`.
  const keys = [first, given.join('')].map((key) => trait('name-birth-date', [family, key, born]))
  return [...keys, trait('full-name', [family, given.join(' '), born])]
}

/** The system stays as it is, for it is a URI; the value is normalised. */
function identifierTraits({ system, value, use }: Identifier): Trait[] {
  const form = typeof value === 'string' ? identifierForm(value) : undefined
  if (typeof system !== 'string' || system.trim() === '' || form === undefined || use === 'temp') return []
  return [trait('identifier', [system.trim().replace(/\/$/, ''), form])]
}

function namesOf(patient: Resource): PersonName[] {
  return list<Record<string, unknown>>(patient['name'])
    .slice(0, NAMES_MAX)
    .filter((name) => isObject(name) && !NAMELESS.has(String(name['use'])))
    .map((name) => (typeof name['family'] === 'string' ? partsOf(name) : textOf(name['text'])))
    .filter(({ family, given }) => family !== '' && given.length > 0)
}

function partsOf(name: Record<string, unknown>): PersonName {
  const given = list<unknown>(name['given']).filter((item) => typeof item === 'string')
  return { family: familyForm(String(name['family'])), given: given.flatMap(words) }
}

/** `Family, Given` by the comma; otherwise the last word is the family name. */
function textOf(text: unknown): PersonName {
  if (typeof text !== 'string') return { family: '', given: [] }
  const [before = '', after] = text.split(',', 2)
  if (after !== undefined) return { family: familyForm(before), given: words(after) }
  const parts = before.trim().split(/\s+/)
  return { family: familyForm(parts.at(-1) ?? ''), given: words(parts.slice(0, -1).join(' ')) }
}

function trait(kind: TraitKind, parts: readonly string[]): Trait {
  return { kind, value: parts.join('|') }
}

function unique(traits: readonly Trait[]): Trait[] {
  const seen = new Map(traits.map((each) => [`${each.kind} ${each.value}`, each]))
  return [...seen.values()]
}
