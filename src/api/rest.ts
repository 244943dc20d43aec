/**
 * The FHIR REST doors: read, vread, history, search, create, update, transaction and batch. They check the form of a
 * request and nothing else; what exists, and for whom, only the gateway says.
 * Source: http://hl7.org/fhir/R4/http.html
 */
import { issue } from '../fhir/outcome.ts'
import { list } from '../fhir/resource.ts'
import type { Bundle, BundleEntry, Resource } from '../fhir/resource.ts'
import type { Answer, FhirWrite, Query } from '../gateway/gateway.ts'
import { permits } from '../partners/scopes.ts'
import type { Action } from '../partners/scopes.ts'
import { insufficientScope } from './authorization.ts'
import { refusal, unknownParameters, wrongType } from './route.ts'
import type { AskedBy, Ground, PartnerRoute } from './route.ts'

export const restRoutes: readonly PartnerRoute[] = [
  { method: 'POST', path: '/fhir', reads: 'json', needs: [], answer: transact },
  { method: 'POST', path: '/fhir/:type/_search', reads: 'form', needs: ['s'], answer: search },
  { method: 'GET', path: '/fhir/:type', reads: 'nothing', needs: ['s'], answer: search },
  { method: 'POST', path: '/fhir/:type', reads: 'json', needs: ['c'], isWrite: true, answer: create },
  {
    method: 'PUT',
    path: '/fhir/:type',
    reads: 'json',
    needs: ['c', 'u'],
    isWrite: true,
    answer: updateByQuery,
  },
  { method: 'GET', path: '/fhir/:type/:id/_history/:version', reads: 'nothing', needs: ['r'], answer: read },
  { method: 'GET', path: '/fhir/:type/:id/_history', reads: 'nothing', needs: ['r'], answer: history },
  { method: 'GET', path: '/fhir/:type/:id', reads: 'nothing', needs: ['r'], answer: read },
  { method: 'PUT', path: '/fhir/:type/:id', reads: 'json', needs: ['u'], isWrite: true, answer: update },
]

async function read(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { type = '', id = '', version } = asked.parameters
  return (
    unknownParameters(asked) ??
    (await gateway.disclose.read(asked.actor, { type, id, ...(version && { version }) }))
  )
}

async function history(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { type = '', id = '' } = asked.parameters
  return unknownParameters(asked) ?? (await gateway.disclose.history(asked.actor, { type, id }))
}

/** The parameters of the form follow those of the address: search.html#searchmethod. */
async function search({ actor, parameters, query, body }: AskedBy, { gateway }: Ground): Promise<Answer> {
  return await gateway.disclose.search(actor, parameters['type'] ?? '', [
    ...query,
    ...((body as Query | undefined) ?? []),
  ])
}

async function create(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, parameters, header, body } = asked
  const wrong = unknownParameters(asked) ?? wrongType(body, parameters['type'])
  if (wrong) return wrong
  const ifNoneExist = header('if-none-exist')
  const resource = body as Resource
  const type = resource.resourceType
  const request: FhirWrite = {
    kind: 'create',
    type,
    resource,
    ...(ifNoneExist !== undefined && { ifNoneExist }),
  }
  return await gateway.receive.write(actor, request)
}

async function update(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const { actor, parameters, header, body } = asked
  const { type = '', id = '' } = parameters
  const wrong = unknownParameters(asked) ?? wrongType(body, type)
  if (wrong) return wrong
  const resource = body as Resource
  // http.html#update: the id of the resource must be that of the address.
  if (resource.id !== id)
    return refusal(400, issue('value', 'The id of the resource must be the id of the address.', `${type}.id`))
  const ifMatch = header('if-match')
  return await gateway.receive.write(actor, {
    kind: 'update',
    type,
    id,
    resource,
    ...(ifMatch !== undefined && { ifMatch }),
  })
}

async function updateByQuery(
  { actor, parameters, query, body, header }: AskedBy,
  { gateway }: Ground,
): Promise<Answer> {
  const type = parameters['type'] ?? ''
  const wrong = wrongType(body, type)
  if (wrong) return wrong
  if (query.length === 0)
    return refusal(
      400,
      issue('required', `Update by ${type}/id, or by a query such as ${type}?identifier=system|value.`),
    )
  const ifMatch = header('if-match')
  const resource = body as Resource
  const text = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString()
  const request: FhirWrite = {
    kind: 'update',
    type,
    query: text,
    resource,
    ...(ifMatch !== undefined && { ifMatch }),
  }
  return await gateway.receive.write(actor, request)
}

async function transact(asked: AskedBy, { gateway }: Ground): Promise<Answer> {
  const wrong = unknownParameters(asked) ?? wrongType(asked.body, 'Bundle')
  if (wrong) return wrong
  const bundle = asked.body as Bundle
  if (bundle.type !== 'transaction' && bundle.type !== 'batch')
    return refusal(400, issue('value', "The Bundle must be of type 'transaction' or 'batch'.", 'Bundle.type'))
  const needs = list<BundleEntry>(bundle.entry).flatMap((entry) => actionsOf(entry.request?.method))
  if (!permits(asked.scope, needs)) return insufficientScope(needs)
  return await gateway.receive.transaction(asked.actor, bundle)
}

const actionsByMethod: Readonly<Record<string, readonly Action[]>> = {
  GET: ['r', 's'],
  HEAD: ['r', 's'],
  POST: ['c'],
  PUT: ['u'],
  DELETE: ['d'],
}

function actionsOf(method: unknown): readonly Action[] {
  return (typeof method === 'string' ? actionsByMethod[method] : undefined) ?? []
}
