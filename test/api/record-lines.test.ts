/** Case records line by line, through HTTP into a real gateway: each line is kept or refused by itself, and says so. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { RECORD_LINES_MAX, reportLines, type LineReport } from '../../src/api/record-lines.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import { CENTER } from '../support/gateway.ts'
import { openHttpGateway, type HttpGateway } from '../support/http-gateway.ts'

let gateway: HttpGateway
let token: string
beforeAll(async () => {
  gateway = await openHttpGateway()
  token = await gateway.token(CENTER)
})
afterAll(async () => await gateway.close())

const record = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`test/cases/${name}/case-record.json`, 'utf8')) as Record<string, unknown>

async function submit(text: string, type = 'application/x-ndjson'): Promise<Response> {
  return await fetch(`${gateway.url}/intake/case-records`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: text,
  })
}

async function reportsOf(response: Response): Promise<LineReport[]> {
  const text = await response.text()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LineReport)
}

test('each line has its report: kept, no JSON, at fault, kept', async () => {
  const faulty = { ...record('third'), plans: 'none' }
  const text = [
    JSON.stringify(record('second')),
    '',
    '{"schemaVersion": "1.0",, }',
    JSON.stringify(faulty),
    JSON.stringify(record('third')),
  ].join('\r\n')
  const response = await submit(text)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
  const reports = await reportsOf(response)
  expect(reports.map(({ line, status }) => [line, status])).toEqual([
    [1, 200],
    [3, 400],
    [4, 422],
    [5, 200],
  ])
  const [kept, broken, refused] = reports
  expect(kept?.['report']).toMatchObject({ counts: { unchanged: 0 } })
  expect(broken?.['outcome']).toMatchObject({
    issue: [{ extension: [{ valueInteger: 3 }, { valueInteger: 25 }], code: 'structure' }],
  })
  expect(refused?.['outcome']).toMatchObject({
    issue: [{ extension: [{ valueInteger: 4 }, {}], expression: ['CaseRecord.plans'] }],
  })
})

test('the same lines once more change nothing', async () => {
  const [again] = await reportsOf(await submit(JSON.stringify(record('second'))))
  expect(again).toMatchObject({ line: 1, status: 200, report: { counts: { created: 0, updated: 0 } } })
})

test('one record is answered as before, and lines only where lines are taken', async () => {
  expect(
    (await submit(JSON.stringify(record('second')), 'application/json')).headers.get('content-type'),
  ).toBe('application/json; charset=utf-8')
  const elsewhere = await fetch(`${gateway.url}/fhir/Patient/$compliance`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: '{}',
  })
  expect(elsewhere.status).toBe(415)
  expect((await submit('')).status).toBe(400)
})

test('what a line throws is the report of that line, and the next one is asked', async () => {
  const answers = [new Error('no database'), { status: 200, body: { counts: 1 } }]
  const caught = (): Answer => ({ status: 503, body: { resourceType: 'OperationOutcome', issue: [] } })
  const submitted = async (): Promise<Answer> => {
    const next = answers.shift()
    if (next === undefined || next instanceof Error) throw next ?? new Error('asked too often')
    return next
  }
  const reports: LineReport[] = []
  for await (const each of reportLines(Buffer.from('{}\n{}\n'), { submit: submitted, caught }))
    reports.push(each)
  expect(reports.map(({ status }) => status)).toEqual([503, 200])
})

test('lines are counted, and too many are refused from there on', async () => {
  const bytes = Buffer.from('{}\n'.repeat(RECORD_LINES_MAX + 5))
  let last: LineReport | undefined
  for await (const each of reportLines(bytes, {
    submit: async () => ({ status: 200, body: {} }),
    caught: () => ({ status: 500 }),
  }))
    last = each
  expect(last).toMatchObject({ line: RECORD_LINES_MAX + 1, status: 413 })
})
