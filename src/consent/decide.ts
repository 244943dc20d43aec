/**
 * Decides whether, and how much of, a disclosure may happen: a gate, then the authorities one by one, then what is
 * withheld and why. Pure and total: the same request and facts give the same decision, years later too. Fails closed:
 * where no authority speaks, the answer is deny.
 */
import type { Decision, DecisionFacts, DisclosureRequest, Grant, Obligation } from './consent.ts'
import { gate } from './gates.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { consentRuleOf, redisclosureOf } from './recipient.ts'
import { NEVER, instantOf } from './time.ts'
import { whyWithheld } from './withheld.ts'

/** May this recipient have this, for this purpose, now? */
export function decide(request: DisclosureRequest, facts: DecisionFacts): Decision {
  const { policy } = facts
  if (request.discloser.partner === request.recipient.partner) return ownRecord(request, policy)
  const refusal = gate(request, policy)
  if (refusal) return { ...denial(request, policy), ...refusal }
  const at = instantOf(request.at)
  const purpose = policy.purposes.get(request.purpose)
  // A resource always has a category; a request without one, or with impossible bits, is about nothing known.
  if (at === undefined || purpose === undefined || request.categories <= 0n) {
    return {
      ...denial(request, policy),
      reasons: [{ code: 'REQUEST_INVALID', text: 'The request names no information.' }],
    }
  }
  return weigh(request, facts, { at, purpose })
}

/** Whether the rules of Part 2 bind the disclosure: labelled so, or from a program, labelled or not. */
function isPart2Disclosure({ isPart2, discloser }: DisclosureRequest, policy: Policy): boolean {
  return isPart2 || policy.isProgram(discloser)
}

type Point = { readonly at: string; readonly purpose: PurposePolicy }

function weigh(request: DisclosureRequest, facts: DecisionFacts, { at, purpose }: Point): Decision {
  const { policy } = facts
  const treatment = request.categories & treatmentBits(request, policy)
  const relied = facts.grants.filter((grant) => isInForce(grant, request, at))
  const consented = relied.reduce((bits, { categories }) => bits | categories, 0n) & request.categories
  const withheld = request.categories & ~(treatment | consented)
  const rule = consentRuleOf(request.recipient, purpose, policy)
  const why =
    withheld === 0n
      ? { reasons: [], missing: [] }
      : whyWithheld({ request, at, purpose, withheld, rule }, facts)
  const isDenied = request.channel === 'read' ? withheld !== 0n : withheld === request.categories
  if (isDenied) return { ...denial(request, policy), rules: [rule], ...why }
  const isPart2 = isPart2Disclosure(request, policy)
  const isByConsent = (consented & ~treatment) !== 0n
  return {
    kind: 'permit',
    authority: isByConsent ? 'consent' : 'hipaa-treatment',
    rules: [...(isByConsent ? [rule] : []), ...(treatment === 0n ? [] : ['R-19'])],
    ...why,
    allowed: request.categories & ~withheld,
    withheld,
    obligations: isPart2 ? part2Obligations : otherObligations,
    consents: isByConsent ? consentsOf(relied) : [],
    ...(isByConsent && { redisclosure: redisclosureOf(request.recipient, purpose, policy) }),
    ...(isPart2 && { notice: policy.parties.notice }),
    policyVersion: policy.version,
  }
}

/** At one time one grant is in force, as it is compiled; its consents are in order. */
function consentsOf(grants: readonly Grant[]): readonly string[] {
  const [first, ...others] = grants
  if (first !== undefined && others.length === 0) return first.consents
  return [...new Set(grants.flatMap(({ consents }) => consents))].toSorted()
}

/** 42 CFR 2.32(a) and (b), 2.25, 2.13(a), and the labels that tell the recipient. */
const part2Obligations: readonly Obligation[] = [
  'notice',
  'scope',
  'accounting',
  'minimum-necessary',
  'labels',
]
const otherObligations: readonly Obligation[] = ['accounting', 'labels']

/** what a partner keeps is his. */
function ownRecord({ categories }: DisclosureRequest, { version }: Policy): Decision {
  const nothing = { reasons: [], missing: [], withheld: 0n, obligations: [], consents: [] }
  return {
    kind: 'permit',
    authority: 'own-record',
    rules: ['R-18'],
    allowed: categories,
    ...nothing,
    policyVersion: version,
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
  return isTreatment ? ~excluded : 0n
}

function isInForce(
  grant: Grant,
  { recipient, discloser, purpose, person }: DisclosureRequest,
  at: string,
): boolean {
  if (grant.recipient !== recipient.partner || grant.purpose !== purpose) return false
  if (grant.custodian !== discloser.partner || (person !== undefined && grant.person !== person)) return false
  const from = instantOf(grant.from)
  const until = grant.until === undefined ? NEVER : instantOf(grant.until)
  return from !== undefined && until !== undefined && from <= at && at < until
}

function denial({ categories }: DisclosureRequest, { version }: Policy): Decision {
  return {
    kind: 'deny',
    rules: [],
    reasons: [],
    missing: [],
    allowed: 0n,
    withheld: categories,
    obligations: [],
    consents: [],
    policyVersion: version,
  }
}
