/** References: finding, reading and rewriting the literal references of a resource. Pure; depth is bounded. */
import { isObject } from './resource.ts'
import type { Reference, Resource } from './resource.ts'

/** Nesting levels of JSON that are followed; deeper content is refused at intake. */
export const REFERENCE_DEPTH_MAX = 64

export type LocalReference = { type: string; id: string }

const LOCAL = /^([A-Z][A-Za-z]{2,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/

/** Type and id of a relative literal reference such as `Patient/123`; undefined for any other kind. */
export function parseReference(reference: string | undefined): LocalReference | undefined {
  const match = reference === undefined ? null : LOCAL.exec(reference)
  return match ? { type: match[1] ?? '', id: match[2] ?? '' } : undefined
}

/** A reference such as `Patient?identifier=…`. An absolute one is another server's, whatever it has behind a question mark. */
export function isConditional(reference: string): boolean {
  return reference.includes('?') && !/^(?:[a-z][a-z0-9+.-]*:|#|\/)/i.test(reference)
}

/** `Type/id` of a resource that has an id. */
export function referenceTo(resource: Resource): string {
  return `${resource.resourceType}/${resource.id ?? ''}`
}

/** Every Reference object in a resource that carries a literal reference, in document order. */
export function referencesIn(value: unknown, depth = 0): Reference[] {
  if (depth > REFERENCE_DEPTH_MAX) return []
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, depth + 1))
  if (!isObject(value)) return []
  const own = typeof value['reference'] === 'string' ? [value as Reference] : []
  return [...own, ...Object.values(value).flatMap((item) => referencesIn(item, depth + 1))]
}

/** A literal reference and the element that it stands in, as FHIRPath. */
export type PlacedReference = { readonly reference: string; readonly expression: string }

/** Every literal reference with its place, in document order; `path` is that of the value. */
export function placedReferences(value: unknown, path: string, depth = 0): PlacedReference[] {
  if (depth > REFERENCE_DEPTH_MAX) return []
  if (Array.isArray(value))
    return value.flatMap((item, index) => placedReferences(item, `${path}[${index}]`, depth + 1))
  if (!isObject(value)) return []
  const { reference } = value
  const own = typeof reference === 'string' ? [{ reference, expression: path }] : []
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, item]) => placedReferences(item, `${path}.${name}`, depth + 1)),
  ]
}

/** A copy of the value in which every literal reference is what `rewrite` makes of it; others stay as they are. */
export function rewriteReferences<T>(value: T, rewrite: (reference: string) => string, depth = 0): T {
  if (depth > REFERENCE_DEPTH_MAX) return value
  if (Array.isArray(value)) return value.map((item) => rewriteReferences(item, rewrite, depth + 1)) as T
  if (!isObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    copy[name] =
      name === 'reference' && typeof item === 'string'
        ? rewrite(item)
        : rewriteReferences(item, rewrite, depth + 1)
  }
  return copy as T
}
