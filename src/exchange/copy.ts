/**
 * Copies a resource from one record into another: references are renamed, and what refers to something that does not
 * come along goes, with the nearest repeating element around it. Pure; nesting is bounded.
 */
import { REFERENCE_DEPTH_MAX, parseReference } from '../fhir/reference.ts'
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Meta, Resource } from '../fhir/resource.ts'

/** What a reference is called in the copy; undefined when its target does not come along. */
export type Rename = (type: string, id: string) => string | undefined

/** What a source's record refers to and what does not come along with it: what it is called in the copy, where it stays. */
export type Stays = (source: string, target: string) => string | undefined

export const NOTHING_STAYS: Stays = () => undefined

/** The renaming for one resource: what comes along, and what of the rest stays in its copy. */
export function renameFor({ resourceType, id }: Resource, rename: Rename, stays: Stays): Rename {
  const source = `${resourceType}/${id ?? ''}`
  return (type, targetId) => rename(type, targetId) ?? stays(source, `${type}/${targetId}`)
}

type Element = Record<string, unknown>

/** Stands for an element that goes. */
const GONE = Symbol('gone')

/** Elements that say nothing alone: what is left of an extension whose parts went. */
const HOLLOW = new Set(['id', 'url'])

/**
 * The resource under its new id. Its labels and profiles stay, `meta.source` tells what it was copied from. Narrative
 * goes: it may say what was redacted from the elements.
 */
export function copyResource(resource: Resource, id: string, rename: Rename): Resource {
  const { meta, ...elements } = withoutNarrative(resource)
  const copied = copyElements(elements, rename, { depth: 0, isInList: false })
  const kept = copied === GONE ? { resourceType: resource.resourceType } : (copied as Resource)
  return { ...kept, id, meta: metaOf(meta, resource) }
}

function metaOf(meta: Meta | undefined, resource: Resource): Meta {
  return {
    ...(meta?.profile && { profile: meta.profile }),
    ...(meta?.security && { security: meta.security }),
    ...(meta?.tag && { tag: meta.tag }),
    source: `${resource.resourceType}/${resource.id ?? ''}`,
  }
}

function withoutNarrative(resource: Resource): Resource {
  const copy: Resource = { ...resource }
  delete copy['text']
  return copy
}

type Place = { readonly depth: number; readonly isInList: boolean }

function copyValue(value: unknown, rename: Rename, place: Place): unknown {
  if (place.depth > REFERENCE_DEPTH_MAX) return GONE
  if (Array.isArray(value)) return copyList(value, rename, place)
  if (!isObject(value)) return value
  if (typeof value['reference'] === 'string') return copyReference(value, rename, place)
  return copyElements(withoutLostUrl(value, rename), rename, place)
}

function copyList(items: unknown[], rename: Rename, place: Place): unknown {
  const copied = items.map((item) => copyValue(item, rename, { depth: place.depth + 1, isInList: true }))
  const kept = copied.filter((item) => item !== GONE)
  return kept.length > 0 ? kept : GONE
}

function copyElements(element: Element, rename: Rename, place: Place): unknown {
  const copy: Element = {}
  let isWhole = true
  for (const [name, value] of Object.entries(element)) {
    const copied = copyNamed(name, value, rename, place.depth + 1)
    if (copied !== GONE) copy[name] = copied
    // The item of a list goes as a whole with an element that does not repeat: its rest would be about nothing.
    else if (place.isInList && !Array.isArray(value)) return GONE
    else isWhole = false
  }
  return isWhole || Object.keys(copy).some((name) => !HOLLOW.has(name)) ? copy : GONE
}

function copyNamed(name: string, value: unknown, rename: Rename, depth: number): unknown {
  // References within point to contained resources by `#id`: those stay, each looked at like a resource of its own.
  if (name === 'contained') {
    const contained = list<Resource>(value)
      .filter(isResource)
      .map((resource) => copyElements(withoutNarrative(resource), rename, { depth, isInList: false }))
      .filter((resource) => resource !== GONE)
    return contained.length > 0 ? contained : GONE
  }
  // Extensions of a repeating primitive stand beside its values, by position.
  if (name.startsWith('_') && Array.isArray(value)) {
    return value
      .map((item) => copyValue(item, rename, { depth, isInList: false }))
      .map((item) => (item === GONE ? null : item))
  }
  return copyValue(value, rename, { depth, isInList: false })
}

function copyReference(value: Element, rename: Rename, place: Place): unknown {
  const reference = String(value['reference'])
  if (reference.startsWith('#')) return copyElements(value, keepNothing, place)
  const local = parseReference(reference)
  const renamed = local && rename(local.type, local.id)
  const { reference: _, ...rest } = value
  if (renamed !== undefined) return { reference: renamed, ...restOf(rest, rename, place) }
  // Without its target a reference is still good as a logical one, by the identifier that it carries.
  return isObject(rest['identifier']) ? restOf(rest, rename, place) : GONE
}

function restOf(rest: Element, rename: Rename, place: Place): Element {
  const copied = copyElements(rest, rename, { depth: place.depth, isInList: false })
  return isObject(copied) ? copied : {}
}

function keepNothing(): undefined {
  return undefined
}

/** Attachments may point into the source's record by a relative url. */
function withoutLostUrl(element: Element, rename: Rename): Element {
  const local = typeof element['url'] === 'string' ? parseReference(element['url']) : undefined
  if (!local) return element
  const renamed = rename(local.type, local.id)
  const { url: _, ...rest } = element
  return renamed === undefined ? rest : { ...element, url: renamed }
}
