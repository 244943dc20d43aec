/** Parents by profiles of our own: R4's types with some elements changed. */
import type { Structure } from '../../../src/fhir/definitions.ts'
import { now, profileOf, validatorWith, type Edits } from '../world.ts'
import type { Json, Parent } from './mutant.ts'
import { isReferred, nameOf, type Place } from './places.ts'

export const URL = 'https://example.test/StructureDefinition/own'

/** The parent by a profile of its type. */
export function profiled(parent: Parent, name: string, edits: Edits, others: Structure[] = []): Parent {
  const type = String(parent.resource['resourceType'])
  const check = validatorWith(profileOf(type, URL, edits), ...others).compile(URL)
  return { ...parent, name: `${parent.name} ${name}`, check: (resource) => check(resource, { now }) }
}

/** The id by which a profile of the resource names an element; undefined below choices, contents of others, and resources. */
function idOf(place: Place): string | undefined {
  const { rule, host } = place
  if (!host || place.kind === 'resource') return undefined
  if (!host.host) return rule.id
  const above = idOf(host)
  if (above === undefined || host.rule.path.endsWith('[x]') || host.rule.contentReference !== undefined)
    return undefined
  return `${above}.${nameOf(rule)}${rule.path.endsWith('[x]') ? '[x]' : ''}`
}

/** The places of a resource that a profile can name and that are there once, by id. */
export function namedOnce(places: readonly Place[]): Map<string, Place> {
  const found = Map.groupBy(places, (place) => (isBelowReferred(place) ? undefined : idOf(place)))
  const once = new Map<string, Place>()
  for (const [id, of] of found) {
    const [only] = of
    if (id !== undefined && only && of.length === 1) once.set(id, only)
  }
  return once
}

/** Elements that others refer to as their content: what a profile says of these holds at every depth. */
function isBelowReferred({ rule, host }: Place): boolean {
  return isReferred(rule.path) || (host !== undefined && isBelowReferred(host))
}

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
