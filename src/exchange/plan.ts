/** Makes the receiver's copies of a plan and of what was disclosed with it. Pure: the same source and ids give the same. */
import { parseReference, referenceTo } from '../fhir/reference.ts'
import type { Resource } from '../fhir/resource.ts'
import { copyResource, NOTHING_STAYS, renameFor } from './copy.ts'
import type { Stays } from './copy.ts'

export type PlanTarget = {
  /** Id of the receiver's Patient. */
  readonly patientId: string
  /** True where the receiver has no Patient yet and gets a copy under `patientId`. */
  readonly copiesPatient: boolean
  /** The receiver's id for what the source calls `key` (`Type/id`). */
  readonly newId: (key: string) => string
  /** Partner ids of the two sides: of all the Organizations that a plan names, these two stay. */
  readonly partners: readonly string[]
  /** What stays in copies that the receiver has already; nothing where it is absent. */
  readonly stays?: Stays
}

/** The copies, the Patient first where it comes along; references to what does not come along are gone. */
export function copyPlan(
  source: { patient: Resource; resources: readonly Resource[] },
  to: PlanTarget,
): Resource[] {
  const patient = referenceTo(source.patient)
  const ids = new Map(
    source.resources.map((resource) => [referenceTo(resource), to.newId(referenceTo(resource))]),
  )
  const rename = (type: string, id: string): string | undefined => {
    const key = `${type}/${id}`
    if (key === patient) return `Patient/${to.patientId}`
    if (type === 'Organization') return to.partners.includes(id) ? key : undefined
    const renamed = ids.get(key)
    return renamed && `${type}/${renamed}`
  }
  const copies = source.resources.map((resource) =>
    copyResource(
      resource,
      ids.get(referenceTo(resource)) ?? '',
      renameFor(resource, rename, to.stays ?? NOTHING_STAYS),
    ),
  )
  if (!to.copiesPatient) return copies
  const { link: _link, ...copied } = copyResource(source.patient, to.patientId, rename)
  return [copied as Resource, ...copies]
}

/** Whether a resource is a copy of another custodian's, received in a packet. */
export function isCopy(resource: Resource): boolean {
  return parseReference(resource.meta?.source) !== undefined
}
