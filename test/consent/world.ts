/** The world of the consent tests: the project's own policies, three partners with papers in order, and releases on paper. */
import { readFileSync } from 'node:fs'
import type { CompileFacts, DisclosureRequest, Grant, Party } from '../../src/consent/consent.ts'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import { parsePolicy } from '../../src/consent/policy.ts'
import { CODE, EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Coding, Extension, Resource } from '../../src/fhir/resource.ts'

const fileNames = [
  'policy',
  'categories',
  'labels',
  'tiers',
  'purposes',
  'parties',
  'notices',
  'rules',
  'elements',
  'authorities',
  'state-law',
]

/** A fresh copy of the policy files, to be changed at will. */
export function files(): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    fileNames.map((name) => [
      name,
      JSON.parse(readFileSync(new URL(`../../policies/${name}.json`, import.meta.url), 'utf8')) as Record<
        string,
        unknown
      >,
    ]),
  )
}

export const policy = parsePolicy(files())

export const AT = '2026-06-15T12:00:00.000Z'

const since = (kind: string): Party['agreements'] => [{ kind, from: '2025-01-01' }]

export const cedar: Party = {
  partner: 'cedar-bridge',
  kind: 'treatment-center',
  legalRole: 'part2_program',
  agreements: since('qsoa'),
}
export const lakeside: Party = {
  partner: 'lakeside',
  kind: 'hospital',
  legalRole: 'covered_entity_provider',
  agreements: since('baa'),
  person: { id: 'physician', name: 'Testa Madeup', role: 'physician', duties: [] },
}
export const court: Party = {
  partner: 'harbor-court',
  kind: 'court',
  legalRole: 'criminal_justice_element',
  agreements: since('participation'),
  person: { id: 'coordinator', name: 'Testa Placeholder', role: 'court-coordinator', duties: ['monitor'] },
}
export const shelter: Party = {
  partner: 'shelter',
  kind: 'community-service',
  legalRole: 'other_lawful_holder',
  agreements: since('participation'),
}
export const exchangeHub: Party = {
  partner: 'hub',
  kind: 'community-service',
  legalRole: 'intermediary',
  agreements: since('participation'),
}
export const partners = [cedar, lakeside, court, shelter, exchangeHub]

export const facts: CompileFacts = { person: 'person-1', custodian: cedar, partners, policy, at: AT }

export function category(...codes: string[]): Coding[] {
  return codes.map((code) => ({ system: policy.categorySystem, code }))
}

export function purpose(...codes: string[]): Coding[] {
  return codes.map((code) => ({
    system: policy.purposes.get(code)?.system ?? 'https://nowhere.example',
    code,
  }))
}

export function actor(reference: string, extra: Record<string, unknown> = {}): Record<string, unknown> {
  const role = {
    coding: [{ system: SYSTEM.v3ParticipationType, code: CODE.v3ParticipationType.informationRecipient }],
  }
  return { role, reference: { reference }, ...extra }
}

const statement = (url: string): Extension => ({ url, valueBoolean: true })

const treatmentStatements = [
  statement(EXTENSION.rightToRevokeStatement),
  statement(EXTENSION.hipaaRedisclosureStatement),
  statement(EXTENSION.refusalConsequencesStatement),
]

type Change = { provision?: Record<string, unknown>; [element: string]: unknown }

/** A release to the hospital for treatment that lacks nothing, with changes; a change to undefined takes an element out. */
export function release(change: Change = {}): Resource {
  const { provision, ...rest } = change
  return withoutUndefined({
    resourceType: 'Consent',
    id: 'release-1',
    status: 'active',
    scope: { coding: [{ system: SYSTEM.consentScope, code: CODE.consentScope.patientPrivacy }] },
    patient: { reference: 'Patient/p-1' },
    dateTime: '2026-01-10',
    performer: [{ reference: 'Patient/p-1' }],
    organization: [{ reference: 'Organization/cedar-bridge' }],
    extension: treatmentStatements,
    provision: withoutUndefined({
      type: 'permit',
      period: { start: '2026-01-10', end: '2026-12-31' },
      actor: [actor('Organization/lakeside')],
      purpose: purpose('TREAT'),
      securityLabel: category('plan', 'goals'),
      ...provision,
    }),
    ...rest,
  })
}

/** A release to the court that lacks nothing (42 CFR 2.35), with changes. */
export function courtRelease(change: Change = {}): Resource {
  const { provision, ...rest } = change
  return release({
    id: 'court-release',
    extension: [{ url: EXTENSION.revocableWhen, valueString: 'at final disposition of the case' }],
    ...rest,
    provision: {
      actor: [actor('Organization/harbor-court')],
      purpose: purpose('cj-monitoring'),
      securityLabel: category('attendance', 'drug-tests'),
      ...provision,
    },
  })
}

/** A restriction: by default, of everything to everybody for everything. */
export function restriction(
  provision: Record<string, unknown> = {},
  change: Record<string, unknown> = {},
): Resource {
  return withoutUndefined({
    resourceType: 'Consent',
    id: 'restriction-1',
    status: 'active',
    scope: { coding: [{ system: SYSTEM.consentScope, code: CODE.consentScope.patientPrivacy }] },
    patient: { reference: 'Patient/p-1' },
    organization: [{ reference: 'Organization/cedar-bridge' }],
    provision: { type: 'deny', ...provision },
    ...change,
  })
}

export function grantsOf(...consents: Resource[]): Grant[] {
  return compileGrants(consents, facts).grants
}

/** What was wrong with these consents, by element. */
export function faultsOf(...consents: Resource[]): string[] {
  return compileGrants(consents, facts).deficiencies.map(({ element }) => element)
}

export function bits(...codes: string[]): bigint {
  return policy.bitsOf(codes)
}

/** A question about a program's record, put by the hospital for treatment. */
export function ask(change: Partial<DisclosureRequest> = {}): DisclosureRequest {
  return {
    at: AT,
    discloser: cedar,
    recipient: lakeside,
    purpose: 'TREAT',
    categories: bits('goals'),
    isPart2: true,
    channel: 'read',
    ...change,
  }
}

function withoutUndefined(element: Record<string, unknown>): Resource {
  return Object.fromEntries(Object.entries(element).filter(([, value]) => value !== undefined)) as Resource
}
