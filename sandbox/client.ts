/**
 * A partner's software as a client of the gateway: gets tokens with the partner's key (SMART Backend Services) and sends
 * requests, over the public doors only. Each request can be told as the curl command that repeats it.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { SignJWT, importJWK } from 'jose'
import type { JWK } from 'jose'

export type PartnerFacts = {
  readonly id: string
  readonly name: string
  readonly clientId: string
  readonly algorithm: string
  readonly identifiers: readonly { system: string; value: string }[]
  readonly persons: readonly { id: string; name: string; role: string }[]
}

export type Acting = { readonly partner: string; readonly person: string; readonly purpose: string }

export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

export type Client = {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
}

/** How long one request may take. */
const TIMEOUT_MS = 15_000
const ASSERTION_SECONDS = 60

/** The sandbox partners as sandbox/partners.json states them. */
export async function readPartners(): Promise<PartnerFacts[]> {
  return JSON.parse(await readFile(new URL('partners.json', import.meta.url), 'utf8')) as PartnerFacts[]
}

/** A client that acts for one person of one partner, for one purpose. */
export function createClient(
  at: { gateway: string; dataDirectory: string; partner: PartnerFacts },
  acting: Acting,
): Client {
  let token: { value: string; until: number } | undefined
  const bearer = async (): Promise<string> => {
    if (!token || token.until < Date.now()) token = await getToken(at, acting)
    return token.value
  }
  return {
    async send(method, where, body, headers = {}) {
      const response = await fetch(`${at.gateway}${where}`, {
        method,
        headers: {
          authorization: `Bearer ${await bearer()}`,
          ...(body !== undefined && {
            'content-type': where.startsWith('/fhir') ? 'application/fhir+json' : 'application/json',
          }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      }
    },
  }
}

async function getToken(
  { gateway, dataDirectory, partner }: { gateway: string; dataDirectory: string; partner: PartnerFacts },
  acting: Acting,
): Promise<{ value: string; until: number }> {
  const person = partner.persons.find(({ id }) => id === acting.person)
  if (!person) throw new Error(`${partner.id} has no person ${acting.person}`)
  const key = JSON.parse(
    await readFile(path.join(dataDirectory, 'sandbox-keys', `${partner.id}.json`), 'utf8'),
  ) as JWK
  const assertion = await new SignJWT({
    extensions: {
      'hl7-b2b': {
        version: '1',
        subject_name: person.name,
        subject_id: person.id,
        subject_role: person.role,
        organization_id: partner.identifiers[0]?.value,
        organization_name: partner.name,
        purpose_of_use: [acting.purpose],
      },
    },
  })
    .setProtectedHeader({ alg: partner.algorithm, typ: 'JWT', ...(key.kid && { kid: key.kid }) })
    .setIssuer(partner.clientId)
    .setSubject(partner.clientId)
    .setAudience(`${gateway}/oauth/token`)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${ASSERTION_SECONDS}s`)
    .sign(await importJWK(key, partner.algorithm))
  const response = await fetch(`${gateway}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/*.cruds',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const body = (await response.json()) as {
    access_token?: string
    expires_in?: number
    error_description?: string
  }
  if (!response.ok || !body.access_token)
    throw new Error(`no token for ${partner.id}: ${body.error_description ?? response.status}`)
  return { value: body.access_token, until: Date.now() + ((body.expires_in ?? 60) - 10) * 1000 }
}
