/** The parties of the cases that rest on other authorities than a release: each with its papers in order. */
import type { Agreement, CompileFacts, DisclosureRequest, Party } from '../../../src/consent/consent.ts'
import { EXTENSION, SYSTEM } from '../../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../../src/fhir/resource.ts'
import { ask, bits, category, cedar, court, exchangeHub, lakeside, partners } from '../world.ts'

const since = '2025-01-01'

function party(partner: string, legalRole: string, ...agreements: Partial<Agreement>[]): Party {
  const papers = agreements.map((each) => ({ kind: 'participation', from: since, ...each }))
  return {
    partner,
    kind: 'community-service',
    legalRole,
    agreements: [{ kind: 'participation', from: since }, ...papers],
  }
}

const withCedar = (kind: string, more: Partial<Agreement> = {}): Partial<Agreement> => ({
  kind,
  with: cedar.partner,
  ...more,
})

export const auditor = party(
  'state-auditor',
  'auditor',
  withCedar('audit', { categories: ['attendance', 'plan'] }),
)
export const researcher = party('university', 'researcher', withCedar('research'))
export const registry = party('registry', 'central_registry', withCedar('registry-membership'))
export const pdmp = party('state-pdmp', 'pdmp')
export const payer: Party = {
  ...party('payer', 'health_plan', { kind: 'baa' }),
}
export const police = party('police', 'law_enforcement')
export const laboratory = party('laboratory', 'qso', withCedar('qso-services'))
export const health = party('health-department', 'public_health_authority')
export const fda = party('fda', 'fda')
export const medic: Party = {
  ...party('ambulance', 'medical_personnel'),
  person: { id: 'paramedic', role: 'paramedic', duties: [] },
}
/** Somebody who acts for the hospital, and treats nobody. */
export const clerk: Party = { ...lakeside, person: { id: 'clerk', role: 'billing-clerk', duties: [] } }
export const software: Party = {
  partner: lakeside.partner,
  kind: lakeside.kind,
  legalRole: lakeside.legalRole,
  agreements: lakeside.agreements,
}
export const insurer = party('insurer', 'third_party_payer_non_hipaa')
export const contractor = party('claims-office', 'other_lawful_holder', {
  kind: 'contractor',
  with: insurer.partner,
})

export const everybody: readonly Party[] = [
  ...partners,
  auditor,
  researcher,
  registry,
  pdmp,
  payer,
  police,
  laboratory,
  health,
  fda,
  medic,
  insurer,
  contractor,
]
export const known: Partial<CompileFacts> = { partners: everybody }

/** Through a hub to those who treat the patient. */
export function designation(...extension: Extension[]): Record<string, unknown> {
  return { extension: [{ url: EXTENSION.intermediary, extension }] }
}
export const treatingOnly: Extension = { url: 'treatingProviders', valueBoolean: true }
export const hub = `Organization/${exchangeHub.partner}`

type Order = {
  readonly type?: string
  readonly recipients?: readonly string[]
  readonly parts?: readonly string[]
  readonly subpoena?: boolean
  readonly ground?: string
  readonly groundSystem?: string
  readonly change?: Record<string, unknown>
}

/** An order of the court as the center keeps it, and its subpoena. */
export function papersOf(order: Order = {}): Partial<CompileFacts> {
  const {
    type = 'noncriminal-2.64',
    recipients = [court.partner],
    parts = ['attendance', 'drug-tests'],
  } = order
  const details: Extension[] = [
    ...recipients.map((partner) => ({
      url: 'recipient',
      valueReference: { reference: `Organization/${partner}` },
    })),
    ...category(...parts).map((valueCoding) => ({ url: 'part', valueCoding })),
    { url: 'validity', valuePeriod: { start: '2026-06-01', end: '2026-06-30' } },
    { url: 'subpoena', valueReference: { reference: 'DocumentReference/subpoena-1' } },
    ...(order.ground === undefined
      ? []
      : [
          {
            url: 'communications',
            valueCoding: { system: order.groundSystem ?? SYSTEM.communicationsGround, code: order.ground },
          },
        ]),
  ]
  const basic: Resource = {
    resourceType: 'Basic',
    id: 'order-1',
    code: { coding: [{ system: SYSTEM.courtPaper, code: type }] },
    subject: { reference: 'Patient/p-1' },
    created: '2026-06-01',
    author: { reference: `Organization/${court.partner}` },
    extension: [{ url: EXTENSION.courtOrder, extension: details }],
    ...order.change,
  }
  return { ...known, orders: order.subpoena === false ? [basic] : [basic, subpoena] }
}

/** It compels the court's people to be answered, and alone permits nothing. */
export const subpoena: Resource = {
  resourceType: 'DocumentReference',
  id: 'subpoena-1',
  status: 'current',
  type: { coding: [{ system: SYSTEM.courtPaper, code: 'subpoena' }] },
  subject: { reference: 'Patient/p-1' },
  author: [{ reference: `Organization/${court.partner}` }],
}

export const inCourt = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({ recipient: court, purpose: 'legal-proceeding', categories: bits('attendance'), ...change })

/** An emergency at the hospital, opened for a day. */
export const emergency: Partial<CompileFacts> = {
  ...known,
  emergencies: [
    {
      id: 'e-1',
      recipient: lakeside.partner,
      from: '2026-06-15T06:00:00.000Z',
      until: '2026-06-16T06:00:00.000Z',
    },
  ],
}
