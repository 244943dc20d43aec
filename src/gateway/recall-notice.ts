/**
 * An attempt to tell a recipient of a recall, or that it was lifted. What is said is what holds at the attempt; the telling
 * is on record before the first byte leaves. No release is asked for, since nothing leaves that he does not have; without
 * an agreement in force nothing flows to him all the same, and the custodian sees that he was not reached.
 */
import { record } from '../audit/record.ts'
import type { Event } from '../audit/audit.ts'
import { showingsOf } from '../audit/shown.ts'
import type { Transaction } from '../database/database.ts'
import { settle } from '../delivery/queue.ts'
import type { Delivery, DeliveryState } from '../delivery/delivery.ts'
import type { Bundle } from '../fhir/resource.ts'
import { missingAgreement } from '../partners/agreements.ts'
import { linksOf } from '../store/identities.ts'
import { changeRecall, OPEN_STATES, recallAbout } from '../store/recalls.ts'
import type { Recall } from '../store/recalls.ts'
import type { Ground } from './ground.ts'
import { packetOf } from './packet.ts'
import { lookAgain, note, remindLater } from './recall.ts'
import { copiesHeld, correctCopies } from './recall-copies.ts'
import { recallTask, SEEN_AS_MAX } from './recall-task.ts'
import type { Telling } from './recall-task.ts'

/** The packet that tells of the recall; undefined where there is nothing to tell (any more), and the delivery is settled. */
export async function tellRecall(
  ground: Ground,
  tx: Transaction,
  delivery: Delivery,
  at: string,
): Promise<Bundle | undefined> {
  const end = async (state: DeliveryState, reason: string): Promise<undefined> =>
    void (await settle(tx, delivery, { state, reason, at }))
  if (delivery.recipient === delivery.custodian) {
    await lookAgain(ground, tx, delivery, at)
    return end('sent', 'the accounting was looked through again')
  }
  const recall = await recallAbout(tx, delivery)
  if (!recall || !isToBeTold(recall)) return end('stopped', 'there is nothing left to tell')
  if (!isConnected(ground, delivery.recipient, at))
    return end('dead', 'the partner is not connected, or has no agreement in force')
  const telling = await tellingOf(tx, recall, at)
  if (telling.showings.length === 0) {
    await changeRecall(tx, recall, { state: 'void' })
    await note(ground, tx, [recall], { at, actor: 'gateway', why: 'void' })
    return end('stopped', 'nothing of the record had reached the partner')
  }
  const isReminder = recall.state === 'sent' || recall.state === 'acknowledged'
  await changeRecall(tx, recall, {
    told: recall.told ?? at,
    delivery: delivery.id,
    ...(isReminder && { reminders: recall.reminders + 1 }),
  })
  await record(tx, [eventOf(delivery, recall, { at, outcome: 'intended' })], ground.newId)
  return packetOf(ground, {
    delivery,
    resources: [recallTask(telling)],
    decision: undefined,
    grants: [],
    at,
  })
}

/** What a Task about the recall says to its recipient. */
export async function tellingOf(tx: Transaction, recall: Recall, at: string): Promise<Telling> {
  const showings = await showingsOf(tx, {
    ...recall,
    record: { reference: recall.resource, version: recall.version },
    limit: SEEN_AS_MAX,
  })
  const copies = await copiesHeld(tx, recall, at)
  return { recall, showings, copies, patient: recall.named ? undefined : await participantOf(tx, recall), at }
}

/** The person of the recipient whose reports showed the record; undefined where it can not be told who that was. */
async function participantOf(tx: Transaction, { person, recipient }: Recall): Promise<string | undefined> {
  const links = (await linksOf(tx, person)).filter(({ otherCustodian }) => otherCustodian === recipient)
  const [other, ...more] = new Set(links.map(({ otherPerson }) => otherPerson))
  return other === undefined || more.length > 0 ? undefined : `Patient/${other}`
}

/** The partner has taken it: his copies here are corrected, and he is reminded later, until he answers. */
export async function recallTold(
  ground: Ground,
  tx: Transaction,
  delivery: Delivery,
  at: string,
): Promise<void> {
  const found = await recallAbout(tx, delivery)
  if (!found) return
  await record(tx, [eventOf(delivery, found, { at, outcome: 'success' })], ground.newId)
  const recall = await changeRecall(tx, found, {
    sent: found.sent ?? at,
    ...(found.state === 'due' && { state: 'sent' as const }),
  })
  await correctCopies(ground, tx, recall, at)
  if (OPEN_STATES.includes(recall.state)) await remindLater(ground, tx, recall, at)
}

/** One that was lifted is told of to him alone who may have learned of it. */
function isToBeTold({ state, told }: Recall): boolean {
  return OPEN_STATES.includes(state) || (state === 'lifted' && told !== null)
}

function isConnected({ directory }: Ground, recipient: string, at: string): boolean {
  const partner = directory.byId(recipient)
  return partner !== undefined && missingAgreement(partner, at) === undefined
}

function eventOf(
  { person, custodian, recipient }: Delivery,
  { resource, version }: Recall,
  { at, outcome }: { at: string; outcome: Event['outcome'] },
): Event {
  const entities = [`${resource}/_history/${version}`]
  return { act: 'deliver', at, person, actor: 'gateway', outcome, entities, custodian, recipient }
}
