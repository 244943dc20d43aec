/** What is to be sent: attempts, pauses, giving up, replays; what a revocation stops; what is never there twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { DatabaseError } from '../../src/database/database.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { attempt } from '../../src/gateway/deliver.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
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

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
beforeEach(() => {
  t.network = () => ({ kind: 'taken' })
  t.sent.length = 0
})
afterAll(() => t.close())

type Row = { id: string; state: string; attempts: number; next_at: string; reason: string | null }
const rows = (focus: string): Promise<Row[]> =>
  rowsOf(
    t,
    'select id, state, attempts, next_at, reason from delivery where focus = $1 order by sequence',
    focus,
  )

/** Moves the clock, and attempts what is due then. */
async function after(ms: number): Promise<void> {
  t.now = new Date(Date.parse(t.now) + ms).toISOString()
  await t.deliver()
}

let plans = 0
type Planned = { plan: string; goal: string; patient: string; consent: string }

/** A client of the center with a plan that a release lets the hospital have: it is queued. */
async function planned(): Promise<Planned> {
  plans += 1
  const name = [{ family: `Plan${plans}`, given: ['Testa'] }]
  const person = `Patient/${(await create(t, CENTER, patient('cedar-bridge', `plan-${plans}`, { name }))).id ?? ''}`
  const subject = { reference: person }
  const goal = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Ninety days of meetings.' },
    subject,
  })
  const plan = await create(t, CENTER, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject,
    goal: [{ reference: `Goal/${goal.id ?? ''}` }],
  })
  const consent = await create(
    t,
    CENTER,
    releaseOf({ patient: person, categories: ['plan', 'goals'], key: `plan-${plans}` }),
  )
  const reference = (of: Resource): string => `${of.resourceType}/${of.id ?? ''}`
  return { plan: reference(plan), goal: reference(goal), patient: person, consent: consent.id ?? '' }
}

type Entry = { outcome: string; channel: string; consents: string[]; resources: number; delivery: string }

/** The accounting of a client, as the center is told it. */
async function accounting(person: string): Promise<Entry[]> {
  const answer = bodyOf(await t.gateway.accounting(CENTER, person.slice('Patient/'.length), []))
  type Part = { name: string; valueId?: string; valueCode?: string; valueReference?: { reference: string } }
  return (answer['parameter'] as { name: string; part?: Part[] }[]).flatMap(({ name, part = [] }) => {
    if (name !== 'disclosure') return []
    const named = (each: string): Part[] => part.filter((one) => one.name === each)
    return [
      {
        outcome: named('outcome')[0]?.valueCode ?? '',
        channel: named('channel')[0]?.valueCode ?? '',
        consents: named('consent').map(({ valueReference }) => valueReference?.reference.split('/')[1] ?? ''),
        resources: named('resource').length,
        delivery: named('id')[0]?.valueId ?? '',
      },
    ]
  })
}

describe('an attempt', () => {
  test('that fails is made again after pauses that double, and given up after the last', async () => {
    const { plan } = await planned()
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    const start = Date.parse(t.now)
    await t.deliver()
    expect(await rows(plan)).toMatchObject([
      { state: 'waiting', attempts: 1, next_at: new Date(start + 1_000).toISOString() },
    ])
    await after(999)
    expect(await rows(plan)).toMatchObject([{ attempts: 1 }])
    await after(1)
    expect(await rows(plan)).toMatchObject([
      { state: 'waiting', attempts: 2, next_at: new Date(start + 3_000).toISOString() },
    ])
    await after(2_000)
    expect(await rows(plan)).toMatchObject([
      { state: 'dead', attempts: 3, reason: 'no answer (ECONNREFUSED)' },
    ])
    await after(3_600_000)
    expect(await rows(plan)).toMatchObject([{ state: 'dead', attempts: 3 }])
  })

  test('that is refused is given up at once; replayed, it decides anew and succeeds', async () => {
    const { plan } = await planned()
    t.network = () => ({ kind: 'refused', reason: 'the partner answered HTTP 422', reached: true })
    await t.deliver()
    const [dead] = await rows(plan)
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
    expect(await rows(plan)).toMatchObject([{ id: dead?.id, state: 'sent' }])
    expect((await t.gateway.deliveries.replay(CENTER, dead?.id ?? '')).status).toBe(404)
  })

  test('that was broken off is made again under the same identifier, and leaves one copy', async () => {
    const { plan } = await planned()
    const packets: string[] = []
    t.network = ({ bundle, headers }) => {
      packets.push(`${bundle.id ?? ''} ${headers['x-throughline-delivery'] ?? ''}`)
      return { kind: 'taken' }
    }
    const [{ id } = { id: '' }] = await rows(plan)
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
    expect(await rows(plan)).toMatchObject([{ state: 'in-flight', attempts: 1 }])
    await after(59_999)
    expect(packets).toHaveLength(1)
    await after(1)
    expect(packets).toEqual([`${id} ${id}`, `${id} ${id}`])
    expect(await rows(plan)).toMatchObject([{ id, state: 'sent', attempts: 2 }])
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
    const broken = await planned()
    await rowsOf(t, `update resource set content = 'null' where id = $1`, broken.plan.split('/')[1])
    const { plan } = await planned()
    await t.deliver()
    expect(await rows(plan)).toMatchObject([{ state: 'sent' }])
    expect(await rows(broken.plan)).toMatchObject([
      { state: 'waiting', attempts: 1, reason: 'a fault of the gateway' },
    ])
    await after(1_000)
    await after(2_000)
    expect(await rows(broken.plan)).toMatchObject([{ state: 'dead', attempts: 3 }])
  })

  test('is made by one at a time', async () => {
    const { plan } = await planned()
    const [{ id } = { id: '' }] = await rows(plan)
    const made = await Promise.all([1, 2, 3].map(() => attempt(t.ground, id)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(t.sent).toHaveLength(1)
  })
})

describe('the plan', () => {
  test('is not sent again where nothing changed, and is where something did', async () => {
    const { plan, goal, patient: person } = await planned()
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
    expect((await rows(plan)).map(({ state, reason }) => [state, reason])).toEqual([
      ['sent', null],
      ['sent', 'the partner has exactly this already'],
    ])
    expect((await change(t, CENTER, goal, touched)).status).toBe(200)
    await t.deliver()
    expect(t.sent).toHaveLength(2)
  })

  test('is a copy of the hospital’s own: the same resources, updated', async () => {
    const { goal } = await planned()
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
    const { plan, goal, patient: person } = await planned()
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
    expect((await rows(plan)).map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(t.sent).toHaveLength(2)
  })

  test('goes to another person after the link was undone, and mixes nobody’s records', async () => {
    const { plan, goal, patient: person } = await planned()
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
    expect((await rows(plan)).map(({ state }) => state)).toEqual(['sent', 'sent'])
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
    const { plan, consent } = await planned()
    t.network = () => ({ kind: 'again', reason: 'the partner answered HTTP 503', reached: true })
    await t.deliver()
    expect((await t.gateway.revoke(CENTER, consent)).status).toBe(200)
    t.network = () => ({ kind: 'taken' })
    await after(60_000)
    expect(t.sent).toEqual([])
    const [stopped] = await rows(plan)
    expect(stopped).toMatchObject({ state: 'stopped' })
    expect((await t.gateway.deliveries.replay(CENTER, stopped?.id ?? '')).status).toBe(202)
    await t.deliver()
    expect(t.sent).toEqual([])
    expect(await rows(plan)).toMatchObject([{ state: 'stopped' }])
  })

  test.each([
    ['has arrived', { kind: 'taken' as const }, 'sent', 1],
    ['has failed', { kind: 'again' as const, reason: 'no answer', reached: true }, 'stopped', 0],
  ])('lets an attempt in flight finish; when it %s', async (_, result, state, copies) => {
    const { plan, consent, patient: person } = await planned()
    t.network = async () => {
      expect((await t.gateway.revoke(CENTER, consent)).status).toBe(200)
      return result
    }
    await t.deliver()
    expect(await rows(plan)).toMatchObject([{ state, attempts: 1 }])
    await after(3_600_000)
    expect(await rows(plan)).toMatchObject([{ state, attempts: 1 }])
    expect(t.sent).toHaveLength(copies)
    const [entry] = await accounting(person)
    expect(entry).toMatchObject({ channel: 'delivery', outcome: copies > 0 ? 'sent' : 'unknown' })
  })

  test('leaves a recipient the copies that he holds, and stops later changes', async () => {
    const { goal, consent } = await planned()
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

describe('the accounting', () => {
  test('lists what was sent, and what nobody knows to have failed; not what certainly never left', async () => {
    const { patient: person } = await planned()
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    await t.deliver()
    expect(await accounting(person)).toEqual([])
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNABORTED)', reached: true })
    await after(1_000)
    expect(await accounting(person)).toMatchObject([{ outcome: 'unknown' }])
    // That a later attempt has not reached the partner says nothing of the one before.
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    await after(2_000)
    expect(await accounting(person)).toMatchObject([{ outcome: 'unknown' }])
  })

  test('is one entry for a delivery, however often it was attempted', async () => {
    const { plan, patient: person } = await planned()
    t.network = () => ({ kind: 'again', reason: 'no answer', reached: true })
    await t.deliver()
    t.network = () => ({ kind: 'taken' })
    await after(1_000)
    const [row] = await rows(plan)
    expect(await accounting(person)).toMatchObject([
      { outcome: 'sent', delivery: row?.id, channel: 'delivery' },
    ])
  })

  test('names the releases of the attempt that arrived, and keeps what an earlier one may have shown', async () => {
    const { plan, patient: person, consent, goal } = await planned()
    t.network = () => ({ kind: 'refused', reason: 'the partner answered HTTP 422', reached: true })
    await t.deliver()
    const [before] = await accounting(person)
    expect(before).toMatchObject({ outcome: 'unknown', consents: [consent], resources: 3 })
    await t.gateway.revoke(CENTER, consent)
    const renewed = await create(
      t,
      CENTER,
      releaseOf({ patient: person, categories: ['plan'], key: `new-${person}` }),
    )
    t.network = () => ({ kind: 'taken' })
    const [dead] = await rows(plan)
    await t.gateway.deliveries.replay(CENTER, dead?.id ?? '')
    await t.deliver()
    const entries = await accounting(person)
    const entry = entries.find(({ delivery }) => delivery === dead?.id)
    expect(entry).toMatchObject({ outcome: 'sent' })
    expect(entry?.consents).toContain(renewed.id)
    // The goal went out with the attempt that was refused.
    const [kept] = await rowsOf<{ resources: string[] }>(
      t,
      'select resources from disclosure where id = $1',
      dead?.id,
    )
    expect(kept?.resources).toContain(`${goal}/_history/1`)
  })
})

describe('a referral', () => {
  test('that is sent again after it arrived does not set back what the receiver did', async () => {
    const { task } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'again' })
    await t.deliver()
    const filler = await receiverSide(t, CENTER, task)
    expect((await change(t, CENTER, filler.task, { status: 'accepted' })).status).toBe(200)
    await rowsOf(t, `update delivery set state = 'dead' where focus = $1 and kind = 'referral'`, task)
    const [row] = await rows(task)
    expect((await t.gateway.deliveries.replay(HOSPITAL, row?.id ?? '')).status).toBe(202)
    await t.deliver()
    expect((await read(t, CENTER, filler.task))['status']).toBe('accepted')
    expect(await search(t, CENTER, 'Task', { 'part-of': task })).toHaveLength(1)
  })
})
