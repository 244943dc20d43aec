/** The accounting of disclosures: what was sent, what nobody knows to have failed, and what is not understood. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { create, patient, releaseOf, rowsOf } from './support.ts'
import { accounting, after, deliveriesOf, planned } from './support-plans.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
beforeEach(() => {
  t.network = () => ({ kind: 'taken' })
})
afterAll(() => t.close())

describe('the accounting', () => {
  test('lists what was sent, and what nobody knows to have failed; not what certainly never left', async () => {
    const { patient: person } = await planned(t)
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    await t.deliver()
    expect(await accounting(t, person)).toEqual([])
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNABORTED)', reached: true })
    await after(t, 1_000)
    expect(await accounting(t, person)).toMatchObject([{ outcome: 'unknown' }])
    // That a later attempt has not reached the partner says nothing of the one before.
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    await after(t, 2_000)
    expect(await accounting(t, person)).toMatchObject([{ outcome: 'unknown' }])
  })

  test('is one entry for a delivery, however often it was attempted', async () => {
    const { plan, patient: person } = await planned(t)
    t.network = () => ({ kind: 'again', reason: 'no answer', reached: true })
    await t.deliver()
    t.network = () => ({ kind: 'taken' })
    await after(t, 1_000)
    const [row] = await deliveriesOf(t, plan)
    expect(await accounting(t, person)).toMatchObject([
      { outcome: 'sent', delivery: row?.id, channel: 'delivery' },
    ])
  })

  test('names the releases of the attempt that arrived, and keeps what an earlier one may have shown', async () => {
    const { plan, patient: person, consent, goal } = await planned(t)
    t.network = () => ({ kind: 'refused', reason: 'the partner answered HTTP 422', reached: true })
    await t.deliver()
    const [before] = await accounting(t, person)
    expect(before).toMatchObject({ outcome: 'unknown', consents: [consent], resources: 3 })
    await t.gateway.revoke(CENTER, consent)
    const renewed = await create(
      t,
      CENTER,
      releaseOf({ patient: person, categories: ['plan'], key: `new-${person}` }),
    )
    t.network = () => ({ kind: 'taken' })
    const [dead] = await deliveriesOf(t, plan)
    await t.gateway.deliveries.replay(CENTER, dead?.id ?? '')
    await t.deliver()
    const entries = await accounting(t, person)
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

  test('refuses a question that it does not understand', async () => {
    const { id = '' } = await create(t, HOSPITAL, patient('lakeside', 'asked'))
    for (const query of [
      ['start', 'yesterday'],
      ['start', '5'],
      ['end', '5'],
      ['scope', 'some'],
      ['summary', 'yes'],
      ['_count', '2001'],
      ['_cursor', 'x'],
      ['recipient', 'Organization/lakeside'],
    ] as const)
      expect([query, (await t.gateway.accounting(HOSPITAL, id, [query])).status]).toEqual([query, 400])
    const officer = { ...HOSPITAL, person: { id: 'lh-privacy', role: 'privacy-officer' } }
    expect((await t.gateway.accounting(officer, id, [['start', '2026-01-01']])).status).toBe(200)
  })
})
