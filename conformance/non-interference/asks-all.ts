/**
 * What the actor asks of everything at once, without naming anybody: whole types with totals, pages, includes, order and
 * modifiers; its own records, written to what they are already; errors; what the server says of itself.
 */
import type { Capability } from './capability.ts'
import { get, idOf, post, put, typeOf } from './asks-rest.ts'
import type { Asking } from './asks-rest.ts'
import { KINDS } from './driver.ts'
import type { Resource, World } from './types.ts'

/** Of the actor's own records one type is written anew in each sweep: it is asked for what is finished only. */
const WRITTEN = 'Communication'

/** Characters: more than any server takes by default. */
const TOO_MUCH = 5_100_000

/** Each search parameter of a type, with a value that finds most, and one that finds little. */
function valuesOf(kind: string): readonly string[] {
  switch (kind) {
    case 'date':
      return ['ge1950', 'lt2026-10-03T00:00:00Z']
    case 'string':
      return ['Sample', 'zz']
    case 'reference':
      return ['Patient/unknown']
    default:
      return ['active', 'finished,final']
  }
}

const SHARED = [
  '_total=accurate&_count=200',
  '_count=0',
  '_count=2&_sort=-_lastUpdated',
  '_lastUpdated=ge2020&_total=accurate',
]

/** Every type that the server keeps by every parameter that it has. */
export function searchesOfAll({ types }: Capability): Asking[] {
  return types
    .filter(({ parameters }) => parameters.length > 0)
    .flatMap(({ type, parameters, includes }) => {
      const finished = type === WRITTEN ? 'status=completed&' : ''
      const isTelling =
        Object.values(KINDS).some((kind) => kind.type === type) || type === 'Patient' || type === 'Consent'
      const ask = (query: string, what = query): Asking =>
        get(`search ${type} by ${what}`, `/fhir/${type}?${finished}${query}`)
      const shared = (isTelling ? SHARED : SHARED.slice(0, 1)).map((query) => ask(query))
      if (isTelling) shared.push({ ...ask('_count=3', '_count, to the last page'), isFollowed: true })
      if (!isTelling) return shared
      return [
        ...shared,
        ...includes.slice(0, 3).map((include) => ask(`_include=${include}&_total=accurate`)),
        ...parameters
          .filter(({ name }) => !name.startsWith('_'))
          .flatMap(({ name, type: kind }) => [
            ...valuesOf(kind).map((value) => ask(`${name}=${value}&_total=accurate`)),
            ...(kind === 'token' ? [ask(`${name}:not=active&_total=accurate`)] : []),
          ]),
      ]
    })
}

export function writesOfOwn({ own }: World): Asking[] {
  const condition: Resource = { resourceType: 'Patient', id: 'x' }
  const scratch = (status: string): Resource => ({
    resourceType: 'Communication',
    id: idOf(own.scratch),
    status,
    subject: { reference: own.patient },
  })
  const unlessThere = { 'if-none-exist': `identifier=${own.conditionIdentifier}` }
  return [
    put('own update', `/fhir/${own.scratch}`, scratch('in-progress'), { prefer: 'return=representation' }),
    put('own update back', `/fhir/${own.scratch}`, scratch('preparation'), {
      prefer: 'return=OperationOutcome',
    }),
    put('own update of what is so already', `/fhir/${own.scratch}`, scratch('preparation'), {
      prefer: 'return=minimal',
    }),
    put(
      'own update of what has changed',
      `/fhir/${own.patient}`,
      { resourceType: 'Patient', id: idOf(own.patient) },
      { 'if-match': 'W/"9"' },
    ),
    post(
      'own create',
      '/fhir/Communication',
      { resourceType: 'Communication', status: 'preparation' },
      { prefer: 'return=representation' },
    ),
    post(
      'create of what is there',
      `/fhir/${typeOf(own.condition)}`,
      { resourceType: typeOf(own.condition), subject: { reference: own.patient } },
      unlessThere,
    ),
    put('update under an id that nobody has', '/fhir/Patient/x', condition),
    get('own read', `/fhir/${own.condition}`),
    get('own read, conditional', `/fhir/${own.condition}`, { 'if-none-match': 'W/"1"' }),
    get('own history', `/fhir/${own.condition}/_history`),
    get('own accounting', `/fhir/${own.patient}/$accounting-of-disclosures?start=2026-01-01`),
    get(
      'own search with includes',
      `/fhir/Condition?_id=${idOf(own.condition)}&_include=Condition:subject&_total=accurate`,
    ),
    post('own transaction that leaves all as it is', '/fhir', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { resource: scratch('preparation'), request: { method: 'PUT', url: own.scratch } },
        { request: { method: 'GET', url: own.condition } },
      ],
    }),
    post('own batch', '/fhir', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: own.condition } },
        { request: { method: 'GET', url: 'Condition?_total=accurate' } },
        { request: { method: 'GET', url: 'Patient?_count=1' } },
      ],
    }),
  ]
}

export function errors(): Asking[] {
  return [
    get('metadata', '/fhir/metadata'),
    get('smart configuration', '/fhir/.well-known/smart-configuration'),
    get('smart configuration, at the root', '/.well-known/smart-configuration'),
    get('health', '/health/live'),
    get('no such address', '/fhir/Patient/x/y/z'),
    get('no such type', '/fhir/Nothing/1'),
    get('no such parameter', '/fhir/Condition?nothing=1'),
    get('a cursor that is none', '/fhir/Condition?_cursor=x'),
    get('a chain', '/fhir/Condition?subject.name=Sample'),
    get('a reverse chain', '/fhir/Patient?_has:Condition:patient:code=F11.20'),
    get('missing', '/fhir/Condition?code:missing=true'),
    get('whole system', '/fhir?_id=1'),
    get('history of a type', '/fhir/Condition/_history'),
    post('lines where one resource is asked for', '/fhir/Patient', [{}]),
    post('no resource', '/fhir/Patient', {}),
    post('a body that is too large', '/fhir/Patient', {
      resourceType: 'Patient',
      language: 'x'.repeat(TOO_MUCH),
    }),
    { name: 'method of no use', method: 'PATCH', path: '/fhir/Patient' },
  ]
}
