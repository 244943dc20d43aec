/** Bundles: a transaction is kept whole or not at all, the entries of a batch each stand alone. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Bundle, OperationOutcome } from '../../src/fhir/resource.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import { bodyOf, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, createOnce, patient, rowsOf, search, urn } from './support.ts'

let t: TestGateway
let own: string
beforeAll(async () => {
  t = await openTestGateway()
  own = `Patient/${(await create(t, HOSPITAL, patient('lakeside', 'own'))).id ?? ''}`
})
afterAll(() => t.close())

const issuesOf = (answer: Answer): OperationOutcome['issue'] => (answer.body as OperationOutcome).issue

async function kept(): Promise<number> {
  const [row] = await rowsOf<{ kept: number }>(t, 'select count(*)::int as kept from resource_version')
  return row?.kept ?? 0
}

describe('a transaction', () => {
  test('is kept whole or not at all, and tells the faults of all entries together', async () => {
    const before = await kept()
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { fullUrl: urn(1), ...createOnce('lakeside', 'whole-1', patient('lakeside', 'whole-1')) },
        createOnce('lakeside', 'whole-2', { ...condition(urn(1)), onsetDateTime: 'never' }),
        createOnce('lakeside', 'whole-3', condition('Patient/nobody')),
      ],
    }
    const answer = await t.gateway.receive.transaction(HOSPITAL, bundle)
    expect(answer.status).toBe(422)
    const expressions = issuesOf(answer).flatMap(({ expression }) => expression ?? [])
    expect(expressions.some((each) => each.startsWith('Bundle.entry[1].resource.onset'))).toBe(true)
    expect(expressions.some((each) => each.startsWith('Bundle.entry[2].resource.subject'))).toBe(true)
    expect(await kept()).toBe(before)
  })

  test('finds what its conditional references name, and creates what refers to it', async () => {
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        createOnce(
          'lakeside',
          'conditional',
          condition('Patient?identifier=https://lakeside.example/records|patient-own'),
        ),
      ],
    }
    const answer = bodyOf(await t.gateway.receive.transaction(HOSPITAL, bundle)) as Bundle
    expect(answer.entry?.[0]?.resource?.['subject']).toEqual({ reference: own })
    expect(answer.entry?.[0]?.response?.status).toBe('201')
  })
})

describe('a batch', () => {
  test('lets each entry stand alone', async () => {
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        createOnce('lakeside', 'batch-1', condition(own)),
        createOnce('lakeside', 'batch-2', condition('Patient/nobody')),
        { request: { method: 'GET', url: own } },
        { request: { method: 'GET', url: 'Patient/nobody' } },
        { request: { method: 'GET', url: 'Condition?colour=red' } },
      ],
    }
    const answer = bodyOf(await t.gateway.receive.transaction(HOSPITAL, bundle)) as Bundle
    expect(answer.type).toBe('batch-response')
    expect(answer.entry?.map(({ response }) => response?.status)).toEqual(['201', '422', '200', '404', '400'])
    expect(answer.entry?.[1]?.response?.outcome?.resourceType).toBe('OperationOutcome')
    expect(
      await search(t, HOSPITAL, 'Condition', { identifier: 'https://lakeside.example/records|batch-1' }),
    ).toHaveLength(1)
  })
})
