/** What is to be sent: attempts, pauses, giving up, replays; what a revocation stops; what is never there twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { DatabaseError } from '../../src/database/database.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { attempt } from '../../src/gateway/deliver.ts'
import { CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  change,
  create,
  patient,
  read,
  receiverSide,
  refer,
  releaseOf,
  rowsOf,
  search,
  textOf,
} from './support.ts'
import { accounting, after, deliveriesOf, planned } from './support-plans.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
beforeEach(() => {
  t.network = () => ({ kind: 'taken' })
  t.sent.length = 0
})
afterAll(() => t.close())

describe('an attempt', () => {
  test('that fails is made again after pauses that double, and given up after the last', async () => {
    const { plan } = await planned(t)
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    const start = Date.parse(t.now)
    await t.deliver()
    expect(await deliveriesOf(t, plan)).toMatchObject([
      { state: 'waiting', attempts: 1, next_at: new Date(start + 1_000).toISOString() },
    ])
    await after(t, 999)
    expect(await deliveriesOf(t, plan)).toMatchObject([{ attempts: 1 }])
    await after(t, 1)
    expect(await deliveriesOf(t, plan)).toMatchObject([
      { state: 'waiting', attempts: 2, next_at: new Date(start + 3_000).toISOString() },
    ])
    await after(t, 2_000)
    expect(await deliveriesOf(t, plan)).toMatchObject([
      { state: 'dead', attempts: 3, reason: 'no answer (ECONNREFUSED)' },
    ])
    await after(t, 3_600_000)
    expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'dead', attempts: 3 }])
  })

  test('that is refused is given up at once; replayed, it decides anew and succeeds', async () => {
    const { plan } = await planned(t)
    t.network = () => ({ kind: 'refused', reason: 'the partner answered HTTP 422', reached: true })
    await t.deliver()
    const [dead] = await deliveriesOf(t, plan)
    expect(dead).toMatchObject({ state: 'dead', attempts: 1 })
    const listed = await t.gateway.deliveries.list(CENTER)
    expect((listed.body as { deliveries: unknown[] }).deliveries).toContainEqual(
      expect.objectContaining({
        id: dead?.id,
        state: 'dead',
        reason: 'the partner answered HTTP 422',
        focus: plan,
      }),
    )
    t.network = () => ({ kind: 'taken' })
    expect((await t.gateway.deliveries.replay(CENTER, dead?.id ?? '')).status).toBe(202)
    await t.deliver()
    expect(await deliveriesOf(t, plan)).toMatchObject([{ id: dead?.id, state: 'sent' }])
    expect((await t.gateway.deliveries.replay(CENTER, dead?.id ?? '')).status).toBe(404)
  })

  test('that was broken off is made again under the same identifier, and leaves one copy', async () => {
    const { plan } = await planned(t)
    const packets: string[] = []
    t.network = ({ bundle, headers }) => {
      packets.push(`${bundle.id ?? ''} ${headers['x-throughline-delivery'] ?? ''}`)
      return { kind: 'taken' }
    }
    const [{ id } = { id: '' }] = await deliveriesOf(t, plan)
    const { transaction } = t.ground.database
    let transactions = 0
    const broken = {
      ...t.ground,
      database: {
        ...t.ground.database,
        transaction: ((work, options) => {
          transactions += 1
          // The second one would settle what the partner has taken.
          if (transactions === 2) throw new DatabaseError('database-unreachable', 'gone')
          return transaction(work, options)
        }) as typeof transaction,
      },
    }
    await expect(attempt(broken, id)).rejects.toThrow('gone')
    expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'in-flight', attempts: 1 }])
    await after(t, 59_999)
    expect(packets).toHaveLength(1)
    await after(t, 1)
    expect(packets).toEqual([`${id} ${id}`, `${id} ${id}`])
    expect(await deliveriesOf(t, plan)).toMatchObject([{ id, state: 'sent', attempts: 2 }])
    const [copy] =
      t.sent
        .at(-1)
        ?.bundle.entry?.flatMap(({ resource }) =>
          resource?.resourceType === 'CarePlan' ? [resource] : [],
        ) ?? []
    expect(await search(t, HOSPITAL, 'CarePlan', { _id: copy?.id ?? '' })).toHaveLength(1)
    expect((await read(t, HOSPITAL, `CarePlan/${copy?.id ?? ''}`)).meta?.versionId).toBe('1')
  })

  test('that fails by a fault of the gateway is set back, and others go on', async () => {
    const broken = await planned(t)
    await rowsOf(t, `update resource set content = 'null' where id = $1`, broken.plan.split('/')[1])
    const { plan } = await planned(t)
    await t.deliver()
    expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'sent' }])
    expect(await deliveriesOf(t, broken.plan)).toMatchObject([
      { state: 'waiting', attempts: 1, reason: 'a fault of the gateway' },
    ])
    await after(t, 1_000)
    await after(t, 2_000)
    expect(await deliveriesOf(t, broken.plan)).toMatchObject([{ state: 'dead', attempts: 3 }])
  })

  test('is made by one at a time', async () => {
    const { plan } = await planned(t)
    const [{ id } = { id: '' }] = await deliveriesOf(t, plan)
    const made = await Promise.all([1, 2, 3].map(() => attempt(t.ground, id)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(t.sent).toHaveLength(1)
  })
})

describe('the plan', () => {
  test('is not sent again where nothing changed, and is where something did', async () => {
    const { plan, goal, patient: person } = await planned(t)
    await t.deliver()
    expect(t.sent).toHaveLength(1)
    const touched = { note: [{ text: 'Seen by nobody.' }] }
    // Another release says nothing new: what is queued because of it is settled unsent.
    await create(
      t,
      CENTER,
      releaseOf({ patient: person, categories: ['plan', 'goals'], key: `again-${person}` }),
    )
    await t.deliver()
    expect(t.sent).toHaveLength(1)
    expect((await deliveriesOf(t, plan)).map(({ state, reason }) => [state, reason])).toEqual([
      ['sent', null],
      ['sent', 'the partner has exactly this already'],
    ])
    expect((await change(t, CENTER, goal, touched)).status).toBe(200)
    await t.deliver()
    expect(t.sent).toHaveLength(2)
  })

  test('is a copy of the hospital’s own: the same resources, updated', async () => {
    const { goal } = await planned(t)
    await t.deliver()
    const copyOf = (sent: number): Resource | undefined =>
      t.sent[sent]?.bundle.entry?.find(({ resource }) => resource?.resourceType === 'Goal')?.resource
    const first = copyOf(0)
    expect(first?.id).not.toBe(goal.slice('Goal/'.length))
    await change(t, CENTER, goal, { description: { text: 'A hundred days of meetings.' } })
    await t.deliver()
    expect(copyOf(1)?.id).toBe(first?.id)
    const kept = await read(t, HOSPITAL, `Goal/${first?.id ?? ''}`)
    expect(kept).toMatchObject({
      description: { text: 'A hundred days of meetings.' },
      meta: { versionId: '2' },
    })
  })

  test('goes to the person that was linked first, though another link comes later', async () => {
    const { plan, goal, patient: person } = await planned(t)
    await t.deliver()
    const family = (await read(t, CENTER, person))['name'] as { family: string }[]
    const known = await create(t, HOSPITAL, patient('lakeside', `late-${person}`, { name: family }))
    const [waiting] = await rowsOf<{ id: string }>(
      t,
      `select id from identity_link where state = 'waiting' and $1 in (person, other_person)`,
      known.id,
    )
    expect((await t.gateway.links.confirm(CENTER, waiting?.id ?? '')).status).toBe(200)
    await change(t, CENTER, goal, { description: { text: 'Another goal.' } })
    await t.deliver()
    expect((await deliveriesOf(t, plan)).map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(t.sent).toHaveLength(2)
  })

  test('goes to another person after the link was undone, and mixes nobody’s records', async () => {
    const { plan, goal, patient: person } = await planned(t)
    const family = (await read(t, CENTER, person))['name'] as { family: string }[]
    const known = await create(t, HOSPITAL, patient('lakeside', `undone-${person}`, { name: family }))
    const [link] = await rowsOf<{ id: string }>(
      t,
      `select id from identity_link where $1 in (person, other_person)`,
      known.id,
    )
    expect((await t.gateway.links.confirm(CENTER, link?.id ?? '')).status).toBe(200)
    await t.deliver()
    const before = await search(t, HOSPITAL, 'Goal', { patient: `Patient/${known.id ?? ''}` })
    expect(before).toHaveLength(1)
    expect((await t.gateway.links.undo(CENTER, link?.id ?? '')).status).toBe(200)
    await change(t, CENTER, goal, { description: { text: 'Of somebody else, as it turned out.' } })
    await t.deliver()
    expect((await deliveriesOf(t, plan)).map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(await search(t, HOSPITAL, 'Goal', { patient: `Patient/${known.id ?? ''}` })).toEqual(before)
    const after_ = await rowsOf(
      t,
      `select from resource where custodian = 'lakeside' and content::text like '%as it turned out%'`,
    )
    expect(after_).toHaveLength(1)
  })
})

describe('a revocation', () => {
  test('stops what waits between attempts, and what has been given up cannot be replayed past it', async () => {
    const { plan, consent } = await planned(t)
    t.network = () => ({ kind: 'again', reason: 'the partner answered HTTP 503', reached: true })
    await t.deliver()
    expect((await t.gateway.revoke(CENTER, consent)).status).toBe(200)
    t.network = () => ({ kind: 'taken' })
    await after(t, 60_000)
    expect(t.sent).toEqual([])
    const [stopped] = await deliveriesOf(t, plan)
    expect(stopped).toMatchObject({ state: 'stopped' })
    expect((await t.gateway.deliveries.replay(CENTER, stopped?.id ?? '')).status).toBe(202)
    await t.deliver()
    expect(t.sent).toEqual([])
    expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'stopped' }])
  })

  test.each([
    ['has arrived', { kind: 'taken' as const }, 'sent', 1],
    ['has failed', { kind: 'again' as const, reason: 'no answer', reached: true }, 'stopped', 0],
  ])('lets an attempt in flight finish; when it %s', async (_, result, state, copies) => {
    const { plan, consent, patient: person } = await planned(t)
    t.network = async () => {
      expect((await t.gateway.revoke(CENTER, consent)).status).toBe(200)
      return result
    }
    await t.deliver()
    expect(await deliveriesOf(t, plan)).toMatchObject([{ state, attempts: 1 }])
    await after(t, 3_600_000)
    expect(await deliveriesOf(t, plan)).toMatchObject([{ state, attempts: 1 }])
    expect(t.sent).toHaveLength(copies)
    const [entry] = await accounting(t, person)
    expect(entry).toMatchObject({ channel: 'delivery', outcome: copies > 0 ? 'sent' : 'unknown' })
  })

  test('for a recipient, or because of an event, that cannot be read is refused: it revokes nothing', async () => {
    const { consent } = await planned(t)
    for (const parameter of [
      { name: 'recipent', valueReference: { reference: 'Organization/lakeside' } },
      { name: 'recipient', valueReference: { reference: 'lakeside' } },
      { name: 'recipient', valueString: 'lakeside' },
      { name: 'eventOccurred', valueDateTime: 'soon' },
      { name: 'eventOccurred' },
    ]) {
      const parameters = { resourceType: 'Parameters', parameter: [parameter] }
      const answer = await t.gateway.revoke(CENTER, consent, parameters)
      expect([answer.status, textOf(answer)]).toEqual([
        400,
        expect.stringContaining('Parameters.parameter[0]'),
      ])
    }
    expect((await t.gateway.revoke(CENTER, consent)).status).toBe(200)
  })

  test('for a recipient whom the release does not name is refused: it changes nothing', async () => {
    const { consent } = await planned(t)
    const recipient = { name: 'recipient', valueReference: { reference: 'Organization/harbor-court' } }
    const parameters = { resourceType: 'Parameters', parameter: [recipient] }
    const answer = await t.gateway.revoke(CENTER, consent, parameters)
    expect([answer.status, textOf(answer)]).toEqual([
      422,
      expect.stringContaining('does not name harbor-court'),
    ])
    const kept = await t.gateway.disclose.read(CENTER, { type: 'Consent', id: consent })
    expect(kept.body).toMatchObject({ status: 'active', meta: { versionId: '1' } })
    expect((await t.gateway.revoke(CENTER, consent)).status).toBe(200)
  })

  test('leaves a recipient the copies that he holds, and stops later changes', async () => {
    const { goal, consent } = await planned(t)
    await t.deliver()
    const held = t.sent[0]?.bundle.entry?.find(({ resource }) => resource?.resourceType === 'Goal')?.resource
    await t.gateway.revoke(CENTER, consent)
    await change(t, CENTER, goal, { description: { text: 'After the revocation.' } })
    await t.deliver()
    expect(t.sent).toHaveLength(1)
    const copy = await t.gateway.disclose.read(HOSPITAL, { type: 'Goal', id: held?.id ?? '' })
    expect(copy.status).toBe(200)
    expect(textOf(copy)).toContain('Ninety days')
    expect(textOf(copy)).toContain('42CFRPart2')
    expect(
      (await t.gateway.disclose.read(HOSPITAL, { type: 'Goal', id: goal.slice('Goal/'.length) })).status,
    ).toBe(404)
  })
})

describe('a referral', () => {
  test('that is sent again after it arrived does not set back what the receiver did', async () => {
    const { task } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'again' })
    await t.deliver()
    const filler = await receiverSide(t, CENTER, task)
    expect((await change(t, CENTER, filler.task, { status: 'accepted' })).status).toBe(200)
    await rowsOf(t, `update delivery set state = 'dead' where focus = $1 and kind = 'referral'`, task)
    const [row] = await deliveriesOf(t, task)
    expect((await t.gateway.deliveries.replay(HOSPITAL, row?.id ?? '')).status).toBe(202)
    await t.deliver()
    expect((await read(t, CENTER, filler.task))['status']).toBe('accepted')
    expect(await search(t, CENTER, 'Task', { 'part-of': task })).toHaveLength(1)
  })
})
