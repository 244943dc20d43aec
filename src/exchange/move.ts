/**
 * Decides whether a submitted Task may take a referral from where it is to where it wants to go (the table of states).
 * Pure and total: what it refuses, it refuses with the states that are legal for this side and how to mend the Task.
 */
import { issue } from '../fhir/outcome.ts'
import { codingsOf, isObject } from '../fhir/resource.ts'
import type { CodeableConcept, Coding, Issue, Reference, Resource } from '../fhir/resource.ts'
import type { Move, ReferralState, ReferralStates, Requirement, Side, StateRule } from './exchange.ts'
import { isCoded, knownBusinessStatus, legalStates, mayEnter, ruleOf, ruleOfTask } from './states.ts'

/** What a Task is about stays as it was once the referral has left its draft. */
const FIXED = ['code', 'intent', 'focus', 'for', 'requester', 'owner', 'partOf'] as const

/** Checks a Task that one side submits; `before` is the Task as it is kept, undefined when it is created. */
export function move(before: Resource | undefined, after: Resource, by: Side, states: ReferralStates): Move {
  const was = before && ruleOfTask(before, states)
  const from = was?.state ?? 'none'
  const refuse = (...issues: Issue[]): Move => ({
    kind: 'refused',
    issues,
    legal: legalStates(from, by, states),
  })
  const task = dropStale(before, after, states)
  const unclear = unclearStatus(task, states)
  const to = ruleOfTask(task, states)
  if (unclear || !to) return refuse(unclear ?? unknownStatus(task, from, by, states))
  const changed = before && was && was.serviceRequestStatus !== 'draft' ? changedFixed(before, task) : []
  if (changed.length > 0) return refuse(...changed)
  const kept = { state: to.state, serviceRequestStatus: to.serviceRequestStatus, isTerminal: to.isTerminal }
  // A Task that stays where it is owes nothing new: what its state asks for may be what was not disclosed to this side.
  if (before && from === to.state) {
    const forged = forgedStatus(before, task, { rule: to, by, states })
    return forged
      ? refuse(forged)
      : { kind: 'same', ...kept, task: keepBusinessStatus(before, task, states), issues: [] }
  }
  if (!mayEnter(to, from, by)) return refuse(illegal(from, to.state, by, states))
  const owed = to.requires.filter((requirement) => !requirement.anyOf.some((path) => isPresent(task, path)))
  const missing = owed.filter((requirement) => requirement.severity === 'error')
  if (missing.length > 0) return refuse(...missing.map((requirement) => ask(requirement, to)))
  return {
    kind: 'moved',
    ...kept,
    task: withBusinessStatus(task, to, states),
    issues: owed.map((requirement) => ask(requirement, to)),
  }
}

/**
 * The Task without business statuses that speak of what was: the neutral one, and those that were left standing from
 * before although the status changed, as they are when a client reads a Task, sets its status and sends it back.
 */
function dropStale(before: Resource | undefined, after: Resource, states: ReferralStates): Resource {
  const isSameStatus = before?.['status'] === after['status']
  const old = before ? knownBusinessStatus(before, states) : []
  const stale = knownBusinessStatus(after, states).filter((coding) => {
    if (isNeutral(coding, states))
      return !isSameStatus || !isCoded(old, coding) || codingsOf(after['businessStatus']).length > 1
    return !isSameStatus && isCoded(old, coding) && !meanings(after, coding, states).length
  })
  if (stale.length === 0) return after
  const left = codingsOf(after['businessStatus']).filter((coding) => !stale.includes(coding))
  return withConcept(after, left)
}

/** The business status of the state is written where the Task says none; codes of others stay beside it. */
function withBusinessStatus(task: Resource, rule: StateRule, states: ReferralStates): Resource {
  const { businessStatus } = rule.pairs[0]
  if (!businessStatus || knownBusinessStatus(task, states).length > 0) return task
  return withConcept(task, [businessStatus, ...codingsOf(task['businessStatus'])])
}

/** What a Task that stays where it is leaves out stays too: a neutral business status must not turn into a statement. */
function keepBusinessStatus(before: Resource, task: Resource, states: ReferralStates): Resource {
  if (knownBusinessStatus(task, states).length > 0) return task
  const kept = knownBusinessStatus(before, states)
  return kept.length === 0 ? task : withConcept(task, [...kept, ...codingsOf(task['businessStatus'])])
}

/** Only a side that may enter a state may put its finer business status. */
function forgedStatus(
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

function withConcept(task: Resource, codings: Coding[]): Resource {
  const { businessStatus, ...others } = task
  const text = isObject(businessStatus) ? (businessStatus as CodeableConcept).text : undefined
  if (codings.length === 0 && text === undefined) return others as Resource
  const concept: CodeableConcept = {
    ...(codings.length > 0 && { coding: codings }),
    ...(text !== undefined && { text }),
  }
  return { ...(others as Resource), businessStatus: concept }
}

/** Business statuses that do not go with the status, or that mean two states at once. */
function unclearStatus(task: Resource, states: ReferralStates): Issue | undefined {
  const known = knownBusinessStatus(task, states).filter((coding) => !isNeutral(coding, states))
  for (const coding of known) {
    if (meanings(task, coding, states).length > 0) continue
    const meant = states.rules.flatMap((rule) =>
      rule.pairs
        .filter((pair) => pair.businessStatus && isCoded(coding, pair.businessStatus))
        .map((pair) => pair.status),
    )
    return issue(
      'business-rule',
      `Business status ${coding.code ?? ''} goes with status ${[...new Set(meant)].join(' or ')}, not with ` +
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

/** The states that the Task's status means together with this business status. */
function meanings(task: Resource, coding: Coding, states: ReferralStates): ReferralState[] {
  return states.rules
    .filter((rule) =>
      rule.pairs.some(
        (pair) =>
          pair.status === task['status'] && pair.businessStatus && isCoded(coding, pair.businessStatus),
      ),
    )
    .map((rule) => rule.state)
}

function isNeutral(coding: Coding, states: ReferralStates): boolean {
  return isCoded(coding, states.neutral)
}

function changedFixed(before: Resource, after: Resource): Issue[] {
  return FIXED.filter((name) => pointOf(before[name]) !== pointOf(after[name])).map((name) =>
    issue(
      'business-rule',
      `Task.${name} of a referral that was sent cannot change. Send it as it was, or cancel and refer anew.`,
      `Task.${name}`,
    ),
  )
}

/** What an element points to, leaving aside words for people (display, text). */
function pointOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(pointOf).join(',')
  if (!isObject(value)) return JSON.stringify(value) ?? ''
  const { reference, identifier } = value as Reference
  if (reference !== undefined) return reference
  if (identifier !== undefined) return `${identifier.system ?? ''}|${identifier.value ?? ''}`
  return codingsOf(value)
    .map((coding) => `${coding.system ?? ''}|${coding.code ?? ''}`)
    .join(',')
}

function isPresent(task: Resource, path: string): boolean {
  let value: unknown = task
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  if (Array.isArray(value)) return value.length > 0
  return isObject(value)
    ? Object.keys(value).length > 0
    : value !== undefined && value !== null && value !== ''
}

function ask(requirement: Requirement, rule: StateRule): Issue {
  const expressions = requirement.anyOf.map((path) => `Task.${path}`)
  const severity = requirement.severity
  const verb = severity === 'error' ? 'needs' : 'should have'
  const diagnostics = `A referral that is ${rule.state} ${verb} ${expressions.join(' or ')}. ${requirement.mend}`
  return { severity, code: 'required', diagnostics, expression: expressions }
}

function unknownStatus(
  task: Resource,
  from: ReferralState | 'none',
  by: Side,
  states: ReferralStates,
): Issue {
  const statuses = [...new Set(states.rules.flatMap((rule) => rule.pairs.map((pair) => pair.status)))]
  return issue(
    'business-rule',
    `Status ${String(task['status'])} is not used for referrals (${statuses.join(', ')}). ${next(from, by, states)}`,
    'Task.status',
  )
}

function illegal(from: ReferralState | 'none', to: ReferralState, by: Side, states: ReferralStates): Issue {
  const start =
    from === 'none' ? `A referral cannot begin as ${to}` : `A referral that is ${from} cannot become ${to}`
  return issue(
    'business-rule',
    `${start} by the ${by}. ${next(from, by, states)}`,
    'Task.status',
    'Task.businessStatus',
  )
}

/** The legal next steps, each as it is to be sent. */
function next(from: ReferralState | 'none', by: Side, states: ReferralStates): string {
  const legal = legalStates(from, by, states).map((state) => howTo(ruleOf(state, states)))
  if (legal.length === 0) return `Nothing follows by the ${by}.`
  return `The ${by} may set: ${legal.join('; ')}.`
}

function howTo({ state, pairs: [first], requires }: StateRule): string {
  const business = first.businessStatus ? `, businessStatus ${first.businessStatus.code ?? ''}` : ''
  const needs = requires.filter(({ severity }) => severity === 'error').map(({ anyOf }) => anyOf.join(' or '))
  return `${state} (status ${first.status}${business}${needs.length > 0 ? `; with ${needs.join(', ')}` : ''})`
}
