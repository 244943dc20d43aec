/**
 * What decided, and what says otherwise and lost: releases, restrictions, orders, agreements, emergencies by their
 * references, with what each says on the categories in question. Pure.
 */
import type { Conflict, DecisionFacts, DisclosureRequest, Grant, Provision } from './consent.ts'
import { holds } from './time.ts'

export type Weighed = {
  readonly request: DisclosureRequest
  readonly facts: DecisionFacts
  readonly at: string
  /** The grants that the permission rests on, or that were in force. */
  readonly relied: readonly Grant[]
  readonly withheld: bigint
  /** What restrictions outweigh of authorities that rest on no grant. */
  readonly overruled: readonly Conflict[]
}

const NONE: readonly never[] = []

/** What permits, and what denies where it outweighs. */
export function decidingIn(weighed: Weighed): readonly Provision[] {
  const { relied, request } = weighed
  const conflicts = conflictsIn(weighed)
  const [only, ...others] = relied
  if (only !== undefined && others.length === 0 && conflicts.length === 0)
    return permitting(only, request.categories)
  return joined([
    ...relied.flatMap((grant) => permitting(grant, request.categories)),
    ...conflicts
      .filter(({ winner }) => isRestriction(winner, relied))
      .map(({ winner, categories }) => ({ reference: winner, says: 'denies', categories })),
  ])
}

/** What was outweighed; and, for what is withheld, the releases that have ended, have not begun, or are void. */
export function losingIn(weighed: Weighed): readonly Provision[] {
  const { request, facts, withheld, relied } = weighed
  const conflicts = conflictsIn(weighed)
  if (conflicts.length === 0 && withheld === 0n) return NONE
  const outweighed = conflicts.map(({ loser, winner, categories }) => ({
    reference: loser,
    says: isRestriction(winner, relied) ? 'permits' : 'denies',
    categories,
  }))
  if (withheld === 0n) return joined(outweighed)
  const void_ = (facts.deficiencies ?? []).filter(
    ({ element, recipients }) =>
      recipients.includes(request.recipient.partner) && facts.policy.elements.get(element)?.voids === true,
  )
  return joined([
    ...outweighed,
    ...outOfTime(weighed),
    ...void_.map(({ consent, element }) => ({
      reference: consent.includes('/') ? consent : `Consent/${consent}`,
      says: `void:${element}`,
      categories: withheld,
    })),
  ])
}

/** The releases that would have given something of what is withheld, at another time. */
function outOfTime({ request, facts, at, withheld }: Weighed): Provision[] {
  return facts.grants
    .filter(
      ({ recipient, purpose, custodian, person, categories }) =>
        recipient === request.recipient.partner &&
        purpose === request.purpose &&
        custodian === request.discloser.partner &&
        (request.person === undefined || person === request.person) &&
        (categories & withheld) !== 0n,
    )
    .filter((grant) => !holds(grant, at))
    .flatMap((grant) =>
      permitting(grant, withheld).map((provision) => ({
        ...provision,
        says: grant.from > at ? 'not-yet' : 'expired',
      })),
    )
}

function permitting({ consents, basis, categories }: Grant, asked: bigint): readonly Provision[] {
  const given = categories & asked
  const [consent, ...others] = consents
  if (consent !== undefined && others.length === 0 && basis.length === 0)
    return [{ reference: `Consent/${consent}`, says: 'permits', categories: given }]
  return [...consents.map((id) => `Consent/${id}`), ...basis].map((reference) => ({
    reference,
    says: 'permits',
    categories: given,
  }))
}

/** The conflicts about what is asked: all of them where they were compiled, else those that the grants carry. */
function conflictsIn(weighed: Weighed): readonly Conflict[] {
  const { request, facts, at, relied, withheld } = weighed
  const [only] = relied
  // Nearly every decision is by one grant against which nothing stood.
  if (
    facts.conflicts === undefined &&
    relied.length === 1 &&
    only?.overruled === undefined &&
    weighed.overruled.length === 0
  )
    return NONE
  const found: readonly Conflict[] =
    facts.conflicts?.filter(
      (conflict) =>
        conflict.recipient === request.recipient.partner &&
        conflict.purpose === request.purpose &&
        holds(conflict, at),
    ) ?? relied.flatMap(({ overruled }) => overruled ?? [])
  // What a grant gives all the same is not outweighed.
  const ungranted = weighed.overruled.map((each) => ({ ...each, categories: each.categories & withheld }))
  return [...found, ...ungranted].flatMap((each) => {
    const categories = each.categories & request.categories
    return categories === 0n ? [] : [{ ...each, categories }]
  })
}

/** What outweighs is a restriction, unless it is what was relied on: an emergency outweighs restrictions. */
function isRestriction(winner: string, relied: readonly Grant[]): boolean {
  return winner.startsWith('Consent/') || !relied.some(({ basis }) => basis.includes(winner))
}

/** Each once, with all the categories on which it says so, in an order that does not depend on that of the papers. */
function joined(provisions: readonly Provision[]): Provision[] {
  const byKey = new Map<string, Provision>()
  for (const each of provisions) {
    const key = `${each.reference} ${each.says}`
    const before = byKey.get(key)
    byKey.set(key, before ? { ...each, categories: before.categories | each.categories } : each)
  }
  return [...byKey]
    .toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)))
    .map(([, each]) => each)
}
