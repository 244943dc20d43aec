/**
 * Takes out of a resource what tells where else its person is known: identifiers that a third partner has given, references
 * to a third partner, and what a copy was made from (42 CFR 2.13(c)). What is left is as if they had never been: nothing
 * empty, and no resource without an element that it must have. Pure; nesting is bounded.
 */
import { REFERENCE_DEPTH_MAX } from '../fhir/reference.ts'
import { isObject, isResource } from '../fhir/resource.ts'
import type { Identifier, Reference, Resource } from '../fhir/resource.ts'

/** What is a third partner's, and what a resource can not be without. */
export type Foreign = {
  readonly isForeign: (identifier: Identifier) => boolean
  /** Whether a reference, literal or logical, names a third partner. */
  readonly names: (reference: Reference) => boolean
  readonly isRequired: (type: string, path: string) => boolean
}

/** Stands for an element that goes. */
const GONE = Symbol('gone')
/** Stands for an element that goes and takes the nearest repeating element around it along. */
const LOST = Symbol('lost')
/** Stands for a resource that can not be without what went. */
const VANISHED = Symbol('vanished')

type Place = { readonly path: string; readonly depth: number; readonly isInList: boolean }

/** The resource without what is a third partner's, and without `meta.source`; undefined where it can not be without. */
export function withoutForeign(resource: Resource, foreign: Foreign): Resource | undefined {
  const cut = cutElement(resource, foreign, { path: resource.resourceType, depth: 0, isInList: false })
  if (!isResource(cut)) return undefined
  const { source: _source, ...meta } = cut.meta ?? {}
  return cut.meta === undefined ? cut : { ...cut, meta }
}

function cutValue(value: unknown, foreign: Foreign, place: Place): unknown {
  if (place.depth > REFERENCE_DEPTH_MAX) return GONE
  if (Array.isArray(value)) return cutList(value, foreign, place)
  if (!isObject(value)) return value
  const third = thirdOf(value, foreign, place)
  if (third) return third
  // What is contained has paths of its own, and may go without its container.
  if (!isResource(value)) return cutElement(value, foreign, place)
  const cut = cutElement(value, foreign, { ...place, path: value.resourceType, isInList: false })
  return cut === VANISHED ? GONE : cut
}

function cutList(items: readonly unknown[], foreign: Foreign, place: Place): unknown {
  const cut = items.map((item) =>
    cutValue(item, foreign, { ...place, depth: place.depth + 1, isInList: true }),
  )
  if (cut.includes(VANISHED)) return VANISHED
  const isKept = (item: unknown): boolean => item !== GONE && item !== LOST
  // The extensions of primitives (`_given`) stand beside their values by position.
  const kept = isBeside(place.path) ? cut.map((item) => (isKept(item) ? item : null)) : cut.filter(isKept)
  return kept.every((item) => item === null) ? GONE : kept
}

function isBeside(path: string): boolean {
  return path.slice(path.lastIndexOf('.') + 1).startsWith('_')
}

/** What becomes of a third partner's identifier, or of a reference to it; undefined where it is none. */
function thirdOf(
  value: Record<string, unknown>,
  { isForeign, names }: Foreign,
  { path }: Place,
): symbol | undefined {
  // `identifier`, `valueIdentifier`, `groupIdentifier`: never the system of a coding or of a contact.
  if (/identifier$/i.test(path) && typeof value['value'] === 'string')
    return isForeign(value as Identifier) ? GONE : undefined
  const isReference = typeof value['reference'] === 'string' || isObject(value['identifier'])
  return isReference && names(value as Reference) ? LOST : undefined
}

function cutElement(element: Record<string, unknown>, foreign: Foreign, place: Place): unknown {
  const kept: Record<string, unknown> = {}
  let isCut = false
  for (const [name, value] of Object.entries(element)) {
    const path = `${place.path}.${name}`
    const item = cutValue(value, foreign, { path, depth: place.depth + 1, isInList: false })
    if (item === VANISHED) return VANISHED
    if (item === LOST && place.isInList) return LOST
    if (item !== GONE && item !== LOST) {
      kept[name] = item
      continue
    }
    isCut = true
    if (isRequired(path, foreign)) return place.isInList ? LOST : VANISHED
  }
  return isCut && Object.keys(kept).every((name) => HOLLOW.has(name)) ? GONE : kept
}

/** An element of a choice is defined under the name of the choice: `valueIdentifier` under `value[x]`. */
function isRequired(path: string, { isRequired: must }: Foreign): boolean {
  const type = path.slice(0, path.indexOf('.'))
  return must(type, path) || must(type, path.replace(/(?:Reference|Identifier)$/, '[x]'))
}

/** Elements that say nothing alone: what is left of an extension, or of a reference whose identifier went. */
const HOLLOW = new Set(['id', 'url', 'type', 'display'])
