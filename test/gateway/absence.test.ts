/** What may not be seen is as if it did not exist: same answer, byte for byte, by the same statements (42 CFR 2.13(c)). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { routes } from '../../src/api/api.ts'
import { accountCases } from './absence-account.ts'
import { cases as clinicalCases } from './absence-cases.ts'
import { terminologyCases } from './absence-terminology.ts'
import { transformCases } from './absence-transform.ts'
import { comparable, idsAt, openWorld, wordsOf } from './support-absence.ts'
import type { Ask, Target, Withheld, World } from './support-absence.ts'

const cases = { ...clinicalCases, ...accountCases, ...terminologyCases, ...transformCases }

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** Routes whose requests name links, deliveries, recalls or case records: absence-doors.test.ts asks them. */
const ELSEWHERE = new Set([
  'POST /intake/case-records',
  'GET /identity/links',
  'POST /identity/links/:id/$confirm',
  'POST /identity/links/:id/$refuse',
  'POST /identity/links/:id/$undo',
  'GET /deliveries',
  'POST /deliveries/:id/$replay',
  'GET /recalls',
  'GET /recalls/:id',
  'POST /recalls/:id/$answer',
])

test('every door is asked', () => {
  const partnerRoutes = routes.filter((route) => !('open' in route))
  const served = partnerRoutes.map(({ method, path }) => `${method} ${path}`)
  expect([...Object.keys(cases), ...ELSEWHERE].toSorted()).toEqual(served.toSorted())
  for (const [route, asked] of Object.entries(cases)) expect([route, asked.length]).not.toEqual([route, 0])
})

async function expectSame(
  { asker, target, twin }: Pick<Withheld, 'asker' | 'target' | 'twin'>,
  ask: (target: Required<Target>) => Ask,
): Promise<void> {
  const unknown = await world.request(asker.token, ask(twin as Required<Target>))
  const withheld = await world.request(asker.token, ask(target as Required<Target>))
  expect(comparable(withheld, wordsOf(target))).toEqual(comparable(unknown, wordsOf(twin)))
  expect(withheld.statements).toEqual(unknown.statements)
  const asked = new Set(wordsOf(target))
  const told = (await idsAt(world.t, 'cedar-bridge')).filter(
    (id) => !asked.has(id) && withheld.body.includes(id),
  )
  expect(told).toEqual([])
}

const names = [
  'was never released',
  'was released and revoked',
  'was released for a time that is over',
  'was released for another purpose',
  'was released save one of its categories',
  'was released to another partner',
  'was released, to persons with a duty that the asker lacks',
]

describe.each(names)('what %s', (why) => {
  test.each(
    Object.entries(cases).flatMap(([route, asked]) => asked.map((each) => [route, each.name, each] as const)),
  )('%s: %s', async (_route, _name, { names: slot, ask }) => {
    const withheld = world.withheld.find((each) => each.why === why)
    if (!withheld) throw new Error(`nothing ${why}`)
    if (withheld.target[slot] === undefined) return
    await expectSame(withheld, (target) => ask(target, withheld.asker))
  })
})

describe('the test itself', () => {
  test('sees the difference where something is released', async () => {
    const partly = world.withheld.find(({ why }) => why === 'was released save one of its categories')
    expect(partly).toBeDefined()
    const identifier = encodeURIComponent('https://cedar-bridge.example/records|condition-partly')
    const found = await world.request('hospital', {
      method: 'GET',
      path: `/fhir/Condition?identifier=${identifier}&_total=accurate`,
    })
    expect(JSON.parse(found.body)).toMatchObject({ total: 1 })
    const elsewhere = await world.request('hospital', {
      method: 'GET',
      path: `/fhir/Condition?_id=${partly?.target.record.slice('Condition/'.length) ?? ''}`,
    })
    expect(JSON.parse(elsewhere.body)).toMatchObject({ total: 0 })
    const duty = world.withheld.find(({ why }) => why.includes('duty'))
    const path = `/fhir/Encounter?_id=${duty?.target.record.slice('Encounter/'.length) ?? ''}`
    const monitored = await world.request('court', { method: 'GET', path })
    expect(JSON.parse(monitored.body)).toMatchObject({ total: 1 })
    const unmonitored = await world.request('clerk', { method: 'GET', path })
    expect(JSON.parse(unmonitored.body)).toMatchObject({ total: 0 })
  })
})
