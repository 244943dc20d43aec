/** The authorities that rest on no grant: a referral for treatment, and the class of a copy; less what restrictions deny. Pure. */
import type { Conflict, DecisionFacts, DisclosureRequest } from './consent.ts'
import type { Policy } from './policy.ts'
import { stateCeiling } from './recipient.ts'
import { redisclosed } from './redisclosure.ts'
import type { Redisclosed } from './redisclosure.ts'
import { unrestricted } from './restrictions.ts'

export type Ungranted = {
  readonly treatment: bigint
  readonly further: Redisclosed
  /** The restrictions that outweigh them. */
  readonly overruled: readonly Conflict[]
}

const NOTHING: Ungranted = {
  treatment: 0n,
  further: { categories: 0n, rule: '', class: '' },
  overruled: [],
}

/** What they give of what is asked. */
export function ungranted(request: DisclosureRequest, facts: DecisionFacts, at: string): Ungranted {
  // Nearly every request rests on grants alone.
  if (request.isTreatmentReferral !== true && !request.held) return NOTHING
  const { policy } = facts
  const copied = redisclosed(request, at, policy)
  const treatment = request.categories & treatmentBits(request, policy)
  const further = request.categories & copied.categories
  const referring = unrestricted('hipaa-treatment', treatment, { request, facts, at })
  const passing = unrestricted('redisclosure', further, { request, facts, at })
  return {
    treatment: referring.categories,
    further: { ...copied, categories: passing.categories },
    overruled: [...referring.overruled, ...passing.overruled],
  }
}

/** what a covered entity may tell the provider to whom it refers the patient; never a Part 2 record. */
function treatmentBits(request: DisclosureRequest, policy: Policy): bigint {
  const { purposes, discloserRoles, recipientRoles, excluded } = policy.parties.hipaaTreatment
  const isTreatment =
    request.isTreatmentReferral === true &&
    !isPart2Disclosure(request, policy) &&
    purposes.includes(request.purpose) &&
    discloserRoles.includes(request.discloser.legalRole) &&
    recipientRoles.includes(request.recipient.legalRole)
  return isTreatment ? ~excluded & stateCeiling(request, policy) : 0n
}

/** Whether the rules of Part 2 bind the disclosure: labelled so, or from a program, labelled or not. */
function isPart2Disclosure({ isPart2, discloser }: DisclosureRequest, policy: Policy): boolean {
  return isPart2 || policy.isProgram(discloser)
}
