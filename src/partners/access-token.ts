/**
 * Access tokens: JWTs of the gateway for itself (RFC 9068), short-lived. What stands in one is what was on file when it
 * was made; whether that still holds is asked again at each use.
 */
import { SignJWT, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import type { JWTPayload } from 'jose'
import { signingAlgorithm } from './signing-keys.ts'
import type { SigningKeys } from './signing-keys.ts'

const typ = 'at+jwt'

export type TokenFacts = {
  readonly clientId: string
  readonly partner: string
  readonly purpose: string
  readonly person: { readonly id: string; readonly role: string } | undefined
  readonly scope: string
  readonly jti: string
}

export type TokenRules = {
  readonly keys: SigningKeys
  readonly issuer: string
  readonly audience: string
  readonly now: Date
}

export async function signToken(
  facts: TokenFacts,
  lifetimeSeconds: number,
  rules: TokenRules,
): Promise<string> {
  const { kid, sign } = await rules.keys.current(rules.now)
  const { clientId, partner, purpose, person, scope, jti } = facts
  const issued = Math.floor(rules.now.getTime() / 1000)
  return await new SignJWT({ client_id: clientId, partner, purpose, scope, ...(person && { person }) })
    .setProtectedHeader({ alg: signingAlgorithm, kid, typ })
    .setIssuer(rules.issuer)
    .setSubject(clientId)
    .setAudience(rules.audience)
    .setJti(jti)
    .setIssuedAt(issued)
    .setExpirationTime(issued + lifetimeSeconds)
    .sign(sign)
}

/** What the token says; undefined when it is none of ours or has expired. */
export async function readToken(
  token: string,
  { keys, issuer, audience, now }: TokenRules,
): Promise<TokenFacts | undefined> {
  const kid = kidOf(token)
  const signing = kid === undefined ? undefined : await keys.byId(kid)
  if (!signing) return undefined
  try {
    const options = { algorithms: [signingAlgorithm], issuer, audience, typ, requiredClaims: ['exp', 'jti'] }
    const { payload } = await jwtVerify(token, signing.verify, { ...options, currentDate: now })
    return factsOf(payload)
  } catch (error) {
    // jose throws for whatever is no good token of ours: that is an answer, not a failure.
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function kidOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid
  } catch {
    return undefined // jose throws for whatever has no header.
  }
}

/** The signature says that `signToken` wrote these claims. */
function factsOf({ client_id, partner, purpose, person, scope, jti }: JWTPayload): TokenFacts {
  return { clientId: client_id, partner, purpose, person, scope, jti } as TokenFacts
}
