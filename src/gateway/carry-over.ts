/**
 * What a resubmitted record does not take back: a referral's progress and a revocation, which happened at the gateway. A
 * release stays as narrow as it has become: who is named anew needs a new signature (42 CFR 2.31(a)(4), (9)).
 */
import { referralOf } from '../exchange/referral.ts'
import { EXTENSION } from '../fhir/codes.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { Extension, Reference, Resource } from '../fhir/resource.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'

const PROGRESS = ['status', 'businessStatus', 'statusReason', 'output', 'lastModified', 'authoredOn'] as const

/** The resource as it is to be kept, given the version that stands. */
export function carryOver(ground: Ground, resource: Resource, before: Kept | undefined): Resource {
  if (!before) return resource
  if (resource.resourceType === 'Task' && referralOf(resource, ground.content.states).isReferral)
    return withProgress(resource, before.content)
  return resource.resourceType === 'Consent' ? withRevocations(resource, before.content) : resource
}

function withProgress(task: Resource, before: Resource): Resource {
  const copy: Resource = { ...task }
  for (const element of PROGRESS) {
    if (before[element] === undefined) delete copy[element]
    else copy[element] = before[element]
  }
  return copy
}

function withRevocations(release: Resource, before: Resource): Resource {
  if (release['status'] !== 'active') return release
  if (before['status'] === 'inactive') return before
  const isRevocation = ({ url }: Extension): boolean => url === EXTENSION.revocation
  const revocations = list<Extension>(before['extension']).filter(isRevocation)
  const own = list<Extension>(release['extension']).filter((extension) => !isRevocation(extension))
  const carried = revocations.length === 0 ? release : { ...release, extension: [...own, ...revocations] }
  return isSignedAnew(release, before) ? carried : withoutFurtherRecipients(carried, before)
}

function isSignedAnew(release: Resource, before: Resource): boolean {
  return Date.parse(String(release['dateTime'])) > Date.parse(String(before['dateTime']))
}

function withoutFurtherRecipients(release: Resource, before: Resource): Resource {
  const { provision } = release
  if (!isObject(provision) || !isObject(before['provision'])) return release
  const named = new Set(list<unknown>(before['provision']['actor']).map(partnerOf))
  const actor = list<unknown>(provision['actor']).filter((each) => {
    const partner = partnerOf(each)
    return partner === undefined || named.has(partner)
  })
  return { ...release, provision: { ...provision, actor } }
}

function partnerOf(actor: unknown): string | undefined {
  const reference = isObject(actor) ? (actor['reference'] as Reference | undefined)?.reference : undefined
  return reference?.startsWith('Organization/') ? reference : undefined
}
