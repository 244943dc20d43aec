/**
 * Invented resources of the shape of what other guides publish as examples (SDOH Clinical Care, BSeR, IHE PCF): their
 * elements, codes, profiles and ways to refer, none of their people or texts. docs/profiles.md, "Others' examples".
 */
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { concept, organization } from './support.ts'
import type { Json } from './support.ts'

const SDOHCC = 'http://hl7.org/fhir/us/sdoh-clinicalcare'
const BSER = 'http://hl7.org/fhir/us/bser'
const PCF = 'https://profiles.ihe.net/ITI/PCF/StructureDefinition'
const SNOMED = 'http://snomed.info/sct'
const PERSON = { reference: 'Patient/person-1', display: 'TESTA PLACEHOLDER' }

const profiled = (url: string): Json => ({ meta: { versionId: '2', source: '#abc', profile: [url] } })

function person(): Resource {
  return {
    resourceType: 'Patient',
    id: 'person-1',
    ...profiled('http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient|7.0.0'),
    extension: [
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
        extension: [{ url: 'text', valueString: 'Mixed' }],
      },
    ],
    identifier: [{ system: 'http://hospital.example.org/mrn', value: 'K-1' }],
    name: [{ family: 'PLACEHOLDER', given: ['TESTA'] }],
    gender: 'female',
    birthDate: '1991-04-12',
  }
}

const role = (id: string): Resource => ({
  resourceType: 'PractitionerRole',
  id,
  active: true,
  practitioner: { display: 'Dr Casey Invented' },
})

/** Referral management: a need, its goal, the order, the consent that it rests on, and the Task. */
export function sdohcc(task: Json = {}): Resource[] {
  const domain = concept(`${SDOHCC}/CodeSystem/SDOHCC-CodeSystemTemporaryCodes`, 'food-insecurity')
  const named = (name: string): Json => profiled(`${SDOHCC}/StructureDefinition/SDOHCC-${name}`)
  return [
    person(),
    role('role-1'),
    {
      resourceType: 'Condition',
      id: 'need-1',
      ...named('Condition'),
      clinicalStatus: concept(SYSTEM.conditionClinical, 'active'),
      category: [
        concept('http://hl7.org/fhir/us/core/CodeSystem/condition-category', 'health-concern'),
        domain,
      ],
      code: concept(SNOMED, '733423003'),
      subject: PERSON,
    },
    {
      resourceType: 'Goal',
      id: 'goal-1',
      ...named('Goal'),
      lifecycleStatus: 'active',
      category: [domain],
      description: concept(SNOMED, '1078229009'),
      subject: PERSON,
      addresses: [{ reference: 'Condition/need-1' }],
    },
    {
      resourceType: 'Consent',
      id: 'consent-1',
      ...named('Consent'),
      status: 'active',
      scope: concept(SYSTEM.consentScope, 'patient-privacy'),
      category: [concept(SYSTEM.v3ActCode, 'IDSCL')],
      patient: PERSON,
      dateTime: '2026-05-01',
      sourceAttachment: { contentType: 'application/pdf', data: 'JVBERi0=' },
      policyRule: concept('http://terminology.hl7.org/CodeSystem/consentpolicycodes', 'hipaa-auth'),
    },
    {
      resourceType: 'ServiceRequest',
      id: 'order-1',
      ...named('ServiceRequest'),
      status: 'active',
      intent: 'order',
      category: [concept(SNOMED, '410606002'), domain],
      code: concept(SNOMED, '467771000124109'),
      subject: PERSON,
      reasonReference: [{ reference: 'Condition/need-1' }],
      supportingInfo: [{ reference: 'Consent/consent-1' }],
    },
    {
      resourceType: 'Task',
      id: 'task-1',
      ...named('TaskForReferralManagement'),
      status: 'requested',
      intent: 'order',
      code: concept(SYSTEM.taskCode, 'fulfill'),
      focus: { reference: 'ServiceRequest/order-1' },
      for: PERSON,
      authoredOn: '2026-09-11T21:56:54.671Z',
      requester: { reference: 'PractitionerRole/role-1' },
      owner: { display: 'A coordination platform' },
      ...task,
    },
  ]
}

/** A service request and its Task, with the document Bundles that they must name there; the Task lacks its code. */
export function bser(task: Json = {}): Resource[] {
  const placed = [{ type: concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'PLAC'), value: '6666' }]
  return [
    person(),
    role('initiator'),
    role('recipient'),
    {
      resourceType: 'ServiceRequest',
      id: 'order-1',
      ...profiled(`${BSER}/StructureDefinition/BSeR-ReferralServiceRequest`),
      identifier: placed,
      status: 'active',
      intent: 'order',
      code: concept(SNOMED, '3457005'),
      subject: PERSON,
      occurrenceDateTime: '2026-01-09',
      requester: { reference: 'PractitionerRole/initiator' },
      performer: [{ reference: 'PractitionerRole/recipient' }],
      reasonCode: [concept(SNOMED, '3723001')],
      supportingInfo: [{ reference: 'Bundle/request-document-1' }],
    },
    {
      resourceType: 'Task',
      id: 'task-1',
      ...profiled(`${BSER}/StructureDefinition/BSeR-ReferralTask`),
      identifier: placed,
      status: 'requested',
      businessStatus: concept(`${BSER}/CodeSystem/TaskBusinessStatusCS`, '7.0'),
      intent: 'order',
      focus: { reference: 'ServiceRequest/order-1' },
      for: PERSON,
      authoredOn: '2026-01-15T14:43:32-04:00',
      requester: { reference: 'PractitionerRole/initiator' },
      owner: { reference: 'PractitionerRole/recipient' },
      output: [{ type: { text: 'Feedback' }, valueReference: { reference: 'Bundle/feedback-document-1' } }],
      ...task,
    },
  ]
}

/** A consent to the basic policy of an organization; `provision` is what the three options of PCF differ in. */
export function pcf(patient: string, provision: Json, by = 'cedar-bridge'): Resource {
  return {
    resourceType: 'Consent',
    ...profiled(`${PCF}/IHE.PCF.consentBasic`),
    status: 'active',
    scope: concept(SYSTEM.consentScope, 'patient-privacy'),
    category: [concept(SYSTEM.loinc, '59284-0')],
    patient: { reference: patient },
    dateTime: '2026-06-13',
    performer: [{ reference: patient }],
    organization: [organization(by)],
    sourceAttachment: { title: 'The signed form' },
    policy: [{ uri: 'http://example.org/policies/basePrivacyConsentPolicy.txt' }],
    provision,
  }
}

export const HOW = {
  'full URLs and relative references': (id: string, type: string) => ({
    fullUrl: `http://example.org/fhir/${type}/${id}`,
  }),
  'no full URLs': () => ({}),
}

/** The resources as one transaction, first to last or last to first; `named` gives each entry its fullUrl. */
export function transactionOf(
  resources: readonly Resource[],
  named: (id: string, type: string) => { fullUrl?: string } = HOW['full URLs and relative references'],
): Bundle {
  const entry = resources.map((resource) => ({
    ...named(resource.id ?? '', resource.resourceType),
    resource,
    request: { method: 'POST' as const, url: resource.resourceType },
  }))
  return { resourceType: 'Bundle', type: 'transaction', entry }
}
