/**
 * Decides whether a submitted Task may take a referral from where it is to where it wants to go (the table of states).
 * Pure and total: what it refuses, it refuses with the states that are legal for this side and how to mend the Task.
 */
import { issue } from '../fhir/outcome.ts'
import { codingsOf, isObject } from '../fhir/resource.ts'
import type { Issue, Reference, Resource } from '../fhir/resource.ts'
import {
  dropStale,
  enterBusinessStatus,
  forgedStatus,
  keepBusinessStatus,
  unclearStatus,
} from './business-status.ts'
import type { Move, ReferralState, ReferralStates, Requirement, Side, StateRule } from './exchange.ts'
import { legalStates, mayEnter, ruleOf, ruleOfTask } from './states.ts'

/** What a Task is about stays as it was once the referral has left its draft. */
const FIXED = ['code', 'intent', 'focus', 'for', 'requester', 'owner', 'partOf'] as const

type Step = {
  readonly before: Resource | undefined
  /** As submitted, without business statuses that are stale. */
  readonly task: Resource
  readonly was: StateRule | undefined
  readonly by: Side
  readonly states: ReferralStates
}

/** Checks a Task that one side submits; `before` is the Task as it is kept, undefined when it is created. */
export function move(before: Resource | undefined, after: Resource, by: Side, states: ReferralStates): Move {
  const task = dropStale(before, after, states)
  const step: Step = { before, task, was: before && ruleOfTask(before, states), by, states }
  const to = ruleOfTask(task, states)
  const faults = to ? faultsOf(step, to) : [unclearStatus(task, states) ?? unknownStatus(step)]
  if (!to || faults.some(({ severity }) => severity === 'error')) {
    return { kind: 'refused', issues: faults, legal: legalStates(placeOf(step), by, states) }
  }
  const isSame = before !== undefined && placeOf(step) === to.state
  return {
    kind: isSame ? 'same' : 'moved',
    state: to.state,
    task: isSame ? keepBusinessStatus(before, task, states) : enterBusinessStatus(task, to, states),
    serviceRequestStatus: to.serviceRequestStatus,
    isTerminal: to.isTerminal,
    issues: faults,
  }
}

function placeOf({ was }: Step): ReferralState | 'none' {
  return was?.state ?? 'none'
}

/** What stands against the step, the gravest only: unclear, changed what is fixed, illegal, or incomplete. */
function faultsOf(step: Step, to: StateRule): Issue[] {
  const { before, task, was, by, states } = step
  const unclear = unclearStatus(task, states)
  if (unclear) return [unclear]
  const changed = before && was && was.serviceRequestStatus !== 'draft' ? changedFixed(before, task) : []
  if (changed.length > 0) return changed
  // A Task that stays where it is owes nothing new: what its state asks for may be what was not disclosed to this side.
  if (before && was?.state === to.state)
    return [forgedStatus(before, task, { rule: to, by, states })].filter((fault) => fault !== undefined)
  if (!mayEnter(to, placeOf(step), by)) return [illegal(step, to.state)]
  const owed = to.requires.filter((requirement) => !requirement.anyOf.some((path) => isPresent(task, path)))
  const missing = owed.filter(({ severity }) => severity === 'error')
  return (missing.length > 0 ? missing : owed).map((requirement) => ask(requirement, to))
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
  const codes = codingsOf(value).map((coding) => `${coding.system ?? ''}|${coding.code ?? ''}`)
  return codes.join(',')
}

function isPresent(task: Resource, path: string): boolean {
  let value: unknown = task
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  if (Array.isArray(value)) return value.length > 0
  if (isObject(value)) return Object.keys(value).length > 0
  return value !== undefined && value !== null && value !== ''
}

function ask({ anyOf, severity, mend }: Requirement, { state }: StateRule): Issue {
  const expression = anyOf.map((path) => `Task.${path}`)
  const verb = severity === 'error' ? 'needs' : 'should have'
  const diagnostics = `A referral that is ${state} ${verb} ${expression.join(' or ')}. ${mend}`
  return { severity, code: 'required', diagnostics, expression }
}

function unknownStatus(step: Step): Issue {
  const statuses = new Set(step.states.rules.flatMap((rule) => rule.pairs.map((pair) => pair.status)))
  return issue(
    'business-rule',
    `Status ${String(step.task['status'])} is not used for referrals (${[...statuses].join(', ')}). ${next(step)}`,
    'Task.status',
  )
}

function illegal(step: Step, to: ReferralState): Issue {
  const from = placeOf(step)
  const start =
    from === 'none' ? `A referral cannot begin as ${to}` : `A referral that is ${from} cannot become ${to}`
  return issue(
    'business-rule',
    `${start} by the ${step.by}. ${next(step)}`,
    'Task.status',
    'Task.businessStatus',
  )
}

/** The legal next steps, each as it is to be sent. */
function next(step: Step): string {
  const { by, states } = step
  const legal = legalStates(placeOf(step), by, states).map((state) => howTo(ruleOf(state, states)))
  return legal.length === 0 ? `Nothing follows by the ${by}.` : `The ${by} may set: ${legal.join('; ')}.`
}

function howTo({ state, pairs: [first], requires }: StateRule): string {
  const business = first.businessStatus ? `, businessStatus ${first.businessStatus.code ?? ''}` : ''
  const needs = requires.filter(({ severity }) => severity === 'error').map(({ anyOf }) => anyOf.join(' or '))
  return `${state} (status ${first.status}${business}${needs.length > 0 ? `; with ${needs.join(', ')}` : ''})`
}
