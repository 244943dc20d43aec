import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  businessStatus,
  change,
  create,
  read,
  receiverSide,
  refer,
  referral,
  releaseOf,
  rowsOf,
  search,
  stateSeenBy,
  textOf,
} from './support.ts'
import type { Sent } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

let referrals = 0
/** A referral of the hospital that has reached the center, each about another person. */
async function delivered(): Promise<{ source: Sent; filler: Sent }> {
  referrals += 1
  const source = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: `r${referrals}` })
  await t.deliver()
  return { source, filler: await receiverSide(t, CENTER, source.task) }
}

async function releaseStatus(filler: Sent): Promise<string> {
  const { id } = await create(
    t,
    CENTER,
    releaseOf({ patient: filler.patient, categories: ['referral-status'], key: filler.patient }),
  )
  return `Consent/${id ?? ''}`
}

describe('a referral from the hospital', () => {
  test('is answered with the versions that stand', async () => {
    const answer = bodyOf(
      await t.gateway.receive.transaction(
        HOSPITAL,
        referral({ from: 'lakeside', to: 'cedar-bridge', key: 'v' }),
      ),
    )
    for (const { id, resourceType, meta } of resourcesOf(answer)) {
      expect(await read(t, HOSPITAL, `${resourceType}/${id ?? ''}`)).toMatchObject({ meta })
    }
  })

  test('reaches the center as an order of its own with what supports it, and nothing of the hospital', async () => {
    const { source, filler } = await delivered()
    const task = await read(t, CENTER, filler.task)
    expect(task).toMatchObject({
      status: 'requested',
      partOf: [{ reference: source.task }],
      requester: { reference: 'Organization/lakeside' },
      owner: { reference: 'Organization/cedar-bridge' },
    })
    const order = await read(t, CENTER, (task['focus'] as { reference: string }).reference)
    expect(order).toMatchObject({
      intent: 'filler-order',
      subject: { reference: filler.patient },
      performer: [{ reference: 'Organization/cedar-bridge' }],
    })
    const [reason] = order['reasonReference'] as { reference: string }[]
    expect(await read(t, CENTER, reason?.reference ?? '')).toMatchObject({
      code: { coding: [{ system: SYSTEM.icd10cm, code: 'F11.20' }] },
      subject: { reference: filler.patient },
    })
    expect(filler.patient).not.toBe(source.patient)
    const guessed = await t.gateway.disclose.read(CENTER, { type: 'Task', id: source.task.slice(5) })
    expect(guessed.status).toBe(404)
  })

  test('is sent once, however often it is posted', async () => {
    const bundle = referral({ from: 'lakeside', to: 'cedar-bridge', key: 'twice' })
    const first = bodyOf(await t.gateway.receive.transaction(HOSPITAL, bundle))
    const again = bodyOf(await t.gateway.receive.transaction(HOSPITAL, bundle))
    expect(resourcesOf(again).map(({ id }) => id)).toEqual(resourcesOf(first).map(({ id }) => id))
    await t.deliver()
    await t.gateway.receive.transaction(HOSPITAL, bundle)
    await t.deliver()
    const task = resourcesOf(first).find(({ resourceType }) => resourceType === 'Task')?.id ?? ''
    expect(await rowsOf(t, 'select state from delivery where focus = $1', `Task/${task}`)).toEqual([
      { state: 'sent' },
    ])
    expect(await search(t, CENTER, 'Task', { 'part-of': `Task/${task}` })).toHaveLength(1)
  })

  test('is there once when two of the same arrive at the same moment', async () => {
    const bundle = referral({ from: 'lakeside', to: 'cedar-bridge', key: 'race' })
    const answers = await Promise.all(
      [1, 2, 3].map(() => t.gateway.receive.transaction(HOSPITAL, structuredClone(bundle))),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const identifier = 'https://lakeside.example/records|task-race'
    expect(await search(t, HOSPITAL, 'Task', { identifier })).toHaveLength(1)
  })

  test('shows the hospital nothing of its progress before a release, and its state as soon as there is one', async () => {
    const { source, filler } = await delivered()
    const before = await read(t, HOSPITAL, source.task)
    expect((await change(t, CENTER, filler.task, { status: 'accepted' })).status).toBe(200)
    const scheduled = { status: 'in-progress', businessStatus: businessStatus.scheduled }
    expect((await change(t, CENTER, filler.task, scheduled)).status).toBe(200)
    expect(await read(t, HOSPITAL, source.task)).toEqual(before)
    await releaseStatus(filler)
    expect(await stateSeenBy(t, HOSPITAL, source.task)).toBe('in-progress 5.1.1')
  })

  test('shows the hospital each step under a release, and notifies it by id only', async () => {
    const { source, filler } = await delivered()
    await releaseStatus(filler)
    t.sent.length = 0
    const seen: string[] = []
    const steps = [
      { status: 'accepted' },
      { status: 'in-progress', businessStatus: businessStatus.scheduled },
      { status: 'in-progress', businessStatus: businessStatus.noShow },
      { status: 'in-progress', businessStatus: businessStatus.scheduled },
      { status: 'in-progress', businessStatus: undefined },
      { status: 'completed', output: [{ type: { text: 'Outcome' }, valueString: 'Admitted.' }] },
    ]
    for (const step of steps) {
      expect((await change(t, CENTER, filler.task, step)).status).toBe(200)
      seen.push(await stateSeenBy(t, HOSPITAL, source.task))
      await t.deliver()
    }
    expect(seen).toEqual([
      'accepted 3.0',
      'in-progress 5.1.1',
      'in-progress 5.1.2',
      'in-progress 5.1.1',
      'in-progress in-service',
      'completed 7.0',
    ])
    expect(await read(t, HOSPITAL, source.task)).not.toHaveProperty('output')
    const told = t.sent.filter(({ endpoint }) => endpoint === 'https://lakeside.example/inbox')
    expect(told).toHaveLength(steps.length)
    for (const { bundle } of told) {
      expect(bundle.entry?.map(({ resource }) => resource?.['parameter'])).toEqual([
        [{ name: 'focus', valueReference: { reference: source.task } }],
      ])
    }
  })

  test('stays at the last told step after the release is revoked', async () => {
    const { source, filler } = await delivered()
    const consent = await releaseStatus(filler)
    await change(t, CENTER, filler.task, { status: 'accepted' })
    expect((await t.gateway.revoke(CENTER, consent.slice('Consent/'.length))).status).toBe(200)
    const before = await read(t, HOSPITAL, source.task)
    const scheduled = { status: 'in-progress', businessStatus: businessStatus.scheduled }
    expect((await change(t, CENTER, filler.task, scheduled)).status).toBe(200)
    expect(await read(t, HOSPITAL, source.task)).toEqual(before)
  })

  test('is declined with a reason, which the hospital does not see by a release of the status alone', async () => {
    const { source, filler } = await delivered()
    await releaseStatus(filler)
    const bare = await change(t, CENTER, filler.task, { status: 'rejected' })
    expect(bare.status).toBe(422)
    expect(textOf(bare)).toMatch(/statusReason/)
    const statusReason = { text: 'No capacity.' }
    expect((await change(t, CENTER, filler.task, { status: 'rejected', statusReason })).status).toBe(200)
    expect(await stateSeenBy(t, HOSPITAL, source.task)).toBe('rejected 4.0')
    expect(await read(t, HOSPITAL, source.task)).toMatchObject({
      statusReason: { coding: [{ code: 'masked' }] },
    })
    const noted = await change(t, HOSPITAL, source.task, { note: [{ text: 'Refer elsewhere.' }] })
    expect(noted.status).toBe(200)
    const after = await change(t, CENTER, filler.task, { status: 'accepted', statusReason: undefined })
    expect(after.status).toBe(422)
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('rejected 4.0')
  })

  test('refuses what is illegal, names what is legal, and changes nothing', async () => {
    const { source, filler } = await delivered()
    const tooEarly = await change(t, CENTER, filler.task, { status: 'in-progress' })
    expect(tooEarly.status).toBe(422)
    expect(textOf(tooEarly)).toMatch(/From here you may enter: received, accepted, declined\./)
    const forged = await change(t, HOSPITAL, source.task, { status: 'accepted' })
    expect(forged.status).toBe(422)
    expect(textOf(forged)).toMatch(/From here you may enter: cancelled, error\./)
    const other = await change(t, HOSPITAL, source.task, {
      owner: { reference: 'Organization/harbor-court' },
    })
    expect(textOf(other)).toMatch(/Task\.owner of a referral that was sent cannot change/)
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('requested 2.0')
    expect(await stateSeenBy(t, HOSPITAL, source.task)).toBe('requested 2.0')
  })

  test('is withdrawn where the center has not accepted', async () => {
    const { source, filler } = await delivered()
    const statusReason = { text: 'The patient went elsewhere.' }
    expect((await change(t, HOSPITAL, source.task, { status: 'cancelled', statusReason })).status).toBe(200)
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('cancelled 6.0')
  })

  test('is asked back where the center has accepted, and cancelled when the center confirms', async () => {
    const { source, filler } = await delivered()
    await releaseStatus(filler)
    await change(t, CENTER, filler.task, { status: 'accepted' })
    const statusReason = { text: 'The patient moved away.' }
    const asked = { status: 'in-progress', businessStatus: businessStatus.cancelRequested, statusReason }
    expect((await change(t, HOSPITAL, source.task, asked)).status).toBe(200)
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('in-progress 5.2')
    const confirmed = { status: 'cancelled', businessStatus: undefined, statusReason }
    expect((await change(t, CENTER, filler.task, confirmed)).status).toBe(200)
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('cancelled 6.0')
    expect(await stateSeenBy(t, HOSPITAL, source.task)).toBe('cancelled 6.0')
  })

  test('asks the center to cancel where the hospital does not know that it was accepted', async () => {
    const { source, filler } = await delivered()
    await change(t, CENTER, filler.task, { status: 'accepted' })
    const statusReason = { text: 'The patient went elsewhere.' }
    const withdrawn = await change(t, HOSPITAL, source.task, { status: 'cancelled', statusReason })
    expect(withdrawn.status).toBe(200)
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('in-progress 5.2')
  })

  test('does not leave when it is withdrawn before it was sent', async () => {
    const source = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'withdrawn' })
    const statusReason = { text: 'Entered for the wrong patient.' }
    expect((await change(t, HOSPITAL, source.task, { status: 'cancelled', statusReason })).status).toBe(200)
    await t.deliver()
    expect(await rowsOf(t, 'select state, reason from delivery where focus = $1', source.task)).toEqual([
      { state: 'stopped', reason: 'the referral was withdrawn before it left' },
    ])
    expect(JSON.stringify(t.sent)).not.toContain(source.task)
    expect(await search(t, CENTER, 'Task', { 'part-of': source.task })).toEqual([])
  })

  test('that is withdrawn while it is on its way is cancelled on both sides', async () => {
    const source = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'crossing' })
    const statusReason = { text: 'Entered for the wrong patient.' }
    t.network = async () => {
      const answer = await change(t, HOSPITAL, source.task, { status: 'cancelled', statusReason })
      expect(answer.status).toBe(200)
      return { kind: 'taken' }
    }
    await t.deliver()
    t.network = () => ({ kind: 'taken' })
    const filler = await receiverSide(t, CENTER, source.task)
    expect(await stateSeenBy(t, CENTER, filler.task)).toBe('cancelled 6.0')
    expect(await stateSeenBy(t, HOSPITAL, source.task)).toBe('cancelled 6.0')
  })

  test('is nothing to a third partner', async () => {
    const { source, filler } = await delivered()
    await releaseStatus(filler)
    for (const task of [source.task, filler.task])
      expect((await t.gateway.disclose.read(COURT, { type: 'Task', id: task.slice(5) })).status).toBe(404)
    expect(await search(t, COURT, 'Task')).toEqual([])
  })
})
