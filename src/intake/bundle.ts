/**
 * The shape of a transaction or batch Bundle, checked before anything is written: methods, addresses, identities and
 * the references between entries. What an entry may do is decided elsewhere. Pure.
 * Sources: http://hl7.org/fhir/R4/http.html#transaction and bundle.html.
 */
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import { issue } from '../fhir/outcome.ts'
import { checkIdentities, checkReferences } from './bundle-references.ts'
import { parseQuery, parseUrl } from './request-url.ts'
import type { RequestUrl } from './request-url.ts'

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One entry, read: what is asked, of which type or resource, under which conditions. */
export type BundleRequest = {
  /** FHIRPath of the entry, such as `Bundle.entry[2]`: issues about it begin with this. */
  readonly expression: string
  readonly fullUrl?: string
  readonly method: Method
  readonly url: RequestUrl
  readonly resource?: Resource
  readonly ifMatch?: string
  /** The search of a conditional create, without a leading `?`. */
  readonly ifNoneExist?: string
}

export type ReadBundle =
  | { kind: 'ok'; type: 'transaction' | 'batch'; entries: BundleRequest[] }
  | { kind: 'issues'; issues: Issue[] }

/** Entries of one Bundle. */
export const BUNDLE_ENTRIES_MAX = 1_000

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const ETAG = /^W\/"[A-Za-z0-9\-.]{1,64}"$/

/** Reads a transaction or batch; every fault of its shape is an issue with its expression. */
export function readBundle(resource: Resource): ReadBundle {
  const { resourceType, type } = resource
  if (resourceType !== 'Bundle')
    return refused(issue('structure', 'A Bundle is expected here: send one.', resourceType))
  if (type !== 'transaction' && type !== 'batch') {
    return refused(
      issue(
        'value',
        'Only a Bundle of type transaction or batch is taken here: set its type.',
        'Bundle.type',
      ),
    )
  }
  if (resource['entry'] !== undefined && !Array.isArray(resource['entry'])) {
    return refused(issue('structure', 'The entries are not a list: write them in [ ].', 'Bundle.entry'))
  }
  const raw = list<unknown>(resource['entry'])
  if (raw.length > BUNDLE_ENTRIES_MAX) {
    return refused(
      issue(
        'too-costly',
        `The Bundle has more than ${BUNDLE_ENTRIES_MAX} entries: divide it.`,
        'Bundle.entry',
      ),
    )
  }
  const issues: Issue[] = []
  const entries = raw.flatMap((entry, index) => readEntry(entry, `Bundle.entry[${index}]`, issues))
  issues.push(...checkIdentities(entries, type), ...checkReferences(entries, type))
  return issues.length > 0 ? refused(...issues) : { kind: 'ok', type, entries }
}

function refused(...issues: Issue[]): ReadBundle {
  return { kind: 'issues', issues }
}

/** The entry, or nothing where its request cannot be read; all that is wrong with it goes to `issues`. */
function readEntry(entry: unknown, expression: string, issues: Issue[]): BundleRequest[] {
  if (!isObject(entry)) {
    issues.push(issue('structure', 'This entry is not an object: write it in { }.', expression))
    return []
  }
  const request = entry['request']
  if (!isObject(request)) {
    issues.push(
      issue('required', 'This entry has no request: add its method and url.', `${expression}.request`),
    )
    return []
  }
  const method = request['method']
  if (!isMethod(method)) {
    const text = `This method is missing or not known: write one of ${METHODS.join(', ')}.`
    issues.push(issue('value', text, `${expression}.request.method`))
  }
  const parsed = parseUrl(request['url'])
  if (parsed.kind === 'fault') issues.push(issue('value', parsed.text, `${expression}.request.url`))
  if (!isMethod(method) || parsed.kind === 'fault') return []
  const read: BundleRequest = { expression, method, url: parsed.url, ...partsOf(entry, request) }
  const before = issues.length
  issues.push(...faultsOf(entry, request, read))
  return issues.length === before ? [read] : []
}

function partsOf(entry: Record<string, unknown>, request: Record<string, unknown>): Partial<BundleRequest> {
  const { fullUrl, resource } = entry
  const { ifMatch, ifNoneExist } = request
  return {
    ...(typeof fullUrl === 'string' && { fullUrl }),
    ...(isResource(resource) && { resource }),
    ...(typeof ifMatch === 'string' && { ifMatch }),
    ...(typeof ifNoneExist === 'string' && { ifNoneExist: ifNoneExist.replace(/^\?/, '') }),
  }
}

function faultsOf(
  entry: Record<string, unknown>,
  request: Record<string, unknown>,
  read: BundleRequest,
): Issue[] {
  const at = read.expression
  const issues: Issue[] = []
  if (entry['fullUrl'] !== undefined && !isFullUrl(entry['fullUrl'])) {
    const text = 'This fullUrl is neither a urn:uuid, a urn:oid nor an absolute http address: correct it.'
    issues.push(issue('value', text, `${at}.fullUrl`))
  }
  if (request['ifMatch'] !== undefined && (read.ifMatch === undefined || !ETAG.test(read.ifMatch))) {
    issues.push(issue('value', 'ifMatch is not a weak ETag: write it as W/"3".', `${at}.request.ifMatch`))
  }
  if (request['ifNoneExist'] !== undefined && (read.method !== 'POST' || !isCondition(read.ifNoneExist))) {
    const text = 'ifNoneExist needs method POST and at least one search parameter with a value: correct it.'
    issues.push(issue('value', text, `${at}.request.ifNoneExist`))
  }
  return [...issues, ...resourceFaults(entry['resource'], read)]
}

function resourceFaults(given: unknown, read: BundleRequest): Issue[] {
  const { expression, method, url, resource } = read
  const at = `${expression}.resource`
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH') {
    return given === undefined ? [] : [issue('structure', `A ${method} carries no resource: remove it.`, at)]
  }
  if (resource === undefined) {
    return [issue('required', `A ${method} needs a resource with its resourceType: add it.`, at)]
  }
  const address = addressFault(method, url)
  if (address !== undefined) return [issue('value', address, `${expression}.request.url`)]
  // A PATCH carries its changes as Parameters or Binary, not the resource itself.
  if (method === 'PATCH') return []
  if (resource.resourceType !== url.type) {
    const text = 'The resource is not of the type that the url names: correct one of them.'
    return [issue('value', text, `${expression}.request.url`)]
  }
  if (method === 'PUT' && url.id !== undefined && resource.id !== url.id) {
    return [
      issue('value', 'The id of the resource is not the id in the url: make them the same.', `${at}.id`),
    ]
  }
  return []
}

function addressFault(method: Method, { id, query }: RequestUrl): string | undefined {
  const isWholeType = id === undefined && query === undefined
  if (method === 'POST') {
    return isWholeType
      ? undefined
      : 'The url of a POST is a resource type alone; a condition goes into ifNoneExist.'
  }
  return isWholeType
    ? `The url of a ${method} needs an id or a search: write Type/id or Type?name=value.`
    : undefined
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'string' && METHODS.includes(value)
}

function isFullUrl(value: unknown): boolean {
  if (typeof value !== 'string') return false
  if (/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value)) return true
  return (
    /^urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+$/.test(value) ||
    (/^https?:\/\//.test(value) && URL.canParse(value))
  )
}

function isCondition(query: string | undefined): boolean {
  return query !== undefined && parseQuery(query).kind === 'ok'
}
