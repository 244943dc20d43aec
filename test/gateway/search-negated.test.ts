/** A search by what a record has not must not tell what redaction hides; nor may a bounded search seem whole. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Bundle } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, patient, releaseOf, rowsOf, search, systemOf } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const COURT_NUMBER = { system: systemOf('harbor-court'), value: 'CR-7' }

test('what redaction hides is not there to be negated', async () => {
  const own = { system: systemOf('cedar-bridge'), value: 'negated' }
  const { id = '' } = await create(
    t,
    CENTER,
    patient('cedar-bridge', 'negated', { identifier: [own, COURT_NUMBER] }),
  )
  await create(t, CENTER, releaseOf({ patient: `Patient/${id}`, categories: ['diagnoses'], key: 'negated' }))
  const hidden = `${COURT_NUMBER.system}|${COURT_NUMBER.value}`
  const found = async (query: Record<string, string>): Promise<number> =>
    (await search(t, HOSPITAL, 'Patient', query)).length
  expect(await found({ 'identifier:not': hidden })).toBe(await found({ 'identifier:not': 'urn:nobody|1' }))
  expect(await found({ 'identifier:not': hidden })).toBe(1)
  expect(await found({ 'identifier:not': `${own.system}|${own.value}` })).toBe(0)
  expect(await found({ identifier: hidden })).toBe(0)
  const counted = bodyOf(
    await t.gateway.disclose.search(HOSPITAL, 'Patient', [
      ['identifier:not', hidden],
      ['_total', 'accurate'],
    ]),
  ) as Bundle
  expect(counted.total).toBe(1)
  // Of its own records the owner finds what it asks for.
  expect(await search(t, CENTER, 'Patient', { 'identifier:not': hidden })).toHaveLength(0)
})

test('a search that is cut off says that there may be more', async () => {
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'many'))
  await create(t, CENTER, releaseOf({ patient: `Patient/${id}`, categories: ['diagnoses'], key: 'many' }))
  const { id: first = '' } = await create(t, CENTER, condition(`Patient/${id}`))
  // More rows than the rounds of a page look at, none of which has what is asked for of what is shown.
  await rowsOf(
    t,
    `insert into resource select person, type, 'copy-' || n, version, custodian, categories, null, updated, content
     from resource, generate_series(1, 4100) n where id = $1`,
    first,
  )
  const body = bodyOf(
    await t.gateway.disclose.search(HOSPITAL, 'Condition', [
      ['code:not', 'F11.20'],
      ['_count', '1'],
    ]),
  ) as Bundle
  expect(body.entry?.map((entry) => entry.search?.mode)).toEqual(['outcome'])
  expect(body.total).toBeUndefined()
  expect(JSON.stringify(body)).toContain('there may be more')
  expect(body.link?.map(({ relation }) => relation)).toEqual(['self'])
})

test('a history beyond its limit claims no total', async () => {
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'versions'))
  await rowsOf(
    t,
    `insert into resource_version select person, type, id, n, custodian, categories, updated, content
     from resource_version, generate_series(2, 501) n where id = $1`,
    id,
  )
  const at = { type: 'Patient', id }
  const history = bodyOf(await t.gateway.disclose.history(CENTER, at)) as Bundle
  expect(history.entry).toHaveLength(500)
  expect(history.total).toBeUndefined()
})
