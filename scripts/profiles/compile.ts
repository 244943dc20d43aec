/**
 * Compiles the FSH of terminology/ and profiles/ to FHIR JSON with snapshots, offline: neither the network nor a
 * package cache is used. What SUSHI has to say against it, warnings included, ends the compilation.
 */
import { join } from 'node:path'
import fpl from 'fhir-package-loader'
import sushi from 'fsh-sushi'
import type { Resource } from '../../src/fhir/resource.ts'
import { corePackage, readR4Core } from './r4-core.ts'

export const canonicalBase = 'https://throughline.example/fhir'
export const packageVersion = '0.1.0'

export type ExampleFile = {
  readonly file: string
  readonly title: string
  readonly profile: string
  readonly valid: boolean
  /** Rules that the example breaks on purpose: keys of invariants, or kinds of findings such as `cardinality-min`. */
  readonly breaks: readonly string[]
}

export type Compiled = {
  /** Definitions, terminology and concept maps by file name. */
  readonly definitions: ReadonlyMap<string, Resource>
  readonly examples: ReadonlyMap<string, Resource>
  readonly exampleFiles: readonly ExampleFile[]
  /** `$name` -> URL of the systems that others own. */
  readonly aliases: ReadonlyMap<string, string>
}

const configuration = {
  canonical: canonicalBase,
  name: 'Throughline',
  version: packageVersion,
  status: 'active',
  fhirVersion: ['4.0.1'],
  FSHOnly: true,
} as const

/** Compiles what is under `root`; throws with every message of SUSHI when there is any. */
export async function compile(root: string): Promise<Compiled> {
  const { fhirdefs, sushiImport, sushiExport, utils } = sushi
  utils.logger.transports.forEach((transport) => (transport.silent = true))
  utils.errorsAndWarnings.reset()
  utils.errorsAndWarnings.shouldTrack = true
  const definitions = await fhirdefs.createFHIRDefinitions()
  const backported = new Map(fhirdefs.R5_DEFINITIONS_NEEDED_IN_R4.map((it: Resource) => [it.id ?? '', it]))
  await definitions.loadVirtualPackage(
    new fpl.InMemoryVirtualPackage({ name: 'sushi-r5forR4', version: '1.0.0' }, backported),
  )
  await definitions.loadVirtualPackage(new fpl.InMemoryVirtualPackage(corePackage, readR4Core()))
  definitions.optimize()
  rememberMetadata(definitions)

  const sources = ['terminology', 'profiles'].flatMap((folder) => utils.getRawFSHes(join(root, folder)))
  const documents = sushiImport.importText(sources)
  const config = { ...configuration, filePath: join(root, 'profiles') }
  const tank = new sushiImport.FSHTank(documents, config as never)
  tank.checkDuplicateNameEntities()
  const exported = sushiExport.exportFHIR(tank, definitions)
  const { errors, warnings } = utils.errorsAndWarnings
  const messages = [...errors, ...warnings]
  if (messages.length > 0) {
    const said = messages.map(
      (it) => `${it.input ?? ''} line ${it.location?.startLine ?? '?'}: ${it.message}`,
    )
    throw new Error(`SUSHI refuses:\n${said.join('\n')}`)
  }
  return collect(exported, tank)
}

type Definitions = Awaited<ReturnType<typeof sushi.fhirdefs.createFHIRDefinitions>>

/** The definitions do not change any more, and SUSHI looks the same few up thousands of times, each time in a database. */
function rememberMetadata(definitions: Definitions): void {
  definitions.fishForMetadata = remembered(definitions.fishForMetadata.bind(definitions))
  definitions.fishForPredefinedResourceMetadata = remembered(
    definitions.fishForPredefinedResourceMetadata.bind(definitions),
  )
}

function remembered<Type, Found>(look: (item: string, ...types: Type[]) => Found) {
  const known = new Map<string, Found>()
  return (item: string, ...types: Type[]): Found => {
    const key = `${types.join()} ${item}`
    const found = known.has(key) ? (known.get(key) as Found) : look(item, ...types)
    known.set(key, found)
    return found
  }
}

type Exported = ReturnType<typeof sushi.sushiExport.exportFHIR>
type Tank = InstanceType<typeof sushi.sushiImport.FSHTank>

function collect(exported: Exported, tank: Tank): Compiled {
  const definitions = new Map<string, Resource>()
  const structures = [...exported.profiles, ...exported.extensions, ...exported.logicals]
  for (const made of structures) definitions.set(made.getFileName(), made.toJSON(true) as Resource)
  for (const made of [...exported.valueSets, ...exported.codeSystems]) {
    definitions.set(made.getFileName(), made.toJSON() as Resource)
  }
  const examples = new Map<string, Resource>()
  const exampleFiles: ExampleFile[] = []
  for (const made of exported.instances) {
    const resource = made.toJSON() as Resource
    if (made._instanceMeta.usage !== 'Example') {
      definitions.set(made.getFileName(), resource)
      continue
    }
    examples.set(made.getFileName(), resource)
    const { title, description } = made._instanceMeta
    exampleFiles.push(describeExample(resource, made.getFileName(), title ?? '', description ?? ''))
  }
  const aliases = new Map(tank.docs.flatMap((document) => [...document.aliases]))
  return {
    definitions: sorted(definitions),
    examples: sorted(examples),
    exampleFiles: exampleFiles.sort((a, b) => (a.file < b.file ? -1 : 1)),
    aliases: sorted(aliases),
  }
}

/** An example that is wrong on purpose says so in its description: `Breaks: rule, rule.` */
function describeExample(resource: Resource, file: string, title: string, description: string): ExampleFile {
  const broken = /^Breaks: ([^.]+)\.?$/m.exec(description)?.[1]
  const breaks = broken === undefined ? [] : broken.split(',').map((rule) => rule.trim())
  return { file, title, profile: resource.meta?.profile?.[0] ?? '', valid: breaks.length === 0, breaks }
}

function sorted<T>(map: Map<string, T>): Map<string, T> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
}
