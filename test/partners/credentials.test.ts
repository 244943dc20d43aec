/** Tokens over real HTTP, with real keys and a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { SignJWT, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import type { JWK } from 'jose'
import { assertionType } from '../../src/partners/assertion.ts'
import type { AuthorizationExtension } from '../../src/partners/authorization-extension.ts'
import { createCredentials } from '../../src/partners/credentials.ts'
import { createDirectory } from '../../src/partners/directory.ts'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import {
  courtExtension,
  credentialLimits,
  hospitalExtension,
  makeKey,
  parse,
  startTokenDoor,
  tokenForm,
  writtenPartners,
} from './support.ts'
import type { AssertionOf, TokenDoor } from './support.ts'

const start = '2026-11-23T10:00:00.000Z'
let now = start
const after = (seconds: number) => new Date(Date.parse(start) + seconds * 1000).toISOString()

let database: TestDatabase
let hospitalKey: JWK
let courtKey: JWK
let door: TokenDoor

beforeAll(async () => {
  database = await createTestDatabase()
  hospitalKey = await makeKey('RS384')
  courtKey = await makeKey('ES384')
  const partners = parse(writtenPartners(hospitalKey, courtKey))
  door = await startTokenDoor({ database, partners, clock: () => now })
})
afterAll(async () => {
  await door.stop()
  await database.close()
})
beforeEach(() => {
  now = start
})

const hospital = (changed: Partial<AssertionOf> = {}): AssertionOf => ({
  clientId: 'hospital-client',
  key: hospitalKey,
  tokenUrl: door.tokenUrl,
  extension: hospitalExtension,
  ...changed,
})
const court = (extension: AuthorizationExtension = courtExtension): AssertionOf => ({
  clientId: 'court-client',
  key: courtKey,
  tokenUrl: door.tokenUrl,
  extension,
})

async function token(facts: AssertionOf = hospital(), form: Record<string, string> = {}): Promise<string> {
  const { status, body } = await door.ask({ ...(await tokenForm(facts, now)), ...form })
  expect([status, body]).toMatchObject([200, { token_type: 'bearer' }])
  return String(body['access_token'])
}

describe('a token', () => {
  test.each([
    [
      'RS384',
      () => hospital(),
      'hospital',
      'TREAT',
      { id: 'p-1', name: 'Phyllis Madeup', role: 'physician' },
    ],
    [
      'ES384',
      () => court(),
      'court',
      'cj-monitoring',
      { id: 'c-1', name: 'Coretta Example', role: 'coordinator' },
    ],
  ] as const)(
    'for an assertion by %s carries partner, purpose and person',
    async (...[algorithm, facts, partner, purpose, person]) => {
      const form = await tokenForm(facts(), now)
      expect(decodeProtectedHeader(form['client_assertion'] ?? '').alg).toBe(algorithm)
      const { status, body, cacheControl } = await door.ask(form)
      expect(status).toBe(200)
      expect(cacheControl).toBe('no-store')
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 300,
        scope: 'system/*.cruds',
      })
      const verified = await door.credentials.verifyToken(String(body['access_token']))
      expect(verified).toMatchObject({
        kind: 'actor',
        scope: 'system/*.cruds',
        actor: { partner, purpose, person },
      })
    },
  )

  test('may be without a person where the partner is no court', async () => {
    const { version, organization_id, purpose_of_use } = hospitalExtension
    const verified = await door.credentials.verifyToken(
      await token(hospital({ extension: { version, organization_id, purpose_of_use } })),
    )
    expect(verified).toMatchObject({ kind: 'actor', actor: { partner: 'hospital', purpose: 'TREAT' } })
    expect(verified).not.toHaveProperty('actor.person')
  })

  test('takes a purpose with its code system', async () => {
    const system = 'http://terminology.hl7.org/CodeSystem/v3-ActReason'
    const extension = { ...hospitalExtension, purpose_of_use: [`${system}#COC`] }
    const verified = await door.credentials.verifyToken(await token(hospital({ extension })))
    expect(verified).toMatchObject({ actor: { purpose: 'COC' } })
  })

  test.each([
    ['system/*.rs', 'system/*.rs'],
    ['system/*.read', 'system/*.rs'],
    ['system/*.read system/*.write', 'system/*.cruds'],
    ['system/*.c patient/*.rs system/*.s', 'system/*.cs'],
  ])('of scope %s is granted %s', async (asked, granted) => {
    const { body } = await door.ask({ ...(await tokenForm(hospital(), now)), scope: asked })
    expect(body['scope']).toBe(granted)
  })

  test('opens the doors of its own gateway only as long as it lives', async () => {
    const bearer = await token()
    const read = async (authorization: string) =>
      (await fetch(door.tokenUrl.replace('/oauth/token', '/fhir/Task/1'), { headers: { authorization } }))
        .status
    expect(await read(`Bearer ${bearer}`)).toBe(200)
    expect(await read(`bearer ${bearer}`)).toBe(200)
    expect(await read(`Basic ${bearer}`)).toBe(401)
    now = after(credentialLimits.tokenLifetimeSeconds - 1)
    expect(await read(`Bearer ${bearer}`)).toBe(200)
    now = after(credentialLimits.tokenLifetimeSeconds + 1)
    expect(await read(`Bearer ${bearer}`)).toBe(401)
  })
})

describe('an assertion is refused', () => {
  const refused = async (form: Record<string, string>, error: string, description: RegExp) => {
    const { status, body, cacheControl } = await door.ask(form)
    expect(body).toEqual({ error, error_description: expect.stringMatching(description) })
    // RFC 6749 section 5.2: printable ASCII without quotation mark and backslash.
    expect(body['error_description']).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
    expect([status, cacheControl]).toEqual([400, 'no-store'])
  }

  test.each<[string, Partial<AssertionOf>, RegExp]>([
    [
      'for another audience',
      { tokenUrl: 'https://elsewhere.example/token' },
      /^aud of the assertion must be http/,
    ],
    ['that has expired', { now: new Date(Date.parse(start) - 400_000) }, /has expired/],
    ['that lives too long', { lifetimeSeconds: 311 }, /more than 300 seconds ahead/],
    ['without a jti', { jti: '' }, /^jti must be/],
    ['with a jti beyond bounds', { jti: 'x'.repeat(201) }, /^jti must be/],
    ['of a client that nobody knows', { clientId: 'stranger' }, /not known here/],
    ["of another partner's client", { clientId: 'court-client' }, /not known here/],
  ])('%s', async (_name, changed, description) => {
    await refused(await tokenForm(hospital(changed), now), 'invalid_client', description)
  })

  test('within the skew of clocks, it is not', async () => {
    await token(hospital({ lifetimeSeconds: 305 }))
    await token(hospital({ now: new Date(Date.parse(start) - 245_000) }))
  })

  test('signed by a key that is not on file, also under the kid of one that is', async () => {
    const stranger = await makeKey('RS384')
    await refused(
      await tokenForm(hospital({ key: stranger }), now),
      'invalid_client',
      /not signed by a key that is on file/,
    )
    const disguised = { ...stranger, kid: hospitalKey.kid ?? '' }
    await refused(
      await tokenForm(hospital({ key: disguised }), now),
      'invalid_client',
      /not signed by a key that is on file/,
    )
  })

  test.each(['RS256', 'ES256', 'PS384'])('signed by %s', async (algorithm) => {
    const key = { ...(await makeKey(algorithm)), kid: hospitalKey.kid ?? '' }
    await refused(
      await tokenForm(hospital({ key }), now),
      'invalid_client',
      /must be signed with RS384 or ES384/,
    )
  })

  test('signed by nobody, or with the public key as a secret', async () => {
    const claims = {
      iss: 'hospital-client',
      sub: 'hospital-client',
      aud: door.tokenUrl,
      jti: 'x',
      exp: Date.parse(now) / 1000 + 60,
    }
    const form = await tokenForm(hospital(), now)
    const none = `${base64({ alg: 'none', typ: 'JWT', kid: hospitalKey.kid })}.${base64(claims)}.`
    await refused({ ...form, client_assertion: none }, 'invalid_client', /must be signed with/)
    const secret = new TextEncoder().encode(JSON.stringify(hospitalKey.n))
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS384', typ: 'JWT', kid: hospitalKey.kid ?? '' })
      .sign(secret)
    await refused({ ...form, client_assertion: symmetric }, 'invalid_client', /must be signed with/)
  })

  test('with an algorithm that is not that of the key', async () => {
    const key = { ...(await makeKey('ES384')), kid: hospitalKey.kid ?? '' }
    await refused(await tokenForm(hospital({ key }), now), 'invalid_client', /not signed by a key/)
  })

  test.each<[string, Record<string, unknown>, Record<string, string>, RegExp]>([
    ['without exp', { exp: undefined }, {}, /lacks exp/],
    ['without jti', { jti: undefined }, {}, /lacks jti/],
    ['with a jti that is no text', { jti: 7 }, {}, /^jti must be/],
    ['whose sub is not its iss', { sub: 'court-client' }, {}, /iss and sub/],
    ['without iss', { iss: undefined }, {}, /iss and sub/],
    ['before its time', { nbf: Date.parse(start) / 1000 + 60 }, {}, /nbf of the assertion/],
    ['of another type', {}, { typ: 'at+jwt' }, /needs typ 'JWT'/],
    ['without kid', {}, { kid: '' }, /not known here|kid/],
  ])('%s', async (...[, claims, header, description]) => {
    const form = await tokenForm(hospital(), now)
    const payload = { ...decodeJwt(form['client_assertion'] ?? ''), ...claims }
    const assertion = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS384', typ: 'JWT', kid: hospitalKey.kid ?? '', ...header })
      .sign(await importJWK(hospitalKey))
    await refused({ ...form, client_assertion: assertion }, 'invalid_client', description)
  })

  test('that is no JWT', async () => {
    const form = await tokenForm(hospital(), now)
    for (const assertion of ['x', 'a.b.c', `${form['client_assertion']}x`, '...', base64({})])
      await refused({ ...form, client_assertion: assertion }, 'invalid_client', /no signed JWT|not signed by/)
  })

  test('that was used before, also by another gateway and by two at once', async () => {
    const form = await tokenForm(hospital({ jti: 'once' }), now)
    expect((await door.ask(form)).status).toBe(200)
    await refused(form, 'invalid_client', /used before/)
    const same = await tokenForm(hospital({ jti: 'once', lifetimeSeconds: 100 }), now)
    await refused(same, 'invalid_client', /used before/)
    const racing = await tokenForm(hospital(), now)
    const statuses = (await Promise.all([1, 2, 3, 4].map(async () => await door.ask(racing)))).map(
      ({ status }) => status,
    )
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400, 400, 400])
    // Two partners may happen to choose the same jti.
    expect((await door.ask(await tokenForm({ ...court(), jti: 'once' }, now))).status).toBe(200)
  })

  test.each<[string, unknown, RegExp]>([
    ['is missing', undefined, /is missing/],
    ['is no object', 'TREAT', /is missing/],
    ['has another version', { ...hospitalExtension, version: '2' }, /version '1'/],
    ['has no purpose', { ...hospitalExtension, purpose_of_use: [] }, /exactly one purpose_of_use/],
    [
      'has two purposes',
      { ...hospitalExtension, purpose_of_use: ['TREAT', 'COC'] },
      /exactly one purpose_of_use/,
    ],
    [
      'has a purpose outside a list',
      { ...hospitalExtension, purpose_of_use: 'TREAT' },
      /exactly one purpose_of_use/,
    ],
    [
      'has a purpose of another system',
      { ...hospitalExtension, purpose_of_use: ['urn:x#TREAT'] },
      /neither a code nor/,
    ],
    [
      'has a purpose that is not for this partner',
      { ...hospitalExtension, purpose_of_use: ['HPAYMT'] },
      /hospital may ask for TREAT, COC/,
    ],
    [
      'names another organization',
      { ...hospitalExtension, organization_id: 'https://court.example' },
      /organization_id/,
    ],
    ['names no organization', { ...hospitalExtension, organization_id: undefined }, /organization_id/],
    [
      'names the organization otherwise',
      { ...hospitalExtension, organization_name: 'Other' },
      /organization_name/,
    ],
    ['names a person who is not on file', { ...hospitalExtension, subject_id: 'p-2' }, /not on file/],
    ['names a person with another role', { ...hospitalExtension, subject_role: 'nurse' }, /not on file/],
    ['names a person with another name', { ...hospitalExtension, subject_name: 'Other' }, /not on file/],
    ['names half a person', { ...hospitalExtension, subject_role: undefined }, /together/],
  ])('whose hl7-b2b object %s', async (_name, extension, description) => {
    const facts = hospital({ extension: extension as AuthorizationExtension })
    await refused(await tokenForm(facts, now), 'invalid_grant', description)
  })

  test.each<[string, AuthorizationExtension]>([
    [
      'of a clerk',
      { ...courtExtension, subject_id: 'c-2', subject_name: 'Clark Pretend', subject_role: 'clerk' },
    ],
    [
      'of nobody',
      { version: '1', organization_id: 'https://court.example', purpose_of_use: ['cj-monitoring'] },
    ],
  ])('of a court in the name %s, without the duty to monitor', async (_name, extension) => {
    await refused(await tokenForm(court(extension), now), 'invalid_grant', /duty to monitor/)
  })

  test('of a partner whose agreement has ended or not begun', async () => {
    for (const at of ['2027-01-01T00:00:00.000Z', '2025-12-31T23:59:59.999Z']) {
      now = at
      await refused(await tokenForm(hospital(), now), 'unauthorized_client', /No agreement of kind 'baa'/)
    }
    now = '2026-12-31T23:59:59.999Z'
    await token()
  })

  test('and not used up, when the request around it is at fault', async () => {
    const form = await tokenForm(hospital(), now)
    await refused({ ...form, scope: 'openid' }, 'invalid_scope', /system\/\*\.cruds/)
    await refused({ ...form, scope: '' }, 'invalid_scope', /system\/\*\.cruds/)
    await refused({ ...form, scope: 'system/Patient.rs' }, 'invalid_scope', /system\/\*\.cruds/)
    await refused({ ...form, grant_type: 'password' }, 'unsupported_grant_type', /client_credentials/)
    await refused({ ...form, grant_type: '' }, 'invalid_request', /grant_type/)
    await refused({ ...form, client_assertion_type: 'x' }, 'invalid_client', /client_assertion_type/)
    await refused({ ...form, client_assertion: '' }, 'invalid_client', /lacks client_assertion/)
    await refused({ ...form, client_id: 'court-client' }, 'invalid_client', /client_id/)
    const twice = await door.ask([...Object.entries(form), ['scope', 'system/*.rs']])
    expect(twice.body['error']).toBe('invalid_request')
    await token(hospital(), {
      client_assertion: form['client_assertion'] ?? '',
      client_id: 'hospital-client',
    })
  })

  test('when the body is no form', async () => {
    const response = await fetch(door.tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_assertion_type: assertionType }),
    })
    expect(response.status).toBe(415)
  })
})

describe('a token is refused', () => {
  const verify = async (bearer: string) => await door.credentials.verifyToken(bearer)
  const refusal = { kind: 'refused', error: 'invalid_token' }

  test('when it is none of ours', async () => {
    const bearer = await token()
    const [head = '', body = '', signature = ''] = bearer.split('.')
    const claims = decodeJwt(bearer)
    const forged = `${head}.${base64({ ...claims, partner: 'court' })}.${signature}`
    const unsigned = `${base64({ alg: 'none', typ: 'at+jwt', kid: decodeProtectedHeader(bearer).kid })}.${body}.`
    const assertion = (await tokenForm(hospital(), now))['client_assertion'] ?? ''
    for (const each of ['', 'x', 'a.b.c', forged, unsigned, assertion, `${bearer}x`])
      expect(await verify(each)).toMatchObject(refusal)
  })

  test('when it is of another gateway, of other keys or for another audience', async () => {
    const other = await startTokenDoor({
      database,
      partners: parse(writtenPartners(hospitalKey, courtKey)),
      clock: () => now,
    })
    const { body } = await other.ask(await tokenForm(hospital({ tokenUrl: other.tokenUrl }), now))
    expect(body['access_token']).toEqual(expect.any(String))
    expect(await verify(String(body['access_token']))).toMatchObject(refusal)
    await other.stop()
  })

  test('when what it says is no longer on file', async () => {
    const hospitalToken = await token()
    const courtToken = await token(court())
    const changed = async (change: (written: ReturnType<typeof writtenPartners>) => void, bearer: string) => {
      const written = writtenPartners(hospitalKey, courtKey)
      change(written)
      const baseUrl = door.tokenUrl.replace('/oauth/token', '')
      const credentials = createCredentials({
        database,
        directory: createDirectory(parse(written)),
        tokenUrl: door.tokenUrl,
        issuer: baseUrl,
        audience: `${baseUrl}/fhir`,
        limits: credentialLimits,
        clock: () => now,
        newId: randomUUID,
      })
      return (await credentials.verifyToken(bearer)).kind
    }
    expect(await changed(() => undefined, hospitalToken)).toBe('actor')
    expect(await changed((written) => void written.shift(), hospitalToken)).toBe('refused')
    expect(await changed(([first]) => void (first && (first.purposes = ['COC'])), hospitalToken)).toBe(
      'refused',
    )
    expect(await changed(([first]) => void (first && (first.persons = [])), hospitalToken)).toBe('refused')
    expect(await changed(([first]) => void (first && (first.agreements = [])), hospitalToken)).toBe('refused')
    expect(await changed(([first]) => void (first && (first.clientId = 'another')), hospitalToken)).toBe(
      'refused',
    )
    expect(
      await changed(([, second]) => second?.persons.forEach((person) => (person.duties = [])), courtToken),
    ).toBe('refused')
  })
})

describe('what credentials leave behind', () => {
  test('goes when it has expired, and not before', async () => {
    await database.query('delete from assertion_seen')
    await token(hospital({ jti: 'old', lifetimeSeconds: 60 }))
    now = after(65)
    const seen = async () =>
      (await database.query<{ jti: string }>('select jti from assertion_seen')).rows.map(({ jti }) => jti)
    await token(hospital({ jti: 'within the skew' }))
    expect(await seen()).toContain('old')
    now = after(75)
    await token(hospital({ jti: 'after it' }))
    expect(new Set(await seen())).toEqual(new Set(['after it', 'within the skew']))
  })

  test('one signing key for gateways that start at once; a new one in time; the old one as long as its tokens live', async () => {
    await database.query('delete from signing_key')
    const partners = parse(writtenPartners(hospitalKey, courtKey))
    const doors = await Promise.all(
      [1, 2, 3].map(async () => await startTokenDoor({ database, partners, clock: () => now })),
    )
    const kids = async () =>
      (await database.query<{ kid: string }>('select kid from signing_key')).rows.map(({ kid }) => kid)
    const get = async (each: TokenDoor) => {
      const { body } = await each.ask(await tokenForm({ ...court(), tokenUrl: each.tokenUrl }, now))
      return String(body['access_token'])
    }
    await Promise.all(doors.map(get))
    expect(await kids()).toHaveLength(1)
    const [first] = doors
    now = after(30 * 86_400 - 1)
    const old = first ? await get(first) : ''
    now = after(30 * 86_400 + 1)
    const fresh = first ? await get(first) : ''
    expect(decodeProtectedHeader(fresh).kid).not.toBe(decodeProtectedHeader(old).kid)
    expect(await kids()).toHaveLength(2)
    for (const bearer of [old, fresh])
      expect(await first?.credentials.verifyToken(bearer)).toMatchObject({ kind: 'actor' })
    now = after(61 * 86_400)
    const last = first ? await get(first) : ''
    expect(new Set(await kids())).toEqual(
      new Set([decodeProtectedHeader(fresh).kid, decodeProtectedHeader(last).kid]),
    )
    await Promise.all(doors.map(async (each) => await each.stop()))
  })
})

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
