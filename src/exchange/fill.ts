/**
 * Makes the receiver's side of a referral: a filler order, the Task that tracks it, and copies of what was disclosed
 * (HL7 Gravity SDOHCC, indirect referrals). Pure: the same source and ids give the same resources.
 */
import { parseReference } from '../fhir/reference.ts'
import type { Reference, Resource } from '../fhir/resource.ts'
import { copyResource, NOTHING_STAYS, renameFor } from './copy.ts'
import type { Rename } from './copy.ts'
import type { ReferralSource, ReferralTarget } from './exchange.ts'

/**
 * The receiver's resources, what is referred to before what refers: copies, the filler-order ServiceRequest (basedOn the
 * source's), the Task (partOf the source's). Every reference is to one of them, to the receiver's Patient, to one of the
 * two partners, or to those two of the source.
 */
export function fill(source: ReferralSource, to: ReferralTarget): Resource[] {
  const order = keyOf(source.serviceRequest)
  const tracker = keyOf(source.task)
  const patient = keyOf(source.patient)
  const supporting = unique(source.supporting).filter(
    (copied) => ![order, tracker, patient].includes(keyOf(copied)),
  )
  const ids = new Map([...supporting.map(keyOf), order, tracker].map((key) => [key, to.newId(key)]))
  const partners = partnersOf(source.task, to.receiver)
  const rename: Rename = (type, id) => {
    const key = `${type}/${id}`
    if (key === patient) return `Patient/${to.patientId}`
    const renamed = ids.get(key)
    return renamed === undefined ? partners.find((partner) => partner === key) : `${type}/${renamed}`
  }
  const copy = (resource: Resource): Resource =>
    copyResource(
      resource,
      ids.get(keyOf(resource)) ?? '',
      renameFor(resource, rename, to.stays ?? NOTHING_STAYS),
    )
  return [
    ...(to.copiesPatient ? [copyPatient(source.patient, to.patientId, rename)] : []),
    ...supporting.map(copy),
    fillerOrder(copy(source.serviceRequest), order, to),
    fillerTask(copy(source.task), source, to, ids.get(order) ?? ''),
  ]
}

/** Patient.link never leaves a record: who is known elsewhere is nobody's to tell (42 CFR 2.13(c)). */
function copyPatient(patient: Resource, id: string, rename: Rename): Resource {
  const copy = copyResource(patient, id, rename)
  delete copy['link']
  return copy
}

function fillerOrder(copy: Resource, order: string, to: ReferralTarget): Resource {
  const filler: Resource = {
    ...copy,
    status: 'active',
    intent: 'filler-order',
    basedOn: [{ reference: order }],
    subject: { reference: `Patient/${to.patientId}` },
    performer: [{ reference: `Organization/${to.receiver}` }],
    authoredOn: to.at,
  }
  delete filler['replaces']
  return filler
}

function fillerTask(copy: Resource, source: ReferralSource, to: ReferralTarget, orderId: string): Resource {
  const filler: Resource = {
    ...copy,
    partOf: [{ reference: keyOf(source.task) }],
    focus: { reference: `ServiceRequest/${orderId}` },
    for: { reference: `Patient/${to.patientId}` },
    owner: ownerOf(source.task, to.receiver),
    authoredOn: source.task['authoredOn'] ?? to.at,
    lastModified: to.at,
  }
  // What came of the referral, and why, is the receiver's to say.
  for (const name of ['output', 'statusReason', 'basedOn']) delete filler[name]
  return filler
}

function ownerOf(task: Resource, receiver: string): Reference {
  const reference = `Organization/${receiver}`
  const owner = task['owner'] as Reference | undefined
  return owner?.reference === reference ? owner : { reference }
}

/** The two partners may be referred to on either side: the directory is everybody's. */
function partnersOf(task: Resource, receiver: string): string[] {
  const parties = [task['requester'], task['owner']].map(
    (party) => (party as Reference | undefined)?.reference,
  )
  const known = parties.filter((reference) => parseReference(reference)?.type === 'Organization')
  return [...known.filter((reference) => reference !== undefined), `Organization/${receiver}`]
}

function unique(resources: readonly Resource[]): Resource[] {
  const keys = resources.map(keyOf)
  return resources.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}

function keyOf(resource: Resource): string {
  return `${resource.resourceType}/${resource.id ?? ''}`
}
