/** Who comes in: bearer tokens, and the refusals of RFC 6750. What a token is good for beyond its scope is not asked here. */
import { issue } from '../fhir/outcome.ts'
import type { Answer } from '../gateway/gateway.ts'
import type { Credentials, Verified } from '../partners/credentials.ts'
import { permits } from '../partners/scopes.ts'
import type { Action } from '../partners/scopes.ts'
import { refusal } from './route.ts'
import type { PartnerRoute } from './route.ts'

const realm = 'Bearer realm="throughline"'

/** The actor behind an Authorization header whose token covers what the route needs, or the refusal. */
export async function admit(
  authorization: string | undefined,
  { needs, isForClients }: Pick<PartnerRoute, 'needs' | 'isForClients'>,
  verifyToken: Credentials['verifyToken'],
): Promise<Verified | { kind: 'refused'; answer: Answer }> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) {
    const text = 'An access token is needed: see /.well-known/smart-configuration for where to get one.'
    return { kind: 'refused', answer: unauthorized(text, realm) }
  }
  const verified = await verifyToken(token)
  if (verified.kind === 'refused') {
    const { error, description } = verified
    const challenge = `${realm}, error="${error}", error_description="${description}"`
    return { kind: 'refused', answer: unauthorized(description, challenge) }
  }
  const isClient = verified.actor.person?.patient !== undefined
  if (isClient && !isForClients) return { kind: 'refused', answer: notForClients }
  return permits(verified.scope, needs) ? verified : { kind: 'refused', answer: insufficientScope(needs) }
}

const notForClients = refusal(
  403,
  issue(
    'forbidden',
    'A client asks here what leaves of the own record ($explain, $preview, $accounting-of-disclosures); for anything else, ask the center.',
  ),
)

/** RFC 6750 section 3.1: the token is good, and not for this. */
export function insufficientScope(needs: readonly Action[]): Answer {
  const scope = `system/*.${['c', 'r', 'u', 'd', 's'].filter((action) => needs.some((need) => need === action)).join('')}`
  const challenge = `${realm}, error="insufficient_scope", scope="${scope}"`
  const text = `The token lacks scope for this; ask for a token with scope ${scope}.`
  return { ...refusal(403, issue('forbidden', text)), headers: { 'WWW-Authenticate': challenge } }
}

function unauthorized(text: string, challenge: string): Answer {
  return { ...refusal(401, issue('login', text)), headers: { 'WWW-Authenticate': challenge } }
}
