/** The FHIR REST interactions, as a partner asks them who wants to know of a record: by route, for one target. */
import type { Ask, Json, Resource, World } from './types.ts'

/** What is asked for: a record, whose it is, and a release of the same person. What is not known is left out. */
export type Target = {
  readonly record: string
  readonly identifier: string
  readonly patient: string
  readonly patientIdentifier: string
  readonly consent: string
}

export type Asking = Pick<Ask, 'name' | 'method' | 'path' | 'body' | 'headers' | 'isFollowed' | 'isUrgent'>
/** All that one route is asked; none may change what the actor, or anybody, sees afterwards. */
export type Asks = (target: Target, world: World) => Asking[]

export const typeOf = (reference: string): string => reference.split('/')[0] ?? ''
export const idOf = (reference: string): string => reference.split('/')[1] ?? ''

export function get(name: string, path: string, headers?: Record<string, string>): Asking {
  return { name, method: 'GET', path, ...(headers && { headers }) }
}
export function post(name: string, path: string, body?: unknown, headers?: Record<string, string>): Asking {
  return { name, method: 'POST', path, ...(body !== undefined && { body }), ...(headers && { headers }) }
}
export function put(name: string, path: string, body: unknown, headers?: Record<string, string>): Asking {
  return { name, method: 'PUT', path, body, ...(headers && { headers }) }
}

const of = (text: string): string => encodeURIComponent(text)

/** A record of the asker's own in the place of the target. */
function written({ record }: Target, { own }: World): Resource {
  return {
    resourceType: 'Goal',
    id: idOf(record),
    lifecycleStatus: 'active',
    description: { text: 'x' },
    subject: { reference: own.patient },
  }
}

/** A resource of the asker's own that refers to the target, and cannot be kept: it has no status. */
function referring(reference: string, { own }: World): Resource {
  return { resourceType: 'Communication', subject: { reference: own.patient }, about: [{ reference }] }
}

/** A record about the target's person, which cannot be kept either. */
function about(patient: string): Resource {
  return { resourceType: 'Communication', subject: { reference: patient } }
}

function bundle(type: string, ...entry: Json[]): Resource {
  return { resourceType: 'Bundle', type, entry }
}

function searchesOf({ record, identifier, patient, patientIdentifier }: Target): [string, string][] {
  const type = typeOf(record)
  return [
    [type, `_id=${idOf(record)}&_total=accurate`],
    [type, `identifier=${of(identifier)}&_include=${type}:patient`],
    [type, `patient=${patient}&_total=accurate&_sort=-_lastUpdated`],
    [type, `patient=${idOf(patient)}&_count=0`],
    [type, `patient:Patient=${idOf(patient)}&_count=1`],
    ['Patient', `identifier=${of(patientIdentifier)}&_total=accurate`],
    ['Patient', `_id=${idOf(patient)}`],
    ['Consent', `patient=${patient}&_total=accurate`],
    ['CarePlan', `patient=${patient}&goal=${record}`],
    // By what a record refers to, and over it: what is cut out of a record finds it no more.
    ['CarePlan', `goal=${record}&_count=1`],
    ['CarePlan', `condition=${record}&_count=1&_total=accurate`],
    ['CarePlan', `goal.identifier=${of(identifier)}&_count=1`],
    ['Patient', `_has:CarePlan:patient:goal=${record}`],
    ['Patient', `_has:CarePlan:patient:condition=${record}&_total=accurate`],
    [type, `patient.identifier=${of(patientIdentifier)}&_count=1`],
  ]
}

const entriesOf = (target: Target, world: World): [string, Json][] => {
  const { record, identifier, patient, patientIdentifier } = target
  const goal = written(target, world)
  const { id: _id, ...fresh } = goal
  const create = { url: 'Communication', method: 'POST' }
  return [
    ['update', { resource: goal, request: { method: 'PUT', url: `Goal/${idOf(record)}` } }],
    ['reference', { resource: referring(record, world), request: create }],
    ['version', { resource: referring(`${record}/_history/1`, world), request: create }],
    ['subject', { resource: about(patient), request: create }],
    [
      'conditional reference',
      { resource: about(`Patient?identifier=${of(patientIdentifier)}`), request: create },
    ],
    [
      'stale update',
      {
        resource: { ...fresh, id: idOf(record) },
        request: { method: 'PUT', url: `Goal/${idOf(record)}`, ifMatch: 'W/"1"' },
      },
    ],
    [
      'conditional update',
      {
        resource: referring(record, world),
        request: { method: 'PUT', url: `Communication?identifier=${of(identifier)}` },
      },
    ],
    ['read', { request: { method: 'GET', url: record } }],
    ['search', { request: { method: 'GET', url: `${typeOf(record)}?_id=${idOf(record)}&_total=accurate` } }],
    ['deletion', { request: { method: 'DELETE', url: record } }],
  ]
}

/** By method and path, as the server's own table has them. */
export const REST: Readonly<Record<string, Asks>> = {
  'GET /fhir/:type/:id': ({ record, patient, consent }) => [
    get('read', `/fhir/${record}`),
    get('read of the person', `/fhir/${patient}`),
    get('read of a release', `/fhir/${consent}`),
    get('conditional read', `/fhir/${record}`, { 'if-none-match': 'W/"1"' }),
    get('read if modified', `/fhir/${record}`, { 'if-modified-since': 'Fri, 01 Jan 2038 00:00:00 GMT' }),
    { name: 'head', method: 'HEAD', path: `/fhir/${record}` },
    { name: 'options', method: 'OPTIONS', path: `/fhir/${record}` },
    { name: 'deletion', method: 'DELETE', path: `/fhir/${record}` },
    get('read as another type', `/fhir/CareTeam/${idOf(record)}`),
    get('read as XML', `/fhir/${record}?_format=xml`),
    get('pretty read', `/fhir/${record}?_pretty=true`),
    get('read with a parameter', `/fhir/${record}?unknown=1`),
    { ...get('read in an emergency that nobody has opened', `/fhir/${record}`), isUrgent: true },
    { ...get('read of the person in an emergency', `/fhir/${patient}`), isUrgent: true },
  ],
  'GET /fhir/:type/:id/_history/:version': ({ record }) => [
    get('vread', `/fhir/${record}/_history/1`),
    get('vread of another version', `/fhir/${record}/_history/2`),
    get('vread of no number', `/fhir/${record}/_history/x`),
  ],
  'GET /fhir/:type/:id/_history': ({ record, patient }) => [
    get('history', `/fhir/${record}/_history`),
    get('history of the person', `/fhir/${patient}/_history`),
  ],
  'GET /fhir/:type': (target) =>
    searchesOf(target)
      .map(([type, query]) => get(`search ${type} by ${named(query)}`, `/fhir/${type}?${query}`))
      .concat({
        ...get(
          'search in an emergency',
          `/fhir/${typeOf(target.record)}?patient=${target.patient}&_total=accurate`,
        ),
        isUrgent: true,
      }),
  'POST /fhir/:type/_search': (target) =>
    searchesOf(target).map(([type, query]) =>
      post(`search ${type} by ${named(query)}`, `/fhir/${type}/_search`, query),
    ),
  'POST /fhir/:type': (target, world) => [
    post('create with a reference', '/fhir/Communication', referring(target.record, world)),
    post('create about the person', '/fhir/Communication', about(target.patient)),
    post(
      'create with a body that breaks off',
      '/fhir/Communication',
      `{"about":[{"reference":"${target.record}"`,
      {
        'content-type': 'application/fhir+json',
      },
    ),
    post('create unless it is there', '/fhir/Communication', referring(target.record, world), {
      'if-none-exist': `identifier=${target.identifier}`,
    }),
  ],
  'PUT /fhir/:type': (target, world) => [
    put(
      'update by identifier',
      `/fhir/Communication?identifier=${of(target.identifier)}`,
      referring(target.record, world),
    ),
    put('update by id', `/fhir/Communication?_id=${idOf(target.record)}`, referring(target.record, world), {
      'if-match': 'W/"1"',
    }),
  ],
  'PUT /fhir/:type/:id': (target, world) => [
    put('update', `/fhir/Goal/${idOf(target.record)}`, written(target, world)),
    put('update with If-Match', `/fhir/Goal/${idOf(target.record)}`, written(target, world), {
      'if-match': 'W/"1"',
    }),
    put('update of the person', `/fhir/${target.patient}`, {
      resourceType: 'Patient',
      id: idOf(target.patient),
      gender: 'no',
    }),
  ],
  'POST /fhir': (target, world) => {
    const all = entriesOf(target, world)
    return [
      ...all.map(([name, entry]) => post(`transaction: ${name}`, '/fhir', bundle('transaction', entry))),
      post('batch of everything', '/fhir', bundle('batch', ...all.map(([, entry]) => entry))),
    ]
  },
  'POST /fhir/:type/$validate': ({ record }, world) => [
    post('$validate', '/fhir/Communication/$validate', referring(record, world)),
    post('$validate as a create', '/fhir/Communication/$validate?mode=create', referring(record, world)),
  ],
  'GET /fhir/:type/:id/$validate': ({ record }) => [
    get('$validate of what is here', `/fhir/${record}/$validate`),
  ],
  'POST /fhir/:type/:id/$validate': (target, world) => [
    post(
      '$validate as an update',
      `/fhir/Goal/${idOf(target.record)}/$validate?mode=update`,
      written(target, world),
    ),
    post('$validate as a deletion', `/fhir/${target.record}/$validate?mode=delete`, {
      resourceType: 'Parameters',
    }),
  ],
}

/** The names of a query's parameters. */
function named(query: string): string {
  return [...new URLSearchParams(query).keys()].join(', ')
}
