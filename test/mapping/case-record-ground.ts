/** The project's own content and the maps in it, compiled once for a test file; and records to put through them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadContent } from '../../src/content/content.ts'
import type { Content } from '../../src/content/content.ts'
import { rewriteReferences } from '../../src/fhir/reference.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createRecordMap } from '../../src/gateway/record-map.ts'
import type { MapContext, MappedRecord, MappedResource } from '../../src/gateway/publish.ts'
import type { CaseRecord } from '../../src/intake/intake.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'
import type { Terminology } from '../../src/terminology/terminology.ts'
import { createValidator } from '../../src/validation/validation.ts'

export const SYSTEM_OF_RECORDS = 'https://cedar-bridge.example/records'

export const content: Content = await loadContent(fileURLToPath(new URL('../..', import.meta.url)))

export const terminology: Terminology = createTerminology({
  codeSystems: [...content.definitions.codeSystems, ...content.codeSystems],
  valueSets: [...content.definitions.valueSets, ...content.valueSets],
  conceptMaps: content.conceptMaps,
  codeGrammars: content.definitions.codeGrammars,
})

export { fhirpath }

const context: MapContext = {
  system: SYSTEM_OF_RECORDS,
  custodian: 'cedar-bridge',
  newId: () => 'not-asked-for',
}
const compiled = createRecordMap(content, { fhirpath, terminology })

export function mapped(record: CaseRecord): MappedRecord {
  return compiled(record, context)
}

/** A fresh copy of a case of test/cases, to be changed at will. */
export function caseRecord(name: string): CaseRecord {
  const url = new URL(`../cases/${name}/case-record.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as CaseRecord
}

/** The resources as they are kept: with ids, and references of the form Type/id. */
export function kept({ resources }: MappedRecord): Resource[] {
  const ids = new Map(resources.map((each) => [each.fullUrl, `${each.resource.resourceType}/${idOf(each)}`]))
  return resources.map((each) => ({
    ...rewriteReferences(each.resource, (reference) => ids.get(reference) ?? reference),
    id: idOf(each),
  }))
}

/** The source id does for an id: it is one by FHIR's rules save for the underscore that the schema does not allow either. */
function idOf({ sourceKey }: MappedResource): string {
  return sourceKey.split('|').at(-1) ?? ''
}

export function oneOf(resources: readonly Resource[], type: string, id: string): Resource {
  const found = resources.filter((resource) => resource.resourceType === type && resource.id === id)
  const [only] = found
  if (!only || found.length > 1) throw new Error(`${found.length} of ${type}/${id}`)
  return only
}

const validator = createValidator({
  definitions: content.definitions,
  profiles: content.structureDefinitions,
  terminology,
  fhirpath,
})

/** What is wrong with a resource by FHIR and by the profiles that it claims. */
export function faultsOf(resource: Resource): string[] {
  return validator
    .check(resource, { now: '2026-11-23T16:00:00Z' })
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(
      ({ expression, rule, text }) =>
        `${resource.resourceType}/${resource.id ?? ''} ${expression} ${rule}: ${text}`,
    )
}
