/**
 * Takes out of a resource what tells where else its person is known: identifiers that a third partner has given, and what
 * a copy was made from (42 CFR 2.13(c)). What is left is as if they had never been. Pure; nesting is bounded.
 */
import { REFERENCE_DEPTH_MAX } from '../fhir/reference.ts'
import { isObject } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'

/** The resource without identifiers of these systems, and without `meta.source`. */
export function withoutForeign(resource: Resource, isForeign: (system: string) => boolean): Resource {
  const { source: _source, ...meta } = resource.meta ?? {}
  const cut = withoutIdentifiers(resource, isForeign, 0) as Resource
  return resource.meta === undefined ? cut : { ...cut, meta }
}

function withoutIdentifiers(value: unknown, isForeign: (system: string) => boolean, depth: number): unknown {
  if (depth > REFERENCE_DEPTH_MAX) return value
  if (Array.isArray(value)) return value.map((item) => withoutIdentifiers(item, isForeign, depth + 1))
  if (!isObject(value)) return value
  const kept: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    const cut =
      name === 'identifier' ? ownOf(item, isForeign) : withoutIdentifiers(item, isForeign, depth + 1)
    if (cut !== undefined) kept[name] = cut
  }
  return kept
}

function ownOf(item: unknown, isForeign: (system: string) => boolean): unknown {
  const isKept = (each: unknown): boolean =>
    !isObject(each) || typeof each['system'] !== 'string' || !isForeign(each['system'])
  if (!Array.isArray(item)) return isKept(item) ? item : undefined
  const kept = item.filter(isKept)
  return kept.length > 0 ? kept : undefined
}
