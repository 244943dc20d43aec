/** The accounting and the list by an intermediary as a client gets them: in words, on paper, for a spreadsheet, page by page. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Answer } from '../../src/gateway/gateway.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, patient, read, releaseOf, rowsOf } from './support.ts'

let t: TestGateway
/** A client of the center of whom the hospital has read the same record three times, a minute apart. */
let client: string
let consent: string
beforeAll(async () => {
  t = await openTestGateway()
  client = (await create(t, CENTER, patient('cedar-bridge', 'account'))).id ?? ''
  const reference = `Patient/${client}`
  const release = releaseOf({ patient: reference, categories: ['diagnoses'] })
  consent = (await create(t, CENTER, release)).id ?? ''
  const { id = '' } = await create(t, CENTER, condition(reference))
  for (const minute of ['01', '02', '03']) {
    t.now = `2026-11-23T12:${minute}:00.000Z`
    await read(t, HOSPITAL, `Condition/${id}`)
  }
  t.now = '2026-11-23T13:00:00.000Z'
})
afterAll(() => t.close())

type Pairs = readonly (readonly [string, string])[]
type Part = { name: string; part?: Part[]; [value: string]: unknown }

const account = (...query: Pairs): Promise<Answer> => t.gateway.accounting(CENTER, client, query)
const list = (...query: Pairs): Promise<Answer> => t.gateway.intermediaryList(CENTER, client, query)
const partsOf = (answer: Answer, name: string): Part[] =>
  (bodyOf(answer)['parameter'] as Part[]).filter((each) => each.name === name)
const datesOf = (answer: Answer): unknown[] =>
  partsOf(answer, 'disclosure').map(
    ({ part = [] }) => part.find(({ name }) => name === 'date')?.['valueDateTime'],
  )
/** The address of the next page. */
const nextOf = (answer: Answer): string | undefined =>
  partsOf(answer, 'next')[0]?.['valueUrl'] as string | undefined
const issuesOf = (answer: Answer): unknown => answer.body?.['issue']
const linesOf = ({ csv = '' }: Answer): string[] => csv.split('\r\n').slice(0, -1)

describe('the accounting in words', () => {
  test('says what was disclosed to whom, why and by which authority', async () => {
    const [entry] = partsOf(await account(), 'disclosure')
    const named = Object.fromEntries((entry?.part ?? []).map((part) => [part.name, part]))
    expect(named).toMatchObject({
      recipient: {
        valueReference: { reference: 'Organization/lakeside', display: 'Lakeside Hospital' },
      },
      recipientAddress: { valueString: '100 Madeup Avenue, Lakeside, EX 00000' },
      description: { valueString: expect.stringMatching(/^1 record: .*diagnos/) },
      purpose: { valueCode: 'TREAT' },
      purposeText: { valueString: 'treatment' },
      authority: { valueCode: 'consent' },
      authorityText: { valueString: 'written consent of the patient (42 CFR 2.31)' },
      consent: { valueReference: { reference: `Consent/${consent}` } },
    })
  })

  test('has a period of three years, unless a start or an end is named', async () => {
    const [period] = partsOf(await account(), 'period')
    expect(period?.['valuePeriod']).toEqual({
      start: '2023-11-23T13:00:00.001Z',
      end: '2026-11-23T13:00:00.000Z',
    })
    expect(datesOf(await account(['end', '2026-11-23T12:02:00Z']))).toEqual([
      '2026-11-23T12:02:00.000Z',
      '2026-11-23T12:01:00.000Z',
    ])
    expect(datesOf(await account(['start', '2026-11-23T12:02:00Z'], ['end', '2026-11-23']))).toHaveLength(2)
    expect(datesOf(await account(['end', '2026-11-22']))).toEqual([])
  })

  test.each([
    [[['start', '2026-02-01'] as const, ['end', '2026-01-01'] as const]],
    [[['start', '2026-01-01'] as const, ['start', '2026-01-02'] as const]],
    [
      [
        ['summary', 'true'] as const,
        ['_cursor', '2026-11-23T12:02:00.000Z_00000000-0000-4000-8000-000000000001'] as const,
      ],
    ],
    [[['_cursor', '2026-11-23_00000000-0000-4000-8000-000000000001'] as const]],
    [[['_count', '0'] as const]],
  ])('refuses %j, and says which parameter is wrong', async (query) => {
    const answer = await account(...query)
    expect(answer.status).toBe(400)
    expect(issuesOf(answer)).toMatchObject([{ expression: expect.arrayContaining([query.at(-1)?.[0]]) }])
  })

  test('leaves out what 42 CFR 2.25 does not oblige to, where that is asked for', async () => {
    await rowsOf(t, `update disclosure set channel = 'report' where at = '2026-11-23T12:01:00Z'`)
    await rowsOf(t, `update disclosure set authority = 'emergency' where at = '2026-11-23T12:02:00Z'`)
    expect(datesOf(await account())).toHaveLength(3)
    expect(datesOf(await account(['scope', 'required']))).toEqual(['2026-11-23T12:03:00.000Z'])
    await rowsOf(t, `update disclosure set channel = 'read', authority = 'consent'`)
    expect(datesOf(await account(['scope', 'required']))).toHaveLength(3)
  })
})

describe('the accounting page by page', () => {
  test('gives every disclosure once, and says in each form that there are more', async () => {
    const seen: unknown[] = []
    let query: Pairs = [['_count', '2']]
    for (let page = 0; page < 2; page += 1) {
      const answer = await account(...query)
      seen.push(...datesOf(answer))
      const next = nextOf(answer)
      expect(next === undefined).toBe(page === 1)
      expect(answer.headers?.['Link']).toBe(next && `<${next}>; rel="next"`)
      expect(/There are more disclosures/.test(answer.csv ?? '')).toBe(page === 0)
      expect(/There are more disclosures/.test(answer.html ?? '')).toBe(page === 0)
      query = [...new URL(next ?? 'https://none.example').searchParams]
    }
    expect(seen).toEqual(['2026-11-23T12:03:00.000Z', '2026-11-23T12:02:00.000Z', '2026-11-23T12:01:00.000Z'])
  })

  test('goes on in the period of its first page, whatever comes meanwhile', async () => {
    const next = nextOf(await account(['_count', '2'])) ?? ''
    t.now = '2026-11-24T13:00:00.000Z'
    const answer = await account(...new URL(next).searchParams)
    expect(partsOf(answer, 'period')[0]?.['valuePeriod']).toEqual({
      start: '2023-11-23T13:00:00.001Z',
      end: '2026-11-23T13:00:00.000Z',
    })
    t.now = '2026-11-23T13:00:00.000Z'
  })

  test('summarises what is of the same kind: the first, the last and how many', async () => {
    const answer = await account(['summary', 'true'])
    const [summary, ...others] = partsOf(answer, 'summary')
    expect(others).toEqual([])
    expect(summary?.part).toEqual(
      expect.arrayContaining([
        { name: 'first', valueDateTime: '2026-11-23T12:01:00.000Z' },
        { name: 'last', valueDateTime: '2026-11-23T12:03:00.000Z' },
        { name: 'count', valueInteger: 3 },
        { name: 'consent', valueReference: { reference: `Consent/${consent}` } },
      ]),
    )
    expect(linesOf(answer)).toHaveLength(2)
    expect(linesOf(answer)[1]).toContain(
      '"2026-11-23 12:01 UTC","2026-11-23 12:03 UTC","3","Lakeside Hospital"',
    )
  })

  test('keeps apart in a summary what is not of the same kind', async () => {
    await rowsOf(t, `update disclosure set purpose = 'COC' where at = '2026-11-23T12:01:00Z'`)
    expect(partsOf(await account(['summary', 'true']), 'summary')).toHaveLength(2)
    const cut = await account(['summary', 'true'], ['_count', '1'])
    expect(partsOf(cut, 'summary')).toHaveLength(1)
    expect(partsOf(cut, 'more')).toHaveLength(1)
    expect(cut.csv).toContain('There are more than 1 kinds of disclosures')
    await rowsOf(t, `update disclosure set purpose = 'TREAT'`)
  })
})

describe('the accounting on paper', () => {
  test('is one page that loads nothing and runs nothing, with the client and the period on it', async () => {
    const { html = '' } = await account()
    expect(html).toMatch(/^<!DOCTYPE html>/)
    expect(html).not.toMatch(/<script|<link|<img|src=|url\(/)
    expect(html).toContain('Testa Placeholder, born 1991-04-12')
    expect(html).toContain('2023-11-23 13:00 UTC to 2026-11-23 13:00 UTC')
    expect(html.match(/<tr>/g)).toHaveLength(4)
  })

  test('holds nothing that a page or a spreadsheet would carry out', async () => {
    const name = [{ text: '<script>alert(1)</script>' }]
    const identifier = [{ system: 'https://cedar-bridge.example/records', value: 'hostile' }]
    const hostile = await create(t, CENTER, patient('cedar-bridge', 'hostile', { name, identifier }))
    const answer = await t.gateway.accounting(CENTER, hostile.id ?? '', [])
    expect(answer.html).not.toContain('<script')
    expect(answer.html).toContain('There were no disclosures in this period.')
    await rowsOf(
      t,
      `update disclosure set recipient_person = '=HYPERLINK("https://x.example")' where person = $1`,
      client,
    )
    for (const line of linesOf(await account()).slice(1)) {
      expect(line).toContain(`"'=HYPERLINK(""https://x.example"")"`)
      expect(line).not.toMatch(/(?:^|,)"[=+\-@\t\r]/)
    }
  })
})

describe('the list by an intermediary', () => {
  const REQUESTED = ['requested', '2026-11-20'] as const
  beforeAll(async () => {
    await rowsOf(
      t,
      `update disclosure set basis = '{intermediary/harbor-court}', at = '2026-11-19T10:00:00Z' where at = '2026-11-23T12:02:00Z'`,
    )
  })

  test('names to whom, when, through whom and what; nothing that went another way', async () => {
    const answer = await list(REQUESTED)
    const [entry, ...others] = partsOf(answer, 'disclosure')
    expect(others).toEqual([])
    expect(entry?.part).toEqual(
      expect.arrayContaining([
        { name: 'date', valueDateTime: '2026-11-19T10:00:00.000Z' },
        {
          name: 'recipient',
          valueReference: { reference: 'Organization/lakeside', display: 'Lakeside Hospital' },
        },
        {
          name: 'intermediary',
          valueReference: {
            reference: 'Organization/harbor-court',
            display: 'Harbor County Treatment Court',
          },
        },
        { name: 'description', valueString: expect.stringMatching(/^1 record: /) },
      ]),
    )
    expect(linesOf(answer)).toHaveLength(2)
    expect(answer.html).toContain('Harbor County Treatment Court')
  })

  test('is due thirty days after the written request, and says when that day is over', async () => {
    const answer = await list(REQUESTED)
    expect(partsOf(answer, 'due')[0]?.['valueDate']).toBe('2026-12-20')
    expect(partsOf(answer, 'late')[0]?.['valueBoolean']).toBe(false)
    expect(answer.html).toContain('2026-12-20 (30 days)')
    t.now = '2026-12-21T00:00:00.000Z'
    const late = await list(REQUESTED)
    expect(partsOf(late, 'late')[0]?.['valueBoolean']).toBe(true)
    expect(late.html).toContain('this day is over')
    t.now = '2026-11-23T13:00:00.000Z'
  })

  test('covers the three years before the request, and no later day', async () => {
    expect(datesOf(await list(['requested', '2026-11-18']))).toEqual([])
    expect(datesOf(await list(['requested', '2026-11-19']))).toHaveLength(1)
    t.now = '2029-12-01T00:00:00.000Z'
    expect(datesOf(await list(['requested', '2029-11-18']))).toHaveLength(1)
    expect(datesOf(await list(['requested', '2029-11-21']))).toEqual([])
    t.now = '2026-11-23T13:00:00.000Z'
  })

  test.each([
    [[], 'required'],
    [[['requested', '2026-11-24'] as const], 'value'],
    [[['requested', 'soon'] as const], 'value'],
    [[REQUESTED, ['start', '2026-01-01'] as const], 'not-supported'],
  ])('refuses %j', async (query, code) => {
    const answer = await list(...query)
    expect([answer.status, issuesOf(answer)]).toMatchObject([400, [{ code }]])
  })

  test('is for the custodian alone: to others the client is like nobody', async () => {
    const unknown = '00000000-0000-4000-8000-999999999999'
    const answer = await t.gateway.intermediaryList(HOSPITAL, client, [REQUESTED])
    const absent = await t.gateway.intermediaryList(HOSPITAL, unknown, [REQUESTED])
    expect(answer.status).toBe(404)
    expect(JSON.stringify(answer).replaceAll(client, unknown)).toBe(JSON.stringify(absent))
  })
})
