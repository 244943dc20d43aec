/**
 * The doors that need no token: tokens themselves, what the server is and how to connect to it, and whether it is well.
 * Sources: RFC 6749, https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html
 */
import type { Answer } from '../gateway/gateway.ts'
import { assertionAlgorithms } from '../partners/assertion.ts'
import { extensionName } from '../partners/authorization-extension.ts'
import { scopesSupported } from '../partners/scopes.ts'
import type { Asked, Ground, OpenRoute } from './route.ts'

export const openRoutes: readonly OpenRoute[] = [
  { method: 'POST', path: '/oauth/token', reads: 'form', open: token },
  { method: 'GET', path: '/.well-known/smart-configuration', reads: 'nothing', open: smartConfiguration },
  {
    method: 'GET',
    path: '/fhir/.well-known/smart-configuration',
    reads: 'nothing',
    open: smartConfiguration,
  },
  { method: 'GET', path: '/fhir/metadata', reads: 'nothing', open: metadata },
  { method: 'GET', path: '/health/live', reads: 'nothing', open: live },
  { method: 'GET', path: '/health/ready', reads: 'nothing', open: ready },
]

/** Where tokens are asked for. */
export function tokenUrlOf(baseUrl: string): string {
  return `${baseUrl}/oauth/token`
}

async function token({ body }: Asked, { authenticate }: Ground): Promise<Answer> {
  const result = await authenticate((body as readonly (readonly [string, string])[] | undefined) ?? [])
  if (result.kind === 'refused')
    return { status: 400, body: { error: result.error, error_description: result.description } }
  const { accessToken: access_token, expiresInSeconds: expires_in, scope } = result
  return { status: 200, body: { access_token, token_type: 'bearer', expires_in, scope } }
}

/** There is no authorization endpoint, so what belongs to one (code challenges, response types) is left out. */
async function smartConfiguration(_asked: Asked, { baseUrl }: Ground): Promise<Answer> {
  return {
    status: 200,
    body: {
      issuer: baseUrl,
      token_endpoint: tokenUrlOf(baseUrl),
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      scopes_supported: scopesSupported,
      capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
      udap_authorization_extensions_supported: [extensionName],
      udap_authorization_extensions_required: [extensionName],
    },
  }
}

async function metadata(_asked: Asked, { gateway }: Ground): Promise<Answer> {
  return { status: 200, body: gateway.capability() }
}

async function live(_asked: Asked, { version, instance }: Ground): Promise<Answer> {
  return { status: 200, body: { status: 'live', version, instance } }
}

async function ready(_asked: Asked, { gateway, isDraining }: Ground): Promise<Answer> {
  const { ok, checks } = await gateway.ready()
  const isReady = ok && !isDraining()
  return { status: isReady ? 200 : 503, body: { status: isReady ? 'ready' : 'not ready', checks } }
}
