/**
 * The clean check never says clean of what the walker finds something in: the ways in which it once did, random `_name`
 * siblings and URIs, and random invariants, with comments and escapes, over names that are there or not.
 */
import { expect, test } from '@jest/globals'
import type { ElementRule, Structure } from '../../../src/fhir/definitions.ts'
import * as fhirpath from '../../../src/fhirpath/fhirpath.ts'
import { namesRead } from '../../../src/validation/clean/guard.ts'
import { createValidator, type Finding, type Validator } from '../../../src/validation/validation.ts'
import { definitions, now, profileOf, terminology } from '../world.ts'
import { randomOf } from './mutate.ts'

const PROFILE = 'https://example.test/StructureDefinition/sound'

type Json = Readonly<Record<string, unknown>>
type Pair = { readonly fast: Validator; readonly slow: Validator }

function pairOf(...profiles: Structure[]): Pair {
  const parts = { definitions, profiles, terminology, fhirpath }
  return { fast: createValidator(parts), slow: createValidator({ ...parts, cleanCheck: false }) }
}

/** A Patient whose root has further invariants. */
function patientWith(...expressions: string[]): Structure {
  const root = definitions.structures.find(
    ({ type, derivation }) => type === 'Patient' && derivation !== 'constraint',
  )?.elements[0]
  const own = expressions.map((expression, index): ElementRule['constraints'][number] => {
    const key = `own-${String(index)}`
    return { key, severity: 'error', human: key, expression }
  })
  return profileOf('Patient', PROFILE, { Patient: { constraints: [...(root?.constraints ?? []), ...own] } })
}

/** What both say, which must be the same. */
function bothSay({ fast, slow }: Pair, resource: Json, url?: string): Finding[] {
  const [a, b] = [fast, slow].map((validator) =>
    url === undefined ? validator.check(resource, { now }) : validator.compile(url)(resource, { now }),
  )
  if (JSON.stringify(a) !== JSON.stringify(b))
    expect({ resource, findings: a }).toEqual({ resource, findings: b })
  return b ?? []
}

function errorsOf(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity !== 'information' && severity !== 'warning')
    .map(({ rule }) => rule)
}

const plain = pairOf()
const plan = {
  resourceType: 'CarePlan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/1' },
}

test.each<[string, string[], Json]>([
  [
    'an empty list beside names',
    ['list-empty'],
    { resourceType: 'Patient', name: [{ given: ['a'], _given: [] }] },
  ],
  [
    'an empty list beside lines',
    ['list-empty'],
    { resourceType: 'Patient', address: [{ line: ['a'], _line: [] }] },
  ],
  [
    'an empty list beside URIs',
    ['list-empty'],
    { ...plan, instantiatesUri: ['urn:x'], _instantiatesUri: [] },
  ],
  [
    'a scheme alone',
    ['primitive'],
    { resourceType: 'Questionnaire', status: 'draft', derivedFrom: ['http:'] },
  ],
  ['a scheme alone, in a plan', ['primitive'], { ...plan, instantiatesCanonical: ['https:'] }],
  ['no scheme', ['primitive'], { ...plan, instantiatesCanonical: ['http/:x'] }],
  [
    'an empty object beside a date',
    ['ele-1'],
    { resourceType: 'Patient', birthDate: '2000-01-01', _birthDate: {} },
  ],
  ['null beside a date', ['null'], { resourceType: 'Patient', birthDate: '2000-01-01', _birthDate: null }],
  [
    'an empty object beside a name',
    ['ele-1'],
    { resourceType: 'Patient', name: [{ given: ['a'], _given: [{}] }] },
  ],
  [
    'null beside a choice',
    ['null'],
    { resourceType: 'Patient', deceasedBoolean: true, _deceasedBoolean: null },
  ],
  [
    'null beside a name, in a list',
    [],
    { resourceType: 'Patient', name: [{ given: ['a'], _given: [null] }] },
  ],
])('%s', (_, expected, resource) => {
  expect(errorsOf(bothSay(plain, resource))).toEqual(expected)
})

test('more properties than a resource may have, also where they are primitives', () => {
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`x${String(index)}`, 1]))
  expect(errorsOf(bothSay(plain, { resourceType: 'Patient', ...many }))).toEqual(['limit'])
})

test('what is inherited is not there', () => {
  const required = pairOf(profileOf('Patient', PROFILE, { 'Patient.birthDate': { min: 1 } }))
  const heir = Object.assign(Object.create({ birthDate: '2000-01-01' }), { resourceType: 'Patient' }) as Json
  expect(errorsOf(bothSay(required, heir, PROFILE))).toEqual(['cardinality-min'])
})

test.each([
  'name.empty() and // see the note.\n birthDate.empty()',
  "name.empty() // the patient's name\n and birthDate.empty() // isn't there",
  "name.empty() /* it's */ and birthDate.empty() /* it's */",
  '`birth\\u0044ate`.empty()',
  'resourceType.empty()',
  'resourceType.exists().not()',
  'deceasedBoolean.empty()',
  'deceased.empty()',
  'name.where(use = %resource.gender).empty() and birthDate.empty()',
])('an invariant that does not hold: %s', (expression) => {
  const pair = pairOf(patientWith(expression))
  const resource = { resourceType: 'Patient', birthDate: '2000-01-01', deceasedBoolean: true }
  expect(errorsOf(bothSay(pair, resource, PROFILE))).toEqual(['own-0'])
})

test.each<[string, string[] | undefined]>([
  ["name.empty() // the patient's\n or /* x. */ `birth\\u0044ate`.exists()", ['birthDate', 'name']],
  ["name.where(use = 'a.b').given[0].matches('c') implies -1 < 0", ['name', 'use']],
  ['name.empty() and {}.empty()', ['name']],
  ['resourceType.empty()', undefined],
  ['`resource\\u0054ype`.empty()', undefined],
  ['Patient.name.empty()', undefined],
  ['`Patient`.name.empty()', undefined],
  ['children().empty()', undefined],
  ['name.empty() or $this.active', undefined],
  ['name.empty() or %context.active', undefined],
  ['value is Quantity', undefined],
  ['value.ofType(Quantity).empty()', undefined],
  ['birthDate < @2020', undefined],
])('what %s reads', (text, names) => {
  const read = namesRead(text)
  expect(read && [...read].toSorted()).toEqual(names)
})

const random = randomOf(20_261_123)
const below = (end: number): number => Math.floor(random() * end)
const one = <T>(list: readonly T[]): T => list[below(list.length)] as T

const EXTENSION = { extension: [{ url: 'https://example.test/x', valueString: 'x' }] }
const BESIDE: readonly unknown[] = [
  null,
  {},
  { id: 'q' },
  EXTENSION,
  { id: '' },
  { foo: 1 },
  'x',
  1,
  [],
  undefined,
]
const URIS = [
  'http:',
  'https:',
  'http:x',
  'https:x',
  'httpx:y',
  'http',
  'http/:x',
  'urn:',
  'urn:oid:1',
  'urn:uuid:1',
  ':',
  '#',
  '#a',
]
const SOME_URIS = [
  ...URIS,
  ...URIS.map((each) => `${each} `),
  'oid:1',
  'http://a.b/c|1',
  'ftp:x',
  'a',
  '',
  ' ',
  'http://a b',
  'x:\u0000',
]

function beside(): unknown {
  return below(2) === 0 ? one(BESIDE) : Array.from({ length: below(4) }, () => one(BESIDE.slice(0, -1)))
}

function primitives(values: readonly unknown[]): unknown {
  return below(6) === 0
    ? one([null, [], 'x', undefined])
    : Array.from({ length: 1 + below(3) }, () => one(values))
}

function withSiblings(object: Json): Json {
  const siblings = Object.keys(object).flatMap((key) => (below(2) === 0 ? [[`_${key}`, beside()]] : []))
  const all = Object.entries({ ...object, ...(Object.fromEntries(siblings) as Json) })
  // The sibling may come first, and stand alone.
  const kept = below(3) === 0 ? all.toReversed() : all
  return Object.fromEntries(below(5) === 0 ? kept.filter(() => below(4) > 0) : kept)
}

test('random siblings and URIs', () => {
  let faultless = 0
  for (let time = 0; time < 3_000; time += 1) {
    const name = withSiblings({ given: primitives(['a', 'b', null]), family: one(['a', null, '']) })
    const identifier = withSiblings({ system: one(SOME_URIS), value: one(['1', null]) })
    const patient = withSiblings({
      birthDate: one(['2000-01-01', null]),
      active: one([true, null]),
      gender: 'male',
    })
    const resources = [
      { ...patient, resourceType: 'Patient', name: [name], identifier: [identifier] },
      {
        ...plan,
        ...withSiblings({
          instantiatesCanonical: primitives(SOME_URIS),
          instantiatesUri: primitives(SOME_URIS),
        }),
      },
    ]
    for (const resource of resources) if (errorsOf(bothSay(plain, resource)).length === 0) faultless += 1
  }
  expect(faultless).toBeGreaterThan(20)
})

const NAMES =
  'name birthDate active deceased deceasedBoolean gender contact resourceType id text extension value foo'
const WRITTEN = [
  ...NAMES.split(' '),
  '`birthDate`',
  '`birth\\u0044ate`',
  '`name`',
  'Patient.name',
  '`gen\\der`',
  '$this.active',
]
const BLANKS = [
  ' ',
  ' ',
  '\n',
  " // it's a note. name\n",
  " /* it's `x` . */ ",
  ' /**/ ',
  " // 'x'\n",
  ' /* // */ ',
]
const CALLS = [
  '.empty()',
  '.exists()',
  '.exists().not()',
  '.count() = 0',
  '.given.empty()',
  ".where(use = 'x').exists()",
  '.first().empty()',
]
const OTHER = [
  "'a.name' = 'a.name'",
  "'it\\'s' != '// x'",
  '(1 < 2)',
  '{}.empty()',
  "name.given.first() & gender = 'male'",
  'contact.all(name.exists() or foo.exists())',
]

function expressionOf(depth: number): string {
  if (depth === 0 || below(3) === 0)
    return below(6) === 0 ? one(OTHER) : one(WRITTEN) + one(BLANKS).repeat(below(2)) + one(CALLS)
  const parts = [expressionOf(depth - 1), one(['and', 'or', 'xor', 'implies']), expressionOf(depth - 1)]
  const joined = parts.join(one(BLANKS))
  return below(2) === 0 ? `(${joined}${one(BLANKS)})` : joined
}

const PROPERTIES: Json = {
  name: [{ given: ['a'], use: 'usual' }],
  birthDate: '2000-01-01',
  active: true,
  deceasedBoolean: false,
  deceasedDateTime: '2020-01-01',
  gender: 'male',
  contact: [{ name: { family: 'x' } }],
  id: 'x',
  extension: [{ url: 'https://example.test/x', valueString: 'x' }],
  _birthDate: EXTENSION,
  _active: EXTENSION,
  _deceasedBoolean: EXTENSION,
  _gender: null,
  value: 1,
  foo: { id: 'y' },
}

test('random invariants', () => {
  let broken = 0
  for (let profile = 0; profile < 30; profile += 1) {
    const pair = pairOf(patientWith(...Array.from({ length: 12 }, () => expressionOf(3))))
    for (let time = 0; time < 20; time += 1) {
      const entries = Object.entries(PROPERTIES).filter(
        ([name]) => below(/^_|^value|^foo/.test(name) ? 8 : 3) === 0,
      )
      const resource = { resourceType: 'Patient', ...Object.fromEntries(entries) }
      broken += errorsOf(bothSay(pair, resource, PROFILE)).length
    }
  }
  expect(broken).toBeGreaterThan(500)
})
