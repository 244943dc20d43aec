/**
 * Non-interference: the suite of conformance/non-interference, against a real gateway over real HTTP, finds nothing; and it
 * finds every fault that is planted. Another seed: NON_INTERFERENCE_SEED=n npm test -- test/conformance
 */
import { describe, expect, test } from '@jest/globals'
import { ASKED_ROUTES, OPEN_ROUTES } from '../../conformance/non-interference/capability.ts'
import { routes } from '../../src/api/api.ts'
import { faults } from './planted.ts'
import { runAgainst } from './support.ts'

/** On a busy machine; alone each takes some seconds. */
const TIMEOUT_MS = 240_000
const SEED = 20_261_123
/** More than there are: all of them in one round. */
const ALL = 100
const random = Number(process.env['NON_INTERFERENCE_SEED'] ?? Date.now() % 1_000_000)

test('every interaction of the gateway is asked: what comes later joins the tables of the suite', () => {
  const served = routes.map(({ method, path }) => `${method} ${path}`)
  expect([...ASKED_ROUTES, ...OPEN_ROUTES].toSorted()).toEqual(served.toSorted())
})

describe('what a partner may not see does not change any answer to it', () => {
  test.each([
    ['hospital', SEED, ALL],
    ['court', SEED, ALL],
    [random % 2 === 0 ? 'hospital' : 'court', random, 6],
  ] as const)(
    'to the %s, seed %i',
    async (actor, seed, changesAtOnce) => {
      const { found, requests, interactions } = await runAgainst({ actor, seed, rounds: 1, changesAtOnce })
      expect(found).toEqual([])
      expect(interactions).toBeGreaterThan(ASKED_ROUTES.length)
      expect(requests).toBeGreaterThan(500)
    },
    TIMEOUT_MS,
  )
})

describe('the suite finds it where', () => {
  test.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_, { only, tells, ...planted }) => {
      const { found } = await runAgainst({
        actor: 'hospital',
        seed: SEED,
        rounds: 1,
        changesAtOnce: 3,
        searchesMax: 200,
        only,
        ...planted,
      })
      expect(found.map(({ what }) => what)).toContainEqual(expect.stringMatching(tells))
    },
    TIMEOUT_MS,
  )
})
