/** Valid values, choices, ids, references and narratives of every kind. */
import { text } from './narrative.ts'
import type { Json } from './mutant.ts'
import { capitalized } from './profiled.ts'
import { observation, patient } from './resources.ts'
import { SAMPLES } from './samples.ts'

export type Variant = readonly [name: string, resource: Json]

const basic = (more: Json): Json => ({ resourceType: 'Basic', text, code: { text: 'x' }, ...more })
export const parameter = (type: string, value: unknown): Json => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'x', [`value${capitalized(type)}`]: value }],
})
export const extension = (value: Json): Json => ({
  url: 'https://example.test/StructureDefinition/unknown',
  ...value,
})

/** Values of primitives, at the bounds of their types. */
// oxfmt-ignore
const PRIMITIVES: Readonly<Record<string, readonly unknown[]>> = {
  base64Binary: ['AA==', 'AAA=', 'AAAA', 'AA\nAA', ' AAAA ', '+/+/', 'A'.repeat(4_000)],
  boolean: [true, false],
  canonical: ['https://example.test/x', 'https://example.test/x|1.0.0', 'https://example.test/x|2020-01#part', 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', 'urn:oid:1.2.3|4'],
  code: ['a', 'a b', 'A-1', '1', 'http://x', 'ä', '<='],
  date: ['0001', '9999', '2024', '2024-12', '2024-02-29', '2000-02-29', '2024-01-31', '2024-04-30'],
  dateTime: ['2024', '2024-12', '2024-12-31', '2024-12-31T23:59:59Z', '2024-12-31T23:59:60Z', '2024-12-31T00:00:00+14:00', '2024-12-31T00:00:00-12:00', '2024-12-31T00:00:00.1Z', '2024-12-31T00:00:00.123456789Z', '2024-12-31T00:00:00-00:00'],
  decimal: [0, -0, 1, -1, 1.5, 0.1, 1e10, 1e-10, 1.0e21, -2.5e-7, 123456789.123456, 9_007_199_254_740_991],
  id: ['a', '-', '.', 'A.b-1', '0'.repeat(64)],
  instant: ['2024-12-31T23:59:59Z', '2016-12-31T23:59:60Z', '2024-12-31T23:59:59.999+05:30', '2024-02-29T00:00:00-05:00', '1970-01-01T00:00:00.000Z'],
  integer: [0, -1, 2_147_483_647, -2_147_483_648],
  markdown: ['x', '# x\n\n* y\n* z', '<b>x</b>', 'x\r\ny\tz', '`a < b`'],
  oid: ['urn:oid:0.0', 'urn:oid:1.2.3', 'urn:oid:2.16.840.1.113883.6.1', 'urn:oid:2.25.329800735698586629295641978511506172918'],
  positiveInt: [1, 2_147_483_647],
  string: ['x', ' x ', 'a\nb', 'a\tb', 'ä漢😀', '"\\', '<div>', '0', 'null', '__proto__', 'x'.repeat(10_000)],
  time: ['00:00:00', '23:59:59', '23:59:60', '12:00:00.5', '12:00:00.123456789'],
  unsignedInt: [0, 1, 2_147_483_647],
  uri: ['https://example.test/x?y=z#f', 'urn:uuid:C757873D-EC9A-4326-A141-556F43239520', 'urn:oid:1.2.3', 'urn:ietf:rfc:3986', 'mailto:x@example.test', 'Patient/1', '#x', '/x', 'x', 'https://example.test/%20', 'urn:iso:std:iso:3166'],
  url: ['https://example.test/x', 'http://localhost', 'ftp://example.test/x', 'mailto:x@example.test', 'llp://127.0.0.1:2575'],
  uuid: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:00000000-0000-0000-0000-000000000000'],
}

export function* primitives(): Generator<Variant> {
  for (const [type, values] of Object.entries(PRIMITIVES))
    for (const value of values)
      yield [`${type} ${JSON.stringify(value).slice(0, 40)}`, parameter(type, value)]
}

/** Every type of value, in Parameters, in extensions, in Observations. */
export function* choices(): Generator<Variant> {
  for (const [type, value] of Object.entries(SAMPLES)) {
    // Its language is of a maximum value set that R4 names by the address of a text: nobody can tell, and a warning says so.
    if (type === 'Expression') continue
    yield [`parameter of ${type}`, parameter(type, value)]
    yield [
      `extension of ${type}`,
      basic({ extension: [extension({ [`value${capitalized(type)}`]: value })] }),
    ]
  }
  const { valueQuantity: _, component: __, ...rest } = observation
  for (const type of [
    'Quantity',
    'CodeableConcept',
    'string',
    'boolean',
    'integer',
    'Range',
    'Ratio',
    'SampledData',
    'time',
    'dateTime',
    'Period',
  ]) {
    const value = { [`value${capitalized(type)}`]: SAMPLES[type] }
    yield [`observation of ${type}`, { ...rest, ...value }]
    yield [`component of ${type}`, { ...rest, component: [{ code: { text: 'x' }, ...value }] }]
  }
  for (const type of ['boolean', 'dateTime'])
    yield [
      `deceased ${type}`,
      { ...patient, ...without('deceasedBoolean'), [`deceased${capitalized(type)}`]: SAMPLES[type] },
    ]
}

function without(...names: string[]): Json {
  return Object.fromEntries(names.map((name) => [name, undefined]))
}

const reason = { extension: [extension({ valueCode: 'unknown' })] }

/** Ids and extensions beside primitives, with and without values. */
export function* siblings(): Generator<Variant> {
  const name = (more: Json): Json => ({ resourceType: 'Patient', text, name: [more] })
  yield ['ids beside a list', name({ given: ['a', 'b'], _given: [{ id: 'x' }, { id: 'y' }] })]
  yield ['an id beside the second', name({ given: ['a', 'b'], _given: [null, { id: 'y' }] })]
  yield ['an id beside the first', name({ given: ['a', 'b'], _given: [{ id: 'x' }, null] })]
  yield ['fewer ids than values', name({ given: ['a', 'b'], _given: [{ id: 'x' }] })]
  yield ['an extension in place of the first', name({ given: [null, 'b'], _given: [reason, null] })]
  yield ['an extension in place of the second', name({ given: ['a', null], _given: [null, reason] })]
  yield ['an extension after the last', name({ given: ['a'], _given: [null, reason] })]
  yield ['extensions alone in a list', name({ _given: [reason, reason] })]
  yield ['an extension alone', name({ _family: reason, text: 'x' })]
  yield ['an extension beside a value', name({ family: 'x', _family: reason })]
  yield ['an extension for what is required', { ...basic({}), resourceType: 'Observation', _status: reason }]
  yield ['an extension of a choice', { resourceType: 'Patient', text, _deceasedBoolean: reason }]
  yield [
    'an id of a choice',
    { resourceType: 'Patient', text, deceasedBoolean: true, _deceasedBoolean: { id: 'x' } },
  ]
  yield ['an extension of the language', { ...patient, language: 'en', _language: reason }]
  yield ['an extension beside a boolean', { ...patient, _active: reason }]
  yield [
    'ids in two lists',
    {
      ...patient,
      name: [
        { id: 'a', text: 'A' },
        { id: 'b', text: 'B' },
      ],
      telecom: [{ id: 'c', system: 'phone', value: '1' }],
    },
  ]
  yield [
    'an extension in an extension',
    basic({ extension: [{ ...extension({}), extension: [{ url: 'part', valueString: 'x' }] }] }),
  ]
  yield [
    'the id of an element in another resource',
    {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [1, 2].map(() => ({ resource: { resourceType: 'Patient', name: [{ id: 'a', text: 'A' }] } })),
    },
  ]
}

/** References in all the ways of writing them, and what is contained. */
export function* references(): Generator<Variant> {
  const to = (reference: Json): Json => ({ resourceType: 'Patient', text, generalPractitioner: [reference] })
  for (const reference of [
    'Practitioner/1',
    'Practitioner/1/_history/2',
    'https://example.test/fhir/Practitioner/1',
    'https://example.test/fhir/Practitioner/1/_history/2',
    'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
    'urn:oid:1.2.3',
    'https://example.test/somebody',
  ])
    yield [`reference ${reference}`, to({ reference })]
  yield ['reference by identifier', to({ identifier: { system: 'https://example.test/id', value: '1' } })]
  yield ['reference by display', to({ display: 'Nell Sample' })]
  yield ['reference by type and identifier', to({ type: 'Organization', identifier: { value: '1' } })]
  yield ['reference with its type', to({ reference: 'Practitioner/1', type: 'Practitioner', display: 'x' })]
  const contained = { resourceType: 'Practitioner', id: 'p', name: [{ text: 'x' }] }
  yield ['contained', { ...to({ reference: '#p' }), contained: [contained] }]
  yield [
    'contained, referred to from an extension',
    basic({ contained: [contained], extension: [extension({ valueReference: { reference: '#p' } })] }),
  ]
  yield [
    'contained, which refers to its container',
    basic({
      contained: [
        {
          resourceType: 'Provenance',
          id: 'v',
          target: [{ reference: '#' }],
          recorded: '2026-01-01T00:00:00Z',
          agent: [{ who: { display: 'x' } }],
        },
      ],
    }),
  ]
  yield [
    'contained, referred to from a contained one',
    basic({
      contained: [
        contained,
        { resourceType: 'PractitionerRole', id: 'r', practitioner: { reference: '#p' } },
      ],
      author: { reference: '#r' },
    }),
  ]
  yield [
    'contained, referred to by a canonical',
    {
      resourceType: 'QuestionnaireResponse',
      text,
      status: 'in-progress',
      questionnaire: '#q',
      contained: [
        {
          resourceType: 'Questionnaire',
          id: 'q',
          status: 'draft',
          name: 'Q',
          item: [{ linkId: '1', type: 'display', text: 'x' }],
        },
      ],
    },
  ]
}

/** Narratives of all the forms that are safe. */
export function* narratives(): Generator<Variant> {
  const safe = [
    'x',
    '<p>x</p>',
    '<table border="1"><thead><tr><th colspan="2">x</th></tr></thead><tbody><tr><td>x</td><td>y</td></tr></tbody></table>',
    '<a href="https://example.test" title="x">x</a>',
    '<img src="#x" alt="x"/>',
    '<p id="a" class="b" style="color: red">x</p>',
    '&lt;script&gt; &amp; &quot;&#160;',
    '<!-- x --><p>x</p>',
    '<ul><li>x<br/>y</li></ul>',
    '<h1>x</h1><hr/><blockquote>y</blockquote>',
    '<b>x</b><i>y</i><sub>1</sub><code>z</code>',
    '<dl><dt>x</dt><dd>y</dd></dl>',
  ]
  for (const content of safe)
    yield [
      `narrative ${content.slice(0, 30)}`,
      basic({
        text: { status: 'additional', div: `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>` },
      }),
    ]
  yield [
    'narrative with attributes',
    basic({
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">x</div>',
      },
    }),
  ]
}
