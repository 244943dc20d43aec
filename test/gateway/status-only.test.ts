/** A release of a referral's status tells where the referral stands, and not why: that is the referral's own category. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  businessStatus,
  change,
  create,
  read,
  receiverSide,
  refer,
  releaseOf,
  rowsOf,
  search,
} from './support.ts'
import type { Sent } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const WORDS = /relapse/
const words = { text: 'Left after a relapse.' }
const details = {
  reasonCode: words,
  description: 'relapse',
  note: [words],
  statusReason: words,
  output: [{ type: words, valueString: 'relapse' }],
  input: [{ type: words, valueString: 'relapse' }],
}

/** The center's Task of a referral by the hospital, moved on with a reason, after a release to both. */
async function moved(key: string, categories: string[]): Promise<{ source: Sent; filler: Sent }> {
  const source = await refer(t, HOSPITAL, { to: 'cedar-bridge', key })
  await t.deliver()
  const filler = await receiverSide(t, CENTER, source.task)
  for (const to of ['lakeside', 'harbor-court'] as const) {
    await create(t, CENTER, releaseOf({ patient: filler.patient, categories, to, key: `${key}-${to}` }))
  }
  expect((await change(t, CENTER, filler.task, { status: 'accepted' })).status).toBe(200)
  const scheduled = {
    status: 'in-progress',
    businessStatus: { ...businessStatus.scheduled, text: 'relapse' },
  }
  const answer = await change(t, CENTER, filler.task, { ...scheduled, ...details })
  expect(answer.status).toBe(200)
  return { source, filler }
}

test('the status alone reaches the source and every reader', async () => {
  const { source, filler } = await moved('alone', ['referral-status'])
  const told = await read(t, HOSPITAL, source.task)
  expect(told['status']).toBe('in-progress')
  expect(JSON.stringify(told)).not.toMatch(WORDS)
  for (const actor of [COURT, HOSPITAL]) {
    const seen = await read(t, actor, filler.task)
    expect(seen).toMatchObject({ status: 'in-progress', businessStatus: businessStatus.scheduled })
    expect(JSON.stringify(seen)).not.toMatch(/relapse|\{\}|\[\]/)
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['statusReason']))
  }
  expect(await search(t, COURT, 'Task', {})).toHaveLength(1)
})

test('with the referral itself released, a reader sees why, and it is accounted for', async () => {
  const { filler } = await moved('full', ['referral-status', 'referrals'])
  expect(await read(t, COURT, filler.task)).toMatchObject(details)
  const [entry] = await rowsOf<{ categories: bigint }>(
    t,
    `select categories from disclosure where recipient = 'harbor-court' and resources::text like $1 order by at desc`,
    `%${filler.task}%`,
  )
  const { policy } = t.ground.content
  expect(policy.codesOf(entry?.categories ?? 0n)).toContain('referrals')
})
