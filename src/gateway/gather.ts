/** Gathers what a delivery is to carry: the record it is about, what that refers to, and what of it may leave. */
import { isPart2 } from '../consent/label.ts'
import type { Decision, Grant } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { parseReference, referencesIn } from '../fhir/reference.ts'
import type { Reference, Resource } from '../fhir/resource.ts'
import type { Access } from '../store/access.ts'
import { read, readAll } from '../store/find.ts'
import { grantedOf } from '../store/grants.ts'
import type { Kept } from '../store/record.ts'
import { covers, decideBy, denialsOf } from './decide.ts'
import type { Ground } from './ground.ts'
import type { Receiver } from './receiver.ts'
import { isEnteredInError } from './withdraw.ts'

export type Gathered = {
  readonly focus: Kept
  readonly patient: Kept
  /** Everything else that may leave, by reference. */
  readonly others: readonly Kept[]
  /** The decision on everything that leaves, together. */
  readonly decision: Decision
  /** The grants to the recipient that were in force. */
  readonly grants: readonly Grant[]
  /** Whether the recipient may have a record of the same person. */
  readonly may: (kept: Kept) => boolean
}

export type Withheld = {
  readonly kind: 'withheld'
  readonly focus: Kept | undefined
  readonly decision: Decision | undefined
}

/** What leaves with a delivery, or that the record itself may not leave. */
export async function gather(
  ground: Ground,
  tx: Transaction,
  delivery: Delivery,
  { at, receiver }: { at: string; receiver: Receiver },
): Promise<(Gathered & { kind: 'gathered' }) | Withheld> {
  const access: Access = { partner: delivery.custodian, purpose: '', at }
  const at0 = parseReference(delivery.focus)
  const focus = at0 && (await read(tx, access, at0))
  if (!focus) return { kind: 'withheld', focus: undefined, decision: undefined }
  const { grants, sourceOf } = await grantedOf(tx, focus, ground.content.policy.version)
  const isReferral = delivery.kind === 'referral'
  const denials = isReferral ? await denialsOf(ground, tx, { ...focus, at }) : undefined
  const known = { grants, ...(denials && { denials }), source: sourceOf(focus) }
  const decideOn = (categories: bigint, part2: boolean): Decision =>
    decideBy(
      ground,
      {
        person: focus.person,
        custodian: focus.custodian,
        recipient: delivery.recipient,
        purpose: delivery.purpose,
        categories,
        isPart2: part2,
        channel: 'delivery',
        isTreatmentReferral: isReferral,
        at,
      },
      known,
    )
  const may = (kept: Kept): boolean =>
    kept.person === focus.person && covers(decideOn(kept.categories, isPart2(kept.content)), kept.categories)
  const patient = await read(tx, access, { type: 'Patient', id: focus.person })
  if (!patient || !may(focus) || !may(patient))
    return {
      kind: 'withheld',
      focus,
      decision: decideOn(focus.categories | (patient?.categories ?? 0n), isPart2(focus.content)),
    }
  const sendable = withoutMistakes(tx, delivery, { at, receiver })
  if ((await sendable([focus])).length === 0)
    return { kind: 'withheld', focus: undefined, decision: undefined }
  const others = await closure(ground, tx, { access, focus, may, sendable })
  // A referral without its order is none: the order may have grown beyond what the release covers.
  if (isReferral && !others.some((kept) => isFocusOf(focus.content, kept)))
    return { kind: 'withheld', focus, decision: undefined }
  const all = [focus, patient, ...others]
  const decision = decideOn(
    all.reduce((bits, { categories }) => bits | categories, 0n),
    all.some(({ content }) => isPart2(content)),
  )
  const inForce = grants.filter(
    ({ recipient, purpose, from, until }) =>
      recipient === delivery.recipient &&
      purpose === delivery.purpose &&
      from <= at &&
      (until === undefined || at < until),
  )
  return { kind: 'gathered', focus, patient, others, decision, grants: inForce, may }
}

function isFocusOf(task: Resource, { type, id }: Kept): boolean {
  const order = parseReference((task['focus'] as Reference | undefined)?.reference)
  return order?.type === type && order.id === id
}

type Sendable = (kept: readonly Kept[]) => Promise<readonly Kept[]>

/** What was entered in error is told to him who has it already, so that he knows; to nobody else it is sent at all. */
function withoutMistakes(
  tx: Transaction,
  delivery: Delivery,
  { at, receiver: { idOf, isStranger } }: { at: string; receiver: Receiver },
): Sendable {
  const copyOf = ({ type, id }: Kept): string => `${type}/${idOf(`${type}/${id}`)}`
  return async (all) => {
    const mistaken = all.filter(({ content }) => isEnteredInError(content))
    if (mistaken.length === 0) return all
    if (isStranger) return all.filter((kept) => !mistaken.includes(kept))
    const copies = await readAll(
      tx,
      { partner: delivery.recipient, purpose: '', at },
      mistaken.map((kept) => copyOf(kept)),
    )
    const held = new Set(copies.map(({ type, id }) => `${type}/${id}`))
    return all.filter((kept) => !mistaken.includes(kept) || held.has(copyOf(kept)))
  }
}

type Closing = { access: Access; focus: Kept; may: (kept: Kept) => boolean; sendable: Sendable }

/** Everything of the same person that a packet about the record could carry, if all of it might leave. */
export function reachOf(
  ground: Ground,
  tx: Transaction,
  { focus, at }: { focus: Kept; at: string },
): Promise<Kept[]> {
  const access: Access = { partner: focus.custodian, purpose: '', at }
  const may = (kept: Kept): boolean => kept.person === focus.person
  return closure(ground, tx, { access, focus, may, sendable: (kept) => Promise.resolve(kept) })
}

/** What the record refers to, and what that refers to, as far as it may leave; depth and number are bounded by policy. */
async function closure(
  ground: Ground,
  tx: Transaction,
  { access, focus, may, sendable }: Closing,
): Promise<Kept[]> {
  const { depthMax, resourcesMax } = ground.content.exchange.plan
  const found = new Map<string, Kept>()
  const seen = new Set([`${focus.type}/${focus.id}`])
  let frontier: readonly Kept[] = [focus]
  for (let depth = 0; depth < depthMax && frontier.length > 0; depth += 1) {
    const next = frontier
      .flatMap(({ content }) => referencesIn(content))
      .flatMap(({ reference }) =>
        reference && parseReference(reference) && !seen.has(reference) ? [reference] : [],
      )
    for (const reference of next) seen.add(reference)
    const stored = await readAll(tx, access, [...new Set(next)].slice(0, resourcesMax))
    frontier = await sendable(
      stored.filter(
        (kept) =>
          kept.custodian === focus.custodian &&
          kept.type !== 'Patient' &&
          kept.type !== 'Consent' &&
          may(kept),
      ),
    )
    for (const kept of frontier) if (found.size < resourcesMax) found.set(`${kept.type}/${kept.id}`, kept)
  }
  return [...found.values()]
}
