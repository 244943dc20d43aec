/** Faults against what FHIR states in words of identifiers, codings, ids and attachments; and what is policy of HL7's validator. */
import { definitions, now, SYSTEM, validatorWith } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { placesOf, type Place } from './places.ts'
import { text } from './narrative.ts'

export function* wordMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    const places = placesOf(parent.resource)
    for (const place of places) {
      yield* uris(parent, place)
      yield* ids(parent, place, places)
    }
    if (parent.check === checkByType) yield* policies(parent, places)
  }
  yield* attachments()
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

/** The id of an element that another element before it has already. */
function* ids(parent: Parent, place: Place, places: readonly Place[]): Generator<Mutant> {
  const isBeside = place.kind === 'primitive' && !place.isList && place.key !== 'id' && place.type !== 'xhtml'
  if (!canHaveId(place) && !isBeside) return
  const before = places
    .slice(0, places.indexOf(place))
    .find((each) => canHaveId(each) && resourceOf(each) === resourceOf(place))
  if (!before || place.steps.join('.').startsWith(`${before.steps.join('.')}.`)) return
  const resource = structuredClone(parent.resource)
  const holder = before.steps.reduce<unknown>((value, step) => (value as Json)[step], resource)
  Object.assign(holder as object, { id: 'once' })
  const own: Parent = { ...parent, name: `${parent.name} with an id`, resource }
  const fault = { code: 'value', rule: 'element-id', expression: place.expression } as const
  if (!isBeside) yield mutantAt(own, [...place.steps, 'id'], () => 'once', fault)
  else if (!Object.hasOwn((place.host?.value ?? {}) as Json, `_${place.key}`))
    yield mutantAt(own, [...(place.host?.steps ?? []), `_${place.key}`], () => ({ id: 'once' }), {
      ...fault,
      kind: 'element-id beside a primitive',
    })
}

function canHaveId({ kind, host }: Place): boolean {
  return kind === 'complex' && host !== undefined
}

function resourceOf(place: Place): Place {
  return place.kind === 'resource' || !place.host ? place : resourceOf(place.host)
}

function* attachments(): Generator<Mutant> {
  const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const resource = {
    resourceType: 'DocumentReference',
    text,
    status: 'current',
    content: sizes.map((size) => ({
      attachment: { contentType: 'text/plain', data: Buffer.from('x'.repeat(size)).toString('base64'), size },
    })),
  }
  const parent: Parent = { name: 'attachments', resource, check: checkByType }
  for (const [index, size] of sizes.entries()) {
    const fault = {
      code: 'value',
      rule: 'attachment-size',
      expression: `DocumentReference.content[${String(index)}].attachment`,
    } as const
    for (const wrong of [size + 1, size - 1])
      yield {
        ...mutantAt(parent, ['content', index, 'attachment', 'size'], () => wrong, fault),
        name: `${String(size)} as ${String(wrong)}`,
      }
    yield mutantAt(parent, ['content', index, 'attachment', 'data'], (data) => `AAAA${String(data)}`, fault)
  }
}

const strict = validatorWith()
export const checkStrictly: Parent['check'] = (resource) => strict.check(resource, { now, toolPolicy: true })

/** A code system that is held whole, with displays, and a code of it. */
const PUBLISHED = definitions.codeSystems.flatMap((system) => {
  const concept = system.concept?.find(({ display }) => (display ?? '').length > 3)
  return concept && system.url !== undefined
    ? [{ system: system.url, code: concept.code, display: concept.display }]
    : []
})

function* policies(parent: Parent, places: readonly Place[]): Generator<Mutant> {
  const own: Parent = { ...parent, name: `${parent.name} strictly`, check: checkStrictly }
  if (checkStrictly(parent.resource).some(({ severity }) => severity === 'error')) return
  for (const place of places) {
    const { type, steps, expression, value, key } = place
    if (type === 'Coding' && (value as Json)['system'] === SYSTEM)
      yield mutantAt(own, [...steps, 'code'], () => 'nowhere', {
        code: 'code-invalid',
        rule: 'code-unknown',
        expression,
      })
    if (type === 'Identifier' && typeof (value as Json)['system'] === 'string')
      for (const wrong of ['example.test/ids', 'ids', '/ids', '1.2.3'])
        yield {
          ...mutantAt(own, [...steps, 'system'], () => wrong, {
            code: 'value',
            rule: 'identifier-system',
            expression: `${expression}.system`,
          }),
          name: `system ${wrong} at ${expression}`,
        }
    if (type === 'xhtml' && key === 'div') {
      const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p id="here"><a href="#nowhere">x</a></p></div>'
      yield mutantAt(own, steps, () => div, { code: 'invalid', rule: 'hyperlink', expression })
      const second = div.replace('<a href="#nowhere">', '<a href="#here">y</a><a href=\'#nowhere\'>')
      yield {
        ...mutantAt(own, steps, () => second, { code: 'invalid', rule: 'hyperlink', expression }),
        name: `second link at ${expression}`,
      }
    }
    if (type === 'Coding' && key === 'tag') {
      for (const coding of PUBLISHED.slice(0, 40))
        yield {
          ...mutantAt(own, steps, () => ({ ...coding, display: 'Something else' }), {
            code: 'code-invalid',
            rule: 'display',
            expression,
          }),
          name: `display of ${coding.system}`,
        }
    }
  }
}
