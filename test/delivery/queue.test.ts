import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { pauseMs } from '../../src/delivery/delivery.ts'
import {
  claim,
  deliveriesOf,
  due,
  enqueue,
  nextDue,
  replay,
  sentHash,
  settle,
  unsent,
} from '../../src/delivery/queue.ts'
import type { NewDelivery } from '../../src/delivery/queue.ts'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'

const T0 = '2026-11-23T12:00:00.000Z'
const T1 = '2026-11-23T12:01:00.000Z'
const T2 = '2026-11-23T12:02:00.000Z'
const PERSON = '00000000-0000-4000-8000-00000000000a'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.query('truncate delivery')
})
afterAll(() => database.close())

function id(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

function delivery(n: number, change: Partial<NewDelivery> = {}): NewDelivery {
  return {
    person: PERSON,
    id: id(n),
    custodian: 'center',
    recipient: 'hospital',
    purpose: 'TREAT',
    kind: 'plan',
    focus: 'CarePlan/1',
    ...change,
  }
}

async function stateOf(n: number): Promise<unknown> {
  const { rows } = await database.query(
    'select state, attempts, next_at, reason from delivery where id = $1',
    [id(n)],
  )
  return rows[0]
}

/** Settles a delivery as it stands, or as it was claimed. */
async function settled(
  n: number,
  to: Parameters<typeof settle>[2],
  claimed?: { attempts: number; nextAt: string },
): Promise<boolean> {
  const { rows } = await database.query<{ attempts: number; nextAt: string }>(
    'select attempts, next_at as "nextAt" from delivery where id = $1',
    [id(n)],
  )
  const [row] = rows
  if (!row) throw new Error(`no delivery ${n}`)
  return settle(database, { person: PERSON, id: id(n), ...(claimed ?? row) }, to)
}

describe('a delivery', () => {
  test('that waits about the same record for the same partner serves for both', async () => {
    expect(await enqueue(database, delivery(1), T0)).toBe(true)
    expect(await enqueue(database, delivery(2), T1)).toBe(false)
    const others: Partial<NewDelivery>[] = [
      { recipient: 'clinic' },
      { purpose: 'COC' },
      { kind: 'referral' },
      { focus: 'CarePlan/2' },
      { person: id(99) },
    ]
    for (const [n, change] of others.entries())
      expect(await enqueue(database, delivery(10 + n, change), T0)).toBe(true)
  })

  test('that is under way does not serve for what changed meanwhile', async () => {
    await enqueue(database, delivery(1), T0)
    await claim(database, id(1), T0, T1)
    expect(await enqueue(database, delivery(2), T0)).toBe(true)
  })

  test('is due in the order in which it was caused, not before its time', async () => {
    await enqueue(database, delivery(2), T1)
    await enqueue(database, delivery(1, { focus: 'CarePlan/2' }), T0)
    expect(await due(database, T0, 10)).toEqual([id(1)])
    expect(await due(database, T1, 10)).toEqual([id(2), id(1)])
    expect(await due(database, T1, 1)).toEqual([id(2)])
    expect(await nextDue(database)).toBe(T0)
  })

  test('is claimed by one attempt at a time, and again when its lease has ended', async () => {
    await enqueue(database, delivery(1), T0)
    const claims = await Promise.all([1, 2, 3].map(() => claim(database, id(1), T0, T1)))
    expect(claims.filter((claimed) => claimed?.attempts === 1)).toHaveLength(1)
    expect(claims.filter((claimed) => claimed === undefined)).toHaveLength(2)
    expect(await due(database, T0, 10)).toEqual([])
    expect(await nextDue(database)).toBe(T1)
    expect((await claim(database, id(1), T1, T2))?.attempts).toBe(2)
  })

  test('waits for the one about the same record that is under way, and no longer than its lease', async () => {
    await enqueue(database, delivery(1), T0)
    await claim(database, id(1), T0, T1)
    await enqueue(database, delivery(2), T0)
    await enqueue(database, delivery(3, { recipient: 'clinic' }), T0)
    expect(await due(database, T0, 10)).toEqual([id(3)])
    expect(await claim(database, id(2), T0, T1)).toBeUndefined()
    await settled(3, { state: 'sent', at: T0 })
    expect(await nextDue(database)).toBe(T1)
    expect(await due(database, T1, 10)).toEqual([id(1), id(2)])
    expect(await claim(database, id(2), T1, T2)).toBeDefined()
  })

  test('is settled: sent and dead are due no more, waiting at its time', async () => {
    for (const [n, state] of (['sent', 'dead', 'waiting'] as const).entries()) {
      await enqueue(database, delivery(n, { focus: `CarePlan/${n}` }), T0)
      await claim(database, id(n), T0, T1)
      await settled(n, { state, reason: state, nextAt: T2, at: T1 })
    }
    expect(await due(database, T1, 10)).toEqual([])
    expect(await due(database, T2, 10)).toEqual([id(2)])
    expect(await stateOf(2)).toEqual({ state: 'waiting', attempts: 1, next_at: T2, reason: 'waiting' })
  })

  test('that was stopped stays stopped, unless the attempt under way has reached the partner', async () => {
    await enqueue(database, delivery(1), T0)
    await claim(database, id(1), T0, T1)
    await settled(1, { state: 'stopped', reason: 'revoked', at: T0 })
    await settled(1, { state: 'waiting', nextAt: T1, at: T1 })
    expect(await stateOf(1)).toMatchObject({ state: 'stopped', reason: 'revoked' })
    await settled(1, { state: 'sent', at: T1 })
    expect(await stateOf(1)).toMatchObject({ state: 'sent' })
  })

  test('that a later attempt has, or that was sent, is not set back by an earlier one', async () => {
    await enqueue(database, delivery(1), T0)
    const first = await claim(database, id(1), T0, T1)
    const second = await claim(database, id(1), T1, T2)
    for (const state of ['waiting', 'dead', 'stopped'] as const)
      expect(await settled(1, { state, at: T1 }, first)).toBe(false)
    expect(await stateOf(1)).toMatchObject({ state: 'in-flight', attempts: 2, next_at: T2 })
    expect(await settled(1, { state: 'sent', hash: 'two', at: T1 }, second)).toBe(true)
    expect(await settled(1, { state: 'sent', hash: 'one', at: T2 }, first)).toBe(false)
    expect(await settled(1, { state: 'waiting', at: T2 }, second)).toBe(false)
    expect(await sentHash(database, delivery(1))).toBe('two')
  })

  test('that an earlier attempt has sent after all is sent', async () => {
    await enqueue(database, delivery(1), T0)
    const first = await claim(database, id(1), T0, T1)
    const second = await claim(database, id(1), T1, T2)
    expect(await settled(1, { state: 'sent', at: T1 }, first)).toBe(true)
    expect(await settled(1, { state: 'dead', at: T1 }, second)).toBe(false)
    expect(await stateOf(1)).toMatchObject({ state: 'sent' })
  })

  test('that was replayed is not set back by an attempt from before', async () => {
    await enqueue(database, delivery(1), T0)
    const first = await claim(database, id(1), T0, T0)
    await settled(1, { state: 'stopped', at: T0 })
    await replay(database, 'center', id(1), T1)
    await claim(database, id(1), T1, T2)
    expect(await settled(1, { state: 'waiting', at: T1 }, first)).toBe(false)
    expect(await stateOf(1)).toMatchObject({ state: 'in-flight', attempts: 1, next_at: T2 })
  })

  test('leaves the hash of what was sent last', async () => {
    await enqueue(database, delivery(1), T0)
    expect(await sentHash(database, delivery(1))).toBeUndefined()
    await settled(1, { state: 'sent', hash: 'one', at: T0 })
    await enqueue(database, delivery(2), T1)
    await settled(2, { state: 'sent', hash: 'two', at: T1 })
    await enqueue(database, delivery(3), T2)
    await settled(3, { state: 'sent', reason: 'nothing new', at: T2 })
    expect(await sentHash(database, delivery(3))).toBe('two')
    expect(await sentHash(database, delivery(3, { recipient: 'clinic' }))).toBeUndefined()
    expect(await sentHash(database, delivery(3, { focus: 'CarePlan/2' }))).toBeUndefined()
  })

  test('is replayed by its custodian only, and only when it is dead or stopped', async () => {
    await enqueue(database, delivery(1), T0)
    expect(await replay(database, 'center', id(1), T1)).toBe(false)
    await claim(database, id(1), T0, T1)
    expect(await replay(database, 'center', id(1), T1)).toBe(false)
    await settled(1, { state: 'dead', reason: 'refused', at: T0 })
    expect(await replay(database, 'hospital', id(1), T1)).toBe(false)
    expect(await replay(database, 'center', 'no uuid', T1)).toBe(false)
    expect(await replay(database, 'center', id(1), T1)).toBe(true)
    expect(await stateOf(1)).toEqual({ state: 'waiting', attempts: 0, next_at: T1, reason: null })
    await settled(1, { state: 'sent', at: T1 })
    expect(await replay(database, 'center', id(1), T1)).toBe(false)
  })

  test('is listed for its custodian, newest first, and for nobody else', async () => {
    await enqueue(database, delivery(1), T0)
    await enqueue(database, delivery(2, { focus: 'CarePlan/2' }), T0)
    expect((await deliveriesOf(database, 'center')).map((each) => each.id)).toEqual([id(2), id(1)])
    expect(await deliveriesOf(database, 'hospital')).toEqual([])
  })

  test('counts as unsent while it waits or is under way', async () => {
    for (const n of [1, 2, 3, 4]) await enqueue(database, delivery(n, { focus: `CarePlan/${n}` }), T0)
    await claim(database, id(2), T0, T1)
    await settled(3, { state: 'sent', at: T0 })
    await settled(4, { state: 'dead', at: T0 })
    const of = { person: PERSON, custodian: 'center' }
    expect((await unsent(database, of)).map((each) => [each.id, each.state])).toEqual([
      [id(1), 'waiting'],
      [id(2), 'in-flight'],
    ])
    expect(await unsent(database, { ...of, custodian: 'hospital' })).toEqual([])
    expect(await unsent(database, { ...of, person: id(98) })).toEqual([])
  })
})

describe('the pause before the next attempt', () => {
  const limits = { attemptsMax: 10, retryDelayMs: 1_000, retryDelayMsMax: 60_000, leaseMs: 1 }

  test('doubles up to the longest', () => {
    const pauses = [1, 2, 3, 6, 7, 8, 1_000].map((attempts) => pauseMs(attempts, limits, 0))
    expect(pauses).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000])
  })

  test('has up to a fifth of jitter', () => {
    expect(pauseMs(1, limits, 0.999_999)).toBe(1_200)
    expect(pauseMs(1, limits, 0.5)).toBe(1_100)
  })
})
