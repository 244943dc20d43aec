/**
 * Carries the state of one side's Task onto the other side's: what the receiver did back to the source (mirror), what the
 * requester did on to the receiver (follow), and what stands where nothing may be told (neutral). Pure; a Task that
 * already says so is given back as it is, so that no new version betrays that something happened.
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { codingsOf, isObject, list } from '../fhir/resource.ts'
import type { CodeableConcept, Resource } from '../fhir/resource.ts'
import { conceptOf } from './exchange.ts'
import type { ReferralStates, StateRule } from './exchange.ts'
import { isCoded, mayEnter, ruleOf, ruleOfTask } from './states.ts'

/** `status`: where the referral stands, and not a word more; `full`: why, and what came of it, too. */
export type MirrorDetail = 'status' | 'full'

/**
 * The other side's Task with the status and business status of the side that moved; in full, with reason and outcome. No
 * references travel. Where only the status may be told, the reason is masked where the status owes one, and the outcome
 * that was told before stays.
 */
export function mirror(
  from: Resource,
  onto: Resource,
  at: string,
  detail: MirrorDetail = 'status',
): Resource {
  if (detail === 'status') {
    const isThere = from['status'] === onto['status'] && codesOf(from) === codesOf(onto)
    if (isThere) return onto
    const businessStatus = codedOnly(from['businessStatus'])
    const statusReason = OWING.includes(String(from['status'])) ? MASKED : undefined
    return changed(onto, at, { status: from['status'], businessStatus, statusReason })
  }
  const output = list<Record<string, unknown>>(from['output']).filter((item) => !isReferring(item))
  return changed(onto, at, {
    status: from['status'],
    businessStatus: from['businessStatus'],
    statusReason: isReferring(from['statusReason']) ? undefined : from['statusReason'],
    output: output.length > 0 ? output : undefined,
  })
}

/** What a Task of these statuses owes (invariant tl-task-reason), where it may not be told: that there is one. */
const OWING: readonly string[] = ['rejected', 'cancelled', 'on-hold', 'failed']
const MASKED = conceptOf({ system: SYSTEM.dataAbsentReason, code: CODE.dataAbsentReason.masked })

/** The systems of the states of a referral; codes of others may say anything. */
const STATE_SYSTEMS: readonly string[] = [SYSTEM.bserTaskBusinessStatus, SYSTEM.referralBusinessStatus]

/** A business status without the words of who wrote it: text, displays, extensions, codes of his own. */
function codedOnly(concept: unknown): CodeableConcept | undefined {
  const coding = codingsOf(concept).flatMap(({ system, code }) =>
    system !== undefined && code !== undefined && STATE_SYSTEMS.includes(system) ? [{ system, code }] : [],
  )
  return coding.length > 0 ? { coding } : undefined
}

function codesOf(task: Resource): string {
  return JSON.stringify(codedOnly(task['businessStatus']))
}

/**
 * The receiver's Task after the requester changed its own. Where the requester withdraws and does not know that the
 * receiver has accepted meanwhile, the receiver is asked to cancel; where all is over, nothing changes.
 */
export function follow(source: Resource, onto: Resource, at: string, states: ReferralStates): Resource {
  const wanted = ruleOfTask(source, states)
  const now = ruleOfTask(onto, states)
  if (!wanted || !now || wanted.state === now.state) return onto
  const target = [wanted, ...(wanted.state === 'cancelled' ? [ruleOf('cancel-requested', states)] : [])].find(
    (rule) => mayEnter(rule, now.state, 'requester'),
  )
  if (!target) return onto
  return changed(onto, at, { ...written(target), statusReason: source['statusReason'] })
}

/**
 * The source's Task where its progress may not be told: it keeps its last disclosed status, and a business status that
 * says nothing. What the requester did itself, and what is over, tells nothing new and stays.
 */
export function neutral(onto: Resource, at: string, states: ReferralStates): Resource {
  const rule = ruleOfTask(onto, states)
  if (!rule || rule.isTerminal || rule.entries.some((entry) => entry.by.includes('requester'))) return onto
  if (isCoded(onto['businessStatus'], states.neutral) && codingsOf(onto['businessStatus']).length === 1)
    return onto
  return changed(onto, at, { businessStatus: conceptOf(states.neutral) })
}

function written({ pairs: [{ status, businessStatus }] }: StateRule): Record<string, unknown> {
  return { status, businessStatus: businessStatus && conceptOf(businessStatus) }
}

/** A copy with these elements, undefined ones taken away; the Task itself where they are all as they were. */
function changed(task: Resource, at: string, elements: Record<string, unknown>): Resource {
  const isSame = Object.entries(elements).every(
    ([name, value]) => JSON.stringify(task[name]) === JSON.stringify(value),
  )
  if (isSame) return task
  const copy: Resource = { ...task, ...elements, lastModified: at }
  for (const [name, value] of Object.entries(elements)) if (value === undefined) delete copy[name]
  return copy
}

/** Whether anything in a value refers to another resource, literally or by its identifier. */
function isReferring(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isReferring)
  if (!isObject(value)) return false
  return Object.entries(value).some(
    ([name, item]) => name === 'reference' || name.endsWith('Reference') || isReferring(item),
  )
}
