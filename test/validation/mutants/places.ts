/**
 * Every place of a resource by FHIR's definitions, with the FHIRPath expression that names it: written apart from the
 * validator, so that the two can disagree.
 */
import type { ElementRule, Structure } from '../../../src/fhir/definitions.ts'
import { definitions } from '../world.ts'
import type { Json, Step } from './mutant.ts'

export type Place = {
  readonly value: unknown
  /** The way in JSON. */
  readonly steps: readonly Step[]
  readonly expression: string
  readonly rule: ElementRule
  readonly type: string
  readonly kind: 'primitive' | 'complex' | 'resource'
  /** The element's JSON property, and its name without the type of a choice. */
  readonly key: string
  readonly name: string
  readonly isList: boolean
  /** Undefined for the resource itself. */
  readonly host: Place | undefined
  /** What may stand below it. */
  readonly children: readonly ElementRule[]
}

const structures = new Map(
  definitions.structures
    .filter(({ derivation }) => derivation !== 'constraint')
    .map((structure) => [structure.type, structure]),
)
const elementsByParent = new Map<string, Map<string, ElementRule[]>>()

export function structureOf(type: string): Structure {
  const structure = structures.get(type)
  if (!structure) throw new Error(`no type ${type}`)
  return structure
}

/** The elements directly below a path of a type. */
function childrenAt(type: string, path: string): readonly ElementRule[] {
  let byParent = elementsByParent.get(type)
  if (!byParent) {
    byParent = Map.groupBy(structureOf(type).elements.slice(1), (rule) =>
      rule.path.slice(0, rule.path.lastIndexOf('.')),
    )
    elementsByParent.set(type, byParent)
  }
  return byParent.get(path) ?? []
}

const referred = new Map<string, ReadonlySet<string>>()

/** Whether a path is of an element, or below one, that another element of the structure refers to as its content. */
export function isReferred(path: string): boolean {
  const type = path.slice(0, Math.max(path.indexOf('.'), 0))
  if (!structures.has(type)) return false
  const targets =
    referred.get(type) ??
    new Set(structureOf(type).elements.flatMap(({ contentReference }) => contentReference ?? []))
  referred.set(type, targets)
  return [...targets].some((target) => path === target || path.startsWith(`${target}.`))
}

export function nameOf({ path }: ElementRule): string {
  return path.slice(path.lastIndexOf('.') + 1).replace('[x]', '')
}

export function jsonName(rule: ElementRule, type: string): string {
  const name = nameOf(rule)
  return rule.path.endsWith('[x]') ? name + type.charAt(0).toUpperCase() + type.slice(1) : name
}

/** All places of a resource, itself first. */
export function placesOf(resource: Json): Place[] {
  const places: Place[] = []
  const type = String(resource['resourceType'])
  const root = structureOf(type).elements[0]
  if (!root) throw new Error(`no root of ${type}`)
  visit(
    {
      value: resource,
      steps: [],
      expression: type,
      rule: root,
      type,
      kind: 'resource',
      key: type,
      name: type,
      isList: false,
      host: undefined,
      children: childrenAt(type, type),
    },
    places,
  )
  return places
}

function visit(place: Place, places: Place[]): void {
  places.push(place)
  if (typeof place.value !== 'object' || place.value === null) return
  for (const [key, value] of Object.entries(place.value)) {
    if (key === 'resourceType' && place.kind === 'resource') continue
    // What stands beside a primitive is the mutators' own matter.
    if (key.startsWith('_')) continue
    const found = elementOf(key, place.children)
    if (!found) throw new Error(`${place.expression} has no ${key}`)
    const { rule, type } = found
    const isList = rule.baseMax !== '1' && rule.baseMax !== '0'
    const values = isList ? (value as unknown[]) : [value]
    values.forEach((each, index) => {
      if (each === null) return
      visit(placeOf({ rule, type, isList, index: isList ? index : undefined, key }, each, place), places)
    })
  }
}

type Found = { readonly rule: ElementRule; readonly type: string }

function elementOf(key: string, children: readonly ElementRule[]): Found | undefined {
  for (const rule of children) {
    if (rule.contentReference !== undefined && nameOf(rule) === key) return { rule, type: 'BackboneElement' }
    const type = rule.types.find(({ code }) => jsonName(rule, code) === key)
    if (type) return { rule, type: type.code }
  }
  return undefined
}

type Way = Found & { readonly isList: boolean; readonly index: number | undefined; readonly key: string }

function placeOf({ rule, type, isList, index, key }: Way, value: unknown, host: Place): Place {
  const name = nameOf(rule)
  const isChoice = rule.path.endsWith('[x]')
  const expression = `${host.expression}.${name}${isChoice ? `.ofType(${type})` : ''}${index === undefined ? '' : `[${String(index)}]`}`
  const steps = [...host.steps, key, ...(index === undefined ? [] : [index])]
  const common = { value, steps, expression, rule, isList, host, key, name }
  const structure = structures.get(type)
  if (structure?.kind === 'resource') {
    const own = String((value as Json)['resourceType'])
    return { ...common, type: own, kind: 'resource', children: childrenAt(own, own) }
  }
  if (structure?.kind === 'primitive-type') return { ...common, type, kind: 'primitive', children: [] }
  return { ...common, type, kind: 'complex', children: belowOf(rule, type) }
}

function belowOf(rule: ElementRule, type: string): readonly ElementRule[] {
  const owner = rule.path.slice(0, rule.path.indexOf('.'))
  if (rule.contentReference !== undefined) return childrenAt(owner, rule.contentReference)
  return type === 'BackboneElement' || type === 'Element'
    ? childrenAt(owner, rule.path)
    : childrenAt(type, type)
}
