/**
 * Compiles all that permits and denies about a person at one custodian to the net grants that the database filters by:
 * Consents, court orders, emergencies, agreements. Order does not matter; what is void, unknown or unreadable permits
 * nothing, and a denial that is unclear denies more. Pure.
 *
 * The law that the tests hold: at every instant at most one grant of a recipient, purpose, authority and mandate is in
 * force, and what it covers is what that authority gives, less what restrictions deny, less what such a recipient may never have.
 */
import type { Resource } from '../fhir/resource.ts'
import type { Authority, CompiledGrants, CompileFacts, Grant, Party, PlacedConflict } from './consent.ts'
import { inOrder, permissionsByFact } from './by-fact.ts'
import { INTERMEDIARY } from './intermediary.ts'
import type { PurposePolicy } from './policy.ts'
import { readConsent } from './read-consent.ts'
import { mayAskFor, purposeCeiling, redisclosureOf, stateCeiling } from './recipient.ts'
import { concerns, segments } from './segments.ts'
import type { Denial, Permission, Question, Segment } from './segments.ts'
import { compareText, holds } from './time.ts'

/** Consents of one person at one custodian; more are not compiled, since that would be an attack. */
export const CONSENTS_MAX = 10_000

/** The net grants, by recipient, purpose, authority and time, and what is wrong with papers that do not count. */
export function compileGrants(consents: readonly Resource[], facts: CompileFacts): CompiledGrants {
  if (consents.length > CONSENTS_MAX) throw new RangeError(`more than ${CONSENTS_MAX} Consents of one person`)
  const reads = consents.map((consent) => readConsent(consent, facts))
  const byFact = permissionsByFact(facts)
  const denials = reads
    .flatMap((read) => read.denials)
    .toSorted((one, other) => compareText(keyOf(one), keyOf(other)))
  const consented = reads.flatMap((read) => read.permissions).map((each) => barredThrough(each, denials))
  const sources: Sources = {
    permissions: new Map([['consent' as const, consented], ...byFact.permissions]),
    denials,
  }
  const compiled = facts.partners
    .filter(({ partner }) => partner !== facts.custodian.partner)
    .toSorted((one, other) => compareText(one.partner, other.partner))
    .flatMap((recipient) => compileFor(recipient, sources, facts))
  return {
    grants: compiled.filter(({ categories }) => categories !== 0n),
    conflicts: compiled.flatMap(placed),
    deficiencies: inOrder([...reads.flatMap((read) => read.deficiencies), ...byFact.deficiencies]),
    denials,
  }
}

function keyOf({ consent, from, categories }: Denial): string {
  return `${consent} ${from} ${categories}`
}

/** A restriction towards an intermediary also stops what would pass through it. */
function barredThrough(permission: Permission, denials: readonly Denial[]): Permission {
  const barring = denials.filter(({ recipients }) =>
    permission.basis.some((reference) => recipients?.has(reference.slice(INTERMEDIARY.length)) === true),
  )
  const except = barring.map(({ recipients: _recipients, ...denial }) => denial)
  return barring.length === 0 ? permission : { ...permission, except: [...permission.except, ...except] }
}

type Sources = {
  readonly permissions: ReadonlyMap<Authority, readonly Permission[]>
  readonly denials: readonly Denial[]
}

/** The grants to one recipient; those of no category tell what was outweighed. */
function compileFor(recipient: Party, { permissions, denials }: Sources, facts: CompileFacts): Grant[] {
  const asked = [...facts.policy.purposes.values()].filter((purpose) => mayAskFor(recipient, purpose))
  return asked.flatMap((purpose) =>
    [...permissions].flatMap(([authority, all]) => {
      const giving = all.filter(
        (each) => each.recipients.has(recipient.partner) && each.purposes.has(purpose.code),
      )
      return giving.length === 0 ? [] : grantsBy(authority, { recipient, purpose, giving, denials, facts })
    }),
  )
}

type Compiling = {
  readonly recipient: Party
  readonly purpose: PurposePolicy
  readonly giving: readonly Permission[]
  readonly denials: readonly Denial[]
  readonly facts: CompileFacts
}

function grantsBy(authority: Authority, { recipient, purpose, giving, denials, facts }: Compiling): Grant[] {
  const { policy, person, custodian } = facts
  const question: Question = {
    recipient: recipient.partner,
    purpose: purpose.code,
    ceiling: ceilingBy(authority, recipient, purpose, facts),
    isBare: authority !== 'consent',
    policy,
  }
  const isOverruling = policy.authorities.restrictionsOverruledBy.includes(authority)
  return mandatesOf(giving, purpose).flatMap((mandate) => {
    const named = mandate === undefined ? giving : giving.filter((each) => isFor(each, mandate))
    return segments(question, named, isOverruling ? [] : denials).map((segment) => {
      const { overruled: outweighed, rules, period, ...rest } = segment
      const isWhole = period.from === segment.from && period.until === segment.until
      const overruled = isOverruling ? overruledIn(segment, denials, question) : outweighed
      return {
        person,
        custodian: custodian.partner,
        recipient: recipient.partner,
        purpose: purpose.code,
        ...rest,
        redisclosure: redisclosureOf(recipient, purpose, policy, authority),
        policyVersion: policy.version,
        authority,
        ...(rules.length > 0 && { rules }),
        ...(mandate !== undefined && mandate !== '' && { mandate }),
        ...(overruled.length > 0 && { overruled }),
        ...(!isWhole && { period }),
      }
    })
  })
}

/** A court's order limits itself; everything else is limited by what such a recipient may have for such a purpose. */
function ceilingBy(
  authority: Authority,
  recipient: Party,
  purpose: PurposePolicy,
  { custodian: discloser, policy }: CompileFacts,
): bigint {
  return authority === 'court-order'
    ? stateCeiling({ discloser, recipient, purpose: purpose.code }, policy)
    : purposeCeiling({ discloser, recipient, purpose }, policy)
}

/** The mandates that the releases are for, '' for those that name none; undefined where mandates mean nothing. */
function mandatesOf(giving: readonly Permission[], { duty }: PurposePolicy): (string | undefined)[] {
  if (duty === undefined || giving.every(({ mandates }) => mandates.length === 0)) return [undefined]
  return [...new Set(['', ...giving.flatMap(({ mandates }) => mandates)])].toSorted()
}

function isFor({ mandates }: Permission, mandate: string): boolean {
  return mandate === '' ? mandates.length === 0 : mandates.includes(mandate)
}

/** The restrictions in force while an authority goes before them. */
function overruledIn(
  { from, until, categories, basis }: Segment,
  denials: readonly Denial[],
  question: Question,
): NonNullable<Grant['overruled']> {
  return denials
    .filter((denial) => concerns(denial, question) && (denial.categories & categories) !== 0n)
    .filter(
      (denial) => holds(denial, from) || (from < denial.from && (until === undefined || denial.from < until)),
    )
    .flatMap(({ consent, categories: denied }) =>
      basis.map((winner) => ({ winner, loser: `Consent/${consent}`, categories: denied & categories })),
    )
    .toSorted((one, other) => compareText(one.loser, other.loser))
}

function placed({ recipient, purpose, from, until, overruled = [] }: Grant): PlacedConflict[] {
  return overruled.map((conflict) => ({
    ...conflict,
    recipient,
    purpose,
    from,
    ...(until !== undefined && { until }),
  }))
}
