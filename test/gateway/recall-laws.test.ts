/** Laws of recalls, for whatever order in which a record is shown, taken back, used again, told and answered. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { LOOK_AGAIN_MS } from '../../src/gateway/recall.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, read, rowsOf } from './support.ts'
import { after, planned } from './support-plans.ts'
import { recallsOf, takeBack, toldOf } from './support-recalls.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const RUNS = 12
const STEPS_MAX = 10
const steps = ['shown', 'taken back', 'in use', 'changed', 'told', 'answered', 'refused', 'revoked'] as const
type Step = (typeof steps)[number]

type Case = { readonly goal: string; readonly consent: string }

/** One step, as the partners would take it; what is not to be had at that moment is not taken. */
async function take(step: Step, { goal, consent }: Case): Promise<void> {
  const [, id = ''] = goal.split('/')
  switch (step) {
    case 'shown':
      return void (await t.gateway.disclose.read(HOSPITAL, { type: 'Goal', id }))
    case 'taken back':
      return takeBack(t, goal)
    case 'in use':
      return void (await change(t, CENTER, goal, { lifecycleStatus: 'active' }))
    case 'changed':
      return void (await change(t, CENTER, goal, { description: { text: `Said at ${t.now}.` } }))
    case 'told':
      t.network = () => ({ kind: 'taken' })
      return after(t, 60_000)
    case 'refused':
      t.network = () => ({ kind: 'again', reason: 'no answer', reached: false })
      return after(t, 60_000)
    case 'answered': {
      const [recall] = await recallsOf(t, HOSPITAL, goal)
      if (recall) await t.gateway.recalls.answer(HOSPITAL, recall.id, { answer: 'corrected' })
      return
    }
    case 'revoked':
      return void (await t.gateway.revoke(CENTER, consent))
  }
}

/** Whether the hospital may have seen a version that does not say that it was entered in error. */
async function mayHaveSeen(goal: string): Promise<boolean> {
  const rows = await rowsOf(
    t,
    `select from disclosure d, unnest(d.resources) as named
     join resource_version v on named = v.type || '/' || v.id || '/_history/' || v.version
     where d.recipient = 'lakeside' and d.outcome <> 'failed' and v.type || '/' || v.id = $1
       and v.content->>'lifecycleStatus' <> 'entered-in-error'`,
    goal,
  )
  return rows.length > 0
}

test('whoever has seen a mistaken record is told so, once; whoever has not, never; and the last word is what holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: STEPS_MAX }), async (taken) => {
      const { goal, consent } = await planned(t)
      t.sent.length = 0
      for (const step of taken) await take(step, { goal, consent })
      await take('told', { goal, consent })
      await after(t, LOOK_AGAIN_MS)
      const isMistaken = (await read(t, CENTER, goal))['lifecycleStatus'] === 'entered-in-error'
      const hasSeen = await mayHaveSeen(goal)
      const recalls = await recallsOf(t, CENTER, goal)
      const told = toldOf(t, goal)
      expect(recalls.length).toBeLessThanOrEqual(1)
      expect(recalls.some(({ state }) => ['sent', 'answered'].includes(state))).toBe(isMistaken && hasSeen)
      if (!hasSeen) expect(told).toEqual([])
      if (told.length > 0) expect(told.at(-1)?.task['status']).toBe(isMistaken ? 'requested' : 'cancelled')
      const copies = await rowsOf<{ status: string }>(
        t,
        `select content->>'lifecycleStatus' as status from resource where custodian = 'lakeside'
           and content->'meta'->>'source' = $1`,
        goal,
      )
      for (const { status } of copies) expect(status === 'entered-in-error').toBe(isMistaken)
      expect(bodyOf(await t.gateway.recalls.list(HOSPITAL, []))).toBeDefined()
    }),
    { numRuns: RUNS, seed: 42 },
  )
}, 240_000)
