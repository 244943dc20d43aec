/**
 * Deliveries: a loop claims what is due and attempts it. Each attempt decides anew, so that a revocation stops what waits;
 * the intent is committed before the first byte leaves; what the partner has taken becomes his copy in the transaction
 * that settles the delivery. At most one attempt of a delivery is under way; one that broke off is made again, under the
 * same identifier.
 */
import { account, conclude, outcomeSoFar, record } from '../audit/record.ts'
import type { Disclosure, Event } from '../audit/audit.ts'
import { DatabaseError } from '../database/database.ts'
import type { Transaction } from '../database/database.ts'
import { claim, deliveriesOf, due, nextDue, replay, sentHash, settle } from '../delivery/queue.ts'
import { pauseMs } from '../delivery/delivery.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Attempt } from '../delivery/send.ts'
import { stateOf } from '../exchange/referral.ts'
import { issue } from '../fhir/outcome.ts'
import type { Bundle } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { catchUp } from './answer.ts'
import { basisOf } from './basis.ts'
import { refused, UUID } from './answers.ts'
import type { Answer } from './door.ts'
import { gather } from './gather.ts'
import type { Gathered } from './gather.ts'
import type { Ground } from './ground.ts'
import { onGround } from './in-force.ts'
import { hashOf, notificationOf, packetOf } from './packet.ts'
import { placeCopies, copiesOf } from './place.ts'
import type { Copies } from './place.ts'
import { receiverOf } from './receiver.ts'
import { recallTold, tellRecall } from './recall-notice.ts'
import { outcomeOf, versionOf } from './release.ts'

type Prepared = {
  readonly delivery: Delivery
  readonly packet: Bundle
  readonly headers: Record<string, string>
  readonly copies: Copies | undefined
  readonly disclosure: Disclosure | undefined
  /** An earlier attempt may have arrived: that a later one certainly has not does not take it back. */
  readonly mayBeSeen: boolean
  readonly hash: string | undefined
}

const NOTHING_DISCLOSED = {
  copies: undefined,
  disclosure: undefined,
  mayBeSeen: false,
  hash: undefined,
} as const

/** Makes one attempt at a delivery; true when there was something to attempt. */
export async function attempt(ground: Ground, id: string): Promise<boolean> {
  let prepared: Prepared | undefined
  try {
    prepared = await onGround(ground, (now) => now.database.transaction((tx) => prepare(now, tx, id)))
    if (!prepared) return false
    const { packet, headers, delivery } = prepared
    const endpoint = ground.directory.byId(delivery.recipient)?.endpoint
    // A partner without an endpoint fetches: the packet waits for him in his own record.
    const result: Attempt = endpoint ? await ground.send(endpoint, packet, headers) : { kind: 'taken' }
    const made = { ...prepared, result }
    await onGround(ground, (now) => now.database.transaction((tx) => finish(now, tx, made)))
  } catch (error) {
    if (error instanceof DatabaseError && error.code !== 'database-refused') throw error
    await setBack(ground, id, prepared?.delivery, error)
  }
  return true
}

/** A delivery that fails by a fault of ours is set back like any other, so that those behind it go on. */
async function setBack(
  ground: Ground,
  id: string,
  claimed: Delivery | undefined,
  error: unknown,
): Promise<void> {
  ground.log.warn('delivery failed by a fault of the gateway', { delivery: id, reason: codeOf(error) })
  await ground.unguarded.transaction(async (tx) => {
    const at = ground.clock()
    const delivery = claimed ?? (await claim(tx, id, at, at))
    if (delivery) await settleFailed(ground, tx, delivery, { reason: 'a fault of the gateway', at })
  })
}

/** Sets the time of the next attempt, or gives up; or finds that another attempt has the delivery by now. */
async function settleFailed(
  ground: Ground,
  tx: Transaction,
  delivery: Delivery,
  { reason, at, isFinal = false }: { reason: string; at: string; isFinal?: boolean },
): Promise<'given-up' | 'set-back' | 'overtaken'> {
  const { delivery: limits } = ground.limits
  const isDead = isFinal || delivery.attempts >= limits.attemptsMax
  const nextAt = later(at, pauseMs(delivery.attempts, limits, ground.random()))
  const isSettled = await settle(tx, delivery, {
    state: isDead ? 'dead' : 'waiting',
    reason,
    at,
    ...(!isDead && { nextAt }),
  })
  if (!isSettled) return 'overtaken'
  return isDead ? 'given-up' : 'set-back'
}

async function prepare(ground: Ground, tx: Transaction, id: string): Promise<Prepared | undefined> {
  const at = ground.clock()
  const delivery = await claim(tx, id, at, later(at, ground.limits.delivery.leaseMs))
  if (!delivery) return undefined
  const headers = { 'x-throughline-delivery': delivery.id, 'x-throughline-kind': delivery.kind }
  if (delivery.kind === 'notification') {
    return { ...NOTHING_DISCLOSED, delivery, packet: notificationOf(ground, delivery, at), headers }
  }
  if (delivery.kind === 'recall') {
    const packet = await tellRecall(ground, tx, delivery, at)
    return packet && { ...NOTHING_DISCLOSED, delivery, packet, headers }
  }
  const receiver = await receiverOf(tx, delivery)
  const gathered = await gather(ground, tx, delivery, { at, receiver })
  if (gathered.kind === 'withheld') {
    const reason = gathered.focus
      ? 'no release or other authority permits it any more'
      : 'the record it is about is gone'
    await stop(ground, tx, {
      delivery,
      reason,
      at,
      ...(gathered.decision && { decision: gathered.decision }),
    })
    return undefined
  }
  if (delivery.kind === 'referral' && stateOf(gathered.focus.content, ground.content.states) !== 'sent') {
    await stop(ground, tx, { delivery, reason: 'the referral was withdrawn before it left', at })
    return undefined
  }
  const copies = await copiesOf(ground, tx, { delivery, gathered, at, receiver })
  // The Patient comes along only until the receiver has one.
  const hash = hashOf(copies.resources.filter(({ resourceType }) => resourceType !== 'Patient'))
  if (delivery.kind === 'plan' && hash === (await sentHash(tx, delivery))) {
    await settle(tx, delivery, { state: 'sent', reason: 'the partner has exactly this already', at })
    return undefined
  }
  const mayBeSeen = (await outcomeSoFar(tx, delivery)) === 'intended'
  const disclosure = await intend(ground, tx, { delivery, gathered, at })
  const packet = packetOf(ground, {
    delivery,
    resources: copies.resources,
    decision: gathered.decision,
    grants: gathered.grants,
    at,
  })
  return { delivery, packet, headers, copies, disclosure, mayBeSeen, hash }
}

type Stopping = { delivery: Delivery; reason: string; at: string; decision?: Gathered['decision'] }

async function stop(
  ground: Ground,
  tx: Transaction,
  { delivery, reason, at, decision }: Stopping,
): Promise<void> {
  await settle(tx, delivery, { state: 'stopped', reason, at })
  const { person, custodian, recipient, focus } = delivery
  const event: Event = {
    act: 'decide',
    at,
    person,
    actor: 'gateway',
    outcome: 'failure',
    entities: [focus],
    custodian,
    recipient,
    ...(decision && { decision }),
  }
  await record(tx, [event], ground.newId)
}

/** The accounting entry has the id of the delivery: however often it is attempted, it is one disclosure. */
async function intend(
  ground: Ground,
  tx: Transaction,
  of: { delivery: Delivery; gathered: Gathered; at: string },
): Promise<Disclosure> {
  const { delivery, gathered, at } = of
  const { decision } = gathered
  const all = [gathered.focus, gathered.patient, ...gathered.others]
  const categories = all.reduce((bits, each) => bits | each.categories, 0n)
  const disclosure: Disclosure = {
    person: delivery.person,
    id: delivery.id,
    custodian: delivery.custodian,
    recipient: delivery.recipient,
    recipientPerson: undefined,
    purpose: delivery.purpose,
    authority: decision.authority ?? 'none',
    consents: decision.consents,
    basis: basisOf(gathered.grants, {
      recipient: delivery.recipient,
      purpose: delivery.purpose,
      categories,
      at,
    }),
    categories,
    resources: all.map(versionOf),
    channel: 'delivery',
    notice: decision.notice,
    policyVersion: decision.policyVersion,
    delivery: delivery.id,
    at,
    outcome: 'intended',
  }
  await account(tx, [disclosure])
  const { person, custodian, recipient, resources, id } = disclosure
  const event: Event = {
    act: 'disclose',
    at,
    person,
    actor: 'gateway',
    outcome: 'intended',
    entities: resources,
    custodian,
    recipient,
    disclosure: id,
    decision,
  }
  await record(tx, [event], ground.newId)
  return disclosure
}

async function finish(
  ground: Ground,
  tx: Transaction,
  { delivery, disclosure, mayBeSeen, copies, hash, result }: Prepared & { result: Attempt },
): Promise<void> {
  const at = ground.clock()
  if (result.kind === 'taken') {
    // A later attempt has sent what is newer than this.
    if (!(await settle(tx, delivery, { state: 'sent', at, ...(hash && { hash }) }))) return
    if (copies) await placeCopies(ground, tx, { delivery, copies, at })
    if (delivery.kind === 'recall') await recallTold(ground, tx, delivery, at)
    if (delivery.kind === 'referral') await catchUp(ground, tx, delivery, at)
    if (disclosure) await concludeWith(ground, tx, { disclosure, outcome: 'sent', at })
    return
  }
  const { reason } = result
  const isFinal = result.kind === 'refused'
  const settled = await settleFailed(ground, tx, delivery, { reason, at, isFinal })
  if (settled === 'overtaken') return
  if (disclosure && !result.reached && !mayBeSeen)
    await concludeWith(ground, tx, { disclosure, outcome: 'failed', at })
  ground.log.warn(settled === 'given-up' ? 'delivery given up' : 'delivery will be tried again', {
    delivery: delivery.id,
    partner: delivery.recipient,
    reason: result.reason,
  })
}

async function concludeWith(
  ground: Ground,
  tx: Transaction,
  of: { disclosure: Disclosure; outcome: 'sent' | 'failed'; at: string },
): Promise<void> {
  await conclude(tx, [of.disclosure], of)
  await record(tx, [outcomeOf(of.disclosure, { actor: 'gateway', ...of })], ground.newId)
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString()
}

/** Starts the loop; the returned function ends it and waits for the attempts under way. */
export function startDeliveries(inForce: () => Ground): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isStopping = false
  let isWoken = false

  const wake = (): void => {
    isWoken = true
    if (running || isStopping) return
    clearTimeout(timer)
    running = round().finally(() => {
      running = undefined
      if (isWoken) wake()
    })
  }

  async function round(): Promise<void> {
    isWoken = false
    const ground = inForce()
    let pause = ground.limits.pollMs
    try {
      while (!isStopping && (await drain(inForce()))) {}
      pause = Math.min(pause, msUntil(await nextDue(ground.database), ground.clock()))
    } catch (error) {
      // The table is the truth: whatever failed here is found again at the next round.
      ground.log.warn('deliveries pause', { reason: codeOf(error) })
    }
    if (!isStopping) timer = setTimeout(wake, pause)
  }

  inForce().waker.listen(() => setImmediate(wake))
  wake()
  return async () => {
    isStopping = true
    clearTimeout(timer)
    await running
  }
}

/** Attempts what is due now, a few at once; false when nothing was. */
async function drain(ground: Ground): Promise<boolean> {
  const ids = await due(ground.database, ground.clock(), ground.limits.deliveriesAtOnce)
  const attempts = await Promise.all(ids.map((id) => attempt(ground, id)))
  return attempts.some(Boolean)
}

function msUntil(next: string | undefined, now: string): number {
  return next === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Date.parse(next) - Date.parse(now))
}

/** A code, or where a bug shows itself; never a message, which may quote a record. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected'
  return 'code' in error ? String(error.code) : `${error.name} ${error.stack?.split('\n')[1]?.trim() ?? ''}`
}

/** A custodian's deliveries: what waits, what was sent, what was stopped and why. */
export async function listDeliveries(ground: Ground, actor: Actor): Promise<Answer> {
  const deliveries = await deliveriesOf(ground.database, actor.partner)
  const listed = deliveries.map(
    ({ id, recipient, purpose, kind, focus, state, attempts, nextAt, reason, created }) => ({
      id,
      recipient,
      purpose,
      kind,
      focus,
      state,
      attempts,
      ...((state === 'waiting' || state === 'in-flight') && { nextAt }),
      ...(reason && { reason }),
      created,
    }),
  )
  return { status: 200, body: { deliveries: listed } }
}

/** Sets a dead or stopped delivery waiting again; the attempt decides anew. */
export async function replayDelivery(ground: Ground, actor: Actor, id: string): Promise<Answer> {
  const done = UUID.test(id) && (await replay(ground.database, actor.partner, id, ground.clock()))
  if (!done) return refused(404, issue('not-found', 'No dead or stopped delivery of yours has this id.'))
  ground.waker.wake()
  return {
    status: 202,
    body: { id, state: 'waiting' },
  }
}
