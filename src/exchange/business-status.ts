/**
 * Task.businessStatus as clients write it: left out, left standing from before, contradicting the status, or the neutral
 * one. Brings it to what the table of states means by it, or says what is unclear. Pure.
 */
import { issue } from '../fhir/outcome.ts'
import { codingsOf, isObject } from '../fhir/resource.ts'
import type { CodeableConcept, Coding, Issue, Resource } from '../fhir/resource.ts'
import type { ReferralState, ReferralStates, Side, StateRule } from './exchange.ts'
import { isCoded, knownBusinessStatus } from './states.ts'

/**
 * The Task without business statuses that speak of what was: the neutral one, and those that were left standing although
 * the status changed, as they are when a client reads a Task, sets its status and sends it back.
 */
export function dropStale(before: Resource | undefined, after: Resource, states: ReferralStates): Resource {
  const isSameStatus = before?.['status'] === after['status']
  const old = before ? knownBusinessStatus(before, states) : []
  const known = knownBusinessStatus(after, states)
  const stale = known.filter((coding) => {
    if (isNeutral(coding, states)) return !isSameStatus || !isCoded(old, coding) || known.length > 1
    return !isSameStatus && isCoded(old, coding) && meanings(after, coding, states).length === 0
  })
  if (stale.length === 0) return after
  return withCodings(
    after,
    codingsOf(after['businessStatus']).filter((coding) => !stale.includes(coding)),
  )
}

/** The Task with the business status of the state that it enters, where it says none; codes of others stay beside it. */
export function enterBusinessStatus(task: Resource, rule: StateRule, states: ReferralStates): Resource {
  const { businessStatus } = rule.pairs[0]
  if (!businessStatus || knownBusinessStatus(task, states).length > 0) return task
  return withCodings(task, [businessStatus, ...codingsOf(task['businessStatus'])])
}

/** The Task with the business status that it had, where it says none: a neutral one must not turn into a statement. */
export function keepBusinessStatus(before: Resource, task: Resource, states: ReferralStates): Resource {
  if (knownBusinessStatus(task, states).length > 0) return task
  const kept = knownBusinessStatus(before, states)
  return kept.length === 0 ? task : withCodings(task, [...kept, ...codingsOf(task['businessStatus'])])
}

/** What is wrong where a side that may not enter a state gives it a finer business status. */
export function forgedStatus(
  before: Resource,
  task: Resource,
  { rule, by, states }: { rule: StateRule; by: Side; states: ReferralStates },
): Issue | undefined {
  const old = knownBusinessStatus(before, states)
  const added = knownBusinessStatus(task, states).filter((coding) => !isCoded(old, coding))
  if (added.length === 0 || rule.entries.some((entry) => entry.by.includes(by))) return undefined
  return issue(
    'business-rule',
    `The ${by} does not set the business status of a referral that is ${rule.state}. Leave Task.businessStatus as it was.`,
    'Task.businessStatus',
  )
}

/** Business statuses that do not go with the status, or that mean two states at once. */
export function unclearStatus(task: Resource, states: ReferralStates): Issue | undefined {
  const known = knownBusinessStatus(task, states).filter((coding) => !isNeutral(coding, states))
  const alien = known.find((coding) => meanings(task, coding, states).length === 0)
  if (alien) {
    return issue(
      'business-rule',
      `Business status ${alien.code ?? ''} goes with status ${statusesOf(alien, states).join(' or ')}, not with ` +
        `${String(task['status'])}. Send that status, or leave Task.businessStatus out.`,
      'Task.businessStatus',
      'Task.status',
    )
  }
  const meant = new Set(known.flatMap((coding) => meanings(task, coding, states)))
  if (meant.size < 2) return undefined
  return issue(
    'business-rule',
    `The business statuses mean ${[...meant].join(' and ')} at once. Send one of them.`,
    'Task.businessStatus',
  )
}

function statusesOf(coding: Coding, { rules }: ReferralStates): string[] {
  const pairs = rules.flatMap((rule) => rule.pairs)
  const meant = pairs.filter((pair) => pair.businessStatus && isCoded(coding, pair.businessStatus))
  return [...new Set(meant.map((pair) => pair.status))]
}

/** The states that the Task's status means together with this business status. */
function meanings(task: Resource, coding: Coding, { rules }: ReferralStates): ReferralState[] {
  const means = (rule: StateRule): boolean =>
    rule.pairs.some(
      (pair) => pair.status === task['status'] && pair.businessStatus && isCoded(coding, pair.businessStatus),
    )
  return rules.filter(means).map((rule) => rule.state)
}

function isNeutral(coding: Coding, states: ReferralStates): boolean {
  return isCoded(coding, states.neutral)
}

function withCodings(task: Resource, codings: Coding[]): Resource {
  const { businessStatus, ...others } = task
  const text = isObject(businessStatus) ? (businessStatus as CodeableConcept).text : undefined
  if (codings.length === 0 && text === undefined) return others as Resource
  const concept: CodeableConcept = {
    ...(codings.length > 0 && { coding: codings }),
    ...(text !== undefined && { text }),
  }
  return { ...(others as Resource), businessStatus: concept }
}
