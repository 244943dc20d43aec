/** Faults that are policy of HL7's validator: codes, displays, systems, labels, links of narratives. */
import { definitions, now, SYSTEM, validatorWith, VALUE_SET } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { text } from './narrative.ts'
import { checkByType } from './parents.ts'
import { placesOf, type Place } from './places.ts'

const strict = validatorWith()
export const checkStrictly: Parent['check'] = (resource) => strict.check(resource, { now, toolPolicy: true })

/** A code system that is held whole, with displays, and a code of it. */
const PUBLISHED = definitions.codeSystems.flatMap((system) => {
  const concept = system.concept?.find(({ display }) => (display ?? '').length > 3)
  return concept && system.url !== undefined
    ? [{ system: system.url, code: concept.code, display: concept.display }]
    : []
})

export function* policyMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    if (parent.check !== checkByType) continue
    if (checkStrictly(parent.resource).some(({ severity }) => severity === 'error')) continue
    const own: Parent = { ...parent, name: `${parent.name} strictly`, check: checkStrictly }
    for (const place of placesOf(parent.resource)) {
      if (place.type === 'Coding') yield* codings(own, place)
      if (place.type === 'Identifier') yield* identifiers(own, place)
      if (place.type === 'xhtml') yield* links(own, place)
      if (place.type === 'Meta' && !Object.hasOwn(place.value as Json, 'security')) yield* labels(own, place)
    }
  }
}

function* codings(parent: Parent, { steps, expression, value, key }: Place): Generator<Mutant> {
  const fault = { code: 'code-invalid', expression } as const
  if (key === 'tag')
    for (const coding of PUBLISHED.slice(0, 40))
      yield {
        ...mutantAt(parent, steps, () => ({ ...coding, display: 'Something else' }), {
          ...fault,
          rule: 'display',
        }),
        name: `display of ${coding.system}`,
      }
  if ((value as Json)['system'] !== SYSTEM) return
  yield mutantAt(parent, [...steps, 'code'], () => 'nowhere', { ...fault, rule: 'code-unknown' })
  for (const wrong of [VALUE_SET, 'http://hl7.org/fhir/valueset-x.html'])
    yield {
      ...mutantAt(parent, [...steps, 'system'], () => wrong, {
        code: 'code-invalid',
        rule: 'coding-system',
        kind: 'coding-system of no code system',
        expression: `${expression}.system`,
      }),
      name: `system ${wrong} at ${expression}`,
    }
}

function* identifiers(parent: Parent, { steps, expression, value }: Place): Generator<Mutant> {
  if (typeof (value as Json)['system'] !== 'string') return
  const fault = { code: 'value', rule: 'identifier-system', expression: `${expression}.system` } as const
  for (const wrong of ['example.test/ids', 'ids', '/ids', '1.2.3'])
    yield {
      ...mutantAt(parent, [...steps, 'system'], () => wrong, fault),
      name: `system ${wrong} at ${expression}`,
    }
}

/** Links of narratives that lead to nothing, alone or after one that leads somewhere. */
function* links(parent: Parent, { steps, expression }: Place): Generator<Mutant> {
  const fault = { code: 'invalid', rule: 'hyperlink', expression } as const
  const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p id="here"><a href="#nowhere">x</a></p></div>'
  yield mutantAt(parent, steps, () => div, fault)
  const second = div.replace('<a href="#nowhere">', '<a href="#here">y</a><a href=\'#nowhere\'>')
  yield { ...mutantAt(parent, steps, () => second, fault), name: `second link at ${expression}` }
}

/** References that name a resource of a document or message by type and id, whose fullUrl is another. */
export function* apparentMutants(): Generator<Mutant> {
  const many = Array.from(
    { length: 20 },
    (_, index) => `urn:uuid:00000000-0000-4000-8000-0000000001${String(index + 10)}`,
  )
  const named = (index: number): Json => ({
    resourceType: 'Patient',
    id: `p${String(index)}`,
    text,
    active: true,
  })
  const header = {
    resourceType: 'MessageHeader',
    id: 'h',
    text,
    eventUri: 'urn:x:event',
    source: { endpoint: 'urn:x:source' },
    focus: many.map((reference) => ({ reference })),
  }
  const entry = [
    { fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001', resource: header },
    ...many.map((fullUrl, index) => ({ fullUrl, resource: named(index) })),
  ]
  const parent: Parent = {
    name: 'apparent',
    resource: { resourceType: 'Bundle', type: 'message', entry },
    check: checkStrictly,
  }
  for (const index of many.keys())
    yield mutantAt(
      parent,
      ['entry', 0, 'resource', 'focus', index, 'reference'],
      () => `Patient/p${String(index)}`,
      {
        code: 'not-found',
        rule: 'bundle-apparent',
        expression: 'Bundle.entry[0].resource',
      },
    )
}

/** A security label that is there twice, which HL7's validator refuses. */
function* labels(parent: Parent, { steps, expression }: Place): Generator<Mutant> {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
  const fault = { code: 'value', rule: 'security-label', expression: `${expression}.security` } as const
  for (const code of ['R', 'V', 'N', 'L', 'M', 'U']) {
    const other = code === 'R' ? 'N' : 'R'
    for (const codes of [
      [code, code],
      [other, code, code],
      [code, other, code],
    ])
      yield {
        ...mutantAt(
          parent,
          [...steps, 'security'],
          () => codes.map((each) => ({ system, code: each })),
          fault,
        ),
        name: `${codes.join(' ')} at ${expression}`,
      }
  }
}
