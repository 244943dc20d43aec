/** Says why information is withheld for want of a consent, and which paper, by whom, would change that. Pure. */
import { CODE } from '../fhir/codes.ts'
import type { Conflict, DecisionFacts, DisclosureRequest, Grant, Missing, Reason } from './consent.ts'
import { mandatesOf } from './gates.ts'
import { barredAuthorities } from './personnel.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { stateRulesFor } from './policy-state-law.ts'
import { purposeCeiling } from './recipient.ts'
import { holds } from './time.ts'

export type Withheld = {
  readonly request: DisclosureRequest
  readonly at: string
  readonly purpose: PurposePolicy
  readonly withheld: bigint
  /** The rule that a consent would have to meet. */
  readonly rule: string
  /** What restrictions outweigh of authorities that rest on no grant. */
  readonly overruled: readonly Conflict[]
}

export type Why = { readonly reasons: readonly Reason[]; readonly missing: readonly Missing[] }

/** The reasons, the most telling first, in codes of the decision table, and what is missing. */
export function whyWithheld(question: Withheld, facts: DecisionFacts): Why {
  const { request, withheld, purpose } = question
  const { policy } = facts
  const { discloser, recipient } = request
  const never = withheld & ~purposeCeiling({ discloser, recipient, purpose }, policy)
  const deficient = (facts.deficiencies ?? []).filter(({ recipients }) =>
    recipients.includes(request.recipient.partner),
  )
  const restrictions = restrictionReasons(question, facts)
  // A release that a restriction outweighs is not missing.
  const releases = consentReasons(question, facts).filter(
    ({ code }) => restrictions.length === 0 || !ABSENT.has(code),
  )
  const reasons = [
    ...restrictions,
    ...releases,
    ...deficient.map(({ element, text }) => deficiencyReason(element, text, facts)),
    ...(isOverruled(question) ? [] : sourceReasons(request, facts)),
    ...neverReasons(question, never, facts),
  ]
  return {
    reasons,
    missing: [
      ...deficient.map(({ text, who }) => ({ what: text, who })),
      ...releasesMissing(question, facts, withheld & ~never),
    ],
  }
}

const ABSENT = new Set(['CONSENT_MISSING', 'RECIPIENT_NOT_DESIGNATED', 'PURPOSE_NOT_COVERED'])

/** a restriction that outweighs what would have permitted it. */
function restrictionReasons(
  { request, at, withheld, overruled }: Withheld,
  { conflicts, policy }: DecisionFacts,
): Reason[] {
  const restricting = (conflicts ?? []).filter(
    (conflict) =>
      conflict.recipient === request.recipient.partner &&
      conflict.purpose === request.purpose &&
      (conflict.categories & withheld) !== 0n &&
      holds(conflict, at),
  )
  const ungranted = overruled.filter(({ categories }) => (categories & withheld) !== 0n)
  const winners = [...new Set([...restricting, ...ungranted].map(({ winner }) => winner))]
  const citation = policy.rules.get('R-62')?.citation
  return winners.map((winner) =>
    reason('RESTRICTION_2_26', `The restriction ${winner} outweighs what would permit it.`, citation),
  )
}

/** Whether restrictions alone keep back what is withheld: the source of the record does not. */
function isOverruled({ withheld, overruled }: Withheld): boolean {
  return (withheld & ~overruled.reduce((bits, { categories }) => bits | categories, 0n)) === 0n
}

function deficiencyReason(element: string, text: string, { policy }: DecisionFacts): Reason {
  const known = policy.elements.get(element)
  return reason(known?.reason ?? `CONSENT_DEFICIENT:${element}`, text, known?.citation)
}

/** What no paper would change: stricter state law, and what such a recipient may never have. */
function neverReasons({ request, withheld }: Withheld, never: bigint, facts: DecisionFacts): Reason[] {
  const { stateLaw } = facts.policy
  const stricter = stateRulesFor(request, stateLaw).filter(({ excluded }) => (excluded & withheld) !== 0n)
  const byState = stricter.reduce((bits, { excluded }) => bits | excluded, 0n)
  const others = never & ~byState
  return [
    ...stricter.map(({ sentence, citation }) => reason('STATE_LAW', sentence, citation)),
    ...(others === 0n
      ? []
      : [
          reason(
            'MINIMUM_NECESSARY',
            `Such a recipient is never given: ${named(others, facts)}.`,
            '42 CFR 2.13(a)',
          ),
        ]),
  ]
}

function consentReasons({ request, at, purpose, withheld, rule }: Withheld, facts: DecisionFacts): Reason[] {
  const { policy } = facts
  const citation = policy.rules.get(rule)?.citation
  const ofPerson = facts.grants.filter((grant) => isOf(grant, request))
  const toRecipient = ofPerson.filter(({ recipient }) => recipient === request.recipient.partner)
  // An agreement or an emergency is no release that could have named somebody else, or something else.
  const isRelease = ({ authority }: Grant): boolean => authority === 'consent'
  const forPurpose = toRecipient.filter((grant) => grant.purpose === request.purpose)
  const inForce = forPurpose.filter((grant) => holds(grant, at))
  const monitored = mandatesOf(request.recipient, purpose)
  const isMonitored = ({ mandate }: Grant): boolean =>
    mandate === undefined || monitored === undefined || monitored.includes(mandate)
  if (inForce.length > 0 && !inForce.some(isMonitored)) {
    const text = `The release is for another mandate than those that the person at ${request.recipient.partner} monitors.`
    return [reason('CJ_NO_MONITORING_DUTY', text, citation)]
  }
  const barred = barredAuthorities(request.recipient, policy)
  const isBarred = ({ authority }: Grant): boolean => barred.includes(authority)
  const emergencies = inForce.filter(isBarred)
  const forOthers = emergencies.length > 0 ? [personnelReason(request, policy)] : []
  if (inForce.length > emergencies.length)
    return [...forOthers, ...categoryReasons(withheld, facts, citation)]
  if (inForce.length > 0) return forOthers
  if (forPurpose.some(({ from }) => from > at))
    return [reason('CONSENT_NOT_IN_PERIOD', 'The release is not in force yet.', citation)]
  if (forPurpose.length > 0)
    return [reason('CONSENT_EXPIRED', 'The release is no longer in force.', citation)]
  if (toRecipient.some(isRelease)) {
    const code =
      purpose.isAlone && !purpose.isCriminalJustice ? 'PROCEEDING_CONSENT_SEPARATE' : 'PURPOSE_NOT_COVERED'
    return [reason(code, `No release to ${request.recipient.partner} is for ${purpose.display}.`, citation)]
  }
  if (ofPerson.some(isRelease))
    return [reason('RECIPIENT_NOT_DESIGNATED', `No release names ${request.recipient.partner}.`, citation)]
  return [reason('CONSENT_MISSING', 'There is no release in force.', citation)]
}

/** An emergency is open, and the person who asks is none of those whom it is open to. */
function personnelReason({ recipient }: DisclosureRequest, policy: Policy): Reason {
  const text = `An emergency is open for ${recipient.partner}; it gives to medical personnel alone, as the directory has their roles.`
  return reason(
    'EMERGENCY_NOT_MEDICAL_PERSONNEL',
    text,
    policy.rules.get(policy.authorities.emergency.rule)?.citation,
  )
}

function isOf({ custodian, person }: Grant, request: DisclosureRequest): boolean {
  return (
    custodian === request.discloser.partner && (request.person === undefined || request.person === person)
  )
}

function categoryReasons(withheld: bigint, facts: DecisionFacts, citation: string | undefined): Reason[] {
  const { policy } = facts
  const notes = withheld & policy.alone
  const others = withheld & ~policy.alone
  return [
    ...(others === 0n
      ? []
      : [reason('CATEGORY_NOT_COVERED', `The release does not cover: ${named(others, facts)}.`, citation)]),
    ...(notes === 0n
      ? []
      : [
          reason(
            'COUNSELING_NOTES_SEPARATE_CONSENT',
            `Only a release of its own covers: ${named(notes, facts)}.`,
            policy.rules.get('R-11')?.citation,
          ),
        ]),
  ]
}

/** Why the source of the record makes no other authority possible. */
function sourceReasons(
  { discloser, isPart2, isTreatmentReferral, purpose, held }: DisclosureRequest,
  { policy }: DecisionFacts,
): Reason[] {
  const { discloserRoles, purposes } = policy.parties.hipaaTreatment
  if (held) return [heldReason(held.class, discloser.partner)]
  if (policy.isProgram(discloser)) return []
  if (isPart2) {
    const text = `${discloser.partner} received this record from a Part 2 program; it goes further with the patient's consent only.`
    return [reason('REDISCLOSURE_BARRED', text, '42 CFR 2.32(a)')]
  }
  if (isTreatmentReferral || !discloserRoles.includes(discloser.legalRole) || !purposes.includes(purpose))
    return []
  return [
    reason(
      'NO_TREATING_RELATIONSHIP',
      `${discloser.partner} has not referred the patient to the recipient.`,
      policy.rules.get('R-19')?.citation,
    ),
  ]
}

/** the class under which the copy was received does not reach this disclosure. */
function heldReason(of: string, partner: string): Reason {
  const text = `${partner} holds this as a copy of the class '${of}', which does not reach this disclosure.`
  return of === CRIMINAL_JUSTICE
    ? reason('CJ_REUSE_BEYOND_DUTY', text, '42 CFR 2.35(d)')
    : reason('REDISCLOSURE_BARRED', text, '42 CFR 2.33(b)')
}

const CRIMINAL_JUSTICE = CODE.redisclosure.cjOfficialDutyOnly

function releasesMissing({ request, purpose }: Withheld, facts: DecisionFacts, bits: bigint): Missing[] {
  const { policy } = facts
  const who = `the patient, through ${request.discloser.partner}`
  const release = (set: bigint, what: string): Missing[] =>
    set === 0n
      ? []
      : [
          {
            what: `${what} that names ${request.recipient.partner} as recipient, ${purpose.display} as purpose, and: ${named(set, facts)}`,
            who,
          },
        ]
  return [
    ...release(bits & ~policy.alone, 'a release'),
    ...release(bits & policy.alone, 'a separate release'),
  ]
}

function named(bits: bigint, { policy }: DecisionFacts): string {
  return policy.categories.flatMap(({ bit, display }) => ((bits & bit) === 0n ? [] : [display])).join(', ')
}

function reason(code: string, text: string, citation: string | undefined): Reason {
  return { code, text, ...(citation !== undefined && { citation }) }
}
