import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { history, read } from '../../src/store/find.ts'
import type { Kept } from '../../src/store/record.ts'
import { AT, CENTER, HOSPITAL, openTestStore, PERSON } from './support.ts'
import type { TestStore } from './support.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.database.close())

const LATER = '2026-11-23T13:00:00.000Z'

function goal(id: string, text = 'A goal.'): Resource & { id: string } {
  return { resourceType: 'Goal', id, description: { text }, subject: { reference: 'Patient/p-1' } }
}

async function rows(table: string, id: string): Promise<number> {
  const { rowCount } = await store.database.query(`select from ${table} where id = $1`, [id])
  return rowCount
}

test('what is new has version 1, its index rows and its history', async () => {
  const result = await store.keep(goal('new'))
  expect(result).toMatchObject({
    kind: 'created',
    kept: { version: 1, updated: AT, content: { meta: { versionId: '1', lastUpdated: AT } } },
  })
  expect(await read(store.database, CENTER, { type: 'Goal', id: 'new' })).toEqual(
    'kept' in result ? result.kept : undefined,
  )
  expect(await rows('resource_version', 'new')).toBe(1)
  expect(await store.ids(CENTER, 'Goal?patient=p-1&_id=new')).toEqual(['new'])
})

test('a change makes a version, and the index tells the new content only', async () => {
  const before = await store.kept({ ...goal('changed'), lifecycleStatus: 'proposed' })
  const result = await store.keep({ ...goal('changed'), lifecycleStatus: 'active' }, { before, at: LATER })
  expect(result).toMatchObject({ kind: 'updated', kept: { version: 2, updated: LATER } })
  expect(await store.ids(CENTER, 'Goal?lifecycle-status=proposed')).toEqual([])
  expect(await store.ids(CENTER, 'Goal?lifecycle-status=active&_id=changed')).toEqual(['changed'])
  const versions = await history(store.database, CENTER, { type: 'Goal', id: 'changed' })
  expect(
    versions.map(({ version, updated, content }) => [version, updated, content['lifecycleStatus']]),
  ).toEqual([
    [2, LATER, 'active'],
    [1, AT, 'proposed'],
  ])
  const first = await read(store.database, CENTER, { type: 'Goal', id: 'changed', version: 1 })
  expect(first?.content).toMatchObject({ lifecycleStatus: 'proposed', meta: { versionId: '1' } })
  expect(await read(store.database, CENTER, { type: 'Goal', id: 'changed', version: 3 })).toBeUndefined()
})

test('what says the same makes no version, whatever it says about version, time and order of elements', async () => {
  const before = await store.kept(goal('same'))
  const { resourceType, id, ...elements } = goal('same')
  const again = {
    ...Object.fromEntries(Object.entries(elements).toReversed()),
    resourceType,
    id,
    meta: { versionId: '7', lastUpdated: LATER },
  }
  expect(await store.keep(again, { before, at: LATER })).toEqual({ kind: 'unchanged', kept: before })
  expect(await rows('resource_version', 'same')).toBe(1)
})

test('other categories are a change, though the content is the same', async () => {
  const before = await store.kept(goal('relabelled'))
  const result = await store.keep(goal('relabelled'), { before, categories: 3n })
  expect(result).toMatchObject({ kind: 'updated', kept: { version: 2, categories: 3n } })
})

test('who has read an older version conflicts, and leaves everything as it is', async () => {
  const stale = await store.kept(goal('contended'))
  await store.kept(goal('contended', 'The first.'), { before: stale })
  expect(await store.keep(goal('contended', 'The second.'), { before: stale })).toEqual({ kind: 'conflict' })
  const now = await read(store.database, CENTER, { type: 'Goal', id: 'contended' })
  expect(now?.content['description']).toEqual({ text: 'The first.' })
  expect(await rows('resource_version', 'contended')).toBe(2)
})

test('what was new to two conflicts for the second', async () => {
  await store.kept(goal('once'))
  expect(await store.keep(goal('once', 'Another.'))).toEqual({ kind: 'conflict' })
})

test('of two at the same moment one is kept', async () => {
  const before = await store.kept(goal('raced'))
  const results = await Promise.all(
    ['one', 'two', 'three', 'four'].map((text) => store.keep(goal('raced', text), { before })),
  )
  expect(results.filter(({ kind }) => kind === 'updated')).toHaveLength(1)
  expect(results.filter(({ kind }) => kind === 'conflict')).toHaveLength(3)
  expect(await rows('resource_version', 'raced')).toBe(2)
})

test('nobody writes another custodian’s resource, nor moves it to another person', async () => {
  const before = await store.kept(goal('owned'))
  const taken: Kept = { ...before, custodian: 'hospital' }
  expect(await store.keep(goal('owned', 'Mine.'), { before: taken, custodian: 'hospital' })).toEqual({
    kind: 'conflict',
  })
  expect(await store.keep(goal('owned', 'Moved.'), { before, person: PERSON.b })).toEqual({
    kind: 'conflict',
  })
  expect(await read(store.database, HOSPITAL, { type: 'Goal', id: 'owned' })).toBeUndefined()
})
