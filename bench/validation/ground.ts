/** What is measured on: the sets of resources as text, the definitions that each needs, and validators over these. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeSystem, ConceptMap, Definitions, Structure, ValueSet } from '../../src/fhir/definitions.ts'
import { unpackDefinitions, type DefinitionsPack } from '../../src/fhir/definitions-pack.ts'
import { isResource, type Resource } from '../../src/fhir/resource.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createTerminology, type Terminology } from '../../src/terminology/terminology.ts'
import { createValidator, type Validator } from '../../src/validation/validation.ts'

/** The instant that rules are told, so that a run of next year gives the same verdicts. */
export const NOW = '2026-11-23T12:00:00Z'

const root = join(import.meta.dirname, '../..')
const packageFolder = join(root, 'profiles/package')

export type SetName = 'official' | 'uscore' | 'own'

export const SET_NAMES: readonly SetName[] = ['official', 'uscore', 'own']

/** The folder of material that several checkouts share; undefined where it is not there. */
export function sharedFolder(): string | undefined {
  const shared = process.env['THROUGHLINE_SHARED'] ?? ''
  return shared !== '' && existsSync(join(shared, 'corpus')) ? shared : undefined
}

/** The folder of a set; undefined where it is not there. */
export function folderOf(set: SetName): string | undefined {
  if (set === 'own') return join(packageFolder, 'examples')
  const shared = sharedFolder()
  return shared === undefined ? undefined : join(shared, 'corpus', set)
}

export type Text = { readonly file: string; readonly text: string }

/** The resources of a set, in the order of their files. */
export function textsOf(set: SetName): Text[] {
  const folder = folderOf(set)
  if (folder === undefined) return []
  return jsonFiles(folder)
    .filter((file) => file !== 'index.json')
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'package.json')
    .toSorted()
}

/** Folders of the profiles, value sets and code systems that resources of a set declare. */
export function definitionFolders(set: SetName | 'all'): string[] {
  const shared = sharedFolder()
  return [
    ...(shared !== undefined && set !== 'own' && set !== 'official'
      ? [join(shared, 'corpus/uscore-definitions')]
      : []),
    ...(set === 'own' || set === 'all' ? [packageFolder] : []),
  ]
}

/** FHIR's own definitions. */
export function readDefinitions(): Definitions {
  const text = readFileSync(join(root, 'profiles/definitions/r4.json'), 'utf8')
  return unpackDefinitions(JSON.parse(text) as DefinitionsPack)
}

/** The definitions in folders. */
export function readFurther(folders: readonly string[]): Resource[] {
  return folders.flatMap((folder) =>
    jsonFiles(folder).flatMap((file) => {
      const value: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return isResource(value) ? [value] : []
    }),
  )
}

export type Ground = {
  readonly definitions: Definitions
  readonly profiles: readonly (Structure | Resource)[]
  readonly terminology: Terminology
}

/** FHIR's definitions with those of further resources. */
export function groundOf(definitions: Definitions, further: readonly Resource[]): Ground {
  const of = <T>(type: string): T[] =>
    further.filter(({ resourceType }) => resourceType === type) as unknown as T[]
  return {
    definitions,
    profiles: of<Resource>('StructureDefinition'),
    terminology: createTerminology({
      codeSystems: [...definitions.codeSystems, ...of<CodeSystem>('CodeSystem')],
      valueSets: [...definitions.valueSets, ...of<ValueSet>('ValueSet')],
      conceptMaps: of<ConceptMap>('ConceptMap'),
      codeGrammars: definitions.codeGrammars,
    }),
  }
}

type Variant = { readonly compile?: typeof fhirpath.compile; readonly cleanCheck?: boolean }

export function validatorOf(
  ground: Ground,
  { compile = fhirpath.compile, cleanCheck = true }: Variant = {},
): Validator {
  return createValidator({ ...ground, cleanCheck, fhirpath: { ...fhirpath, compile } })
}
