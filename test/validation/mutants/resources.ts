/** Valid resources of FHIR's own types, chosen so that every data type and every form of JSON is among them. */
import { now, SYSTEM } from '../world.ts'
import type { Json } from './mutant.ts'
import { text } from './narrative.ts'
import { parameters } from './parameters.ts'

const coded = (code: string): Json => ({ coding: [{ system: SYSTEM, code }], text: code })
const testa = { reference: 'Patient/testa', type: 'Patient' }
const quantity = (value: number): Json => ({
  value,
  unit: 'mg',
  system: 'http://unitsofmeasure.org',
  code: 'mg',
})

export const patient: Json = {
  resourceType: 'Patient',
  id: 'testa',
  meta: { lastUpdated: '2026-01-02T03:04:05.678Z', versionId: '1', tag: [{ system: SYSTEM, code: 'a' }] },
  language: 'en-US',
  text,
  identifier: [{ use: 'official', system: 'https://example.test/id', value: '1', period: { start: '2020' } }],
  active: true,
  name: [
    { id: 'n1', use: 'official', family: 'Placeholder', given: ['Testa', 'Q'], _given: [null, { id: 'g2' }] },
    { use: 'nickname', text: 'Tess' },
  ],
  telecom: [{ system: 'phone', value: '555-0100', rank: 1, period: { start: '2020-01', end: '2030-01' } }],
  gender: 'female',
  birthDate: '1980-02-29',
  deceasedBoolean: false,
  address: [{ use: 'home', line: ['1 Sample Street'], city: 'Harbor', postalCode: '00000' }],
  photo: [{ contentType: 'image/png', data: 'AAAA', size: 3, title: 'x', creation: '2020-01-01' }],
  contact: [
    {
      name: { text: 'Sampla Placeholder' },
      gender: 'male',
      period: { start: '2020-01-01', end: '2020-12-31' },
    },
  ],
  communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en-US' }] }, preferred: true }],
  generalPractitioner: [{ reference: 'Practitioner/p1', type: 'Practitioner' }],
  managingOrganization: { reference: 'Organization/o1' },
  link: [{ other: { reference: 'Patient/testb' }, type: 'seealso' }],
}

export const observation: Json = {
  resourceType: 'Observation',
  id: 'o1',
  text,
  identifier: [{ system: 'https://example.test/id', value: '1' }],
  status: 'final',
  category: [coded('a')],
  code: { coding: [{ system: SYSTEM, code: 'a', display: 'A' }], text: 'A' },
  subject: testa,
  effectivePeriod: { start: '2026-01-02', end: '2026-01-03' },
  issued: '2026-01-03T00:00:00Z',
  performer: [{ reference: 'Practitioner/p1' }, { reference: 'Organization/o1' }],
  valueQuantity: { ...quantity(3), comparator: '<' },
  note: [{ authorString: 'Testa', time: '2026-01-03', text: 'as *agreed*' }],
  bodySite: coded('b'),
  method: { text: 'asked' },
  referenceRange: [
    {
      low: quantity(1),
      high: quantity(5),
      age: { low: { value: 1, system: 'http://unitsofmeasure.org', code: 'a' } },
    },
  ],
  component: [
    { code: coded('a'), valueInteger: 1 },
    { code: coded('b'), valueString: 'x', interpretation: [{ text: 'y' }] },
    { code: coded('b'), valueRange: { low: quantity(1), high: quantity(2) } },
    { code: coded('b'), valueRatio: { numerator: quantity(1), denominator: quantity(2) } },
    {
      code: coded('b'),
      valueSampledData: { origin: quantity(0), period: 1.5, dimensions: 1, data: '1 2 3' },
    },
  ],
}

const carePlan: Json = {
  resourceType: 'CarePlan',
  id: 'c1',
  text,
  contained: [
    { resourceType: 'Condition', id: 'cond', subject: testa, code: { text: 'x' } },
    {
      resourceType: 'Goal',
      id: 'goal',
      lifecycleStatus: 'active',
      description: { text: 'x' },
      subject: testa,
    },
  ],
  instantiatesCanonical: ['https://example.test/PlanDefinition/x|1'],
  instantiatesUri: ['https://example.test/protocol'],
  status: 'active',
  intent: 'plan',
  title: 'Plan',
  subject: testa,
  period: { start: '2026-01-01' },
  created: '2026-01-01T10:00:00-05:00',
  author: { reference: 'Practitioner/p1' },
  addresses: [{ reference: '#cond' }],
  goal: [{ reference: '#goal' }],
  activity: [
    { reference: { reference: 'ServiceRequest/s1' } },
    {
      progress: [{ text: 'going on', time: '2026-01-02' }],
      detail: {
        kind: 'ServiceRequest',
        code: coded('a'),
        status: 'scheduled',
        doNotPerform: false,
        scheduledTiming: {
          repeat: { frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['mon'], timeOfDay: ['09:00:00'] },
        },
        quantity: { value: 1, unit: 'session' },
      },
    },
  ],
}

const medicationRequest: Json = {
  resourceType: 'MedicationRequest',
  text,
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: coded('a'),
  subject: testa,
  authoredOn: '2026-01-02T03:04:05+01:00',
  dosageInstruction: [
    {
      sequence: 1,
      text: 'once daily',
      timing: {
        event: ['2026-01-02', '2026-01-03T08:00:00Z'],
        repeat: {
          boundsPeriod: { start: '2026-01-01' },
          count: 3,
          duration: 1,
          durationUnit: 'h',
          frequency: 1,
          period: 1.5,
          periodUnit: 'd',
        },
      },
      asNeededBoolean: false,
      doseAndRate: [
        { doseQuantity: quantity(2), rateRatio: { numerator: quantity(1), denominator: quantity(2) } },
      ],
      maxDosePerPeriod: { numerator: quantity(1), denominator: quantity(2) },
    },
  ],
  dispenseRequest: { validityPeriod: { start: '2026' }, numberOfRepeatsAllowed: 0, quantity: quantity(1) },
  substitution: { allowedBoolean: true },
}

const collection: Json = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    { fullUrl: 'https://example.test/fhir/Patient/testa', resource: patient },
    { fullUrl: 'https://example.test/fhir/CarePlan/c1', resource: carePlan },
    { fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', resource: observation },
  ],
}

const questionnaire: Json = {
  resourceType: 'Questionnaire',
  text,
  url: 'https://example.test/Questionnaire/q',
  name: 'Intake',
  status: 'draft',
  date: '2026-01',
  item: [
    {
      linkId: '1',
      text: 'Group',
      type: 'group',
      item: [
        {
          linkId: '1.1',
          text: 'Kind',
          type: 'choice',
          answerOption: [{ valueCoding: { system: SYSTEM, code: 'a' } }, { valueInteger: 1 }],
        },
        {
          linkId: '1.2',
          text: 'When',
          type: 'date',
          required: true,
          enableWhen: [{ question: '1.1', operator: '=', answerInteger: 1 }],
          item: [{ linkId: '1.2.1', text: 'Note', type: 'display' }],
        },
        { linkId: '1.3', text: 'Words', type: 'string', maxLength: 80, repeats: true },
      ],
    },
  ],
}

const valueSet: Json = {
  resourceType: 'ValueSet',
  text,
  url: 'https://example.test/ValueSet/v',
  name: 'Kinds',
  status: 'active',
  experimental: true,
  publisher: 'Testa',
  compose: {
    lockedDate: '2026-01-01',
    include: [
      {
        system: SYSTEM,
        concept: [{ code: 'a', display: 'A', designation: [{ language: 'en', value: 'A' }] }, { code: 'b' }],
      },
    ],
  },
  expansion: {
    timestamp: '2026-01-01',
    total: 1,
    contains: [{ system: SYSTEM, code: 'a', contains: [{ system: SYSTEM, code: 'b' }] }],
  },
}

const task: Json = {
  resourceType: 'Task',
  text,
  status: 'requested',
  intent: 'order',
  priority: 'routine',
  code: coded('a'),
  focus: { reference: 'ServiceRequest/s1' },
  for: testa,
  executionPeriod: { start: '2026-01-01', end: '2026-02-01' },
  owner: { reference: 'Organization/o1', identifier: { system: 'https://example.test/id', value: '2' } },
  restriction: { repetitions: 1, period: { end: '2026-03-01' }, recipient: [{ reference: 'Patient/testa' }] },
  input: [
    { type: coded('a'), valueString: 'x' },
    { type: coded('b'), valueReference: { reference: 'Observation/o1' } },
    { type: coded('b'), valueTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } } },
    {
      type: coded('b'),
      valueAttachment: { contentType: 'text/plain', url: 'https://example.test/x', size: 10 },
    },
    {
      type: coded('b'),
      valueAge: { value: 40, system: 'http://unitsofmeasure.org', code: 'a', unit: 'years' },
    },
    { type: coded('b'), valueMoney: { value: 1.5, currency: 'USD' } },
    { type: coded('b'), valueHumanName: { family: 'Placeholder' } },
    { type: coded('b'), valueContactPoint: { system: 'email', value: 'x@example.test' } },
    { type: coded('b'), valueSignature: { type: [{ system: SYSTEM, code: 'a' }], when: now, who: testa } },
  ],
  output: [{ type: coded('a'), valueDuration: { value: 1, system: 'http://unitsofmeasure.org', code: 'h' } }],
}

const location: Json = {
  resourceType: 'Location',
  text,
  status: 'active',
  name: 'House',
  mode: 'instance',
  telecom: [{ system: 'url', value: 'https://example.test' }],
  position: { longitude: -70.5, latitude: 42.25 },
  managingOrganization: { reference: 'Organization/o1' },
  hoursOfOperation: [
    { daysOfWeek: ['mon', 'tue'], allDay: false, openingTime: '08:00:00', closingTime: '17:00:00' },
  ],
}

const provenance: Json = {
  resourceType: 'Provenance',
  text,
  target: [{ reference: 'Patient/testa' }, { reference: 'Observation/o1/_history/2' }],
  occurredDateTime: '2026-01-02',
  recorded: '2026-01-02T03:04:05Z',
  policy: ['https://example.test/policy'],
  agent: [
    {
      role: [coded('a')],
      who: { reference: 'Practitioner/p1' },
      onBehalfOf: { reference: 'Organization/o1' },
    },
  ],
  entity: [{ role: 'source', what: { reference: 'DocumentReference/d1' } }],
}

const documentReference: Json = {
  resourceType: 'DocumentReference',
  text,
  masterIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3' },
  status: 'current',
  docStatus: 'final',
  subject: testa,
  date: '2026-01-02T03:04:05Z',
  relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/d0' } }],
  content: [
    {
      attachment: {
        contentType: 'application/pdf',
        language: 'en',
        data: 'aGk=',
        size: 2,
        hash: 'witfkXg0JglCjW9RssWvTAveakI=',
      },
    },
  ],
}

const encounter: Json = {
  resourceType: 'Encounter',
  text,
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  classHistory: [
    {
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      period: { start: '2026-01-01' },
    },
  ],
  subject: testa,
  episodeOfCare: [{ reference: 'EpisodeOfCare/e1' }],
  basedOn: [{ reference: 'ServiceRequest/s1' }],
  participant: [{ individual: { reference: 'Practitioner/p1' }, period: { start: '2026-01-01T10:00:00Z' } }],
  appointment: [{ reference: 'Appointment/a1' }],
  period: { start: '2026-01-01T10:00:00Z', end: '2026-01-01T11:00:00Z' },
  length: { value: 60, unit: 'min', system: 'http://unitsofmeasure.org', code: 'min' },
  reasonReference: [{ reference: 'Observation/o1' }],
  diagnosis: [{ condition: { reference: 'Condition/x1' }, rank: 1 }],
  hospitalization: {
    origin: { reference: 'Organization/o2' },
    destination: { reference: 'Organization/o3' },
  },
  location: [{ location: { reference: 'Location/l1' }, status: 'completed' }],
  serviceProvider: { reference: 'Organization/o1' },
}

const serviceRequest: Json = {
  resourceType: 'ServiceRequest',
  text,
  status: 'active',
  intent: 'order',
  code: coded('a'),
  subject: testa,
  requester: { reference: 'Practitioner/p1' },
  performer: [{ reference: 'Organization/o1' }],
  replaces: [{ reference: 'ServiceRequest/s0' }],
  supportingInfo: [{ reference: 'DocumentReference/d1' }],
  reasonReference: [{ reference: 'Observation/o1' }],
  occurrenceTiming: { repeat: { frequency: 2, period: 1, periodUnit: 'wk' } },
  asNeededCodeableConcept: coded('b'),
  quantityRange: { low: quantity(1), high: quantity(2) },
  priority: 'urgent',
  patientInstruction: 'x',
}

/** All, by name. */
export const resources: Readonly<Record<string, Json>> = {
  patient,
  observation,
  carePlan,
  medicationRequest,
  parameters,
  collection,
  questionnaire,
  valueSet,
  task,
  location,
  provenance,
  documentReference,
  encounter,
  serviceRequest,
}
