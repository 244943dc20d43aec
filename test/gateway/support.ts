/** What the tests of the gateway share: invented records of three partners, a referral as it is sent, and releases. */
import { CODE, EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle, BundleEntry, Coding, Resource } from '../../src/fhir/resource.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { bodyOf, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

/** A Task or any resource whose elements a test reads. */
export type Json = Record<string, unknown>

export type Partner = 'cedar-bridge' | 'lakeside' | 'harbor-court'

export function systemOf(partner: Partner): string {
  return `https://${partner}.example/records`
}

export function concept(system: string, code: string): Json {
  return { coding: [{ system, code }] }
}

export function organization(partner: string): { reference: string } {
  return { reference: `Organization/${partner}` }
}

export function urn(n: number): string {
  return `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

/** An invented person; `key` tells the persons of one partner apart. */
export function patient(partner: Partner, key: string, elements: Json = {}): Resource {
  return {
    resourceType: 'Patient',
    identifier: [{ system: systemOf(partner), value: `patient-${key}` }],
    name: [{ family: 'Placeholder', given: ['Testa'] }],
    gender: 'female',
    birthDate: '1991-04-12',
    ...elements,
  }
}

export function condition(subject: string, code = 'F11.20', elements: Json = {}): Resource {
  return {
    resourceType: 'Condition',
    clinicalStatus: concept(SYSTEM.conditionClinical, 'active'),
    code: concept(SYSTEM.icd10cm, code),
    subject: { reference: subject },
    ...elements,
  }
}

export type ReferralFacts = {
  readonly from: Partner
  readonly to: Partner
  /** Tells referrals apart; part of every source id. */
  readonly key?: string
  readonly service?: string
  /** ICD-10-CM code of the reason. */
  readonly reason?: string
  /** Reference to a Patient that is there already; without one the Bundle brings its own. */
  readonly patient?: string
  readonly task?: Json
}

/** A referral as a partner's software sends it: repeatable, since every entry is created only where it is not there. */
export function referral(facts: ReferralFacts): Bundle {
  const { from, to, key = '1', service = 'withdrawal-management', reason = 'F11.20' } = facts
  const subject = facts.patient ?? urn(1)
  const authoredOn = '2026-02-16'
  const resources: [number, string, Resource][] = [
    ...(facts.patient ? [] : [[1, `patient-${key}`, patient(from, key)] as [number, string, Resource]]),
    [2, `condition-${key}`, condition(subject, reason)],
    [
      3,
      `order-${key}`,
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: 'order',
        code: concept(SYSTEM.serviceType, service),
        subject: { reference: subject },
        requester: organization(from),
        performer: [organization(to)],
        reasonReference: [{ reference: urn(2) }],
        authoredOn,
      },
    ],
    [
      4,
      `task-${key}`,
      {
        resourceType: 'Task',
        status: 'requested',
        intent: 'order',
        code: concept(SYSTEM.taskCode, 'fulfill'),
        focus: { reference: urn(3) },
        for: { reference: subject },
        authoredOn,
        requester: organization(from),
        owner: organization(to),
        ...facts.task,
      },
    ],
  ]
  const entry = resources.map(([n, value, resource]) => ({
    fullUrl: urn(n),
    ...createOnce(from, value, resource),
  }))
  return { resourceType: 'Bundle', type: 'transaction', entry }
}

/** An entry that creates the resource under the partner's own id, unless it is there. */
export function createOnce(partner: Partner, value: string, resource: Resource): BundleEntry {
  const system = systemOf(partner)
  return {
    resource: { ...resource, identifier: [{ system, value }] },
    request: {
      method: 'POST',
      url: resource.resourceType,
      ifNoneExist: `identifier=${system}|${value}`,
    },
  }
}

export type ReleaseFacts = {
  readonly patient: string
  readonly categories: readonly string[]
  readonly from?: Partner
  readonly to?: Partner
  readonly purpose?: string
  readonly key?: string
  readonly period?: { start?: string; end?: string }
  readonly docket?: { system: string; value: string }
}

const statement = (url: string): Json => ({ url, valueBoolean: true })

/** A release on paper that lacks nothing (42 CFR 2.31; to a court, 2.35). */
export function releaseOf(facts: ReleaseFacts): Resource {
  const { from = 'cedar-bridge', to = 'lakeside', key = to, categories } = facts
  const isCourt = to === 'harbor-court'
  const purpose = facts.purpose ?? (isCourt ? CODE.purposeOfUse.cjMonitoring : 'TREAT')
  const person = { reference: facts.patient }
  return {
    resourceType: 'Consent',
    identifier: [{ system: systemOf(from), value: `release-${key}` }],
    status: 'active',
    scope: concept(SYSTEM.consentScope, CODE.consentScope.patientPrivacy),
    category: [concept(SYSTEM.loinc, '64292-6'), concept(SYSTEM.v3ActCode, 'IDSCL')],
    patient: person,
    dateTime: '2026-02-17T09:00:00-05:00',
    performer: [person],
    organization: [organization(from)],
    sourceAttachment: { contentType: 'application/pdf', title: 'Signed form', creation: '2026-02-17' },
    policy: [{ uri: 'https://www.ecfr.gov/current/title-42/part-2' }],
    policyRule: concept(SYSTEM.v3ActCode, '42CFRPart2CD'),
    extension: [
      ...(isCourt
        ? [{ url: EXTENSION.revocableWhen, valueString: 'At the final disposition of the case.' }]
        : [
            ...(facts.period?.end
              ? []
              : [{ url: EXTENSION.expirationEvent, valueString: 'When the referral is closed.' }]),
            statement(EXTENSION.rightToRevokeStatement),
            statement(EXTENSION.hipaaRedisclosureStatement),
            statement(EXTENSION.refusalConsequencesStatement),
          ]),
      ...(facts.docket ? [{ url: EXTENSION.docket, valueIdentifier: facts.docket }] : []),
    ],
    provision: {
      type: 'permit',
      period: facts.period ?? { start: '2026-02-17', ...(isCourt && { end: '2027-02-17' }) },
      actor: [
        {
          role: concept(SYSTEM.v3ParticipationType, CODE.v3ParticipationType.informationRecipient),
          reference: organization(to),
        },
      ],
      purpose: [
        { system: purpose === 'cj-monitoring' ? SYSTEM.purposeOfUse : SYSTEM.v3ActReason, code: purpose },
      ],
      securityLabel: categories.map((code): Coding => ({ system: SYSTEM.informationCategory, code })),
    },
  }
}

/** Creates a resource, and gives it back as it is kept. */
export async function create(t: TestGateway, actor: Actor, resource: Resource): Promise<Resource> {
  const { resourceType: type } = resource
  return bodyOf(await t.gateway.receive.write(actor, { kind: 'create', type, resource }), 201)
}

export async function read(t: TestGateway, actor: Actor, reference: string): Promise<Resource> {
  const [type = '', id = ''] = reference.split('/')
  return bodyOf(await t.gateway.disclose.read(actor, { type, id }))
}

/** Reads, changes these elements and writes with If-Match; an element set to undefined goes. */
export async function change(
  t: TestGateway,
  actor: Actor,
  reference: string,
  elements: Json,
): Promise<Answer> {
  const before = await read(t, actor, reference)
  const resource = JSON.parse(JSON.stringify({ ...before, ...elements })) as Resource
  const { resourceType: type, id = '' } = before
  const ifMatch = `W/"${before.meta?.versionId ?? ''}"`
  return t.gateway.receive.write(actor, { kind: 'update', type, id, resource, ifMatch })
}

export async function search(
  t: TestGateway,
  actor: Actor,
  type: string,
  query: Record<string, string> = {},
): Promise<Resource[]> {
  return resourcesOf(bodyOf(await t.gateway.disclose.search(actor, type, Object.entries(query))))
}

export const businessStatus = {
  scheduled: concept(SYSTEM.bserTaskBusinessStatus, '5.1.1'),
  noShow: concept(SYSTEM.bserTaskBusinessStatus, '5.1.2'),
  cancelRequested: concept(SYSTEM.bserTaskBusinessStatus, '5.2'),
}

/** What one side sees of a referral: Task.status and the code of its business status. */
export async function stateSeenBy(t: TestGateway, actor: Actor, task: string): Promise<string> {
  const seen = await read(t, actor, task)
  const coding = (seen['businessStatus'] as { coding?: Coding[] } | undefined)?.coding
  return [seen['status'], coding?.[0]?.code].filter(Boolean).join(' ')
}

export type Sent = { readonly task: string; readonly patient: string; readonly condition: string }

/** Posts a referral; the source's references to what was kept. */
export async function refer(t: TestGateway, actor: Actor, facts: Omit<ReferralFacts, 'from'>): Promise<Sent> {
  const bundle = referral({ ...facts, from: actor.partner as Partner })
  const kept = resourcesOf(bodyOf(await t.gateway.receive.transaction(actor, bundle)))
  const of = (type: string): string =>
    `${type}/${kept.find(({ resourceType }) => resourceType === type)?.id ?? ''}`
  return { task: of('Task'), patient: facts.patient ?? of('Patient'), condition: of('Condition') }
}

/** The receiver's side of a referral that was delivered. */
export async function receiverSide(t: TestGateway, actor: Actor, source: string): Promise<Sent> {
  const [task] = await search(t, actor, 'Task', { 'part-of': source })
  if (!task?.id) throw new Error('the receiver has no Task of this referral')
  const { reference } = task['for'] as { reference: string }
  return { task: `Task/${task.id}`, patient: reference, condition: '' }
}

/** Rows of a query, for what no door tells. */
export async function rowsOf<T>(t: TestGateway, text: string, ...values: unknown[]): Promise<T[]> {
  return (await t.database.query<T>(text, values)).rows
}

export function textOf(answer: Answer): string {
  return JSON.stringify(answer.body)
}
