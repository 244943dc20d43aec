/** A case record whose release lacks an element of 42 CFR 2.31 is kept whole; the release gives nothing, and the receipt says why. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { goal, record, release } from '../intake/record.ts'
import type { Json } from '../intake/record.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { rowsOf, textOf } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const whole = {
  statements: { rightToRevoke: true, hipaaRedisclosure: true, consequencesOfRefusal: true },
  purposes: ['TREAT'],
}
const without = (name: string): Json => ({
  statements: Object.fromEntries(Object.entries(whole.statements).filter(([each]) => each !== name)),
})
const court = {
  recipients: [{ partner: 'harbor-court' }],
  purposes: ['cj-monitoring'],
  categories: ['attendance'],
}

const lacking: [string, Json][] = [
  ['discloser', { disclosers: undefined }],
  ['information', { categories: undefined }],
  ['recipient', { recipients: undefined }],
  ['hipaa-redisclosure', without('hipaaRedisclosure')],
  ['purpose', { purposes: undefined }],
  ['right-to-revoke', without('rightToRevoke')],
  ['right-to-revoke', { statements: undefined }],
  ['expiry', { until: undefined }],
  ['signature', { signatures: undefined }],
  ['date', { signatures: undefined }],
  ['refusal-consequences', without('consequencesOfRefusal')],
  ['narrowing', { informationFrom: '2026-01-01', informationUntil: '2026-06-30' }],
  ['revocable-when', { ...court }],
  ['period', { ...court, until: undefined, event: 'The end of the case.', revocableWhen: 'At its end.' }],
]

type Receipt = {
  client: string
  stored: { reference: string; source: string }[]
  released: { recipient: string }[]
  void: { consent: string; element: string; text: string; who: string }[]
}

let cases = 0
async function submit(releases: Json[]): Promise<Receipt> {
  cases += 1
  const value = record({
    record: { id: `void-${cases}`, version: 1, custodian: 'cedar-bridge', asOf: '2026-11-20T09:00:00-05:00' },
    client: { id: `void-client-${cases}`, name: { family: 'Placeholder', given: [`Void${cases}`] } },
    goals: [goal({ lifecycle: 'proposed' })],
    releases,
  })
  return bodyOf(await t.gateway.receive.caseRecord(CENTER, value)) as unknown as Receipt
}

describe.each(lacking)('a release that lacks %s (%j)', (element, change) => {
  test('is stored with its record and gives nothing; the receipt names the element and who can mend it', async () => {
    const receipt = await submit([release({ ...whole, ...change })])
    const consent = receipt.stored.find(({ reference }) => reference.startsWith('Consent/'))?.reference ?? ''
    expect(receipt.stored.map(({ reference }) => reference.split('/')[0])).toEqual(
      expect.arrayContaining(['Patient', 'Goal', 'Consent']),
    )
    expect(receipt.released).toEqual([])
    const missing = receipt.void.filter((each) => each.consent === consent)
    expect(missing.map((each) => each.element)).toContain(element)
    for (const { text, who } of missing) expect([text !== '', who !== '']).toEqual([true, true])
    const [row] = await rowsOf<{ n: number }>(
      t,
      'select count(*)::int as n from consent_grant where person = $1',
      receipt.client.slice('Patient/'.length),
    )
    expect(row?.n).toBe(0)
    const found = receipt.stored.find(({ reference }) => reference.startsWith('Goal/'))?.reference ?? ''
    const read = await t.gateway.disclose.read(HOSPITAL, { type: 'Goal', id: found.slice('Goal/'.length) })
    expect(read.status).toBe(404)
  })
})

test('a release beside it that lacks nothing counts', async () => {
  const receipt = await submit([
    release({ ...whole, id: 'void-one', purposes: undefined }),
    release({ ...whole, id: 'whole-one' }),
  ])
  expect(receipt.released.map(({ recipient }) => recipient)).toContain('lakeside')
  expect(receipt.void.map(({ element }) => element)).toContain('purpose')
})

test.each([
  ['two ends', { event: 'When the case closes.' }],
  ['no form', { form: undefined }],
  ['a purpose that there is not', { purposes: ['NONSENSE'] }],
  ['notes with other information', { categories: ['counseling-notes', 'plan'] }],
])('what is malformed by the schema is refused with its record: %s', async (_what, change) => {
  const value = record({ releases: [release({ ...whole, ...change })] })
  const answer = await t.gateway.receive.caseRecord(CENTER, value)
  expect([answer.status, textOf(answer)]).toEqual([422, expect.stringContaining('/releases/0')])
})
