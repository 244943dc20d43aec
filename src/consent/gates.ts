/**
 * What must hold before any authority is looked at: papers on file, a purpose that is known and fits the recipient, and a
 * person with the duty that the purpose asks for. The same gates stand before a decision and before a search. Pure.
 */
import type { DisclosureRequest, Missing, Party, Reason } from './consent.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { mayAskFor } from './recipient.ts'
import { instantOf, runsAt } from './time.ts'

export type Refusal = {
  readonly rules: readonly string[]
  readonly reasons: readonly Reason[]
  readonly missing: readonly Missing[]
}

type Gated = Pick<DisclosureRequest, 'at' | 'discloser' | 'recipient' | 'purpose'>

/** Why nothing at all may flow, or undefined when authorities are to be weighed. A partner's own records need no gate. */
export function gate(request: Gated, policy: Policy): Refusal | undefined {
  const at = instantOf(request.at)
  if (at === undefined)
    return refusal(policy, 'PURPOSE', { code: 'REQUEST_INVALID', text: 'The request has no readable time.' })
  const papers = [request.discloser, request.recipient].flatMap(
    (party) => missingPaper(party, at, policy) ?? [],
  )
  if (papers.length > 0) {
    const reasons = papers.map(({ what }): Reason => ({
      code: 'AGREEMENT_MISSING',
      text: `There is no ${what} in force.`,
    }))
    return { ...refusal(policy, 'AGREEMENT', ...reasons), missing: papers }
  }
  return purposeRefusal(request, policy)
}

function purposeRefusal({ recipient, purpose: code }: Gated, policy: Policy): Refusal | undefined {
  const purpose = policy.purposes.get(code)
  if (!purpose) {
    return refusal(policy, 'PURPOSE', {
      code: 'PURPOSE_NOT_COVERED',
      text: 'The purpose of use is not known here.',
    })
  }
  if (purpose.notSupported !== undefined) {
    return refusal(policy, 'PURPOSE', { code: 'NOT_PART2_AUTHORITY', text: purpose.notSupported })
  }
  if (!mayAskFor(recipient, purpose)) {
    const text = `${recipient.partner} is a ${recipient.legalRole}; such a recipient may not ask for ${purpose.display}.`
    return refusal(policy, 'PURPOSE', { code: 'PURPOSE_NOT_COVERED', text })
  }
  return hasDuty(recipient, purpose) ? undefined : dutyRefusal(recipient, purpose, policy)
}

function dutyRefusal({ partner }: Party, { display, duty }: PurposePolicy, policy: Policy): Refusal {
  const reason = {
    code: 'CJ_NO_MONITORING_DUTY',
    text: `No person with the duty '${duty}' acts for ${partner}.`,
  }
  const what = `a person at ${partner} whose duties on file include '${duty}', as ${display} asks`
  return { ...refusal(policy, 'R-28', reason), missing: [{ what, who: partner }] }
}

/** A duty may say what it is about after a colon: `monitor:CR-2026-0017`. */
function hasDuty({ person }: Party, { duty }: PurposePolicy): boolean {
  if (duty === undefined) return true
  return person?.duties.some((held) => held === duty || held.startsWith(`${duty}:`)) === true
}

/** Agreements run from the beginning of their first day to the end of their last. */
function missingPaper(
  { partner, legalRole, agreements }: Party,
  at: string,
  { parties }: Policy,
): Missing | undefined {
  const wanted = parties.agreementByRole.get(legalRole) ?? parties.agreementOtherwise
  if (agreements.some((agreement) => agreement.kind === wanted && runsAt(agreement, at))) return undefined
  const title = parties.agreementTitles.get(wanted) ?? wanted
  return { what: `${title} of ${partner}`, who: `${partner} and the operator of the gateway` }
}

function refusal({ rules }: Policy, rule: string, ...reasons: Reason[]): Refusal {
  const citation = rules.get(rule)?.citation
  return {
    rules: [rule],
    reasons: reasons.map((reason) => ({ ...reason, ...(citation && { citation }) })),
    missing: [],
  }
}
