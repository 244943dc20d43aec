/** The people, papers and requests of the case that every build must play (test/cases/main), for tests of the whole. */
import { readFileSync } from 'node:fs'
import { CODE, SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle, Coding, Resource } from '../../src/fhir/resource.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { concept, createOnce, organization, referral, urn } from '../gateway/support.ts'
import type { Json } from '../gateway/support.ts'
import { bodyOf, CENTER, COURT } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

export const PRIVACY: Actor = {
  partner: 'cedar-bridge',
  purpose: 'HOPERAT',
  person: { id: 'cb-privacy', role: 'privacy-officer' },
  tokenId: 'privacy',
}

export type Item = { id: string; [field: string]: unknown }

/** A case record as JSON, as far as these tests look into it. */
export type Written = {
  record: { id: string; version: number; [field: string]: unknown }
  client: Json
  goals: Item[]
  sessions: (Item & { startsAt: string; attendance: string })[]
  drugTests: (Item & { collectedAt?: string; scheduledOn: string; result?: string; notDone?: string })[]
  [section: string]: unknown
}

export type Receipt = {
  readonly client: string
  readonly counts: { created: number; updated: number; unchanged: number }
  readonly stored: readonly { reference: string; version: number; change: string; source: string }[]
  readonly released: readonly {
    recipient: string
    purpose: string
    categories: string[]
    withheld: { category: string }[]
  }[]
  readonly queued: readonly { recipient: string; kind: string; focus: string }[]
}

/** A fresh copy of a record of test/cases. */
export function written(name: 'main/case-record' | 'second/case-record' | 'faults/ten-faults'): Written {
  return JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), 'utf8')) as Written
}

export async function submit(t: TestGateway, record: unknown): Promise<Receipt> {
  return bodyOf(await t.gateway.receive.caseRecord(CENTER, record)) as unknown as Receipt
}

/** The record at another version, with these sections instead of its own. */
export function laterVersion(record: Written, sections: Json = {}): Written {
  const { version } = record.record
  return { ...structuredClone(record), record: { ...record.record, version: version + 1 }, ...sections }
}

/** The next version of the record, with nothing but these sections. */
export function onlySections(record: Written, sections: Json): Json & Pick<Written, 'record'> {
  const { record: envelope, client, schemaVersion } = laterVersion(record)
  return { schemaVersion, record: envelope, client, ...sections }
}

/** Reference of what a record's item became, by its source id and type. */
export function referenceOf(receipt: Receipt, type: string, source: string): string {
  const found = receipt.stored.find((each) => each.source === source && each.reference.startsWith(`${type}/`))
  if (!found) throw new Error(`the record left no ${type} ${source}`)
  return found.reference
}

const IDENTITY = {
  name: [{ family: 'Placeholder', given: ['Testa', 'Invented'] }],
  gender: 'female',
  birthDate: '1991-04-12',
}
const MRN = { system: 'https://lakeside.example/mrn', value: 'LH-000123' }
export const DOCKET = { system: 'https://harbor-court.example/docket', value: 'HC-TC-2026-0147' }

/** The hospital's referral of the main case's client, who is known there by a medical record number. */
export function referralIn(): Bundle {
  const bundle = referral({ from: 'lakeside', to: 'cedar-bridge', key: 'main' })
  const entry = (bundle.entry ?? []).map((each) =>
    each.resource?.resourceType === 'Patient'
      ? {
          ...each,
          resource: { ...each.resource, ...IDENTITY, identifier: [MRN] },
          request: { method: 'POST', url: 'Patient', ifNoneExist: `identifier=${MRN.system}|${MRN.value}` },
        }
      : each,
  )
  return { ...bundle, entry }
}

/** A court's participant, whom it orders two sessions and one test a week. */
export function mandateOf(docket: { system: string; value: string }, identity: Json = IDENTITY): Bundle {
  const subject = { reference: urn(1) }
  const ordered = (code: string, frequency: number): Resource => ({
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: concept(SYSTEM.mandateCondition, code),
    subject,
    requester: organization('harbor-court'),
    occurrenceTiming: { repeat: { frequency, period: 1, periodUnit: 'wk' } },
  })
  const plan = {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'order',
    category: [concept(SYSTEM.planCategory, CODE.planCategory.courtMandate)],
    subject,
    period: { start: '2026-03-24' },
    author: organization('harbor-court'),
    activity: [urn(2), urn(3)].map((reference) => ({ reference: { reference } })),
  }
  const once = (key: string, resource: Resource): ReturnType<typeof createOnce> =>
    createOnce('harbor-court', `${key}-${docket.value}`, resource)
  const participant = {
    resource: { resourceType: 'Patient', ...identity, identifier: [docket] },
    request: { method: 'POST', url: 'Patient', ifNoneExist: `identifier=${docket.system}|${docket.value}` },
  }
  const entries = [
    participant,
    once('sessions', ordered(CODE.mandateCondition.treatmentSession, 2)),
    once('tests', ordered(CODE.mandateCondition.drugTest, 1)),
    once('mandate', plan),
  ]
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries.map((entry, index) => ({ fullUrl: urn(index + 1), ...entry })),
  }
}

/** Asks for the report as the court's coordinator, and says that it has left. */
export async function compliance(
  t: TestGateway,
  docket: { system: string; value: string },
  period: { start: string; end: string },
): Promise<{ bundle: Bundle; html: string }> {
  const answer = await t.gateway.report(COURT, {
    resourceType: 'Parameters',
    parameter: [
      { name: 'docket', valueIdentifier: docket },
      { name: 'period', valuePeriod: period },
    ],
  })
  await answer.settle?.('sent')
  return { bundle: bodyOf(answer) as Bundle, html: answer.html ?? '' }
}

export function labelsOf(resource: Resource): string[] {
  return (resource.meta?.security ?? []).flatMap(({ code }: Coding) => code ?? [])
}
