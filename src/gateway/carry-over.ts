/** What a resubmitted record does not take back: a referral's progress and a revocation, which happened at the gateway. */
import { referralOf } from '../exchange/referral.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'

const PROGRESS = ['status', 'businessStatus', 'statusReason', 'output', 'lastModified', 'authoredOn'] as const

/** The resource as it is to be kept, given the version that stands. */
export function carryOver(ground: Ground, resource: Resource, before: Kept | undefined): Resource {
  if (!before) return resource
  if (resource.resourceType === 'Task' && referralOf(resource, ground.content.states).isReferral)
    return withProgress(resource, before.content)
  const isRevoked = resource.resourceType === 'Consent' && before.content['status'] === 'inactive'
  return isRevoked && resource['status'] === 'active' ? before.content : resource
}

function withProgress(task: Resource, before: Resource): Resource {
  const copy: Resource = { ...task }
  for (const element of PROGRESS) {
    if (before[element] === undefined) delete copy[element]
    else copy[element] = before[element]
  }
  return copy
}
