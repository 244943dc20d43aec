/**
 * Decides whether, and how much of, a disclosure may happen: a gate, then the authorities one by one, then what is
 * withheld and why. Pure and total: the same request and facts give the same decision, years later too. Fails closed:
 * where no authority speaks, the answer is deny.
 */
import { weighClaim } from './claim.ts'
import type {
  Authority,
  Claim,
  Decision,
  DecisionFacts,
  DisclosureRequest,
  Grant,
  Obligation,
} from './consent.ts'
import { gate, mandatesOf } from './gates.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { decidingIn, losingIn } from './provisions.ts'
import { consentRuleOf, redisclosureOf, stateCeiling } from './recipient.ts'
import { redisclosed } from './redisclosure.ts'
import type { Redisclosed } from './redisclosure.ts'
import { NEVER, instantOf } from './time.ts'
import { whyWithheld } from './withheld.ts'

/** May this recipient have this, for this purpose, now? */
export function decide(request: DisclosureRequest, facts: DecisionFacts): Decision {
  const { policy } = facts
  if (request.discloser.partner === request.recipient.partner) return ownRecord(request, policy)
  const refusal = request.claim ? undefined : gate(request, policy)
  if (refusal) return { ...denial(request, policy), ...refusal }
  const at = instantOf(request.at)
  // A resource always has a category; a request without one, or with impossible bits, is about nothing known.
  if (at === undefined || request.categories <= 0n) return invalid(request, policy)
  if (request.claim) return decideClaim(request, request.claim, at, policy)
  const purpose = policy.purposes.get(request.purpose)
  return purpose === undefined ? invalid(request, policy) : weigh(request, facts, { at, purpose })
}

/** Whether the rules of Part 2 bind the disclosure: labelled so, or from a program, labelled or not. */
function isPart2Disclosure({ isPart2, discloser }: DisclosureRequest, policy: Policy): boolean {
  return isPart2 || policy.isProgram(discloser)
}

type Point = { readonly at: string; readonly purpose: PurposePolicy }

function weigh(request: DisclosureRequest, facts: DecisionFacts, { at, purpose }: Point): Decision {
  const { policy } = facts
  const treatment = request.categories & treatmentBits(request, policy)
  const further = redisclosed(request, at, policy)
  const relied = reliedOn(request, facts, { at, purpose })
  const granted = relied.reduce((bits, { categories }) => bits | categories, 0n)
  const allowed = request.categories & (treatment | further.categories | granted)
  const withheld = request.categories & ~allowed
  const rule = consentRuleOf(request.recipient, purpose, policy)
  const why =
    withheld === 0n
      ? { reasons: [], missing: [] }
      : whyWithheld({ request, at, purpose, withheld, rule }, facts)
  const isDenied = request.channel === 'read' ? withheld !== 0n : withheld === request.categories
  const weighed = { request, facts, at, relied, withheld }
  if (isDenied) return { ...denial(request, policy), rules: [rule], ...why, ...provisionsOf(weighed) }
  const resting = restingOn(request, { treatment, further, relied })
  return {
    kind: 'permit',
    ...authoritiesOf(resting, { treatment, further }),
    rules: rulesOf(resting, { request, purpose, treatment, further, policy }),
    ...why,
    allowed,
    withheld,
    ...obligationsOf(request, resting, policy),
    ...provisionsOf({ ...weighed, relied: resting }),
    consents: consentsOf(resting),
    ...redisclosureBy(request, { resting, further, purpose, policy }),
    policyVersion: policy.version,
  }
}

type Others = { readonly treatment: bigint; readonly further: Redisclosed }

/** The grants that give what no other authority gives already. */
function restingOn(
  { categories }: DisclosureRequest,
  { treatment, further, relied }: Others & { relied: readonly Grant[] },
): readonly Grant[] {
  const wanted = categories & ~(treatment | further.categories)
  return relied.every((grant) => (grant.categories & wanted) !== 0n)
    ? relied
    : relied.filter((grant) => (grant.categories & wanted) !== 0n)
}

/** In this order: the first is the one that the accounting names. */
const ORDER: readonly Authority[] = ['consent', 'court-order', 'emergency', 'agreement']

function authoritiesOf(
  resting: readonly Grant[],
  { treatment, further }: Others,
): Pick<Decision, 'authority' | 'authorities'> {
  const [only, ...others] = resting
  const granted =
    only !== undefined && others.length === 0
      ? [only.authority]
      : ORDER.filter((authority) => resting.some((grant) => grant.authority === authority))
  const authorities: Authority[] = [
    ...granted,
    ...(treatment === 0n ? [] : ['hipaa-treatment' as const]),
    ...(further.categories === 0n ? [] : ['redisclosure' as const]),
  ]
  const [authority] = authorities
  return { ...(authority && { authority }), authorities }
}

type Ruling = Others & {
  readonly request: DisclosureRequest
  readonly purpose: PurposePolicy
  readonly policy: Policy
}

function rulesOf(
  resting: readonly Grant[],
  { request, purpose, treatment, further, policy }: Ruling,
): string[] {
  const rules = new Set<string>()
  for (const { authority, basis } of resting) {
    rules.add(ruleBy(authority, { request, purpose, policy }))
    if (authority === 'consent' && basis.length > 0) rules.add(policy.authorities.intermediary.rule)
  }
  if (treatment !== 0n) rules.add('R-19')
  if (further.categories !== 0n) rules.add(further.rule)
  return [...rules]
}

function ruleBy(authority: Authority, { request, purpose, policy }: Omit<Ruling, keyof Others>): string {
  const { emergency, courtOrders, byAgreement } = policy.authorities
  if (authority === 'emergency') return emergency.rule
  if (authority === 'court-order') return courtOrders.rule
  if (authority === 'agreement')
    return byAgreement.find((each) => each.purpose === purpose.code)?.rule ?? 'AGREEMENT'
  return consentRuleOf(request.recipient, purpose, policy)
}

/** Several classes at once leave the recipient the right of none of them. */
function redisclosureBy(
  { recipient, held }: DisclosureRequest,
  {
    resting,
    further,
    purpose,
    policy,
  }: {
    resting: readonly Grant[]
    further: Redisclosed
    purpose: PurposePolicy
    policy: Policy
  },
): Pick<Decision, 'redisclosure'> {
  const classes = new Set(
    resting.map(({ authority }) => redisclosureOf(recipient, purpose, policy, authority)),
  )
  if (further.categories !== 0n && held) classes.add(held.class)
  const [only] = classes
  if (only === undefined) return {}
  return { redisclosure: classes.size === 1 ? only : (policy.parties.redisclosure.at(-1)?.class ?? only) }
}

type Weighed = {
  readonly request: DisclosureRequest
  readonly facts: DecisionFacts
  readonly at: string
  readonly relied: readonly Grant[]
  readonly withheld: bigint
}

function provisionsOf(weighed: Weighed): Pick<Decision, 'deciding' | 'losing'> {
  return { deciding: decidingIn(weighed), losing: losingIn(weighed) }
}

function consentsOf(grants: readonly Grant[]): readonly string[] {
  const [first, ...others] = grants
  if (first !== undefined && others.length === 0) return first.consents
  return [...new Set(grants.flatMap(({ consents }) => consents))].toSorted()
}

/** 42 CFR 2.32(a) and (b), 2.25, 2.13(a), and the labels that tell the recipient. */
const byConsent: readonly Obligation[] = ['notice', 'scope', 'accounting', 'minimum-necessary', 'labels']
const byOther: readonly Obligation[] = ['notice', 'accounting', 'minimum-necessary', 'labels']
/** 42 CFR 2.51(c): what is to be written down immediately. */
const byEmergency: readonly Obligation[] = [...byOther, 'emergency-record']
const otherwise: readonly Obligation[] = ['accounting', 'labels']

function obligationsOf(
  request: DisclosureRequest,
  resting: readonly Grant[],
  policy: Policy,
): Pick<Decision, 'obligations' | 'notice'> {
  const isEmergency = resting.some(({ authority }) => authority === 'emergency')
  if (!isPart2Disclosure(request, policy)) return { obligations: otherwise }
  const hasConsent = resting.some(({ authority }) => authority === 'consent')
  const scope: readonly Obligation[] = hasConsent ? byConsent : byOther
  const obligations = isEmergency
    ? hasConsent
      ? [...byConsent, ...byEmergency.slice(-1)]
      : byEmergency
    : scope
  return { obligations, notice: policy.parties.notice }
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

function decideClaim(request: DisclosureRequest, claim: Claim, at: string, policy: Policy): Decision {
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
    ...obligationsOf(request, [], policy),
    redisclosure,
  }
}

function beyond(withheld: bigint, policy: Policy): Decision['reasons'][number] {
  const text = `This authority does not reach: ${policy.codesOf(withheld).join(', ')}.`
  return { code: 'MINIMUM_NECESSARY', text, citation: '42 CFR 2.13(a)' }
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

/** The grants in force for exactly this recipient and purpose, and for a mandate that the acting person monitors. */
function reliedOn(
  request: DisclosureRequest,
  { grants }: DecisionFacts,
  { at, purpose }: Point,
): readonly Grant[] {
  const mandates = mandatesOf(request.recipient, purpose)
  return grants.filter(
    (grant) =>
      isInForce(grant, request, at) &&
      (grant.mandate === undefined || mandates === undefined || mandates.includes(grant.mandate)),
  )
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
