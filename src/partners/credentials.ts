/**
 * The door for credentials: a partner's signed assertion becomes a short-lived access token, and a token becomes an Actor.
 * Fails closed. A refusal is an answer with an OAuth code; only the database can make this throw.
 */
import type { Database } from '../database/database.ts'
import type { Actor } from './actor.ts'
import { readToken, signToken } from './access-token.ts'
import type { TokenRules } from './access-token.ts'
import { assertionType, checkAssertion } from './assertion.ts'
import type { CheckedAssertion } from './assertion.ts'
import { useAssertion } from './assertion-seen.ts'
import { readExtension } from './authorization-extension.ts'
import type { Directory } from './directory.ts'
import { grantScope } from './scopes.ts'
import { createSigningKeys } from './signing-keys.ts'
import { objection, refuse } from './standing.ts'
import type { Refusal } from './standing.ts'

export type Token = {
  readonly kind: 'token'
  readonly accessToken: string
  readonly expiresInSeconds: number
  readonly scope: string
  readonly actor: Actor
}

export type Verified = { readonly kind: 'actor'; readonly actor: Actor; readonly scope: string }

export type Credentials = {
  /** Answers a token request: the parameters of its form. */
  readonly authenticate: (form: readonly (readonly [string, string])[]) => Promise<Token | Refusal>
  /** Whose token it is, and what for. */
  readonly verifyToken: (token: string) => Promise<Verified | Refusal>
}

export type CredentialsOptions = {
  readonly database: Database
  readonly directory: Directory
  /** Where tokens are asked for: `aud` of the assertions. */
  readonly tokenUrl: string
  readonly issuer: string
  /** The FHIR base: `aud` of the tokens. */
  readonly audience: string
  readonly limits: {
    readonly tokenLifetimeSeconds: number
    readonly assertionLifetimeSecondsMax: number
    readonly clockSkewSecondsMax: number
    readonly signingKeyAgeDaysMax: number
  }
  /** ISO instant. */
  readonly clock: () => string
  readonly newId: () => string
}

export function createCredentials(options: CredentialsOptions): Credentials {
  const { database, directory, limits, clock, issuer, audience } = options
  const { tokenLifetimeSeconds, signingKeyAgeDaysMax: ageDaysMax } = limits
  const keys = createSigningKeys(database, { ageDaysMax, tokenLifetimeSeconds })
  const rulesAt = (now: Date): TokenRules => ({ keys, issuer, audience, now })
  return {
    authenticate: (form) => authenticate(form, options, rulesAt(new Date(clock()))),
    async verifyToken(token) {
      const now = new Date(clock())
      const facts = await readToken(token, rulesAt(now))
      const partner = facts && directory.byClientId(facts.clientId)
      if (!facts || partner?.id !== facts.partner)
        return refuse('invalid_token', 'The access token is none of this gateway, or has expired.')
      const { purpose, person, scope, jti } = facts
      const refusal = objection(partner, { purpose, person, at: now.toISOString() })
      if (refusal) return refuse('invalid_token', refusal.description)
      return { kind: 'actor', actor: actorOf(directory, facts.partner, { purpose, person, jti }), scope }
    },
  }
}

async function authenticate(
  form: readonly (readonly [string, string])[],
  options: CredentialsOptions,
  rules: TokenRules,
): Promise<Token | Refusal> {
  const { database, directory, tokenUrl, limits, newId } = options
  const request = readRequest(form)
  if (request.kind === 'refused') return request
  const { now } = rules
  const {
    assertionLifetimeSecondsMax: lifetimeSecondsMax,
    clockSkewSecondsMax,
    tokenLifetimeSeconds,
  } = limits
  const checks = { directory, tokenUrl, lifetimeSecondsMax, clockSkewSecondsMax, now }
  const assertion = await checkAssertion(request.assertion, checks)
  if (assertion.kind === 'refused') return assertion
  const { partner } = assertion
  if (request.clientId !== undefined && request.clientId !== partner.clientId)
    return refuse('invalid_client', 'client_id is another than that of the assertion.')
  const asked = readExtension(assertion.extensions, partner)
  if (asked.kind === 'refused') return asked
  const { purpose, person } = asked
  const refusal = objection(partner, { purpose, person, at: now.toISOString() })
  if (refusal) return refusal
  if (!(await isFirstUse(database, assertion, now, clockSkewSecondsMax)))
    return refuse('invalid_client', 'The assertion was used before: each needs a jti of its own.')
  const { scope } = request
  const facts = { clientId: partner.clientId, partner: partner.id, purpose, person, scope, jti: newId() }
  const accessToken = await signToken(facts, tokenLifetimeSeconds, rules)
  const actor = actorOf(directory, partner.id, facts)
  return { kind: 'token', accessToken, expiresInSeconds: tokenLifetimeSeconds, scope, actor }
}

/** Kept until the assertion cannot be used any more, whatever clock it was made by. */
async function isFirstUse(
  database: Database,
  { partner, jti, expires }: CheckedAssertion,
  now: Date,
  clockSkewSecondsMax: number,
): Promise<boolean> {
  const until = new Date((expires + clockSkewSecondsMax + 1) * 1000).toISOString()
  return await useAssertion(database, {
    clientId: partner.clientId,
    jti,
    expires: until,
    at: now.toISOString(),
  })
}

type TokenRequest = { kind: 'request'; assertion: string; scope: string; clientId: string | undefined }

/** RFC 6749 section 3.2: no parameter more than once, an empty one counts as absent. */
function readRequest(form: readonly (readonly [string, string])[]): TokenRequest | Refusal {
  const given = new Map(form.filter(([, value]) => value !== ''))
  if (new Set(form.map(([name]) => name)).size < form.length)
    return refuse('invalid_request', 'A parameter of the token request is there twice.')
  const grantType = given.get('grant_type')
  if (grantType === undefined) return refuse('invalid_request', 'The token request lacks grant_type.')
  if (grantType !== 'client_credentials')
    return refuse('unsupported_grant_type', "The only grant_type here is 'client_credentials'.")
  if (given.get('client_assertion_type') !== assertionType)
    return refuse('invalid_client', `The token request needs client_assertion_type '${assertionType}'.`)
  const assertion = given.get('client_assertion')
  if (assertion === undefined) return refuse('invalid_client', 'The token request lacks client_assertion.')
  const scope = grantScope(given.get('scope') ?? '')
  if (scope === undefined)
    return refuse('invalid_scope', "Ask for scope 'system/*.cruds', or a part of it such as 'system/*.rs'.")
  return { kind: 'request', assertion, scope, clientId: given.get('client_id') }
}

function actorOf(
  directory: Directory,
  partner: string,
  facts: { purpose: string; person: { id: string } | undefined; jti: string },
): Actor {
  const { purpose, person: named, jti: tokenId } = facts
  const { person } = directory.partyOf(partner, named?.id)
  if (!person) return { partner, purpose, tokenId }
  const { id, name, role, patient } = person
  const acting = { id, ...(name && { name }), ...(role && { role }), ...(patient && { patient }) }
  return { partner, purpose, person: acting, tokenId }
}
