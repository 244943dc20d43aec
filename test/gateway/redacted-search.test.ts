/** What redaction hides is found by no search, whatever the parameter and its modifier: as if the record had never had it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { searchValues } from '../../src/store/search-values.ts'
import type { IndexRow } from '../../src/store/search-values.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, patient, read, releaseOf, systemOf } from './support.ts'
import type { Json } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const DOCKET = { system: 'https://harbor-court.example/docket', value: 'HC-HIDDEN-1' }
const MINE = { system: 'urn:redacted', value: 'same' }

/** A client of the center; with or without what the hospital is not to see. */
async function client(key: string, isWhole: boolean): Promise<Resource[]> {
  const third = isWhole ? [DOCKET] : []
  const identifier = [{ system: systemOf('cedar-bridge'), value: `patient-${key}` }, MINE, ...third]
  const elements = {
    identifier,
    ...(isWhole && { managingOrganization: { reference: 'Organization/harbor-court' } }),
  }
  const who = await create(t, CENTER, patient('cedar-bridge', key, elements))
  const person = `Patient/${who.id ?? ''}`
  const seen = await create(t, CENTER, condition(person))
  const hidden = isWhole ? [await create(t, CENTER, condition(person, 'B20'))] : []
  const plan = await create(t, CENTER, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    identifier: [MINE, ...third],
    subject: { reference: person },
    period: { start: '2026-03-01', end: '2026-09-30' },
    addresses: [seen, ...hidden].map(({ id }) => ({ reference: `Condition/${id ?? ''}` })),
  })
  const categories = ['diagnoses', 'plan', 'demographics']
  await create(t, CENTER, releaseOf({ patient: person, categories, key }))
  return [who, plan]
}

const rowsOf = (resource: Resource): IndexRow[] =>
  searchValues(resource, t.ground.content.searchParameters(resource.resourceType))
const keyOf = (row: IndexRow): string => JSON.stringify(row)

/** Every way to ask for what stands in an index row. */
function queriesFor({ parameter, system, value, low }: IndexRow, kind: string): [string, string][] {
  const text = (value ?? '').replaceAll(/([|,$\\])/g, '\\$1')
  switch (kind) {
    case 'token': {
      const values = [text, `${system ?? ''}|${text}`, `|${text}`, ...(system ? [`${system}|`] : [])]
      return values.flatMap((each): [string, string][] => [
        [parameter, each],
        [`${parameter}:not`, each],
      ])
    }
    case 'string':
      return [
        [parameter, text],
        [parameter, text.slice(0, 2)],
        [`${parameter}:exact`, system ?? text],
      ]
    case 'date':
      return ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'sa', 'eb'].map((prefix) => [
        parameter,
        `${prefix}${(low ?? '').slice(0, 10)}`,
      ])
    default:
      return [[parameter, text]]
  }
}

async function totalOf(type: string, id: string, query: [string, string]): Promise<unknown> {
  const asked: [string, string][] = [query, ['_id', id], ['_total', 'accurate']]
  const answer = await t.gateway.disclose.search(HOSPITAL, type, asked)
  const { total, entry = [] } = bodyOf(answer) as Bundle
  const counted = bodyOf(
    await t.gateway.disclose.search(HOSPITAL, type, [...asked, ['_count', '0']]),
  ) as Bundle
  return [total, counted.total, entry.length]
}

describe.each([0, 1])('a record that is shown redacted (%i)', (nth) => {
  test('is found by what is left of it alone, whatever the modifier', async () => {
    const [whole, twin] = await Promise.all([
      client(`whole-${nth}`, true).then((all) => all[nth]),
      client(`twin-${nth}`, false).then((all) => all[nth]),
    ])
    if (!whole || !twin) throw new Error('nothing was kept')
    const { resourceType: type, id = '' } = whole
    const shown = new Set(rowsOf(await read(t, HOSPITAL, `${type}/${id}`)).map(keyOf))
    const alike = new Set(rowsOf(twin).map(keyOf))
    const hidden = rowsOf(whole).filter((row) => !shown.has(keyOf(row)))
    const common = rowsOf(whole).filter((row) => alike.has(keyOf(row)))
    expect(hidden.length).toBeGreaterThan(0)
    expect(common.length).toBeGreaterThan(2)
    const kinds = new Map(t.ground.content.searchParameters(type).map(({ code, kind }) => [code, kind]))
    const queries = [...hidden, ...common].flatMap((row) => queriesFor(row, kinds.get(row.parameter) ?? ''))
    for (const query of queries) {
      const found = await totalOf(type, id, query)
      expect([query, found]).toEqual([query, await totalOf(type, twin.id ?? '', query)])
    }
  })
})

test('what is included is what the shown references name', async () => {
  const [, plan] = await client('included', true)
  const query: [string, string][] = [
    ['_id', plan?.id ?? ''],
    ['_include', 'CarePlan:condition'],
  ]
  const { entry = [] } = bodyOf(await t.gateway.disclose.search(HOSPITAL, 'CarePlan', query)) as Bundle
  const included = entry.filter(({ search }) => search?.mode === 'include').map(({ resource }) => resource)
  expect(included).toHaveLength(1)
  expect(JSON.stringify(included)).not.toContain('B20')
})

test('who knows the version of a record that he may no longer see is not told that it stands', async () => {
  const [who, plan] = await client('stale', true)
  const [release] = await t.database
    .query<{ id: string }>(`select id from resource where type = 'Consent' and person = $1`, [who?.id])
    .then(({ rows }) => rows)
  const at = { type: 'CarePlan', id: plan?.id ?? '' }
  const seen = await t.gateway.disclose.read(HOSPITAL, at)
  expect([seen.status, seen.etag]).toEqual([200, 'W/"1"'])
  await t.gateway.revoke(CENTER, release?.id ?? '')
  const gone = await t.gateway.disclose.read(HOSPITAL, at)
  // The door answers 304 for a 200 with this ETag only.
  expect([gone.status, gone.etag, gone.lastModified, gone.headers] satisfies unknown[]).toEqual([
    404,
    undefined,
    undefined,
    undefined,
  ])
  const written = { ...(seen.body as Json), id: at.id } as unknown as Resource
  const write = { kind: 'update', type: 'CarePlan', id: at.id, resource: written, ifMatch: 'W/"1"' } as const
  expect((await t.gateway.receive.write(HOSPITAL, write)).status).toBe(404)
})
