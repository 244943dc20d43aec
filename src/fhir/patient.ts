/** Whose resource it is: the Patient that a resource is about. Source: http://hl7.org/fhir/R4/compartmentdefinition-patient.html. */
import { isObject, list } from './resource.ts'
import type { Reference, Resource } from './resource.ts'

/** Where resources name their patient, in the order in which they are looked at. */
export const PATIENT_ELEMENTS = ['subject', 'patient', 'for', 'beneficiary'] as const

/** The element and literal reference by which a resource names its Patient; undefined where it names none. */
export function patientOf(resource: Resource): { element: string; reference: string } | undefined {
  for (const element of PATIENT_ELEMENTS) {
    const reference = patientReference(resource[element])
    if (reference) return { element: `${resource.resourceType}.${element}`, reference }
  }
  for (const [position, participant] of list<unknown>(resource['participant']).entries()) {
    const reference = isObject(participant) ? patientReference(participant['actor']) : undefined
    if (reference) return { element: `${resource.resourceType}.participant[${position}].actor`, reference }
  }
  return undefined
}

function patientReference(value: unknown): string | undefined {
  const reference = isObject(value) ? (value as Reference).reference : undefined
  return reference !== undefined && /(?:^|\/)Patient\/|^urn:uuid:/.test(reference) ? reference : undefined
}
