/** Classes of rules beyond structure: each refused and accepted (docs/validator.md, "Rules beyond structure"). */
import { describe, expect, test } from '@jest/globals'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createValidator, type ValidationOptions } from '../../src/validation/validation.ts'
import { definitions, lines, now, terminology } from './world.ts'

type Json = Record<string, unknown>
type Row = readonly [name: string, resource: Json, expected: string[]]

const H = 'http://hl7.org/fhir/StructureDefinition/'
const U = 'https://example.test/StructureDefinition/'
const S = 'https://example.test/'

const profileOf = (name: string, type: string, element: Json[], more: Json = {}): Json => ({
  resourceType: 'StructureDefinition',
  url: U + name,
  name,
  status: 'draft',
  kind: type === 'Extension' ? 'complex-type' : 'resource',
  abstract: false,
  type,
  baseDefinition: H + type,
  derivation: 'constraint',
  differential: { element },
  ...more,
})
const errors = (resource: Json, options: ValidationOptions = {}, profiles: Json[] = []): string[] =>
  lines(
    createValidator({ definitions, profiles, terminology, fhirpath }).check(resource, { now, ...options }),
    'error',
  )

const patient = (more: Json): Json => ({ resourceType: 'Patient', active: true, ...more })
const observation = (more: Json): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
})
const div = (inner: string): Json =>
  patient({ text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>` } })

describe('in words', () => {
  const contained = { resourceType: 'Patient', id: 'p', active: true }
  const rows: Row[] = [
    ['a reference without spaces', observation({ subject: { reference: 'urn:x:y' } }), []],
    [
      'a reference with a space',
      observation({ subject: { reference: 'a b' } }),
      ['error reference-form Observation.subject'],
    ],
    ['a type by name', observation({ subject: { reference: 'Patient/1', type: 'Patient' } }), []],
    [
      'a type by URL',
      observation({ subject: { reference: 'Patient/1', type: `${H}Patient` } }),
      ['error reference-type Observation.subject'],
    ],
    ['contained once', observation({ contained: [contained], subject: { reference: '#p' } }), []],
    [
      'an id twice',
      observation({ contained: [contained, contained], subject: { reference: '#p' } }),
      ['error contained-id Observation.contained[1]'],
    ],
    ['a canonical', patient({ meta: { profile: [`${H}Patient`] } }), []],
    ['half a canonical', patient({ meta: { profile: ['p'] } }), ['error primitive Patient.meta.profile[0]']],
    ['white space', patient({ name: [{ text: '  ' }] }), []],
    [
      'an OID that is no URN',
      patient({ implicitRules: 'oid:1.2.3' }),
      ['error primitive Patient.implicitRules'],
    ],
    ['a unit', observation({ valueQuantity: { value: 1, system: 'urn:x:units', code: 'x' } }), []],
    [
      'half a system of units',
      observation({ valueQuantity: { value: 1, system: 'units', code: 'x' } }),
      ['error coding-system Observation.value.ofType(Quantity).system'],
    ],
    [
      'the hash of the data',
      patient({ photo: [{ contentType: 'image/png', data: 'AAAA', hash: 'KeLc+7FvY7sCVN91haFbtvtekn0=' }] }),
      [],
    ],
    [
      'another hash',
      patient({ photo: [{ contentType: 'image/png', data: 'AAAA', hash: 'AAAA' }] }),
      ['error attachment-hash Patient.photo[0].hash'],
    ],
    ['a narrative', div('<p>x</p>'), []],
    [
      'a narrative without namespace',
      patient({ text: { status: 'generated', div: '<div>x</div>' } }),
      ['error narrative-namespace Patient.text.div'],
    ],
    [
      'formats by short names',
      {
        resourceType: 'CapabilityStatement',
        status: 'draft',
        date: '2026',
        kind: 'requirements',
        fhirVersion: '4.0.1',
        format: ['json', 'application/fhir+xml'],
        description: 'x',
        rest: [{ mode: 'server' }],
      },
      [],
    ],
  ]
  test.each(rows)('%s', (_name, resource, expected) => {
    expect(errors(resource)).toEqual(expected)
  })
})

describe('by the policy of HL7’s validator', () => {
  const label = { system: `${S}labels`, code: 'x' }
  const rows: Row[] = [
    [
      'the system of an identifier',
      patient({ identifier: [{ system: 'abc', value: '1' }] }),
      ['error identifier-system Patient.identifier[0].system'],
    ],
    [
      'a security label twice',
      patient({ meta: { security: [label, label] } }),
      ['error security-label Patient.meta.security'],
    ],
    [
      'white space in data',
      patient({ photo: [{ contentType: 'image/png', data: 'AA AA' }] }),
      ['error attachment-data Patient.photo[0].data'],
    ],
    [
      'a value set as a system',
      patient({
        meta: { tag: [{ system: 'http://hl7.org/fhir/ValueSet/administrative-gender', code: 'male' }] },
      }),
      ['error coding-system Patient.meta.tag[0].system'],
    ],
    ['an attribute', div('<ol start="2"><li>x</li></ol>'), ['error narrative-strict Patient.text.div']],
    [
      'a block in a paragraph',
      div('<p><table><tr><td>x</td></tr></table></p>'),
      ['error narrative-strict Patient.text.div'],
    ],
    ['a part of a list', div('<ul><p>x</p></ul>'), ['error narrative-strict Patient.text.div']],
    [
      'usual formatting',
      div('<h1>x</h1><table border="1"><tr><td colspan="2">a<br/><b>b</b></td></tr></table>'),
      [],
    ],
  ]
  test.each(rows)('%s', (_name, resource, expected) => {
    expect(errors(resource, { toolPolicy: true })).toEqual(expected)
    expect(errors(resource)).toEqual([])
  })
})

describe('Bundles', () => {
  const base = 'https://example.test/fhir/'
  const bundle = (type: string, entry: Json[], more: Json = {}): Json => ({
    resourceType: 'Bundle',
    type,
    entry,
    ...more,
  })
  const found = (mode: string, resource: Json): Json => ({
    fullUrl: base + String(resource['resourceType']) + '/' + String(resource['id']),
    resource,
    search: { mode },
  })
  const self = (url: string): Json => ({ link: [{ relation: 'self', url: base + url }] })
  const p = patient({ id: 'p' })

  test.each([
    'Patient?name=x',
    '?_type=Patient,Group',
    'Patient/_search?name=x',
    'Patient/p/$everything',
    '',
  ])('matches of %s', (url) => {
    expect(errors(bundle('searchset', [found('match', p)], self(url)))).toEqual([])
  })

  test.each(['Observation?code=x', '?_type=Observation', 'Patient/p/Observation?x=y'])(
    'no match of %s',
    (url) => {
      expect(errors(bundle('searchset', [found('match', p)], self(url)))).toEqual([
        'error bundle-searchset Bundle.entry[0].resource',
      ])
      expect(errors(bundle('searchset', [found('include', p)], self(url)))).toEqual([])
    },
  )

  test('relative references name type and id; in a transaction they may search', () => {
    const entry = (reference: string): Json => ({
      fullUrl: `${base}Observation/o`,
      resource: observation({ id: 'o', subject: { reference } }),
    })
    const request = { request: { method: 'PUT', url: 'Observation/o' } }
    const fault = ['error reference-form Bundle.entry[0].resource.subject']
    expect(errors(bundle('collection', [entry('Patient/1')]))).toEqual([])
    expect(errors(bundle('collection', [entry('abc')]))).toEqual(fault)
    expect(errors(bundle('collection', [entry('Patient?name=x')]))).toEqual(fault)
    expect(errors(bundle('transaction', [{ ...entry('Patient?name=x'), ...request }]))).toEqual([])
  })

  test('by policy, no relative reference looks as if it meant an entry of another base', () => {
    const header = {
      resourceType: 'MessageHeader',
      eventUri: 'urn:x:event',
      source: { endpoint: 'urn:x:source' },
      focus: [{ reference: `${base}Observation/o` }, { reference: 'https://other.test/Patient/p' }],
    }
    const given = (reference: string): Json =>
      bundle('message', [
        { fullUrl: 'urn:uuid:4f0a3c1e-0b5c-4b7a-9d5e-3f2b1a0c9d8e', resource: header },
        { fullUrl: `${base}Observation/o`, resource: observation({ id: 'o', subject: { reference } }) },
        { fullUrl: 'https://other.test/Patient/p', resource: p },
      ])
    expect(errors(given('Patient/q'), { toolPolicy: true })).toEqual([])
    expect(errors(given('Patient/p'))).toEqual([])
    expect(errors(given('Patient/p'), { toolPolicy: true })).toEqual([
      'error bundle-apparent Bundle.entry[1].resource',
    ])
  })

  test('entries have a fullUrl, by policy; a RESTful one is that of the id', () => {
    const bare = bundle('collection', [{ resource: p }])
    expect(errors(bare)).toEqual([])
    expect(errors(bare, { toolPolicy: true })).toEqual(['error bundle-full-url Bundle.entry[0].fullUrl'])
    const nameless = bundle('collection', [{ fullUrl: `${base}Patient/p`, resource: patient({}) }])
    expect(errors(nameless)).toEqual(['error bundle-full-url Bundle.entry[0].fullUrl'])
  })
})

describe('profiles', () => {
  const first = profileOf(
    'first',
    'Extension',
    [{ id: 'Extension.url', path: 'Extension.url', fixedUri: `${U}first` }],
    {
      context: [{ type: 'element', expression: 'Element' }],
    },
  )
  const whole = profileOf(
    'whole',
    'Extension',
    [
      {
        id: 'Extension.extension',
        path: 'Extension.extension',
        slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
      },
      { id: 'Extension.extension:a', path: 'Extension.extension', sliceName: 'a' },
      { id: 'Extension.extension:a.url', path: 'Extension.extension.url', fixedUri: 'a' },
      { id: 'Extension.url', path: 'Extension.url', fixedUri: `${U}whole` },
    ],
    { context: [{ type: 'element', expression: 'Patient' }] },
  )
  const claiming = (type: 'Patient' | 'Observation', name: string, more: Json): Json =>
    (type === 'Patient' ? patient : observation)({ meta: { profile: [U + name] }, ...more })

  test('parts of an extension are those of its definition', () => {
    const given = (url: string): Json =>
      patient({ extension: [{ url: `${U}whole`, extension: [{ url, valueCode: 'x' }] }] })
    expect(errors(given('a'), {}, [whole])).toEqual([])
    expect(errors(given('b'), {}, [whole])).toEqual([
      'error extension-part Patient.extension[0].extension[0].url',
    ])
  })

  test('a definition of something else is no extension', () => {
    expect(errors(patient({ extension: [{ url: `${H}Patient`, valueCode: 'x' }] }))).toEqual([
      'error extension-url Patient.extension[0].url',
    ])
  })

  test('an extension that a primitive must have is missed where nothing stands beside it', () => {
    const profile = profileOf('p', 'Patient', [
      { id: 'Patient.birthDate.extension', path: 'Patient.birthDate.extension', min: 1 },
    ])
    const dated = { birthDate: '2020' }
    expect(errors(claiming('Patient', 'p', dated), {}, [profile])).toEqual([
      'error cardinality-min Patient.birthDate.extension',
    ])
    const beside = { _birthDate: { extension: [{ url: `${U}first`, valueCode: 'x' }] } }
    expect(errors(claiming('Patient', 'p', { ...dated, ...beside }), {}, [profile, first])).toEqual([])
  })

  test('the default slice takes what no other takes', () => {
    const element = [
      {
        id: 'Patient.identifier',
        path: 'Patient.identifier',
        slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'closed' },
      },
      { id: 'Patient.identifier:@default', path: 'Patient.identifier', sliceName: '@default' },
      { id: 'Patient.identifier:@default.value', path: 'Patient.identifier.value', min: 1 },
      { id: 'Patient.identifier:a', path: 'Patient.identifier', sliceName: 'a' },
      { id: 'Patient.identifier:a.system', path: 'Patient.identifier.system', min: 1, fixedUri: `${S}a` },
    ]
    const profile = profileOf('d', 'Patient', element)
    const given = (...identifier: Json[]): string[] =>
      errors(claiming('Patient', 'd', { identifier }), {}, [profile])
    expect(given({ system: `${S}a` }, { system: `${S}b`, value: '1' })).toEqual([])
    expect(given({ system: `${S}b` })).toEqual(['error cardinality-min Patient.identifier[0].value'])
  })

  test('children of a choice by short names; the types so named are those allowed', () => {
    const profile = profileOf('q', 'Observation', [
      { path: 'Observation.valueQuantity', min: 0 },
      { path: 'Observation.valueQuantity.code', min: 1 },
    ])
    const given = (more: Json): string[] => errors(claiming('Observation', 'q', more), {}, [profile])
    expect(given({ valueQuantity: { value: 1, system: 'urn:x:y', code: 'z' } })).toEqual([])
    expect(given({ valueQuantity: { value: 1 } })).toEqual([
      'error cardinality-min Observation.value.ofType(Quantity).code',
    ])
    expect(given({ valueString: 'x' })).toEqual(['error slice-closed Observation.value.ofType(string)'])
  })

  test('times of day, and of days in other zones, are compared as they are', () => {
    const profile = profileOf('t', 'Observation', [
      {
        id: 'Observation.value[x]',
        path: 'Observation.value[x]',
        type: [{ code: 'time' }, { code: 'dateTime' }],
      },
      {
        id: 'Observation.value[x]:valueTime',
        path: 'Observation.value[x]',
        sliceName: 'valueTime',
        type: [{ code: 'time' }],
        maxValueTime: '12:00:00',
      },
      {
        id: 'Observation.value[x]:valueDateTime',
        path: 'Observation.value[x]',
        sliceName: 'valueDateTime',
        type: [{ code: 'dateTime' }],
        minValueDateTime: '2020-01-01T10:00:00Z',
      },
    ])
    const given = (more: Json): string[] => errors(claiming('Observation', 't', more), {}, [profile])
    expect(given({ valueTime: '12:00:00' })).toEqual([])
    expect(given({ valueTime: '12:00:01' })).toEqual(['error max-value Observation.value.ofType(time)'])
    expect(given({ valueDateTime: '2020-01-01T15:00:00+05:00' })).toEqual([])
    expect(given({ valueDateTime: '2020-01-01T12:00:00+05:00' })).toEqual([
      'error min-value Observation.value.ofType(dateTime)',
    ])
  })
})

describe('a response and its questionnaire', () => {
  const response = (canonical: string, answer: Json, more: Json = {}): Json => ({
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    questionnaire: canonical,
    item: [{ linkId: 'a', ...more, answer: [answer] }],
  })
  const questionnaire = (item: Json, more: Json = {}): Json => ({
    resourceType: 'Questionnaire',
    url: 'urn:x:q',
    version: '2',
    status: 'active',
    item: [{ linkId: 'a', ...item }],
    ...more,
  })
  const found = (given: Json, asked: Json, toolPolicy = false): string[] =>
    errors(given, { toolPolicy, resolve: (url) => (url.startsWith('urn:x:q') ? asked : undefined) })
  const value = 'error questionnaire-option QuestionnaireResponse.item[0].answer[0].value.ofType(Coding)'

  test('the version that is named', () => {
    const asked = questionnaire({ type: 'boolean' })
    expect(found(response('urn:x:q|2', { valueString: 'x' }), asked)).toHaveLength(1)
    expect(found(response('urn:x:q|1', { valueString: 'x' }), asked)).toEqual([])
  })

  test('a value set that the questionnaire contains', () => {
    const include = [{ system: 'urn:x:s', concept: [{ code: 'a' }] }]
    const contained = [{ resourceType: 'ValueSet', id: 'v', status: 'draft', compose: { include } }]
    const asked = questionnaire({ type: 'choice', answerValueSet: '#v' }, { contained })
    expect(found(response('urn:x:q', { valueCoding: { system: 'urn:x:s', code: 'a' } }), asked)).toEqual([])
    expect(found(response('urn:x:q', { valueCoding: { system: 'urn:x:s', code: 'b' } }), asked)).toEqual([
      value,
    ])
  })

  test('by policy, the text of the question, and no reference as a choice', () => {
    const asked = questionnaire({ type: 'string', text: 'A' })
    const other = response('urn:x:q', { valueString: 'x' }, { text: 'B' })
    expect(found(other, asked)).toEqual([])
    expect(found(other, asked, true)).toEqual(['error questionnaire-text QuestionnaireResponse.item[0]'])
    const reference = response('urn:x:q', { valueReference: { reference: 'Patient/1' } })
    expect(found(reference, questionnaire({ type: 'choice' }))).toEqual([])
    expect(found(reference, questionnaire({ type: 'choice' }), true)).toHaveLength(1)
  })

  test('who enables is another item, and not one within', () => {
    const asked = (question: string): Json =>
      questionnaire({
        type: 'group',
        enableWhen: [{ question, operator: 'exists', answerBoolean: true }],
        item: [{ linkId: 'b', type: 'string' }],
      })
    const fault = ['error questionnaire-item Questionnaire.item[0].enableWhen[0].question']
    expect(errors(asked('a'))).toEqual(fault)
    expect(errors(asked('b'))).toEqual(fault)
  })
})
