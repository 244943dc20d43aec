/** A release that lacks an element of 42 CFR 2.31 is kept as it is, gives nothing, and says who can mend what. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CODE, EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Extension, Issue, Resource } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, patient, releaseOf, rowsOf, textOf } from './support.ts'
import type { Json, ReleaseFacts } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

type Change = (release: Resource) => Json

const without =
  (...names: string[]): Change =>
  (release) =>
    Object.fromEntries(Object.entries(release).filter(([name]) => !names.includes(name)))
const provision =
  (changed: Json, ...gone: string[]): Change =>
  (release) => {
    const { provision: before } = release as unknown as { provision: Json }
    const kept = Object.entries({ ...before, ...changed }).filter(([name]) => !gone.includes(name))
    return { ...release, provision: Object.fromEntries(kept) }
  }
const withoutExtension =
  (url: string): Change =>
  ({ extension, ...release }) => {
    const kept = (extension as Extension[]).filter((each) => each.url !== url)
    return { ...release, ...(kept.length > 0 && { extension: kept }) }
  }
const categories = (...codes: string[]): Json => ({
  securityLabel: codes.map((code) => ({ system: SYSTEM.informationCategory, code })),
})
const toCourt = { to: 'harbor-court', categories: ['attendance'] } as const

const lacking: [string, string, Change, Partial<ReleaseFacts>?][] = [
  ['the discloser (a)(2)', 'discloser', without('organization')],
  ['the information (a)(3)', 'information', provision({}, 'securityLabel')],
  ['a recipient (a)(4)(i)', 'recipient', provision({}, 'actor')],
  [
    'the statement on redisclosure (a)(4)(iii)',
    'hipaa-redisclosure',
    withoutExtension(EXTENSION.hipaaRedisclosureStatement),
  ],
  ['a purpose (a)(5)', 'purpose', provision({}, 'purpose')],
  ['the right to revoke (a)(6)', 'right-to-revoke', withoutExtension(EXTENSION.rightToRevokeStatement)],
  ['an end (a)(7)', 'expiry', withoutExtension(EXTENSION.expirationEvent)],
  ['a signature (a)(8)', 'signature', without('performer')],
  ['the date of signing (a)(9)', 'date', without('dateTime')],
  [
    'the consequences of refusal (a)(10)',
    'refusal-consequences',
    withoutExtension(EXTENSION.refusalConsequencesStatement),
  ],
  [
    'an end that the court can read (2.35(b))',
    'period',
    provision({ period: { start: '2026-02-17' } }),
    toCourt,
  ],
  ['when it can be revoked (2.35(c))', 'revocable-when', withoutExtension(EXTENSION.revocableWhen), toCourt],
]
const contradictory: [string, string, Change, Partial<ReleaseFacts>?][] = [
  [
    'counseling notes with other information (b)',
    'counseling-notes',
    provision(categories('counseling-notes', 'diagnoses')),
  ],
  [
    'a proceeding with another purpose (d)',
    'purpose-alone',
    provision({
      purpose: [
        { system: SYSTEM.v3ActReason, code: 'TREAT' },
        { system: SYSTEM.purposeOfUse, code: CODE.purposeOfUse.cjMonitoring },
      ],
    }),
  ],
  ['a date of signing that has not come', 'date', (release) => ({ ...release, dateTime: '2026-12-24' })],
  [
    'a period of the records, which is not enforced',
    'narrowing',
    provision({ dataPeriod: { start: '2026-01-01' } }),
  ],
]

let nth = 0
async function client(facts: Partial<ReleaseFacts> = {}): Promise<{ record: string; release: Resource }> {
  nth += 1
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', `void-${nth}`))
  const reference = `Patient/${id}`
  const kept = await create(t, CENTER, condition(reference))
  const release = releaseOf({ patient: reference, categories: ['diagnoses'], key: `void-${nth}`, ...facts })
  return { record: kept.id ?? '', release }
}

const elements = async (consent: string): Promise<string[]> => {
  const { compileFor } = await import('../../src/gateway/regrant.ts')
  return t.database.transaction(async (tx) => {
    const [row] = (await tx.query<{ person: string }>('select person from resource where id = $1', [consent]))
      .rows
    const of = { person: row?.person ?? '', custodian: 'cedar-bridge' }
    return (await compileFor(t.ground, tx, of, t.now)).deficiencies.map(({ element }) => element)
  })
}

const grants = (consent: string): Promise<unknown[]> =>
  rowsOf(t, 'select from consent_grant where $1 = any(consents)', consent)

describe.each([...lacking, ...contradictory])(
  'a release that has not, or has, as it should: %s',
  (_what, element, change, facts) => {
    test('is kept as it is by a write, with a warning, and grants nothing', async () => {
      const { record, release } = await client(facts)
      const sent = change(release) as Resource
      const answer = await t.gateway.receive.write(CENTER, {
        kind: 'create',
        type: 'Consent',
        resource: sent,
      })
      const { id = '', ...kept } = bodyOf(answer, 201)
      expect(kept).toMatchObject(JSON.parse(JSON.stringify({ ...sent, meta: kept.meta })) as Json)
      expect(answer.warnings?.map(({ severity }) => severity)).toContain('warning')
      expect(
        answer.warnings?.some(({ diagnostics }) => /permits nothing: .* To be mended by /.test(diagnostics)),
      ).toBe(true)
      expect(await elements(id)).toContain(element)
      expect(await grants(id)).toEqual([])
      const reader = facts ? COURT : HOSPITAL
      expect((await t.gateway.disclose.read(reader, { type: 'Condition', id: record })).status).toBe(404)
    })

    test('is a fault to $validate', async () => {
      const { release } = await client(facts)
      const resource = {
        ...change(release),
        meta: { profile: ['https://throughline.example/fhir/StructureDefinition/consent'] },
      } as unknown as Resource
      const answer = bodyOf(await t.gateway.validate(CENTER, { type: 'Consent', resource }))
      const severities = (answer['issue'] as Issue[]).map(({ severity }) => severity)
      // 2.31(a)(4)(iii) and (10) depend on who receives it: the profile asks for them of a TPO consent alone.
      const depends = element === 'hipaa-redisclosure' || element === 'refusal-consequences'
      expect(severities.includes('error')).toBe(!depends)
    })
  },
)

describe('a release', () => {
  test('that is whole grants, by the same way', async () => {
    const { record, release } = await client()
    const { id = '' } = await create(t, CENTER, release)
    expect(await grants(id)).not.toEqual([])
    expect((await t.gateway.disclose.read(HOSPITAL, { type: 'Condition', id: record })).status).toBe(200)
  })

  test('that is mended grants from then on, and that is broken grants no more', async () => {
    const { release } = await client()
    const { id = '', ...kept } = await create(t, CENTER, without('dateTime')(release) as Resource)
    const update = (resource: Json): Promise<unknown> =>
      t.gateway.receive.write(CENTER, {
        kind: 'update',
        type: 'Consent',
        id,
        resource: { ...resource, id } as Resource,
      })
    await update({ ...kept, dateTime: release['dateTime'] })
    expect(await grants(id)).not.toEqual([])
    await update(kept)
    expect(await grants(id)).toEqual([])
  })

  test('that is malformed, or of nobody, is refused as before', async () => {
    const { release } = await client()
    for (const change of [
      without('patient'),
      without('scope'),
      without('sourceAttachment'),
      provision({ type: 'maybe' }),
      provision({ provision: [{ type: 'permit' }] }),
    ] satisfies Change[]) {
      const resource = change(release) as Resource
      const answer = await t.gateway.receive.write(CENTER, { kind: 'create', type: 'Consent', resource })
      expect([answer.status, textOf(answer).length > 0]).toEqual([422, true])
    }
  })
})
