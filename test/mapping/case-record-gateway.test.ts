/** The main case through the whole gateway: kept once, released as signed, sent where it is referred. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { caseRecord } from './case-record-ground.ts'

let open: TestGateway
beforeAll(async () => {
  open = await openTestGateway()
})
afterAll(() => open.close())

type Receipt = {
  client: string
  counts: { created: number; updated: number; unchanged: number }
  released: { recipient: string; purpose: string; categories: string[] }[]
  queued: { recipient: string; kind: string }[]
  void: { element: string }[]
}

async function submit(record: unknown): Promise<Receipt> {
  const answer = await open.gateway.receive.caseRecord(CENTER, record)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body).slice(0, 3000))
  return bodyOf(answer) as unknown as Receipt
}

describe('the main case', () => {
  test('is kept, and tells what goes to whom', async () => {
    const receipt = await submit(caseRecord('main'))
    expect(receipt.counts).toMatchObject({ updated: 0, unchanged: 0 })
    expect(receipt.counts.created).toBeGreaterThanOrEqual(345)
    const pairs = receipt.released.map(({ recipient, purpose }) => `${recipient} ${purpose}`)
    expect(pairs).toEqual(expect.arrayContaining(['lakeside TREAT', 'harbor-court cj-monitoring']))
    expect(receipt.queued.map(({ recipient }) => recipient)).toContain('lakeside')
  })

  test('submitted again makes no new version', async () => {
    const receipt = await submit(caseRecord('main'))
    expect(receipt.counts).toMatchObject({ created: 0, updated: 0 })
  })

  test('with one changed goal changes that goal', async () => {
    const record = caseRecord('main')
    const [goal] = record['goals'] as { statement: string }[]
    if (goal) goal.statement = 'No heroin or fentanyl for half a year.'
    const receipt = await submit({ ...record, record: { ...record.record, version: 10 } })
    expect(receipt.counts).toMatchObject({ created: 0, updated: 1 })
  })

  test('gives the hospital the plan without a word of drug tests', async () => {
    await open.deliver()
    const kinds = open.sent
      .filter(({ endpoint }) => endpoint.includes('lakeside'))
      .flatMap(({ bundle }) => bundle.entry ?? [])
    const types = kinds.map(({ resource }) => (resource as Resource).resourceType)
    expect(types).toEqual(expect.arrayContaining(['CarePlan', 'Goal', 'Task', 'ServiceRequest']))
    expect(JSON.stringify(kinds)).not.toContain('drug-test-result')
    const found = await open.gateway.disclose.search(HOSPITAL, 'CarePlan', [])
    expect(found.status).toBe(200)
  })
})
