/**
 * Cuts out of a resource what its recipient may not know of: references to what is withheld, with their displays and the
 * nearest repeating element around them, and the narrative, which may say the same in words. What is left is as if the
 * withheld had never been. Nothing is left where a required element would go. Pure; nesting is bounded.
 */
import { REFERENCE_DEPTH_MAX, parseReference, referencesIn } from '../fhir/reference.ts'
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Decision } from './consent.ts'
import type { Policy } from './policy.ts'

export type RedactionRules = {
  /** Whether the element at this path (`focus`, `activity.detail.kind`) must be there in a resource of the type. */
  readonly isRequired: (type: string, path: string) => boolean
  readonly policy: Policy
}

/** The resource as its recipient may see it; undefined when it can not be shown at all. */
export function redact(
  resource: Resource,
  visible: (reference: string) => boolean,
  decision: Pick<Decision, 'kind' | 'authority'>,
  rules: RedactionRules,
): Resource | undefined {
  if (decision.kind !== 'permit') return undefined
  if (decision.authority === 'own-record') return resource
  return redactResource(resource, { visible, rules })
}

/** Stands for an element that goes. */
const GONE = Symbol('gone')
/** Stands for an element that goes and takes the nearest repeating element around it along. */
const LOST = Symbol('lost')
/** Stands for a resource that can not be without what went. */
const VANISHED = Symbol('vanished')

type Cutting = { readonly visible: (reference: string) => boolean; readonly rules: RedactionRules }

type Place = Cutting & {
  readonly type: string
  readonly path: string
  readonly depth: number
  readonly isInList: boolean
}

function redactResource(resource: Resource, cutting: Cutting): Resource | undefined {
  const { contained, ...elements } = resource
  const cut = cutElement(elements, {
    ...cutting,
    type: resource.resourceType,
    path: '',
    depth: 0,
    isInList: false,
  })
  if (!isResource(cut)) return undefined
  const kept = containedIn(contained, cut, cutting)
  const { narrative, categoryLabels } = cutting.rules.policy.parties.redaction
  const isSame = JSON.stringify(cut) === JSON.stringify(elements)
  const redacted: Resource = { ...cut, ...(kept.length > 0 && { contained: kept }) }
  if (narrative === 'drop' || !isSame) delete redacted['text']
  return categoryLabels === 'drop' ? withoutCategories(redacted, cutting.rules.policy) : redacted
}

/** Contained resources are redacted like others; those that nothing refers to any more go. */
function containedIn(contained: unknown, container: Resource, cutting: Cutting): Resource[] {
  const redacted = list<unknown>(contained)
    .filter(isResource)
    .flatMap((each) => redactResource(each, cutting) ?? [])
  const wasReferred = new Set(referencesIn([container, redacted]).map(({ reference }) => reference))
  return redacted.filter(({ id }) => wasReferred.has(`#${id}`))
}

function cutValue(value: unknown, place: Place): unknown {
  if (place.depth > REFERENCE_DEPTH_MAX) return GONE
  if (Array.isArray(value)) return cutList(value, place)
  if (!isObject(value)) return value
  return isWithheld(value, place) ? LOST : cutElement(value, place)
}

/** A reference by URL, or an attachment that points at a resource. A contained resource is seen with its container. */
function isWithheld({ reference, url }: Record<string, unknown>, { visible }: Cutting): boolean {
  if (typeof reference === 'string') return !reference.startsWith('#') && !visible(reference)
  return typeof url === 'string' && parseReference(url) !== undefined && !visible(url)
}

function cutList(items: readonly unknown[], place: Place): unknown {
  const cut = items.map((item) => cutValue(item, { ...place, depth: place.depth + 1, isInList: true }))
  const kept = cut.filter((item) => item !== GONE && item !== LOST)
  return kept.length === 0 && items.length > 0 ? GONE : kept
}

function cutElement(element: Record<string, unknown>, place: Place): unknown {
  const kept: Record<string, unknown> = {}
  let isCut = false
  for (const [name, value] of Object.entries(element)) {
    const path = place.path === '' ? name : `${place.path}.${name}`
    const item = cutValue(value, { ...place, path, depth: place.depth + 1 })
    if (item === VANISHED) return VANISHED
    if (item === LOST && place.isInList) return LOST
    if (item !== GONE && item !== LOST) {
      kept[name] = item
      continue
    }
    isCut = true
    if (place.rules.isRequired(place.type, path)) return place.isInList ? LOST : VANISHED
  }
  return isCut && Object.keys(kept).every((name) => HOLLOW.has(name)) ? GONE : kept
}

/** Elements that say nothing alone: what is left of an extension whose value went. */
const HOLLOW = new Set(['id', 'url'])

function withoutCategories(resource: Resource, { categorySystem }: Policy): Resource {
  const security = list<{ system?: string }>(resource.meta?.security).filter(
    ({ system }) => system !== categorySystem,
  )
  return { ...resource, meta: { ...resource.meta, security } }
}
