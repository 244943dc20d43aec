/**
 * The relative addresses that stand in a Bundle: `Type`, `Type/id`, `Type?search`, and conditional references. Pure.
 * Source: http://hl7.org/fhir/R4/http.html#transaction.
 */

export type RequestUrl = {
  readonly type: string
  readonly id?: string
  /** The search behind `?`, as written. */
  readonly query?: string
}

export type ParsedUrl = { kind: 'ok'; url: RequestUrl } | { kind: 'fault'; text: string }

/** Characters of one address. */
const URL_CHARACTERS_MAX = 2_000
const TYPE = /^[A-Z][A-Za-z]{1,63}$/
const ID = /^[A-Za-z0-9\-.]{1,64}$/

/** Parses the url of a request in a Bundle. */
export function parseUrl(url: unknown): ParsedUrl {
  if (typeof url !== 'string' || url === '')
    return fault('The url is missing: write Type, Type/id or Type?search.')
  if (url.length > URL_CHARACTERS_MAX)
    return fault(`The url has more than ${URL_CHARACTERS_MAX} characters: shorten it.`)
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('/')) {
    return fault(
      'The url is relative to the FHIR address of the gateway: write Type, Type/id or Type?search.',
    )
  }
  const question = url.indexOf('?')
  const path = parsePath(question === -1 ? url : url.slice(0, question))
  if (path.kind === 'fault' || question === -1) return path
  if (path.url.id !== undefined) return fault('The url has both an id and a search: leave one of them.')
  const query = url.slice(question + 1)
  const parsed = parseQuery(query)
  return parsed.kind === 'fault' ? parsed : { kind: 'ok', url: { ...path.url, query } }
}

function parsePath(path: string): ParsedUrl {
  if (path.includes('$') || path.includes('_')) {
    return fault('Operations, searches by POST and versions have no place in a Bundle here.')
  }
  const [type = '', id, ...more] = path.split('/')
  if (!TYPE.test(type))
    return fault('The url does not begin with a resource type: write Type, Type/id or Type?search.')
  if (more.length > 0) return fault('The url has more parts than Type/id: remove them.')
  if (id === undefined) return { kind: 'ok', url: { type } }
  if (!ID.test(id))
    return fault('The id in the url is no FHIR id: use 1 to 64 letters, digits, hyphens and dots.')
  return { kind: 'ok', url: { type, id } }
}

/** Whether a search has parameters, each with a name and a value. */
export function parseQuery(
  query: string,
): { kind: 'ok'; parameters: [string, string][] } | { kind: 'fault'; text: string } {
  const parameters = [...new URLSearchParams(query)]
  if (parameters.length === 0) return fault('The search is empty: add at least one parameter with a value.')
  if (parameters.some(([name, value]) => name === '' || value === '')) {
    return fault('A parameter of the search has no name or no value: write name=value.')
  }
  return { kind: 'ok', parameters }
}

function fault(text: string): { kind: 'fault'; text: string } {
  return { kind: 'fault', text }
}
