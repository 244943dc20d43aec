/** A Parameters resource as the doors of operations read it. Source: http://hl7.org/fhir/R4/parameters.html */
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import { issue } from '../fhir/outcome.ts'
import type { Answer, Query } from '../gateway/gateway.ts'
import { refusal, wrongType } from './route.ts'

type Parameter = { name?: unknown; resource?: unknown; [value: string]: unknown }

/** Primitive values by the end of their name (`valueCode`); every other value is an object. */
const STRINGS = new Set(
  'Base64Binary Canonical Code Date DateTime Id Instant Markdown Oid String Time Uri Url Uuid'.split(' '),
)
const NUMBERS = new Set(['Decimal', 'Integer', 'PositiveInt', 'UnsignedInt'])

/** Why the body is no Parameters whose every parameter can be read by its name and value. */
export function wrongParameters(body: unknown): Answer | undefined {
  const wrong = wrongType(body, 'Parameters')
  if (wrong) return wrong
  const given = list<unknown>((body as Resource)['parameter'])
  const index = given.findIndex((each) => !isReadable(each))
  if (index === -1) return undefined
  const text =
    'A parameter is a JSON object with a name, and with a value of the type that the name of the value says.'
  return refusal(400, issue('structure', text, `Parameters.parameter[${index}]`))
}

function isReadable(parameter: unknown): boolean {
  if (!isObject(parameter) || typeof parameter['name'] !== 'string') return false
  return Object.entries(parameter).every(
    ([name, value]) => !name.startsWith('value') || isOfType(name, value),
  )
}

function isOfType(name: string, value: unknown): boolean {
  const type = name.slice('value'.length)
  if (type === 'Boolean') return typeof value === 'boolean'
  if (STRINGS.has(type)) return typeof value === 'string'
  return NUMBERS.has(type) ? typeof value === 'number' : isObject(value)
}

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
