/**
 * The operations and the doors that are not FHIR, for one target: this gateway's own (see driver.ts). Whoever adds an
 * interaction to the gateway adds it here, or the suite fails.
 */
import { get, idOf, post } from './asks-rest.ts'
import type { Asking, Asks, Target } from './asks-rest.ts'
import type { Json, Resource } from './types.ts'

function parameters(...parameter: Json[]): Resource {
  return { resourceType: 'Parameters', parameter }
}

const reference = (name: string, to: string): Json => ({ name, valueReference: { reference: to } })
const period = { name: 'period', valuePeriod: { start: '2026-10-01', end: '2026-10-20' } }

function question({ patient }: Target, ...more: Json[]): Resource {
  return parameters(
    reference('patient', patient),
    reference('recipient', 'Organization/harbor-court'),
    { name: 'purpose', valueCode: 'cj-monitoring' },
    ...more,
  )
}

const accountingOf = ({ patient }: Target): string => `/fhir/${patient}/$accounting-of-disclosures`

const intermediaryOf = ({ patient }: Target): string => `/fhir/${patient}/$intermediary-disclosures`

const TERMINOLOGY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CodeSystem: { lookup: 'system', subsumes: 'system', 'validate-code': 'url' },
  ValueSet: { expand: 'url', 'validate-code': 'url' },
  ConceptMap: { translate: 'url' },
}

/** They know content only: asked with the record as a canonical, and with its id as that of a value set. */
const terminology: [string, Asks][] = Object.entries(TERMINOLOGY).flatMap(([type, operations]) =>
  Object.entries(operations).flatMap(([name, canonical]): [string, Asks][] => {
    const [path, what] = [`/fhir/${type}`, `${type}/$${name}`]
    const by = ({ record }: Target): Resource => parameters({ name: canonical, valueUri: record })
    return [
      [
        `GET ${path}/$${name}`,
        ({ record }) => [get(what, `${path}/$${name}?${canonical}=${encodeURIComponent(record)}`)],
      ],
      [`POST ${path}/$${name}`, (target) => [post(what, `${path}/$${name}`, by(target))]],
      [`GET ${path}/:id/$${name}`, ({ record }) => [get(what, `${path}/${idOf(record)}/$${name}`)]],
      [
        `POST ${path}/:id/$${name}`,
        ({ record }) => [post(what, `${path}/${idOf(record)}/$${name}`, parameters())],
      ],
    ]
  }),
)

const transformed = ({ record }: Target): Resource => ({
  resourceType: 'Goal',
  id: 'own',
  subject: { reference: record },
})
const MAP = 'https://throughline.example/fhir/StructureMap/fhir-record'

/** A link, and a delivery, by the ids of records: nobody has others of those. */
function decided(operation: string): [string, Asks] {
  const at = (id: string): Asking => post(operation, `/identity/links/${id}/${operation}`)
  return [
    `POST /identity/links/:id/${operation}`,
    ({ record, patient }) => [at(idOf(record)), at(idOf(patient))],
  ]
}

export const OPERATIONS: Readonly<Record<string, Asks>> = {
  'POST /fhir/Patient/$compliance': ({ patient, patientIdentifier }) => {
    const [system, value] = patientIdentifier.split('|')
    const docket = { name: 'docket', valueIdentifier: { system, value } }
    return [
      post(
        '$compliance by patient',
        '/fhir/Patient/$compliance',
        parameters(reference('patient', patient), period),
      ),
      post('$compliance by docket', '/fhir/Patient/$compliance', parameters(docket, period)),
    ]
  },
  'POST /fhir/Consent/$explain': (target) => [
    post('$explain of a person', '/fhir/Consent/$explain', question(target)),
    post(
      '$explain of a record',
      '/fhir/Consent/$explain',
      question(target, reference('resource', target.record)),
    ),
  ],
  'POST /fhir/Consent/$preview': (target) => [
    post('$preview of a person', '/fhir/Consent/$preview', question(target)),
    post(
      '$preview of a record',
      '/fhir/Consent/$preview',
      question(target, reference('resource', target.record)),
    ),
  ],
  'POST /fhir/Consent/:id/$revoke': ({ record, consent }, world) => {
    // A release of the asker's own would be revoked: once is enough, and it is not the question here.
    const asked = consent === world.own.consent ? [] : [post('$revoke', `/fhir/${consent}/$revoke`)]
    return [...asked, post('$revoke of what is no release', `/fhir/Consent/${idOf(record)}/$revoke`)]
  },
  'GET /fhir/Patient/:id/$accounting-of-disclosures': (target, { own }) => [
    // Of the asker's own, the answer names the instant three years back.
    ...(target.patient === own.patient ? [] : [get('accounting', accountingOf(target))]),
    get('accounting since', `${accountingOf(target)}?start=2026-01-01`),
  ],
  'POST /fhir/Patient/:id/$accounting-of-disclosures': (target) => [
    post('accounting by POST', accountingOf(target), parameters({ name: 'start', valueDate: '2026-01-01' })),
  ],
  'GET /fhir/Patient/:id/$intermediary-disclosures': (target, { own }) => [
    ...(target.patient === own.patient ? [] : [get('list by an intermediary', intermediaryOf(target))]),
    get('list by an intermediary since', `${intermediaryOf(target)}?start=2026-01-01`),
  ],
  'POST /fhir/Patient/:id/$intermediary-disclosures': (target) => [
    post(
      'list by an intermediary by POST',
      intermediaryOf(target),
      parameters({ name: 'start', valueDate: '2026-01-01' }),
    ),
  ],
  // Whole, it would open the record and leave a trace with the custodian: half a statement opens nothing.
  'POST /fhir/Patient/:id/$emergency-access': ({ patient }) => [
    post('emergency access without a reason', `/fhir/${patient}/$emergency-access`, parameters()),
  ],
  'POST /fhir/Patient/:id/$close-emergency-access': ({ patient }) => [
    post('end of an emergency without its facts', `/fhir/${patient}/$close-emergency-access`, parameters()),
  ],
  'POST /fhir/StructureMap/$transform': (target) => [
    post(
      '$transform by a map of this name',
      `/fhir/StructureMap/$transform?source=${target.record}`,
      transformed(target),
    ),
    post(
      '$transform of content that refers to it',
      `/fhir/StructureMap/$transform?source=${MAP}`,
      transformed(target),
    ),
  ],
  'POST /fhir/StructureMap/:id/$transform': (target) => [
    post(
      '$transform by a map of this id',
      `/fhir/StructureMap/${idOf(target.record)}/$transform`,
      transformed(target),
    ),
  ],
  'POST /intake/case-records': ({ record }, { actor }) => [
    post('a case record with faults', '/intake/case-records', {
      record: { id: record, custodian: actor.facts.id },
    }),
  ],
  'GET /identity/links': () => [get('links', '/identity/links')],
  ...Object.fromEntries([decided('$confirm'), decided('$refuse'), decided('$undo')]),
  'GET /deliveries': () => [get('deliveries', '/deliveries')],
  'POST /deliveries/:id/$replay': ({ record }) => [post('$replay', `/deliveries/${idOf(record)}/$replay`)],
  'GET /recalls': ({ record }) => [
    get('recalls', '/recalls'),
    get('recalls of a record', `/recalls?resource=${record}`),
  ],
  'GET /recalls/:id': ({ record }) => [get('recall', `/recalls/${idOf(record)}`)],
  'POST /recalls/:id/$answer': ({ record }) => [
    post('answer to a recall', `/recalls/${idOf(record)}/$answer`, { answer: 'removed' }),
  ],
  ...Object.fromEntries(terminology),
}
