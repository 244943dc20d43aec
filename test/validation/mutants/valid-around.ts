/** Valid Bundles, extensions and codes of every kind. */
import type { Structure } from '../../../src/fhir/definitions.ts'
import { profileOf, SYSTEM, type Edits } from '../world.ts'
import type { Json } from './mutant.ts'
import { text } from './narrative.ts'
import { observation, patient } from './resources.ts'
import { extension, parameter, type Variant } from './valid.ts'

/** Bundles of every type. */
export function* bundles(): Generator<Variant> {
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

export function* extensions(): Generator<Variant> {
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
export function* codes(): Generator<Variant> {
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
