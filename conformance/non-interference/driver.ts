/**
 * What is this gateway's own and no part of FHIR: how its tokens say for whom and what for, its information categories and
 * what kind of record has which, how a release and a restriction are written. Another server with such a consent model
 * needs another file like this, driver-asks.ts beside it, and nothing else.
 */
import type { Json, PartnerFacts, Person, ReleaseState, Resource } from './types.ts'

const HL7 = 'http://terminology.hl7.org/CodeSystem'
const OURS = 'https://throughline.example/fhir'

/** The authorization extension object of UDAP's B2B profile. */
export function assertionExtensions({ person, organizationId, purpose }: PartnerFacts): Json {
  return {
    'hl7-b2b': {
      version: '1',
      ...(person && { subject_id: person.id, subject_name: person.name, subject_role: person.role }),
      organization_id: organizationId,
      purpose_of_use: [purpose],
    },
  }
}

/** The same partner in an emergency: who treats may come to have one, a court may not. */
export function inEmergency(facts: PartnerFacts | undefined): PartnerFacts | undefined {
  return facts?.purpose === 'TREAT' ? { ...facts, purpose: 'ETREAT' } : undefined
}

const concept = (system: string, code: string): Json => ({ coding: [{ system, code }] })
const icd10 = (code: string): Json => concept('http://hl7.org/fhir/sid/icd-10-cm', code)

/** A kind of record: the categories that must all be released, and how one is written. */
export type Kind = {
  readonly type: string
  readonly categories: readonly string[]
  /** `mark` is a word that stands in the text of this record alone. */
  readonly make: (subject: Json, mark: string) => Json
}

const annotated = (mark: string): Json => ({ note: [{ text: `Invented note ${mark}.` }] })

export const KINDS: Readonly<Record<string, Kind>> = {
  diagnosis: {
    type: 'Condition',
    categories: ['diagnoses'],
    make: (subject, mark) => ({
      clinicalStatus: concept(`${HL7}/condition-clinical`, 'active'),
      code: icd10('F11.20'),
      subject,
      ...annotated(mark),
    }),
  },
  hiv: {
    type: 'Condition',
    categories: ['diagnoses', 'hiv'],
    make: (subject, mark) => ({
      clinicalStatus: concept(`${HL7}/condition-clinical`, 'active'),
      code: icd10('B20'),
      subject,
      ...annotated(mark),
    }),
  },
  session: {
    type: 'Encounter',
    categories: ['attendance'],
    make: (subject, mark) => ({
      status: 'finished',
      class: { system: `${HL7}/v3-ActCode`, code: 'AMB' },
      serviceType: { ...concept(`${OURS}/CodeSystem/service-type`, 'group-counseling'), text: mark },
      subject,
      period: { start: '2026-10-02T10:00:00-05:00', end: '2026-10-02T11:00:00-05:00' },
    }),
  },
  goal: {
    type: 'Goal',
    categories: ['goals'],
    make: (subject, mark) => ({
      lifecycleStatus: 'active',
      description: { text: `Invented goal ${mark}.` },
      subject,
      startDate: '2026-10-01',
    }),
  },
  plan: {
    type: 'CarePlan',
    categories: ['plan'],
    make: (subject, mark) => ({ status: 'active', intent: 'plan', title: `Plan ${mark}`, subject }),
  },
  medication: {
    type: 'MedicationStatement',
    categories: ['medication'],
    make: (subject, mark) => ({
      status: 'active',
      medicationCodeableConcept: { text: `Inventazine ${mark}` },
      subject,
      effectiveDateTime: '2026-10-03',
    }),
  },
  test: {
    type: 'Specimen',
    categories: ['drug-tests'],
    make: (subject, mark) => ({ status: 'available', subject, ...annotated(mark) }),
  },
  insurance: {
    type: 'Coverage',
    categories: ['financial'],
    make: (beneficiary, mark) => ({
      status: 'active',
      beneficiary,
      payor: [{ display: `Invented insurance ${mark}` }],
    }),
  },
  risk: {
    type: 'RiskAssessment',
    categories: ['assessments'],
    make: (subject, mark) => ({
      status: 'final',
      subject,
      occurrenceDateTime: '2026-10-04',
      ...annotated(mark),
    }),
  },
  preference: {
    type: 'Flag',
    categories: ['coordination'],
    make: (subject, mark) => ({
      status: 'active',
      code: { text: `Invented preference ${mark}` },
      subject,
    }),
  },
}

/** Every category that the suite releases. */
export const CATEGORIES: readonly string[] = [
  ...new Set(Object.values(KINDS).flatMap(({ categories }) => categories)),
]

/** Categories that go along with any release, and with the release of others. */
const IMPLIED = ['demographics']

/** The suite's own model: what this person's releases and restrictions let the actor have. Conservative. */
export function permitted(person: Person, recipient: string): ReadonlySet<string> {
  const inForce = person.releases.filter(({ to, state }) => to === recipient && state === 'in-force')
  const given = inForce.length === 0 ? [] : [...IMPLIED, ...inForce.flatMap(({ categories }) => categories)]
  return new Set(given.filter((category) => !person.restricted.includes(category)))
}

/** The oracle: whether a record of this kind may not be seen by the recipient. */
export function isWithheld(person: Person, kind: string, recipient: string): boolean {
  const covered = permitted(person, recipient)
  return !(KINDS[kind]?.categories ?? ['?']).every((category) => covered.has(category))
}

/** A release for this purpose is none for what the actor asks for. */
const OTHER_PURPOSE = 'HPAYMT'
const JUSTICE = 'cj-monitoring'

const PERIODS: Readonly<Record<ReleaseState, Json>> = {
  'in-force': { start: '2020-01-01', end: '2099-12-31' },
  revoked: { start: '2020-01-01', end: '2099-12-31' },
  'other-purpose': { start: '2020-01-01', end: '2099-12-31' },
  expired: { start: '2020-01-01', end: '2021-01-01' },
  'not-yet': { start: '2098-01-01', end: '2099-12-31' },
}

/** Whether a release to this partner stands until its event, also where it was taken back. */
export function stands({ purpose }: PartnerFacts, state: ReleaseState): boolean {
  return purpose === JUSTICE && state !== 'other-purpose'
}

type Releasing = {
  readonly from: PartnerFacts
  readonly to: PartnerFacts
  readonly patient: string
  readonly categories: readonly string[]
  readonly state: ReleaseState
}

/** A release on paper that lacks nothing (42 CFR 2.31; for monitoring by a court, 2.35). */
export function releaseOf({ from, to, patient, categories, state }: Releasing): Resource {
  const purpose = state === 'other-purpose' ? OTHER_PURPOSE : to.purpose
  const isJustice = purpose === JUSTICE
  const person = { reference: patient }
  const statement = (name: string): Json => ({
    url: `${OURS}/StructureDefinition/${name}`,
    valueBoolean: true,
  })
  return {
    resourceType: 'Consent',
    status: 'active',
    ...consentHead(from, patient),
    category: [concept('http://loinc.org', '64292-6'), concept(`${HL7}/v3-ActCode`, 'IDSCL')],
    performer: [person],
    sourceAttachment: { contentType: 'application/pdf', title: 'Signed form', creation: '2026-02-17' },
    policyRule: concept(`${HL7}/v3-ActCode`, '42CFRPart2CD'),
    extension: isJustice
      ? [
          {
            url: `${OURS}/StructureDefinition/revocable-when`,
            valueString: 'At the disposition of the case.',
          },
        ]
      : [
          statement('right-to-revoke-statement'),
          statement('hipaa-redisclosure-statement'),
          statement('refusal-consequences-statement'),
        ],
    provision: {
      type: 'permit',
      period: PERIODS[state],
      actor: [recipient(to)],
      purpose: [
        { system: isJustice ? `${OURS}/CodeSystem/purpose-of-use` : `${HL7}/v3-ActReason`, code: purpose },
      ],
      securityLabel: labels(categories),
    },
  }
}

/** What the patient asked to be kept from one recipient, and the program agreed to (42 CFR 2.26). */
export function restrictionOf({ from, to, patient, categories }: Omit<Releasing, 'state'>): Resource {
  return {
    resourceType: 'Consent',
    status: 'active',
    ...consentHead(from, patient),
    category: [concept(`${HL7}/v3-ActCode`, 'IDSCL')],
    provision: { type: 'deny', actor: [recipient(to)], securityLabel: labels(categories) },
  }
}

function consentHead(from: PartnerFacts, patient: string): Json {
  return {
    scope: concept(`${HL7}/consentscope`, 'patient-privacy'),
    patient: { reference: patient },
    dateTime: '2026-02-17T09:00:00-05:00',
    organization: [{ reference: `Organization/${from.id}` }],
    policy: [{ uri: 'https://www.ecfr.gov/current/title-42/part-2' }],
  }
}

function recipient(to: PartnerFacts): Json {
  return {
    role: concept(`${HL7}/v3-ParticipationType`, 'IRCP'),
    reference: { reference: `Organization/${to.id}` },
  }
}

function labels(categories: readonly string[]): Json[] {
  return categories.map((code) => ({ system: `${OURS}/CodeSystem/information-category`, code }))
}

/** What a court ordered: it asks for compliance with it. */
export function mandateOf(subject: Json): Resource {
  return { resourceType: 'CarePlan', status: 'active', intent: 'order', subject }
}
