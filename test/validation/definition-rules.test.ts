/** Definitions as resources: derivation, code systems, value sets, maps, operations; reports against their measures. */
import { describe, expect, test } from '@jest/globals'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { createValidator, type ValidationOptions } from '../../src/validation/validation.ts'
import { definitions, lines, now, SYSTEM, terminology } from './world.ts'

type Json = Record<string, unknown>
type Row = readonly [name: string, given: Json | Json[], expected?: string]

const H = 'http://hl7.org/fhir/StructureDefinition/'
const GENDER = 'http://hl7.org/fhir/administrative-gender'
const errors = (resource: Json, options: ValidationOptions = {}, profiles: Json[] = []): string[] =>
  lines(
    createValidator({ definitions, profiles, terminology, fhirpath }).check(resource, { now, ...options }),
    'error',
  )

const told = (expected: string): string[] => (expected === '' ? [] : [`error ${expected}`])
const complete = (rows: readonly Row[]): (readonly [string, Json | Json[], string])[] =>
  rows.map(([name, given, expected]) => [name, given, expected ?? ''])

describe('StructureDefinition', () => {
  const profile = (element: Json[], more: Json = {}): Json => ({
    resourceType: 'StructureDefinition',
    url: 'https://example.test/StructureDefinition/x',
    name: 'X',
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type: 'Patient',
    baseDefinition: `${H}Patient`,
    derivation: 'constraint',
    differential: {
      element: element.map((each) => ({ path: String(each['id']).replaceAll(/:[^.]*/g, ''), ...each })),
    },
    ...more,
  })
  const SNAPSHOT = 'snapshot StructureDefinition.differential'
  const HEAD = 'structure-head StructureDefinition'
  const slicing = { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' }
  const rule = (expression: string): Json => ({ key: 'x-1', severity: 'error', human: 'X.', expression })
  const typed = (type: Json): Json => ({ type: [type] })
  const rows: Row[] = [
    ['narrows', [{ id: 'Patient.name', min: 1, max: '2' }]],
    ['more often than the base', [{ id: 'Patient.birthDate', max: '2' }], SNAPSHOT],
    ['less often than the base', [{ id: 'Patient.link.other', min: 0 }], SNAPSHOT],
    ['fixes a date', [{ id: 'Patient.birthDate', fixedDate: '2020' }]],
    ['fixes a string for a date', [{ id: 'Patient.birthDate', fixedString: '2020' }], SNAPSHOT],
    [
      'keeps a required binding',
      [
        {
          id: 'Patient.gender',
          binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/administrative-gender' },
        },
      ],
    ],
    [
      'loosens a required binding',
      [
        {
          id: 'Patient.gender',
          binding: { strength: 'extensible', valueSet: 'http://hl7.org/fhir/ValueSet/administrative-gender' },
        },
      ],
      SNAPSHOT,
    ],
    [
      'slices',
      [
        { id: 'Patient.identifier', slicing },
        { id: 'Patient.identifier:a', sliceName: 'a' },
        { id: 'Patient.identifier:a.system', fixedUri: 'urn:x:a' },
      ],
    ],
    ['slices without slicing', [{ id: 'Patient.identifier:a', sliceName: 'a' }], SNAPSHOT],
    [
      'slices without a name',
      [{ id: 'Patient.identifier', slicing }, { id: 'Patient.identifier:a' }],
      SNAPSHOT,
    ],
    [
      'slices what is there once',
      [
        {
          id: 'Patient.maritalStatus',
          slicing: { discriminator: [{ type: 'value', path: 'text' }], rules: 'open' },
        },
      ],
      SNAPSHOT,
    ],
    [
      'in another order',
      [
        { id: 'Patient.birthDate', min: 1 },
        { id: 'Patient.name', min: 1 },
      ],
      SNAPSHOT,
    ],
    [
      'a profile of the type',
      [{ id: 'Patient.name', ...typed({ code: 'HumanName', profile: [`${H}HumanName`] }) }],
    ],
    [
      'a profile of another type',
      [{ id: 'Patient.name', ...typed({ code: 'HumanName', profile: [`${H}Address`] }) }],
      SNAPSHOT,
    ],
    [
      'another target',
      [
        {
          id: 'Patient.managingOrganization',
          ...typed({ code: 'Reference', targetProfile: [`${H}Practitioner`] }),
        },
      ],
      SNAPSHOT,
    ],
    [
      'one key twice',
      [
        { id: 'Patient', constraint: [rule('true')] },
        { id: 'Patient.name', constraint: [rule('true')] },
      ],
    ],
    [
      'one key for two rules',
      [
        { id: 'Patient', constraint: [rule('true')] },
        { id: 'Patient.name', constraint: [rule('false')] },
      ],
      SNAPSHOT,
    ],
    ['another type than the base', profile([{ id: 'Observation' }], { type: 'Observation' }), HEAD],
    ['another kind than the base', profile([{ id: 'Patient' }], { kind: 'logical' }), HEAD],
    [
      'a context of no extension',
      profile([{ id: 'Patient' }], { context: [{ type: 'element', expression: 'Patient' }] }),
      HEAD,
    ],
    [
      'a url that is not absolute',
      profile([{ id: 'Patient' }], { url: 'x' }),
      'canonical StructureDefinition.url',
    ],
  ]
  test.each(complete(rows))('%s', (_name, given, expected) => {
    expect(errors(Array.isArray(given) ? profile(given) : given)).toEqual(told(expected))
  })
})

describe('terminology', () => {
  const codeSystem = (more: Json): Json => ({
    resourceType: 'CodeSystem',
    url: 'urn:x:cs',
    status: 'draft',
    content: 'complete',
    concept: [{ code: 'a', concept: [{ code: 'b' }] }],
    ...more,
  })
  const valueSet = (include: Json): Json => ({
    resourceType: 'ValueSet',
    status: 'draft',
    compose: { include: [include] },
  })
  const filter = (property: string, op: string, value: string, system = SYSTEM): Json =>
    valueSet({ system, filter: [{ property, op, value }] })
  const map = (code: string, target: string): Json => ({
    resourceType: 'ConceptMap',
    status: 'draft',
    group: [
      {
        source: GENDER,
        target: SYSTEM,
        element: [{ code, target: [{ code: target, equivalence: 'equal' }] }],
      },
    ],
  })
  const T = 'terminology-content'
  const rows: Row[] = [
    ['a count', codeSystem({ count: 2 })],
    ['a wrong count', codeSystem({ count: 1 }), `${T} CodeSystem.count`],
    ['no content', codeSystem({ content: 'not-present', concept: undefined })],
    [
      'content that is said not to be there',
      codeSystem({ content: 'not-present' }),
      `${T} CodeSystem.concept`,
    ],
    ['a supplement', codeSystem({ content: 'supplement', supplements: SYSTEM })],
    ['a supplement of nothing', codeSystem({ content: 'supplement' }), `${T} CodeSystem.content`],
    ['a supplement that is complete', codeSystem({ supplements: SYSTEM }), `${T} CodeSystem.content`],
    [
      'a supplement with a code of its own',
      codeSystem({ content: 'supplement', supplements: SYSTEM, concept: [{ code: 'q' }] }),
      `${T} CodeSystem.concept`,
    ],
    ['a system', valueSet({ system: SYSTEM })],
    ['half a system', valueSet({ system: 'x' }), `${T} ValueSet.compose.include[0].system`],
    [
      'a system with its version',
      valueSet({ system: `${SYSTEM}|1` }),
      `${T} ValueSet.compose.include[0].system`,
    ],
    [
      'a value set as a system',
      valueSet({ system: 'http://hl7.org/fhir/ValueSet/administrative-gender' }),
      `${T} ValueSet.compose.include[0].system`,
    ],
    ['a filter by a code', filter('concept', 'is-a', 'a')],
    ['a filter by no code', filter('concept', 'is-a', 'q'), `${T} ValueSet.compose.include[0].filter[0]`],
    ['a filter by truth', filter('inactive', '=', 'true')],
    ['a filter by no truth', filter('inactive', '=', '1'), `${T} ValueSet.compose.include[0].filter[0]`],
    ['an attribute of SNOMED CT', filter('363698007', '=', '39607008', 'http://snomed.info/sct')],
    [
      'an attribute with another operator',
      filter('363698007', 'is-a', '39607008', 'http://snomed.info/sct'),
      `${T} ValueSet.compose.include[0].filter[0]`,
    ],
    ['a map', map('male', 'a')],
    ['a map from no code', map('q', 'a'), `${T} ConceptMap.group[0].element[0].code`],
    ['a map to no code', map('male', 'q'), `${T} ConceptMap.group[0].element[0].target[0].code`],
  ]
  test.each(complete(rows))('%s', (_name, given, expected) => {
    const resource = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    expect(errors(resource)).toEqual(told(expected))
  })
})

test('an operation’s parameters are there as often as its profile says', () => {
  const element = [
    {
      id: 'Parameters.parameter',
      path: 'Parameters.parameter',
      slicing: { discriminator: [{ type: 'value', path: 'name' }], rules: 'open' },
    },
    { id: 'Parameters.parameter:a', path: 'Parameters.parameter', sliceName: 'a', min: 1, max: '1' },
    { id: 'Parameters.parameter:a.name', path: 'Parameters.parameter.name', fixedString: 'a' },
  ]
  const url = 'https://example.test/StructureDefinition/in'
  const profile = {
    resourceType: 'StructureDefinition',
    url,
    name: 'In',
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type: 'Parameters',
    baseDefinition: `${H}Parameters`,
    derivation: 'constraint',
    differential: { element },
  }
  const operation = (min: number, inputProfile: string): Json => ({
    resourceType: 'OperationDefinition',
    name: 'X',
    status: 'draft',
    kind: 'operation',
    code: 'x',
    system: true,
    type: false,
    instance: false,
    inputProfile,
    parameter: [{ name: 'a', use: 'in', min, max: '1', type: 'string' }],
  })
  const fault = ['error operation-profile OperationDefinition.inputProfile']
  expect(errors(operation(1, url), {}, [profile])).toEqual([])
  expect(errors(operation(0, url), {}, [profile])).toEqual(fault)
  expect(errors(operation(1, `${url}2`), {}, [profile])).toEqual(fault)
  expect(errors(operation(1, `${H}Patient`))).toEqual(fault)
})

describe('MeasureReport', () => {
  const code = (...codes: string[]): Json => ({
    code: { coding: codes.map((each) => ({ system: 'urn:x:groups', code: each })) },
  })
  const criteria = { criteria: { language: 'text/cql', expression: 'X' } }
  const measureOf = (scoring: string, group: Json[]): Json => ({
    resourceType: 'Measure',
    url: 'urn:x:measure',
    status: 'active',
    scoring: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/measure-scoring', code: scoring }] },
    group,
  })
  const report = (group: Json[], more: Json = {}): Json => ({
    resourceType: 'MeasureReport',
    measure: 'urn:x:measure',
    status: 'complete',
    type: 'summary',
    period: { start: '2020' },
    ...(group.length > 0 && { group }),
    ...more,
  })
  const group = (name: string, ...populations: string[]): Json => ({
    ...code(name),
    population: populations.map((each) => ({ ...code(each), count: 1 })),
  })
  const defined = (name: string, ...populations: string[]): Json => ({
    ...code(name),
    population: populations.map((each) => ({ ...code(each), ...criteria })),
  })
  const found = (given: Json, measure: Json): string[] =>
    errors(given, { resolve: (url) => (url === 'urn:x:measure' ? measure : undefined) })
  const M = 'error measure-report MeasureReport'

  const two = measureOf('cohort', [defined('a', 'n'), defined('b', 'n', 'd')])
  test.each<readonly [string, Json, string[]]>([
    ['all', report([group('a', 'n'), group('b', 'd', 'n')]), []],
    ['a group missing', report([group('a', 'n')]), [M]],
    ['a group too many', report([group('a', 'n'), group('b', 'n', 'd'), group('c', 'n')]), [`${M}.group[2]`]],
    ['a group twice', report([group('a', 'n'), group('a', 'n'), group('b', 'n', 'd')]), [`${M}.group[1]`]],
    ['a population missing', report([group('a', 'n'), group('b', 'n')]), [`${M}.group[1]`]],
    [
      'a population of none',
      report([group('a', 'n'), group('b', 'n', 'd', 'q')]),
      [`${M}.group[1].population[2]`],
    ],
    ['only data', report([], { type: 'data-collection' }), []],
  ])('%s', (_name, given, expected) => {
    expect(found(given, two)).toEqual(expected)
  })

  const scored = (score: Json | undefined): Json =>
    report([{ ...group('a', 'n'), ...(score && { measureScore: score }) }])
  test('the score is one of the measure’s scoring', () => {
    const by = (scoring: string, score?: Json): string[] =>
      found(scored(score), measureOf(scoring, [defined('a', 'n')]))
    const fault = [`${M}.group[0].measureScore`]
    expect(by('proportion', { value: 0.5 })).toEqual([])
    expect(by('proportion', { value: 2 })).toEqual(fault)
    expect(by('proportion', { value: 0.5, unit: 'x' })).toEqual(fault)
    expect(by('proportion')).toEqual(fault)
    expect(by('ratio', { value: 2 })).toEqual([])
    expect(by('cohort')).toEqual([])
    expect(by('cohort', { value: 1 })).toEqual(fault)
  })
})
