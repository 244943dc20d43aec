/**
 * A case record as a Bundle of what the maps made of it, and back: the record's envelope stands where a Bundle has a place for it,
 * so that the way back finds it. Nothing is kept in this form.
 */
import { isObject } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { CaseRecord } from '../intake/intake.ts'
import type { MappedRecord } from './publish.ts'

/** The version of the case record's schema that the maps make. */
const schemaVersion = '1.0'

export function bundleOfRecord(
  { resources }: Pick<MappedRecord, 'resources'>,
  { id, version, asOf }: CaseRecord['record'],
  system: string,
): Resource {
  const entry = resources.map(({ fullUrl, resource }) => ({ fullUrl, resource }))
  return {
    resourceType: 'Bundle',
    meta: { versionId: String(version) },
    identifier: { system, value: id },
    type: 'collection',
    timestamp: asOf,
    entry,
  }
}

/** What the envelope of the record is, by the Bundle or resource that it is made from; `now` where that tells no time. */
export function envelopeOf(
  { identifier, timestamp, meta }: Resource,
  { custodian, now }: { readonly custodian: string; readonly now: string },
): { readonly schemaVersion: string; readonly record: Readonly<Record<string, unknown>> } {
  const id = isObject(identifier) ? identifier['value'] : undefined
  const version = Number(meta?.versionId ?? 1)
  return {
    schemaVersion,
    record: {
      ...(typeof id === 'string' && { id }),
      version: Number.isSafeInteger(version) ? version : 1,
      custodian,
      asOf: typeof timestamp === 'string' ? timestamp : now,
    },
  }
}
