/** What a client sends is answered, whatever it is: nothing that the database cannot hold reaches it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { CENTER, COURT, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { create, patient, search } from './support.ts'

let t: TestGateway
let id = ''
beforeAll(async () => {
  t = await openTestGateway()
  ;({ id = '' } = await create(t, CENTER, patient('cedar-bridge', 'values')))
})
afterAll(() => t.close())

const CURSOR_ID = '00000000-0000-4000-8000-000000000001'

test.each([
  ['birthdate', '0000'],
  ['birthdate', '\0'],
  ['_lastUpdated', 'gt0000-01-01'],
  ['_cursor', `2026-99-99T00:00:00.000Z_${CURSOR_ID}`],
  ['_cursor', `2026-02-31T00:00:00.000Z_${CURSOR_ID}`],
  ['_cursor', `0000-01-01T00:00:00.000Z_${CURSOR_ID}`],
  ['_cursor', `2026-01-01T25:00:00.000Z_${CURSOR_ID}`],
  ['_id', 'a\0b'],
  ['identifier', 'urn:x|a\0'],
  ['identifier', '\0|a'],
  ['family', 'a\0'],
  ['family:exact', 'a\0'],
  ['\0', 'a'],
])('a search by %j=%j is refused', async (name, value) => {
  const answer = await t.gateway.disclose.search(CENTER, 'Patient', [[name, value]])
  expect(answer.status).toBe(400)
  expect((answer.body as Resource)['issue']).toHaveLength(1)
})

test.each([
  ['_lastUpdated', 'gt9999', 0],
  ['_lastUpdated', 'lt9999', 1],
  ['birthdate', 'lt9999-12-31', 1],
  ['birthdate', 'gt0001', 1],
])('a search by %s=%s is answered', async (name, value, found) => {
  expect(await search(t, CENTER, 'Patient', { [name]: value })).toHaveLength(found)
})

test('an id that is none is not known', async () => {
  const at = { type: 'Patient', id: `${id}\0` }
  expect((await t.gateway.disclose.read(CENTER, at)).status).toBe(404)
  expect((await t.gateway.disclose.read(CENTER, { ...at, version: '1' })).status).toBe(404)
  expect((await t.gateway.disclose.history(CENTER, at)).status).toBe(404)
  expect((await t.gateway.accounting(CENTER, at.id, [])).status).toBe(404)
  expect((await t.gateway.revoke(CENTER, at.id)).status).toBe(404)
  const resource = { resourceType: 'Patient', id: at.id }
  expect((await t.gateway.receive.write(CENTER, { kind: 'update', ...at, resource })).status).toBe(404)
})

test.each(['+275000-01-01', '0000-01-01', '-000001-01-01', '2026-99-01', '\0'])(
  'an accounting since %j is refused',
  async (start) => {
    expect((await t.gateway.accounting(CENTER, id, [['start', start]])).status).toBe(400)
  },
)

test('a date at the end of the calendar is kept and found', async () => {
  await create(t, CENTER, patient('cedar-bridge', 'last', { birthDate: '9999-12-31' }))
  expect(await search(t, CENTER, 'Patient', { birthdate: '9999-12-31' })).toHaveLength(1)
})

test.each([
  { name: 'docket', valueIdentifier: { system: 'urn:x', value: '1\0' } },
  { name: 'period', valuePeriod: { end: 'soon' } },
  { name: 'period', valuePeriod: { end: '2026-99-99' } },
])('a report by %j is refused', async (parameter) => {
  const asked = { resourceType: 'Parameters', parameter: [parameter] }
  expect((await t.gateway.report(COURT, asked)).status).toBe(400)
})
