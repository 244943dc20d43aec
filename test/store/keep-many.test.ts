import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { keepMany } from '../../src/store/keep.ts'
import type { Keep, KeepResult } from '../../src/store/keep.ts'
import type { Kept } from '../../src/store/record.ts'
import { searchValues } from '../../src/store/search-values.ts'
import { AT, CENTER, openTestStore, PERSON } from './support.ts'
import type { TestStore } from './support.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.database.close())

function goal(id: string, text: string): Resource & { id: string } {
  return { resourceType: 'Goal', id, description: { text }, lifecycleStatus: 'active' }
}

function entry(content: Resource & { id: string }, before?: Kept): Keep {
  const index = searchValues(content, store.parameters.get('Goal') ?? [])
  const whose = { person: PERSON.a, custodian: 'center', categories: 1n }
  return { ...whose, id: content.id, content, index, before, at: AT }
}

function keepAtOnce(entries: readonly Keep[]): Promise<KeepResult[]> {
  return store.database.transaction((tx) => keepMany(tx, entries))
}

async function versionsOf(id: string): Promise<number> {
  return (await store.database.query('select from resource_version where id = $1', [id])).rowCount
}

test('the results are in the order of the entries, each for what became of it', async () => {
  const same = await store.kept(goal('same', 'As it is.'))
  const changed = await store.kept(goal('changed', 'Before.'))
  const stale = await store.kept(goal('stale', 'Read.'))
  await store.kept(goal('stale', 'Written meanwhile.'), { before: stale })
  const results = await keepAtOnce([
    entry(goal('new', 'New.')),
    entry(goal('stale', 'Late.'), stale),
    entry(goal('same', 'As it is.'), same),
    entry(goal('changed', 'After.'), changed),
    entry(goal('same', 'Unread.')),
  ])
  expect(results.map((result) => [result.kind, 'kept' in result ? result.kept.version : undefined])).toEqual([
    ['created', 1],
    ['conflict', undefined],
    ['unchanged', 1],
    ['updated', 2],
    ['conflict', undefined],
  ])
  const versions = await Promise.all(['new', 'stale', 'same', 'changed'].map(versionsOf))
  expect(versions).toEqual([1, 2, 1, 2])
  expect((await store.ids(CENTER, 'Goal?lifecycle-status=active&_id=new,changed')).sort()).toEqual([
    'changed',
    'new',
  ])
})

test('of two entries about one resource the second conflicts, whether it is new or known', async () => {
  const known = await store.kept(goal('known-twice', 'Before.'))
  const results = await keepAtOnce([
    entry(goal('new-twice', 'One.')),
    entry(goal('new-twice', 'Two.')),
    entry(goal('known-twice', 'One.'), known),
    entry(goal('known-twice', 'Two.'), known),
  ])
  expect(results.map(({ kind }) => kind)).toEqual(['created', 'conflict', 'updated', 'conflict'])
  expect(await versionsOf('new-twice')).toBe(1)
  expect(await versionsOf('known-twice')).toBe(2)
})

test('more than one statement takes are kept all the same', async () => {
  const many = Array.from({ length: 501 }, (_, number) => entry(goal(`many-${number}`, `Goal ${number}.`)))
  const results = await keepAtOnce(many)
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['created']))
  const { rowCount } = await store.database.query(
    `select from resource_index where id like 'many-%' and parameter = 'lifecycle-status'`,
  )
  expect(rowCount).toBe(501)
})

test('nothing to keep asks nothing of the database', async () => {
  expect(await keepAtOnce([])).toEqual([])
})
