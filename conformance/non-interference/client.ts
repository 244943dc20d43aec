/**
 * A partner's software as a client: gets its tokens by private_key_jwt (SMART Backend Services) and sends one request
 * after the other. It knows HTTP and tokens and nothing of what is asked.
 */
import { randomUUID } from 'node:crypto'
import { SignJWT, importJWK } from 'jose'
import { assertionExtensions } from './driver.ts'
import type { Client, Heard, PartnerFacts, StatementProbe } from './types.ts'

export type Server = {
  /** Before `/fhir`, without a slash at its end. */
  readonly base: string
  /** The instant that the server takes for now; the machine's clock in production. */
  readonly clock: () => Date
  readonly probe?: StatementProbe | undefined
}

const TIMEOUT_MS = 30_000
const ASSERTION_SECONDS = 60
/** A token is used until so long before its end. */
const TOKEN_MARGIN_MS = 20_000

export function createClient(server: Server, facts: PartnerFacts): Client {
  let token: { value: string; until: number } | undefined
  const bearer = async (): Promise<string> => {
    if (!token || token.until <= server.clock().getTime()) token = await getToken(server, facts)
    return token.value
  }
  return {
    facts,
    async send({ method, path, body, headers = {} }) {
      const { type, text } = written(body, path)
      const authorization = `Bearer ${await bearer()}`
      await server.probe?.begin()
      const response = await fetch(`${server.base}${path}`, {
        method,
        redirect: 'manual',
        headers: { authorization, ...(text !== undefined && { 'content-type': type }), ...headers },
        ...(text !== undefined && { body: text }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const heard = { status: response.status, headers: Object.fromEntries(response.headers) }
      const answer = await response.text()
      return { ...heard, body: answer, statements: (await server.probe?.end()) ?? [] }
    },
  }
}

function written(body: unknown, path: string): { type: string; text: string | undefined } {
  if (typeof body === 'string') return { type: 'application/x-www-form-urlencoded', text: body }
  if (Array.isArray(body)) {
    const lines = body.map((line) => `${JSON.stringify(line)}\n`)
    return { type: 'application/x-ndjson', text: lines.join('') }
  }
  const type = path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json'
  return { type, text: body === undefined ? undefined : JSON.stringify(body) }
}

async function getToken(server: Server, facts: PartnerFacts): Promise<{ value: string; until: number }> {
  const tokenUrl = await tokenUrlOf(server.base)
  const issued = Math.floor(server.clock().getTime() / 1000)
  const { key, clientId } = facts
  const assertion = await new SignJWT({ extensions: assertionExtensions(facts) })
    .setProtectedHeader({ alg: key.alg ?? '', typ: 'JWT', ...(key.kid && { kid: key.kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl)
    .setJti(randomUUID())
    .setIssuedAt(issued)
    .setExpirationTime(issued + ASSERTION_SECONDS)
    .sign(await importJWK(key))
  const form = {
    grant_type: 'client_credentials',
    scope: 'system/*.cruds',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const response = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form), signal })
  const answer = (await response.json()) as Record<string, unknown>
  const { access_token: value, expires_in: seconds = ASSERTION_SECONDS, error_description: why } = answer
  if (typeof value !== 'string')
    throw new Error(`no token for ${facts.id}: ${typeof why === 'string' ? why : response.status}`)
  return { value, until: server.clock().getTime() + Number(seconds) * 1000 - TOKEN_MARGIN_MS }
}

/** Where tokens are asked for: what the server itself says (SMART App Launch, .well-known/smart-configuration). */
async function tokenUrlOf(base: string): Promise<string> {
  const response = await fetch(`${base}/fhir/.well-known/smart-configuration`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const { token_endpoint: url } = (await response.json()) as Record<string, unknown>
  if (typeof url !== 'string') throw new Error(`${base} does not say where tokens are asked for`)
  return url
}

/** The body of an answer that must have one of these statuses. */
export function bodyOf(heard: Heard, what: string, ...statuses: number[]): Record<string, unknown> {
  if (!statuses.includes(heard.status))
    throw new Error(`${what}: answered ${heard.status}: ${heard.body.slice(0, 1_000)}`)
  return heard.body === '' ? {} : (JSON.parse(heard.body) as Record<string, unknown>)
}
