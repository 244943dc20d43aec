/**
 * Valid examples are valid against US Core 6.1.0 too, where it has a profile for them and no reason of substance forbids
 * it. The definitions are not part of the checkout: THROUGHLINE_SHARED names the folder that holds them.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { CodeSystem, ValueSet } from '../../src/fhir/definitions.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'
import { createValidator, type Validator } from '../../src/validation/validation.ts'
import { examples, loadPublished, now, readExample } from './published.ts'

const shared = process.env['THROUGHLINE_SHARED']
const folder = join(shared ?? '', 'corpus/uscore-definitions')
const isThere = shared !== undefined && existsSync(folder)
if (!isThere) console.log('skipped: US Core, since THROUGHLINE_SHARED names no folder with its definitions')

const byType: Readonly<Record<string, string>> = {
  CarePlan: 'careplan',
  CareTeam: 'careteam',
  Condition: 'condition-problems-health-concerns',
  Coverage: 'coverage',
  DiagnosticReport: 'diagnosticreport-lab',
  DocumentReference: 'documentreference',
  Encounter: 'encounter',
  Goal: 'goal',
  MedicationRequest: 'medicationrequest',
  Observation: 'simple-observation',
  Organization: 'organization',
  Patient: 'patient',
  Practitioner: 'practitioner',
  PractitionerRole: 'practitionerrole',
  Provenance: 'provenance',
  RelatedPerson: 'relatedperson',
  ServiceRequest: 'servicerequest',
}
// QuestionnaireResponse has a profile there, too, but one that rests on the guide SDC, which is not among the definitions.
const byProfile: Readonly<Record<string, string | undefined>> = {
  diagnosis: 'condition-encounter-diagnosis',
  'drug-test': 'observation-lab',
  // A mandate is no plan of care, and a person met in outreach may have no name.
  mandate: undefined,
  'outreach-patient': undefined,
  // Its content may not be there, which US Core asks for.
  'counseling-note': undefined,
}

function usCoreOf({ resourceType, meta }: Resource): string | undefined {
  const own = meta?.profile?.[0]?.split('/').at(-1) ?? ''
  const name = own in byProfile ? byProfile[own] : byType[resourceType]
  return name && `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name}`
}

async function createUsCoreValidator(): Promise<Validator> {
  const { content } = await loadPublished()
  const resources = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Resource,
  )
  const ofType = (type: string): Resource[] => resources.filter(({ resourceType }) => resourceType === type)
  const { definitions } = content
  const terminology = createTerminology({
    codeSystems: [
      ...definitions.codeSystems,
      ...content.codeSystems,
      ...(ofType('CodeSystem') as unknown as CodeSystem[]),
    ],
    valueSets: [
      ...definitions.valueSets,
      ...content.valueSets,
      ...(ofType('ValueSet') as unknown as ValueSet[]),
    ],
    conceptMaps: [],
    codeGrammars: definitions.codeGrammars,
  })
  const profiles = [...content.structureDefinitions, ...ofType('StructureDefinition')]
  return createValidator({ definitions, profiles, terminology, fhirpath })
}

const cases = examples
  .filter(({ valid }) => valid)
  .flatMap(({ file }) => {
    const url = usCoreOf(readExample(file))
    return url === undefined ? [] : [[file, url] as const]
  })

describe('US Core', () => {
  const onlyThere = isThere ? test : test.skip
  onlyThere('accepts the valid examples', async () => {
    const validator = await createUsCoreValidator()
    expect(cases.length).toBeGreaterThan(30)
    for (const [file, url] of cases) {
      const faults = validator
        .compile(url)(readExample(file), { now })
        .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      expect([file, ...faults.map(({ expression, text }) => `${expression}: ${text}`)]).toEqual([file])
    }
  })
})
