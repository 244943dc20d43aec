/**
 * Non-interference: the suite of conformance/non-interference, against a real gateway over real HTTP, finds nothing; and it
 * finds every fault that is planted. Another seed: NON_INTERFERENCE_SEED=n npm test -- test/conformance
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ASKED_ROUTES, OPEN_ROUTES } from '../../conformance/non-interference/capability.ts'
import { routes } from '../../src/api/api.ts'
import { faults } from './planted.ts'
import { openShared } from './support.ts'
import type { Planted, Shared } from './support.ts'

/** On a busy machine; alone each takes some seconds. */
const TIMEOUT_MS = 240_000
const SEED = 20_261_123
/** More than there are: all of them in one round. */
const ALL = 100
/** Of a random seed: the long form is the command's. */
const SOME = 3
const random = Number(process.env['NON_INTERFERENCE_SEED'] ?? Date.now() % 1_000_000)

test('every interaction of the gateway is asked: what comes later joins the tables of the suite', () => {
  const served = routes.map(({ method, path }) => `${method} ${path}`)
  expect([...ASKED_ROUTES, ...OPEN_ROUTES].toSorted()).toEqual(served.toSorted())
})

/** One gateway for the hospital: first as it is, then with one fault after the other. */
let hospital: Shared
beforeAll(async () => {
  hospital = await openShared('hospital', SEED)
}, TIMEOUT_MS)
afterAll(() => hospital.close())

describe('what a partner may not see does not change any answer to it', () => {
  test(
    `to the hospital, seed ${SEED}`,
    async () => {
      await findsNothing(hospital, { changesAtOnce: ALL, searchesMax: 40 })
    },
    TIMEOUT_MS,
  )

  test.each([
    ['court', SEED, ALL],
    [random % 2 === 0 ? 'hospital' : 'court', random, SOME],
  ] as const)(
    'to the %s, seed %i',
    async (actor, seed, changesAtOnce) => {
      const shared = await openShared(actor, seed)
      try {
        await findsNothing(shared, { changesAtOnce, searchesMax: 15 })
      } finally {
        await shared.close()
      }
    },
    TIMEOUT_MS,
  )
})

async function findsNothing(shared: Shared, planted: Planted): Promise<void> {
  const { found, requests, interactions } = await shared.run(planted)
  expect(found).toEqual([])
  expect(interactions).toBeGreaterThan(ASKED_ROUTES.length)
  expect(requests).toBeGreaterThan(500)
}

describe('the suite finds it where', () => {
  test.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_, { tells, ...planted }) => {
      const { found } = await hospital.run({ changesAtOnce: 3, searchesMax: 200, ...planted })
      expect(found.map(({ what }) => what)).toContainEqual(expect.stringMatching(tells))
    },
    TIMEOUT_MS,
  )

  test(
    'and nothing where no fault is planted any more',
    async () => {
      expect((await hospital.run({ only: 'search Condition', searchesMax: 200 })).found).toEqual([])
    },
    TIMEOUT_MS,
  )
})
