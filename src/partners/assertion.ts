/**
 * Client assertions (private_key_jwt) after SMART Backend Services: a partner proves who it is by signing one JWT for
 * one token. `signAssertion` is the partner's half, `checkAssertion` the gateway's; that it was not used before is left
 * to assertion-seen.ts. Whoever lacks the key learns nothing but that it was refused.
 * Source: https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html
 */
import { SignJWT, decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose'
import type { JWK, JWTPayload, ProtectedHeaderParameters } from 'jose'
import { extensionName } from './authorization-extension.ts'
import type { AuthorizationExtension } from './authorization-extension.ts'
import type { Directory } from './directory.ts'
import type { Partner } from './partner.ts'
import { refuse } from './standing.ts'
import type { Refusal } from './standing.ts'

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
export const assertionAlgorithms = ['RS384', 'ES384'] as const

const typ = 'JWT'
const jtiCharactersMax = 200

export type CheckedAssertion = {
  readonly kind: 'assertion'
  readonly partner: Partner
  readonly jti: string
  /** Seconds since 1970. */
  readonly expires: number
  readonly extensions: unknown
}

export type AssertionRules = {
  readonly directory: Directory
  readonly tokenUrl: string
  readonly lifetimeSecondsMax: number
  readonly clockSkewSecondsMax: number
  readonly now: Date
}

export async function checkAssertion(
  assertion: string,
  rules: AssertionRules,
): Promise<CheckedAssertion | Refusal> {
  const read = readUnverified(assertion)
  if (read.kind === 'refused') return read
  const { alg, kid, clientId } = read
  const partner = rules.directory.byClientId(clientId)
  const key = partner?.jwks.keys.find((each) => each.kid === kid && (each.alg ?? alg) === alg)
  if (!partner || !key) return refuse('invalid_client', unknownSigner)
  const verified = await verify(assertion, { key, alg, clientId, rules })
  if (verified.kind === 'refused') return verified
  const { jti, exp, extensions } = verified.claims
  if (typeof jti !== 'string' || jti === '' || jti.length > jtiCharactersMax)
    return refuse('invalid_client', `jti must be a text of at most ${jtiCharactersMax} characters.`)
  const { lifetimeSecondsMax, clockSkewSecondsMax, now } = rules
  if (exp === undefined || exp > now.getTime() / 1000 + lifetimeSecondsMax + clockSkewSecondsMax)
    return refuse('invalid_client', `exp must not lie more than ${lifetimeSecondsMax} seconds ahead.`)
  return { kind: 'assertion', partner, jti, expires: exp, extensions }
}

const unknownSigner =
  'The client is not known here, or the assertion is not signed by a key that is on file for it.'

type Unverified = { kind: 'read'; alg: string; kid: string; clientId: string }

function readUnverified(assertion: string): Unverified | Refusal {
  const decoded = decode(assertion)
  if (!decoded) return refuse('invalid_client', 'client_assertion is no signed JWT.')
  const { alg, kid, typ: given, iss, sub } = decoded
  if (!assertionAlgorithms.some((each) => each === alg))
    return refuse('invalid_client', `The assertion must be signed with ${assertionAlgorithms.join(' or ')}.`)
  if (given !== typ) return refuse('invalid_client', `The header of the assertion needs typ '${typ}'.`)
  if (typeof kid !== 'string')
    return refuse('invalid_client', 'The header of the assertion needs the kid of the key.')
  if (typeof iss !== 'string' || iss !== sub)
    return refuse('invalid_client', 'iss and sub of the assertion must both be the client id.')
  return { kind: 'read', alg: alg ?? '', kid, clientId: iss }
}

function decode(assertion: string): (ProtectedHeaderParameters & JWTPayload) | undefined {
  try {
    return { ...decodeJwt(assertion), ...decodeProtectedHeader(assertion) }
  } catch {
    return undefined // jose throws for whatever is no JWT.
  }
}

async function verify(
  assertion: string,
  { key, alg, clientId, rules }: { key: JWK; alg: string; clientId: string; rules: AssertionRules },
): Promise<{ kind: 'verified'; claims: JWTPayload } | Refusal> {
  try {
    const { payload } = await jwtVerify(assertion, await importJWK(key, alg), {
      algorithms: [alg],
      issuer: clientId,
      subject: clientId,
      audience: rules.tokenUrl,
      typ,
      requiredClaims: ['exp', 'jti'],
      clockTolerance: rules.clockSkewSecondsMax,
      currentDate: rules.now,
    })
    return { kind: 'verified', claims: payload }
  } catch (error) {
    // jose throws for each claim that does not hold: that is an answer, not a failure.
    if (error instanceof errors.JWTExpired) return refuse('invalid_client', 'The assertion has expired.')
    if (error instanceof errors.JWTClaimValidationFailed)
      return refuse('invalid_client', sayClaim(error, rules))
    if (error instanceof errors.JOSEError) return refuse('invalid_client', unknownSigner)
    throw error
  }
}

function sayClaim({ claim, reason }: errors.JWTClaimValidationFailed, { tokenUrl }: AssertionRules): string {
  if (claim === 'aud') return `aud of the assertion must be ${tokenUrl}.`
  return reason === 'missing' ? `The assertion lacks ${claim}.` : `${claim} of the assertion does not hold.`
}

export type AssertionFacts = {
  readonly clientId: string
  /** The partner's private key, with kid and alg. */
  readonly key: JWK
  readonly tokenUrl: string
  readonly jti: string
  readonly now: Date
  readonly lifetimeSeconds: number
  readonly extension: AuthorizationExtension
}

/** The assertion as a partner signs it. */
export async function signAssertion(facts: AssertionFacts): Promise<string> {
  const { clientId, key, tokenUrl, jti, now, lifetimeSeconds, extension } = facts
  const issued = Math.floor(now.getTime() / 1000)
  return await new SignJWT({ extensions: { [extensionName]: extension } })
    .setProtectedHeader({ alg: key.alg ?? '', kid: key.kid ?? '', typ })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl)
    .setJti(jti)
    .setIssuedAt(issued)
    .setExpirationTime(issued + lifetimeSeconds)
    .sign(await importJWK(key))
}
