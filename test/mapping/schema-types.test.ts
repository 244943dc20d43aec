/** JSON by schema as source and as target, in both directions, and the types that a schema makes. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { schemaTypes } from '../../src/mapping/types/schema-types.ts'
import type { JsonSchema } from '../../src/mapping/types/schema-types.ts'
import { combineTypes } from '../../src/mapping/types/types.ts'
import { compiled, faults, mapped, r4Types } from './ground.ts'

const schema: JsonSchema = {
  $id: 'https://example.org/record.json',
  type: 'object',
  properties: {
    id: { type: 'string' },
    client: {
      type: 'object',
      properties: {
        born: { $ref: '#/$defs/Date' },
        sex: { enum: ['f', 'm'] },
        words: { type: 'array', items: { type: 'string' } },
      },
    },
    goals: { type: 'array', items: { $ref: '#/$defs/Goal' } },
    first: { $ref: '#/$defs/Goal' },
    either: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    maybe: { type: ['number', 'null'] },
    all: { allOf: [{ $ref: '#/$defs/Goal' }, { properties: { extra: { type: 'boolean' } } }] },
  },
  $defs: {
    Date: { type: 'string', format: 'date' },
    Goal: {
      type: 'object',
      properties: {
        text: { type: 'string' },
        due: { $ref: '#/$defs/Date' },
        done: { type: 'boolean' },
        part: { $ref: '#/$defs/Goal' },
      },
    },
  },
}
const record = schemaTypes(schema, 'Record')
const types = combineTypes(r4Types(), record)

describe('the types of a schema', () => {
  test.each([
    ['Record', 'id', { types: ['string'], isArray: false }],
    ['Record', 'goals', { types: ['Record.Goal'], isArray: true }],
    ['Record', 'first', { types: ['Record.Goal'], isArray: false }],
    ['Record', 'either', { types: ['string', 'integer'], isArray: false }],
    ['Record', 'maybe', { types: ['decimal'], isArray: false }],
    ['Record', 'client', { types: ['Record.client'], isArray: false }],
    ['Record.client', 'born', { types: ['date'], isArray: false }],
    ['Record.client', 'sex', { types: ['code'], isArray: false }],
    ['Record.client', 'words', { types: ['string'], isArray: true }],
    ['Record.Goal', 'part', { types: ['Record.Goal'], isArray: false }],
    ['Record.all', 'extra', { types: ['boolean'], isArray: false }],
    ['Record.all', 'due', { types: ['date'], isArray: false }],
    ['Record.Goal', 'nonsense', undefined],
  ])('%s.%s', (type, name, shape) => expect(record.elementOf(type, name)).toEqual(shape))

  test('the root answers to its URL and its name', () => {
    expect([
      record.typeOf('https://example.org/record.json'),
      record.typeOf('Record'),
      record.typeOf('x'),
    ]).toEqual(['Record', 'Record', undefined])
    expect([record.kindOf('Record'), record.kindOf('date'), record.kindOf('x')]).toEqual([
      'logical',
      'primitive',
      undefined,
    ])
  })
})

const header = `map "u" = "n"
uses "https://example.org/record.json" alias Record as source
`
const source = {
  id: 'r1',
  client: { born: '1980-02-29', sex: 'f', words: ['a', 'b'] },
  goals: [{ text: 'one', due: '2026-01-01', done: true }, { text: 'two' }],
}

describe('maps between records and FHIR', () => {
  const toFhir = `${header}group main(source r : Record, target out : Bundle) {
  r.client as c -> out.entry as e, e.resource = create('Patient') as p then {
    r.id as v -> p.identifier as i, i.value = v;
    c.born as v -> p.birthDate = v, p.extension as x, x.url = 'urn:born', x.value = v;
    c.sex as v -> p.gender = translate(v, '#sex', 'code');
    c.words as v -> p.name as n collate, n.given = v;
  };
  r.goals as g where done -> out.entry as e, e.resource = create('Goal') as t, t.description as d, d.text = g.text, t.target as a, a.due = g.due;
}
`.replace('group main', 'conceptmap "sex" { prefix s = "urn:s" s:f == s:female }\ngroup main')

  test('a record becomes resources, and the report names what did not', () => {
    const { output, unmapped } = mapped(compiled([toFhir], { types }), source)
    expect(output).toEqual([
      {
        resourceType: 'Bundle',
        entry: [
          {
            resource: {
              resourceType: 'Patient',
              identifier: [{ value: 'r1' }],
              birthDate: '1980-02-29',
              extension: [{ url: 'urn:born', valueDate: '1980-02-29' }],
              gender: 'female',
              name: [{ given: ['a', 'b'] }],
            },
          },
          {
            resource: {
              resourceType: 'Goal',
              description: { text: 'one' },
              target: [{ dueDate: '2026-01-01' }],
            },
          },
        ],
      },
    ])
    expect(unmapped).toEqual([{ pointer: '/goals/1/text', reason: 'condition-false' }])
  })

  test('resources become a record', () => {
    const text = `map "u" = "n"
uses "https://example.org/record.json" alias Record as target
group main(source b : Bundle, target r : Record) {
  b.entry as e then {
    e.resource : Patient as p -> r.client as c, c.born = p.birthDate, c.words = p.name.given;
    e.resource : Goal as g -> r.goals as t, t.text = g.description.text then { g.target.due : date as d -> t.due = d, t.done = true; };
  };
}`
    const [bundle] = mapped(compiled([toFhir], { types }), source).output
    expect(mapped(compiled([text], { types }), bundle).output).toEqual([
      {
        client: { born: '1980-02-29', words: ['a', 'b'] },
        goals: [{ text: 'one', due: '2026-01-01', done: true }],
      },
    ])
  })

  test('names that the schema does not have are faults', () => {
    expect(
      faults(
        `${header}group main(source r : Record, target p : Patient) { r.client.birth as v -> p.birthDate = v; }`,
        { types },
      ),
    ).toEqual(["3:62 Record.client has no element 'birth'"])
    expect(
      faults(
        `${header}group main(source p : Patient, target r : Record) { p -> r.goals as g, g.texts = 'x'; }`,
        { types },
      ),
    ).toEqual(["3:74 Record.Goal has no element 'texts'"])
  })

  test('underscores have no meaning in plain JSON', () => {
    const text = `${header}group main(source r : Record, target p : Patient) { r.id as v -> p.id = v; }`
    const result = mapped(compiled([text], { types }), { id: 'x', _id: { y: 1 } })
    expect(result.output).toEqual([{ resourceType: 'Patient', id: 'x' }])
    expect(result.unmapped).toEqual([{ pointer: '/_id/y', reason: 'no-rule' }])
  })
})

test('every field of the case record has a type', () => {
  const file = new URL('../../mappings/case-record.schema.json', import.meta.url)
  const text = readFileSync(file, 'utf8')
  const caseRecord = schemaTypes(JSON.parse(text) as JsonSchema, 'CaseRecord')
  const { properties = {}, $defs = {} } = JSON.parse(text) as JsonSchema
  expect(
    Object.keys(properties).filter((name) => !caseRecord.elementOf('CaseRecord', name)?.types.length),
  ).toEqual([])
  const missing = Object.entries($defs).flatMap(([type, part]) =>
    Object.keys(part.properties ?? {})
      .filter((name) => !caseRecord.elementOf(`CaseRecord.${type}`, name)?.types.length)
      .map((name) => `${type}.${name}`),
  )
  expect(missing).toEqual([])
})
