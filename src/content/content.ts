/**
 * The door of the content room: what informaticians and counsel edit (profiles, terminology, maps, policies), read from
 * disk as one version. It reads and parses; compiling is for those who use it. A file that is missing or cannot be
 * parsed is an error that names the file: content is loaded whole or not at all.
 */
import type { CodeSystem, ConceptMap, Definitions, ValueSet } from '../fhir/definitions.ts'
import { unpackDefinitions, type DefinitionsPack } from '../fhir/definitions-pack.ts'
import { isObject, isResource, type Resource } from '../fhir/resource.ts'
import { ContentError } from './content-error.ts'
import {
  listFolder,
  listFolderNow,
  parseJson,
  readFileNow,
  readFiles,
  versionOf,
  type ContentFile,
} from './files.ts'

export { ContentError } from './content-error.ts'

/** One file of FHIR Mapping Language, by its name without `.map`. */
export type MapText = { readonly name: string; readonly text: string }

export type Content = {
  /** A hash over every file that was read: the same files are the same version, wherever they lie. */
  readonly version: string
  /** The same over all but the policies that only decide: where it is the same, nothing else need be compiled anew. */
  readonly frame: string
  /** FHIR R4's own definitions. */
  readonly definitions: Definitions
  /** Profiles and extensions of ours, with snapshots. */
  readonly structureDefinitions: readonly Resource[]
  /** Ours, and stubs of systems that FHIR's definitions do not carry. */
  readonly codeSystems: readonly CodeSystem[]
  readonly valueSets: readonly ValueSet[]
  readonly conceptMaps: readonly ConceptMap[]
  readonly maps: readonly MapText[]
  /** The parsed files of policies/, by name without `.json`. */
  readonly policies: Readonly<Record<string, unknown>>
  /** JSON Schema of the case record. */
  readonly caseRecordSchema: Readonly<Record<string, unknown>>
  /** The search parameters that are indexed and declared, by resource type; the types are those that are kept. */
  readonly searchParameters: Readonly<Record<string, readonly string[]>>
}

const definitionsFile = 'profiles/definitions/r4.json'
const searchParametersFile = 'profiles/search-parameters.json'
const caseRecordSchemaFile = 'mappings/case-record.schema.json'

/** Reads the content under `root`, the folder that holds profiles/, mappings/ and policies/. */
export async function loadContent(root: string): Promise<Content> {
  const [packageFiles, mapFiles, policyFiles] = await Promise.all([
    listFolder(root, 'profiles/package', isDefinitionFile),
    listFolder(root, 'mappings', (name) => name.endsWith('.map')),
    listFolder(root, 'policies', (name) => name.endsWith('.json')),
  ])
  const single = [definitionsFile, searchParametersFile, caseRecordSchemaFile]
  const files = await readFiles(root, [...single, ...packageFiles, ...mapFiles, ...policyFiles])
  const json = (path: string): unknown => parseJson(files.get(path) ?? missing(path))

  return {
    version: versionOf(files),
    frame: versionOf(new Map([...files].filter(([path]) => !onlyDecides(path)))),
    ...definitionsIn(packageFiles, json),
    maps: mapFiles.map((path) => ({ name: nameOf(path), text: files.get(path)?.text ?? '' })),
    policies: Object.fromEntries(policyFiles.map((path) => [nameOf(path), json(path)])),
    caseRecordSchema: readObject(json(caseRecordSchemaFile), caseRecordSchemaFile),
    searchParameters: readSearchParameters(json(searchParametersFile)),
  }
}

export type ContentDefinitions = Pick<
  Content,
  'definitions' | 'structureDefinitions' | 'codeSystems' | 'valueSets' | 'conceptMaps'
>

/** FHIR's definitions and ours, and how our profiles' rules are worded: what a validator needs, read at once. */
export function loadDefinitions(root: string): ContentDefinitions & { readonly wording: unknown } {
  const json = (path: string): unknown => parseJson(readFileNow(root, path))
  const packageFiles = listFolderNow(root, 'profiles/package', isDefinitionFile)
  return { ...definitionsIn(packageFiles, json), wording: json('policies/wording.json') }
}

function definitionsIn(packageFiles: readonly string[], json: (path: string) => unknown): ContentDefinitions {
  const definitions = readDefinitions(json(definitionsFile))
  const resources = packageFiles.map((path) => readResource(json(path), path))
  const ofType = (type: string): Resource[] => resources.filter(({ resourceType }) => resourceType === type)
  return {
    definitions,
    structureDefinitions: ofType('StructureDefinition'),
    codeSystems: withoutStubs(ofType('CodeSystem') as unknown as CodeSystem[], definitions),
    valueSets: ofType('ValueSet') as unknown as ValueSet[],
    conceptMaps: ofType('ConceptMap') as unknown as ConceptMap[],
  }
}

/** Policies by which profiles are checked, and findings worded, are compiled with these. */
const compiledPolicies = ['policies/profiles.json', 'policies/wording.json']

function onlyDecides(path: string): boolean {
  return path.startsWith('policies/') && !compiledPolicies.includes(path)
}

function isDefinitionFile(name: string): boolean {
  return name.endsWith('.json') && name !== 'package.json' && !name.startsWith('.')
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'))
}

function missing(path: string): ContentFile {
  throw new ContentError('content-missing', path, 'is missing')
}

function readDefinitions(parsed: unknown): Definitions {
  const pack = readObject(parsed, definitionsFile)
  try {
    return unpackDefinitions(pack as unknown as DefinitionsPack)
  } catch (cause) {
    // The pack is generated: whatever is wrong with it, building it again mends it.
    throw new ContentError(
      'content-invalid',
      definitionsFile,
      'is no pack of definitions; build it again',
      cause,
    )
  }
}

const definitionTypes = ['StructureDefinition', 'CodeSystem', 'ValueSet', 'ConceptMap']

function readResource(parsed: unknown, path: string): Resource {
  if (
    !isResource(parsed) ||
    !definitionTypes.includes(parsed.resourceType) ||
    typeof parsed['url'] !== 'string'
  ) {
    throw new ContentError('content-invalid', path, `is none of ${definitionTypes.join(', ')}, or has no url`)
  }
  return parsed
}

function readObject(parsed: unknown, path: string): Record<string, unknown> {
  if (!isObject(parsed)) throw new ContentError('content-invalid', path, 'is no JSON object')
  return parsed
}

/** A stub repeats codes of a system that others own; where FHIR's definitions carry the system, theirs stands. */
function withoutStubs(systems: readonly CodeSystem[], definitions: Definitions): CodeSystem[] {
  const carried = new Set(definitions.codeSystems.map(({ url }) => url))
  return systems.filter(({ url, content }) => content !== 'fragment' || !carried.has(url))
}

function readSearchParameters(parsed: unknown): Record<string, readonly string[]> {
  const types = readObject(parsed, searchParametersFile)
  for (const [type, codes] of Object.entries(types)) {
    if (!Array.isArray(codes) || !codes.every((code) => typeof code === 'string')) {
      throw new ContentError('content-invalid', searchParametersFile, `has no list of codes for ${type}`)
    }
  }
  return types as Record<string, readonly string[]>
}
