/**
 * A referral moves: what one side does to its Task reaches the other side's Task in the same transaction, if it may be
 * told. Where it may not, the other side keeps what was last disclosed to it, and nothing there shows that more is known.
 */
import { account, record } from '../audit/record.ts'
import type { Disclosure } from '../audit/audit.ts'
import { detailsIn } from '../consent/details.ts'
import { isPart2 } from '../consent/label.ts'
import type { Transaction } from '../database/database.ts'
import { enqueue } from '../delivery/queue.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { enter } from '../exchange/enter.ts'
import { follow, mirror } from '../exchange/mirror.ts'
import { referralOf, stateOf } from '../exchange/referral.ts'
import { parseReference } from '../fhir/reference.ts'
import type { Actor } from '../partners/actor.ts'
import { read } from '../store/find.ts'
import { grantsOf } from '../store/grants.ts'
import type { Kept } from '../store/record.ts'
import { openReferral, referralOfTask, referralsOf } from '../store/referrals.ts'
import { basisOf } from './basis.ts'
import { covers, decideNow } from './decide.ts'
import type { Change } from './follow.ts'
import type { Ground } from './ground.ts'
import { versionOf } from './release.ts'
import { keepTask } from './keep-task.ts'
import { noteDecision, sendReferral, stopForOthers } from './refer.ts'
import type { Step, Told } from './refer.ts'
import type { At } from './regrant.ts'

type Moved = {
  readonly task: Kept
  readonly before: Kept | undefined
  readonly change: Pick<Change, 'at' | 'actor'>
}

/** Follows a Task that was written by its custodian: opens the referral, sends it, or moves the other side. */
export async function moveReferral(ground: Ground, tx: Transaction, { task, change }: Moved): Promise<void> {
  const referral = referralOf(task.content, ground.content.states)
  const { requester, owner } = referral
  if (!referral.isReferral || !requester || !owner || requester === owner || !ground.directory.byId(owner))
    return
  if (task.custodian === requester) {
    await openReferral(tx, {
      person: task.person,
      sourceTask: task.id,
      sourceCustodian: requester,
      receiver: owner,
    })
  }
  const sides = await referralOfTask(tx, task.id)
  if (!sides) return
  if (sides.sourceTask === task.id) await stopForOthers(tx, { task, receiver: owner, at: change.at })
  if (sides.sourceTask === task.id && !sides.delivered)
    await sendReferral(ground, tx, { sides, task, change })
  else await tellOtherSide(ground, tx, { sides, task, change })
}

/** Looks again at a person's referrals after his releases changed: what waited for consent goes, what may be told is told. */
export async function reviseReferrals(
  ground: Ground,
  tx: Transaction,
  of: At,
  change: Pick<Change, 'at' | 'actor'>,
): Promise<void> {
  for (const sides of await referralsOf(tx, of.person)) {
    const isSource = sides.person === of.person && sides.sourceCustodian === of.custodian
    const id = isSource ? sides.sourceTask : sides.receiverTask
    const task =
      id && (await read(tx, { partner: of.custodian, purpose: '', at: change.at }, { type: 'Task', id }))
    if (!task) continue
    if (isSource && !sides.delivered) await sendReferral(ground, tx, { sides, task, change })
    else await tellOtherSide(ground, tx, { sides, task, change })
  }
}

/** What the source did to its Task while the referral was on its way reaches the receiver, now that he has it. */
export async function catchUp(
  ground: Ground,
  tx: Transaction,
  { custodian, focus }: Pick<Delivery, 'custodian' | 'focus'>,
  at: string,
): Promise<void> {
  const place = parseReference(focus)
  const task = place && (await read(tx, { partner: custodian, purpose: '', at }, place))
  const sides = task && (await referralOfTask(tx, task.id))
  const state = task && stateOf(task.content, ground.content.states)
  if (!sides || state === 'sent') return
  if (state === 'awaiting-consent') {
    // The release was revoked while the packet was under way, and the partner has taken it: it is sent.
    const resource = enter(task.content, 'sent', at, ground.content.states)
    await keepTask(ground, tx, { resource, before: task, at })
    return
  }
  await tellOtherSide(ground, tx, { sides, task, change: { at, actor: 'gateway' } })
}

/** Mirrors the state of one side's Task onto the other's, as a disclosure of the one to the other. */
async function tellOtherSide(ground: Ground, tx: Transaction, { sides, task, change }: Step): Promise<void> {
  const toSource = task.id === sides.receiverTask
  const other = toSource
    ? { custodian: sides.sourceCustodian, id: sides.sourceTask }
    : { custodian: sides.receiver, id: sides.receiverTask }
  if (other.id === undefined) return
  const onto = await read(
    tx,
    { partner: other.custodian, purpose: '', at: change.at },
    { type: 'Task', id: other.id },
  )
  if (!onto) return
  const told = statusCategories(ground, task.categories)
  // Why, and what came of it, are told to who may have the referral itself.
  const full = told | detailsIn(task.content, ground.content.policy)
  const decision = await decideNow(ground, tx, {
    person: task.person,
    custodian: task.custodian,
    recipient: other.custodian,
    purpose: ground.content.exchange.referral.purpose,
    categories: full,
    isPart2: ofProgram(ground, task),
    channel: 'status',
    isTreatmentReferral: true,
    at: change.at,
  })
  if (!covers(decision, told)) {
    return noteDecision(ground, tx, { task, recipient: other.custodian, decision, change })
  }
  const isFull = covers(decision, full)
  const mirrored = toSource
    ? mirror(task.content, onto.content, change.at, isFull ? 'full' : 'status')
    : follow(task.content, onto.content, change.at, ground.content.states)
  const kept = await keepTask(ground, tx, { resource: mirrored, before: onto, at: change.at })
  if (!kept || kept.kind === 'unchanged') return
  const categories = isFull ? full : told
  await accountStatus(ground, tx, { task, recipient: other.custodian, decision, change, categories })
  await notify(ground, tx, kept.kept, change.at)
}

/**
 * What a receiver that is no program says of its own service is no Part 2 record, though its Task is a copy that carries
 * the program's labels; what a program says always is (42 CFR 2.12(a)(1)).
 */
function ofProgram(ground: Ground, task: Kept): boolean {
  return isPart2(task.content) && ground.content.policy.isProgram(ground.directory.partyOf(task.custodian))
}

/** The categories of a status: those of the Task, where the order itself is not told. */
function statusCategories(ground: Ground, categories: bigint): bigint {
  const { statusCategories: told, statusReplaces: replaced } = ground.content.exchange.referral
  const { policy } = ground.content
  return (categories & ~policy.bitsOf(replaced)) | policy.bitsOf(told)
}

/** A status is disclosed by the commit that lets the other side read it: intent and outcome are one. */
async function accountStatus(
  ground: Ground,
  tx: Transaction,
  { task, recipient, decision, change, categories }: Told & { categories: bigint },
): Promise<void> {
  const { purpose } = ground.content.exchange.referral
  const grants = await grantsOf(tx, task, ground.content.policy.version)
  const entry: Disclosure = {
    person: task.person,
    id: ground.newId(),
    custodian: task.custodian,
    recipient,
    recipientPerson: undefined,
    purpose,
    authority: decision.authority ?? 'none',
    consents: decision.consents,
    basis: basisOf(grants, { recipient, purpose, categories, at: change.at }),
    categories,
    resources: [versionOf(task)],
    channel: 'status',
    notice: decision.notice,
    policyVersion: decision.policyVersion,
    delivery: undefined,
    at: change.at,
    outcome: 'sent',
  }
  await account(tx, [entry])
  const { person, custodian, id: disclosure } = entry
  const event = {
    at: change.at,
    person,
    actor: change.actor as Actor | 'gateway',
    custodian,
    recipient,
    disclosure,
  }
  await record(
    tx,
    [
      { ...event, act: 'disclose', outcome: 'intended', entities: entry.resources, decision },
      { ...event, act: 'disclose', outcome: 'success', entities: [] },
    ],
    ground.newId,
  )
}

/** Tells a partner that a Task of its own changed: by id only, it reads the rest itself. */
async function notify(ground: Ground, tx: Transaction, task: Kept, at: string): Promise<void> {
  const { person, custodian } = task
  const purpose = ground.content.exchange.referral.purpose
  await enqueue(
    tx,
    {
      person,
      id: ground.newId(),
      custodian,
      recipient: custodian,
      purpose,
      kind: 'notification',
      focus: `Task/${task.id}`,
    },
    at,
  )
}
