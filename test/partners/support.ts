/** Invented partners with real keys, a gateway's token door over real HTTP, and a clock that the test sets. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import { tokenUrlOf } from '../../src/api/discovery.ts'
import type { Database } from '../../src/database/database.ts'
import { assertionType, signAssertion } from '../../src/partners/assertion.ts'
import type { AssertionFacts } from '../../src/partners/assertion.ts'
import type { AuthorizationExtension } from '../../src/partners/authorization-extension.ts'
import { createCredentials } from '../../src/partners/credentials.ts'
import type { Credentials } from '../../src/partners/credentials.ts'
import { createDirectory } from '../../src/partners/directory.ts'
import { parsePartners } from '../../src/partners/partner.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { startApi } from '../api/support.ts'

export const credentialLimits = {
  tokenLifetimeSeconds: 300,
  assertionLifetimeSecondsMax: 300,
  clockSkewSecondsMax: 10,
  signingKeyAgeDaysMax: 30,
}

export async function makeKey(algorithm: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: 2048 })
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: algorithm }
}

/** What a partner lets the gateway know of its key. */
export function publicKey(key: JWK): JWK {
  const { kty, kid, alg, crv, x, y, n, e } = key
  return JSON.parse(JSON.stringify({ kty, kid, alg, crv, x, y, n, e })) as JWK
}

/** A hospital and a court, as a configuration states them. */
export function writtenPartners(hospitalKey: JWK, courtKey: JWK) {
  return [
    {
      id: 'hospital',
      name: 'Invented Hospital',
      kind: 'hospital',
      legalRole: 'covered_entity_provider',
      identifiers: [{ system: 'urn:ietf:rfc:3986', value: 'https://hospital.example' }],
      recordSystem: 'https://hospital.example/records',
      clientId: 'hospital-client',
      jwks: { keys: [publicKey(hospitalKey)] },
      agreements: [{ kind: 'baa', from: '2026-01-01', until: '2027-01-01' }],
      persons: [{ id: 'p-1', name: 'Phyllis Madeup', role: 'physician', duties: [] as string[] }],
      purposes: ['TREAT', 'COC'],
      validation: 'reject',
    },
    {
      id: 'court',
      name: 'Invented Court',
      kind: 'court',
      legalRole: 'criminal_justice_element',
      identifiers: [{ system: 'urn:ietf:rfc:3986', value: 'https://court.example' }],
      recordSystem: 'https://court.example/records',
      clientId: 'court-client',
      jwks: { keys: [publicKey(courtKey)] },
      agreements: [{ kind: 'participation', from: '2026-01-01' }],
      persons: [
        { id: 'c-1', name: 'Coretta Example', role: 'coordinator', duties: ['monitor'] },
        { id: 'c-2', name: 'Clark Pretend', role: 'clerk', duties: [] },
      ],
      purposes: ['cj-monitoring'],
      validation: 'reject',
    },
  ]
}

export function parse(written: unknown): readonly Partner[] {
  const parsed = parsePartners(written)
  assert(parsed.kind === 'partners', parsed.kind === 'refused' ? parsed.faults.join('\n') : '')
  return parsed.partners
}

export type TokenDoor = {
  readonly tokenUrl: string
  readonly credentials: Credentials
  /** POSTs a form to the token endpoint. */
  ask(form: Record<string, string> | readonly [string, string][]): Promise<TokenAnswer>
  stop(): Promise<void>
}

export type TokenAnswer = { status: number; body: Record<string, unknown>; cacheControl: string | null }

export async function startTokenDoor(options: {
  database: Database
  partners: readonly Partner[]
  clock: () => string
}): Promise<TokenDoor> {
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const tokenUrl = tokenUrlOf(baseUrl)
  const credentials = createCredentials({
    database: options.database,
    directory: createDirectory(options.partners),
    tokenUrl,
    issuer: baseUrl,
    audience: `${baseUrl}/fhir`,
    limits: credentialLimits,
    clock: options.clock,
    newId: randomUUID,
  })
  const { authenticate, verifyToken } = credentials
  const api = await startApi({ baseUrl, port, authenticate, verifyToken })
  return {
    tokenUrl,
    credentials,
    async ask(form) {
      const body = new URLSearchParams(form as Record<string, string>)
      const response = await fetch(tokenUrl, { method: 'POST', body })
      const cacheControl = response.headers.get('cache-control')
      return {
        status: response.status,
        body: (await response.json()) as Record<string, unknown>,
        cacheControl,
      }
    },
    stop: async () => await api.stop(),
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export const hospitalExtension: AuthorizationExtension = {
  version: '1',
  subject_name: 'Phyllis Madeup',
  subject_id: 'p-1',
  subject_role: 'physician',
  organization_id: 'https://hospital.example',
  organization_name: 'Invented Hospital',
  purpose_of_use: ['TREAT'],
}

export const courtExtension: AuthorizationExtension = {
  version: '1',
  subject_name: 'Coretta Example',
  subject_id: 'c-1',
  subject_role: 'coordinator',
  organization_id: 'https://court.example',
  purpose_of_use: ['cj-monitoring'],
}

export type AssertionOf = Pick<AssertionFacts, 'clientId' | 'key' | 'tokenUrl' | 'extension'> &
  Partial<AssertionFacts>

/** The form of a token request with a fresh assertion. */
export async function tokenForm(facts: AssertionOf, now: string): Promise<Record<string, string>> {
  const defaults = { jti: randomUUID(), now: new Date(now), lifetimeSeconds: 240 }
  return {
    grant_type: 'client_credentials',
    scope: 'system/*.cruds',
    client_assertion_type: assertionType,
    client_assertion: await signAssertion({ ...defaults, ...facts }),
  }
}
