/**
 * The doors of recalls. The custodian sees of each of its recalls who has answered what and who is overdue; a recipient
 * sees those that he was told of, and answers them. To everybody else no recall exists: the same answer by the same
 * statements as for an id that nobody has.
 */
import { issue } from '../fhir/outcome.ts'
import { isObject } from '../fhir/resource.ts'
import type { Issue } from '../fhir/resource.ts'
import type { Transaction } from '../database/database.ts'
import { hasten } from '../delivery/queue.ts'
import type { Actor } from '../partners/actor.ts'
import { changeRecall, OPEN_STATES, RECALL_STATES, recallById, recallsOf } from '../store/recalls.ts'
import type { Recall } from '../store/recalls.ts'
import { refused, UUID } from './answers.ts'
import type { Answer, Query } from './door.ts'
import type { Ground } from './ground.ts'
import { note, remindLater } from './recall.ts'
import { tellingOf } from './recall-notice.ts'
import { recallTask } from './recall-task.ts'

/** Recalls that one list answers with, the newest first. */
const LISTED_MAX = 200
const STATES: readonly string[] = [...RECALL_STATES, 'overdue']
const FILTERS = ['state', 'resource', 'recipient'] as const

/** The recalls of one's own records, and of records that one has received. */
export async function listRecalls(ground: Ground, actor: Actor, query: Query): Promise<Answer> {
  const faults = FILTERS.filter((name) => query.filter(([each]) => each === name).length > 1)
  const given = Object.fromEntries(query) as Partial<Record<string, string>>
  if (faults.length > 0 || query.some(([, value]) => value.includes('\0')))
    return refused(400, issue('value', 'Each of state, resource and recipient is given once, with a value.'))
  const { state, resource, recipient } = given
  if (state !== undefined && !STATES.includes(state))
    return refused(400, issue('value', `state takes one of ${STATES.join(', ')}.`, 'state'))
  const at = ground.clock()
  const filter = { state, resource, recipient }
  const recalls = await recallsOf(ground.database, { partner: actor.partner, filter, at, limit: LISTED_MAX })
  return { status: 200, body: { recalls: recalls.map((recall) => shown(ground, actor, recall, at)) } }
}

/** A recall as the Task that its recipient was sent: for one who fetches instead of being sent to. */
export async function readRecall(ground: Ground, actor: Actor, id: string): Promise<Answer> {
  if (!UUID.test(id)) return unknown()
  return ground.database.transaction(async (tx) => {
    const recall = await recallById(tx, actor.partner, id)
    if (!recall) return unknown()
    return { status: 200, body: recallTask(await tellingOf(tx, recall, ground.clock())) }
  })
}

/** What the recipient did about the record. The last answer counts. */
export async function answerRecall(
  ground: Ground,
  actor: Actor,
  asked: { id: string; body: unknown },
): Promise<Answer> {
  const read = answerIn(ground, asked.body)
  if (read.kind === 'refused') return refused(read.status, read.issue)
  if (!UUID.test(asked.id)) return unknown()
  return ground.database.transaction((tx) => answerIt(ground, tx, actor, { ...asked, ...read }))
}

async function answerIt(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { id, answer, reason, isFinal }: { id: string; answer: string; reason: string | null; isFinal: boolean },
): Promise<Answer> {
  const recall = await recallById(tx, actor.partner, id)
  if (!recall) return unknown()
  if (recall.recipient !== actor.partner)
    return refused(403, issue('forbidden', 'A recall is answered by the partner that received the record.'))
  if (recall.state === 'lifted')
    return refused(409, issue('business-rule', 'The recall was lifted: the record is in use again.'))
  const at = ground.clock()
  if (recall.answer === answer && recall.reason === reason)
    return { status: 200, body: shown(ground, actor, recall, at) }
  const changed = await changeRecall(tx, recall, {
    state: isFinal ? 'answered' : 'acknowledged',
    answer,
    reason,
    answered: at,
    answered_by: actor.person?.id ?? actor.partner,
  })
  await note(ground, tx, [recall], { at, actor, why: reason === null ? answer : `${answer} ${reason}` })
  await reviseReminder(ground, tx, { recall, changed, at })
  return { status: 200, body: shown(ground, actor, changed, at) }
}

/** What was to remind him finds the answer, and ends; one who takes a final answer back is reminded again. */
async function reviseReminder(
  ground: Ground,
  tx: Transaction,
  { recall, changed, at }: { recall: Recall; changed: Recall; at: string },
): Promise<void> {
  const { person, recipient, resource: focus } = recall
  if (changed.state === 'answered') await hasten(tx, { person, recipient, kind: 'recall', focus }, at)
  else if (recall.state === 'answered') await remindLater(ground, tx, changed, at)
  ground.waker.wake(tx)
}

type Read =
  | { kind: 'answer'; answer: string; reason: string | null; isFinal: boolean }
  | { kind: 'refused'; status: number; issue: Issue }

function answerIn({ content }: Ground, body: unknown): Read {
  const { answers } = content.recall
  const fault = (status: number, text: string, place: string): Read => ({
    kind: 'refused',
    status,
    issue: issue(status === 400 ? 'structure' : 'value', text, place),
  })
  if (!isObject(body) || Object.keys(body).some((name) => name !== 'answer' && name !== 'reason'))
    return fault(400, 'The body is a JSON object with answer and, where it needs one, reason.', '$this')
  const { answer, reason } = body
  const known = typeof answer === 'string' ? answers.get(answer) : undefined
  if (typeof answer !== 'string' || !known)
    return fault(422, `answer takes one of ${[...answers.keys()].join(', ')}.`, 'answer')
  const { reasons, isFinal } = known
  if (reasons.length === 0 && reason !== undefined)
    return fault(422, `'${answer}' takes no reason; remove it.`, 'reason')
  if (reasons.length > 0 && !(typeof reason === 'string' && reasons.includes(reason)))
    return fault(422, `'${answer}' needs a reason, one of ${reasons.join(', ')}.`, 'reason')
  return { kind: 'answer', answer, reason: typeof reason === 'string' ? reason : null, isFinal }
}

function unknown(): Answer {
  return refused(404, issue('not-found', 'No recall of a record of yours, or to you, has this id.'))
}

/** Each side sees what it knows anyway: the custodian its own record and its attempts, the recipient what he was told. */
function shown(ground: Ground, actor: Actor, recall: Recall, at: string): Record<string, unknown> {
  const { id, resource, custodian, recipient, state, created, deadline } = recall
  const isOwn = custodian === actor.partner
  const told = {
    ...((isOwn || recall.named) && { resource }),
    state,
    overdue: OPEN_STATES.includes(state) && deadline < at,
    created,
    deadline,
    ...(recall.answer !== null && {
      answer: recall.answer,
      ...(recall.reason !== null && { reason: recall.reason }),
      answered: recall.answered,
      answeredBy: recall.answered_by,
    }),
  }
  if (!isOwn) return { id, role: 'recipient', custodian, ...told }
  const { version, sent, reminders, delivery, person } = recall
  const name = ground.directory.byId(recipient)?.name
  return {
    id,
    role: 'custodian',
    patient: `Patient/${person}`,
    recipient,
    ...(name !== undefined && { recipientName: name }),
    version,
    ...told,
    ...(sent !== null && { sent }),
    reminders,
    ...(delivery !== null && { delivery }),
  }
}
