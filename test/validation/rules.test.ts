/** FHIR's own rules: for each kind, resources with one fault, and the expression and rule by which it is found. */
import { describe, expect, test } from '@jest/globals'
import { changed, definitions, lines, now, validatorWith } from './world.ts'

const validator = validatorWith()
const check = (resource: unknown): string[] => lines(validator.check(resource, { now }))
const errors = (resource: unknown): string[] => lines(validator.check(resource, { now }), 'error')

const narrative = {
  status: 'generated',
  div: '<div xmlns="http://www.w3.org/1999/xhtml">Testa Placeholder</div>',
}

const patient = {
  resourceType: 'Patient',
  id: 'testa',
  meta: { lastUpdated: '2026-01-02T03:04:05.678Z' },
  text: narrative,
  identifier: [{ use: 'official', system: 'https://example.test/id', value: '1' }],
  active: true,
  name: [{ use: 'official', family: 'Placeholder', given: ['Testa', 'Q'], _given: [null, { id: 'middle' }] }],
  telecom: [{ system: 'phone', value: '555-0100', rank: 1 }],
  gender: 'female',
  birthDate: '1980-02-29',
  deceasedBoolean: false,
  contact: [{ name: { text: 'Sampla Placeholder' }, period: { start: '2020-01-01', end: '2020-12-31' } }],
  communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en-US' }] }, preferred: true }],
  generalPractitioner: [{ reference: 'Practitioner/p1', type: 'Practitioner' }],
}

const carePlan = {
  resourceType: 'CarePlan',
  text: narrative,
  contained: [{ resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/testa' } }],
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/testa' },
  addresses: [{ reference: '#c1' }],
  activity: [
    { reference: { reference: 'ServiceRequest/s1' } },
    {
      detail: {
        status: 'scheduled',
        scheduledTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } },
        quantity: { value: 1, unit: 'session' },
      },
    },
  ],
}

const observation = {
  resourceType: 'Observation',
  text: narrative,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '3426-4' }] },
  subject: { reference: 'Patient/testa' },
  valueQuantity: { value: 3, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
}

const parameters = {
  resourceType: 'Parameters',
  parameter: [
    { name: 'a', valueInstant: '2026-01-01T00:00:00Z' },
    { name: 'b', valueBase64Binary: 'aGk=' },
    { name: 'c', valueUuid: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
    { name: 'd', valueOid: 'urn:oid:1.2.3' },
    { name: 'e', valueTime: '12:00:00' },
    { name: 'f', valueDecimal: 1.5 },
    { name: 'g', part: [{ name: 'h', valueInteger: -1 }] },
  ],
}

const bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    { fullUrl: 'https://example.test/fhir/Patient/testa', resource: patient },
    { fullUrl: 'https://example.test/fhir/CarePlan/1', resource: { ...carePlan, id: '1' } },
  ],
}

test.each([
  ['Patient', patient],
  ['CarePlan', carePlan],
  ['Observation', observation],
  ['Parameters', parameters],
  ['Bundle', bundle],
])('the valid %s has no fault', (_, resource) => {
  expect(check(resource)).toEqual([])
})

type Mutants = readonly (readonly [path: string, value: unknown, found: string])[]

function mutate(title: string, resource: Record<string, unknown>, mutants: Mutants): void {
  describe(title, () => {
    test.each(mutants)('%s = %j: %s', (path, value, found) => {
      expect(check(changed(resource, path, value))).toEqual(found === '' ? [] : found.split('; '))
    })
  })
}

mutate('cardinality', carePlan, [
  ['status', undefined, 'error cardinality-min CarePlan.status'],
  ['intent', undefined, 'error cardinality-min CarePlan.intent'],
  ['subject', undefined, 'error cardinality-min CarePlan.subject'],
  ['activity[1].detail.status', undefined, 'error cardinality-min CarePlan.activity[1].detail.status'],
  ['contained[0].subject', undefined, 'error cardinality-min CarePlan.contained[0].subject'],
])

mutate('unknown elements', patient, [
  ['favourite', 'x', 'error unknown-element Patient.favourite'],
  ['name[0].firstname', 'x', 'error unknown-element Patient.name[0].firstname'],
  ['contact[0].birthDate', '2000-01-01', 'error unknown-element Patient.contact[0].birthDate'],
  ['resourcetype', 'Patient', 'error unknown-element Patient.resourcetype'],
  ['_name', [{ id: 'x' }], 'error unknown-element Patient.name'],
  ['name[0]._period', { id: 'x' }, 'error unknown-element Patient.name[0].period'],
  ['meta.project', 'x', 'error unknown-element Patient.meta.project'],
  ['constructor', {}, 'error unknown-element Patient.constructor'],
  ['text.resourceType', 'Narrative', 'error unknown-element Patient.text.resourceType'],
])

mutate('form: single and list', patient, [
  ['name', { text: 'x' }, 'error list-expected Patient.name'],
  ['gender', ['female'], 'error list-unexpected Patient.gender'],
  ['name', [], 'error list-empty Patient.name'],
  ['contact[0].period', [{ start: '2020' }], 'error list-unexpected Patient.contact[0].period'],
  ['identifier', patient.identifier[0], 'error list-expected Patient.identifier'],
  ['name[0]', 'Testa', 'error type Patient.name[0]'],
  ['name[0]', ['Testa'], 'error type Patient.name[0]'],
  ['name[0]', null, 'error type Patient.name[0]'],
  ['contact', ['x'], 'error type Patient.contact[0]'],
  ['gender', {}, 'error primitive Patient.gender; error binding-required Patient.gender'],
  ['gender', null, 'error null Patient.gender'],
  ['maritalStatus', {}, 'error ele-1 Patient.maritalStatus'],
  ['maritalStatus', { id: 'x' }, 'error ele-1 Patient.maritalStatus'],
])

mutate('primitives beside their _name', patient, [
  ['name[0]._given', [{ id: 'first' }, { id: 'middle' }], ''],
  ['name[0].given', [null, 'Q'], 'error null Patient.name[0].given[0]'],
  [
    'name[0]._given',
    [null, { id: 'm' }, { extension: [{ url: 'https://example.test/x', valueCode: 'a' }] }],
    '',
  ],
  ['name[0]._given', [null, 'middle'], 'error type Patient.name[0].given[1]'],
  ['_birthDate', { id: 'b' }, ''],
  ['_birthDate', { extension: [] }, 'error list-empty Patient.birthDate.extension'],
  ['_birthDate', { valueDate: 'b' }, 'error unknown-element Patient.birthDate.valueDate'],
  ['_active', {}, ''],
  ['_language', { id: 'x' }, 'error ele-1 Patient.language'],
  ['_language', { extension: [{ url: 'https://example.test/x', valueCode: 'a' }] }, ''],
])

mutate('primitives', patient, [
  ['id', 'a b', 'error primitive Patient.id'],
  ['id', 'x'.repeat(65), 'error primitive Patient.id'],
  ['active', 'true', 'error primitive Patient.active'],
  ['birthDate', '1980-02-30', 'error primitive Patient.birthDate'],
  ['birthDate', '1981-02-29', 'error primitive Patient.birthDate'],
  ['birthDate', '1980-13-01', 'error primitive Patient.birthDate'],
  ['birthDate', '1980-1-1', 'error primitive Patient.birthDate'],
  ['birthDate', '0000', 'error primitive Patient.birthDate'],
  ['birthDate', '1980-02', ''],
  ['meta.lastUpdated', '2026-01-02', 'error primitive Patient.meta.lastUpdated'],
  ['meta.lastUpdated', '2026-01-02T03:04:05', 'error primitive Patient.meta.lastUpdated'],
  ['meta.lastUpdated', '2026-01-02T24:04:05Z', 'error primitive Patient.meta.lastUpdated'],
  ['telecom[0].rank', 0, 'error primitive Patient.telecom[0].rank'],
  ['telecom[0].rank', 1.5, 'error primitive Patient.telecom[0].rank'],
  ['telecom[0].rank', 2_147_483_648, 'error primitive Patient.telecom[0].rank'],
  ['telecom[0].rank', '1', 'error primitive Patient.telecom[0].rank'],
  ['identifier[0].system', 'no spaces', 'error primitive Patient.identifier[0].system'],
  ['identifier[0].value', '', 'error primitive Patient.identifier[0].value'],
  ['identifier[0].value', 'a\u0000b', 'error primitive Patient.identifier[0].value'],
  ['gender', ' female', 'error primitive Patient.gender; error binding-required Patient.gender'],
  [
    'text.div',
    'Testa',
    'error primitive Patient.text.div; error txt-1 Patient.text.div; error txt-2 Patient.text.div',
  ],
])

mutate('primitives of Parameters', parameters, [
  [
    'parameter[0].valueInstant',
    '2026-01-01',
    'error primitive Parameters.parameter[0].value.ofType(instant)',
  ],
  [
    'parameter[1].valueBase64Binary',
    'aGk',
    'error primitive Parameters.parameter[1].value.ofType(base64Binary)',
  ],
  [
    'parameter[1].valueBase64Binary',
    'a$k=',
    'error primitive Parameters.parameter[1].value.ofType(base64Binary)',
  ],
  ['parameter[1].valueBase64Binary', 'aG\n k=', ''],
  ['parameter[2].valueUuid', 'urn:uuid:1', 'error primitive Parameters.parameter[2].value.ofType(uuid)'],
  ['parameter[3].valueOid', '1.2.3', 'error primitive Parameters.parameter[3].value.ofType(oid)'],
  ['parameter[4].valueTime', '25:00:00', 'error primitive Parameters.parameter[4].value.ofType(time)'],
  ['parameter[4].valueTime', '12:00', 'error primitive Parameters.parameter[4].value.ofType(time)'],
  ['parameter[5].valueDecimal', '1.5', 'error primitive Parameters.parameter[5].value.ofType(decimal)'],
  [
    'parameter[6].part[0].valueInteger',
    0.5,
    'error primitive Parameters.parameter[6].part[0].value.ofType(integer)',
  ],
  ['parameter[6].part[0].surprise', 1, 'error unknown-element Parameters.parameter[6].part[0].surprise'],
])

mutate('choices', observation, [
  ['valueString', 'x', 'error choice-multiple Observation.value; error cardinality-max Observation.value'],
  ['valueMoney', { value: 1 }, 'error choice-type Observation.value'],
  ['valueQuantity.value', 'three', 'error primitive Observation.value.ofType(Quantity).value'],
  [
    'effectivePeriod',
    { start: '2020-02-01', end: '2020-01-01' },
    'error per-1 Observation.effective.ofType(Period)',
  ],
  ['effectiveDateTime', '2020-01-01T00:00:00Z', ''],
])

mutate('required bindings', patient, [
  ['gender', 'woman', 'error binding-required Patient.gender'],
  ['name[0].use', 'legal', 'error binding-required Patient.name[0].use'],
  ['telecom[0].system', 'telegraph', 'error binding-required Patient.telecom[0].system'],
  ['communication[0].language', { text: 'English' }, ''],
  ['language', 'english as spoken', 'error binding-maximum Patient.language'],
  ['photo', [{ contentType: 'no media type' }], 'error binding-required Patient.photo[0].contentType'],
  ['photo', [{ contentType: 'text/plain; charset=UTF-8' }], ''],
])

mutate('extensible bindings', patient, [
  [
    'maritalStatus',
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'M' }] },
    '',
  ],
  [
    'maritalStatus',
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'Q' }] },
    'warning binding-extensible Patient.maritalStatus',
  ],
  ['maritalStatus', { text: 'it depends' }, ''],
])

mutate('references', carePlan, [
  ['subject.reference', 'Organization/o1', 'error reference-target CarePlan.subject'],
  ['subject.reference', 'https://elsewhere.test/fhir/Group/g1/_history/2', ''],
  ['subject.type', 'Group', 'error reference-type CarePlan.subject'],
  [
    'subject',
    { type: 'Organization', identifier: { value: 'x' } },
    'error reference-target CarePlan.subject',
  ],
  ['subject', { display: 'Testa Placeholder' }, ''],
  ['addresses[0].reference', '#c2', 'error ref-1 CarePlan.addresses[0]; error dom-3 CarePlan.contained[0]'],
  ['goal', [{ reference: '#c1' }], 'error reference-target CarePlan.goal[0]'],
  [
    'activity[0].reference.reference',
    'Patient/testa',
    'error reference-target CarePlan.activity[0].reference',
  ],
  ['contained[0].subject.reference', '#', 'error reference-target CarePlan.contained[0].subject'],
])

mutate('invariants', carePlan, [
  ['activity[1].reference', { reference: 'Task/t1' }, 'error cpl-3 CarePlan.activity[1]'],
  ['period', { start: '2026-02-01', end: '2026-01-01' }, 'error per-1 CarePlan.period'],
  ['period', { start: '2026-02-01' }, ''],
  [
    'activity[1].detail.scheduledTiming.repeat',
    { frequency: 1, period: 1 },
    'error tim-2 CarePlan.activity[1].detail.scheduled.ofType(Timing).repeat',
  ],
  [
    'activity[1].detail.scheduledTiming.repeat.period',
    -1,
    'error tim-5 CarePlan.activity[1].detail.scheduled.ofType(Timing).repeat',
  ],
  ['activity[1].detail.quantity', { code: 'mg' }, 'error qty-3 CarePlan.activity[1].detail.quantity'],
  ['contained[0].meta', { versionId: '1' }, 'error dom-4 CarePlan'],
  [
    'contained[0].meta',
    { security: [{ code: 'x' }] },
    'warning binding-extensible CarePlan.contained[0].meta.security[0]; error dom-5 CarePlan',
  ],
  ['contained[0].id', undefined, 'error ref-1 CarePlan.addresses[0]; error dom-3 CarePlan.contained[0]'],
  [
    'text.div',
    '<div><script>x</script></div>',
    'error txt-1 CarePlan.text.div; error txt-2 CarePlan.text.div',
  ],
])

mutate('invariants of other types', patient, [
  ['contact[0]', { relationship: [{ text: 'x' }] }, 'error pat-1 Patient.contact[0]'],
  ['telecom[0].system', undefined, 'error cpt-2 Patient.telecom[0]'],
])

test('a resource without narrative gets a recommendation, no fault', () => {
  const { text: _, ...bare } = patient
  expect(check(bare)).toEqual([])
  expect(lines(validator.check(bare), 'information')).toEqual(['information dom-6 Patient'])
})

mutate('resources within resources', bundle, [
  ['entry[0].resource.gender', 'x', 'error binding-required Bundle.entry[0].resource.gender'],
  ['entry[1].resource.contained[0].code', 'x', 'error type Bundle.entry[1].resource.contained[0].code'],
  ['entry[2]', { resource: { resourceType: 'Person2' } }, 'error resource-type Bundle.entry[2].resource'],
  [
    'entry[2]',
    { resource: { resourceType: 'DomainResource' } },
    'error resource-type Bundle.entry[2].resource',
  ],
  ['entry[0].resource', 'x', 'error type Bundle.entry[0].resource'],
  ['entry[0].response', { status: '200' }, 'error bdl-4 Bundle'],
  ['entry[0].fullUrl', 'Patient/testa', 'error bundle-full-url Bundle.entry[0].fullUrl'],
  [
    'entry[0].fullUrl',
    'https://example.test/fhir/Patient/other',
    'error bundle-full-url Bundle.entry[0].fullUrl',
  ],
  ['entry[0].fullUrl', 'urn:uuid:00000000-0000-4000-8000-000000000000', ''],
  [
    'entry[1].fullUrl',
    'https://example.test/fhir/Patient/testa',
    'error bdl-7 Bundle; error bundle-full-url Bundle.entry[1].fullUrl',
  ],
])

test('a reference within a Bundle is read by the resource that it finds', () => {
  const referring = changed(
    bundle,
    'entry[1].resource.subject.reference',
    'urn:uuid:00000000-0000-4000-8000-00000000000a',
  )
  expect(check(referring)).toEqual([])
  const other = {
    fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000000a',
    resource: { resourceType: 'Device', text: narrative },
  }
  expect(check(changed(referring, 'entry[2]', other))).toEqual([
    'error reference-target Bundle.entry[1].resource.subject',
  ])
})

mutate('extensions', patient, [
  ['extension', [{ url: 'https://example.test/unknown', valueString: 'x' }], ''],
  ['extension', [{ url: 'https://example.test/unknown' }], 'error ext-1 Patient.extension[0]'],
  [
    'extension',
    [{ url: 'https://example.test/unknown', valueString: 'x', extension: [{ url: 'y', valueCode: 'z' }] }],
    'error ext-1 Patient.extension[0]',
  ],
  ['extension', [{ valueString: 'x' }], 'error cardinality-min Patient.extension[0].url'],
  [
    'extension',
    [{ url: 'https://example.test/unknown', valueStrin: 'x' }],
    'error choice-type Patient.extension[0].value',
  ],
  [
    'modifierExtension',
    [{ url: 'https://example.test/unknown', valueString: 'x' }],
    'error modifier-extension-unknown Patient.modifierExtension[0]',
  ],
  ['extension', [{ url: extensionUrl('patient-birthPlace'), valueAddress: { city: 'Harbor' } }], ''],
  [
    'extension',
    [{ url: extensionUrl('patient-birthPlace'), valueString: 'Harbor' }],
    'error choice-type Patient.extension[0].value; error cardinality-min Patient.extension[0].value',
  ],
  [
    'modifierExtension',
    [{ url: extensionUrl('patient-birthPlace'), valueAddress: { city: 'Harbor' } }],
    'error extension-modifier Patient.modifierExtension[0]',
  ],
  [
    'contact[0].extension',
    [{ url: extensionUrl('patient-birthPlace'), valueAddress: { city: 'Harbor' } }],
    'error extension-context Patient.contact[0].extension[0]',
  ],
  [
    '_birthDate',
    { extension: [{ url: extensionUrl('patient-birthTime'), valueDateTime: '1980-02-29T01:00:00Z' }] },
    '',
  ],
  [
    'name[0]._family',
    { extension: [{ url: extensionUrl('patient-birthTime'), valueDateTime: '1980-02-29T01:00:00Z' }] },
    'error extension-context Patient.name[0].family.extension[0]',
  ],
  ['name[0]._family', { extension: [{ url: extensionUrl('humanname-own-name'), valueString: 'x' }] }, ''],
  [
    'extension',
    [
      {
        url: extensionUrl('patient-nationality'),
        extension: [{ url: 'code', valueCodeableConcept: { text: 'x' } }],
      },
    ],
    '',
  ],
  [
    'extension',
    [{ url: extensionUrl('patient-nationality'), extension: [{ url: 'code', valueString: 'x' }] }],
    'error choice-type Patient.extension[0].extension[0].value; error cardinality-min Patient.extension[0].extension[0].value',
  ],
])

function extensionUrl(id: string): string {
  const found = definitions.structures.find(({ url }) => url.endsWith(`/${id}`))
  if (!found) throw new Error(`no extension ${id}`)
  return found.url
}

describe('what is no resource', () => {
  test.each([
    [undefined],
    [null],
    ['Patient'],
    [[]],
    [{}],
    [{ resourceType: 'Patiant' }],
    [{ resourceType: 'Resource' }],
    [{ resourceType: 1 }],
    [{ resourceType: 'HumanName' }],
  ])('%j', (resource) => {
    expect(errors(resource)).toEqual(['fatal resource-type $this'])
  })
})

test('a claimed profile that is not known is named, and the rest is checked', () => {
  const claiming = changed(patient, 'meta.profile', ['https://example.test/unknown'])
  expect(check(changed(claiming, 'gender', 'x'))).toEqual([
    'error binding-required Patient.gender',
    'warning profile-unknown Patient.meta.profile[0]',
  ])
})

test('findings quote codes, never what people wrote', () => {
  const secret = 'Secretname'
  const wrong = {
    ...patient,
    birthDate: secret,
    name: secret,
    telecom: [{ system: secret, value: secret }],
    contact: [{ gender: 'male', relationship: secret, period: { start: secret } }],
    text: { status: 'generated', div: secret },
    [secret]: secret,
  }
  const findings = validator.check(wrong)
  expect(findings.length).toBeGreaterThan(8)
  const quoting = findings.filter(({ text, expression }) => `${text}${expression}`.includes(secret))
  // The name of an unknown element, and a code that is in no value set.
  expect(quoting.map(({ rule }) => rule)).toEqual(['unknown-element', 'binding-required'])
})
