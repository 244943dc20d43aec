/** What recipients answer to a recall, who is overdue, and how often he is reminded. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { parseRecallPolicy } from '../../src/gateway/recall-policy.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { rowsOf } from './support.ts'
import { after } from './support-plans.ts'
import { DAY_MS, delivered, recallsOf, takeBack, toldOf } from './support-recalls.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
beforeEach(() => {
  t.sent.length = 0
})
afterAll(() => t.close())

/** A goal that the hospital was told of: the record and its recall. */
async function recalled(): Promise<{ goal: string; id: string }> {
  const { goal } = await delivered(t)
  await takeBack(t, goal)
  await t.deliver()
  const [recall] = await recallsOf(t, CENTER, goal)
  return { goal, id: recall?.id ?? '' }
}

const answer = (id: string, body: unknown, actor = HOSPITAL) => t.gateway.recalls.answer(actor, id, body)
const listed = async (goal: string) => (await recallsOf(t, CENTER, goal))[0]

describe('an answer', () => {
  test('is seen by the custodian, with who gave it and when; the last one counts', async () => {
    const { goal, id } = await recalled()
    expect((await answer(id, { answer: 'received' })).status).toBe(200)
    expect(await listed(goal)).toMatchObject({ state: 'acknowledged', answer: 'received' })
    expect((await answer(id, { answer: 'kept', reason: 'disputed' })).status).toBe(200)
    expect(await listed(goal)).toMatchObject({
      state: 'answered',
      answer: 'kept',
      reason: 'disputed',
      answeredBy: 'lh-physician',
      answered: t.now,
    })
    expect((await answer(id, { answer: 'removed' })).status).toBe(200)
    expect(await listed(goal)).toMatchObject({ state: 'answered', answer: 'removed' })
    expect(await listed(goal)).not.toHaveProperty('reason')
  })

  test('leaves an event each; repeated it changes nothing', async () => {
    const { goal, id } = await recalled()
    for (let times = 0; times < 2; times += 1)
      expect(bodyOf(await answer(id, { answer: 'not-found' }))).toMatchObject({ state: 'answered' })
    const events = await rowsOf<{ outcome: string }>(
      t,
      `select content->>'outcomeDesc' as outcome from audit_event where content::text like $1
         and content->'subtype'->0->>'code' = 'operation' order by sequence`,
      `%${goal}/_history/2%`,
    )
    expect(events.map(({ outcome }) => outcome)).toEqual(['success: opened', 'success: not-found'])
  })

  test.each([
    ['no object', [], 400, '$this'],
    ['with words', { answer: 'removed', note: 'Gone.' }, 400, '$this'],
    ['of another list', { answer: 'done' }, 422, 'answer'],
    ['without its reason', { answer: 'kept' }, 422, 'reason'],
    ['with a reason of another list', { answer: 'kept', reason: 'busy' }, 422, 'reason'],
    ['with a reason that it does not take', { answer: 'removed', reason: 'disputed' }, 422, 'reason'],
  ])('%s is refused, with what would do', async (_why, body, status, place) => {
    const { goal, id } = await recalled()
    const refused = await answer(id, body)
    expect(refused).toMatchObject({ status, body: { issue: [{ expression: [place] }] } })
    expect(await listed(goal)).toMatchObject({ state: 'sent' })
  })

  test('is the recipient’s to give: not the custodian’s, who is told so, nor anybody’s', async () => {
    const { goal, id } = await recalled()
    expect((await answer(id, { answer: 'removed' }, CENTER)).status).toBe(403)
    expect((await answer(id, { answer: 'removed' }, COURT)).status).toBe(404)
    expect((await answer('Goal', { answer: 'removed' })).status).toBe(404)
    expect(await listed(goal)).toMatchObject({ state: 'sent' })
  })
})

describe('who does not answer', () => {
  test('is reminded, so often and no more, under the same Task, and is overdue after the deadline', async () => {
    const { goal, id } = await recalled()
    for (let day = 1; day <= 14; day += 1) await after(t, DAY_MS)
    expect(await listed(goal)).toMatchObject({ overdue: false, reminders: 2 })
    await after(t, 1)
    expect(await listed(goal)).toMatchObject({ overdue: true })
    const overdue = bodyOf(await t.gateway.recalls.list(CENTER, [['state', 'overdue']]))
    expect(JSON.stringify(overdue)).toContain(goal)
    for (let day = 1; day <= 60; day += 1) await after(t, DAY_MS)
    expect(await listed(goal)).toMatchObject({ reminders: 3, state: 'sent' })
    const told = toldOf(t, goal)
    expect(told).toHaveLength(4)
    expect(new Set(told.map(({ task }) => task.id))).toEqual(new Set([id]))
    expect(new Set(told.map(({ sent }) => sent.bundle.id)).size).toBe(4)
  })

  test('is not reminded once he has answered, save when he takes it back', async () => {
    const { goal, id } = await recalled()
    await answer(id, { answer: 'corrected' })
    await after(t, 30 * DAY_MS)
    expect(toldOf(t, goal)).toHaveLength(1)
    expect(await listed(goal)).toMatchObject({ overdue: false, reminders: 0 })
    await answer(id, { answer: 'received' })
    expect(await listed(goal)).toMatchObject({ state: 'acknowledged', overdue: true })
    await after(t, 7 * DAY_MS)
    expect(toldOf(t, goal)).toHaveLength(2)
  })

  test('is told of a recall by the state that it is in', async () => {
    const { id } = await recalled()
    await answer(id, { answer: 'received' })
    expect(bodyOf(await t.gateway.recalls.read(HOSPITAL, id))).toMatchObject({ status: 'in-progress' })
    await answer(id, { answer: 'removed' })
    expect(bodyOf(await t.gateway.recalls.read(HOSPITAL, id))).toMatchObject({ status: 'completed' })
  })
})

describe('the list', () => {
  test('is narrowed by state, record and recipient', async () => {
    const { goal, id } = await recalled()
    const ids = async (query: [string, string][], actor = CENTER): Promise<string[]> => {
      const { recalls } = bodyOf(await t.gateway.recalls.list(actor, query)) as unknown as {
        recalls: { id: string }[]
      }
      return recalls.map((each) => each.id)
    }
    expect(await ids([['resource', goal]])).toEqual([id])
    expect(await ids([['recipient', 'harbor-court']])).toEqual([])
    expect(
      await ids([
        ['state', 'sent'],
        ['resource', goal],
      ]),
    ).toEqual([id])
    expect(
      await ids([
        ['state', 'answered'],
        ['resource', goal],
      ]),
    ).toEqual([])
    expect(await ids([['state', 'sent']], HOSPITAL)).toContain(id)
    expect(await ids([], COURT)).toEqual([])
  })

  test.each([
    ['an unknown state', [['state', 'gone']]],
    [
      'a state twice',
      [
        ['state', 'due'],
        ['state', 'sent'],
      ],
    ],
    ['what no record is called', [['resource', 'Goal/\0']]],
  ] as [string, [string, string][]][])('is refused with %s', async (_what, query) => {
    expect((await t.gateway.recalls.list(CENTER, query)).status).toBe(400)
  })
})

test.each([
  ['recall.json is missing', undefined],
  ['deadlineDays', { deadlineDays: 0 }],
  ['reminderDays', { reminderDays: 'weekly' }],
  ['remindersMax', { remindersMax: -1 }],
  ['purpose', { purpose: 1 }],
  ['answers', { answers: [] }],
  ['isFinal', { answers: [{ code: 'removed' }] }],
  ['reasons', { answers: [{ code: 'removed', isFinal: true, reasons: 'none' }] }],
  ['has a code', { answers: [{}] }],
  [
    'once',
    {
      answers: [
        { code: 'a', isFinal: true },
        { code: 'a', isFinal: true },
      ],
    },
  ],
  ['final', { answers: [{ code: 'a', isFinal: false }] }],
])('a policy whose %s does not hold is refused', (named, change) => {
  const whole = {
    purpose: 'HOPERAT',
    deadlineDays: 14,
    reminderDays: 7,
    remindersMax: 3,
    answers: [{ code: 'removed', isFinal: true }],
  }
  expect(parseRecallPolicy(whole).answers.get('removed')).toEqual({ isFinal: true, reasons: [] })
  expect(() => parseRecallPolicy(change && { ...whole, ...change })).toThrow(named)
})
