/** What the receiver has changed in his copy is his: a later packet does not take it away. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, create, read, receiverSide, refer, releaseOf, rowsOf, search } from './support.ts'
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
