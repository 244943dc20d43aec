/**
 * What must hold before any authority is looked at: papers on file, a purpose that is known and fits the recipient, what the
 * purpose asks for besides, and a person with the duty that it needs. The same gates stand before a decision and before a
 * search. Pure.
 */
import type { DisclosureRequest, Missing, Party, Reason } from './consent.ts'
import { agreedAt, paperBetween } from './agreement.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { mayAskFor } from './recipient.ts'
import { instantOf, runsAt, spanOf } from './time.ts'
import type { Span } from './time.ts'

export type Refusal = {
  readonly rules: readonly string[]
  readonly reasons: readonly Reason[]
  readonly missing: readonly Missing[]
}

type Gated = Pick<DisclosureRequest, 'at' | 'discloser' | 'recipient' | 'purpose' | 'event'>

/** Why nothing at all may flow, or undefined when authorities are to be weighed. A partner's own records need no gate. */
export function gate(request: Gated, policy: Policy): Refusal | undefined {
  const at = instantOf(request.at)
  if (at === undefined)
    return refusal(policy, 'PURPOSE', { code: 'REQUEST_INVALID', text: 'The request has no readable time.' })
  return (
    paperRefusal([request.discloser, request.recipient], at, policy) ?? purposeRefusal(request, at, policy)
  )
}

/** Why nothing flows between parties of which one lacks its paper. */
export function paperRefusal(parties: readonly Party[], at: string, policy: Policy): Refusal | undefined {
  let papers: Missing[] | undefined
  for (const party of parties) {
    const paper = missingPaper(party, at, policy)
    if (paper) papers = [...(papers ?? []), paper]
  }
  if (!papers) return undefined
  const reasons = papers.map(({ what }): Reason => ({
    code: 'AGREEMENT_MISSING',
    text: `There is no ${what} in force.`,
  }))
  return { ...refusal(policy, 'AGREEMENT', ...reasons), missing: papers }
}

function purposeRefusal(request: Gated, at: string, policy: Policy): Refusal | undefined {
  const { recipient, purpose: code } = request
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
  return (
    agreementRefusal(request, purpose, { at, policy }) ??
    factRefusal(request, purpose, policy) ??
    (hasDuty(recipient, purpose) ? undefined : dutyRefusal(recipient, purpose, policy))
  )
}

/** 42 CFR 2.34(a), 2.52, 2.53: the paper between the two, and how near they must be by it. */
function agreementRefusal(
  { discloser, recipient }: Gated,
  { agreement: kind, milesMax, display }: PurposePolicy,
  { at, policy }: { at: string; policy: Policy },
): Refusal | undefined {
  if (kind === undefined) return undefined
  const agreed = agreedAt(discloser, recipient, { kind, at })
  if (agreed.length === 0) {
    const what = paperBetween(discloser, recipient, kind, policy)
    const reason = { code: 'AGREEMENT_MISSING', text: `There is no ${what} in force.` }
    const who = `${discloser.partner} and ${recipient.partner}`
    return { ...refusal(policy, 'AGREEMENT', reason), missing: [{ what, who }] }
  }
  if (milesMax === undefined || recipient.legalRole === 'central_registry') return undefined
  if (agreed.some(({ miles }) => miles !== undefined && miles <= milesMax)) return undefined
  const text = `For ${display}, ${recipient.partner} must be known to lie within ${milesMax} miles.`
  const what = `the distance between ${discloser.partner} and ${recipient.partner}, at most ${milesMax} miles`
  return {
    ...refusal(policy, 'R-30', { code: 'REGISTRY_DISTANCE', text }),
    missing: [{ what, who: 'the operator of the gateway' }],
  }
}

/** 42 CFR 2.34(a)(1), 2.36: what must have happened, and what state law must ask for. */
function factRefusal(
  { discloser, event }: Gated,
  { events, isStateLaw, display }: PurposePolicy,
  policy: Policy,
): Refusal | undefined {
  if (events && !events.includes(event ?? '')) {
    const text = `For ${display}, one of these must have happened: ${events.join(', ')}.`
    const missing = [{ what: `one of the events ${events.join(', ')}`, who: discloser.partner }]
    return { ...refusal(policy, 'R-30', { code: 'REGISTRY_EVENT_INVALID', text }), missing }
  }
  const isRequired = policy.stateLaw.pdmpRequiredBy.includes(discloser.state ?? '')
  if (!isStateLaw || isRequired) return undefined
  const text = `No law of the state of ${discloser.partner} that requires ${display} is on file.`
  const missing = [{ what: `a law of the state of ${discloser.partner} that requires it`, who: 'counsel' }]
  return { ...refusal(policy, 'R-32', { code: 'PDMP_NOT_REQUIRED_BY_LAW', text }), missing }
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

/**
 * The mandates for which the acting person has the duty that the purpose asks for; undefined for all of them, where the
 * duty names none or the purpose asks for no duty.
 */
export function mandatesOf(
  { person }: Party,
  purpose: PurposePolicy | undefined,
): readonly string[] | undefined {
  const duty = purpose?.duty
  if (duty === undefined) return undefined
  const held = person?.duties ?? []
  if (held.includes(duty)) return undefined
  return held.flatMap((each) => (each.startsWith(`${duty}:`) ? [each.slice(duty.length + 1)] : []))
}

/** The paper by which the gateway may work for the partner at all (rules by what the gateway is toward it). */
function missingPaper(party: Party, at: string, policy: Policy): Missing | undefined {
  const wanted = wantedOf(party, policy)
  for (const agreement of party.agreements) {
    if (agreement.kind === wanted && agreement.with === undefined && runsAt(agreement, at)) return undefined
  }
  return missingOf(party, policy)
}

function wantedOf({ legalRole, gatewayRole = 'qso_ba' }: Party, { parties, authorities }: Policy): string {
  return (
    authorities.gatewayPaper.get(gatewayRole) ??
    parties.agreementByRole.get(legalRole) ??
    parties.agreementOtherwise
  )
}

/** What the paper of the partner is called, and who can supply it. */
export function missingOf(party: Party, policy: Policy): Missing {
  const wanted = wantedOf(party, policy)
  const { partner } = party
  const title = policy.parties.agreementTitles.get(wanted) ?? wanted
  return { what: `${title} of ${partner}`, who: `${partner} and the operator of the gateway` }
}

/** When its paper is in force: dates that cannot be read are no time at all. */
export function papersOf(party: Party, policy: Policy): Span[] {
  const wanted = wantedOf(party, policy)
  return party.agreements
    .filter(({ kind, with: other }) => kind === wanted && other === undefined)
    .flatMap((agreement) => spanOf(agreement) ?? [])
}

function refusal({ rules }: Policy, rule: string, ...reasons: Reason[]): Refusal {
  const citation = rules.get(rule)?.citation
  return {
    rules: [rule],
    reasons: reasons.map((reason) => ({ ...reason, ...(citation && { citation }) })),
    missing: [],
  }
}
