/**
 * The doors of the FHIR operations: $validate, Patient/$compliance, Consent/$explain, Consent/{id}/$revoke and
 * Patient/{id}/$accounting-of-disclosures. Parameters come as a Parameters resource.
 * Source: http://hl7.org/fhir/R4/operations.html
 */
import { issue } from '../fhir/outcome.ts'
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Answer, Query } from '../gateway/gateway.ts'
import { refusal, unknownParameters, wrongType } from './route.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

const accountingPath = '/fhir/Patient/:id/$accounting-of-disclosures'

export const operationRoutes: readonly PartnerRoute[] = [
  {
    method: 'POST',
    path: '/fhir/Patient/$compliance',
    reads: 'json',
    offers: ['text/html'],
    needs: ['r', 's'],
    answer: report,
  },
  { method: 'POST', path: '/fhir/Consent/$explain', reads: 'json', needs: ['r', 's'], answer: explain },
  { method: 'POST', path: '/fhir/Consent/:id/$revoke', reads: 'optional-json', needs: ['u'], answer: revoke },
  { method: 'GET', path: accountingPath, reads: 'nothing', needs: ['r', 's'], answer: account },
  { method: 'POST', path: accountingPath, reads: 'optional-json', needs: ['r', 's'], answer: account },
  { method: 'POST', path: '/fhir/:type/$validate', reads: 'json', needs: ['r'], answer: validate },
]

type Parameter = { name?: unknown; resource?: unknown; [value: string]: unknown }

async function report(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongType(asked.body, 'Parameters')
  return wrong ?? (await gateway.report(asked.actor, asked.body as Resource))
}

async function explain(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongType(asked.body, 'Parameters')
  return wrong ?? (await gateway.explain(asked.actor, asked.body as Resource))
}

async function revoke(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, parameters, body } = asked
  const wrong = unknownParameters(asked) ?? (body === undefined ? undefined : wrongType(body, 'Parameters'))
  return wrong ?? (await gateway.revoke(actor, parameters['id'] ?? '', body as Resource | undefined))
}

async function account({ actor, parameters, query, body }: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = body === undefined ? undefined : wrongType(body, 'Parameters')
  if (wrong) return wrong
  return await gateway.accounting(actor, parameters['id'] ?? '', [...query, ...pairsOf(body)])
}

/** The resource to check comes bare, or as the parameter `resource` of Parameters. */
async function validate(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, parameters, body } = asked
  const type = parameters['type'] ?? ''
  const wrong = unknownParameters(asked, 'profile') ?? unknownMode(body)
  if (wrong) return wrong
  const wrapped = parametersOf(body).find(({ name }) => name === 'resource')?.resource
  const resource = wrapped ?? body
  const wrongResource = wrongType(resource, type)
  if (wrongResource) return wrongResource
  const profile = [...asked.query, ...pairsOf(body)].find(([name]) => name === 'profile')?.[1]
  return await gateway.validate(actor, { type, resource: resource as Resource, ...(profile && { profile }) })
}

/** resource-operation-validate.html: without a mode, or for a profile, a resource is checked by itself. */
function unknownMode(body: unknown): Answer | undefined {
  const mode = pairsOf(body).find(([name]) => name === 'mode')?.[1] ?? 'profile'
  if (mode === 'profile') return undefined
  return refusal(400, issue('not-supported', "The mode of $validate is 'profile' here; leave it out."))
}

function parametersOf(body: unknown): Parameter[] {
  if (!isResource(body) || body.resourceType !== 'Parameters') return []
  return list<unknown>(body['parameter']).filter(isObject)
}

/** The parameters that have a primitive value, as the pairs of a query. */
function pairsOf(body: unknown): Query {
  return parametersOf(body).flatMap((parameter) => {
    const [, value] = Object.entries(parameter).find(([name]) => name.startsWith('value')) ?? []
    const isPrimitive = ['string', 'number', 'boolean'].includes(typeof value)
    return typeof parameter.name === 'string' && isPrimitive ? [[parameter.name, String(value)] as const] : []
  })
}
