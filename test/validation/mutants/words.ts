/** Faults against what FHIR states in words of identifiers, codings, ids and attachments. */
import { changedAt, mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { placesOf, type Place } from './places.ts'

export function* wordMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    const places = placesOf(parent.resource)
    for (const place of places) {
      yield* uris(parent, place)
      if (/^(?:Quantity|Age|Duration)$/.test(place.type) && Object.hasOwn(place.value as Json, 'system'))
        yield quantitySystem(parent, place)
      yield* ids(parent, place, places)
    }
  }
}

function* uris(parent: Parent, { type, steps, expression, value }: Place): Generator<Mutant> {
  if (type === 'Identifier' && parent.check === checkByType) {
    for (const wrong of ['17', 'example.test/x', '/x', '?', 'x y'])
      yield {
        ...mutantAt(parent, steps, () => ({ system: 'urn:ietf:rfc:3986', value: wrong }), {
          code: 'value',
          rule: 'identifier-uri',
          expression: `${expression}.value`,
        }),
        name: `identifier-uri ${wrong} at ${steps.join('.')}`,
      }
  }
  if (type === 'Coding' && typeof (value as Json)['system'] === 'string')
    yield mutantAt(parent, [...steps, 'system'], () => 'example.test/kinds', {
      code: 'value',
      rule: 'coding-system',
      expression: `${expression}.system`,
    })
}

/** Units have systems too. */
function quantitySystem(parent: Parent, { steps, expression }: Place): Mutant {
  return mutantAt(parent, [...steps, 'system'], () => 'units', {
    code: 'value',
    rule: 'coding-system',
    kind: 'coding-system of a quantity',
    expression: `${expression}.system`,
  })
}

/** The id of an element that another element before it has already. */
function* ids(parent: Parent, place: Place, places: readonly Place[]): Generator<Mutant> {
  const isBeside = place.kind === 'primitive' && !place.isList && place.key !== 'id' && place.type !== 'xhtml'
  if (!canHaveId(place) && !isBeside) return
  const before = places
    .slice(0, places.indexOf(place))
    .find((each) => canHaveId(each) && resourceOf(each) === resourceOf(place))
  if (!before || place.steps.join('.').startsWith(`${before.steps.join('.')}.`)) return
  const own = withId(parent, before)
  const fault = { code: 'value', rule: 'element-id', expression: place.expression } as const
  if (!isBeside) yield mutantAt(own, [...place.steps, 'id'], () => 'once', fault)
  else if (!Object.hasOwn((place.host?.value ?? {}) as Json, `_${place.key}`))
    yield mutantAt(own, [...(place.host?.steps ?? []), `_${place.key}`], () => ({ id: 'once' }), {
      ...fault,
      kind: 'element-id beside a primitive',
    })
}

const identified = new WeakMap<Json, Map<string, Parent>>()

/** The parent with an id at a place, made once. */
function withId(parent: Parent, { steps, expression }: Place): Parent {
  const made = identified.get(parent.resource) ?? new Map<string, Parent>()
  identified.set(parent.resource, made)
  const resource = made.has(expression)
    ? parent.resource
    : changedAt(parent.resource, steps, (value) => ({ ...(value as Json), id: 'once' }))
  const own = made.get(expression) ?? { ...parent, name: `${parent.name} with an id`, resource }
  made.set(expression, own)
  return own
}

function canHaveId({ kind, host }: Place): boolean {
  return kind === 'complex' && host !== undefined
}

function resourceOf(place: Place): Place {
  return place.kind === 'resource' || !place.host ? place : resourceOf(place.host)
}
