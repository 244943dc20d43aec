/** Who may ask what leaves of a client's record: the custodian's people with a duty, the client, the privacy office. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/fhir/resource.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { PartnerFacts, TestGateway } from '../support/gateway.ts'
import { create, patient } from './support.ts'

/** The operator's privacy office: two custodians have named it, and its officer has the duty for one of them. */
const OFFICE: PartnerFacts = {
  id: 'operator',
  name: 'Gateway Operator',
  kind: 'community-service',
  legalRole: 'qso',
  identifiers: [{ system: 'urn:ietf:rfc:3986', value: 'https://operator.example' }],
  recordSystem: 'https://operator.example/records',
  clientId: 'operator',
  agreements: [{ kind: 'participation', from: '2024-01-01' }],
  persons: [
    { id: 'op-privacy', name: 'Petra Pretend', role: 'privacy-officer', duties: ['privacy:cedar-bridge'] },
    { id: 'op-other', name: 'Otto Pretend', role: 'privacy-officer', duties: ['privacy:harbor-court'] },
  ],
  purposes: ['HOPERAT'],
  validation: 'reject',
}

const named = (facts: readonly PartnerFacts[]): PartnerFacts[] => [
  ...facts.map((each) => (each['id'] === 'harbor-court' ? each : { ...each, privacyOffices: ['operator'] })),
  OFFICE,
]

let t: TestGateway
let client = ''
let other = ''
beforeAll(async () => {
  t = await openTestGateway({ partners: named })
  const identifier = [{ system: 'https://cedar-bridge.example/records', value: 'cb-client-4711' }]
  client = (await create(t, CENTER, patient('cedar-bridge', 'client', { identifier }))).id ?? ''
  other = (await create(t, CENTER, patient('cedar-bridge', 'other'))).id ?? ''
})
afterAll(() => t.close())

function by(partner: string, id: string, purpose = 'HOPERAT'): Actor {
  return { partner, purpose, person: { id }, tokenId: 't' }
}

const asking = (id: string): Resource => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'patient', valueReference: { reference: `Patient/${id}` } },
    { name: 'recipient', valueReference: { reference: 'Organization/lakeside' } },
    { name: 'purpose', valueCode: 'TREAT' },
  ],
})

async function answersTo(actor: Actor, id: string): Promise<Answer[]> {
  return [
    await t.gateway.explain(actor, asking(id)),
    await t.gateway.preview(actor, asking(id), []),
    await t.gateway.accounting(actor, id, []),
  ]
}

describe.each([
  ['its case manager', by('cedar-bridge', 'cb-casemanager')],
  ['its privacy officer', by('cedar-bridge', 'cb-privacy')],
  ['the client', { ...by('cedar-bridge', 'cb-client', 'PATRQT') }],
  ['the officer of the privacy office that it has named', by('operator', 'op-privacy')],
])('%s', (_who, actor) => {
  test('may ask for explanation, preview and accounting', async () => {
    for (const answer of await answersTo(actor, client)) expect(answer.status).toBe(200)
  })
})

describe.each([
  ['its software, for no person', { partner: 'cedar-bridge', purpose: 'HOPERAT', tokenId: 't' }],
  ['a person who is not on file', by('cedar-bridge', 'cb-nobody')],
  ['the recipient', HOSPITAL],
  ['the recipient’s privacy officer', by('lakeside', 'lh-privacy')],
  ['the court', COURT],
  ['an officer of the privacy office with the duty for another custodian', by('operator', 'op-other')],
])('%s', (_who, actor) => {
  test('gets what he gets of a client who does not exist', async () => {
    const unknown = '00000000-0000-4000-8000-999999999999'
    const absent = await answersTo(actor, unknown)
    const withheld = await answersTo(actor, client)
    expect(withheld.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(JSON.stringify(withheld).replaceAll(client, unknown)).toEqual(JSON.stringify(absent))
  })
})

describe('the client', () => {
  const self = by('cedar-bridge', 'cb-client', 'PATRQT')

  test('may not ask about another client, who is as unknown to him as one who does not exist', async () => {
    for (const { status } of await answersTo(self, other)) expect(status).toBe(404)
  })

  test('learns what stays behind of his record', async () => {
    const bundle = bodyOf(await t.gateway.preview(self, asking(client), []))
    expect(JSON.stringify(bundle)).toContain('Records that would leave: 0; withheld: 1.')
  })
})

test('a privacy office needs the custodian’s word as well as the duty', async () => {
  const alone = await openTestGateway({ partners: (facts) => [...facts, OFFICE] })
  const { id = '' } = await create(alone, CENTER, patient('cedar-bridge', 'unnamed'))
  expect((await alone.gateway.explain(by('operator', 'op-privacy'), asking(id))).status).toBe(404)
  await alone.close()
})
