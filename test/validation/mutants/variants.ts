/** Valid resources of every kind that is easily taken for a fault: nothing may be found in them. */
import { profileOf, SYSTEM, type Edits } from '../world.ts'
import type { Structure } from '../../../src/fhir/definitions.ts'
import type { Json } from './mutant.ts'
import { capitalized } from './profiled.ts'
import { observation, patient, text } from './resources.ts'
import { SAMPLES } from './samples.ts'

export type Variant = readonly [name: string, resource: Json]

const basic = (more: Json): Json => ({ resourceType: 'Basic', text, code: { text: 'x' }, ...more })
const parameter = (type: string, value: unknown): Json => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'x', [`value${capitalized(type)}`]: value }],
})
const extension = (value: Json): Json => ({
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

function* primitives(): Generator<Variant> {
  for (const [type, values] of Object.entries(PRIMITIVES))
    for (const value of values)
      yield [`${type} ${JSON.stringify(value).slice(0, 40)}`, parameter(type, value)]
}

/** Every type of value, in Parameters, in extensions, in Observations. */
function* choices(): Generator<Variant> {
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
function* siblings(): Generator<Variant> {
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
function* references(): Generator<Variant> {
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
function* narratives(): Generator<Variant> {
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

/** Bundles of every type. */
function* bundles(): Generator<Variant> {
  const resource = { resourceType: 'Patient', id: 'a', text, active: true }
  const fullUrl = 'https://example.test/fhir/Patient/a'
  const bundle = (type: string, entry: Json[], more: Json = {}): Variant => [
    `bundle ${type} ${Object.keys(more).join(' ')}`,
    { resourceType: 'Bundle', type, ...more, ...(entry.length > 0 && { entry }) },
  ]
  yield bundle('collection', [])
  yield bundle('collection', [{ fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', resource }], {
    timestamp: '2026-01-01T00:00:00Z',
  })
  yield bundle('searchset', [{ fullUrl, resource, search: { mode: 'match', score: 0.5 } }], {
    total: 1,
    link: [
      { relation: 'self', url: fullUrl },
      { relation: 'next', url: fullUrl },
    ],
  })
  yield bundle(
    'searchset',
    [
      {
        resource: {
          resourceType: 'OperationOutcome',
          text,
          issue: [{ severity: 'information', code: 'informational' }],
        },
        search: { mode: 'outcome' },
      },
    ],
    { total: 0 },
  )
  yield bundle('transaction', [
    {
      fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
      resource,
      request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=1' },
    },
  ])
  yield bundle('batch', [
    { request: { method: 'GET', url: 'Patient?name=x' } },
    { request: { method: 'DELETE', url: 'Patient/1' } },
  ])
  yield bundle('transaction-response', [
    {
      response: {
        status: '201 Created',
        location: 'Patient/1/_history/1',
        etag: 'W/"1"',
        lastModified: '2026-01-01T00:00:00Z',
      },
    },
  ])
  yield bundle('batch-response', [{ response: { status: '404' } }])
  yield bundle(
    'history',
    [
      { fullUrl, resource, request: { method: 'PUT', url: 'Patient/a' }, response: { status: '200' } },
      { fullUrl, request: { method: 'DELETE', url: 'Patient/a' }, response: { status: '204' } },
    ],
    { total: 2 },
  )
}

const KNOWN = 'https://example.test/StructureDefinition/known'

function extensionOf(name: string, edits: Edits, expressions: readonly string[]): Structure {
  const structure = profileOf('Extension', KNOWN + name, {
    'Extension.url': { fixed: { type: 'Uri', value: KNOWN + name } },
    'Extension.extension': { max: '0' },
    'Extension.value[x]': { min: 1, types: [{ code: 'boolean' }] },
    ...edits,
  })
  return {
    ...structure,
    contextInvariant: [],
    context: expressions.map((expression) => ({ type: 'element', expression })),
  }
}

/** Extensions that the variants use, which the validator knows. */
export const EXTENSIONS: readonly Structure[] = [
  extensionOf('-modifier', { Extension: { isModifier: true } }, ['DomainResource', 'BackboneElement']),
  extensionOf('-element', {}, ['Element']),
  extensionOf('-name', {}, ['HumanName', 'Patient.contact.name.family']),
  extensionOf('-choice', {}, ['Patient.deceased[x]', 'Observation.value[x]']),
  extensionOf('-resource', {}, ['Resource', 'Patient.contact']),
]

function* extensions(): Generator<Variant> {
  const known = (name: string): Json => ({ url: KNOWN + name, valueBoolean: true })
  yield ['a modifier of a resource', { ...patient, modifierExtension: [known('-modifier')] }]
  yield [
    'a modifier of a part',
    { ...patient, contact: [{ name: { text: 'x' }, modifierExtension: [known('-modifier')] }] },
  ]
  for (const [place, value] of Object.entries({
    name: [{ text: 'x' }],
    telecom: [{ system: 'phone', value: '1' }],
    address: [{ city: 'x' }],
    identifier: [{ value: '1' }],
    contact: [{ name: { text: 'x' } }],
    maritalStatus: { text: 'x' },
  })) {
    const held = (each: unknown): unknown => ({ ...(each as Json), extension: [known('-element')] })
    yield [
      `an extension of ${place}`,
      { resourceType: 'Patient', text, [place]: Array.isArray(value) ? value.map(held) : held(value) },
    ]
  }
  yield ['an extension of a resource', { ...patient, extension: [known('-element'), known('-resource')] }]
  yield [
    'an extension by the type of its element',
    { ...patient, name: [{ text: 'x', extension: [known('-name')] }] },
  ]
  yield [
    'an extension by the path of a primitive',
    { ...patient, contact: [{ name: { family: 'x', _family: { extension: [known('-name')] } } }] },
  ]
  yield [
    'an extension of one of a choice',
    { ...patient, _deceasedBoolean: { extension: [known('-choice')] } },
  ]
  yield [
    'an extension of another of a choice',
    { ...observation, valueQuantity: { value: 1, extension: [known('-choice')] } },
  ]
  yield [
    'an extension of a part',
    { ...patient, contact: [{ name: { text: 'x' }, extension: [known('-resource')] }] },
  ]
  yield [
    'an unknown one of a primitive in a list',
    { ...patient, name: [{ given: ['x'], _given: [{ extension: [extension({ valueCode: 'x' })] }] }] },
  ]
}

/** Codes of all the forms that bindings take. */
function* codes(): Generator<Variant> {
  for (const type of [
    'text/plain',
    'text/plain; charset=UTF-8',
    'application/fhir+json',
    'image/svg+xml',
    'application/vnd.x-1.y+z',
  ])
    yield [
      `media type ${type}`,
      { ...patient, photo: [{ contentType: type, url: 'https://example.test/x' }] },
    ]
  for (const language of ['en', 'en-US', 'de-CH', 'zh-Hant-TW', 'sl-rozaj', 'x-own'])
    yield [`language ${language}`, { ...patient, language }]
  for (const currency of ['USD', 'EUR', 'CHF'])
    yield [`currency ${currency}`, parameter('Money', { value: 1, currency })]
  const quantity = (code: string): Json => ({
    value: 1,
    unit: 'x',
    system: 'http://unitsofmeasure.org',
    code,
  })
  for (const unit of ['mg', 'kg/m2', '10*3/uL', '%', '1', '{tablet}', 'mm[Hg]', 'Cel', '[degF]', 'mg/dL'])
    yield [`unit ${unit}`, { ...observation, valueQuantity: quantity(unit) }]
  yield [
    'a concept of two systems',
    {
      ...observation,
      code: {
        coding: [
          { system: SYSTEM, code: 'z', display: 'Z' },
          { system: 'http://loinc.org', code: '3426-4' },
        ],
      },
    },
  ]
  yield ['a concept in words', { ...observation, code: { text: 'x' } }]
}

export function variants(): Variant[] {
  return [
    ...primitives(),
    ...choices(),
    ...siblings(),
    ...references(),
    ...narratives(),
    ...bundles(),
    ...extensions(),
    ...codes(),
  ]
}
