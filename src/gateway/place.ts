/**
 * The receiver's side of a delivery: which of his persons it is about, what he gets, and keeping it as his own copy. A copy
 * that he has changed is his: later packets still reach his system, and leave the copy here as he wrote it.
 */
import { record } from '../audit/record.ts'
import type { Transaction } from '../database/database.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { fill } from '../exchange/fill.ts'
import { NOTHING_STAYS } from '../exchange/copy.ts'
import type { Stays } from '../exchange/copy.ts'
import { copyPlan } from '../exchange/plan.ts'
import { parseReference } from '../fhir/reference.ts'
import type { Resource } from '../fhir/resource.ts'
import { changedCopies, notePlaced } from '../store/copies.ts'
import { readAll } from '../store/find.ts'
import { COPIED, recordLink } from '../store/identities.ts'
import { lockPerson } from '../store/lock.ts'
import { recordReceiverSide } from '../store/referrals.ts'
import { keepAll } from './keep-all.ts'
import type { Gathered } from './gather.ts'
import type { Ground } from './ground.ts'
import { leaving, left } from './leave.ts'
import { noteWrites } from './note.ts'
import { followMistakes } from './recall.ts'
import type { Receiver } from './receiver.ts'
import { regrant } from './regrant.ts'
import { relink } from './relink.ts'
import { staysOf } from './stays.ts'
import type { StaySource } from './stays.ts'

export type Copies = {
  /** The receiver's person. */
  readonly person: string
  readonly copiesPatient: boolean
  readonly resources: readonly Resource[]
  /** The same, with what stays in copies that he has already. */
  readonly again: (stays: Stays) => readonly Resource[]
  readonly source: StaySource
}

/** What the receiver gets: his side of a referral, or copies of a plan, under ids that stay the same. */
export async function copiesOf(
  ground: Ground,
  tx: Transaction,
  of: { delivery: Delivery; gathered: Gathered; at: string; receiver: Receiver },
): Promise<Copies> {
  const { delivery, gathered, at } = of
  const { recipient } = delivery
  const { person, idOf, idsOf, isStranger } = of.receiver
  const own = { partner: recipient, purpose: '', at }
  const copiesPatient = isStranger === true || (await readAll(tx, own, [`Patient/${person}`])).length === 0
  const target = { patientId: person, copiesPatient, newId: idOf, partners: [delivery.custodian, recipient] }
  const to = { custodian: delivery.custodian, recipient, decision: gathered.decision }
  const [patient, focus] = [gathered.patient, gathered.focus].map(({ content }) =>
    leaving(ground, content, to),
  )
  if (!patient || !focus) throw new Error('a packet without its record was gathered')
  // What can not be without a third partner's stays behind.
  const others = gathered.others.flatMap(({ content }) => left(ground, content, to) ?? [])
  const source = { custodian: delivery.custodian, gathered, idsOf }
  if (delivery.kind === 'plan') {
    const again = (stays: Stays): Resource[] =>
      copyPlan({ patient, resources: [focus, ...others] }, { ...target, stays })
    return { person, copiesPatient, resources: again(NOTHING_STAYS), again, source }
  }
  const order = others.find((resource) => isFocusOf(focus, resource))
  if (!order) throw new Error('a referral without its order was gathered')
  const supporting = others.filter((resource) => resource !== order)
  const again = (stays: Stays): Resource[] =>
    fill(
      { task: focus, serviceRequest: order, patient, supporting },
      { ...target, receiver: recipient, at, stays },
    )
  return { person, copiesPatient, resources: again(NOTHING_STAYS), again, source }
}

function isFocusOf(task: Resource, resource: Resource): boolean {
  const focus = parseReference((task['focus'] as { reference?: string } | undefined)?.reference)
  return focus?.type === resource.resourceType && focus.id === resource.id
}

/** Keeps what the partner has taken as his own record, and links the two persons where his was made from the packet. */
export async function placeCopies(
  ground: Ground,
  tx: Transaction,
  of: { delivery: Delivery; copies: Copies; at: string },
): Promise<void> {
  const { delivery, copies, at } = of
  const { recipient: custodian } = delivery
  // Several packets about one person may be taken at once, and share what they carry.
  await lockPerson(tx, { custodian, key: copies.person })
  const references = copies.resources.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`)
  const stored = new Map(
    (await readAll(tx, { partner: custodian, purpose: '', at }, references)).map((kept) => [
      `${kept.type}/${kept.id}`,
      kept,
    ]),
  )
  const changed = await changedCopies(tx, copies.person, [...stored.values()])
  const standing = [...stored].flatMap(([reference, kept]) => (changed.has(reference) ? [] : [kept]))
  const stays = await staysOf(tx, copies.source, { standing, at })
  const resources = stays === NOTHING_STAYS ? copies.resources : copies.again(stays)
  const drafts = resources
    .map((resource, position) => ({
      resource,
      person: copies.person,
      before: stored.get(references[position] ?? ''),
    }))
    // A Task is moved by the referral alone, whoever moves it: a repeated delivery does not set it back.
    .filter(({ resource, before }) => !(resource.resourceType === 'Task' && before))
    .filter(({ before }) => !(before && changed.has(`${before.type}/${before.id}`)))
  const admitted = await keepAll(ground, tx, { custodian, drafts, at, actor: 'gateway' })
  await noteWrites(ground, tx, { admitted, actor: 'gateway', at })
  if (copies.copiesPatient) await regrant(ground, tx, { person: copies.person, custodian }, at)
  await notePlaced(
    tx,
    copies.person,
    admitted.map(({ kept }) => kept),
  )
  // What the receiver has passed on of a copy that turns out mistaken is recalled in its turn.
  await followMistakes(ground, tx, { changed: admitted, custodian, at, actor: 'gateway' })
  if (copies.copiesPatient) await linkCopy(ground, tx, { delivery, person: copies.person, at })
  const task = copies.resources.find(
    ({ resourceType, meta }) =>
      delivery.kind === 'referral' && resourceType === 'Task' && meta?.source === delivery.focus,
  )
  if (task?.id) {
    await recordReceiverSide(tx, {
      person: delivery.person,
      sourceTask: delivery.focus.split('/')[1] ?? '',
      receiverPerson: copies.person,
      receiverTask: task.id,
    })
  }
}

/** A Patient that was made from a packet is the same human being as the one it was copied from. */
async function linkCopy(
  ground: Ground,
  tx: Transaction,
  of: { delivery: Delivery; person: string; at: string },
): Promise<void> {
  const { delivery, person, at } = of
  const { custodian, recipient } = delivery
  await recordLink(tx, {
    id: ground.newId(),
    person: delivery.person,
    custodian,
    otherPerson: person,
    otherCustodian: recipient,
    state: 'linked',
    evidence: [COPIED],
    created: at,
  })
  await record(
    tx,
    [
      {
        act: 'link',
        at,
        person,
        actor: 'gateway',
        outcome: 'success',
        why: COPIED,
        entities: [],
        custodian: recipient,
      },
    ],
    ground.newId,
  )
  await relink(ground, tx, { person, custodian: recipient }, at)
}
