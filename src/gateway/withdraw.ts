/** What a center takes back as entered in error: the resource stays, says so, and keeps its history. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import type { Resource } from '../fhir/resource.ts'

const MISTAKEN = CODE.conditionVerification.enteredInError

/** The resource as entered in error; the element that says so differs by type. */
export function enteredInError(resource: Resource): Resource {
  switch (resource.resourceType) {
    case 'Goal':
      return { ...resource, lifecycleStatus: MISTAKEN }
    case 'Condition': {
      // con-5: a Condition entered in error has no clinical status.
      const { clinicalStatus: _clinicalStatus, ...rest } = resource
      const coding = [{ system: SYSTEM.conditionVerification, code: MISTAKEN }]
      return { ...rest, resourceType: 'Condition', verificationStatus: { coding } }
    }
    default:
      return 'status' in resource ? { ...resource, status: MISTAKEN } : resource
  }
}
