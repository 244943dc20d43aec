/** What the receiver has changed in his copy is his: a later packet does not take it away. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  change,
  condition as conditionOf,
  create,
  patient as patientOf,
  read,
  receiverSide,
  refer,
  releaseOf,
  rowsOf,
  search,
} from './support.ts'
import { planned } from './support-plans.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

async function copyOf(source: string): Promise<Resource & { id: string }> {
  const [type = ''] = source.split('/')
  const found = (await search(t, HOSPITAL, type)).find(({ meta }) => meta?.source === source)
  return { ...found, resourceType: type, id: found?.id ?? '' }
}

test('a new packet changes the copies that the receiver has left alone, and no others', async () => {
  const { plan, goal } = await planned(t)
  await t.deliver()
  const copy = await copyOf(plan)
  const note = [{ text: 'Seen on the ward.' }]
  expect((await change(t, HOSPITAL, `CarePlan/${copy.id}`, { note })).status).toBe(200)
  const goalCopy = await copyOf(goal)
  for (const [n, text] of ['A second goal.', 'A third goal.'].entries()) {
    await change(t, CENTER, plan, { title: text })
    await change(t, CENTER, goal, { description: { text } })
    await t.deliver()
    expect(await read(t, HOSPITAL, `CarePlan/${copy.id}`)).toMatchObject({ note, meta: { versionId: '2' } })
    expect((await read(t, HOSPITAL, `CarePlan/${copy.id}`))['title']).toBe(copy['title'])
    expect(await read(t, HOSPITAL, `Goal/${goalCopy.id}`)).toMatchObject({
      description: { text },
      meta: { versionId: String(n + 2) },
    })
  }
})

test('a copy from before copies were noted is the receiver’s own once it has a second version', async () => {
  const { plan } = await planned(t)
  await t.deliver()
  await rowsOf(t, 'delete from placed_copy')
  await change(t, CENTER, plan, { title: 'Second' })
  await t.deliver()
  const copy = await copyOf(plan)
  expect(copy['title']).toBe('Second')
  await rowsOf(t, 'delete from placed_copy')
  await change(t, CENTER, plan, { title: 'Third' })
  await t.deliver()
  expect((await copyOf(plan))['title']).toBe('Second')
})

test('a referral that is sent again does not set back what the receiver has changed', async () => {
  const { patient } = await planned(t)
  await create(t, CENTER, releaseOf({ patient, categories: ['referrals', 'diagnoses'], key: 'copies' }))
  const sent = await refer(t, CENTER, { to: 'lakeside', patient, key: 'copies' })
  await t.deliver()
  const { task } = await receiverSide(t, HOSPITAL, sent.task)
  const order = ((await read(t, HOSPITAL, task))['focus'] as { reference: string }).reference
  const note = [{ text: 'Bed on Monday.' }]
  expect((await change(t, HOSPITAL, order, { note })).status).toBe(200)
  const before = t.sent.length
  await rowsOf(t, `update delivery set state = 'waiting', next_at = created where focus = $1`, sent.task)
  await t.deliver()
  expect(t.sent).toHaveLength(before + 1)
  expect(await read(t, HOSPITAL, order)).toMatchObject({ note })
})

type Overlap = { patient: string; goal: string; condition: string; diagnoses: string }

let overlaps = 0
/** Two plans that share a goal. From the wide one what the goal addresses is in reach, from the narrow one no more. */
async function overlapping(first: 'wide' | 'narrow'): Promise<Overlap> {
  overlaps += 1
  const key = `overlap-${overlaps}`
  const name = [{ family: `Overlap${overlaps}`, given: ['Testa'] }]
  const made = async (resource: Resource): Promise<string> => {
    const { resourceType, id = '' } = await create(t, CENTER, resource)
    return `${resourceType}/${id}`
  }
  const patient = await made(patientOf('cedar-bridge', key, { name }))
  const subject = { reference: patient }
  const condition = await made(conditionOf(patient))
  const goal = await made({
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Ninety days of meetings.' },
    subject,
    addresses: [{ reference: condition }],
  })
  const plan = (elements: Record<string, unknown>): Promise<string> =>
    made({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject, ...elements })
  await made(releaseOf({ patient, categories: ['plan', 'goals'], key: `${key}-plan` }))
  const diagnoses = await made(releaseOf({ patient, categories: ['diagnoses'], key: `${key}-diagnoses` }))
  const bring = {
    wide: async (): Promise<void> => void (await plan({ goal: [{ reference: goal }] })),
    narrow: async (): Promise<void> => {
      const last = await plan({ status: 'draft', goal: [{ reference: goal }] })
      const middle = await plan({ status: 'draft', basedOn: [{ reference: last }] })
      await plan({ basedOn: [{ reference: middle }] })
    },
  }
  for (const each of first === 'wide' ? (['wide', 'narrow'] as const) : (['narrow', 'wide'] as const)) {
    await bring[each]()
    await t.deliver()
  }
  return { patient, goal, condition, diagnoses }
}

describe('of packets that overlap', () => {
  test.each(['wide', 'narrow'] as const)(
    'the %s one first: the shared copy refers to all that the receiver holds',
    async (first) => {
      const { goal, condition } = await overlapping(first)
      const packets = t.sent.slice(-2).map(({ bundle }) => JSON.stringify(bundle))
      const narrow = packets[first === 'wide' ? 1 : 0] ?? ''
      expect(narrow).toContain(goal)
      expect(narrow).not.toContain('addresses')
      const held = await copyOf(condition)
      expect(await copyOf(goal)).toMatchObject({ addresses: [{ reference: `Condition/${held.id}` }] })
    },
  )

  test('what the source’s record names no more goes from the copy', async () => {
    const { goal } = await overlapping('wide')
    await change(t, CENTER, goal, { addresses: undefined })
    await t.deliver()
    expect(await copyOf(goal)).not.toHaveProperty('addresses')
  })

  test('what is released no more goes from what is copied anew; the receiver keeps what he holds of it', async () => {
    const { goal, condition, diagnoses } = await overlapping('wide')
    expect(bodyOf(await t.gateway.revoke(CENTER, diagnoses.slice('Consent/'.length)))).toBeDefined()
    const text = 'Thirty days of meetings.'
    await change(t, CENTER, goal, { description: { text } })
    await t.deliver()
    expect(await copyOf(goal)).toMatchObject({ description: { text } })
    expect(await copyOf(goal)).not.toHaveProperty('addresses')
    expect(await copyOf(condition)).toMatchObject({ resourceType: 'Condition', meta: { source: condition } })
  })
})
