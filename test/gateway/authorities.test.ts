/**
 * Authorities other than a release, through the doors: an order of the court with its subpoena, an agreement on audit, an
 * intermediary with a general designation, a duty for one mandate. What changes them changes what is seen at once.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Actor } from '../../src/partners/actor.ts'
import { CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, create, organization, patient, releaseOf, rowsOf, search } from './support.ts'
import { auditor, court, designation, hub, order, subpoena } from './support-papers.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway({
    partners: (facts) => [
      ...facts.map((partner) => (partner['id'] === 'harbor-court' ? { ...partner, ...court } : partner)),
      { ...facts[0], ...auditor },
      { ...facts[0], ...hub },
    ],
  })
})
afterAll(() => t.close())

const AUDITOR: Actor = { partner: 'state-auditor', purpose: 'audit-evaluation', tokenId: 't9' }
const PROCEEDING: Actor = { ...COURT, purpose: 'legal-proceeding' }
const OFFICER: Actor = { ...COURT, person: { id: 'hc-officer', role: 'officer' } }

type Client = { readonly patient: string; readonly goal: string; readonly plan: string }

async function client(key: string): Promise<Client> {
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', key))
  const subject = { reference: `Patient/${id}` }
  const goal = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: `goal of ${key}` },
    subject,
  })
  const plan = await create(t, CENTER, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject,
  })
  return { patient: `Patient/${id}`, goal: `Goal/${goal.id ?? ''}`, plan: `CarePlan/${plan.id ?? ''}` }
}

const statusOf = async (actor: Actor, reference: string): Promise<number> => {
  const [type = '', id = ''] = reference.split('/')
  return (await t.gateway.disclose.read(actor, { type, id })).status
}

/** What an actor sees of a client's goal, by reading and by searching: the two never differ. */
async function sees(actor: Actor, reference: string): Promise<boolean> {
  const status = await statusOf(actor, reference)
  const [type = '', id = ''] = reference.split('/')
  const found = await search(t, actor, type, { _id: id })
  expect(found.length).toBe(status === 200 ? 1 : 0)
  return status === 200
}

test('a court’s order reaches its parts with the subpoena, and not without', async () => {
  const { patient: subject, goal, plan } = await client('order')
  const alone = await create(t, CENTER, order(subject, []))
  expect(await sees(PROCEEDING, goal)).toBe(false)
  const paper = await create(t, CENTER, subpoena(subject))
  expect(await sees(PROCEEDING, goal)).toBe(false)
  const { extension } = order(subject, [`DocumentReference/${paper.id ?? ''}`])
  expect((await change(t, CENTER, `Basic/${alone.id ?? ''}`, { extension })).status).toBe(200)
  expect(await sees(PROCEEDING, goal)).toBe(true)
  expect(await sees(PROCEEDING, plan)).toBe(false)
  expect(await sees(COURT, goal)).toBe(false)
  const [entry] = await rowsOf<{ authority: string }>(
    t,
    'select authority from disclosure where recipient = $1 and purpose = $2',
    'harbor-court',
    'legal-proceeding',
  )
  expect(entry?.authority).toBe('court-order')
  // The subpoena is quashed: what it compelled stops with it.
  const quashed = { status: 'entered-in-error' }
  expect((await change(t, CENTER, `DocumentReference/${paper.id ?? ''}`, quashed)).status).toBe(200)
  expect(await sees(PROCEEDING, goal)).toBe(false)
})

test('a subpoena alone releases nothing', async () => {
  const { patient: subject, goal } = await client('subpoena')
  await create(t, CENTER, subpoena(subject))
  expect(await sees(PROCEEDING, goal)).toBe(false)
})

test('an order that the court files about its own participant opens nothing at the center', async () => {
  const { goal } = await client('filed-by-court')
  const own = await create(t, COURT, patient('harbor-court', 'filed-by-court'))
  const paper = await create(t, COURT, subpoena(`Patient/${own.id ?? ''}`))
  await create(t, COURT, order(`Patient/${own.id ?? ''}`, [`DocumentReference/${paper.id ?? ''}`]))
  expect(await sees(PROCEEDING, goal)).toBe(false)
})

test('an agreement on audit reaches what its agreement names, of every person', async () => {
  const { goal, plan } = await client('audit')
  expect(await sees(AUDITOR, goal)).toBe(true)
  expect(await sees(AUDITOR, plan)).toBe(false)
  expect(await statusOf({ ...AUDITOR, purpose: 'TREAT' }, goal)).toBe(404)
})

test('an intermediary’s participant is reached by a general designation, only while it treats the person', async () => {
  const { patient: subject, goal } = await client('hub')
  await create(t, CENTER, designation({ patient: subject, categories: ['goals'], key: 'hub' }))
  expect(await sees(HOSPITAL, goal)).toBe(false)
  const team = await create(t, CENTER, {
    resourceType: 'CareTeam',
    status: 'active',
    subject: { reference: subject },
    participant: [{ member: organization('lakeside') }],
  })
  expect(await sees(HOSPITAL, goal)).toBe(true)
  const listed = await t.gateway.intermediaryList(CENTER, subject.slice('Patient/'.length), [
    ['requested', t.now.slice(0, 10)],
  ])
  expect(JSON.stringify(listed.body)).toContain(
    '"intermediary","valueReference":{"reference":"Organization/hub"',
  )
  expect((await change(t, CENTER, `CareTeam/${team.id ?? ''}`, { status: 'inactive' })).status).toBe(200)
  expect(await sees(HOSPITAL, goal)).toBe(false)
})

test('a person who monitors one mandate sees what is released for it, and what is released for none in particular', async () => {
  const system = 'https://harbor-court.example/docket'
  const seen = async (key: string, value?: string): Promise<boolean> => {
    const { patient: subject, goal } = await client(key)
    const docket = value === undefined ? {} : { docket: { system, value } }
    await create(
      t,
      CENTER,
      releaseOf({ patient: subject, categories: ['goals'], to: 'harbor-court', key, ...docket }),
    )
    expect(await sees(COURT, goal)).toBe(true)
    return await sees(OFFICER, goal)
  }
  expect(await seen('docket-own', 'CR-1')).toBe(true)
  expect(await seen('docket-other', 'CR-2')).toBe(false)
  expect(await seen('docket-none')).toBe(true)
})
