/**
 * The two shapes of a search, for readers with few and with many grants, give the same pages: the rows that grants cover,
 * in the order of time, whatever the size of a page, its direction and how unevenly the rows lie.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { count, search } from '../../src/store/search.ts'
import type { Cursor } from '../../src/store/criteria.ts'
import { CENTER, HOSPITAL, openTestStore } from './support.ts'
import type { TestStore } from './support.ts'

const PERSONS = 30
const A = 1n
const B = 2n

type Row = {
  readonly id: string
  readonly updated: string
  readonly isSeen: boolean
  readonly isActive: boolean
}

let store: TestStore
const rows: Row[] = []

/** Person n has n rows, so that some have many and some none; every fifth person is not granted, every third row not covered. */
beforeAll(async () => {
  store = await openTestStore()
  for (let person = 0; person < PERSONS; person += 1) {
    for (let n = 0; n < person; n += 1) await keepRow(person, n)
    if (person % 5 !== 0) await grant(uuid(person))
  }
  const own = { resourceType: 'Goal', id: 'own', subject: { reference: 'Patient/own' } }
  await store.kept(own, { custodian: 'hospital', categories: B })
  rows.push({ id: 'own', updated: '2026-11-23T12:00:00.000Z', isSeen: true, isActive: false })
})
afterAll(() => store.database.close())

function uuid(person: number): string {
  return `00000000-0000-4000-8000-${String(person).padStart(12, '0')}`
}

async function keepRow(person: number, n: number): Promise<void> {
  const isBarred = n % 3 === 2
  const isActive = (person + n) % 2 === 0
  // Several rows of one instant, and some persons much newer than others.
  const updated = new Date(Date.UTC(2026, 0, 1 + (n % 7), person % 4)).toISOString()
  const goal = {
    resourceType: 'Goal',
    id: `${person}-${n}`,
    lifecycleStatus: isActive ? 'active' : 'completed',
    subject: { reference: `Patient/${person}` },
  }
  await store.kept(goal, { person: uuid(person), categories: isBarred ? A | B : A, at: updated })
  rows.push({ id: goal.id, updated, isActive, isSeen: person % 5 !== 0 && !isBarred })
}

async function grant(person: string): Promise<void> {
  await store.database.query(
    `insert into consent_grant (person, custodian, recipient, purpose, categories, valid, consents, redisclosure, policy_version)
     values ($1, 'center', 'hospital', 'TREAT', $2, tstzrange('2026-01-01', null), '{}', 'none', '1')`,
    [person, A],
  )
}

const MORE = `insert into consent_grant (person, custodian, recipient, purpose, categories, valid, consents, redisclosure, policy_version)
  select gen_random_uuid(), 'center', 'hospital', 'TREAT', 1, tstzrange('2026-01-01', null), '{more}', 'none', '1'
  from generate_series(1, 300)`

/** All pages, one after the other. */
async function walk(query: string, size: number): Promise<string[]> {
  const ids: string[] = []
  let after: Cursor | undefined
  for (;;) {
    const page = await search(store.database, HOSPITAL, { ...store.parse(query), count: size, after })
    ids.push(...page.found.map(({ id }) => id))
    after = page.found.at(-1)
    if (!page.more || !after) return ids
  }
}

function expected(isNewestFirst: boolean, isAsked: (row: Row) => boolean): string[] {
  const inOrder = rows
    .filter((row) => row.isSeen && isAsked(row))
    .toSorted((one, other) => compare(one.updated, other.updated) || compare(one.id, other.id))
    .map(({ id }) => id)
  return isNewestFirst ? inOrder.toReversed() : inOrder
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

test.each([
  ['few', ''],
  ['many', MORE],
])('pages of a reader with %s grants are what the grants cover, in order', async (_, more) => {
  if (more) await store.database.query(more)
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 3, 10, 40, 99, 250),
        fc.boolean(),
        fc.boolean(),
        async (size, isNewest, isActive) => {
          const query = `Goal?_sort=${isNewest ? '-' : ''}_lastUpdated${isActive ? '&lifecycle-status=active' : ''}`
          const asked = expected(isNewest, (row) => !isActive || row.isActive)
          // A page of one row leads through every row: the first ones tell enough.
          const walked = size < 10 ? await firstPages(query, size) : await walk(query, size)
          expect(walked).toEqual(asked.slice(0, walked.length))
          if (size >= 10) expect(walked).toHaveLength(asked.length)
          expect(await count(store.database, HOSPITAL, store.parse(query))).toBe(asked.length)
        },
      ),
      { numRuns: 16, seed: 6 },
    )
  } finally {
    await store.database.query(`delete from consent_grant where consents = '{more}'`)
  }
})

async function firstPages(query: string, size: number): Promise<string[]> {
  const ids: string[] = []
  let after: Cursor | undefined
  for (let page = 0; page < 4; page += 1) {
    const { found } = await search(store.database, HOSPITAL, { ...store.parse(query), count: size, after })
    ids.push(...found.map(({ id }) => id))
    after = found.at(-1)
  }
  return ids
}

test('the shape of a search depends on the number of the reader’s own grants only', async () => {
  const texts = async (query: string): Promise<string[]> => {
    const seen: string[] = []
    const tx: typeof store.database = {
      ...store.database,
      query: (text, ...rest) => {
        seen.push(text)
        return store.database.query(text, ...rest)
      },
    }
    await search(tx, HOSPITAL, store.parse(query))
    return seen
  }
  const before = [await texts('Goal?'), await texts('Goal?lifecycle-status=active')]
  await store.database.query(`update resource set categories = $1 where type = 'Goal' and id like '7-%'`, [
    A | B,
  ])
  expect([await texts('Goal?'), await texts('Goal?lifecycle-status=active')]).toEqual(before)
  await store.database.query(`update resource set categories = $1 where type = 'Goal' and id like '7-%'`, [A])
  expect(await store.ids(CENTER, 'Goal?lifecycle-status=active')).not.toEqual([])
})
