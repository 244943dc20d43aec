/**
 * Maps FHIR resources back to a case record by the maps of the content: the other direction of record-map.ts. Resources come as
 * they are kept, with references of the form Type/id, or as the maps to FHIR made them; the maps see the latter form only.
 */
import { rewriteReferences } from '../fhir/reference.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { BundleEntry, Identifier, Resource } from '../fhir/resource.ts'
import { runMap } from '../mapping/run.ts'
import { compileContentMap, reasonText, refusal } from './content-maps.ts'
import type { MapContent, RecordMapParts } from './content-maps.ts'
import { lostOf } from './fhir-loss.ts'
import type { MadeAgain } from './fhir-loss.ts'

/** The map that the resources go through, by its file. */
export const fhirMapName = 'fhir-record'

export type FhirMapContext = {
  readonly custodian: string
  /** The identifier system of the center's records. */
  readonly system: string
  readonly newId: () => string
  /** What stands in the record's envelope, which no resource carries. */
  readonly envelope: { readonly schemaVersion: string; readonly record: Readonly<Record<string, unknown>> }
}

export type MappedFhir = {
  /** The record, which nobody has checked against its schema yet. */
  readonly record: Readonly<Record<string, unknown>>
  /**
   * The elements that the record does not carry, by JSON pointer into the Bundle that the maps saw, and why: those that
   * the maps to FHIR do not make again from it. Ids, versions and labels of the gateway are none of them.
   */
  readonly unmapped: readonly { pointer: string; reason: string }[]
  readonly bundle: Readonly<Record<string, unknown>>
}

export type FhirMap = (entries: readonly BundleEntry[], context: FhirMapContext) => MappedFhir

/**
 * Compiles the maps; undefined where the content has none for this direction. Throws `map-invalid`. Without `again`, which
 * maps the record to FHIR once more, what is told as unmapped is what no rule consumed.
 */
export function createFhirMap(
  content: MapContent,
  parts: RecordMapParts,
  again?: MadeAgain,
): FhirMap | undefined {
  if (!content.maps.some(({ name }) => name === fhirMapName)) return undefined
  const compiled = compileContentMap(content, fhirMapName, parts)
  return (entries, { system, custodian, newId, envelope }) => {
    const bundle = bundleOf(entries, system)
    const result = runMap(compiled, bundle, { newId, parameters: { system, custodian }, fhirpath: {} })
    if (result.kind === 'refused') throw refusal(result.fault)
    const made = result.output[0]
    const header = isObject(made?.['record']) ? made['record'] : {}
    const record = { ...envelope, ...made, record: { ...envelope.record, ...header } }
    const reasons = new Map(result.unmapped.map(({ pointer, reason }) => [pointer, reasonText(reason)]))
    const unmapped = again
      ? lostOf(bundle, again(record, { system, custodian, newId }), reasons)
      : [...reasons].map(([pointer, reason]) => ({ pointer, reason }))
    return { record, unmapped, bundle }
  }
}

/** A Bundle whose fullUrls and references are `urn:throughline:<type>:<source id>`. */
function bundleOf(entries: readonly BundleEntry[], system: string): { entry: BundleEntry[] } {
  const local = new Map<string, string>()
  const named = entries.flatMap(({ fullUrl, resource }) => {
    if (!resource) return []
    const own = localUrl(resource, system) ?? fullUrl
    if (own !== undefined && fullUrl !== undefined) local.set(fullUrl, own)
    if (own !== undefined && resource.id !== undefined)
      local.set(`${resource.resourceType}/${resource.id}`, own)
    return [{ fullUrl: own, resource }]
  })
  const entry = named.map(({ fullUrl, resource }) => ({
    ...(fullUrl !== undefined && { fullUrl }),
    resource: rewriteReferences(resource, (reference) => local.get(reference) ?? reference),
  }))
  const bundle = { resourceType: 'Bundle', type: 'collection', entry }
  return bundle
}

function localUrl(resource: Resource, system: string): string | undefined {
  const { resourceType } = resource
  if (resourceType === 'Patient') return 'urn:throughline:client'
  const key = list<Identifier>(resource['identifier']).find((one) => one.system === system)
  return key?.value === undefined ? undefined : `urn:throughline:${resourceType}:${key.value}`
}
