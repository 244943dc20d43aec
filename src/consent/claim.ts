/**
 * Authorities that rest on facts which the discloser states for one disclosure (42 CFR 2.12(c)(3)-(6), 2.14, 2.15, 2.23,
 * 2.34(b), 2.51, 2.54), by the claims of policies/authorities.json. A fact that is not stated is missing, and the answer
 * is no. Pure and total.
 */
import type { Claim, DisclosureRequest, Missing, Party, Reason } from './consent.ts'
import { agreedAt, paperBetween } from './agreement.ts'
import { paperRefusal } from './gates.ts'
import type { Refusal } from './gates.ts'
import type { ClaimPolicy } from './policy-authorities.ts'
import type { Policy } from './policy.ts'
import { hasRole, stateCeiling } from './recipient.ts'

export type ClaimVerdict = Refusal & {
  /** What the claim permits; nothing where it fails. */
  readonly categories: bigint
  readonly redisclosure: string
}

/** What a claim permits, or why it permits nothing. */
export function weighClaim(
  request: DisclosureRequest,
  claim: Claim,
  at: string,
  policy: Policy,
): ClaimVerdict {
  const known = policy.authorities.claims.get(claim.kind)
  const nothing = { categories: 0n, redisclosure: '', rules: [], missing: [] }
  if (!known)
    return {
      ...nothing,
      reasons: [{ code: 'NOT_PART2_AUTHORITY', text: 'No such authority is known here.' }],
    }
  const { discloser, recipient, purpose } = request
  const parties: Party[] = known.isWithoutPaper ? [discloser] : [discloser, recipient]
  const refusal = paperRefusal(parties, at, policy)
  if (refusal) return { ...nothing, ...refusal }
  const citation = policy.rules.get(known.rule)?.citation
  const reasons = objections(request, known).map((text): Reason => ({
    code: 'NOT_PART2_AUTHORITY',
    text,
    ...(citation !== undefined && { citation }),
  }))
  const missing = missingFor(request, { claim, known, at, policy })
  const isPermitted = reasons.length === 0 && missing.length === 0
  const lacking = missing.map(({ what }): Reason => ({
    code: 'NOT_PART2_AUTHORITY',
    text: `It is not stated: ${what}.`,
  }))
  return {
    rules: [known.rule],
    reasons: [...reasons, ...lacking],
    missing,
    categories: isPermitted ? known.categories & stateCeiling({ discloser, recipient, purpose }, policy) : 0n,
    redisclosure: known.redisclosure,
  }
}

function objections({ discloser, recipient, purpose }: DisclosureRequest, known: ClaimPolicy): string[] {
  return [
    ...(hasRole(known.discloserRoles, discloser.legalRole)
      ? []
      : [`A ${discloser.legalRole} does not disclose by this authority.`]),
    ...(hasRole(known.recipientRoles, recipient.legalRole)
      ? []
      : [`A ${recipient.legalRole} does not receive by this authority.`]),
    ...(known.purposes.includes(purpose) ? [] : ['This authority is not for that purpose.']),
  ]
}

type Claiming = {
  readonly claim: Claim
  readonly known: ClaimPolicy
  readonly at: string
  readonly policy: Policy
}

function missingFor(
  { discloser, recipient }: DisclosureRequest,
  { claim, known, at, policy }: Claiming,
): Missing[] {
  const stated = [...known.facts].filter(([fact]) => !claim.facts.includes(fact))
  const { agreement: kind } = known
  const isPapered = kind === undefined || agreedAt(discloser, recipient, { kind, at }).length > 0
  return [
    ...stated.map(([, what]) => ({ what, who: discloser.partner })),
    ...(isPapered
      ? []
      : [
          {
            what: paperBetween(discloser, recipient, kind, policy),
            who: `${discloser.partner} and ${recipient.partner}`,
          },
        ]),
  ]
}
