/** Faults against bindings: codes that a value set does not have, or of which nobody can tell. */
import { SYSTEM, terminology, UNHELD_VALUE_SET, VALUE_SET } from '../world.ts'
import { mutantAt, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { jsonName, placesOf, type Place } from './places.ts'
import { namedOnce, profiled } from './profiled.ts'

const WRONG = 'x-not-a-code'
const OTHER_SYSTEM = 'https://example.test/CodeSystem/other'

export function* bindingMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    const places = placesOf(parent.resource)
    for (const place of places) yield* ofFhir(parent, place)
    yield maximum(parent)
    if (parent.check !== checkByType) continue
    yield* required(parent, places)
    yield* extensible(parent, places)
    yield* unknown(parent, places)
  }
}

/** Codes of FHIR's own required bindings. */
function* ofFhir(parent: Parent, { rule, type, steps, expression, key }: Place): Generator<Mutant> {
  const { strength, valueSet } = rule.binding ?? {}
  if (type !== 'code' || strength !== 'required' || valueSet === undefined || key === 'resourceType') return
  if (terminology.validateCode(valueSet, { code: WRONG }) !== 'not-in') return
  yield mutantAt(parent, steps, () => WRONG, {
    code: 'code-invalid',
    rule: 'binding-required',
    kind: 'binding-required code',
    expression,
  })
}

/** Resource.language is of a maximum value set. */
function maximum(parent: Parent): Mutant {
  const type = String(parent.resource['resourceType'])
  return mutantAt(parent, 'language', () => 'english as spoken', {
    code: 'code-invalid',
    rule: 'binding-maximum',
    expression: `${type}.language`,
  })
}

function concepts(places: readonly Place[]): [string, Place][] {
  return [...namedOnce(places)].filter(
    ([, { type, host }]) => type === 'CodeableConcept' && host?.type !== 'Extension',
  )
}

/** The parent with a code of the value set in each of its concepts, by a profile that binds them. */
function bound(
  parent: Parent,
  chosen: readonly [string, Place][],
  strength: 'required' | 'extensible',
): Parent {
  const edits = Object.fromEntries(chosen.map(([id]) => [id, { binding: { strength, valueSet: VALUE_SET } }]))
  const resource = structuredClone(parent.resource)
  for (const [, { steps }] of chosen) {
    const place = steps.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], resource)
    Object.assign(place as object, { coding: [{ system: SYSTEM, code: 'b', display: 'B' }] })
  }
  return profiled({ ...parent, resource }, strength, edits)
}

function* required(parent: Parent, places: readonly Place[]): Generator<Mutant> {
  const chosen = concepts(places)
  const own = bound(parent, chosen, 'required')
  for (const [, { steps, expression }] of chosen) {
    const fault = { code: 'code-invalid', rule: 'binding-required', expression } as const
    const coding = [...steps, 'coding', 0]
    yield mutantAt(own, [...coding, 'code'], () => 'z', { ...fault, kind: 'binding-required concept' })
    yield mutantAt(own, [...coding, 'system'], () => OTHER_SYSTEM, {
      ...fault,
      kind: 'binding-required concept',
    })
    yield mutantAt(own, steps, () => ({ text: 'x' }), { ...fault, kind: 'binding-required without code' })
    yield mutantAt(own, [...coding, 'code'], () => undefined, {
      ...fault,
      kind: 'binding-required without code',
    })
  }
}

function* extensible(parent: Parent, places: readonly Place[]): Generator<Mutant> {
  const chosen = concepts(places).filter(([, { rule }]) => rule.binding?.strength !== 'required')
  const own = bound(parent, chosen, 'extensible')
  for (const [, { steps, expression }] of chosen) {
    const fault = {
      severity: 'warning',
      code: 'code-invalid',
      rule: 'binding-extensible',
      expression,
    } as const
    yield mutantAt(own, [...steps, 'coding', 0, 'code'], () => 'z', fault)
    yield mutantAt(own, [...steps, 'coding', 0, 'system'], () => OTHER_SYSTEM, fault)
  }
}

/** An element that was not there, bound to a value set that nobody holds. */
function* unknown(parent: Parent, places: readonly Place[]): Generator<Mutant> {
  const root = places[0]
  const absent = (root?.children ?? []).filter(
    ({ types: [type, ...others], path }) =>
      // Why a value is absent is told where there is none.
      path !== 'Observation.dataAbsentReason' &&
      type?.code === 'CodeableConcept' &&
      others.length === 0 &&
      !Object.hasOwn(parent.resource, path.split('.')[1] ?? ''),
  )
  for (const strength of ['required', 'extensible'] as const) {
    const edits = Object.fromEntries(
      absent.map(({ id }) => [id, { binding: { strength, valueSet: UNHELD_VALUE_SET } }]),
    )
    const own = profiled(parent, `${strength} elsewhere`, edits)
    for (const rule of absent) {
      const isList = rule.baseMax !== '1'
      const value = { coding: [{ system: SYSTEM, code: 'a' }] }
      yield mutantAt(own, [jsonName(rule, '')], () => (isList ? [value] : value), {
        severity: strength === 'required' ? 'warning' : 'information',
        code: 'not-found',
        rule: 'binding-unknown',
        kind: `binding-unknown ${strength}`,
        expression: `${rule.path}${isList ? '[0]' : ''}`,
      })
    }
  }
}
