/** Consents of an invented patient that lack nothing (42 CFR 2.31), in any number, and the parties that they name. */
import type { Party } from '../../src/consent/consent.ts'
import type { Policy } from '../../src/consent/policy.ts'
import { CODE, EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'

const since = (kind: string): Party['agreements'] => [{ kind, from: '2024-01-01' }]

export const cedar: Party = {
  partner: 'cedar-bridge',
  kind: 'treatment-center',
  legalRole: 'part2_program',
  agreements: since('qsoa'),
}
export const hospitals: readonly Party[] = ['lakeside', 'riverside', 'hillside'].map((partner) => ({
  partner,
  kind: 'hospital',
  legalRole: 'covered_entity_provider',
  agreements: since('baa'),
}))

export type Facts = {
  readonly n: number
  readonly type: 'permit' | 'deny'
  readonly to: readonly string[]
  readonly purpose: string
  readonly categories: readonly string[]
  readonly period: { readonly start: string; readonly end?: string }
  readonly status?: string
}

const statement = (url: string): object => ({ url, valueBoolean: true })

export function consentOf(policy: Policy, facts: Facts): Resource & { id: string } {
  const { n, type, to, purpose, categories, period, status = 'active' } = facts
  const patient = { reference: 'Patient/bench' }
  const role = {
    coding: [{ system: SYSTEM.v3ParticipationType, code: CODE.v3ParticipationType.informationRecipient }],
  }
  return {
    resourceType: 'Consent',
    id: `consent-${n}`,
    status,
    scope: { coding: [{ system: SYSTEM.consentScope, code: CODE.consentScope.patientPrivacy }] },
    patient,
    dateTime: '2026-01-10',
    performer: [patient],
    organization: [{ reference: 'Organization/cedar-bridge' }],
    extension: [
      statement(EXTENSION.rightToRevokeStatement),
      statement(EXTENSION.hipaaRedisclosureStatement),
      statement(EXTENSION.refusalConsequencesStatement),
      ...(period.end === undefined
        ? [{ url: EXTENSION.expirationEvent, valueString: 'When the treatment ends.' }]
        : []),
    ],
    provision: {
      type,
      period,
      actor: to.map((partner) => ({ role, reference: { reference: `Organization/${partner}` } })),
      purpose: [{ system: policy.purposes.get(purpose)?.system, code: purpose }],
      securityLabel: categories.map((code) => ({ system: policy.categorySystem, code })),
    },
  }
}

const CATEGORIES = [
  'goals',
  'plan',
  'attendance',
  'diagnoses',
  'drug-tests',
  'referrals',
  'medication',
  'enrollment',
]
const PURPOSES = ['TREAT', 'HPAYMT', 'HOPERAT']

/** Mostly releases, of different recipients, purposes, information and times; one in eight is a restriction. */
export function consentsOf(policy: Policy, count: number): (Resource & { id: string })[] {
  return Array.from({ length: count }, (_, n) =>
    consentOf(policy, {
      n,
      type: n % 8 === 7 ? 'deny' : 'permit',
      to: [pick(hospitals, n).partner],
      purpose: pick(PURPOSES, Math.floor(n / hospitals.length)),
      categories: [pick(CATEGORIES, n), pick(CATEGORIES, n * 3 + 1)],
      period: { start: '2026-01-10', end: `2026-12-${String(1 + (n % 28)).padStart(2, '0')}` },
    }),
  )
}

export function pick<T>(items: readonly T[], n: number): T {
  const item = items[n % items.length]
  if (item === undefined) throw new Error('there is nothing to pick')
  return item
}
