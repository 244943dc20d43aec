/** policies/authorities.json: what may be disclosed by other authorities than a release, and through whom a release reaches. */
import { coding, fail, flag, items, optionalText, record, text, texts } from './read.ts'

type Bits = (value: unknown, at: string) => bigint
type Coded = { readonly system: string; readonly code: string }

export type OrderType = Coded & {
  readonly rule: string
  /** Legal roles that may neither disclose nor receive by such an order (42 CFR 2.62). */
  readonly barredRoles: readonly string[]
  readonly disclosesNothing: boolean
  /** What goes with the parts that it names. */
  readonly implied: bigint
  readonly excluded: bigint
}

type Personnel = { readonly recipientRoles: readonly string[]; readonly personRoles: readonly string[] }

export type ByAgreement = {
  readonly kind: string
  readonly rule: string
  readonly purpose: string
  readonly recipientRoles: readonly string[]
  readonly excluded: bigint
}

/** What the holder of a copy needs besides its class to disclose it further. */
const NEEDS = ['nothing', 'treatment', 'consent', 'contractor', 'mandate'] as const
export type RedisclosureNeed = (typeof NEEDS)[number]

type RedisclosureRight = {
  readonly class: string
  readonly rule: string
  readonly purposes: readonly string[]
  readonly recipientRoles: readonly string[]
  readonly needs: RedisclosureNeed
  readonly excluded: bigint
}

export type ClaimPolicy = {
  readonly kind: string
  readonly rule: string
  readonly purposes: readonly string[]
  readonly discloserRoles: readonly string[]
  readonly recipientRoles: readonly string[]
  /** The recipient need not be connected: the patient, the police, the FDA. */
  readonly isWithoutPaper: boolean
  /** The kind of paper that must be in force between the two. */
  readonly agreement?: string
  /** Each fact that must be stated, with what it says. */
  readonly facts: ReadonlyMap<string, string>
  readonly categories: bigint
  readonly redisclosure: string
}

export type AuthorityPolicy = {
  readonly gatewayReferences: readonly string[]
  /** The paper of a partner toward whom the gateway is not QSO or business associate. */
  readonly gatewayPaper: ReadonlyMap<string, string>
  readonly intermediary: { readonly rule: string; readonly participantRoles: readonly string[] }
  /** What shows that a partner treats the person. */
  readonly treating: {
    readonly careTeamStatuses: readonly string[]
    readonly taskStatuses: readonly string[]
  }
  readonly restrictionsOverruledBy: readonly string[]
  readonly emergency: {
    readonly rule: string
    readonly purposes: readonly string[]
    /** Legal roles of partners, and roles of their persons who are medical personnel there. */
    readonly personnel: readonly Personnel[]
    readonly excluded: bigint
  }
  readonly courtOrders: {
    readonly rule: string
    readonly purpose: string
    readonly subpoena: Coded
    /** Confidential communications: only where the order states a ground (42 CFR 2.63). */
    readonly communications: bigint
    readonly grounds: readonly string[]
    readonly types: readonly OrderType[]
  }
  readonly byAgreement: readonly ByAgreement[]
  readonly redisclosure: readonly RedisclosureRight[]
  readonly claims: ReadonlyMap<string, ClaimPolicy>
}

export function parseAuthorities(value: unknown, bits: Bits): AuthorityPolicy {
  const file = record(value, 'authorities')
  const gateway = record(file['gateway'], 'authorities.gateway')
  const intermediary = record(file['intermediary'], 'authorities.intermediary')
  const treating = record(file['treating'], 'authorities.treating')
  const claims = items(file['claims'], 'authorities.claims', (item, at) => parseClaim(item, at, bits))
  return {
    gatewayReferences: texts(gateway['references'], 'authorities.gateway.references'),
    gatewayPaper: textMap(gateway['paper'], 'authorities.gateway.paper'),
    intermediary: {
      rule: text(intermediary['rule'], 'authorities.intermediary.rule'),
      participantRoles: texts(intermediary['participantRoles'], 'authorities.intermediary.participantRoles'),
    },
    treating: {
      careTeamStatuses: texts(treating['careTeamStatuses'], 'authorities.treating.careTeamStatuses'),
      taskStatuses: texts(treating['taskStatuses'], 'authorities.treating.taskStatuses'),
    },
    restrictionsOverruledBy: texts(file['restrictionsOverruledBy'], 'authorities.restrictionsOverruledBy'),
    emergency: parseEmergency(file['emergency'], bits),
    courtOrders: parseCourtOrders(file['courtOrders'], bits),
    byAgreement: items(file['byAgreement'], 'authorities.byAgreement', (item, at) =>
      parseByAgreement(item, at, bits),
    ),
    redisclosure: items(file['redisclosure'], 'authorities.redisclosure', (item, at) =>
      parseRight(item, at, bits),
    ),
    claims: new Map(claims.map((claim) => [claim.kind, claim])),
  }
}

function parseEmergency(value: unknown, bits: Bits): AuthorityPolicy['emergency'] {
  const at = 'authorities.emergency'
  const item = record(value, at)
  return {
    rule: text(item['rule'], `${at}.rule`),
    purposes: texts(item['purposes'], `${at}.purposes`),
    personnel: items(item['personnel'], `${at}.personnel`, (each, eachAt) => {
      const personnel = record(each, eachAt)
      const personRoles = texts(personnel['personRoles'], `${eachAt}.personRoles`)
      if (personRoles.length === 0) fail(`${eachAt}.personRoles`, 'must name a role')
      return {
        recipientRoles: texts(personnel['recipientRoles'], `${eachAt}.recipientRoles`),
        personRoles,
      }
    }),
    excluded: bits(item['excludedCategories'], `${at}.excludedCategories`),
  }
}

function parseCourtOrders(value: unknown, bits: Bits): AuthorityPolicy['courtOrders'] {
  const at = 'authorities.courtOrders'
  const item = record(value, at)
  return {
    rule: text(item['rule'], `${at}.rule`),
    purpose: text(item['purpose'], `${at}.purpose`),
    subpoena: coding(item['subpoena'], `${at}.subpoena`),
    communications: bits(item['communications'], `${at}.communications`),
    grounds: texts(item['grounds'], `${at}.grounds`),
    types: items(item['types'], `${at}.types`, (type, typeAt) => {
      const order = record(type, typeAt)
      return {
        ...coding(type, typeAt),
        rule: text(order['rule'], `${typeAt}.rule`),
        barredRoles: texts(order['barredRoles'], `${typeAt}.barredRoles`),
        disclosesNothing: flag(order['disclosesNothing'], `${typeAt}.disclosesNothing`),
        implied: bits(order['impliedCategories'], `${typeAt}.impliedCategories`),
        excluded: bits(order['excludedCategories'], `${typeAt}.excludedCategories`),
      }
    }),
  }
}

function parseByAgreement(value: unknown, at: string, bits: Bits): ByAgreement {
  const item = record(value, at)
  return {
    kind: text(item['kind'], `${at}.kind`),
    rule: text(item['rule'], `${at}.rule`),
    purpose: text(item['purpose'], `${at}.purpose`),
    recipientRoles: texts(item['recipientRoles'], `${at}.recipientRoles`),
    excluded: bits(item['excludedCategories'], `${at}.excludedCategories`),
  }
}

function parseRight(value: unknown, at: string, bits: Bits): RedisclosureRight {
  const item = record(value, at)
  const needs =
    NEEDS.find((each) => each === item['needs']) ?? fail(`${at}.needs`, `must be one of ${NEEDS.join(', ')}`)
  return {
    class: text(item['class'], `${at}.class`),
    rule: text(item['rule'], `${at}.rule`),
    purposes: texts(item['purposes'], `${at}.purposes`),
    recipientRoles: texts(item['recipientRoles'], `${at}.recipientRoles`),
    needs,
    excluded: bits(item['excludedCategories'], `${at}.excludedCategories`),
  }
}

function parseClaim(value: unknown, at: string, bits: Bits): ClaimPolicy {
  const item = record(value, at)
  const only = item['onlyCategories']
  const excluded = item['excludedCategories']
  if ((only === undefined) === (excluded === undefined))
    fail(at, 'must have either onlyCategories or excludedCategories')
  const agreement = optionalText(item['agreement'], `${at}.agreement`)
  const facts = textMap(item['facts'], `${at}.facts`)
  if (facts.size === 0) fail(`${at}.facts`, 'must name a fact')
  return {
    kind: text(item['kind'], `${at}.kind`),
    rule: text(item['rule'], `${at}.rule`),
    purposes: texts(item['purposes'], `${at}.purposes`),
    discloserRoles: texts(item['discloserRoles'], `${at}.discloserRoles`),
    recipientRoles: texts(item['recipientRoles'], `${at}.recipientRoles`),
    isWithoutPaper: flag(item['withoutPaper'], `${at}.withoutPaper`),
    ...(agreement !== undefined && { agreement }),
    facts,
    categories:
      only === undefined ? ~bits(excluded, `${at}.excludedCategories`) : bits(only, `${at}.onlyCategories`),
    redisclosure: text(item['redisclosure'], `${at}.redisclosure`),
  }
}

function textMap(value: unknown, at: string): Map<string, string> {
  return new Map(Object.entries(record(value, at)).map(([key, item]) => [key, text(item, `${at}.${key}`)]))
}
