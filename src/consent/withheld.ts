/** Says why information is withheld for want of a consent, and which paper, by whom, would change that. Pure. */
import type { DecisionFacts, DisclosureRequest, Grant, Missing, Reason } from './consent.ts'
import type { PurposePolicy } from './policy.ts'
import { ceilingOf } from './recipient.ts'
import { holds } from './time.ts'

export type Withheld = {
  readonly request: DisclosureRequest
  readonly at: string
  readonly purpose: PurposePolicy
  readonly withheld: bigint
  /** The rule that a consent would have to meet. */
  readonly rule: string
}

export type Why = { readonly reasons: readonly Reason[]; readonly missing: readonly Missing[] }

/** The reasons, the most telling first, in codes of the decision table, and what is missing. */
export function whyWithheld(question: Withheld, facts: DecisionFacts): Why {
  const { request, withheld } = question
  const { policy } = facts
  const never = withheld & ~ceilingOf(request.recipient, policy)
  const deficient = (facts.deficiencies ?? []).filter(({ recipients }) =>
    recipients.includes(request.recipient.partner),
  )
  const reasons = [
    ...consentReasons(question, facts),
    ...deficient.map(({ element, text }) =>
      reason(`CONSENT_DEFICIENT:${element}`, text, policy.elements.get(element)?.citation),
    ),
    ...sourceReasons(request, facts),
    ...(never === 0n
      ? []
      : [
          reason(
            'MINIMUM_NECESSARY',
            `Such a recipient is never given: ${named(never, facts)}.`,
            '42 CFR 2.13(a)',
          ),
        ]),
  ]
  return {
    reasons,
    missing: [
      ...deficient.map(({ text, who }) => ({ what: text, who })),
      ...releasesMissing(question, facts, withheld & ~never),
    ],
  }
}

function consentReasons({ request, at, purpose, withheld, rule }: Withheld, facts: DecisionFacts): Reason[] {
  const { policy } = facts
  const citation = policy.rules.get(rule)?.citation
  const ofPerson = facts.grants.filter((grant) => isOf(grant, request))
  const toRecipient = ofPerson.filter(({ recipient }) => recipient === request.recipient.partner)
  const forPurpose = toRecipient.filter((grant) => grant.purpose === request.purpose)
  if (forPurpose.some((grant) => holds(grant, at))) return categoryReasons(withheld, facts, citation)
  if (forPurpose.some(({ from }) => from > at))
    return [reason('CONSENT_NOT_IN_PERIOD', 'The release is not in force yet.', citation)]
  if (forPurpose.length > 0)
    return [reason('CONSENT_EXPIRED', 'The release is no longer in force.', citation)]
  if (toRecipient.length > 0) {
    const code =
      purpose.isAlone && !purpose.isCriminalJustice ? 'PROCEEDING_CONSENT_SEPARATE' : 'PURPOSE_NOT_COVERED'
    return [reason(code, `No release to ${request.recipient.partner} is for ${purpose.display}.`, citation)]
  }
  if (ofPerson.length > 0)
    return [reason('RECIPIENT_NOT_DESIGNATED', `No release names ${request.recipient.partner}.`, citation)]
  return [reason('CONSENT_MISSING', 'There is no release in force.', citation)]
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
  { discloser, isPart2, isTreatmentReferral, purpose }: DisclosureRequest,
  { policy }: DecisionFacts,
): Reason[] {
  const { discloserRoles, purposes } = policy.parties.hipaaTreatment
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
