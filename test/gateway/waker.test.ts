import { expect, test } from '@jest/globals'
import { createWaker } from '../../src/gateway/ground.ts'
import type { Database, Transaction } from '../../src/database/database.ts'

/** A database that only begins and ends transactions; `attempts` of them, the last one commits. */
function databaseWith(events: string[], attempts = 1): Database {
  const query = () => Promise.reject(new Error('no statements here'))
  return {
    query,
    close: () => Promise.resolve(),
    async transaction(work) {
      for (let attempt = 1; attempt < attempts; attempt += 1) {
        await work({ query })
        events.push('rollback')
      }
      const value = await work({ query })
      events.push('commit')
      return value
    },
  }
}

function scene(attempts?: number): { events: string[] } & ReturnType<typeof createWaker> {
  const events: string[] = []
  const parts = createWaker(databaseWith(events, attempts))
  parts.waker.listen(() => void events.push('woken'))
  return { events, ...parts }
}

test('what a transaction has queued wakes the deliveries after the commit, once', async () => {
  const { events, waker, database } = scene()
  const value = await database.transaction(async (tx) => {
    waker.wake(tx)
    waker.wake(tx)
    return 7
  })
  expect(value).toBe(7)
  expect(events).toEqual(['commit', 'woken'])
})

test('an attempt that was rolled back wakes nobody, and neither does a transaction that asks for nothing', async () => {
  const { events, waker, database } = scene(2)
  let attempt = 0
  await database.transaction(async (tx: Transaction) => {
    attempt += 1
    if (attempt === 1) waker.wake(tx)
  })
  await expect(
    database.transaction(async (tx) => {
      waker.wake(tx)
      throw new Error('refused')
    }),
  ).rejects.toThrow('refused')
  expect(events).not.toContain('woken')
})

test('outside of a transaction it wakes at once', () => {
  const { events, waker } = scene()
  waker.wake()
  expect(events).toEqual(['woken'])
})
