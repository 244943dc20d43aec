/** FHIR's own rules: for each kind, resources with one fault, and the expression and rule by which it is found. */
import { describe, expect, test } from '@jest/globals'
import { bundle, carePlan, check, mutate, observation, parameters, patient, validator } from './resources.ts'
import { changed, lines, now } from './world.ts'

const errors = (resource: unknown): string[] => lines(validator.check(resource, { now }), 'error')

test.each([
  ['Patient', patient],
  ['CarePlan', carePlan],
  ['Observation', observation],
  ['Parameters', parameters],
  ['Bundle', bundle],
])('the valid %s has no fault', (_, resource) => {
  expect(check(resource)).toEqual([])
})

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
  ['_active', {}, 'error ele-1 Patient.active'],
  ['_active', null, 'error null Patient.active'],
  ['name[0]._given', [{}, { id: 'm' }], 'error ele-1 Patient.name[0].given[0]'],
  ['name[0]._given', [], 'error list-empty Patient.name[0].given'],
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
    '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>',
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
