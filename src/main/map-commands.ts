/**
 * `throughline map`: a case record to FHIR, or back, by the maps of the content. `throughline transform`: any map on any
 * input, by this checkout's definitions and those that are handed in.
 */
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { loadContent } from '../content/content.ts'
import type { Content } from '../content/content.ts'
import type { ConceptMap, Structure } from '../fhir/definitions.ts'
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { BundleEntry, Resource } from '../fhir/resource.ts'
import * as fhirpath from '../fhirpath/fhirpath.ts'
import type { MappedRecord } from '../gateway/publish.ts'
import type { Published } from '../gateway/publish.ts'
import { bundleOfRecord, envelopeOf } from '../gateway/record-bundle.ts'
import type { CaseRecord } from '../intake/intake.ts'
import { compileMap } from '../mapping/compile.ts'
import type { CompiledMap } from '../mapping/compile.ts'
import { runMap } from '../mapping/run.ts'
import type { ParsedMap } from '../mapping/parse.ts'
import { fhirTypes } from '../mapping/types/fhir-types.ts'
import { schemaTypes } from '../mapping/types/schema-types.ts'
import { combineTypes } from '../mapping/types/types.ts'
import type { StructureTypes } from '../mapping/types/types.ts'
import { createTerminology } from '../terminology/terminology.ts'
import { headOf, reduceStructureDefinition } from '../validation/structure.ts'
import { loadConfigured, publishContent, root } from './ground.ts'
import { faultLines, readMapFile } from './map-files.ts'
import { readContent, readJson, readResources, resourcesIn } from './resource-files.ts'
import { CommandError, configFor, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'

/** Prints what the maps make of a file; what no rule carried goes to the error output. */
export async function mapFile(given: Given): Promise<void> {
  const [file, more] = given.words
  if (file === undefined || more !== undefined) throw new UsageError('Name the one file to map.')
  const { to = 'fhir' } = given.options
  if (to !== 'fhir' && to !== 'record') throw new UsageError(`Map to fhir or to record, not to '${to}'.`)
  const config = await configFor(given)
  const { partners } = config
  const id = given.options.as ?? partners[0]?.id
  const partner = partners.find((each) => each.id === id)
  if (!partner) throw new UsageError(`There is no partner '${id ?? ''}'.`)
  const context: Context = { custodian: partner.id, system: partner.recordSystem, newId: randomUUID }
  const content = await publishContent(await loadConfigured(config))
  const value = await readJson(file)
  const unmapped = to === 'fhir' ? toFhir(file, value, content, context) : toRecord(value, content, context)
  for (const { pointer, reason } of unmapped) process.stderr.write(`not mapped: ${pointer}: ${reason}\n`)
}

type Context = { readonly custodian: string; readonly system: string; readonly newId: () => string }
type Unmapped = MappedRecord['unmapped']

function toFhir(file: string, value: unknown, content: Published, context: Context): Unmapped {
  const record = checked(file, value, content)
  const mapped = content.mapRecord(record, context)
  const bundle = bundleOfRecord(mapped, record.record, context.system)
  print(JSON.stringify(bundle, undefined, 2))
  return mapped.unmapped
}

function checked(file: string, value: unknown, content: Published): CaseRecord {
  const found = content.checkRecord(value)
  if (found.kind === 'ok') return found.record
  const lines = found.faults.map(({ pointer, text }) => `${file}: ${pointer || '/'}: ${text}`)
  throw new CommandError(['The case record breaks its schema:', ...lines].join('\n'))
}

function toRecord(value: unknown, content: Published, context: Context): Unmapped {
  if (!content.mapFhir) throw new CommandError('The content has no maps from FHIR to the record.')
  if (!isResource(value)) throw new CommandError('A Bundle or a resource is needed.')
  const entries =
    value.resourceType === 'Bundle'
      ? list<BundleEntry>(value['entry'])
      : resourcesIn(value).map((resource): BundleEntry => ({ resource }))
  const { record, unmapped } = content.mapFhir(entries, {
    ...context,
    envelope: envelopeOf(value, { custodian: context.custodian, now: new Date().toISOString() }),
  })
  print(JSON.stringify(record, undefined, 2))
  return unmapped
}

/** Prints what the map makes of the file: one output as it is, several as a list. */
export async function transformFile(given: Given): Promise<void> {
  const [mapName, file, more] = given.words
  if (mapName === undefined || file === undefined || more !== undefined)
    throw new UsageError('Name the map and the one file to transform.')
  const content = await loadContent(root)
  const { structures } = content.definitions
  const paths = given.options.definitions ?? []
  const isSchema = (path: string): boolean => path.endsWith('.schema.json')
  const further = await readResources(
    paths.filter((path) => !isSchema(path)),
    structures,
  )
  const schemas = await Promise.all(paths.filter(isSchema).map(readSchema))
  const names = [mapName, ...(given.options.lib ?? [])]
  const maps = await Promise.all(names.map(readMapFile))
  const files = new Map(maps.map(({ url }, index) => [url, names[index] ?? '']))
  const compiled = compileFor(maps, content, { further, schemas })
  if (compiled.kind === 'invalid')
    throw new CommandError(faultLines(compiled.errors, files, mapName).join('\n'))
  for (const url of compiled.map.unchecked)
    process.stderr.write(`not checked: the definition of ${url} is not held\n`)
  const input = await readContent(file, structures)
  if (input.kind === 'fault') throw new CommandError(`${file} ${input.fault}`)
  printTransformed(compiled.map, input.value, further)
}

/** What the command line hands in besides the content: resources, and the types of JSON Schemas. */
type Handed = { readonly further: readonly Resource[]; readonly schemas: readonly StructureTypes[] }

async function readSchema(path: string): Promise<StructureTypes> {
  const schema = await readJson(path)
  if (!isObject(schema)) throw new CommandError(`${path} is no JSON Schema.`)
  const { title } = schema
  return schemaTypes(schema, typeof title === 'string' ? title : basename(path, '.schema.json'))
}

/** A logical model may come with its differential alone; of a profile only the type is asked. */
function structureOf(definition: Resource): Structure {
  const { snapshot, differential, derivation } = definition
  if (isObject(snapshot)) return reduceStructureDefinition(definition)
  if (derivation === 'constraint') return { ...headOf(definition), elements: [] }
  return reduceStructureDefinition({ ...definition, snapshot: differential })
}

function compileFor(
  maps: readonly ParsedMap[],
  content: Content,
  { further, schemas }: Handed,
): ReturnType<typeof compileMap> {
  const { definitions } = content
  const of = (type: string) => further.filter(({ resourceType }) => resourceType === type)
  const conceptMaps = [...(of('ConceptMap') as unknown as ConceptMap[]), ...content.conceptMaps]
  const terminology = createTerminology({
    codeSystems: [...definitions.codeSystems, ...content.codeSystems],
    valueSets: [...definitions.valueSets, ...content.valueSets],
    conceptMaps,
    codeGrammars: definitions.codeGrammars,
  })
  const held = new Set(conceptMaps.map(({ url }) => url))
  const own: Structure[] = of('StructureDefinition').map(structureOf)
  return compileMap(maps, {
    fhirpath: fhirpath.compile,
    translate: terminology.translate,
    holdsConceptMap: (url) => held.has(url),
    types: combineTypes(
      fhirTypes([...definitions.structures, ...own]),
      schemaTypes(content.caseRecordSchema, 'CaseRecord'),
      ...schemas,
    ),
  })
}

function printTransformed(map: CompiledMap, value: unknown, resources: readonly Resource[]): void {
  const byName = new Map(resources.map((each) => [`${each.resourceType}/${each.id ?? ''}`, each]))
  const now = new Date().toISOString()
  const result = runMap(map, value, {
    newId: randomUUID,
    fhirpath: { now, resolve: (reference) => byName.get(reference) },
  })
  if (result.kind === 'refused') {
    const { rule, message } = result.fault
    throw new CommandError(rule ? `${rule.map} line ${rule.line} (${rule.rule}): ${message}` : message)
  }
  const [only] = result.output
  print(JSON.stringify(result.output.length === 1 ? only : result.output, undefined, 2))
  for (const { message } of result.log) process.stderr.write(`log: ${message}\n`)
  for (const { pointer, reason } of result.unmapped)
    process.stderr.write(`not mapped: ${pointer}: ${reason}\n`)
}
