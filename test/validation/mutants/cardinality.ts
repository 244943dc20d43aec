/** Faults of number: elements that are missing or too many, in FHIR's own types and in profiles; choices. */
import type { ElementRule } from '../../../src/fhir/definitions.ts'
import { now, profileOf, validatorWith } from '../world.ts'
import { profiled } from './profiled.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { isReferred, jsonName, nameOf, placesOf, type Place } from './places.ts'
import { SAMPLES } from './samples.ts'

const URL = 'https://example.test/StructureDefinition/counted'

export function* cardinalityMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    for (const place of placesOf(parent.resource)) {
      if (place.kind === 'primitive') continue
      yield* missing(parent, place)
      yield* wrongChoice(parent, place)
      if (parent.check === checkByType) yield* secondChoice(parent, place)
    }
    if (parent.check !== checkByType) continue
    const places = placesOf(parent.resource)
    const counted = countedParent(parent, places)
    for (const place of places) yield* counts(counted, place, places)
    yield* forbidden(parent)
  }
}

function keysOf(rule: ElementRule, holder: Json): string[] {
  const names =
    rule.contentReference === undefined ? rule.types.map(({ code }) => jsonName(rule, code)) : [nameOf(rule)]
  return names.filter((name) => Object.hasOwn(holder, name))
}

function* missing(parent: Parent, { value, children, steps, expression }: Place): Generator<Mutant> {
  for (const rule of children) {
    const [key] = keysOf(rule, value as Json)
    if (rule.min === 0 || key === undefined) continue
    yield mutantAt(parent, [...steps, key], () => undefined, {
      code: 'required',
      rule: 'cardinality-min',
      expression: `${expression}.${nameOf(rule)}`,
    })
  }
}

function* wrongChoice(parent: Parent, { value, children, steps, expression }: Place): Generator<Mutant> {
  for (const rule of children) {
    const [key] = rule.path.endsWith('[x]') ? keysOf(rule, value as Json) : []
    if (key === undefined) continue
    const type = ['Money', 'Contributor', 'Base64Binary', 'Favourite'].find(
      (each) => !rule.types.some(({ code }) => code.toLowerCase() === each.toLowerCase()),
    )
    yield mutantAt(
      parent,
      steps,
      (holder) => {
        const { [key]: given, ...rest } = holder as Json
        return { ...rest, [nameOf(rule) + String(type)]: given }
      },
      { code: 'structure', rule: 'choice-type', expression: `${expression}.${nameOf(rule)}` },
    )
  }
}

function* secondChoice(parent: Parent, { value, children, steps, expression }: Place): Generator<Mutant> {
  for (const rule of children) {
    const [key] = rule.path.endsWith('[x]') ? keysOf(rule, value as Json) : []
    const other = ['string', 'Period', 'boolean', 'Range'].find(
      (code) => rule.types.some((type) => type.code === code) && jsonName(rule, code) !== key,
    )
    if (key === undefined || other === undefined) continue
    yield mutantAt(parent, [...steps, jsonName(rule, other)], () => SAMPLES[other], {
      code: 'structure',
      rule: 'choice-multiple',
      expression: `${expression}.${nameOf(rule)}`,
    })
  }
}

/** Whether an element stands in the resource's own definition, where a profile can name it: not below a content reference. */
function isOwn({ rule, expression }: Place): boolean {
  return expression.replaceAll(/\[\d+\]|\.ofType\(\w+\)/g, '') === rule.path.replaceAll('[x]', '')
}

/** The numbers in which an element is there, wherever it could be. */
function countsOf(place: Place, places: readonly Place[]): number[] {
  const path = place.host?.rule.path
  return places
    .filter((each) => each.rule.path === path && (each.kind === 'resource' || isOwn(each)))
    .map(({ value }) => {
      const given = keysOf(place.rule, value as Json).map((key) => (value as Json)[key])
      return given.reduce<number>((sum, each) => sum + (Array.isArray(each) ? each.length : 1), 0)
    })
}

/** A parent by a profile that asks for exactly as many items as it has. */
function countedParent(parent: Parent, places: readonly Place[]): Parent {
  const edits = Object.fromEntries(
    places
      .filter((place) => place.host && isOwn(place) && !isReferred(place.rule.path))
      .map((place) => {
        const numbers = countsOf(place, places)
        return [place.rule.id, { min: Math.min(...numbers), max: String(Math.max(...numbers)) }]
      }),
  )
  return profiled(parent, 'counted', edits)
}

/** Lists of which no two items may be the same. */
const UNIQUE = /^Bundle\.entry$|\.contained$/

function* counts(parent: Parent, place: Place, places: readonly Place[]): Generator<Mutant> {
  const { host, key, isList, name, steps, rule } = place
  if (
    UNIQUE.test(rule.id) ||
    !host ||
    !isOwn(place) ||
    isReferred(rule.path) ||
    (isList && steps.at(-1) !== 0)
  )
    return
  // Where the numbers differ, the profile leaves room.
  if (new Set(countsOf(place, places)).size > 1) return
  const at = [...host.steps, key]
  const expression = `${host.expression}.${name}`
  const few = {
    code: 'required',
    rule: 'cardinality-min',
    kind: 'cardinality-min of a profile',
    expression,
  } as const
  if (!isList) {
    if (rule.min === 0) yield mutantAt(parent, at, () => undefined, few)
    return
  }
  const all = (host.value as Json)[key] as unknown[]
  yield mutantAt(parent, at, () => (all.length > 1 ? all.slice(0, -1) : undefined), few)
  yield mutantAt(parent, at, () => [...all, withoutId(all.at(-1))], {
    code: 'structure',
    rule: 'cardinality-max',
    expression,
  })
}

function withoutId(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { id: _, ...rest } = value as Json
  return rest
}

/** Types of which one more element breaks no other rule. */
const PLAIN = new Set([
  'string',
  'markdown',
  'boolean',
  'dateTime',
  'CodeableConcept',
  'Identifier',
  'Annotation',
  'Period',
  'instant',
  'date',
  'positiveInt',
])

/** A profile forbids what the parent does not have. */
function* forbidden(parent: Parent): Generator<Mutant> {
  const type = String(parent.resource['resourceType'])
  const root = placesOf(parent.resource)[0]
  const absent = (root?.children ?? []).filter(
    (rule) =>
      // Why a value is absent is told where there is none.
      rule.path !== 'Observation.dataAbsentReason' &&
      rule.types.length === 1 &&
      PLAIN.has(rule.types[0]?.code ?? '') &&
      keysOf(rule, parent.resource).length === 0,
  )
  const check = validatorWith(
    profileOf(type, URL, Object.fromEntries(absent.map(({ id }) => [id, { max: '0' }]))),
  ).compile(URL)
  const own: Parent = {
    ...parent,
    name: `${parent.name} forbidden`,
    check: (resource) => check(resource, { now }),
  }
  for (const rule of absent) {
    const [code = ''] = rule.types.map((each) => each.code)
    const one = code === 'CodeableConcept' ? { text: 'x' } : SAMPLES[code]
    const sample = rule.baseMax === '1' ? one : [one]
    yield mutantAt(own, [jsonName(rule, code)], () => sample, {
      code: 'structure',
      rule: 'cardinality-max',
      kind: 'cardinality-max 0',
      expression: `${type}.${nameOf(rule)}`,
    })
  }
}
