/** Sets a source's Task to a state that the gateway enters by itself: sent, or waiting for the consent that it lacks. Pure. */
import type { Resource } from '../fhir/resource.ts'
import { conceptOf } from './exchange.ts'
import type { ReferralState, ReferralStates } from './exchange.ts'
import { ruleOf, ruleOfTask } from './states.ts'

/** The Task in that state; the Task itself where it is in it already. */
export function enter(task: Resource, state: ReferralState, at: string, states: ReferralStates): Resource {
  if (ruleOfTask(task, states)?.state === state) return task
  const [{ status, businessStatus }] = ruleOf(state, states).pairs
  const { businessStatus: _before, ...rest } = task
  return {
    ...rest,
    status,
    ...(businessStatus && { businessStatus: conceptOf(businessStatus) }),
    lastModified: at,
  }
}
