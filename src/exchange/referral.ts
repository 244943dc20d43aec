/** What a Task says about the referral that it tracks: who, what, in which state, and where its changes go. Pure. */
import { parseReference } from '../fhir/reference.ts'
import type { Reference, Resource } from '../fhir/resource.ts'
import type { Referral, ReferralState, ReferralStates, Route } from './exchange.ts'
import { isCoded, mayEnter, ruleOfTask } from './states.ts'

/** Whether a Task tracks a referral, and of whom to whom; partners are named by `Organization/<partner id>`. */
export function referralOf(task: Resource, states: ReferralStates): Referral {
  const focus = referred(task['focus'], 'ServiceRequest')
  const partOf = [task['partOf']].flat().map((reference) => referred(reference, 'Task'))[0]
  const requester = referred(task['requester'], 'Organization')
  const owner = referred(task['owner'], 'Organization')
  return {
    isReferral: task.resourceType === 'Task' && isCoded(task['code'], states.taskCode) && focus !== undefined,
    ...(requester && { requester }),
    ...(owner && { owner }),
    ...(focus && { focus: `ServiceRequest/${focus}` }),
    ...(partOf && { partOf: `Task/${partOf}` }),
  }
}

/** The state that a Task is in; undefined when its status is none that a referral can have. */
export function stateOf(task: Resource, states: ReferralStates): ReferralState | undefined {
  return ruleOfTask(task, states)?.state
}

/**
 * Where a stored change of a Task goes. The receiver's Task (it has partOf) answers the requester; the source's Task goes
 * to the owner, as a referral when it is first sent and as a change later. A draft goes nowhere.
 */
export function routes(task: Resource, states: ReferralStates): Route[] {
  const { isReferral, requester, owner, partOf } = referralOf(task, states)
  const rule = ruleOfTask(task, states)
  if (!isReferral || !rule || !requester || !owner || requester === owner) return []
  const at = `Task/${task.id ?? ''}`
  if (partOf) return [{ kind: 'status', from: owner, to: requester, task: at }]
  if (rule.serviceRequestStatus === 'draft') return []
  const isSending = mayEnter(rule, 'none', 'requester')
  return [{ kind: isSending ? 'referral' : 'change', from: requester, to: owner, task: at }]
}

function referred(value: unknown, type: string): string | undefined {
  const local = parseReference((value as Reference | undefined)?.reference)
  return local?.type === type ? local.id : undefined
}
