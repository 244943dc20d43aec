/**
 * Decides whether, and how much of, a disclosure may happen: a gate, then the authorities one by one, then what is
 * withheld and why. Pure and total: the same request and facts give the same decision, years later too. Fails closed:
 * where no authority speaks, the answer is deny.
 */
import { weighClaim } from './claim.ts'
import type { Claim, Conflict, Decision, DecisionFacts, DisclosureRequest, Grant } from './consent.ts'
import { gate, mandatesOf } from './gates.ts'
import { groundsOf, obligationsOf, restingOn } from './grounds.ts'
import { barredAuthorities } from './personnel.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { decidingIn, losingIn } from './provisions.ts'
import { consentRuleOf } from './recipient.ts'
import { NEVER, instantOf } from './time.ts'
import { ungranted } from './ungranted.ts'
import { whyWithheld } from './withheld.ts'

/** May this recipient have this, for this purpose, now? */
export function decide(request: DisclosureRequest, facts: DecisionFacts): Decision {
  const { policy } = facts
  if (request.discloser.partner === request.recipient.partner) return ownRecord(request, policy)
  if (request.claim) return decideClaim(request, request.claim, policy)
  const refusal = gate(request, policy)
  if (refusal) return { ...denial(request, policy), ...refusal }
  const at = instantOf(request.at)
  const purpose = policy.purposes.get(request.purpose)
  // A resource always has a category; a request without one, or with impossible bits, is about nothing known.
  if (at === undefined || purpose === undefined || request.categories <= 0n) return invalid(request, policy)
  return weigh(request, facts, { at, purpose })
}

type Point = { readonly at: string; readonly purpose: PurposePolicy }

function weigh(request: DisclosureRequest, facts: DecisionFacts, { at, purpose }: Point): Decision {
  const { policy } = facts
  const { treatment, further, overruled } = ungranted(request, facts, at)
  const relied = reliedOn(request, facts, { at, purpose })
  const granted = relied.reduce((bits, { categories }) => bits | categories, 0n)
  const allowed = request.categories & (treatment | further.categories | granted)
  const withheld = request.categories & ~allowed
  const rule = consentRuleOf(request.recipient, purpose, policy)
  const why =
    withheld === 0n
      ? { reasons: [], missing: [] }
      : whyWithheld({ request, at, purpose, withheld, rule, overruled }, facts)
  const isDenied = request.channel === 'read' ? withheld !== 0n : withheld === request.categories
  const weighed = { request, facts, at, relied, withheld, overruled }
  if (isDenied) return { ...denial(request, policy), rules: [rule], ...why, ...provisionsOf(weighed) }
  const resting = restingOn(request, { treatment, further, relied })
  return {
    kind: 'permit',
    ...groundsOf({ request, purpose, policy, resting, treatment, further }),
    ...why,
    allowed,
    withheld,
    ...provisionsOf({ ...weighed, relied: resting }),
    policyVersion: policy.version,
  }
}

type Weighed = {
  readonly request: DisclosureRequest
  readonly facts: DecisionFacts
  readonly at: string
  readonly relied: readonly Grant[]
  readonly withheld: bigint
  readonly overruled: readonly Conflict[]
}

function provisionsOf(weighed: Weighed): Pick<Decision, 'deciding' | 'losing'> {
  return { deciding: decidingIn(weighed), losing: losingIn(weighed) }
}

/** what a partner keeps is his. */
function ownRecord(request: DisclosureRequest, policy: Policy): Decision {
  return {
    ...denial(request, policy),
    kind: 'permit',
    authority: 'own-record',
    authorities: ['own-record'],
    rules: ['R-18'],
    allowed: request.categories,
    withheld: 0n,
  }
}

function decideClaim(request: DisclosureRequest, claim: Claim, policy: Policy): Decision {
  const at = instantOf(request.at)
  if (at === undefined || request.categories <= 0n) return invalid(request, policy)
  const verdict = weighClaim(request, claim, at, policy)
  const { rules, reasons, missing, redisclosure } = verdict
  const allowed = request.categories & verdict.categories
  const withheld = request.categories & ~allowed
  const isDenied = request.channel === 'read' ? withheld !== 0n : allowed === 0n
  const left = withheld === 0n || reasons.length > 0 ? [] : [beyond(withheld, policy)]
  const why = { rules, reasons: [...reasons, ...left], missing }
  if (isDenied) return { ...denial(request, policy), ...why }
  return {
    ...denial(request, policy),
    ...why,
    kind: 'permit',
    authority: 'claim',
    authorities: ['claim'],
    deciding: [{ reference: `claim/${claim.kind}`, says: 'permits', categories: allowed }],
    allowed,
    withheld,
    ...obligationsOf(request, NONE, policy),
    redisclosure,
  }
}

function beyond(withheld: bigint, policy: Policy): Decision['reasons'][number] {
  const text = `This authority does not reach: ${policy.codesOf(withheld).join(', ')}.`
  return { code: 'MINIMUM_NECESSARY', text, citation: '42 CFR 2.13(a)' }
}

/** The grants in force for exactly this recipient and purpose, on which the person who acts may rely. */
function reliedOn(
  request: DisclosureRequest,
  { grants, policy }: DecisionFacts,
  { at, purpose }: Point,
): readonly Grant[] {
  const mandates = mandatesOf(request.recipient, purpose)
  const barred = barredAuthorities(request.recipient, policy)
  const relied: Grant[] = []
  for (const grant of grants) {
    if (!isInForce(grant, request, at) || barred.includes(grant.authority)) continue
    const { mandate } = grant
    if (mandate === undefined || mandates === undefined || mandates.includes(mandate)) relied.push(grant)
  }
  return relied
}

function isInForce(grant: Grant, request: DisclosureRequest, at: string): boolean {
  if (grant.purpose !== request.purpose || grant.recipient !== request.recipient.partner) return false
  if (grant.custodian !== request.discloser.partner) return false
  if (request.person !== undefined && grant.person !== request.person) return false
  const from = instantOf(grant.from)
  const until = grant.until === undefined ? NEVER : instantOf(grant.until)
  return from !== undefined && until !== undefined && from <= at && at < until
}

function invalid(request: DisclosureRequest, policy: Policy): Decision {
  const reasons = [{ code: 'REQUEST_INVALID', text: 'The request names no information.' }]
  return { ...denial(request, policy), reasons }
}

const NONE: readonly never[] = []

function denial({ categories }: DisclosureRequest, { version }: Policy): Decision {
  return {
    kind: 'deny',
    authorities: NONE,
    deciding: NONE,
    losing: NONE,
    rules: NONE,
    reasons: NONE,
    missing: NONE,
    allowed: 0n,
    withheld: categories,
    obligations: NONE,
    consents: NONE,
    policyVersion: version,
  }
}
