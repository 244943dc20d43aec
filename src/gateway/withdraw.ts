/**
 * What a center takes back as entered in error: the resource stays, says so, and keeps its history. An item takes along
 * all that it became: what the maps made of its parts, and what stands inside it.
 */
import { CODE, EXTENSION, SYSTEM } from '../fhir/codes.ts'
import { hasCode, list } from '../fhir/resource.ts'
import type { CodeableConcept, Coding, Extension, Reference, Resource } from '../fhir/resource.ts'
import type { Kept } from '../store/record.ts'

const MISTAKEN = CODE.conditionVerification.enteredInError

/** Types that the maps make of what stands inside an item, or of its parts. */
export const PART_TYPES: readonly string[] = ['Observation', 'RiskAssessment', 'ServiceRequest']

/** What the maps put behind an item's id for a part that has none of its own (docs/mapping.md). */
const PART =
  /-(?:dimension-\d+(?:-\d+)?|instrument-[a-z\d-]+|recommended|actual|difference|engagement|compliance)$/

/** Of a person's records of PART_TYPES, those that belong to items whose source keys or resources these are. */
export function partsOf(items: readonly Kept[], keys: ReadonlySet<string>, known: readonly Kept[]): Kept[] {
  const inside = known.filter(({ sourceKey }) => keys.has(sourceKey?.replace(PART, '') ?? ''))
  const wholes = [...items, ...inside]
  const references = new Set(wholes.map(({ type, id }) => `${type}/${id}`))
  const members = new Set(
    wholes
      .flatMap(({ content }) => [
        ...list<Reference>(content['hasMember']),
        ...list<Reference>(content['outcomeReference']),
      ])
      .flatMap(({ reference }) => reference ?? []),
  )
  return known.filter(
    (kept) =>
      inside.includes(kept) ||
      members.has(`${kept.type}/${kept.id}`) ||
      wholesOf(kept.content).some((reference) => references.has(reference)),
  )
}

/**
 * What a risk, an intervention or a condition of a mandate says that it belongs to. A referral that serves a goal is no part
 * of it.
 */
function wholesOf(resource: Resource): string[] {
  if (hasCode(resource['category'], SYSTEM.referralCategory, CODE.referralCategory.mandateCondition))
    return list<Reference>(resource['basedOn']).flatMap(({ reference }) => reference ?? [])
  const goals = list<Extension>(resource['extension'])
    .filter(({ url }) => url === EXTENSION.pertainsToGoal)
    .map((extension) => extension['valueReference'] as Reference | undefined)
  const wholes = resource['intent'] === 'plan' ? goals : [resource['parent'] as Reference | undefined]
  return wholes.flatMap((whole) => whole?.reference ?? [])
}

/** Whether a resource says that it was entered in error. */
export function isEnteredInError({ status, lifecycleStatus, verificationStatus }: Resource): boolean {
  const verification = list<Coding>((verificationStatus as CodeableConcept | undefined)?.coding)
  return [status, lifecycleStatus, ...verification.map(({ code }) => code)].includes(MISTAKEN)
}

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
    // These have no status: an entry that is not to be used is one that is not active.
    case 'Practitioner':
    case 'RelatedPerson':
      return { ...resource, active: false }
    default:
      return 'status' in resource ? { ...resource, status: MISTAKEN } : resource
  }
}
