/** Decisions by every other authority than a release come out again too, whatever became of what they rested on. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Resource } from '../../src/fhir/resource.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import { replayDecisions } from '../../src/gateway/replay.ts'
import type { Replayed } from '../../src/gateway/replay.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { PartnerFacts, TestGateway } from '../support/gateway.ts'
import { change, condition, create, organization, patient, releaseOf, rowsOf, systemOf } from './support.ts'
import type { Json } from './support.ts'
import { auditor, court, designation, hub, order, recordsOf, subpoena } from './support-papers.ts'

const agreed = (kind: string, ...categories: string[]): Json[] => [
  { kind: 'participation', from: '2024-01-01' },
  { kind, from: '2024-01-01', with: 'cedar-bridge', categories },
]
const researcher: PartnerFacts = {
  ...recordsOf('institute'),
  legalRole: 'researcher',
  purposes: ['HRESCH'],
  agreements: agreed('research', 'goals', 'demographics'),
}
const withPartners = (facts: readonly PartnerFacts[], more: PartnerFacts = {}): PartnerFacts[] => [
  ...facts.map((partner) => (partner['id'] === 'harbor-court' ? { ...partner, ...court } : partner)),
  { ...facts[0], ...auditor, ...more },
  { ...facts[0], ...researcher },
  { ...facts[0], ...hub },
]

/** The gateway that is asked: another one with another directory takes its place as the story goes. */
let t: TestGateway
const all: TestGateway[] = []
beforeAll(async () => {
  t = await openTestGateway({ partners: withPartners })
  all.push(t)
})
afterAll(async () => {
  for (const each of all.toReversed()) await each.close()
})

const PHYSICIAN: Actor = { ...HOSPITAL, purpose: 'ETREAT' }
const ASKERS: readonly Actor[] = [
  HOSPITAL,
  PHYSICIAN,
  COURT,
  { ...COURT, purpose: 'legal-proceeding' },
  { ...COURT, person: { id: 'hc-officer', role: 'officer' } },
  { partner: 'state-auditor', purpose: 'audit-evaluation', tokenId: 't9' },
  { partner: 'institute', purpose: 'HRESCH', tokenId: 't10' },
]
const DOCKET = { system: 'https://harbor-court.example/docket' }
const SSN = 'http://hl7.org/fhir/sid/us-ssn'
const FACTS: Readonly<Record<string, Json>> = {
  personnel: { valueString: 'Dr. Phyllis Madeup' },
  affiliation: { valueString: 'Lakeside Hospital, emergency department' },
  discloser: { valueString: 'Ingram Fictional' },
  nature: { valueString: 'Found unconscious; overdose suspected.' },
}

let keys = 0
const nextKey = (): string => `authority-${(keys += 1)}`

type Client = {
  readonly there: string
  readonly here: string
  readonly goal: string
  readonly diagnosis: string
  /** What was filed of each kind, the last one last. */
  readonly papers: Record<'orders' | 'subpoenas' | 'teams', string[]>
  readonly sessions: { readonly id: string; readonly opened: string }[]
}
type Act = (client: Client) => Promise<unknown>

/** One human being at the center and at the hospital, with a goal and a diagnosis at the center. */
async function someone(): Promise<Client> {
  const key = nextKey()
  const known = (partner: 'cedar-bridge' | 'lakeside'): Resource =>
    patient(partner, key, {
      name: [{ family: key, given: ['Testa'] }],
      identifier: [
        { system: systemOf(partner), value: key },
        { system: SSN, value: `900-33-${String(keys).padStart(4, '0')}` },
      ],
    })
  const there = `Patient/${(await create(t, CENTER, known('cedar-bridge'))).id ?? ''}`
  const goal = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Walks.' },
    subject: { reference: there },
  })
  const diagnosis = await create(t, CENTER, condition(there))
  const here = (await create(t, HOSPITAL, known('lakeside'))).id ?? ''
  const papers = { orders: [], subpoenas: [], teams: [] }
  return { there, here, goal: goal.id ?? '', diagnosis: diagnosis.id ?? '', papers, sessions: [] }
}

const parameters = (...parameter: Json[]): Resource => ({ resourceType: 'Parameters', parameter })

const openEmergency: Act = async ({ here, sessions }) => {
  const answer = await t.gateway.emergency.open(
    PHYSICIAN,
    here,
    parameters(
      { name: 'nature', valueCode: 'medical-emergency' },
      { name: 'consentCannotBeObtained', valueBoolean: true },
    ),
  )
  if (answer.status !== 200) return
  const [session] = (answer.body as unknown as { parameter: Json[] }).parameter
  sessions.push({ id: String(session?.['valueId']), opened: t.now })
}

const closeEmergency: Act = async ({ here, sessions }) => {
  const last = sessions.pop()
  if (!last) return
  const date = { name: 'date', valueDateTime: last.opened }
  const facts = Object.entries(FACTS).map(([name, value]) => ({ name, ...value }))
  await t.gateway.emergency.close(
    PHYSICIAN,
    here,
    parameters({ name: 'session', valueId: last.id }, date, ...facts),
  )
}

/** Reads to the last byte, and searches. */
const ask =
  (actor: Actor): Act =>
  async ({ goal, diagnosis }) => {
    const settled = async (answer: Answer): Promise<unknown> => answer.settle?.('sent')
    await settled(await t.gateway.disclose.read(actor, { type: 'Goal', id: goal }))
    await settled(await t.gateway.disclose.read(actor, { type: 'Condition', id: diagnosis }))
    await settled(await t.gateway.disclose.search(actor, 'Goal', [['_id', goal]]))
  }

const file =
  (kind: keyof Client['papers'], resource: (client: Client) => Resource): Act =>
  async (client) => {
    const { resourceType, id = '' } = await create(t, CENTER, resource(client))
    client.papers[kind].push(`${resourceType}/${id}`)
  }

const alter =
  (kind: keyof Client['papers'], elements: (client: Client) => Json): Act =>
  async (client) => {
    const last = client.papers[kind].at(-1)
    if (last) await change(t, CENTER, last, elements(client))
  }

/** Another directory comes in force: the agreement of the auditor names other parts. */
const agree =
  (...categories: string[]): Act =>
  async () => {
    const { now } = t
    const agreements = agreed('audit', ...categories)
    const partners = (facts: readonly PartnerFacts[]): PartnerFacts[] => withPartners(facts, { agreements })
    const next = await openTestGateway({ partners, beside: all[0] ?? t })
    next.now = now
    all.push(next)
    await next.prepare()
    t = next
  }

const designate: Act = ({ there }) =>
  create(t, CENTER, designation({ patient: there, categories: ['goals'], key: nextKey() }))

const releaseForDocket =
  (value: string): Act =>
  ({ there }) =>
    create(
      t,
      CENTER,
      releaseOf({
        patient: there,
        categories: ['goals'],
        to: 'harbor-court',
        key: nextKey(),
        docket: { ...DOCKET, value },
      }),
    )

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ASKERS).map(ask) },
  { weight: 2, arbitrary: fc.constant(openEmergency) },
  { weight: 1, arbitrary: fc.constant(closeEmergency) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Act>(
      file('subpoenas', ({ there }) => subpoena(there)),
      file('orders', ({ there, papers }) => order(there, papers.subpoenas)),
      alter('orders', ({ there, papers }) => ({
        extension: order(there, papers.subpoenas)['extension'],
      })),
      alter('orders', ({ there }) => ({ extension: order(there, [])['extension'] })),
      alter('subpoenas', () => ({ status: 'entered-in-error' })),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Act>(
      designate,
      file('teams', ({ there }) => ({
        resourceType: 'CareTeam',
        status: 'active',
        subject: { reference: there },
        participant: [{ member: organization('lakeside') }],
      })),
      alter('teams', () => ({ status: 'inactive' })),
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('CR-1', 'CR-2').map(releaseForDocket) },
  {
    weight: 1,
    arbitrary: fc
      .subarray(['goals', 'diagnoses', 'demographics'], { minLength: 1 })
      .map((of) => agree(...of)),
  },
)
// All stories lie within the validity of an order.
const moments = fc.constantFrom(0, 1, 600_000, 5 * 3_600_000)

async function unequal(): Promise<Replayed[]> {
  const found: Replayed[] = []
  for await (const each of replayDecisions(t.database, {}))
    if (each.outcome.kind !== 'equal') found.push(each)
  return found
}

/** What was permitted, as the audit has it: by which authority, to whom, for what. */
async function permitted(): Promise<string[]> {
  const rows = await rowsOf<{ details: { type: string; valueString: string }[] }>(
    t,
    `select content->'entity'->0->'detail' as details from audit_event where content::text like '%"type":"asked"%'`,
  )
  const all = rows.map(({ details }) => new Map(details.map((each) => [each.type, each.valueString])))
  const told = all
    .filter((details) => details.get('decision') === 'permit')
    .map((details) => {
      const { recipient, recipientPerson, purpose } = JSON.parse(details.get('asked') ?? '') as Json
      return [details.get('authority'), recipientPerson ?? recipient, purpose].join(' ')
    })
  return [...new Set(told)].toSorted()
}

test('emergencies, orders of a court, agreements, intermediaries, mandates, and another directory', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(acts, moments), { minLength: 15, maxLength: 30 }), async (story) => {
      const client = await someone()
      for (const [act, ms] of story) {
        await act(client)
        t.now = new Date(Date.parse(t.now) + ms).toISOString()
      }
      await openEmergency(client)
      for (const actor of ASKERS) await ask(actor)(client)
      // Who leaves a session undocumented opens no other.
      while (client.sessions.length > 0) await closeEmergency(client)
      expect(await unequal()).toEqual([])
    }),
    { numRuns: 12, seed: 20261123 },
  )
  expect(await permitted()).toEqual(
    expect.arrayContaining([
      'agreement institute HRESCH',
      'agreement state-auditor audit-evaluation',
      'consent hc-coordinator cj-monitoring',
      'consent hc-officer cj-monitoring',
      'consent lh-physician TREAT',
      'court-order hc-coordinator legal-proceeding',
      'emergency lh-physician ETREAT',
    ]),
  )
  const [versions] = await rowsOf<{ n: number }>(t, 'select count(*)::int as n from policy_version')
  expect(versions?.n).toBeGreaterThan(3)
}, 240_000)
