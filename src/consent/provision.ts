/**
 * Reads what a Consent provision says: to whom, for what, which information, when. What it cannot read it reports, so
 * that a permission can fall and a denial can widen: neither is ever read in the direction of more disclosure.
 */
import { hasCode, isObject, list } from '../fhir/resource.ts'
import type { Coding, Period, Reference, Resource } from '../fhir/resource.ts'
import { EXTENSION } from '../fhir/codes.ts'
import { parseReference } from '../fhir/reference.ts'
import type { CompileFacts, Party } from './consent.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { passes } from './sensitivity.ts'
import { beginningOf, endOf } from './time.ts'

export type Element = Readonly<Record<string, unknown>>

/** Levels of provisions within provisions that are read; FHIR sets no limit, IHE PCF uses two. */
const PROVISION_DEPTH_MAX = 8

export type ProvisionReading = {
  readonly type: string | undefined
  readonly recipients: {
    /** Partners named by their Organization, those that may pass on among them. */
    readonly partners: readonly string[]
    /** Those that are to pass on, the gateway among them where the release names it so. */
    readonly passing: readonly Passing[]
    /** Whether the gateway itself is named. */
    readonly isToGateway: boolean
    /** Recipients that are no partner and no known person. */
    readonly unknown: number
    /** Recipients known to be no partner: people, or organizations by name. */
    readonly outside: number
  }
  readonly purposes: { readonly known: readonly PurposePolicy[]; readonly unknown: number }
  readonly information: { readonly named: bigint; readonly unknown: number }
  readonly from: string | undefined
  readonly until: string | undefined
  readonly isPeriodUnreadable: boolean
  /** It is limited by elements that are not compiled to grants. */
  readonly isNarrowed: boolean
}

export type Passing = {
  readonly partner: string
  /** Whether it is an intermediary at all; a program, covered entity or business associate is none (42 CFR 2.11). */
  readonly isIntermediary: boolean
  /** The participants that are named, where they are partners. */
  readonly participants: readonly string[]
  /** It reaches the participants who treat the patient. */
  readonly isForTreating: boolean
}

/** The root provision of a Consent. */
export function rootOf(consent: Resource): Element | undefined {
  return isObject(consent['provision']) ? consent['provision'] : undefined
}

export type Nested = { readonly provisions: readonly Element[]; readonly isTooDeep: boolean }

/** The provisions within a provision, at every depth that is read. */
export function nestedIn(provision: Element, depth = 0): Nested {
  const nested = list<unknown>(provision['provision']).filter(isObject)
  if (nested.length > 0 && depth >= PROVISION_DEPTH_MAX) return { provisions: [], isTooDeep: true }
  const deeper = nested.map((each) => nestedIn(each, depth + 1))
  return {
    provisions: [...nested, ...deeper.flatMap(({ provisions }) => provisions)],
    isTooDeep: deeper.some(({ isTooDeep }) => isTooDeep),
  }
}

/** Reads one provision, without those within it. */
export function readProvision(provision: Element, facts: CompileFacts): ProvisionReading {
  const period = isObject(provision['period']) ? (provision['period'] as Period) : {}
  const from = period.start === undefined ? undefined : beginningOf(period.start)
  const until = period.end === undefined ? undefined : endOf(period.end)
  return {
    type: typeof provision['type'] === 'string' ? provision['type'] : undefined,
    recipients: recipientsOf(provision, facts),
    purposes: purposesOf(provision, facts.policy),
    information: informationOf(provision, facts.policy),
    from,
    until,
    isPeriodUnreadable:
      (period.start !== undefined && from === undefined) || (period.end !== undefined && until === undefined),
    isNarrowed: ['action', 'class', 'code', 'data', 'dataPeriod'].some(
      (name) => provision[name] !== undefined,
    ),
  }
}

function recipientsOf(provision: Element, facts: CompileFacts): ProvisionReading['recipients'] {
  const { partners, policy } = facts
  const { system, code } = policy.recipientRole
  const actors = list<unknown>(provision['actor'])
    .filter(isObject)
    .filter(({ role }) => role === undefined || hasCode(role, system, code))
  const byReference = new Map(partners.map((party) => [`Organization/${party.partner}`, party]))
  const found = actors.map((actor) => {
    const reference = (actor['reference'] as Reference | undefined)?.reference
    const designation = list<Element>(actor['extension']).find(({ url }) => url === EXTENSION.intermediary)
    return { designation, reference, party: byReference.get(reference ?? '') }
  })
  const isGateway = ({ reference = '' }: { reference?: string | undefined }): boolean =>
    policy.authorities.gatewayReferences.includes(reference)
  const others = found.filter((each) => !each.party && !isGateway(each))
  const outside = others.filter(({ reference }) => isOutside(reference))
  const passing = found.flatMap((each) => passingOf(each, isGateway(each), facts) ?? [])
  return {
    partners: [...new Set(found.flatMap(({ party }) => party?.partner ?? []))],
    passing,
    isToGateway: found.some(isGateway),
    unknown: others.length - outside.length,
    outside: outside.length,
  }
}

type Named = { readonly designation: Element | undefined; readonly party: Party | undefined }

/** How a recipient that passes on is named; undefined for one that keeps what it gets. */
function passingOf(
  { designation, party }: Named,
  isGateway: boolean,
  { custodian, partners, policy }: CompileFacts,
): Passing | undefined {
  const isRole = party !== undefined && policy.parties.intermediaryRoles.includes(party.legalRole)
  const partner = party?.partner ?? (isGateway ? GATEWAY : undefined)
  if (partner === undefined || (designation === undefined && !isRole)) return undefined
  const details = list<Element>(designation?.['extension'])
  const named = details.flatMap(({ url, valueReference }) =>
    url === 'participant' ? ((valueReference as Reference | undefined)?.reference ?? []) : [],
  )
  return {
    partner,
    isIntermediary: isRole || (isGateway && custodian.gatewayRole === 'intermediary'),
    participants: partners.flatMap((each) =>
      named.includes(`Organization/${each.partner}`) ? [each.partner] : [],
    ),
    isForTreating: details.some(
      ({ url, valueBoolean }) => url === 'treatingProviders' && valueBoolean === true,
    ),
  }
}

/** What the gateway is called among recipients; no partner can have the name. */
const GATEWAY = 'gateway'

/** A person of the case, or whoever is named in words only: no partner, since partners are named by reference. */
function isOutside(reference: string | undefined): boolean {
  const type = parseReference(reference)?.type
  return reference === undefined || type === 'RelatedPerson' || type === 'Patient'
}

function purposesOf(provision: Element, { purposes }: Policy): ProvisionReading['purposes'] {
  const stated = list<Coding>(provision['purpose'])
  const known = stated.flatMap(({ system, code }) => {
    const purpose = purposes.get(code ?? '')
    return purpose !== undefined && purpose.system === system ? [purpose] : []
  })
  return { known: [...new Set(known)], unknown: stated.length - known.length }
}

/** Information categories, and labels of other systems where the policy says which category they stand for. */
function informationOf(provision: Element, policy: Policy): ProvisionReading['information'] {
  let named = 0n
  let unknown = 0
  for (const { system = '', code = '' } of list<Coding>(provision['securityLabel'])) {
    const isCategory = system === policy.categorySystem
    const bits = isCategory ? policy.categoryByCode.get(code)?.bit : sensitiveBits({ system, code }, policy)
    if (bits === undefined) unknown += 1
    else named |= bits
  }
  return { named, unknown }
}

function sensitiveBits(code: { system: string; code: string }, { labels }: Policy): bigint | undefined {
  const found = labels.sensitivities.filter(({ tests }) => tests.some((test) => passes(code, test)))
  const bits = found.reduce((all, { category }) => all | category, 0n)
  return bits === 0n ? undefined : bits
}
