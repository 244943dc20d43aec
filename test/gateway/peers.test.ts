/** Faults of other projects in the enforcement of consent, each at the door here where it would occur. The engine's are in test/consent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { CENTER, HOSPITAL } from '../support/gateway.ts'
import { openHttpGateway } from '../support/http-gateway.ts'
import type { HttpGateway } from '../support/http-gateway.ts'
import { condition, create, patient, read, releaseOf, rowsOf } from './support.ts'

let http: HttpGateway
beforeAll(async () => {
  http = await openHttpGateway()
})
afterAll(() => http.close())

/** One patient of the center, of whom nothing is released yet, with diagnoses that are told apart by this word. */
let person: string
let secret: string
let key = 0
beforeEach(async () => {
  key += 1
  person = `Patient/${(await create(http.t, CENTER, patient('cedar-bridge', `peers-${key}`))).id ?? ''}`
  const note = [{ text: 'unspeakable' }]
  secret = `Condition/${(await create(http.t, CENTER, condition(person, 'F11.20', { note }))).id ?? ''}`
})

async function ask(by: Actor, method: string, path: string, body?: unknown): Promise<Response> {
  const isForm = body instanceof URLSearchParams
  return fetch(`${http.url}/fhir/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await http.token(by)}`,
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/fhir+json',
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  })
}

async function textOf(response: Response | Promise<Response>): Promise<string> {
  return (await response).text()
}

const releaseTo = (categories: string[], change: object = {}): Promise<Resource> =>
  create(http.t, CENTER, { ...releaseOf({ patient: person, categories, key: `peers-${key}` }), ...change })

describe('LEAP', () => {
  // sdhealthconnect/leap-fhir-ces, controllers/FHIRProxy.js: onProxyRes processes answers to GET only; others go as they are.
  test('every method is asked: a search by POST, a batch, a conditional create and an update find nothing either', async () => {
    const batch = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [secret, `Condition?patient=${person}`].map((url) => ({ request: { method: 'GET', url } })),
    }
    const answers = [
      textOf(ask(HOSPITAL, 'GET', secret)),
      textOf(ask(HOSPITAL, 'POST', 'Condition/_search', new URLSearchParams({ patient: person }))),
      textOf(ask(HOSPITAL, 'POST', '', batch)),
      textOf(ask(HOSPITAL, 'PUT', secret, { ...condition(person), id: secret.split('/')[1] })),
      textOf(ask(HOSPITAL, 'PUT', `Condition?_id=${secret.split('/')[1] ?? ''}`, condition(person))),
    ]
    for (const answer of await Promise.all(answers)) expect(answer).not.toContain('unspeakable')
    await releaseTo(['diagnoses'])
    expect(await textOf(ask(HOSPITAL, 'POST', '', batch))).toContain('unspeakable')
  })

  // sdhealthconnect/leap-cds, lib/consent-processor.js: mostRecentDecisionCombiner.
  test('a release that is filed after a denial does not undo it', async () => {
    const [denied] = [releaseOf({ patient: person, categories: ['diagnoses'], key: `denial-${key}` })]
    const provision = { ...(denied['provision'] as object), type: 'deny' }
    await create(http.t, CENTER, { ...denied, provision })
    await releaseTo(['diagnoses'], { dateTime: '2026-11-01T09:00:00-05:00' })
    expect((await ask(HOSPITAL, 'GET', secret)).status).toBe(404)
  })
})

describe('Google Cloud Healthcare API', () => {
  // docs/fhir-access-control-technical: enforcement "is limited to reading FHIR data from a FHIR store".
  test('writes are asked too: nobody changes, refers to or finds by writing what he may not read', async () => {
    const before = await read(http.t, CENTER, secret)
    const changed = { ...before, note: [{ text: 'changed' }] }
    expect((await ask(HOSPITAL, 'PUT', secret, changed)).status).toBe(404)
    const own = await create(http.t, HOSPITAL, patient('lakeside', `peers-${key}`))
    const about = { ...condition(`Patient/${own.id ?? ''}`), evidence: [{ detail: [{ reference: secret }] }] }
    const refused = await ask(HOSPITAL, 'POST', 'Condition', about)
    const absent = await ask(HOSPITAL, 'POST', 'Condition', {
      ...about,
      evidence: [{ detail: [{ reference: secret.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }] }],
    })
    expect([refused.status, absent.status]).toEqual([422, 422])
    expect(await read(http.t, CENTER, secret)).toEqual(before)
  })

  // docs/fhir-consent: consent_header_handling is PERMIT_EMPTY_SCOPE by default, which answers requests without a consent scope.
  test('nobody is answered without a purpose', async () => {
    await releaseTo(['diagnoses'])
    await expect(http.token({ ...HOSPITAL, purpose: '' })).rejects.toThrow('no token')
    const seen = await http.t.gateway.disclose.read(
      { ...HOSPITAL, purpose: '' },
      {
        type: 'Condition',
        id: secret.split('/')[1] ?? '',
      },
    )
    expect(seen.status).toBe(404)
  })

  // reference of applyConsents: a change of a Consent has no effect until applyConsents is called again.
  test('a revocation is in force when it is answered', async () => {
    const { id = '' } = await releaseTo(['diagnoses'])
    expect((await ask(HOSPITAL, 'GET', secret)).status).toBe(200)
    expect((await ask(CENTER, 'POST', `Consent/${id}/$revoke`, { resourceType: 'Parameters' })).status).toBe(
      200,
    )
    expect((await ask(HOSPITAL, 'GET', secret)).status).toBe(404)
  })
})

describe('HAPI FHIR', () => {
  // hapifhir/hapi-fhir issue 2012: Bundle.total counted what the consent service took out.
  test('a total counts what the reader sees, and no more', async () => {
    const total = async (): Promise<unknown> =>
      ((await (await ask(HOSPITAL, 'GET', `Condition?patient=${person}&_total=accurate`)).json()) as Bundle)[
        'total'
      ]
    await releaseTo(['plan'])
    expect(await total()).toBe(0)
    await create(
      http.t,
      CENTER,
      releaseOf({ patient: person, categories: ['diagnoses'], key: `more-${key}` }),
    )
    expect(await total()).toBe(1)
  })

  // hapifhir/hapi-fhir issue 2369: startOperation of the consent service was not called for a further page.
  test('a further page is decided anew: after a revocation its link leads to nothing', async () => {
    for (let each = 0; each < 3; each += 1) await create(http.t, CENTER, condition(person))
    const { id = '' } = await releaseTo(['diagnoses'])
    const first = (await (
      await ask(HOSPITAL, 'GET', `Condition?patient=${person}&_count=2`)
    ).json()) as Bundle
    const next = first.link?.find(({ relation }) => relation === 'next')?.url.split('/fhir/')[1] ?? ''
    const matches = async (): Promise<number> => {
      const { entry = [] } = (await (await ask(HOSPITAL, 'GET', next)).json()) as Bundle
      return entry.filter(({ search }) => search?.mode === 'match').length
    }
    expect(await matches()).toBe(2)
    await http.t.gateway.revoke(CENTER, id)
    expect(await matches()).toBe(0)
  })

  // docs/security/consent_interceptor: it is "not a complete working solution"; without a service of the user's nothing is decided.
  test('nothing has to be put in: a gateway as it opens withholds', async () => {
    expect((await ask(HOSPITAL, 'GET', secret)).status).toBe(404)
    expect((await ask(HOSPITAL, 'GET', `Condition?patient=${person}`)).status).toBe(200)
    expect(await textOf(ask(HOSPITAL, 'GET', `Condition?patient=${person}`))).not.toContain('unspeakable')
  })
})

describe('Medplum', () => {
  // medplum/medplum issue 1008: access by what a Consent says is asked for; a Consent is a record like others there.
  test('a Consent that is kept is in force, in the same transaction', async () => {
    await releaseTo(['diagnoses'])
    expect((await ask(HOSPITAL, 'GET', secret)).status).toBe(200)
    const grants = await rowsOf<{ recipient: string }>(
      http.t,
      'select distinct recipient from consent_grant where person = $1',
      person.split('/')[1],
    )
    expect(grants).toEqual([{ recipient: 'lakeside' }])
  })

  // packages/core/src/access.ts: a user without an access policy may do everything.
  test('who is not on file is nobody, and no question of his is answered', async () => {
    await releaseTo(['diagnoses'])
    const stranger: Actor = { ...HOSPITAL, partner: 'nobody' }
    const [type = '', id = ''] = secret.split('/')
    await expect(http.t.gateway.disclose.read(stranger, { type, id })).rejects.toThrow(
      'partner of the directory',
    )
  })
})
