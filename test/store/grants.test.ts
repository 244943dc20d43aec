import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Grant } from '../../src/consent/consent.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { DIRECTORY, NOBODY } from '../../src/store/access.ts'
import { compartment, history, read, readAll } from '../../src/store/find.ts'
import { count } from '../../src/store/search.ts'
import { grantsOf, grantsTo, rewriteGrants } from '../../src/store/grants.ts'
import { AT, CENTER, HOSPITAL, openTestStore, PERSON } from './support.ts'
import type { TestStore } from './support.ts'

const A = 1n
const B = 2n
const C = 1n << 62n

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
  for (const [id, categories] of Object.entries({ a: A, ab: A | B, abc: A | B | C }))
    await store.kept(goal(id), { categories })
  // By a reference one finds only where one may see to whom it leads: any grant lets the person be known.
  await store.kept({ resourceType: 'Patient', id: 'p' }, { categories: 0n })
  await store.kept(goal('of-b'), { person: PERSON.b, categories: A })
  await store.kept({ ...goal('court'), id: 'at-court' }, { custodian: 'court', categories: A })
  const organization = { resourceType: 'Organization', id: 'center', name: 'Center' }
  await store.kept(organization, { person: NOBODY, custodian: DIRECTORY, categories: 0n })
})
afterAll(() => store.database.close())

function goal(id: string): Resource & { id: string } {
  return { resourceType: 'Goal', id, subject: { reference: 'Patient/p' } }
}

function grant(change: Partial<Grant> = {}): Grant {
  return {
    person: PERSON.a,
    custodian: 'center',
    recipient: 'hospital',
    purpose: 'TREAT',
    categories: A,
    from: '2026-01-01T00:00:00.000Z',
    consents: ['c-1'],
    redisclosure: 'none',
    policyVersion: '1',
    authority: 'consent',
    basis: [],
    ...change,
  }
}

async function granted(...grants: Grant[]): Promise<void> {
  await store.database.transaction((tx) =>
    rewriteGrants(tx, [{ person: PERSON.a, custodian: 'center' }], grants),
  )
}

/** What the hospital sees, by every way of looking: all ways agree. */
async function seen(access = HOSPITAL): Promise<string[]> {
  const { database } = store
  const ids = (await store.ids(access, 'Goal?')).toSorted()
  expect(await count(database, access, store.parse('Goal?'))).toBe(ids.length)
  expect((await store.ids(access, 'Goal?patient=p')).toSorted()).toEqual(ids)
  expect((await store.ids(access, 'Goal?patient:Patient=p&_id=a,ab,abc,of-b,at-court')).toSorted()).toEqual(
    ids,
  )
  const all = ['a', 'ab', 'abc', 'of-b', 'at-court']
  const looked = await readAll(
    database,
    access,
    all.map((id) => `Goal/${id}`),
  )
  expect(looked.map(({ id }) => id).toSorted()).toEqual(ids)
  const compartments = await Promise.all(
    (
      [
        [PERSON.a, 'center'],
        [PERSON.b, 'center'],
        [PERSON.a, 'court'],
      ] as const
    ).map(([person, custodian]) => compartment(database, access, { person, custodian, types: ['Goal'] })),
  )
  expect(
    compartments
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(ids)
  for (const id of all) {
    const isSeen = ids.includes(id)
    expect((await read(database, access, { type: 'Goal', id })) !== undefined).toBe(isSeen)
    expect((await read(database, access, { type: 'Goal', id, version: 1 })) !== undefined).toBe(isSeen)
    expect(await history(database, access, { type: 'Goal', id })).toHaveLength(isSeen ? 1 : 0)
  }
  return ids
}

describe('a partner sees', () => {
  test('its own, and nothing of others without a grant', async () => {
    await granted()
    expect(await seen()).toEqual([])
    expect(await seen(CENTER)).toEqual(['a', 'ab', 'abc', 'of-b'])
    expect(await seen({ ...CENTER, partner: 'court' })).toEqual(['at-court'])
  })

  test('the directory', async () => {
    expect((await read(store.database, HOSPITAL, { type: 'Organization', id: 'center' }))?.custodian).toBe(
      DIRECTORY,
    )
  })

  test('what a grant covers, every category of it', async () => {
    await granted(grant({ categories: A }))
    expect(await seen()).toEqual(['a'])
    await granted(grant({ categories: A | B }))
    expect(await seen()).toEqual(['a', 'ab'])
    await granted(grant({ categories: B | C }))
    expect(await seen()).toEqual([])
    await granted(grant({ categories: A | B | C }))
    expect(await seen()).toEqual(['a', 'ab', 'abc'])
  })

  test.each<[string, Partial<Grant>]>([
    ['another recipient', { recipient: 'court' }],
    ['another purpose', { purpose: 'HPAYMT' }],
    ['a time that is over', { until: AT }],
    ['a time that has not come', { from: '2026-11-23T12:00:00.001Z' }],
  ])('nothing by a grant for %s', async (_, change) => {
    await granted(grant({ categories: A | B | C, ...change }))
    expect(await seen()).toEqual([])
  })

  test('what several grants cover together, by one policy version', async () => {
    await granted(
      grant({ categories: A }),
      grant({ categories: B, authority: 'court-order', basis: ['Basic/b'] }),
    )
    expect(await seen()).toEqual(['a', 'ab'])
    await granted(grant({ categories: A }), grant({ categories: B, policyVersion: '2' }))
    expect(await seen()).toEqual(['a'])
    expect(await seen({ ...HOSPITAL, policyVersion: '2' })).toEqual([])
  })

  test('at the first instant of a grant, and not at its last', async () => {
    await granted(grant({ from: AT, until: '2026-11-23T12:00:00.001Z' }))
    expect(await seen()).toEqual(['a'])
    await granted(grant({ from: '2026-11-23T11:00:00.000Z', until: AT }))
    expect(await seen()).toEqual([])
  })

  test('nothing without a purpose, or as nobody', async () => {
    await granted(grant({ categories: A | B | C }))
    expect(await seen({ ...HOSPITAL, purpose: '' })).toEqual([])
    expect(await seen({ ...HOSPITAL, partner: '' })).toEqual([])
  })

  test('nothing of a custodian that may not disclose to it at all, whatever is granted', async () => {
    await granted(grant({ categories: A | B | C }))
    expect(await seen({ ...HOSPITAL, custodians: ['court'] })).toEqual([])
    expect(await seen({ partner: 'hospital', purpose: 'TREAT', at: AT })).toEqual([])
  })

  test('old versions by the categories that they had, while the current one may be seen', async () => {
    await granted(grant({ categories: A }))
    const at = { type: 'Goal', id: 'versions' }
    const versions = async (): Promise<number[]> =>
      (await history(store.database, HOSPITAL, at)).map(({ version }) => version)
    const first = await store.kept(goal('versions'), { categories: A | B })
    const second = await store.kept(
      { ...goal('versions'), lifecycleStatus: 'active' },
      { before: first, categories: A },
    )
    expect(await versions()).toEqual([2])
    expect(await read(store.database, HOSPITAL, { ...at, version: 1 })).toBeUndefined()
    expect((await read(store.database, HOSPITAL, { ...at, version: 2 }))?.version).toBe(2)
    const third = { ...goal('versions'), lifecycleStatus: 'completed' }
    await store.kept(third, { before: second, categories: A | B })
    expect(await versions()).toEqual([])
    expect(await read(store.database, HOSPITAL, at)).toBeUndefined()
    expect(await read(store.database, HOSPITAL, { ...at, version: 2 })).toBeUndefined()
  })
})

describe('grants', () => {
  test('are rewritten as a whole, of this person at this custodian only', async () => {
    const other = { person: PERSON.b, custodian: 'center' }
    const otherGrant = grant({ ...other, categories: C })
    await store.database.transaction((tx) => rewriteGrants(tx, [other], [otherGrant]))
    const until = '2026-12-01T00:00:00.000Z'
    const period = { from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' }
    const segments = [
      grant({ until, period }),
      grant({ from: until, categories: A | B, consents: ['c-1', 'c-2'] }),
    ]
    await granted(...segments)
    expect(await grantsOf(store.database, { person: PERSON.a, custodian: 'center' }, '1')).toEqual(segments)
    await granted(grant({ purpose: 'COC' }))
    expect(await grantsOf(store.database, { person: PERSON.a, custodian: 'center' }, '1')).toEqual([
      grant({ purpose: 'COC' }),
    ])
    expect(await grantsOf(store.database, other, '1')).toEqual([otherGrant])
  })

  test('to one recipient for one purpose are found for the persons asked about', async () => {
    await granted(grant(), grant({ purpose: 'COC' }), grant({ recipient: 'court' }))
    const to = { recipient: 'hospital', purpose: 'TREAT' }
    const found = await grantsTo(store.database, { ...to, persons: [PERSON.a], policyVersion: '1' })
    expect(found).toEqual([grant()])
    expect(await grantsTo(store.database, { ...to, persons: [], policyVersion: '1' })).toEqual([])
  })
})
