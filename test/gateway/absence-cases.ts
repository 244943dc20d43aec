/** Every interaction of every door, as somebody uses it who asks for what he may not see. By the route that serves it. */
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { condition, patient as patientOf } from './support.ts'
import type { Ask, Asker, Target } from './support-absence.ts'

export type Case = {
  readonly name: string
  /** What of the target the request names; a target without it is not asked for so. */
  readonly names: keyof Target
  readonly ask: (target: Required<Target>, asker: Asker) => Ask
}

type Make = Case['ask']

function one(name: string, names: keyof Target, ask: Make): Case {
  return { name, names, ask }
}

const get = (path: string, headers?: Record<string, string>): Ask => ({
  method: 'GET',
  path,
  ...(headers && { headers }),
})
const post = (path: string, body: unknown, headers?: Record<string, string>): Ask => ({
  method: 'POST',
  path,
  body,
  ...(headers && { headers }),
})
const put = (path: string, body: unknown, headers?: Record<string, string>): Ask => ({
  method: 'PUT',
  path,
  body,
  ...(headers && { headers }),
})

const typeOf = (reference: string): string => reference.split('/')[0] ?? ''
const idOf = (reference: string): string => reference.split('/')[1] ?? ''

/** A resource of the record's type that the asker might write in its place. */
function written(reference: string, subject: string): Resource {
  const id = idOf(reference)
  switch (typeOf(reference)) {
    case 'Patient':
      return { ...patientOf('lakeside', 'written'), id }
    case 'Encounter':
      return {
        resourceType: 'Encounter',
        id,
        status: 'finished',
        class: { system: SYSTEM.v3ActCode, code: 'AMB' },
        subject: { reference: subject },
      }
    default:
      return { ...condition(subject), id }
  }
}

/** A resource of the asker's own that refers to the record. */
function referring(reference: string, subject: string): Resource {
  return {
    resourceType: 'Communication',
    status: 'completed',
    subject: { reference: subject },
    about: [{ reference }],
  }
}

function bundle(type: 'transaction' | 'batch', ...entry: NonNullable<Bundle['entry']>): Bundle {
  return { resourceType: 'Bundle', type, entry }
}

function parameters(...parameter: unknown[]): Resource {
  return { resourceType: 'Parameters', parameter }
}

const search = (target: Required<Target>): [string, string][] => [
  [typeOf(target.record), `_id=${idOf(target.record)}`],
  [typeOf(target.record), `identifier=${encodeURIComponent(target.identifier)}`],
  [
    typeOf(target.record),
    `_id=${idOf(target.record)}&_total=accurate&_include=${typeOf(target.record)}:subject`,
  ],
  [typeOf(target.record), `_id=${idOf(target.record)}&_count=0`],
]
const searchByPatient = (target: Required<Target>): [string, string][] => [
  [typeOf(target.record), `patient=${target.patient}&_total=accurate`],
  [typeOf(target.record), `subject=${target.patient}`],
  ['Patient', `identifier=${encodeURIComponent(target.patientIdentifier)}&_total=accurate`],
  ['Patient', `_id=${idOf(target.patient)}`],
]

/** Chains that would begin at the record, end there or lead through it, in either direction. */
const searchByChain = (target: Required<Target>): [string, string][] => {
  const record = typeOf(target.record)
  const identifier = encodeURIComponent(target.identifier)
  return [
    ['Patient', `_has:${record}:patient:identifier=${identifier}&_total=accurate`],
    ['Patient', `_has:${record}:patient:_id=${idOf(target.record)}`],
    ['Communication', `subject:Patient._has:${record}:patient:identifier=${identifier}`],
    ['Communication', `part-of:Communication.based-on:ServiceRequest._id=${idOf(target.record)}`],
  ]
}
const searchByPatientChain = (target: Required<Target>): [string, string][] => {
  const identifier = encodeURIComponent(target.patientIdentifier)
  return [
    [typeOf(target.record), `subject:Patient.identifier=${identifier}&_total=accurate`],
    [typeOf(target.record), `patient._id=${idOf(target.patient)}&_count=0`],
    ['Observation', `encounter.subject:Patient.identifier=${identifier}`],
    ['Patient', `_has:Observation:patient:subject:Patient.identifier=${identifier}`],
  ]
}

const searches: Case[] = [0, 1, 2, 3].flatMap((n) => [
  one(`search by chain ${n}`, 'record', (target) => {
    const [type, query] = searchByChain(target)[n] ?? []
    return get(`/fhir/${type}?${query}`)
  }),
  one(`search by chain of the patient ${n}`, 'patient', (target) => {
    const [type, query] = searchByPatientChain(target)[n] ?? []
    return get(`/fhir/${type}?${query}`)
  }),
  one(`search ${n}`, 'record', (target) => {
    const [type, query] = search(target)[n] ?? []
    return get(`/fhir/${type}?${query}`)
  }),
  one(`search by patient ${n}`, 'patient', (target) => {
    const [type, query] = searchByPatient(target)[n] ?? []
    return get(`/fhir/${type}?${query}`)
  }),
])

const postedSearches: Case[] = searches.map(({ name, names, ask }) =>
  one(name, names, (target, asker) => {
    const [path = '', query = ''] = ask(target, asker).path.split('?')
    return { method: 'POST', path: `${path}/_search`, body: query }
  }),
)

const writes = {
  update: one('update', 'record', ({ record }, { patient }) =>
    put(`/fhir/${record}`, written(record, patient)),
  ),
  updateIfMatch: one('update with If-Match', 'record', ({ record }, { patient }) =>
    put(`/fhir/${record}`, written(record, patient), { 'if-match': 'W/"1"' }),
  ),
  updatePatient: one('update of a Patient', 'patient', (target, { patient }) =>
    put(`/fhir/${target.patient}`, written(target.patient, patient)),
  ),
}

/** One entry of a transaction or batch. */
type Entry = NonNullable<Bundle['entry']>[number]
const entries: [string, keyof Target, (target: Required<Target>, asker: Asker) => Entry][] = [
  [
    'update',
    'record',
    ({ record }, { patient }) => ({
      resource: written(record, patient),
      request: { method: 'PUT', url: record },
    }),
  ],
  [
    'update with ifMatch',
    'record',
    ({ record }, { patient }) => ({
      resource: written(record, patient),
      request: { method: 'PUT', url: record, ifMatch: 'W/"1"' },
    }),
  ],
  [
    'conditional update',
    'record',
    ({ record, identifier }, { patient }) => ({
      resource: without(written(record, patient)),
      request: { method: 'PUT', url: `${typeOf(record)}?identifier=${encodeURIComponent(identifier)}` },
    }),
  ],
  [
    'conditional create',
    'record',
    ({ record, identifier }, { patient }) => ({
      resource: without(written(record, patient)),
      request: {
        method: 'POST',
        url: typeOf(record),
        ifNoneExist: `identifier=${encodeURIComponent(identifier)}`,
      },
    }),
  ],
  [
    'reference',
    'record',
    ({ record }, { patient }) => ({
      resource: referring(record, patient),
      request: { method: 'POST', url: 'Communication' },
    }),
  ],
  [
    'reference to a version',
    'record',
    ({ record }, { patient }) => ({
      resource: referring(`${record}/_history/1`, patient),
      request: { method: 'POST', url: 'Communication' },
    }),
  ],
  [
    'subject',
    'patient',
    (target) => ({
      resource: condition(target.patient),
      request: { method: 'POST', url: 'Condition' },
    }),
  ],
  [
    'conditional reference',
    'patient',
    (target) => ({
      resource: condition(`Patient?identifier=${encodeURIComponent(target.patientIdentifier)}`),
      request: { method: 'POST', url: 'Condition' },
    }),
  ],
]

const reads: typeof entries = [
  ['read', 'record', ({ record }) => ({ request: { method: 'GET', url: record } })],
  [
    'search',
    'record',
    ({ record }) => ({
      request: { method: 'GET', url: `${typeOf(record)}?_id=${idOf(record)}&_total=accurate` },
    }),
  ],
  [
    'search by patient',
    'patient',
    ({ patient }) => ({ request: { method: 'GET', url: `Condition?patient=${patient}` } }),
  ],
]

function without({ id: _id, ...resource }: Resource): Resource {
  return resource as Resource
}

const bundles: Case[] = [
  ...entries.map(([name, names, entry]) =>
    one(`transaction: ${name}`, names, (target, asker) =>
      post('/fhir', bundle('transaction', entry(target, asker))),
    ),
  ),
  ...[...entries, ...reads].map(([name, names, entry]) =>
    one(`batch: ${name}`, names, (target, asker) => post('/fhir', bundle('batch', entry(target, asker)))),
  ),
]

const accountingOf = ({ patient }: Required<Target>): string => `/fhir/${patient}/$accounting-of-disclosures`
const reportPeriod = { name: 'period', valuePeriod: { start: '2026-11-01', end: '2026-11-20' } }

const question = (...more: unknown[]): Resource =>
  parameters(
    { name: 'recipient', valueReference: { reference: 'Organization/harbor-court' } },
    { name: 'purpose', valueCode: 'cj-monitoring' },
    ...more,
  )

/** By method and path of the route, as api.ts has them. What asks for links and deliveries is in the test itself. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  'GET /fhir/:type/:id': [
    one('read', 'record', ({ record }) => get(`/fhir/${record}`)),
    one('read of a Patient', 'patient', ({ patient }) => get(`/fhir/${patient}`)),
    one('read of a Consent', 'consent', ({ consent }) => get(`/fhir/${consent}`)),
    one('conditional read', 'record', ({ record }) => get(`/fhir/${record}`, { 'if-none-match': 'W/"1"' })),
    one('conditional read of any version', 'record', ({ record }) =>
      get(`/fhir/${record}`, { 'if-none-match': '*' }),
    ),
    one('conditional read by time', 'record', ({ record }) =>
      get(`/fhir/${record}`, { 'if-modified-since': 'Tue, 24 Nov 2026 00:00:00 GMT' }),
    ),
    one('read of the head', 'record', ({ record }) => ({ method: 'HEAD', path: `/fhir/${record}` })),
    one('read as another type', 'record', ({ record }) => get(`/fhir/Goal/${idOf(record)}`)),
    one('pretty read', 'record', ({ record }) => get(`/fhir/${record}?_pretty=true&_format=json`)),
  ],
  'GET /fhir/:type/:id/_history/:version': [
    one('vread', 'record', ({ record }) => get(`/fhir/${record}/_history/1`)),
    one('vread of a version that is not there', 'record', ({ record }) => get(`/fhir/${record}/_history/2`)),
    one('vread of no number', 'record', ({ record }) => get(`/fhir/${record}/_history/x`)),
  ],
  'GET /fhir/:type/:id/_history': [
    one('history', 'record', ({ record }) => get(`/fhir/${record}/_history`)),
    one('history of a Patient', 'patient', ({ patient }) => get(`/fhir/${patient}/_history`)),
  ],
  'GET /fhir/:type': searches,
  'POST /fhir/:type/_search': postedSearches,
  'POST /fhir/:type': [
    one('create with a reference', 'record', ({ record }, { patient }) =>
      post('/fhir/Communication', referring(record, patient)),
    ),
    one('create about the person', 'patient', ({ patient }) => post('/fhir/Condition', condition(patient))),
    one('create unless it is there, by identifier', 'record', ({ record, identifier }, { patient }) =>
      post(`/fhir/${typeOf(record)}`, without(written(record, patient)), {
        'if-none-exist': `identifier=${encodeURIComponent(identifier)}`,
      }),
    ),
    one('create unless it is there, by id', 'record', ({ record }, { patient }) =>
      post(`/fhir/${typeOf(record)}`, without(written(record, patient)), {
        'if-none-exist': `_id=${idOf(record)}`,
      }),
    ),
    one('create under its id', 'record', ({ record }, { patient }) =>
      post(`/fhir/${typeOf(record)}`, written(record, patient)),
    ),
  ],
  'PUT /fhir/:type': [
    one('update by identifier', 'record', ({ record, identifier }, { patient }) =>
      put(
        `/fhir/${typeOf(record)}?identifier=${encodeURIComponent(identifier)}`,
        without(written(record, patient)),
      ),
    ),
    one('update by identifier with If-Match', 'record', ({ record, identifier }, { patient }) =>
      put(
        `/fhir/${typeOf(record)}?identifier=${encodeURIComponent(identifier)}&_id=${idOf(record)}`,
        without(written(record, patient)),
        { 'if-match': 'W/"1"' },
      ),
    ),
  ],
  'PUT /fhir/:type/:id': Object.values(writes),
  'POST /fhir': bundles,
  'POST /fhir/:type/$validate': [
    one('$validate', 'record', ({ record }, { patient }) =>
      post('/fhir/Communication/$validate', referring(record, patient)),
    ),
    one('$validate as a create', 'record', ({ record }, { patient }) =>
      post('/fhir/Communication/$validate?mode=create', referring(record, patient)),
    ),
  ],
  'GET /fhir/:type/:id/$validate': [
    one('$validate of what is here', 'record', ({ record }) => get(`/fhir/${record}/$validate`)),
  ],
  'POST /fhir/:type/:id/$validate': [
    one('$validate as an update', 'record', ({ record }, { patient }) =>
      post(`/fhir/${record}/$validate?mode=update`, written(record, patient)),
    ),
    one('$validate as a deletion', 'record', ({ record }) =>
      post(`/fhir/${record}/$validate?mode=delete`, parameters()),
    ),
  ],
  'POST /fhir/Patient/$compliance': [
    one('$compliance by patient', 'patient', ({ patient }) =>
      post(
        '/fhir/Patient/$compliance',
        parameters({ name: 'patient', valueReference: { reference: patient } }, reportPeriod),
      ),
    ),
    one('$compliance by identifier', 'patient', ({ patientIdentifier }) => {
      const [system, value] = patientIdentifier.split('|')
      const docket = { name: 'docket', valueIdentifier: { system, value } }
      return post('/fhir/Patient/$compliance', parameters(docket, reportPeriod))
    }),
  ],
  'POST /fhir/Consent/$explain': [
    one('$explain of a person', 'patient', ({ patient }) =>
      post('/fhir/Consent/$explain', question({ name: 'patient', valueReference: { reference: patient } })),
    ),
    one('$explain of a record', 'record', ({ record }, { patient }) =>
      post(
        '/fhir/Consent/$explain',
        question(
          { name: 'patient', valueReference: { reference: patient } },
          { name: 'resource', valueReference: { reference: record } },
        ),
      ),
    ),
  ],
  'POST /fhir/Consent/$preview': [
    one('$preview of a person', 'patient', ({ patient }) =>
      post('/fhir/Consent/$preview', question({ name: 'patient', valueReference: { reference: patient } })),
    ),
    one('$preview of a record', 'record', ({ record }, { patient }) =>
      post(
        '/fhir/Consent/$preview',
        question(
          { name: 'patient', valueReference: { reference: patient } },
          { name: 'resource', valueReference: { reference: record } },
        ),
      ),
    ),
    one('$preview of a packet', 'patient', ({ patient, record }) =>
      post(
        '/fhir/Consent/$preview',
        question(
          { name: 'patient', valueReference: { reference: patient } },
          { name: 'kind', valueCode: 'plan' },
          { name: 'focus', valueReference: { reference: `CarePlan/${idOf(record)}` } },
        ),
      ),
    ),
  ],
  'POST /fhir/Consent/:id/$revoke': [
    one('$revoke', 'consent', ({ consent }) => ({ method: 'POST', path: `/fhir/${consent}/$revoke` })),
    one('$revoke for one recipient', 'consent', ({ consent }) =>
      post(
        `/fhir/${consent}/$revoke`,
        parameters({ name: 'recipient', valueReference: { reference: 'Organization/lakeside' } }),
      ),
    ),
    one('$revoke of what is no Consent', 'record', ({ record }) => ({
      method: 'POST',
      path: `/fhir/Consent/${idOf(record)}/$revoke`,
    })),
  ],
  'GET /fhir/Patient/:id/$accounting-of-disclosures': [
    one('accounting', 'patient', (target) => get(accountingOf(target))),
    one('accounting since', 'patient', (target) => get(`${accountingOf(target)}?start=2026-01-01`)),
    one('accounting summarised, for a spreadsheet', 'patient', (target) =>
      get(`${accountingOf(target)}?summary=true&_format=csv`),
    ),
    one('accounting on paper', 'patient', (target) => get(accountingOf(target), { accept: 'text/html' })),
  ],
  'POST /fhir/Patient/:id/$accounting-of-disclosures': [
    one('accounting by POST', 'patient', (target) =>
      post(accountingOf(target), parameters({ name: 'start', valueDate: '2026-01-01' })),
    ),
  ],
}
