/** Official examples and those of US Core (THROUGHLINE_SHARED): no error that we cannot stand by. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { CodeSystem, ValueSet } from '../../src/fhir/definitions.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'
import { createValidator, type Validator } from '../../src/validation/validation.ts'
import { definitions, lines, now, validatorWith } from './world.ts'

const shared = process.env['THROUGHLINE_SHARED'] ?? ''
const isThere = shared !== '' && existsSync(join(shared, 'corpus'))
if (!isThere) console.log('THROUGHLINE_SHARED is not set: the corpus tests are skipped.')

type Resource = { readonly resourceType: string }

function load(folder: string): [string, Resource][] {
  const path = join(shared, 'corpus', folder)
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file, JSON.parse(readFileSync(join(path, file), 'utf8')) as Resource])
}

function errorsOf(validator: Validator, folder: string): Record<string, string[]> {
  const files = load(folder).map(([file, resource]): [string, string[]] => [
    file,
    lines(validator.check(resource, { now }), 'error'),
  ])
  expect(files.length).toBeGreaterThan(100)
  return Object.fromEntries(files.filter(([, errors]) => errors.length > 0))
}

const whereShared = isThere ? describe : describe.skip

whereShared('the corpus', () => {
  test('official examples', () => {
    const errors = errorsOf(validatorWith(), 'official')
    expect(
      Object.fromEntries(
        Object.entries(errors).map(([file, found]) => [
          file,
          [...new Set(found.map((line) => line.replaceAll(/\d+/g, '0')))],
        ]),
      ),
    ).toEqual({
      // Its entries have fullUrls that end in other ids than their resources have.
      'diagnosticreport-example-lri.json': ['error bundle-full-url Bundle.entry[0].fullUrl'],
      // A part of an extension has a url that the extension does not define: `uri` for `url`.
      'diagnosticreport-hla-genetics-results-example.json': [
        'error extension-part Bundle.entry[0].resource.extension[0].extension[0].url',
      ],
      // Observation.performer refers to an Encounter, which R4 does not allow.
      'observation-example-clinical-gender.json': ['error reference-target Observation.performer[0]'],
    })
  })

  test('US Core examples, against the profiles that they declare', () => {
    const all = load('uscore-definitions').map(([, resource]) => resource)
    const of = <T extends Resource>(type: string): T[] =>
      all.filter(({ resourceType }) => resourceType === type) as T[]
    const terminology = createTerminology({
      codeSystems: [...definitions.codeSystems, ...of<Resource & CodeSystem>('CodeSystem')],
      valueSets: [...definitions.valueSets, ...of<Resource & ValueSet>('ValueSet')],
      conceptMaps: [],
      codeGrammars: definitions.codeGrammars,
    })
    const validator = createValidator({
      definitions,
      profiles: of<Resource & Record<string, unknown>>('StructureDefinition'),
      terminology,
      fhirpath,
    })
    const uncompiled = validator.profiles().filter((url) => {
      try {
        validator.compile(url)
        return false
      } catch {
        return true
      }
    })
    // It names extensions of another guide (SDC), which are not in the corpus.
    expect(uncompiled.map((url) => url.replace(/.*\//, ''))).toEqual(['us-core-questionnaireresponse'])
    expect(errorsOf(validator, 'uscore')).toEqual({
      // An id that is not that of its fullUrl.
      'Bundle-66c8856b-ba11-4876-8aa8-467aad8c11a2.json': ['error bundle-full-url Bundle.entry[2].fullUrl'],
      'Bundle-docref-example-2.json': ['error bundle-full-url Bundle.entry[2].fullUrl'],
    })
  })
})
