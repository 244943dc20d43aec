/**
 * A partner: an organization connected to the gateway, as the configuration states it. What is parsed here is complete,
 * frozen and holds public keys only; whoever is not in the directory does not exist for the gateway.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject } from 'ajv/dist/2020.js'
import type { JWK } from 'jose'
import type { Identifier } from '../fhir/resource.ts'
import { CODE } from '../fhir/codes.ts'
import { agreementKinds, isBetweenPartners } from './agreements.ts'
import type { Agreement } from './agreements.ts'

/** What a partner does; the closed list is the code system partner-kind. */
export const partnerKinds = ['treatment-center', 'hospital', 'court', 'community-service'] as const
export type PartnerKind = (typeof partnerKinds)[number]

/** What a partner is in the eyes of 42 CFR Part 2 and HIPAA: it decides which rules apply (42 CFR 2.11, 45 CFR 160.103). */
export const legalRoles = [
  'part2_program',
  'covered_entity_provider',
  'health_plan',
  'business_associate',
  'qso',
  'intermediary',
  'central_registry',
  'wm_or_maintenance_program',
  'pdmp',
  'third_party_payer_non_hipaa',
  'medical_personnel',
  'fda',
  'criminal_justice_element',
  'court',
  'law_enforcement',
  'researcher',
  'auditor',
  'public_health_authority',
  'other_lawful_holder',
] as const
export type LegalRole = (typeof legalRoles)[number]

/** What the gateway is toward a partner (42 CFR 2.11); by default its qualified service organization or business associate. */
export const gatewayRoles = ['qso_ba', 'intermediary', 'lawful_holder'] as const
export type GatewayRole = (typeof gatewayRoles)[number]

/**
 * What a person at a partner is charged with; a colon and what it is about may follow. `monitor` is the duty that
 * 42 CFR 2.35(a)(1) asks of a court's people.
 */
export const duties = ['monitor', 'privacy', 'case-management'] as const
export type Duty = (typeof duties)[number]

export type Person = {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly duties: readonly string[]
  /** A client of the partner, who uses its portal: the value, in the partner's `recordSystem`, of his one Patient. */
  readonly patient?: string
}

export type Partner = {
  readonly id: string
  readonly name: string
  readonly kind: PartnerKind
  readonly legalRole: LegalRole
  readonly gatewayRole?: GatewayRole
  /** The state whose stricter law binds it (42 CFR 2.20), such as `US-NY`. */
  readonly state?: string
  readonly identifiers: readonly Identifier[]
  /** The identifier system of the partner's own records: what it submits twice is found again by it. */
  readonly recordSystem: string
  readonly clientId: string
  readonly jwks: { readonly keys: readonly JWK[] }
  /** Where packets and notifications are POSTed; without one, the partner fetches. */
  readonly endpoint?: string
  /** Postal, on one line: the accounting of disclosures names recipients with it. */
  readonly address?: string
  readonly agreements: readonly Agreement[]
  readonly persons: readonly Person[]
  /** Partners whose people with the duty `privacy:<this partner>` may ask, in its stead, what leaves of its records. */
  readonly privacyOffices?: readonly string[]
  /** The purposes of use for which the partner may ask at all. */
  readonly purposes: readonly string[]
  /** What happens to a resource of this partner that breaks its profile. */
  readonly validation: 'reject' | 'warn'
}

export type Parsed =
  | { kind: 'partners'; partners: readonly Partner[] }
  | { kind: 'refused'; faults: string[] }

/** Partners of one gateway, persons of one partner, keys of one partner. */
const partnerLimits = Object.freeze({ partnersMax: 1_000, personsMax: 10_000, keysMax: 10 })

const text = { type: 'string', minLength: 1, maxLength: 200, pattern: '\\S' }
const uri = { type: 'string', pattern: '^[a-zA-Z][a-zA-Z0-9+.-]*:\\S+$', maxLength: 500 }
/** A FHIR id: it names the Organization of the directory too. */
const id = { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' }
const charge = { type: 'string', pattern: `^(${duties.join('|')})(:\\S.*)?$` }
const categoryCodes = Object.values(CODE.informationCategory)
const date = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }

/** For RS384: a modulus of 2048 to 8192 bits, as base64url. */
const rsaKey = {
  type: 'object',
  properties: {
    kty: { const: 'RSA' },
    n: { type: 'string', pattern: '^[\\w-]{342,1366}$' },
    e: { type: 'string', pattern: '^[\\w-]{1,8}$' },
  },
  required: ['n', 'e'],
}
/** For ES384. */
const coordinate = { type: 'string', pattern: '^[\\w-]{64}$' }
const ecKey = {
  type: 'object',
  properties: { kty: { const: 'EC' }, crv: { const: 'P-384' }, x: coordinate, y: coordinate },
  required: ['crv', 'x', 'y'],
}

function closed(properties: Record<string, unknown>, ...optional: string[]): Record<string, unknown> {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

const partnerSchema = closed(
  {
    id,
    name: text,
    kind: { enum: partnerKinds },
    legalRole: { enum: legalRoles },
    gatewayRole: { enum: gatewayRoles },
    state: { type: 'string', pattern: '^US-[A-Z]{2}$' },
    identifiers: { type: 'array', items: closed({ system: uri, value: text }) },
    recordSystem: uri,
    clientId: text,
    jwks: closed({
      keys: {
        type: 'array',
        minItems: 1,
        maxItems: partnerLimits.keysMax,
        items: {
          type: 'object',
          required: ['kty', 'kid'],
          oneOf: [rsaKey, ecKey],
          properties: { kid: text, d: false },
        },
      },
    }),
    endpoint: { type: 'string', pattern: '^https?://\\S+$', maxLength: 500 },
    address: text,
    agreements: {
      type: 'array',
      items: closed(
        {
          kind: { enum: agreementKinds },
          from: date,
          until: date,
          with: id,
          categories: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: categoryCodes } },
          miles: { type: 'number', minimum: 0, maximum: 25_000 },
          document: text,
        },
        'until',
        'with',
        'categories',
        'miles',
        'document',
      ),
    },
    persons: {
      type: 'array',
      maxItems: partnerLimits.personsMax,
      items: closed(
        { id: text, name: text, role: text, duties: { type: 'array', items: charge }, patient: text },
        'patient',
      ),
    },
    privacyOffices: { type: 'array', uniqueItems: true, items: id },
    purposes: { type: 'array', minItems: 1, uniqueItems: true, items: text },
    validation: { enum: ['reject', 'warn'] },
  },
  'endpoint',
  'address',
  'privacyOffices',
  'gatewayRole',
  'state',
)

const check = new Ajv2020({ allErrors: true, strict: true }).compile<Partner[]>({
  type: 'array',
  maxItems: partnerLimits.partnersMax,
  items: partnerSchema,
})

/** Custodians and agents that the gateway itself stands for. */
const reserved: ReadonlySet<string> = new Set(['directory', 'gateway', 'throughline'])

/** Checks partners as a configuration states them; every fault comes with its JSON pointer, below `pointer`. */
export function parsePartners(value: unknown, pointer = '/partners'): Parsed {
  if (!check(value)) return { kind: 'refused', faults: faultsOf(check.errors ?? [], pointer) }
  const faults = [
    ...value.flatMap(({ id: taken }, index) =>
      reserved.has(taken) ? [`${pointer}/${index}/id: '${taken}' is the gateway's own; choose another.`] : [],
    ),
    ...value.flatMap(({ persons }, index) => clientsWithDuties(persons, `${pointer}/${index}/persons`)),
    ...repeated(value, 'id', pointer),
    ...repeated(value, 'clientId', pointer),
    ...repeated(value, 'recordSystem', pointer),
    ...value.flatMap(({ persons }, index) => repeated(persons, 'id', `${pointer}/${index}/persons`)),
    ...value.flatMap((partner, index) => agreementFaults(partner, value, `${pointer}/${index}/agreements`)),
    ...value.flatMap(({ jwks }, index) => repeated(jwks.keys, 'kid', `${pointer}/${index}/jwks/keys`)),
  ]
  if (faults.length > 0) return { kind: 'refused', faults }
  return { kind: 'partners', partners: deepFreeze(structuredClone(value)) }
}

/** What is between two partners names the other one, and only that is limited to categories or a distance. */
function agreementFaults(
  { id: own, agreements }: Partner,
  all: readonly Partner[],
  pointer: string,
): string[] {
  return agreements.flatMap(({ kind, with: other, categories, miles, from, until }, index) => {
    const at = `${pointer}/${index}`
    const ends = until !== undefined && until <= from ? [`${at}/until: must be later than 'from'.`] : []
    if (!isBetweenPartners(kind)) {
      const extra = Object.entries({ with: other, categories, miles }).filter(
        ([, value]) => value !== undefined,
      )
      return [
        ...ends,
        ...extra.map(([name]) => `${at}/${name}: '${kind}' is with the gateway; this has no place here.`),
      ]
    }
    if (other === undefined)
      return [...ends, `${at}/with: '${kind}' is between two partners; name the other one.`]
    const isKnown = other !== own && all.some((partner) => partner.id === other)
    return isKnown ? ends : [...ends, `${at}/with: '${other}' is no other partner of this gateway.`]
  })
}

/** What the branches of a oneOf object to is said once, by the oneOf itself. */
function faultsOf(errors: readonly ErrorObject[], pointer: string): string[] {
  return errors
    .filter(({ schemaPath }) => !schemaPath.includes('/oneOf/'))
    .map((error) => say(error, pointer))
}

function say({ instancePath, keyword, message, params }: ErrorObject, pointer: string): string {
  const where = `${pointer}${instancePath}`
  if (keyword === 'oneOf') return `${where}: must be an RSA key of 2048 bits or more, or an EC key on P-384.`
  if (keyword === 'false schema')
    return `${where}: a private key has no place here; give the public key only.`
  if (keyword === 'additionalProperties')
    return `${where}: '${String(params['additionalProperty'])}' is no setting.`
  if (keyword === 'enum')
    return `${where}: must be one of ${(params['allowedValues'] as string[]).join(', ')}.`
  return `${where}: ${message ?? keyword}.`
}

function repeated<T>(items: readonly T[], name: keyof T & string, pointer: string): string[] {
  const seen = new Set<unknown>()
  return items.flatMap((item, index) => {
    if (seen.has(item[name])) return [`${pointer}/${index}/${name}: '${String(item[name])}' is there twice.`]
    seen.add(item[name])
    return []
  })
}

/** A client asks about himself; whoever works on others' records is none. */
function clientsWithDuties(persons: readonly Person[], pointer: string): string[] {
  return persons.flatMap(({ patient, duties: charged }, index) =>
    patient !== undefined && charged.length > 0
      ? [`${pointer}/${index}/duties: a person with a patient is a client, who has no duties.`]
      : [],
  )
}

/** Whether a person is charged with this, be it about everything or about something. */
export function hasDuty(person: { readonly duties: readonly string[] } | undefined, duty: Duty): boolean {
  return person?.duties.some((each) => each === duty || each.startsWith(`${duty}:`)) ?? false
}

/** Freezes a JSON value, all of it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const item of Object.values(value)) deepFreeze(item)
  return Object.freeze(value)
}
