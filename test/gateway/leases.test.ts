/** An attempt that outlives its lease, and a record that changes while its delivery is claimed: nothing is lost or undone. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import { attempt } from '../../src/gateway/deliver.ts'
import { CENTER, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, concept, create, patient, releaseOf, rowsOf, search } from './support.ts'

const NOON = '2026-11-23T12:00:00.000Z'
/** After the lease of a minute. */
const LATER = '2026-11-23T12:05:00.000Z'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

let people = 0
let delivery: string
let plan: string
/** Ends the first attempt; the second one ends by itself. */
let endFirst: () => void
beforeEach(async () => {
  people += 1
  t.now = NOON
  t.sent.length = 0
  const name = [{ family: `Lease${people}`, given: ['Testa'] }]
  const person = await create(t, CENTER, patient('cedar-bridge', `${people}`, { name }))
  const reference = `Patient/${person.id ?? ''}`
  await create(t, CENTER, releaseOf({ patient: reference, categories: ['plan'], key: `lease-${people}` }))
  const { id = '' } = await create(t, CENTER, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    title: 'one',
    category: [concept(SYSTEM.planCategory, 'service-plan')],
    subject: { reference },
  })
  plan = `CarePlan/${id}`
  const [row] = await rowsOf<{ id: string }>(t, 'select id from delivery where focus = $1', plan)
  delivery = row?.id ?? ''
})

const state = async (): Promise<unknown> =>
  (await rowsOf(t, 'select state, attempts from delivery where id = $1', delivery))[0]
const outcome = async (): Promise<unknown> =>
  (await rowsOf<{ outcome: string }>(t, 'select outcome from disclosure where delivery = $1', delivery))[0]
    ?.outcome

const failed = { kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false } as const
const taken = { kind: 'taken' } as const
type Result = typeof failed | typeof taken

/** Starts the first attempt, and resolves when it has sent; `done` is its end. */
async function begin(first: Result, second: () => Promise<Result>): Promise<{ done: Promise<boolean> }> {
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const { promise: isSent, resolve: sent } = Promise.withResolvers<void>()
  endFirst = release
  let calls = 0
  t.network = async () => {
    calls += 1
    if (calls > 1) return second()
    sent()
    await held
    return first
  }
  const done = attempt(t.ground, delivery)
  await isSent
  return { done }
}

test('what the second attempt has sent, the first does not set back, and it counts as disclosed', async () => {
  const first = await begin(failed, async () => taken)
  t.now = LATER
  await attempt(t.ground, delivery)
  expect(await state()).toEqual({ state: 'sent', attempts: 2 })
  endFirst()
  await first.done
  expect(await state()).toEqual({ state: 'sent', attempts: 2 })
  expect(await outcome()).toBe('sent')
})

test('a first attempt that ends late leaves the second one its time, and its intent stands', async () => {
  const first = await begin(failed, async () => {
    endFirst()
    await first.done
    expect(await state()).toEqual({ state: 'in-flight', attempts: 2 })
    expect(await outcome()).toBe('intended')
    return failed
  })
  t.now = LATER
  await attempt(t.ground, delivery)
  expect(await state()).toEqual({ state: 'waiting', attempts: 2 })
})

test('what the first attempt has sent after all, the second does not set back', async () => {
  const first = await begin(taken, async () => {
    endFirst()
    await first.done
    return failed
  })
  t.now = LATER
  await attempt(t.ground, delivery)
  expect(await state()).toEqual({ state: 'sent', attempts: 2 })
  expect(await outcome()).toBe('sent')
  expect((await search(t, HOSPITAL, 'CarePlan')).filter(({ meta }) => meta?.source === plan)).toHaveLength(1)
})

test('an older packet that ends last does not overwrite the newer one', async () => {
  const first = await begin(taken, async () => taken)
  t.now = LATER
  await change(t, CENTER, plan, { title: 'two' })
  await t.deliver()
  endFirst()
  await first.done
  const copies = (await search(t, HOSPITAL, 'CarePlan')).filter(({ meta }) => meta?.source === plan)
  expect(copies.map((copy) => copy['title'])).toEqual(['two'])
})

test('what changes while an attempt is under way is sent after it, not past it', async () => {
  const first = await begin(taken, async () => taken)
  await change(t, CENTER, plan, { title: 'two' })
  await t.deliver()
  expect(t.sent).toEqual([])
  endFirst()
  await first.done
  await t.deliver()
  const titles = t.sent.map(({ bundle }) =>
    resourcesOf(bundle).flatMap((resource) => resource['title'] ?? []),
  )
  expect(titles).toEqual([['one'], ['two']])
  const copies = (await search(t, HOSPITAL, 'CarePlan')).filter(({ meta }) => meta?.source === plan)
  expect(copies.map((copy) => copy['title'])).toEqual(['two'])
})

test('a change while the delivery is claimed is sent', async () => {
  t.network = () => taken
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const { promise: isHeld, resolve: holds } = Promise.withResolvers<void>()
  // The change has seen the delivery that waits, and stops before its end; meanwhile the delivery is claimed.
  const blocking = t.database.transaction(async (tx) => {
    await tx.query('lock table audit_event in exclusive mode')
    holds()
    await held
  })
  await isHeld
  const changed = write()
  await new Promise((resolve) => setTimeout(resolve, 300))
  const attempted = attempt(t.ground, delivery)
  await new Promise((resolve) => setTimeout(resolve, 300))
  release()
  await blocking
  expect(await changed).toBe(200)
  await attempted
  await t.deliver()
  const titles = t.sent.map(({ bundle }) =>
    resourcesOf(bundle).flatMap((resource) => resource['title'] ?? []),
  )
  expect(titles.at(-1)).toEqual(['two'])

  /** Without a read, which would be audited. */
  async function write(): Promise<number> {
    const [type = '', id = ''] = plan.split('/')
    const [row] = await rowsOf<{ content: Record<string, unknown> }>(
      t,
      'select content from resource where type = $1 and id = $2',
      type,
      id,
    )
    const resource = { ...row?.content, resourceType: 'CarePlan', title: 'two' }
    return (await t.gateway.receive.write(CENTER, { kind: 'update', type, id, resource })).status
  }
})
