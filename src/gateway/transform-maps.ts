/**
 * The maps of the content that `StructureMap/$transform` can be asked for: both directions of the case record, and each whole map
 * whose first group says that it goes from resources to resources. The others are parts, which their mains import.
 */
import type { CompiledMap } from '../mapping/compile.ts'
import type { ParsedMap } from '../mapping/parse.ts'
import { compileContentMap, parsedMaps } from './content-maps.ts'
import type { MapContent, RecordMapParts } from './content-maps.ts'
import { fhirMapName } from './fhir-map.ts'
import { recordMapName } from './record-map.ts'

export type TransformMap =
  | { readonly kind: 'case-record' }
  | { readonly kind: 'fhir-record' }
  | { readonly kind: 'whole'; readonly map: CompiledMap }
  | { readonly kind: 'part' }

export type TransformMaps = {
  readonly byUrl: (url: string) => TransformMap | undefined
  /** The last part of the URL. */
  readonly byId: (id: string) => TransformMap | undefined
}

/** Throws `map-invalid`: a fault in a whole map is told when the content is loaded, as one in a case record's map is. */
export function createTransformMaps(content: MapContent, parts: RecordMapParts): TransformMaps {
  const byUrl = new Map<string, TransformMap>()
  const resources = new Set(
    content.definitions.structures.flatMap(({ url, kind }) => (kind === 'resource' ? [url] : [])),
  )
  for (const { name, map } of parsedMaps(content.maps)) {
    if (name === recordMapName) byUrl.set(map.url, { kind: 'case-record' })
    else if (name === fhirMapName) byUrl.set(map.url, { kind: 'fhir-record' })
    else if (isWhole(map, resources))
      byUrl.set(map.url, { kind: 'whole', map: compileContentMap(content, name, parts) })
    else byUrl.set(map.url, { kind: 'part' })
  }
  const byId = new Map([...byUrl].map(([url, map]) => [url.slice(url.lastIndexOf('/') + 1), map]))
  return { byUrl: (url) => byUrl.get(url), byId: (id) => byId.get(id) }
}

function isWhole({ groups, uses }: ParsedMap, resources: ReadonlySet<string>): boolean {
  const inputs = groups[0]?.inputs ?? []
  const sources = inputs.filter(({ mode }) => mode === 'source')
  const areResources = inputs.every(({ type }) =>
    resources.has(uses.find(({ alias }) => alias === type)?.url ?? type ?? ''),
  )
  return sources.length === 1 && inputs.length > 1 && areResources
}
