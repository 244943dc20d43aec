/**
 * Maps a case record to FHIR by the maps of the content. Each resource comes out with its source key, so that what is submitted
 * twice is there once; each field of the record that did not arrive is reported.
 */
import { isObject, list } from '../fhir/resource.ts'
import type { BundleEntry, Identifier, Resource } from '../fhir/resource.ts'
import type { FhirpathEnvironment } from '../fhirpath/fhirpath.ts'
import type { CaseRecord } from '../intake/intake.ts'
import { runMap } from '../mapping/run.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { compileContentMap, reasonText, RecordMapError, refusal } from './content-maps.ts'
import type { MapContent, RecordMapParts } from './content-maps.ts'
import type { MapContext, MappedRecord, MappedResource } from './publish.ts'

export { RecordMapError } from './content-maps.ts'
export type { RecordMapErrorCode } from './content-maps.ts'

/** The map that a record goes through, by its file; the others are there to be imported. */
export const recordMapName = 'case-record'

/** The envelope and what was withdrawn: read by the flows, not by maps. */
const envelope = /^\/(?:schemaVersion|record\/(?:id|version|custodian|asOf)|withdrawn\/.*)$/

/** Compiles the maps; throws `map-invalid`. The function throws `map-refused`, which is a fault of a map, not of the record. */
export function createRecordMap(
  content: MapContent,
  parts: RecordMapParts,
): (record: CaseRecord, context: MapContext) => MappedRecord {
  const compiled = compileContentMap(content, recordMapName, parts)
  const displayOf = displaysOf(parts.terminology)
  return (record, context) => {
    const { system, custodian, newId } = context
    const result = runMap(compiled, record, {
      newId,
      parameters: { system, custodian },
      fhirpath: noEnvironment,
    })
    if (result.kind === 'refused') throw refusal(result.fault)
    const [bundle] = result.output
    const entries = list<BundleEntry>(bundle?.['entry'])
    return {
      resources: keyed(entries, displayOf),
      unmapped: result.unmapped
        .filter(({ pointer }) => !envelope.test(pointer))
        .map(({ pointer, reason }) => ({ pointer, reason: reasonText(reason) })),
      record: { id: record.record.id, version: record.record.version },
    }
  }
}

/** Maps a record that was made from FHIR; undefined where the maps refuse it. */
export function mapAgain(
  map: (record: CaseRecord, context: MapContext) => MappedRecord,
): (record: Readonly<Record<string, unknown>>, context: MapContext) => readonly MappedResource[] | undefined {
  return (record, context) => {
    try {
      return map(record as CaseRecord, context).resources
    } catch (error) {
      if (error instanceof RecordMapError) return undefined
      throw error
    }
  }
}

const noEnvironment: Pick<FhirpathEnvironment, 'now'> = {}

function keyed(entries: readonly BundleEntry[], displayOf: DisplayOf): MappedResource[] {
  const seen = new Set<string>()
  return entries.map(({ fullUrl, resource }) => {
    const sourceKey = resource && sourceKeyOf(resource)
    if (resource === undefined || fullUrl === undefined || sourceKey === undefined)
      throw new RecordMapError(
        'map-refused',
        `a ${resource?.resourceType ?? 'Bundle.entry'} has no fullUrl or no identifier`,
      )
    const key = `${resource.resourceType} ${sourceKey}`
    if (seen.has(key))
      throw new RecordMapError('map-refused', `two ${resource.resourceType} have one source key`)
    seen.add(key)
    return { fullUrl, resource: withDisplays(resource, displayOf), sourceKey }
  })
}

/** `system|value` of a resource's first identifier: its source key. */
function sourceKeyOf(resource: Resource): string | undefined {
  const [identifier] = list<Identifier>(resource['identifier'])
  return identifier?.value === undefined ? undefined : `${identifier.system ?? ''}|${identifier.value}`
}

type DisplayOf = (system: string, code: string) => string | undefined

/** Displays that the terminology knows, each looked up once: as many as it has codes. */
function displaysOf(terminology: Terminology): DisplayOf {
  const known = new Map<string, string>()
  return (system, code) => {
    const key = `${system}|${code}`
    const display = known.get(key) ?? terminology.lookup(system, code)?.display
    if (display !== undefined) known.set(key, display)
    return display
  }
}

/** The maps write codes; what a code is called is the terminology's. What has no code stays the object that it is. */
function withDisplays<T>(value: T, displayOf: DisplayOf): T {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => withDisplays(item, displayOf))
    return (items.every((item, index) => item === value[index]) ? value : items) as T
  }
  if (!isObject(value)) return value
  let copy: Record<string, unknown> | undefined
  for (const name of Object.keys(value)) {
    const child = value[name]
    if (typeof child !== 'object') continue
    const shown = withDisplays(child, displayOf)
    if (shown !== child) (copy ??= { ...value })[name] = shown
  }
  const { system, code, display } = value
  const isCoding =
    typeof system === 'string' && typeof code === 'string' && display === undefined && !('unit' in value)
  const found = isCoding ? displayOf(system, code) : undefined
  return (found === undefined ? (copy ?? value) : { ...(copy ?? value), display: found }) as T
}

const local = /^urn:throughline:([A-Z][A-Za-z]+):(.+)$/

/**
 * Type and source id that a reference of the maps stands for: a record with one section refers to things that it does not bring
 * along. Undefined for any other reference, and for the client, which every record brings.
 */
export function sourceOf(reference: string): { type: string; id: string } | undefined {
  const [, type, id] = local.exec(reference) ?? []
  return type === undefined || id === undefined ? undefined : { type, id }
}
