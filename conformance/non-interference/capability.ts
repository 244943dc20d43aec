/**
 * What the server says that it can do, held against what the suite asks. An interaction that the CapabilityStatement lists
 * and the tables do not know is a fault of the suite's: what comes later must join it.
 */
import { OPERATIONS } from './asks-operations.ts'
import { REST } from './asks-rest.ts'
import type { Json } from './types.ts'

export type Capability = {
  readonly types: readonly {
    readonly type: string
    readonly parameters: readonly { name: string; type: string }[]
    readonly includes: readonly string[]
  }[]
  /** What the tables do not know, in words. */
  readonly unknown: readonly string[]
}

/** Interactions of http://hl7.org/fhir/ValueSet/type-restful-interaction and system-restful-interaction, by route. */
const ROUTES: Readonly<Record<string, string>> = {
  read: 'GET /fhir/:type/:id',
  vread: 'GET /fhir/:type/:id/_history/:version',
  'history-instance': 'GET /fhir/:type/:id/_history',
  'search-type': 'GET /fhir/:type',
  create: 'POST /fhir/:type',
  update: 'PUT /fhir/:type/:id',
  transaction: 'POST /fhir',
  batch: 'POST /fhir',
}

/** Doors that need no token say nothing of anybody: tokens, and what the server is. They are asked all the same. */
export const OPEN_ROUTES: readonly string[] = [
  'POST /oauth/token',
  'GET /.well-known/smart-configuration',
  'GET /fhir/.well-known/smart-configuration',
  'GET /fhir/metadata',
  'GET /health/live',
  'GET /health/ready',
]

/** Every route that the suite asks. */
export const ASKED_ROUTES: readonly string[] = [...Object.keys(REST), ...Object.keys(OPERATIONS)]

type Listed = { code?: string; name?: string; type?: string; definition?: string }
type TypeListed = {
  type: string
  interaction?: Listed[]
  operation?: Listed[]
  searchParam?: { name: string; type: string }[]
  searchInclude?: string[]
}

export function readCapability(statement: Json): Capability {
  const rest = ((statement['rest'] ?? []) as Json[])[0] ?? {}
  const types = (rest['resource'] ?? []) as TypeListed[]
  const interactions = [
    ...((rest['interaction'] ?? []) as Listed[]).map(({ code = '' }) => code),
    ...types.flatMap(({ interaction = [] }) => interaction.map(({ code = '' }) => code)),
  ]
  const operations = [
    ...((rest['operation'] ?? []) as Listed[]),
    ...types.flatMap(({ operation = [] }) => operation),
  ].map(({ name = '' }) => name.replace(/^\$/, ''))
  const isAsked = (name: string): boolean => ASKED_ROUTES.some((route) => route.endsWith(`$${name}`))
  return {
    types: types.map(({ type, searchParam = [], searchInclude = [] }) => ({
      type,
      parameters: searchParam,
      includes: searchInclude,
    })),
    unknown: [
      ...new Set(
        interactions.filter((code) => ROUTES[code] === undefined).map((code) => `interaction ${code}`),
      ),
      ...new Set(operations.filter((name) => !isAsked(name)).map((name) => `operation $${name}`)),
    ],
  }
}
