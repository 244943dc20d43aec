/** Transactions resolve what their entries say of one another; the entries of a batch stand alone. */
import { afterEach, describe, expect, test } from '@jest/globals'
import { DatabaseError } from '../../src/database/database.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  condition,
  create,
  createOnce,
  patient,
  releaseOf,
  rowsOf,
  search,
  systemOf,
  urn,
} from './support.ts'
import type { Json } from './support.ts'

let t: TestGateway
afterEach(() => t.close())

function bundle(type: 'transaction' | 'batch', ...entry: Json[]): Resource {
  return { resourceType: 'Bundle', type, entry }
}

function post(fullUrl: string, resource: Resource): Json {
  return { fullUrl, resource, request: { method: 'POST', url: resource.resourceType } }
}

const put = (url: string, resource: Resource): Json => ({ resource, request: { method: 'PUT', url } })
const get = (url: string): Json => ({ request: { method: 'GET', url } })
const statuses = (answer: Answer): unknown[] =>
  ((answer.body as Bundle).entry ?? []).map(({ response }) => response?.status)

describe('a transaction', () => {
  test('with the same condition twice is refused, and keeps nothing', async () => {
    t = await openTestGateway()
    const once = createOnce('cedar-bridge', 'twice', patient('cedar-bridge', 'twice'))
    const answer = await t.gateway.receive.transaction(
      CENTER,
      bundle('transaction', { fullUrl: urn(1), ...once }, { fullUrl: urn(2), ...once }),
    )
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toMatch(/duplicate.*Bundle\.entry\[1\]/)
    expect(await search(t, CENTER, 'Patient')).toEqual([])
  })

  test('that writes one resource by id and by condition is refused', async () => {
    t = await openTestGateway()
    const kept = await create(t, CENTER, patient('cedar-bridge', 'both'))
    const { id = '', meta: _meta, ...content } = kept
    const answer = await t.gateway.receive.transaction(
      CENTER,
      bundle(
        'transaction',
        put(`Patient/${id}`, { ...content, id, gender: 'male' } as Resource),
        put(`Patient?identifier=${systemOf('cedar-bridge')}|patient-both`, content as Resource),
      ),
    )
    expect(answer.status).toBe(400)
  })

  test('resolves a relative reference against the absolute address of its entry', async () => {
    t = await openTestGateway()
    const base = 'https://source.example/fhir'
    const answer = await t.gateway.receive.transaction(
      CENTER,
      bundle(
        'transaction',
        post(`${base}/Patient/p1`, patient('cedar-bridge', 'relative')),
        post(`${base}/Condition/c1`, condition('Patient/p1')),
      ),
    )
    const [person, problem] = resourcesOf(bodyOf(answer))
    expect(problem?.['subject']).toEqual({ reference: `Patient/${person?.id ?? ''}` })
  })

  test('resolves none against a urn, or another base', async () => {
    t = await openTestGateway()
    for (const fullUrl of [urn(2), 'https://other.example/fhir/Condition/c1']) {
      const answer = await t.gateway.receive.transaction(
        CENTER,
        bundle(
          'transaction',
          post('https://source.example/fhir/Patient/p1', patient('cedar-bridge', 'none')),
          post(fullUrl, condition('Patient/p1')),
        ),
      )
      expect(answer.status).toBe(422)
    }
  })

  test('leaves an absolute reference with a question mark as it is', async () => {
    t = await openTestGateway()
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'absolute'))
    const reference = 'https://elsewhere.example/Practitioner?identifier=urn:x|1'
    const answer = await t.gateway.receive.transaction(
      CENTER,
      bundle('transaction', post(urn(1), condition(`Patient/${id}`, 'F11.20', { asserter: { reference } }))),
    )
    expect(resourcesOf(bodyOf(answer))[0]?.['asserter']).toEqual({ reference })
  })
})

test('a conditional update whose body names another record is refused', async () => {
  t = await openTestGateway()
  const { id = '', meta: _meta, ...content } = await create(t, CENTER, patient('cedar-bridge', 'cond'))
  const query = `identifier=${systemOf('cedar-bridge')}|patient-cond`
  const update = (body: Json): Promise<Answer> =>
    t.gateway.receive.write(CENTER, {
      kind: 'update',
      type: 'Patient',
      resource: { ...content, ...body } as Resource,
      query,
    })
  expect((await update({ id: '00000000-0000-4000-8000-00000000ffff' })).status).toBe(400)
  expect((await update({ id, gender: 'male' })).status).toBe(200)
  expect((await update({ gender: 'other' })).status).toBe(200)
})

describe('a batch', () => {
  test.each([
    [new DatabaseError('database-timeout', 'for the test'), '503'],
    [new TypeError('a secret of the test'), '500'],
  ])('entry that fails (%#) fails alone; what others disclosed is settled', async (failure, status) => {
    let breaks = false
    t = await openTestGateway({
      beforeQuery(_nth, text) {
        if (breaks && text.includes('insert into resource')) throw failure
      },
    })
    const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'batch'))
    const subject = `Patient/${id}`
    await create(t, CENTER, releaseOf({ patient: subject, categories: ['diagnoses'] }))
    breaks = true
    const answer = await t.gateway.receive.transaction(
      HOSPITAL,
      bundle('batch', get(subject), post(urn(1), patient('lakeside', 'broken')), get(subject)),
    )
    expect(answer.status).toBe(200)
    expect(statuses(answer)).toEqual(['200', status, '200'])
    expect(JSON.stringify(answer.body)).not.toContain('secret')
    await answer.settle?.('sent')
    const rows = await rowsOf<{ outcome: string }>(t, 'select outcome from disclosure')
    expect(rows.map(({ outcome }) => outcome)).toEqual(['sent', 'sent'])
  })
})
