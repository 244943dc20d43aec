/** Snapshots made from differentials: profiles, extensions and slices, and what cannot be made. */
import { describe, expect, test } from '@jest/globals'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createValidator, ValidationError, type Validator } from '../../src/validation/validation.ts'
import { definitions, lines, now, terminology } from './world.ts'

type Json = Record<string, unknown>

const BASE = 'http://hl7.org/fhir/StructureDefinition/'
const url = 'https://example.test/StructureDefinition/p'

function profile(type: string, element: readonly Json[], more: Json = {}): Json {
  return {
    resourceType: 'StructureDefinition',
    url,
    name: 'P',
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type,
    baseDefinition: BASE + type,
    derivation: 'constraint',
    differential: { element },
    ...more,
  }
}

function validatorOf(...profiles: readonly Json[]): Validator {
  return createValidator({ definitions, profiles, terminology, fhirpath })
}

const errorsOf = (profiles: readonly Json[], resource: Json): string[] =>
  lines(validatorOf(...profiles).compile(url)(resource, { now }), 'error')

const patient = (more: Json): Json => ({ resourceType: 'Patient', ...more })
const observation = (more: Json): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
})

describe('a differential', () => {
  const cases: readonly (readonly [string, Json, Json, string[]])[] = [
    [
      'asks for an element',
      profile('Patient', [{ path: 'Patient.birthDate', min: 1 }]),
      patient({}),
      ['error cardinality-min Patient.birthDate'],
    ],
    [
      'keeps what its base asks for',
      profile('Observation', [{ path: 'Observation.subject', min: 1 }]),
      { resourceType: 'Observation', status: 'final', subject: { display: 'x' } },
      ['error cardinality-min Observation.code'],
    ],
    [
      'narrows elements below a type',
      profile('Patient', [{ id: 'Patient.name.family', path: 'Patient.name.family', min: 1 }]),
      patient({ name: [{ text: 'x' }] }),
      ['error cardinality-min Patient.name[0].family'],
    ],
    [
      'names a choice by its type',
      profile('Observation', [{ path: 'Observation.valueQuantity', min: 1 }]),
      observation({ valueString: 'x' }),
      ['error slice-min Observation.value', 'error slice-closed Observation.value.ofType(string)'],
    ],
    [
      'leaves one type of a choice',
      profile('Observation', [{ path: 'Observation.value[x]', type: [{ code: 'Quantity' }] }]),
      observation({ valueString: 'x' }),
      ['error choice-type Observation.value'],
    ],
    [
      'adds an invariant to those of the base',
      profile('Patient', [
        {
          path: 'Patient',
          constraint: [{ key: 'p-1', severity: 'error', human: 'Active.', expression: 'active' }],
        },
      ]),
      patient({ active: false, contact: [{ gender: 'male' }] }),
      ['error pat-1 Patient.contact[0]', 'error p-1 Patient'],
    ],
    [
      'slices without ids',
      profile('Patient', [
        {
          path: 'Patient.identifier',
          slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'closed' },
        },
        { path: 'Patient.identifier', sliceName: 'a', min: 1 },
        { path: 'Patient.identifier.system', min: 1, fixedUri: 'urn:x:a' },
      ]),
      patient({ identifier: [{ system: 'urn:x:b', value: '1' }] }),
      ['error slice-closed Patient.identifier[0]', 'error slice-min Patient.identifier'],
    ],
  ]
  test.each(cases)('%s', (_name, given, resource, expected) => {
    expect(errorsOf([given], resource).toSorted((a, b) => a.localeCompare(b))).toEqual(
      expected.toSorted((a, b) => a.localeCompare(b)),
    )
  })

  test('stands on a differential', () => {
    const middle = profile('Patient', [{ path: 'Patient.name', min: 1 }], { url: `${url}-middle` })
    const upper = profile('Patient', [{ path: 'Patient.gender', min: 1 }], {
      baseDefinition: `${url}-middle`,
    })
    expect(errorsOf([upper, middle], patient({}))).toEqual([
      'error cardinality-min Patient.name',
      'error cardinality-min Patient.gender',
    ])
  })

  test('bounds a date by its distance from now', () => {
    const oldest = profile('Patient', [
      { path: 'Patient.birthDate', minValueDuration: { value: 100, code: 'a' } },
    ])
    expect(errorsOf([oldest], patient({ birthDate: '1927-01-01' }))).toEqual([])
    expect(errorsOf([oldest], patient({ birthDate: '1926-01-01' }))).toEqual([
      'error min-value Patient.birthDate',
    ])
  })

  test.each<readonly [string, Json, RegExp]>([
    ['an element that is not there', profile('Patient', [{ path: 'Patient.nothing' }]), /Patient\.nothing/],
    ['a base that is not known', profile('Patient', [], { baseDefinition: 'urn:x:y' }), /urn:x:y/],
    ['itself as base', profile('Patient', [], { baseDefinition: url }), /snapshot/],
    [
      'a type that its base does not allow',
      profile('Observation', [{ path: 'Observation.value[x]', type: [{ code: 'Address' }] }]),
      /Address/,
    ],
  ])('cannot have %s', (_name, given, message) => {
    expect(() => validatorOf(given).compile(url)).toThrow(message)
    expect(() => validatorOf(given).compile(url)).toThrow(ValidationError)
  })
})

describe('a StructureDefinition as a resource', () => {
  const errors = (resource: Json): string[] => lines(validatorOf().check(resource, { now }), 'error')

  test('makes a snapshot', () => {
    expect(errors(profile('Patient', [{ id: 'Patient.name', path: 'Patient.name', min: 1 }]))).toEqual([])
    expect(errors(profile('Patient', [{ id: 'Patient.x', path: 'Patient.x', min: 1 }]))).toEqual([
      'error snapshot StructureDefinition.differential',
    ])
  })

  test('is sliced by what is there', () => {
    const sliced = (path: string): Json =>
      profile('Patient', [
        {
          id: 'Patient.name',
          path: 'Patient.name',
          slicing: { discriminator: [{ type: 'value', path }], rules: 'open' },
        },
      ])
    expect(errors(sliced('use'))).toEqual([])
    expect(errors(sliced('nothing'))).toEqual(['error snapshot StructureDefinition.differential'])
  })

  test('has constraints that can be evaluated', () => {
    const constrained = (expression: string): Json =>
      profile('Patient', [
        {
          id: 'Patient',
          path: 'Patient',
          constraint: [{ key: 'p-1', severity: 'error', human: 'x', expression }],
        },
      ])
    expect(errors(constrained('name.exists()'))).toEqual([])
    expect(errors(constrained('name.exists('))).toContain(
      'error fhirpath StructureDefinition.differential.element[0].constraint[0].expression',
    )
  })
})
