/** What is to be sent because something changed: plans to those who may have them; and what may no longer leave is stopped. */
import { record } from '../audit/record.ts'
import { isPart2 } from '../consent/label.ts'
import type { Transaction } from '../database/database.ts'
import { enqueue, settle, unsent } from '../delivery/queue.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { isCopy } from '../exchange/plan.ts'
import { parseReference } from '../fhir/reference.ts'
import { compartment, read } from '../store/find.ts'
import { grantsOf } from '../store/grants.ts'
import { decideNow, covers } from './decide.ts'
import type { Ground } from './ground.ts'
import type { At } from './regrant.ts'

/** Queues the person's plans for every partner that a grant in force lets have them. */
export async function queuePlans(
  ground: Ground,
  tx: Transaction,
  of: At,
  change: { types: ReadonlySet<string>; at: string },
): Promise<void> {
  const { plan } = ground.content.exchange
  if (!plan.triggeredBy.some((type) => change.types.has(type))) return
  const wanted = ground.content.policy.bitsOf(plan.categories)
  const grants = (await grantsOf(tx, of, ground.content.policy.version)).filter(
    ({ purpose, categories, from, until, recipient }) =>
      plan.purposes.includes(purpose) &&
      (wanted & ~categories) === 0n &&
      from <= change.at &&
      (until === undefined || change.at < until) &&
      plan.recipientKinds.includes(ground.directory.byId(recipient)?.kind ?? ''),
  )
  if (grants.length === 0) return
  const plans = (
    await compartment(
      tx,
      { partner: of.custodian, purpose: '', at: change.at },
      { ...of, types: ['CarePlan'] },
    )
  ).filter(
    ({ content }) =>
      plan.planIntents.includes(String(content['intent'])) &&
      plan.planStatuses.includes(String(content['status'])) &&
      !isCopy(content),
  )
  for (const { recipient, purpose } of grants) {
    for (const { id } of plans) {
      await enqueue(
        tx,
        { ...of, id: ground.newId(), recipient, purpose, kind: 'plan', focus: `CarePlan/${id}` },
        change.at,
      )
    }
  }
}

/** Stops what has not left yet and may not leave any more. An attempt decides anew as well; this shows it at once. */
export async function reviseDeliveries(
  ground: Ground,
  tx: Transaction,
  of: At,
  at: string,
): Promise<Delivery[]> {
  const stopped: Delivery[] = []
  for (const delivery of await unsent(tx, of)) {
    // Neither discloses anything that the partner does not have.
    if (delivery.kind === 'notification' || delivery.kind === 'recall') continue
    if (await mayLeave(ground, tx, delivery, at)) continue
    await settle(tx, delivery, {
      state: 'stopped',
      reason: 'no release or other authority permits it any more',
      at,
    })
    stopped.push(delivery)
  }
  return stopped
}

async function mayLeave(ground: Ground, tx: Transaction, delivery: Delivery, at: string): Promise<boolean> {
  const focus = parseReference(delivery.focus)
  const kept = focus && (await read(tx, { partner: delivery.custodian, purpose: '', at }, focus))
  const { directory } = ground
  if (!kept || !directory.byId(delivery.custodian) || !directory.byId(delivery.recipient)) return false
  const decision = await decideNow(ground, tx, {
    person: kept.person,
    custodian: kept.custodian,
    recipient: delivery.recipient,
    purpose: delivery.purpose,
    categories: kept.categories,
    isPart2: isPart2(kept.content),
    channel: 'delivery',
    isTreatmentReferral: delivery.kind === 'referral',
    at,
  })
  if (covers(decision, kept.categories)) return true
  const { person, custodian, recipient } = delivery
  await record(
    tx,
    [
      {
        act: 'decide',
        at,
        person,
        actor: 'gateway',
        outcome: 'failure',
        entities: [delivery.focus],
        custodian,
        recipient,
        decision,
      },
    ],
    ground.newId,
  )
  return false
}
