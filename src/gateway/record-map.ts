/**
 * Maps a case record to FHIR by the maps of the content. They are compiled once; what is wrong with one is an error that
 * names its file, line and column. Each resource comes out with its source key, so that what is submitted twice is there
 * once; each field of the record that did not arrive is reported.
 */
import type { Content } from '../content/content.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { BundleEntry, Identifier, Resource } from '../fhir/resource.ts'
import type { FhirpathEnvironment, Program } from '../fhirpath/fhirpath.ts'
import type { CaseRecord } from '../intake/intake.ts'
import { compileMap } from '../mapping/compile.ts'
import type { CompiledMap } from '../mapping/compile.ts'
import { parseMap } from '../mapping/parse.ts'
import type { MapError, ParsedMap } from '../mapping/parse.ts'
import { runMap } from '../mapping/run.ts'
import type { UnmappedReason } from '../mapping/loss.ts'
import { fhirTypes } from '../mapping/types/fhir-types.ts'
import { schemaTypes } from '../mapping/types/schema-types.ts'
import { combineTypes } from '../mapping/types/types.ts'
import type { Terminology } from '../terminology/terminology.ts'
import type { MapContext, MappedRecord, MappedResource } from './publish.ts'

export type RecordMapParts = {
  readonly fhirpath: { readonly compile: (text: string, options?: { readonly base?: string }) => Program }
  readonly terminology: Terminology
}

type MapContent = Pick<Content, 'maps' | 'definitions' | 'conceptMaps' | 'caseRecordSchema'>

export type RecordMapErrorCode =
  /** A map cannot be compiled. */
  | 'map-invalid'
  /** A map did not carry out a record that passed the schema, or made a resource that nothing in the record stands for. */
  | 'map-refused'

export class RecordMapError extends Error {
  readonly code: RecordMapErrorCode

  constructor(code: RecordMapErrorCode, message: string) {
    super(message)
    this.name = 'RecordMapError'
    this.code = code
  }
}

/** The map that a record goes through, by its file; the others are there to be imported. */
const mainMap = 'case-record'
const schemaName = 'CaseRecord'
/** What the maps are given with each run. */
const parameters = ['system', 'custodian'] as const
/** Faults of maps that one error tells of. */
const faultsMax = 20

/** The envelope and what was withdrawn: read by the flows, not by maps. */
const envelope = /^\/(?:schemaVersion|record\/(?:id|version|custodian|asOf)|withdrawn\/.*)$/

const reasons: Readonly<Record<UnmappedReason, string>> = {
  'no-rule': 'No rule of the maps carries this field.',
  'condition-false': 'The rule for this field does not apply to this item.',
  'no-code': 'There is no code for this value.',
  overwritten: 'Another field of the item took its place.',
}

/** Compiles the maps; throws `map-invalid`. The function throws `map-refused`, which is a fault of a map, not of the record. */
export function createRecordMap(
  content: MapContent,
  parts: RecordMapParts,
): (record: CaseRecord, context: MapContext) => MappedRecord {
  const compiled = compileAll(content, parts)
  return (record, context) => {
    const { system, custodian, newId } = context
    const result = runMap(compiled, record, {
      newId,
      parameters: { system, custodian },
      fhirpath: noEnvironment,
    })
    if (result.kind === 'refused') {
      const { rule, code, message } = result.fault
      throw new RecordMapError(
        'map-refused',
        `${rule ? `${rule.map} line ${rule.line} (${rule.rule})` : code}: ${message}`,
      )
    }
    const [bundle] = result.output
    const entries = list<BundleEntry>(bundle?.['entry'])
    return {
      resources: keyed(entries, parts.terminology),
      unmapped: result.unmapped
        .filter(({ pointer }) => !envelope.test(pointer))
        .map(({ pointer, reason }) => ({ pointer, reason: reasons[reason] })),
      record: { id: record.record.id, version: record.record.version },
    }
  }
}

const noEnvironment: Pick<FhirpathEnvironment, 'now'> = {}

function compileAll(
  { maps, definitions, conceptMaps, caseRecordSchema }: MapContent,
  parts: RecordMapParts,
): CompiledMap {
  const files = new Map<string, string>()
  const parsed: ParsedMap[] = []
  // The first map is the one that runs.
  const inOrder = [...maps].sort((a, b) => Number(b.name === mainMap) - Number(a.name === mainMap))
  if (inOrder[0]?.name !== mainMap)
    throw new RecordMapError('map-invalid', `mappings/${mainMap}.map is missing`)
  const faults: string[] = []
  for (const { name, text } of inOrder) {
    const result = parseMap(text)
    if (result.kind === 'invalid') faults.push(...result.errors.map((error) => located(`${name}.map`, error)))
    else {
      files.set(result.map.url, `${name}.map`)
      parsed.push(result.map)
    }
  }
  if (faults.length > 0) throw invalid(faults)
  const held = new Set(conceptMaps.map(({ url }) => url))
  const compiled = compileMap(parsed, {
    fhirpath: parts.fhirpath.compile,
    translate: parts.terminology.translate,
    holdsConceptMap: (url) => held.has(url),
    types: combineTypes(fhirTypes(definitions.structures), schemaTypes(caseRecordSchema, schemaName)),
    parameters,
  })
  if (compiled.kind === 'compiled') return compiled.map
  throw invalid(compiled.errors.map((error) => located(files.get(error.map ?? '') ?? error.map ?? '', error)))
}

function located(file: string, { line, column, message }: MapError): string {
  return `mappings/${file}:${line}:${column} ${message}`
}

function invalid(faults: readonly string[]): RecordMapError {
  const rest = faults.length - faultsMax
  const told = faults.slice(0, faultsMax)
  return new RecordMapError('map-invalid', [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'))
}

function keyed(entries: readonly BundleEntry[], terminology: Terminology): MappedResource[] {
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
    return { fullUrl, resource: withDisplays(resource, terminology), sourceKey }
  })
}

/** `system|value` of a resource's first identifier: its source key. */
function sourceKeyOf(resource: Resource): string | undefined {
  const [identifier] = list<Identifier>(resource['identifier'])
  return identifier?.value === undefined ? undefined : `${identifier.system ?? ''}|${identifier.value}`
}

/** The maps write codes; what a code is called is the terminology's. */
function withDisplays<T>(value: T, terminology: Terminology): T {
  if (Array.isArray(value)) return value.map((item: unknown) => withDisplays(item, terminology)) as T
  if (!isObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const [name, child] of Object.entries(value)) copy[name] = withDisplays(child, terminology)
  const { system, code, display } = copy
  const isCoding =
    typeof system === 'string' && typeof code === 'string' && display === undefined && !('unit' in copy)
  const known = isCoding ? terminology.lookup(system, code) : undefined
  return (known?.display === undefined ? copy : { ...copy, display: known.display }) as T
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
