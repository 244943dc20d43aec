/**
 * Compiles a map of the content with the others at hand for its imports. What is wrong with one is an error that names its
 * file, line and column; then nothing is loaded.
 */
import type { Content } from '../content/content.ts'
import type { Program } from '../fhirpath/fhirpath.ts'
import { compileMap } from '../mapping/compile.ts'
import type { CompiledMap, MapGround } from '../mapping/compile.ts'
import type { UnmappedReason } from '../mapping/loss.ts'
import { parseMap } from '../mapping/parse.ts'
import type { MapError, ParsedMap } from '../mapping/parse.ts'
import type { Refused } from '../mapping/run.ts'
import { fhirTypes } from '../mapping/types/fhir-types.ts'
import { schemaTypes } from '../mapping/types/schema-types.ts'
import { combineTypes } from '../mapping/types/types.ts'
import type { Terminology } from '../terminology/terminology.ts'

export type RecordMapParts = {
  readonly fhirpath: { readonly compile: (text: string, options?: { readonly base?: string }) => Program }
  readonly terminology: Terminology
}

export type MapContent = Pick<Content, 'maps' | 'definitions' | 'conceptMaps' | 'caseRecordSchema'>

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

const schemaName = 'CaseRecord'
/** What the maps are given with each run. */
const parameters = ['system', 'custodian'] as const
/** Faults of maps that one error tells of. */
const faultsMax = 20

const reasons: Readonly<Record<UnmappedReason, string>> = {
  'no-rule': 'No rule of the maps carries this field.',
  'condition-false': 'The rule for this field does not apply to this item.',
  'no-code': 'There is no code for this value.',
  overwritten: 'Another field of the item took its place.',
}

export function reasonText(reason: UnmappedReason): string {
  return reasons[reason]
}

export function refusal({ rule, code, message }: Refused['fault']): RecordMapError {
  const where = rule ? `${rule.map} line ${rule.line} (${rule.rule})` : code
  return new RecordMapError('map-refused', `${where}: ${message}`)
}

/** What maps of the content stand on: FHIR's types and the record's, the content's terminology. */
function mapGround(
  { definitions, conceptMaps, caseRecordSchema }: Omit<MapContent, 'maps'>,
  parts: RecordMapParts,
): MapGround {
  const held = new Set(conceptMaps.map(({ url }) => url))
  return {
    fhirpath: parts.fhirpath.compile,
    translate: parts.terminology.translate,
    holdsConceptMap: (url) => held.has(url),
    types: combineTypes(fhirTypes(definitions.structures), schemaTypes(caseRecordSchema, schemaName)),
    parameters,
  }
}

type NamedMap = { readonly name: string; readonly map: ParsedMap }

/** The same maps are read once, however many of them are compiled. */
const readBefore = new WeakMap<MapContent['maps'], readonly NamedMap[]>()

/** The maps by the names of their files; throws `map-invalid` with the faults of all. */
export function parsedMaps(maps: MapContent['maps']): readonly NamedMap[] {
  const before = readBefore.get(maps)
  if (before) return before
  const parsed: NamedMap[] = []
  const faults: string[] = []
  for (const { name, text } of maps) {
    const result = parseMap(text)
    if (result.kind === 'invalid') faults.push(...result.errors.map((error) => located(`${name}.map`, error)))
    else parsed.push({ name, map: result.map })
  }
  if (faults.length > 0) throw invalid(faults)
  readBefore.set(maps, parsed)
  return parsed
}

/** The map in the file of this name, compiled; throws `map-invalid`. */
export function compileContentMap(content: MapContent, main: string, parts: RecordMapParts): CompiledMap {
  // The first map is the one that runs.
  const inOrder = [...parsedMaps(content.maps)].sort(
    (a, b) => Number(b.name === main) - Number(a.name === main),
  )
  if (inOrder[0]?.name !== main) throw new RecordMapError('map-invalid', `mappings/${main}.map is missing`)
  const files = new Map(inOrder.map(({ name, map }) => [map.url, `${name}.map`]))
  const compiled = compileMap(
    inOrder.map(({ map }) => map),
    mapGround(content, parts),
  )
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
