/**
 * Elements that say more than the categories of their resource: the reason of a referral whose status alone is released.
 * Who is not given their categories too sees the resource without them, as if they had never been. Pure; labels.json.
 */
import { referencesIn } from '../fhir/reference.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import { applies } from './label.ts'
import type { Details, Path } from './policy-labels.ts'
import type { Policy } from './policy.ts'
import { valuesAt } from './sensitivity.ts'

/** The categories of the details that the resource has: what its own categories do not tell. */
export function detailsIn(resource: Resource, policy: Policy): bigint {
  return detailsOf(resource, policy)
    .filter(({ paths }) => paths.some((path) => valuesAt(resource, path).length > 0))
    .reduce((bits, { categories }) => bits | categories, 0n)
}

/** The resource without the details that `allowed` does not cover. */
export function withoutDetails(resource: Resource, allowed: bigint, policy: Policy): Resource {
  const hidden = detailsOf(resource, policy)
    .filter(({ categories }) => (categories & ~allowed) !== 0n)
    .flatMap(({ paths }) => paths)
  if (hidden.length === 0) return resource
  const cut = hidden.reduce<Record<string, unknown>>((element, path) => without(element, path), resource)
  return withoutOrphans(cut as Resource)
}

function detailsOf(resource: Resource, { labels }: Policy): Details[] {
  const type = labels.types.get(resource.resourceType)
  return [...(type?.rules ?? []), ...(type?.also ?? [])].flatMap((rule) =>
    rule.details && applies(rule, resource) ? [rule.details] : [],
  )
}

/** The element without what stands at the path, `_name` beside a primitive too; nothing empty is left. */
function without(element: Record<string, unknown>, [name = '', ...rest]: Path): Record<string, unknown> {
  const { [name]: value, [`_${name}`]: beside, ...others } = element
  if (rest.length === 0) return others
  const cut = Array.isArray(value)
    ? value.map((item) => (isObject(item) ? without(item, rest) : item)).filter((item) => !isEmpty(item))
    : isObject(value)
      ? without(value, rest)
      : value
  return {
    ...others,
    ...(cut !== undefined && !isEmpty(cut) && { [name]: cut }),
    ...(beside !== undefined && { [`_${name}`]: beside }),
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Contained resources that nothing refers to any more go (FHIR R4 dom-3). */
function withoutOrphans(resource: Resource): Resource {
  const { contained, ...elements } = resource
  if (contained === undefined) return resource
  const referred = new Set(referencesIn(resource).map(({ reference }) => reference))
  const kept = list<Resource>(contained).filter(({ id }) => referred.has(`#${id}`))
  return { ...elements, ...(kept.length > 0 && { contained: kept }) } as Resource
}
