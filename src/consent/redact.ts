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
  /** Whether the element of this FHIR path (`Task.focus`, `Observation.value[x]`) must be there in the type. */
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
  readonly path: string
  readonly depth: number
  readonly isInList: boolean
}

function redactResource(resource: Resource, cutting: Cutting): Resource | undefined {
  const { contained, ...elements } = resource
  const inside = list<unknown>(contained)
    .filter(isResource)
    .flatMap((each) => redactResource(each, cutting) ?? [])
  const ids = new Set(inside.map(({ id }) => `#${id}`))
  const visible = (reference: string): boolean =>
    reference.startsWith('#') ? reference === '#' || ids.has(reference) : cutting.visible(reference)
  const place: Place = { ...cutting, visible, path: resource.resourceType, depth: 0, isInList: false }
  const cut = cutElement(elements, place)
  if (!isResource(cut)) return undefined
  const kept = stillReferred(inside, cut)
  const redacted: Resource = { ...cut, ...(kept.length > 0 && { contained: kept }) }
  const { narrative, categoryLabels } = cutting.rules.policy.parties.redaction
  if (narrative === 'drop' || !isSame(redacted, resource)) delete redacted['text']
  return categoryLabels === 'drop' ? withoutCategories(redacted, cutting.rules.policy) : redacted
}

/** Contained resources that nothing refers to any more go (FHIR R4 dom-3). */
function stillReferred(contained: readonly Resource[], container: Resource): Resource[] {
  const referred = new Set(referencesIn([container, contained]).map(({ reference }) => reference))
  return contained.filter(({ id }) => referred.has(`#${id}`))
}

/** Whether nothing was cut: cutting only ever takes away, so the size tells. */
function isSame(redacted: Resource, resource: Resource): boolean {
  return JSON.stringify(redacted).length === JSON.stringify(resource).length
}

function cutValue(value: unknown, place: Place): unknown {
  if (place.depth > REFERENCE_DEPTH_MAX) return GONE
  if (Array.isArray(value)) return cutList(value, place)
  if (!isObject(value)) return value
  return isWithheld(value, place) ? LOST : cutElement(value, place)
}

/** A reference by URL, or an attachment that points at a resource. */
function isWithheld({ reference, url }: Record<string, unknown>, { visible }: Cutting): boolean {
  if (typeof reference === 'string') return !visible(reference)
  return typeof url === 'string' && parseReference(url) !== undefined && !visible(url)
}

function cutList(items: readonly unknown[], place: Place): unknown {
  const cut = items.map((item) => cutValue(item, { ...place, depth: place.depth + 1, isInList: true }))
  const isKept = (item: unknown): boolean => item !== GONE && item !== LOST
  // The extensions of primitives (`_given`) stand beside their values by position.
  const isBeside = place.path.slice(place.path.lastIndexOf('.') + 1).startsWith('_')
  const kept = isBeside ? cut.map((item) => (isKept(item) ? item : null)) : cut.filter(isKept)
  return kept.every((item) => item === null) ? GONE : kept
}

function cutElement(element: Record<string, unknown>, place: Place): unknown {
  const kept: Record<string, unknown> = {}
  let isCut = false
  for (const [name, value] of Object.entries(element)) {
    const path = `${place.path}.${name}`
    const item = cutValue(value, { ...place, path, depth: place.depth + 1 })
    if (item === VANISHED) return VANISHED
    if (item === LOST && place.isInList) return LOST
    if (item !== GONE && item !== LOST) {
      kept[name] = item
      continue
    }
    isCut = true
    if (isRequired(path, place.rules)) return place.isInList ? LOST : VANISHED
  }
  return isCut && Object.keys(kept).every((name) => HOLLOW.has(name)) ? GONE : kept
}

/** An element of a choice is defined under the name of the choice: `medicationReference` under `medication[x]`. */
function isRequired(path: string, { isRequired: must }: RedactionRules): boolean {
  const type = path.slice(0, path.indexOf('.'))
  return must(type, path) || must(type, path.replace(/(?:Reference|Attachment)$/, '[x]'))
}

/** Elements that say nothing alone: what is left of an extension whose value went. */
const HOLLOW = new Set(['id', 'url'])

function withoutCategories(resource: Resource, { categorySystem }: Policy): Resource {
  const security = list<{ system?: string }>(resource.meta?.security).filter(
    ({ system }) => system !== categorySystem,
  )
  return { ...resource, meta: { ...resource.meta, security } }
}
