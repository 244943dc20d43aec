/** Lays what was compiled out as an npm-style FHIR package: package.json, .index.json, definitions, examples/. */
import type { Resource } from '../../src/fhir/resource.ts'
import { canonicalBase, packageVersion } from './compile.ts'
import type { Compiled } from './compile.ts'
import { corePackage } from './r4-core.ts'

/** The files of the package by path, with their text. */
export function packageFiles(compiled: Compiled): Map<string, string> {
  const files = new Map<string, string>()
  files.set('package.json', print(manifest))
  files.set('.index.json', print({ 'index-version': 2, files: index(compiled.definitions) }))
  for (const [name, resource] of compiled.definitions) files.set(name, print(resource))
  for (const [name, resource] of compiled.examples) files.set(`examples/${name}`, print(resource))
  files.set('examples/index.json', print(compiled.exampleFiles))
  return files
}

const manifest = {
  name: 'throughline.sud.case-management',
  version: packageVersion,
  canonical: canonicalBase,
  title: 'Throughline: SUD case management under 42 CFR Part 2',
  description: 'Profiles, extensions, terminology and concept maps of Throughline for FHIR R4.',
  fhirVersions: [corePackage.version],
  type: 'IG',
  license: 'Apache-2.0',
  author: 'Throughline',
  dependencies: { [corePackage.name]: corePackage.version },
}

function index(definitions: ReadonlyMap<string, Resource>): object[] {
  return [...definitions].map(([filename, it]) => ({
    filename,
    resourceType: it.resourceType,
    id: it.id,
    url: it['url'],
    version: it['version'],
    kind: it['kind'],
    type: it['type'],
    derivation: it['derivation'],
  }))
}

function print(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
