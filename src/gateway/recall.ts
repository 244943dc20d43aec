/**
 * Recalls: a record that its custodian marks as entered in error is chased. Everybody whom the accounting names for an
 * earlier version (by delivery, read, search or report) is told and asked what he did about it; one who certainly
 * received nothing is left alone. A record that is in use again lifts its recalls. Nothing is told here that a release
 * would have to permit: see docs/recall.md.
 */
import { record } from '../audit/record.ts'
import type { Event } from '../audit/audit.ts'
import { recipientsOf } from '../audit/shown.ts'
import type { RecordBefore } from '../audit/shown.ts'
import type { Transaction } from '../database/database.ts'
import { enqueue, hasten } from '../delivery/queue.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { compartment, history } from '../store/find.ts'
import { liftRecalls, openRecalls } from '../store/recalls.ts'
import type { Recall } from '../store/recalls.ts'
import type { Kept } from '../store/record.ts'
import type { Change } from './follow.ts'
import type { Ground } from './ground.ts'
import type { At } from './regrant.ts'
import { isEnteredInError } from './withdraw.ts'

/**
 * After a withdrawal the accounting is looked through once more: a disclosure that was being written meanwhile had read
 * the record as it was. No request lasts that long.
 */
export const LOOK_AGAIN_MS = 90_000

const DAY_MS = 86_400_000

/** Opens recalls of what became entered in error by a change, and lifts those of what is in use again. */
export async function followMistakes(ground: Ground, tx: Transaction, change: Change): Promise<void> {
  const updated = change.changed.filter(
    ({ kept, before }) => before && isEnteredInError(before.content) !== isEnteredInError(kept.content),
  )
  for (const person of new Set(updated.map(({ kept }) => kept.person))) {
    const own = updated.flatMap(({ kept }) => (kept.person === person ? [kept] : []))
    const of = { person, custodian: change.custodian }
    const mistaken = own.filter(({ content }) => isEnteredInError(content))
    await recallAll(ground, tx, of, { mistaken, change })
    if (mistaken.length > 0) await lookAgainLater(ground, tx, of, change.at)
    await liftAll(ground, tx, of, { resources: own.filter((kept) => !mistaken.includes(kept)), change })
  }
}

type Cause = Pick<Change, 'at' | 'actor'>

async function recallAll(
  ground: Ground,
  tx: Transaction,
  of: At,
  { mistaken, change }: { mistaken: readonly Kept[]; change: Cause },
): Promise<void> {
  if (mistaken.length === 0) return
  const records = mistaken.map(({ type, id, version }): RecordBefore => ({
    reference: `${type}/${id}`,
    version,
  }))
  const { at } = change
  const deadline = later(at, ground.content.recall.deadlineDays * DAY_MS)
  const opened = await openRecalls(
    tx,
    (await recipientsOf(tx, { ...of, records })).map(({ recipient, reference, version, isNamed }) => ({
      ...of,
      id: ground.newId(),
      recipient,
      resource: reference,
      version,
      named: isNamed,
      created: at,
      deadline,
    })),
  )
  await note(ground, tx, opened, { ...change, why: 'opened' })
  for (const recall of opened) await queueRecall(ground, tx, recall, { at })
}

async function liftAll(
  ground: Ground,
  tx: Transaction,
  of: At,
  { resources, change }: { resources: readonly Kept[]; change: Cause },
): Promise<void> {
  if (resources.length === 0) return
  const lifted = await liftRecalls(tx, { ...of, resources: resources.map(({ type, id }) => `${type}/${id}`) })
  await note(ground, tx, lifted, { ...change, why: 'lifted' })
  // Where nobody was told yet, the delivery that waits finds the recall lifted, and ends.
  for (const recall of lifted) if (recall.told !== null) await queueRecall(ground, tx, recall, change)
}

/** Queues what is to be said about a recall now; what waits for a later time is said now instead. */
async function queueRecall(
  ground: Ground,
  tx: Transaction,
  { person, custodian, recipient, resource: focus }: Recall,
  { at, dueAt = at }: { at: string; dueAt?: string },
): Promise<void> {
  const { purpose } = ground.content.recall
  const delivery = {
    person,
    id: ground.newId(),
    custodian,
    recipient,
    purpose,
    kind: 'recall' as const,
    focus,
  }
  const isQueued = await enqueue(tx, delivery, at, dueAt)
  if (!isQueued) await hasten(tx, delivery, dueAt)
}

/** Reminds the recipient some days later, unless he was reminded often enough. */
export async function remindLater(
  ground: Ground,
  tx: Transaction,
  recall: Recall,
  at: string,
): Promise<void> {
  const { remindersMax, reminderDays } = ground.content.recall
  if (recall.reminders >= remindersMax) return
  await queueRecall(ground, tx, recall, { at, dueAt: later(at, reminderDays * DAY_MS) })
}

/** A delivery of the custodian to himself: the delivery table is the one schedule that survives a crash. */
async function lookAgainLater(ground: Ground, tx: Transaction, of: At, at: string): Promise<void> {
  const { purpose } = ground.content.recall
  const { person, custodian } = of
  await enqueue(
    tx,
    {
      person,
      id: ground.newId(),
      custodian,
      recipient: custodian,
      purpose,
      kind: 'recall',
      focus: `Patient/${person}`,
    },
    at,
    later(at, LOOK_AGAIN_MS),
  )
}

/** The second look: recalls of those whom the accounting names only now. */
export async function lookAgain(
  ground: Ground,
  tx: Transaction,
  { person, custodian, created }: Delivery,
  at: string,
): Promise<void> {
  const types = ground.content.keptTypes
  const own = await compartment(tx, { partner: custodian, purpose: '', at }, { person, custodian, types })
  const since = own.filter(({ content, updated }) => updated >= created && isEnteredInError(content))
  const mistaken = await Promise.all(since.map((kept) => firstMistaken(tx, kept, at)))
  await recallAll(ground, tx, { person, custodian }, { mistaken, change: { at, actor: 'gateway' } })
}

/** The version since which a record is entered in error: who was shown it, or one after it, knows. */
async function firstMistaken(tx: Transaction, kept: Kept, at: string): Promise<Kept> {
  const versions = await history(tx, { partner: kept.custodian, purpose: '', at }, kept)
  const standing = versions.findIndex(({ content }) => !isEnteredInError(content))
  return versions[(standing === -1 ? versions.length : standing) - 1] ?? kept
}

/** What became of recalls, for the audit: codes only. */
export async function note(
  ground: Ground,
  tx: Transaction,
  recalls: readonly Recall[],
  { at, actor, why }: Cause & { why: string },
): Promise<void> {
  const events = recalls.map(({ person, custodian, recipient, resource, version }): Event => ({
    act: 'recall',
    at,
    person,
    actor,
    outcome: 'success',
    why,
    entities: [`${resource}/_history/${version}`],
    custodian,
    recipient,
  }))
  await record(tx, events, ground.newId)
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString()
}
