/**
 * A referral leaves its source: queued with its packet, or waiting for the consent that it lacks. A draft goes nowhere, and
 * a referral goes only to the partner that its Task names now.
 */
import { record } from '../audit/record.ts'
import type { Decision } from '../consent/consent.ts'
import { isPart2 } from '../consent/label.ts'
import type { Transaction } from '../database/database.ts'
import { enqueue, settle, unsent } from '../delivery/queue.ts'
import { enter } from '../exchange/enter.ts'
import { stateOf } from '../exchange/referral.ts'
import { read, readAll } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import type { ReferralSides } from '../store/referrals.ts'
import { covers, decideNow } from './decide.ts'
import type { Change } from './follow.ts'
import type { Ground } from './ground.ts'
import { keepTask } from './keep-task.ts'
import { versionOf } from './release.ts'

export type Step = {
  readonly sides: ReferralSides
  readonly task: Kept
  readonly change: Pick<Change, 'at' | 'actor'>
}

export type Told = { task: Kept; recipient: string; decision: Decision; change: Pick<Change, 'at' | 'actor'> }

/** Queues the referral with its packet, or lets it wait for the consent that it lacks. */
export async function sendReferral(
  ground: Ground,
  tx: Transaction,
  { sides, task, change }: Step,
): Promise<void> {
  const { states, exchange } = ground.content
  const state = stateOf(task.content, states)
  // A draft goes nowhere: its requester has not asked yet.
  if (state !== 'awaiting-consent' && state !== 'sent') return
  const order = await orderOf(tx, task, change.at)
  const patient = await patientOf(tx, task, change.at)
  const carried = [task, ...(order ? [order] : []), ...(patient ? [patient] : [])]
  const categories = carried.reduce((bits, kept) => bits | kept.categories, 0n)
  const decision = await decideNow(ground, tx, {
    person: task.person,
    custodian: task.custodian,
    recipient: sides.receiver,
    purpose: exchange.referral.purpose,
    categories,
    isPart2: carried.some(({ content }) => isPart2(content)),
    channel: 'delivery',
    isTreatmentReferral: true,
    at: change.at,
  })
  const may = order !== undefined && patient !== undefined && covers(decision, categories)
  const content = enter(task.content, may ? 'sent' : 'awaiting-consent', change.at, states)
  await keepTask(ground, tx, { resource: content, before: task, at: change.at })
  if (!may) return noteDecision(ground, tx, { task, recipient: sides.receiver, decision, change })
  await enqueue(
    tx,
    {
      person: task.person,
      id: ground.newId(),
      custodian: task.custodian,
      recipient: sides.receiver,
      purpose: exchange.referral.purpose,
      kind: 'referral',
      focus: `Task/${task.id}`,
    },
    change.at,
  )
}

async function patientOf(tx: Transaction, task: Kept, at: string): Promise<Kept | undefined> {
  return read(tx, { partner: task.custodian, purpose: '', at }, { type: 'Patient', id: task.person })
}

async function orderOf(tx: Transaction, task: Kept, at: string): Promise<Kept | undefined> {
  const focus = (task.content['focus'] as { reference?: string } | undefined)?.reference
  const found =
    focus === undefined ? [] : await readAll(tx, { partner: task.custodian, purpose: '', at }, [focus])
  return found[0]
}

/** A referral whose owner was changed does not go to the one it was addressed to before. */
export async function stopForOthers(
  tx: Transaction,
  { task, receiver, at }: { task: Kept; receiver: string; at: string },
): Promise<void> {
  for (const delivery of await unsent(tx, task)) {
    if (
      delivery.kind !== 'referral' ||
      delivery.focus !== `Task/${task.id}` ||
      delivery.recipient === receiver
    )
      continue
    await settle(tx, delivery, {
      state: 'stopped',
      reason: 'the referral was addressed to another partner',
      at,
    })
  }
}

/** The refusal to let the other side know, for the audit. */
export async function noteDecision(
  ground: Ground,
  tx: Transaction,
  { task, recipient, decision, change }: Told,
): Promise<void> {
  const { person, custodian } = task
  await record(
    tx,
    [
      {
        act: 'decide',
        at: change.at,
        person,
        actor: change.actor,
        outcome: 'failure',
        entities: [versionOf(task)],
        custodian,
        recipient,
        decision,
      },
    ],
    ground.newId,
  )
}
