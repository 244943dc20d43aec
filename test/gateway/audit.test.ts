/** Every decision and disclosure leaves its AuditEvent: intent before the first byte, outcome after; all are valid FHIR. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { toAuditEvent } from '../../src/audit/audit-event.ts'
import type { Act } from '../../src/audit/audit.ts'
import { seal, verify } from '../../src/audit/seal.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { NOBODY } from '../../src/store/access.ts'
import { CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, condition, create, patient, receiverSide, refer, releaseOf, rowsOf } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

type AuditEvent = Resource & {
  subtype: { code: string }[]
  outcome: string
  outcomeDesc: string
  agent: { who: { reference?: string }; altId?: string; type: { coding: { code: string }[] } }[]
  entity: { what: { reference: string }; detail?: { type: string; valueString: string }[] }[]
}

let seen = 0n
beforeEach(async () => {
  const [row] = await rowsOf<{ last: bigint }>(
    t,
    'select coalesce(max(sequence), 0) as last from audit_event',
  )
  seen = row?.last ?? 0n
})

/** Since the test began, in the order written. */
async function events(): Promise<AuditEvent[]> {
  const rows = await rowsOf<{ content: AuditEvent }>(
    t,
    'select content from audit_event where sequence > $1 order by sequence',
    seen,
  )
  return rows.map(({ content }) => content)
}

const told = async (): Promise<string[]> =>
  (await events()).map(({ subtype, outcomeDesc }) => `${subtype[0]?.code ?? ''} ${outcomeDesc}`)

function detail(event: AuditEvent | undefined, type: string): string | undefined {
  return event?.entity.flatMap(({ detail: details = [] }) => details).find((each) => each.type === type)
    ?.valueString
}

let clients = 0
async function client(
  categories: string[],
  to: 'lakeside' | 'harbor-court' = 'lakeside',
): Promise<{ person: string; diagnosis: string; consent: string }> {
  clients += 1
  const name = [{ family: `Client${clients}`, given: ['Testa'] }]
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', `audit-${clients}`, { name }))
  const diagnosis = await create(t, CENTER, condition(`Patient/${id}`))
  const consent = await create(
    t,
    CENTER,
    releaseOf({ patient: `Patient/${id}`, categories, to, key: `audit-${clients}` }),
  )
  return { person: id, diagnosis: diagnosis.id ?? '', consent: consent.id ?? '' }
}

describe('a read of another’s record', () => {
  test('is intended before it is answered, and concluded when it has left', async () => {
    const { person, diagnosis, consent } = await client(['diagnoses'])
    seen = (await rowsOf<{ last: bigint }>(t, 'select max(sequence) as last from audit_event'))[0]?.last ?? 0n
    const answer = await t.gateway.disclose.read(HOSPITAL, { type: 'Condition', id: diagnosis })
    expect(answer.status).toBe(200)
    expect(await told()).toEqual(['disclose intended', 'read success: 1 found'])
    const [intended] = await events()
    expect(intended?.agent.map(({ who, altId }) => [who.reference, altId])).toEqual([
      ['Organization/lakeside', 'lh-physician'],
      ['Organization/cedar-bridge', undefined],
      ['Organization/lakeside', undefined],
    ])
    expect(intended?.entity.map(({ what }) => what.reference)).toEqual([
      `Patient/${person}`,
      `Condition/${diagnosis}/_history/1`,
    ])
    expect(detail(intended, 'decision')).toBe('permit')
    expect(detail(intended, 'consents')).toBe(consent)
    await answer.settle?.('sent')
    expect(await told()).toEqual(['disclose intended', 'read success: 1 found', 'disclose success'])
    const outcome = (await events()).at(-1)
    expect(detail(outcome, 'disclosure')).toBe(detail(intended, 'disclosure'))
    const [entry] = await rowsOf(
      t,
      'select outcome, recipient_person from disclosure where id = $1',
      detail(outcome, 'disclosure'),
    )
    expect(entry).toEqual({ outcome: 'sent', recipient_person: 'lh-physician' })
  })

  test('that could not be sent is said to have failed, and is accounted for no more', async () => {
    const { person, diagnosis } = await client(['diagnoses'])
    const answer = await t.gateway.disclose.read(HOSPITAL, { type: 'Condition', id: diagnosis })
    await answer.settle?.('failed')
    expect((await told()).at(-1)).toBe('disclose failure')
    const accounting = await t.gateway.accounting(CENTER, person, [])
    expect(JSON.stringify(accounting.body)).not.toContain('"disclosure"')
  })

  test('in vain leaves a trace of who asked, and none about the person', async () => {
    const { person, diagnosis } = await client(['plan'])
    const before = (await events()).length
    expect((await t.gateway.disclose.read(HOSPITAL, { type: 'Condition', id: diagnosis })).status).toBe(404)
    const written = (await events()).slice(before)
    expect(written.map(({ outcomeDesc }) => outcomeDesc)).toEqual(['success: 0 found'])
    expect(written[0]?.entity.map(({ what }) => what.reference)).toEqual([`Patient/${NOBODY}`])
    expect(JSON.stringify(written)).not.toContain(person)
  })
})

describe('a search, a history, a batch and a report', () => {
  test('account for what leaves, one entry for each person', async () => {
    const one = await client(['diagnoses'])
    const two = await client(['diagnoses'])
    const counted = async (ask: () => Promise<unknown>): Promise<string[]> => {
      const before = await rowsOf<{ id: string }>(t, 'select id from disclosure')
      await ask()
      const known = new Set(before.map(({ id }) => id))
      const rows = await rowsOf<{ id: string; person: string; channel: string }>(
        t,
        'select id, person, channel from disclosure',
      )
      return rows
        .filter(({ id }) => !known.has(id))
        .map(({ person, channel }) => `${person} ${channel}`)
        .toSorted()
    }
    const both = [`${one.person} read`, `${two.person} read`].toSorted()
    const ids = `${one.diagnosis},${two.diagnosis}`
    expect(await counted(() => t.gateway.disclose.search(HOSPITAL, 'Condition', [['_id', ids]]))).toEqual(
      both,
    )
    const at = { type: 'Condition', id: one.diagnosis }
    expect(await counted(() => t.gateway.disclose.history(HOSPITAL, at))).toEqual([`${one.person} read`])
    const entry = [one, two].map(({ diagnosis }) => ({
      request: { method: 'GET', url: `Condition/${diagnosis}` },
    }))
    const batch = { resourceType: 'Bundle', type: 'batch', entry }
    expect(await counted(() => t.gateway.receive.transaction(HOSPITAL, batch))).toEqual(both)
    // What is not on the page does not leave.
    const query = [
      ['_id', ids],
      ['_count', '1'],
    ] as const
    expect(await counted(() => t.gateway.disclose.search(HOSPITAL, 'Condition', query))).toHaveLength(1)
    expect(
      await counted(() =>
        t.gateway.disclose.search(HOSPITAL, 'Condition', [
          ['_id', ids],
          ['_count', '0'],
        ]),
      ),
    ).toEqual([])
    expect(await counted(() => t.gateway.disclose.search(CENTER, 'Condition', [['_id', ids]]))).toEqual([])
  })
})

describe('a delivery', () => {
  test('has its intent committed before the first byte leaves', async () => {
    const { task } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'audited' })
    let before: string[] | undefined
    t.network = async ({ bundle }) => {
      // Another connection sees only what is committed.
      const [entry] = await rowsOf<{ outcome: string; delivery: string }>(
        t,
        'select outcome, delivery from disclosure where id = $1',
        bundle.id,
      )
      expect(entry).toEqual({ outcome: 'intended', delivery: bundle.id })
      before = await told()
      return { kind: 'taken' }
    }
    await t.deliver()
    t.network = () => ({ kind: 'taken' })
    expect(before?.at(-1)).toBe('disclose intended')
    expect(await told()).toContain('disclose success')
    expect(task).toMatch(/^Task\//)
  })

  test('that is not permitted leaves the decision', async () => {
    const name = [{ family: 'Unreleased', given: ['Testa'] }]
    const { id: person = '' } = await create(t, CENTER, patient('cedar-bridge', 'denied', { name }))
    const { task } = await refer(t, CENTER, {
      to: 'lakeside',
      key: `denied-${person}`,
      patient: `Patient/${person}`,
    })
    const denied = (await events()).filter(({ subtype }) => subtype[0]?.code === 'AuthZ-Consent')
    expect(denied).toHaveLength(1)
    expect(denied[0]?.outcome).toBe('4')
    expect(detail(denied[0], 'decision')).toBe('deny')
    expect(detail(denied[0], 'reasons')).not.toBe('')
    expect(denied[0]?.entity.at(-1)?.what.reference).toContain(task)
  })
})

describe('a status', () => {
  test('that is told and one that is not leave their decisions', async () => {
    const { task } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'status' })
    await t.deliver()
    const filler = await receiverSide(t, CENTER, task)
    let count = (await events()).length
    await change(t, CENTER, filler.task, { status: 'accepted' })
    const withheld = (await events())
      .slice(count)
      .filter(({ subtype }) => subtype[0]?.code === 'AuthZ-Consent')
    expect(withheld.map((event) => detail(event, 'decision'))).toEqual(['deny'])
    count = (await events()).length
    await create(
      t,
      CENTER,
      releaseOf({ patient: filler.patient, categories: ['referral-status'], key: 'status' }),
    )
    const shown = (await events()).slice(count)
    expect(shown.map(({ outcomeDesc, subtype }) => `${subtype[0]?.code ?? ''} ${outcomeDesc}`)).toEqual(
      expect.arrayContaining(['disclose intended', 'disclose success', 'update success']),
    )
  })
})

describe('every AuditEvent', () => {
  test('is valid FHIR, whatever the act', async () => {
    await t.gateway.links.list(CENTER)
    const { person, consent } = await client(['attendance'], 'harbor-court')
    await t.gateway.explain(CENTER, {
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueReference: { reference: `Patient/${person}` } },
        { name: 'recipient', valueReference: { reference: 'Organization/harbor-court' } },
        { name: 'purpose', valueCode: 'cj-monitoring' },
      ],
    })
    await t.gateway.accounting(CENTER, person, [])
    await t.gateway.revoke(CENTER, consent)
    await t.gateway.report(COURT, {
      resourceType: 'Parameters',
      parameter: [{ name: 'docket', valueIdentifier: { value: 'none' } }],
    })
    const all = await rowsOf<{ content: AuditEvent }>(t, 'select content from audit_event')
    const acts = new Set(all.map(({ content }) => content.subtype[0]?.code))
    expect([...acts]).toEqual(
      expect.arrayContaining([
        'create',
        'read',
        'search-type',
        'disclose',
        'operation',
        'link',
        'AuthZ-Consent',
      ]),
    )
    const checked = all.flatMap(({ content }) => t.ground.content.check(content, { at: t.now }))
    expect(checked.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([])
  })

  test('of an act that no flow of this test has done is valid too', () => {
    const acts: Act[] = [
      'disclose',
      'decide',
      'read',
      'search',
      'create',
      'update',
      'submit',
      'revoke',
      'link',
      'explain',
      'account',
      'deliver',
      'publish',
    ]
    const events_ = acts.flatMap((act) =>
      [CENTER, 'gateway' as const].map((actor) =>
        toAuditEvent(
          {
            act,
            at: t.now,
            person: NOBODY,
            actor,
            outcome: 'success',
            entities: ['Task/1'],
            recipient: 'lakeside',
          },
          '00000000-0000-4000-8000-000000000000',
        ),
      ),
    )
    const faults = events_.flatMap((event) => t.ground.content.check(event, { at: t.now }))
    expect(faults.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([])
  })

  test('quotes nothing of a record', async () => {
    const all = JSON.stringify(await rowsOf(t, 'select content from audit_event'))
    for (const word of ['Testa', 'Client1', '1991-04-12', 'F11.20', 'Placeholder'])
      expect(all).not.toContain(word)
  })

  test('is sealed, and the seal holds', async () => {
    expect(await t.database.transaction((tx) => seal(tx, t.now))).toBeGreaterThan(50)
    const verified = await t.database.transaction(verify)
    expect(verified).toMatchObject({ kind: 'intact', seals: 1, unsealed: 0 })
  })
})
