/**
 * A whole gateway behind its HTTP doors: partners have keys of their own, sign assertions and get real tokens, as they do
 * in production. What leaves for their inboxes is taken by the test (see gateway.ts).
 */
import { randomUUID } from 'node:crypto'
import type { JWK } from 'jose'
import { createApi } from '../../src/api/api.ts'
import { tokenUrlOf } from '../../src/api/discovery.ts'
import { createCredentials } from '../../src/partners/credentials.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { credentialLimits, freePort, makeKey, publicKey, tokenForm } from '../partners/support.ts'
import { openTestGateway } from './gateway.ts'
import type { TestGateway, TestGatewayOptions } from './gateway.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'

export type HttpGateway = {
  readonly t: TestGateway
  /** The address before `/fhir`. */
  readonly url: string
  /** With which each partner signs. */
  readonly keys: ReadonlyMap<string, JWK>
  /** A token for what an actor of the sandbox may do: the partner signs for his purpose and his person. */
  token(actor: Actor): Promise<string>
  close(): Promise<void>
}

const ALGORITHMS = { 'cedar-bridge': 'ES384', lakeside: 'RS384', 'harbor-court': 'ES384' }

/** Wide enough for a whole case record. */
const apiLimits = {
  bodyBytesMax: 5_000_000,
  tokenRequestBytesMax: 20_000,
  requestTimeoutMs: 10_000,
  headersTimeoutMs: 5_000,
  keepAliveTimeoutMs: 1_000,
  connectionsMax: 100,
}

export type HttpGatewayOptions = Pick<TestGatewayOptions, 'lenient' | 'beforeQuery' | 'rewrite'> & {
  /** What stands between the doors and the gateway: a test that listens, or that plants a fault. */
  readonly wrap?: (gateway: Gateway) => Gateway
}

export async function openHttpGateway(given: HttpGatewayOptions = {}): Promise<HttpGateway> {
  const { wrap = (gateway: Gateway) => gateway, ...options } = given
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const keys = new Map<string, JWK>()
  for (const [partner, algorithm] of Object.entries(ALGORITHMS)) keys.set(partner, await makeKey(algorithm))
  const publicKeys = Object.fromEntries([...keys].map(([partner, key]) => [partner, publicKey(key)]))
  const t = await openTestGateway({ baseUrl: `${url}/fhir`, publicKeys, ...options })
  const { authenticate, verifyToken } = createCredentials({
    database: t.database,
    directory: t.ground.directory,
    tokenUrl: tokenUrlOf(url),
    issuer: url,
    audience: `${url}/fhir`,
    limits: credentialLimits,
    clock: () => t.now,
    newId: randomUUID,
  })
  const api = createApi({
    gateway: wrap(t.gateway),
    authenticate,
    verifyToken,
    config: { baseUrl: url, limits: apiLimits },
    log: { info: () => undefined, error: () => undefined },
    newId: randomUUID,
    ticks: () => performance.now(),
    version: '0.0.0-test',
    instance: 'test',
  })
  await api.start(port, '127.0.0.1')
  return {
    t,
    url,
    keys,
    token: (actor) => ask(t, url, { actor, key: keys.get(actor.partner) }),
    async close() {
      await api.stop(1_000)
      await t.close()
    },
  }
}

async function ask(
  t: TestGateway,
  url: string,
  { actor, key }: { actor: Actor; key: JWK | undefined },
): Promise<string> {
  const partner = t.ground.directory.byId(actor.partner)
  const person = partner?.persons.find(({ id }) => id === actor.person?.id)
  if (!partner || !key || !person) throw new Error(`the sandbox has no such person of ${actor.partner}`)
  const facts = {
    clientId: partner.clientId,
    key,
    tokenUrl: tokenUrlOf(url),
    extension: {
      version: '1' as const,
      subject_id: person.id,
      subject_name: person.name,
      subject_role: person.role,
      organization_id: partner.identifiers[0]?.value ?? '',
      purpose_of_use: [actor.purpose],
    },
  }
  const body = new URLSearchParams(await tokenForm(facts, t.now))
  const response = await fetch(tokenUrlOf(url), { method: 'POST', body })
  const { access_token: token, error_description: why } = (await response.json()) as Record<string, string>
  if (!token) throw new Error(`no token for ${actor.partner}: ${why ?? response.status}`)
  return token
}
