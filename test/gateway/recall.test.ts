/** A record that was entered in error is chased: whoever has received it is told, and asked; nobody else. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { attempt } from '../../src/gateway/deliver.ts'
import { LOOK_AGAIN_MS } from '../../src/gateway/recall.ts'
import type { Directory } from '../../src/partners/directory.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { goal, record, release } from '../intake/record.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, create, patient, read, releaseOf, rowsOf, search, systemOf } from './support.ts'
import { after, planned } from './support-plans.ts'
import {
  account,
  delivered,
  recallsOf,
  released,
  takeBack,
  takeBackCondition,
  toldOf,
} from './support-recalls.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
beforeEach(() => {
  t.network = () => ({ kind: 'taken' })
  t.sent.length = 0
})
afterAll(() => t.close())

/** A session of the center, in a report on the court's own participant. */
async function reported(): Promise<{ encounter: string; participant: string }> {
  const ssn = { system: 'http://hl7.org/fhir/sid/us-ssn', value: '123456780' }
  const known = (partner: 'cedar-bridge' | 'harbor-court'): Resource =>
    patient(partner, 'reported', {
      identifier: [{ system: systemOf(partner), value: 'patient-reported' }, ssn],
      name: [{ family: 'Reported', given: ['Testa'] }],
    })
  const participant = `Patient/${(await create(t, COURT, known('harbor-court'))).id ?? ''}`
  const ordered = { resourceType: 'CarePlan', status: 'active', intent: 'order' }
  await create(t, COURT, { ...ordered, subject: { reference: participant } })
  const reference = `Patient/${(await create(t, CENTER, known('cedar-bridge'))).id ?? ''}`
  const attendance = { patient: reference, categories: ['attendance'], key: 'reported' }
  await create(t, CENTER, releaseOf({ ...attendance, to: 'harbor-court' }))
  const { id = '' } = await create(t, CENTER, {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: SYSTEM.v3ActCode, code: 'AMB' },
    subject: { reference },
    period: { start: '2026-11-10T10:00:00Z', end: '2026-11-10T11:00:00Z' },
  })
  const parameter = [{ name: 'patient', valueReference: { reference: participant } }]
  bodyOf(await t.gateway.report(COURT, { resourceType: 'Parameters', parameter }))
  return { encounter: `Encounter/${id}`, participant }
}

describe('who has it', () => {
  test('by delivery is told, with nothing of the record, and his copy is marked', async () => {
    const { goal, copy } = await delivered(t)
    const [packet] = t.sent.splice(0)
    expect(await recallsOf(t, CENTER, goal)).toEqual([])
    await takeBack(t, goal)
    expect(await recallsOf(t, CENTER, goal)).toMatchObject([
      { role: 'custodian', recipient: 'lakeside', state: 'due', overdue: false, version: 2 },
    ])
    expect(await recallsOf(t, HOSPITAL, goal)).toEqual([])
    await t.deliver()
    const [told] = toldOf(t, goal)
    const [recall] = await recallsOf(t, CENTER, goal)
    expect(recall).toMatchObject({ state: 'sent', delivery: told?.sent.bundle.id })
    expect(told?.task).toMatchObject({
      resourceType: 'Task',
      id: recall?.id,
      status: 'requested',
      code: { coding: [{ code: 'recall' }] },
      focus: { reference: copy },
      requester: { reference: 'Organization/cedar-bridge' },
      owner: { reference: 'Organization/lakeside' },
      authoredOn: t.now,
      input: [
        { valueReference: { reference: goal } },
        { valueCode: 'entered-in-error' },
        { valueIdentifier: { value: `urn:uuid:${packet?.bundle.id ?? ''}` } },
      ],
    })
    expect(JSON.stringify(told?.sent.bundle)).not.toMatch(/Ninety|Plan\d|Testa|Goal\/[^"]*description/)
    expect(await read(t, HOSPITAL, copy)).toMatchObject({ lifecycleStatus: 'entered-in-error' })
    expect(await recallsOf(t, HOSPITAL, goal)).toMatchObject([{ id: recall?.id, role: 'recipient' }])
  })

  test('by reads and searches is told under which versions he saw it', async () => {
    const { reference } = await released(t)
    await read(t, HOSPITAL, reference)
    await change(t, CENTER, reference, { note: [{ text: 'Seen again.' }] })
    const [, id = ''] = reference.split('/')
    expect(await search(t, HOSPITAL, 'Condition', { _id: id })).toHaveLength(1)
    await takeBackCondition(t, reference)
    await t.deliver()
    const [told, ...more] = toldOf(t, reference)
    expect(more).toEqual([])
    expect(told?.task).toMatchObject({ focus: { reference } })
    const inputs = told?.task['input'] as { valueReference?: { reference: string } }[]
    expect(inputs.flatMap(({ valueReference }) => valueReference?.reference ?? [])).toEqual([
      reference,
      `${reference}/_history/2`,
      `${reference}/_history/1`,
    ])
    expect(told?.task).not.toHaveProperty('for')
  })

  test('under a release that was revoked meanwhile is told all the same', async () => {
    const { goal, consent, copy } = await delivered(t)
    expect((await t.gateway.revoke(CENTER, consent)).status).toBe(200)
    await takeBack(t, goal)
    await t.deliver()
    expect(toldOf(t, goal)).toHaveLength(1)
    expect(await read(t, HOSPITAL, copy)).toMatchObject({ lifecycleStatus: 'entered-in-error' })
  })

  test('in a report is told which report it was, about his own participant; never which record', async () => {
    const { encounter, participant } = await reported()
    t.sent.length = 0
    await change(t, CENTER, encounter, { status: 'entered-in-error' })
    expect(await recallsOf(t, CENTER, encounter)).toMatchObject([{ recipient: 'harbor-court', state: 'due' }])
    await t.deliver()
    const told = t.sent.filter(({ headers }) => headers['x-throughline-kind'] === 'recall')
    expect(told).toHaveLength(1)
    expect(JSON.stringify(told)).not.toContain(encounter.split('/')[1])
    const [id] = (await recallsOf(t, CENTER, encounter)).map((recall) => recall.id)
    expect(told[0]?.bundle.entry?.[0]?.resource).toMatchObject({
      id,
      focus: { reference: participant },
      for: { reference: participant },
      input: [{ valueCode: 'entered-in-error' }, { valueDateTime: t.now }],
    })
    expect(await recallsOf(t, COURT, encounter)).toEqual([])
    const all = JSON.stringify(bodyOf(await t.gateway.recalls.list(COURT, [])))
    expect(all).toContain(id)
    expect(all).not.toContain('Encounter')
  })

  test('and whoever else the accounting names is told, each once; a status is no record', async () => {
    const { reference, person } = await released(t)
    const entry = { person, custodian: 'cedar-bridge', resource: `${reference}/_history/1` }
    await account(t, { ...entry, recipient: 'lakeside' })
    await account(t, { ...entry, recipient: 'lakeside' })
    await account(t, { ...entry, recipient: 'harbor-court' })
    await takeBackCondition(t, reference)
    const recipients = (await recallsOf(t, CENTER, reference)).map(({ recipient }) => recipient)
    expect(recipients).toHaveLength(2)
    expect(new Set(recipients)).toEqual(new Set(['harbor-court', 'lakeside']))
    await t.deliver()
    expect(toldOf(t, reference)).toHaveLength(2)
    const other = await released(t)
    const status = { ...entry, person: other.person, resource: `${other.reference}/_history/1` }
    await account(t, { ...status, recipient: 'lakeside', channel: 'status' })
    await takeBackCondition(t, other.reference)
    expect(await recallsOf(t, CENTER, other.reference)).toEqual([])
  })

  test('of an item that a case record takes back, with all that it became', async () => {
    const submitted = (version: number, sections: object): Promise<object> =>
      t.gateway.receive
        .caseRecord(
          CENTER,
          record({
            record: {
              id: 'case-recall',
              version,
              custodian: 'cedar-bridge',
              asOf: '2026-11-20T09:00:00-05:00',
            },
            client: {
              id: 'client-recall',
              name: { family: 'Recall', given: ['Testa'] },
              birthDate: '1991-04-12',
            },
            ...sections,
          }),
        )
        .then((answer) => bodyOf(answer))
    const statements = { rightToRevoke: true, hipaaRedisclosure: true, consequencesOfRefusal: true }
    const form = { title: 'Release', patientName: 'Testa Recall' }
    await submitted(1, {
      goals: [goal({ lifecycle: 'proposed' })],
      releases: [release({ statements, form })],
    })
    const identifier = 'https://cedar-bridge.example/records|goal-1'
    const [found] = await search(t, HOSPITAL, 'Goal', { identifier })
    const withdrawn = [{ section: 'goals', id: 'goal-1', on: '2026-11-20', reason: 'Of another client.' }]
    const receipt = await submitted(2, { withdrawn })
    const queued = (receipt as { queued: object[] }).queued
    expect(queued).toContainEqual({ recipient: 'lakeside', kind: 'recall', focus: `Goal/${found?.id ?? ''}` })
    expect(JSON.stringify(queued)).not.toContain('cedar-bridge')
    expect(await recallsOf(t, CENTER, `Goal/${found?.id ?? ''}`)).toMatchObject([
      { recipient: 'lakeside', state: 'due' },
    ])
  })
})

describe('who has it not', () => {
  test('is not chased: nobody was shown it', async () => {
    const { reference } = await released(t)
    await takeBackCondition(t, reference)
    await read(t, HOSPITAL, reference)
    await after(t, LOOK_AGAIN_MS)
    expect(await recallsOf(t, CENTER, reference)).toEqual([])
  })

  test('is not chased where it certainly never arrived; where that is unknown, he is', async () => {
    const states: string[][] = []
    for (const reached of [false, true]) {
      const { goal } = await planned(t)
      t.network = () => ({ kind: 'again', reason: 'no answer', reached })
      await t.deliver()
      await takeBack(t, goal)
      states.push((await recallsOf(t, CENTER, goal)).map(({ state }) => state))
    }
    expect(states).toEqual([[], ['due']])
  })

  test('is left alone when it turns out, while he is being chased, that nothing had arrived', async () => {
    const { goal } = await planned(t)
    t.network = async ({ headers }) => {
      if (headers['x-throughline-kind'] === 'plan') await takeBack(t, goal)
      return { kind: 'again', reason: 'no answer', reached: false }
    }
    await t.deliver()
    expect(await recallsOf(t, CENTER, goal)).toMatchObject([{ state: 'void' }])
    expect(await recallsOf(t, HOSPITAL, goal)).toEqual([])
  })

  test('as it was, but was shown it when it was taken back already, is not found by the second look', async () => {
    const { reference } = await released(t)
    await takeBackCondition(t, reference)
    await read(t, HOSPITAL, reference)
    await change(t, CENTER, reference, { note: [{ text: 'Of another client.' }] })
    await after(t, LOOK_AGAIN_MS)
    expect(await recallsOf(t, CENTER, reference)).toEqual([])
  })

  test('when the record was withdrawn, but was being shown it then, is found by the second look', async () => {
    const { reference, person } = await released(t)
    await takeBackCondition(t, reference)
    expect(await recallsOf(t, CENTER, reference)).toEqual([])
    const entry = { person, custodian: 'cedar-bridge', recipient: 'lakeside' }
    await account(t, { ...entry, resource: `${reference}/_history/1` })
    await after(t, LOOK_AGAIN_MS - 1)
    expect(await recallsOf(t, CENTER, reference)).toEqual([])
    await after(t, 1)
    expect(await recallsOf(t, CENTER, reference)).toMatchObject([{ recipient: 'lakeside', state: 'sent' }])
  })
})

describe('the copy', () => {
  test('that its receiver has changed is left to him; he is asked all the same', async () => {
    const { goal, copy } = await delivered(t)
    const note = [{ text: 'Seen on the ward.' }]
    expect((await change(t, HOSPITAL, copy, { note })).status).toBe(200)
    await takeBack(t, goal)
    await t.deliver()
    expect(toldOf(t, goal)).toHaveLength(1)
    expect(await read(t, HOSPITAL, copy)).toMatchObject({ lifecycleStatus: 'active', note })
  })

  test('that was passed on is recalled in its turn, by him who passed it on', async () => {
    const { goal, copy } = await delivered(t)
    const { subject } = (await read(t, HOSPITAL, copy)) as unknown as { subject: { reference: string } }
    const entry = { person: subject.reference, custodian: 'lakeside', recipient: 'harbor-court' }
    await account(t, { ...entry, resource: `${copy}/_history/1` })
    await takeBack(t, goal)
    await t.deliver()
    expect(await recallsOf(t, COURT, copy)).toMatchObject([{ custodian: 'lakeside', state: 'sent' }])
    expect(await recallsOf(t, COURT, goal)).toEqual([])
    expect(await recallsOf(t, CENTER, copy)).toEqual([])
  })
})

describe('taken back once more', () => {
  test('it is no second recall', async () => {
    const { goal } = await delivered(t)
    await takeBack(t, goal)
    await t.deliver()
    await takeBack(t, goal)
    await change(t, CENTER, goal, { description: { text: 'Of another client.' } })
    await t.deliver()
    expect(toldOf(t, goal)).toHaveLength(1)
    expect(await recallsOf(t, CENTER, goal)).toHaveLength(1)
  })

  test('after it was in use again, it is the same recall, open again', async () => {
    const { goal, copy } = await delivered(t)
    await takeBack(t, goal)
    await t.deliver()
    const [first] = await recallsOf(t, CENTER, goal)
    bodyOf(await t.gateway.recalls.answer(HOSPITAL, first?.id ?? '', { answer: 'corrected' }))
    await change(t, CENTER, goal, { lifecycleStatus: 'active' })
    await t.deliver()
    expect(await read(t, HOSPITAL, copy)).toMatchObject({ lifecycleStatus: 'active' })
    await takeBack(t, goal)
    await t.deliver()
    const again = await recallsOf(t, CENTER, goal)
    expect(again).toMatchObject([{ id: first?.id, state: 'sent' }])
    expect(again[0]).not.toHaveProperty('answer')
    expect(toldOf(t, goal).map(({ task }) => task['status'])).toEqual(['requested', 'cancelled', 'requested'])
  })
})

describe('a record that is in use again', () => {
  test('is told to whom the recall had reached, and his copy is as before', async () => {
    const { goal, consent, copy } = await delivered(t)
    const before = await read(t, HOSPITAL, copy)
    await takeBack(t, goal)
    await t.deliver()
    // A plan's packet brings the mistaken copy once more.
    await change(t, CENTER, goal, { description: { text: 'Of another client.' } })
    await t.deliver()
    bodyOf(await t.gateway.revoke(CENTER, consent))
    expect(await read(t, HOSPITAL, copy)).toMatchObject({ lifecycleStatus: 'entered-in-error' })
    await change(t, CENTER, goal, { lifecycleStatus: 'active' })
    await t.deliver()
    const [recall, lifted] = toldOf(t, goal)
    expect(lifted?.task).toMatchObject({
      id: recall?.task.id,
      status: 'cancelled',
      code: { coding: [{ code: 'reinstatement' }] },
    })
    const { meta: _, ...content } = await read(t, HOSPITAL, copy)
    const { meta: _before, ...contentBefore } = before
    expect(content).toEqual(contentBefore)
    expect(await recallsOf(t, HOSPITAL, goal)).toMatchObject([{ state: 'lifted' }])
    const answer = await t.gateway.recalls.answer(HOSPITAL, recall?.task.id ?? '', { answer: 'removed' })
    expect(answer.status).toBe(409)
  })

  test('is told to nobody whom the recall had not reached', async () => {
    const { goal } = await delivered(t)
    await takeBack(t, goal)
    await change(t, CENTER, goal, { lifecycleStatus: 'active' })
    await t.deliver()
    expect(toldOf(t, goal)).toEqual([])
    expect(await recallsOf(t, HOSPITAL, goal)).toEqual([])
    expect(await recallsOf(t, CENTER, goal)).toMatchObject([{ state: 'lifted' }])
  })
})

/** The directory in which the hospital is another. */
function lakesideAs(changed: (partner: Partner) => Partner): Directory {
  const { directory } = t.ground
  const byId = (id: string): Partner | undefined => {
    const partner = directory.byId(id)
    return partner && id === 'lakeside' ? changed(partner) : partner
  }
  return { ...directory, byId }
}

describe('a recipient', () => {
  test('without an endpoint fetches the recall as the same Task', async () => {
    const { goal } = await delivered(t)
    await takeBack(t, goal)
    const directory = lakesideAs((partner) => {
      const { endpoint: _endpoint, ...rest } = partner
      return rest
    })
    const [delivery] = await rowsOf<{ id: string }>(
      t,
      `select id from delivery where focus = $1 and kind = 'recall'`,
      goal,
    )
    await attempt({ ...t.ground, directory }, delivery?.id ?? '')
    expect(toldOf(t, goal)).toEqual([])
    const [recall] = await recallsOf(t, HOSPITAL, goal)
    expect(recall).toMatchObject({ state: 'sent' })
    expect(bodyOf(await t.gateway.recalls.read(HOSPITAL, recall?.id ?? ''))).toMatchObject({
      resourceType: 'Task',
      id: recall?.id,
      status: 'requested',
      input: expect.arrayContaining([expect.objectContaining({ valueReference: { reference: goal } })]),
    })
  })

  test('without an agreement in force is not told, and the custodian sees so', async () => {
    const { goal } = await delivered(t)
    await takeBack(t, goal)
    const directory = lakesideAs((partner) => ({ ...partner, agreements: [] }))
    const of = `select id, state, reason from delivery where focus = $1 and kind = 'recall'`
    const [delivery] = await rowsOf<{ id: string }>(t, of, goal)
    await attempt({ ...t.ground, directory }, delivery?.id ?? '')
    expect(toldOf(t, goal)).toEqual([])
    expect(await rowsOf(t, of, goal)).toMatchObject([
      { state: 'dead', reason: 'the partner is not connected, or has no agreement in force' },
    ])
    expect(await recallsOf(t, CENTER, goal)).toMatchObject([{ state: 'due' }])
    expect((await t.gateway.deliveries.replay(CENTER, delivery?.id ?? '')).status).toBe(202)
    await t.deliver()
    expect(await recallsOf(t, CENTER, goal)).toMatchObject([{ state: 'sent' }])
  })
})

test('a record that was mistaken from the beginning chases nobody', async () => {
  const person = await create(t, CENTER, patient('cedar-bridge', 'mistaken'))
  const reference = `Patient/${person.id ?? ''}`
  await create(t, CENTER, releaseOf({ patient: reference, categories: ['goals'], key: 'mistaken' }))
  const subject = { reference }
  const description = { text: 'A goal.' }
  const made = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'entered-in-error',
    description,
    subject,
  })
  await read(t, HOSPITAL, `Goal/${made.id ?? ''}`)
  await change(t, CENTER, `Goal/${made.id ?? ''}`, { description: { text: 'Another.' } })
  expect(await recallsOf(t, CENTER, `Goal/${made.id ?? ''}`)).toEqual([])
})
