/** What a permission rests on, what follows for who gets it: authorities, rules, obligations, redisclosure class. Pure. */
import type { Authority, Decision, DisclosureRequest, Grant, Obligation } from './consent.ts'
import type { Policy, PurposePolicy } from './policy.ts'
import { consentRuleOf, redisclosureOf } from './recipient.ts'
import type { Redisclosed } from './redisclosure.ts'

export type Grounds = {
  readonly request: DisclosureRequest
  readonly purpose: PurposePolicy
  readonly policy: Policy
  /** The grants that were relied on. */
  readonly resting: readonly Grant[]
  readonly treatment: bigint
  readonly further: Redisclosed
}

/** The grants that give what no other authority gives already. */
export function restingOn(
  { categories }: DisclosureRequest,
  { treatment, further, relied }: Pick<Grounds, 'treatment' | 'further'> & { relied: readonly Grant[] },
): readonly Grant[] {
  const wanted = categories & ~(treatment | further.categories)
  const isWanted = (grant: Grant): boolean => (grant.categories & wanted) !== 0n
  return relied.every(isWanted) ? relied : relied.filter(isWanted)
}

/** What a permission says of its grounds. */
export function groundsOf(
  grounds: Grounds,
): Pick<
  Decision,
  'authority' | 'authorities' | 'rules' | 'obligations' | 'notice' | 'consents' | 'redisclosure'
> {
  const authorities = authoritiesOf(grounds)
  const [authority] = authorities
  const redisclosure = redisclosureBy(grounds)
  return {
    ...(authority && { authority }),
    authorities,
    rules: rulesOf(grounds),
    ...obligationsOf(grounds.request, authorities, grounds.policy),
    consents: consentsOf(grounds.resting),
    ...(redisclosure !== undefined && { redisclosure }),
  }
}

/** In this order: the first is the one that the accounting names. */
const ORDER: readonly Authority[] = ['consent', 'court-order', 'emergency', 'agreement']
const ALONE: ReadonlyMap<Authority, readonly Authority[]> = new Map(ORDER.map((each) => [each, [each]]))

function authoritiesOf({ resting, treatment, further }: Grounds): readonly Authority[] {
  const [first] = resting
  const others = treatment | further.categories
  // Nearly every permission rests on one grant.
  const alone = first && resting.length === 1 && others === 0n ? ALONE.get(first.authority) : undefined
  return (
    alone ?? [
      ...ORDER.filter((authority) => resting.some((grant) => grant.authority === authority)),
      ...(treatment === 0n ? [] : ['hipaa-treatment' as const]),
      ...(further.categories === 0n ? [] : ['redisclosure' as const]),
    ]
  )
}

function rulesOf(grounds: Grounds): readonly string[] {
  const { request, purpose, resting, treatment, further, policy } = grounds
  const rules = resting.flatMap(({ authority, basis, rules: own }) => {
    if (authority !== 'consent') return own ?? []
    const through = basis.length > 0 ? [policy.authorities.intermediary.rule] : []
    return [consentRuleOf(request.recipient, purpose, policy), ...through]
  })
  if (treatment !== 0n) rules.push('R-19')
  if (further.categories !== 0n) rules.push(further.rule)
  return rules.length < 2 ? rules : [...new Set(rules)]
}

/** Several classes at once leave the recipient the right of none of them. */
function redisclosureBy({ request, resting, further, purpose, policy }: Grounds): string | undefined {
  const classes = [
    ...resting.map(({ authority }) => redisclosureOf(request.recipient, purpose, policy, authority)),
    ...(further.categories === 0n ? [] : [further.class]),
  ]
  const [first] = classes
  return classes.every((each) => each === first) ? first : policy.parties.redisclosure.at(-1)?.class
}

/** 42 CFR 2.32(a) and (b), 2.25, 2.13(a), and the labels that tell the recipient; 2.51(c), what is to be written down. */
const byConsent: readonly Obligation[] = ['notice', 'scope', 'accounting', 'minimum-necessary', 'labels']
const byOther: readonly Obligation[] = byConsent.filter((each) => each !== 'scope')
const otherwise: readonly Obligation[] = ['accounting', 'labels']

/** What the disclosure carries, and what is to be done about it. */
export function obligationsOf(
  { isPart2, discloser }: DisclosureRequest,
  authorities: readonly Authority[],
  policy: Policy,
): Pick<Decision, 'obligations' | 'notice'> {
  // The rules of Part 2 bind what is labelled so, and what comes from a program, labelled or not.
  if (!isPart2 && !policy.isProgram(discloser)) return { obligations: otherwise }
  const usual = authorities.includes('consent') ? byConsent : byOther
  const obligations = authorities.includes('emergency') ? [...usual, 'emergency-record' as const] : usual
  return { obligations, notice: policy.parties.notice }
}

function consentsOf(grants: readonly Grant[]): readonly string[] {
  const [first] = grants
  if (first !== undefined && grants.length === 1) return first.consents
  return [...new Set(grants.flatMap(({ consents }) => consents))].toSorted()
}
