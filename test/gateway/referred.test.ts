/** A record that the reader sees is not found by a reference that is cut out of it: same answer, by the same statements. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { HOSPITAL, openTestGateway, CENTER } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, patient, releaseOf, search, textOf } from './support.ts'
import type { Json } from './support.ts'

const statements: string[] = []
const PLANS = 4

let t: TestGateway
let seen: string
let withheld: string
beforeAll(async () => {
  t = await openTestGateway({ beforeQuery: (_, text) => void statements.push(text) })
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'referred'))
  const person = `Patient/${id}`
  const subject = { reference: person }
  await create(t, CENTER, releaseOf({ patient: person, categories: ['plan', 'goals'], key: 'referred' }))
  const diagnosis = await create(t, CENTER, condition(person))
  const goal = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Ninety days of meetings.' },
    subject,
  })
  ;[seen, withheld] = [`Goal/${goal.id ?? ''}`, `Condition/${diagnosis.id ?? ''}`]
  const elements: Json = { goal: [{ reference: seen }], addresses: [{ reference: withheld }] }
  for (let n = 0; n < PLANS; n += 1)
    await create(t, CENTER, {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      subject,
      ...elements,
    })
})
afterAll(() => t.close())

const queries: [string, string, string][] = [
  ['CarePlan', 'condition', ''],
  ['CarePlan', 'condition', 'accurate'],
  ['Patient', '_has:CarePlan:patient:condition', 'accurate'],
]

test.each(queries)('%s by %s, total %s', async (type, name, total) => {
  const ask = async (value: string): Promise<{ text: string; sent: string[] }> => {
    statements.length = 0
    const more: [string, string][] = total === '' ? [] : [['_total', total]]
    const answer = await t.gateway.disclose.search(HOSPITAL, type, [[name, value], ['_count', '1'], ...more])
    return { text: textOf(answer).replaceAll(encodeURIComponent(value), 'ASKED'), sent: [...statements] }
  }
  const absent = 'Condition/12345678-1234-4123-8123-123456789012'
  expect(await ask(withheld)).toEqual(await ask(absent))
})

test('it is found by a reference that is shown, and by any reference to its custodian', async () => {
  expect(await search(t, HOSPITAL, 'CarePlan', { goal: seen })).toHaveLength(PLANS)
  expect(await search(t, CENTER, 'CarePlan', { condition: withheld })).toHaveLength(PLANS)
})
