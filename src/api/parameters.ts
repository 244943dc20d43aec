/** A Parameters resource as the doors of operations read it. Source: http://hl7.org/fhir/R4/parameters.html */
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Query } from '../gateway/gateway.ts'

type Parameter = { name?: unknown; resource?: unknown; [value: string]: unknown }

export function isParameters(body: unknown): body is Resource {
  return isResource(body) && body.resourceType === 'Parameters'
}

/** The parameters of a body; none where it is another resource. */
export function parametersOf(body: unknown): Parameter[] {
  if (!isParameters(body)) return []
  return list<unknown>(body['parameter']).map((each) => (isObject(each) ? each : {}))
}

/** The parameters that have a primitive value, as the pairs of a query. */
export function pairsOf(body: unknown): Query {
  return parametersOf(body).flatMap((parameter) => {
    const [, value] = Object.entries(parameter).find(([name]) => name.startsWith('value')) ?? []
    const isPrimitive = ['string', 'number', 'boolean'].includes(typeof value)
    return typeof parameter.name === 'string' && isPrimitive ? [[parameter.name, String(value)] as const] : []
  })
}
