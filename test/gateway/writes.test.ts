/** Creates and updates, by id and by condition, alone and in Bundles: what is kept, what is refused and how it is said. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Bundle, OperationOutcome, Resource } from '../../src/fhir/resource.ts'
import type { Answer, FhirWrite } from '../../src/gateway/gateway.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, condition, create, patient, read, releaseOf, rowsOf, textOf } from './support.ts'

let t: TestGateway
let own: string
beforeAll(async () => {
  t = await openTestGateway()
  own = `Patient/${(await create(t, HOSPITAL, patient('lakeside', 'own'))).id ?? ''}`
})
afterAll(() => t.close())

const write = (request: FhirWrite): Promise<Answer> => t.gateway.receive.write(HOSPITAL, request)
const issuesOf = (answer: Answer): OperationOutcome['issue'] => (answer.body as OperationOutcome).issue
const identified = (value: string, code?: string): Resource => ({
  ...condition(own, code),
  identifier: [{ system: 'urn:writes', value }],
})

async function kept(): Promise<number> {
  const [row] = await rowsOf<{ kept: number }>(t, 'select count(*)::int as kept from resource_version')
  return row?.kept ?? 0
}

describe('a create', () => {
  test('takes an id of the server, and says where it is', async () => {
    const resource = {
      ...condition(own),
      id: 'mine',
      meta: { versionId: '7', lastUpdated: '2020-01-01T00:00:00Z' },
    }
    const answer = await write({ kind: 'create', type: 'Condition', resource })
    const { id, meta } = bodyOf(answer, 201)
    expect(id).not.toBe('mine')
    expect(answer).toMatchObject({
      etag: 'W/"1"',
      lastModified: t.now,
      location: `Condition/${id ?? ''}/_history/1`,
    })
    expect(meta).toMatchObject({ versionId: '1', lastUpdated: t.now })
  })

  test('of a type that is not kept is refused', async () => {
    const answer = await write({ kind: 'create', type: 'Claim', resource: { resourceType: 'Claim' } })
    expect([answer.status, issuesOf(answer)[0]?.code]).toEqual([404, 'not-supported'])
  })

  test('tells every fault with its place, and keeps nothing', async () => {
    const before = await kept()
    const resource = {
      ...condition(own),
      clinicalStatus: { coding: 'active' },
      onsetDateTime: 'never',
      subject: { reference: 'Patient/nobody' },
    }
    const answer = await write({ kind: 'create', type: 'Condition', resource })
    expect(answer.status).toBe(422)
    const expressions = issuesOf(answer).flatMap(({ expression }) => expression ?? [])
    expect(expressions).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Condition\.clinicalStatus/),
        expect.stringMatching(/^Condition\.onset/),
        'Condition.subject',
      ]),
    )
    for (const { diagnostics } of issuesOf(answer)) expect(diagnostics.length).toBeGreaterThan(10)
    expect(await kept()).toBe(before)
  })

  test('refers to the directory, to what was released, and to nothing else', async () => {
    const resource = { ...condition(own), asserter: { reference: 'Practitioner/nobody' } }
    const answer = await write({ kind: 'create', type: 'Condition', resource })
    expect(answer.status).toBe(422)
    expect(issuesOf(answer)).toMatchObject([{ code: 'not-found' }])
    const order: Resource = {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      subject: { reference: own },
      performer: [{ reference: 'Organization/cedar-bridge' }],
    }
    expect((await write({ kind: 'create', type: 'ServiceRequest', resource: order })).status).toBe(201)
  })

  test('unless it is there: creates, finds, and refuses what is not one', async () => {
    const once = (value: string, ifNoneExist = `identifier=urn:writes|${value}`): FhirWrite => ({
      kind: 'create',
      type: 'Condition',
      resource: identified(value),
      ifNoneExist,
    })
    const first = await write(once('once'))
    expect(first.status).toBe(201)
    const again = await write(once('once'))
    expect([again.status, again.location]).toEqual([200, first.location])
    await create(t, HOSPITAL, identified('twice'))
    await create(t, HOSPITAL, identified('twice'))
    const many = await write(once('twice'))
    expect([many.status, issuesOf(many)[0]?.code]).toEqual([412, 'multiple-matches'])
    expect((await write(once('none', '_count=1'))).status).toBe(412)
    expect((await write(once('none', 'colour=red'))).status).toBe(400)
    expect((await write(once('none', 'identifier='))).status).toBe(400)
  })
})

describe('an update', () => {
  test('that changes nothing makes no version and leaves no event', async () => {
    const before = await create(t, HOSPITAL, identified('unchanged'))
    const [count] = await rowsOf(t, 'select count(*) as count from audit_event')
    const { meta: _meta, ...rest } = before
    const answer = await write({
      kind: 'update',
      type: 'Condition',
      id: before.id ?? '',
      resource: rest as Resource,
    })
    expect(bodyOf(answer)).toEqual(before)
    expect(answer.etag).toBe('W/"1"')
    expect(await rowsOf(t, 'select count(*) as count from audit_event')).toEqual([count])
  })

  test('makes a version, and the one before stays in the history', async () => {
    const before = await create(t, HOSPITAL, identified('changed'))
    const reference = `Condition/${before.id ?? ''}`
    const answer = await change(t, HOSPITAL, reference, { recordedDate: '2026-11-01' })
    expect([answer.status, answer.etag]).toEqual([200, 'W/"2"'])
    const history = bodyOf(
      await t.gateway.disclose.history(HOSPITAL, { type: 'Condition', id: before.id ?? '' }),
    ) as Bundle
    expect(history).toMatchObject({ type: 'history', total: 2 })
    expect(history.entry?.map(({ request, response }) => [request?.method, response?.etag])).toEqual([
      ['PUT', 'W/"2"'],
      ['POST', 'W/"1"'],
    ])
    const first = await t.gateway.disclose.read(HOSPITAL, {
      type: 'Condition',
      id: before.id ?? '',
      version: '1',
    })
    expect(bodyOf(first)).toEqual(before)
  })

  test('with If-Match of another version is refused, and one without any is not', async () => {
    const before = await create(t, HOSPITAL, identified('matched'))
    const id = before.id ?? ''
    const resource = { ...before, recordedDate: '2026-11-01' }
    for (const ifMatch of ['W/"2"', '"2"', 'W/"x"', '*', '']) {
      const answer = await write({ kind: 'update', type: 'Condition', id, resource, ifMatch })
      expect([ifMatch, answer.status]).toEqual([ifMatch, 412])
    }
    expect((await write({ kind: 'update', type: 'Condition', id, resource, ifMatch: 'W/"1"' })).status).toBe(
      200,
    )
    const later = { ...before, recordedDate: '2026-11-02' }
    expect((await write({ kind: 'update', type: 'Condition', id, resource: later })).status).toBe(200)
  })

  test('of two at the same moment one conflicts, or says nothing new', async () => {
    const before = await create(t, HOSPITAL, identified('raced'))
    const id = before.id ?? ''
    const answers = await Promise.all(
      ['2026-11-01', '2026-11-02', '2026-11-03'].map((recordedDate) =>
        write({
          kind: 'update',
          type: 'Condition',
          id,
          resource: { ...before, recordedDate },
          ifMatch: 'W/"1"',
        }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409 || status === 412)).toHaveLength(2)
    expect((await read(t, HOSPITAL, `Condition/${id}`)).meta?.versionId).toBe('2')
  })

  test('to an id of one’s own making is no create, and the id of the body is that of the address', async () => {
    const resource = { ...identified('unknown'), id: 'mine' }
    expect((await write({ kind: 'update', type: 'Condition', id: 'mine', resource })).status).toBe(404)
    const before = await create(t, HOSPITAL, identified('mismatch'))
    const other = { ...before, id: 'other' }
    expect(
      (await write({ kind: 'update', type: 'Condition', id: before.id ?? '', resource: other })).status,
    ).toBe(400)
  })

  test('moves nobody’s record to another person', async () => {
    const before = await create(t, HOSPITAL, identified('moved'))
    const other = await create(t, HOSPITAL, patient('lakeside', 'other'))
    const answer = await change(t, HOSPITAL, `Condition/${before.id ?? ''}`, {
      subject: { reference: `Patient/${other.id ?? ''}` },
    })
    expect(answer.status).toBe(422)
    expect(textOf(answer)).toContain('Condition.subject')
  })

  test('by condition creates, updates, and refuses what is not one', async () => {
    const byIdentifier = (value: string, code?: string): FhirWrite => ({
      kind: 'update',
      type: 'Condition',
      query: `identifier=urn:writes|${value}`,
      resource: identified(value, code),
    })
    const first = await write(byIdentifier('by-condition'))
    expect(first.status).toBe(201)
    const second = await write(byIdentifier('by-condition', 'F10.20'))
    expect([second.status, second.etag]).toEqual([200, 'W/"2"'])
    expect(bodyOf(second).id).toBe(bodyOf(first, 201).id)
    expect((await write(byIdentifier('twice'))).status).toBe(412)
  })

  test('by condition never touches the directory', async () => {
    const resource: Resource = { resourceType: 'Organization', name: 'Cedar Bridge, as we call it' }
    const query = 'name=Cedar'
    const answer = await write({ kind: 'update', type: 'Organization', query, resource })
    expect(answer.status).toBe(201)
    expect((await write({ kind: 'update', type: 'Organization', query, resource })).status).toBe(200)
    expect((await read(t, COURT, 'Organization/cedar-bridge'))['name']).toBe('Cedar Bridge Treatment Center')
  })
})

describe('a release', () => {
  test('of records that are another’s stays proposed, and grants nothing', async () => {
    const consent = await create(
      t,
      HOSPITAL,
      releaseOf({ patient: own, categories: ['plan'], from: 'cedar-bridge', to: 'lakeside' }),
    )
    expect(consent['status']).toBe('proposed')
    expect(await rowsOf(t, `select from consent_grant where 'lakeside' in (recipient, custodian)`)).toEqual(
      [],
    )
  })

  test('of one’s own grants at once, of one’s own only', async () => {
    const consent = await create(
      t,
      HOSPITAL,
      releaseOf({ patient: own, categories: ['diagnoses'], from: 'lakeside', to: 'harbor-court' }),
    )
    expect(consent['status']).toBe('active')
    const grants = await rowsOf<{ custodian: string; recipient: string }>(
      t,
      'select distinct custodian, recipient from consent_grant',
    )
    expect(grants).toEqual([{ custodian: 'lakeside', recipient: 'harbor-court' }])
  })

  test('that is revoked is revoked once, and stays so when it is read', async () => {
    const person = await create(t, CENTER, patient('cedar-bridge', 'revoked'))
    const consent = await create(
      t,
      CENTER,
      releaseOf({ patient: `Patient/${person.id ?? ''}`, categories: ['plan'], key: 'revoked' }),
    )
    const answer = bodyOf(await t.gateway.revoke(CENTER, consent.id ?? ''))
    expect(JSON.stringify(answer)).toContain('"valueCode":"revoked"')
    expect((await t.gateway.revoke(CENTER, consent.id ?? '')).status).toBe(409)
    const grants = await rowsOf(
      t,
      `select from consent_grant where person = $1 and upper(valid) is null`,
      person.id,
    )
    expect(grants).toEqual([])
  })
})

describe('a search', () => {
  test('pages by its own links to the end, with includes', async () => {
    const name = [{ family: 'Paged', given: ['Testa'] }]
    const { id = '' } = await create(t, HOSPITAL, patient('lakeside', 'paged', { name }))
    for (let n = 0; n < 5; n += 1) await create(t, HOSPITAL, condition(`Patient/${id}`))
    const seen: string[] = []
    let query: [string, string][] = [
      ['patient', `Patient/${id}`],
      ['_count', '2'],
      ['_include', 'Condition:subject'],
    ]
    let pages = 0
    for (;;) {
      const page = bodyOf(await t.gateway.disclose.search(HOSPITAL, 'Condition', query)) as Bundle
      pages += 1
      const modes = page.entry?.map(({ search: of }) => of?.mode)
      expect(modes?.filter((mode) => mode === 'include')).toHaveLength(1)
      seen.push(
        ...(page.entry ?? []).flatMap(({ resource, search: of }) =>
          of?.mode === 'match' ? [resource?.id ?? ''] : [],
        ),
      )
      const next = page.link?.find(({ relation }) => relation === 'next')?.url
      if (next === undefined) break
      query = [...new URL(next).searchParams]
    }
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 5, 5])
    const all = bodyOf(
      await t.gateway.disclose.search(HOSPITAL, 'Condition', [
        ['patient', id],
        ['_count', '2'],
        ['_total', 'accurate'],
      ]),
    )
    expect(all['total']).toBe(5)
  })
})

describe('$validate', () => {
  test('says what a create would say, and keeps nothing', async () => {
    const before = await kept()
    const resource = { ...condition(own), onsetDateTime: 'never' }
    const answer = await t.gateway.validate(HOSPITAL, { type: 'Condition', resource })
    expect(issuesOf(answer).some(({ severity }) => severity === 'error')).toBe(true)
    const fine = await t.gateway.validate(HOSPITAL, { type: 'Condition', resource: condition(own) })
    expect(issuesOf(fine).filter(({ severity }) => severity === 'error')).toEqual([])
    expect(await kept()).toBe(before)
  })
})
