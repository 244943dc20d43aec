/** Rules that FHIR states in words only: attachments, identifiers, ids, links, searches, documents, and what is policy of a tool. */
import { describe, expect, test } from '@jest/globals'
import type { ValidationOptions } from '../../src/validation/validation.ts'
import { lines, now, validatorWith } from './world.ts'

type Json = Record<string, unknown>

const validator = validatorWith()
const errors = (resource: Json, options: ValidationOptions = {}): string[] =>
  lines(validator.check(resource, { now, ...options }), 'error')

const patient = (more: Json): Json => ({ resourceType: 'Patient', ...more })
const photo = (attachment: Json): Json => patient({ photo: [attachment] })
const tagged = (system: string): Json => patient({ meta: { tag: [{ system, code: 'x' }] } })

describe('in words', () => {
  test.each<readonly [name: string, Json, string[]]>([
    ['a size that is right', photo({ contentType: 'image/png', data: 'AAAA', size: 3 }), []],
    [
      'a size that is wrong',
      photo({ contentType: 'image/png', data: 'AAA=', size: 3 }),
      ['error attachment-size Patient.photo[0]'],
    ],
    ['a URI as identifier', patient({ identifier: [{ system: 'urn:ietf:rfc:3986', value: 'urn:x:y' }] }), []],
    [
      'no URI as identifier',
      patient({ identifier: [{ system: 'urn:ietf:rfc:3986', value: '17' }] }),
      ['error identifier-uri Patient.identifier[0].value'],
    ],
    ['a system', tagged('https://example.test/x'), []],
    ['half a system', tagged('example'), ['error coding-system Patient.meta.tag[0].system']],
    ['a broken UUID', tagged('urn:uuid:17'), ['error primitive Patient.meta.tag[0].system']],
    ['a broken OID', tagged('urn:oid:7.1'), ['error primitive Patient.meta.tag[0].system']],
    [
      'an extension of nowhere',
      patient({ extension: [{ url: 'x', valueCode: 'y' }] }),
      ['error extension-url Patient.extension[0].url'],
    ],
    [
      'ids of elements',
      patient({ name: [{ id: 'a', text: 'A' }], telecom: [{ id: 'b', value: '1', system: 'phone' }] }),
      [],
    ],
    [
      'an id twice',
      patient({ name: [{ id: 'a', text: 'A' }], address: [{ id: 'a', text: 'A' }] }),
      ['error element-id Patient.address[0]'],
    ],
  ])('%s', (_name, resource, expected) => {
    expect(errors(resource)).toEqual(expected)
  })
})

describe('Bundles', () => {
  const search = (link: Json[], entry: Json[]): Json => ({
    resourceType: 'Bundle',
    type: 'searchset',
    ...(link.length > 0 && { link }),
    ...(entry.length > 0 && { entry }),
  })
  const url = 'https://example.test/Patient'

  test('links stand once', () => {
    const self = { relation: 'self', url }
    expect(errors(search([self], []))).toEqual([])
    expect(errors(search([self, self], []))).toEqual(['error bundle-link Bundle.link[1]'])
    const next = { relation: 'next', url }
    expect(errors(search([self, next], []))).toEqual([])
    expect(errors({ resourceType: 'Bundle', type: 'batch-response', link: [self, next] })).toEqual([
      'error bundle-link Bundle.link[1]',
    ])
  })

  test('what a search finds has an id, and its outcome is one', () => {
    const entry = (mode: string, resource: Json): Json => ({ search: { mode }, fullUrl: 'urn:x:y', resource })
    expect(errors(search([], [entry('match', patient({ id: 'a' }))]))).toEqual([])
    expect(errors(search([], [entry('match', patient({ active: true }))]))).toEqual([
      'error bundle-searchset Bundle.entry[0].resource',
    ])
    expect(errors(search([], [entry('outcome', patient({ id: 'a' }))]))).toEqual([
      'error bundle-searchset Bundle.entry[0].resource',
    ])
  })

  const base = 'https://example.test/fhir/'
  const composition = (subject: string): Json => ({
    resourceType: 'Composition',
    id: 'c',
    status: 'final',
    type: { text: 't' },
    date: '2026-01-01',
    title: 't',
    author: [{ display: 'x' }],
    subject: { reference: subject },
  })
  const document = (subject: string, ...patients: Json[]): Json => ({
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:x:y' },
    timestamp: now,
    entry: [
      { fullUrl: `${base}Composition/c`, resource: composition(subject) },
      ...patients.map((resource) => ({ fullUrl: `${base}Patient/p`, resource })),
    ],
  })
  const version = (versionId: string): Json => patient({ id: 'p', meta: { versionId } })

  test('a document has what its Composition names, once', () => {
    const fault = ['error bundle-document Bundle.entry[0].resource.subject']
    expect(errors(document('Patient/p', version('1')))).toEqual([])
    expect(errors(document(`${base}Patient/p`, version('1')))).toEqual([])
    expect(errors(document('Patient/p/_history/2', version('1'), version('2')))).toEqual([])
    expect(errors(document('Patient/q', version('1')))).toEqual([
      ...fault,
      'error bundle-orphan Bundle.entry[1]',
    ])
    expect(errors(document('Patient/p/_history/3', version('1')))).toEqual(fault)
    expect(errors(document('Patient/p', version('1'), version('2')))).toEqual(fault)
  })
})

test('a message has what it is about', () => {
  const header = (focus: string): Json => ({
    resourceType: 'MessageHeader',
    eventUri: 'urn:x:event',
    source: { endpoint: 'urn:x:source' },
    focus: [{ reference: focus }],
  })
  const message = (focus: string): Json => ({
    resourceType: 'Bundle',
    type: 'message',
    entry: [
      { fullUrl: 'urn:uuid:4f0a3c1e-0b5c-4b7a-9d5e-3f2b1a0c9d8e', resource: header(focus) },
      { fullUrl: 'urn:uuid:5f0a3c1e-0b5c-4b7a-9d5e-3f2b1a0c9d8e', resource: patient({ active: true }) },
    ],
  })
  expect(errors(message('urn:uuid:5f0a3c1e-0b5c-4b7a-9d5e-3f2b1a0c9d8e'))).toEqual([])
  expect(errors(message('urn:uuid:6f0a3c1e-0b5c-4b7a-9d5e-3f2b1a0c9d8e'))).toEqual([
    'error bundle-message Bundle.entry[0].resource.focus[0]',
  ])
})

describe('policies of HL7’s validator', () => {
  const unknown = patient({ extension: [{ url: 'https://example.test/unknown', valueCode: 'x' }] })
  const coding = (display: string): Json =>
    patient({
      meta: {
        security: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'Q9', display },
        ],
      },
    })

  test('links of narratives lead somewhere', () => {
    const linked = (link: string): Json =>
      patient({
        text: {
          status: 'generated',
          div: `<div xmlns="http://www.w3.org/1999/xhtml"><p id="a"><a href="#${link}">x</a></p></div>`,
        },
      })
    expect(errors(linked('a'), { toolPolicy: true })).toEqual([])
    expect(errors(linked('b'), { toolPolicy: true })).toEqual(['error hyperlink Patient.text.div'])
    expect(errors(linked('b'))).toEqual([])
  })

  test('know what HL7 publishes apart', () => {
    const of = (url: string): Json => patient({ extension: [{ url, valueCode: 'x' }] })
    const base = 'http://hl7.org/fhir/'
    for (const name of ['StructureDefinition/of-a-package', '5.0/StructureDefinition/extension-Patient.x'])
      expect(errors(of(base + name), { toolPolicy: true })).toEqual([])
    expect(errors(of(`${base}us/StructureDefinition/x`), { toolPolicy: true })).not.toEqual([])
  })

  test('are asked for', () => {
    expect(errors(unknown)).toEqual([])
    expect(errors(unknown, { toolPolicy: true })).toEqual(['error extension-unknown Patient.extension[0]'])
    expect(errors(coding('x'))).toEqual([])
    expect(errors(coding('x'), { toolPolicy: true })).toEqual(['error code-unknown Patient.meta.security[0]'])
  })
})

describe('expressions that resources carry', () => {
  test('can be read', () => {
    const parameter = (expression: string): Json => ({
      resourceType: 'SearchParameter',
      url: 'https://example.test/SearchParameter/x',
      name: 'x',
      status: 'active',
      description: 'x',
      code: 'x',
      base: ['Patient'],
      type: 'string',
      expression,
    })
    expect(errors(parameter('Patient.name.family'))).toEqual([])
    expect(errors(parameter('Patient.name.(family'))).toEqual(['error fhirpath SearchParameter.expression'])
    expect(errors(parameter('Patient.nonsense()'))).toEqual(['error fhirpath SearchParameter.expression'])
  })
})
