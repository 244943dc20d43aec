/** The terminology operations as FHIR R4 has them: what is known, what is not, and what nobody here can tell. */
import { describe, expect, test } from '@jest/globals'
import type { CodeSystem, ConceptMap, ValueSet } from '../../src/fhir/definitions.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { parametersIn, runTerminologyOperation } from '../../src/terminology/operations.ts'
import { createTerminology } from '../../src/terminology/terminology.ts'

const BASE = 'https://example.test'
const SYSTEM = `${BASE}/levels`
const ELSEWHERE = `${BASE}/elsewhere`
const ALL = `${BASE}/vs/all`
const MIXED = `${BASE}/vs/mixed`
const MAP = `${BASE}/map/old-to-new`

const levels: CodeSystem = {
  resourceType: 'CodeSystem',
  url: SYSTEM,
  version: '2',
  name: 'Levels',
  content: 'complete',
  concept: [
    {
      code: 'any',
      display: 'Any level',
      property: [{ code: 'notSelectable', valueBoolean: true }],
      concept: [
        {
          code: '1.0',
          display: 'Outpatient Care',
          definition: 'Care by the hour',
          designation: [{ language: 'es', value: 'Ambulatorio' }],
        },
        { code: '3.5', display: 'Residential Care' },
      ],
    },
    { code: 'old', display: 'Old level', property: [{ code: 'status', valueCode: 'retired' }] },
  ],
}
const all: ValueSet = {
  resourceType: 'ValueSet',
  url: ALL,
  version: '1',
  compose: { include: [{ system: SYSTEM }] },
}
const mixed: ValueSet = {
  resourceType: 'ValueSet',
  url: MIXED,
  compose: { include: [{ system: SYSTEM, concept: [{ code: '1.0' }] }, { system: ELSEWHERE }] },
}
const map: ConceptMap = {
  resourceType: 'ConceptMap',
  url: MAP,
  group: [
    {
      source: SYSTEM,
      target: ELSEWHERE,
      element: [
        { code: 'old', target: [{ code: 'new', equivalence: 'wider' }] },
        { code: 'any', target: [{ equivalence: 'unmatched' }] },
      ],
    },
  ],
}

const terminology = createTerminology({ codeSystems: [levels], valueSets: [all, mixed], conceptMaps: [map] })

function run(type: string, name: string, ...given: readonly (readonly [string, unknown])[]): unknown {
  const parameters = given.map(([parameter, value]) => ({ name: parameter, value }))
  const answer = runTerminologyOperation(
    { type, name, parameters },
    { terminology, now: '2026-11-23T12:00:00Z', newId: () => '00000000-0000-4000-8000-000000000000' },
  )
  return answer.kind === 'answer' ? answer.resource : `${answer.status} ${answer.code} ${answer.text}`
}

/** The parameters of an answer by name, with their values. */
function out(answer: unknown): Record<string, unknown> {
  expect(answer).toMatchObject({ resourceType: 'Parameters' })
  const parameters = (answer as Resource)['parameter'] as Record<string, unknown>[]
  return Object.fromEntries(parameters.map(({ name, ...value }) => [name as string, Object.values(value)[0]]))
}

function codes(answer: unknown): string[] {
  expect(answer).toMatchObject({ resourceType: 'ValueSet' })
  const { contains } = (answer as { expansion: { contains: { code: string }[] } }).expansion
  return contains.map(({ code }) => code)
}

describe('$expand', () => {
  test('lists the codes, and says of which version', () => {
    const answer = run('ValueSet', 'expand', ['url', ALL])
    expect(codes(answer)).toEqual(['any', '1.0', '3.5', 'old'])
    expect(answer).toMatchObject({
      url: ALL,
      status: 'active',
      expansion: {
        total: 4,
        timestamp: '2026-11-23T12:00:00Z',
        parameter: [{ name: 'used-codesystem', valueUri: `${SYSTEM}|2` }],
        contains: [{ code: 'any', abstract: true }, { code: '1.0' }, {}, { code: 'old', inactive: true }],
      },
    })
  })

  test.each([
    ['by the beginnings of words', [['filter', 'care res']], ['3.5']],
    ['by code', [['filter', '1.']], ['1.0']],
    ['by a display in another language', [['filter', 'ambul']], ['1.0']],
    ['active ones', [['activeOnly', 'true']], ['any', '1.0', '3.5']],
    [
      'a page',
      [
        ['offset', '1'],
        ['count', '2'],
      ],
      ['1.0', '3.5'],
    ],
    ['no codes, only how many', [['count', '0']], []],
  ] as [string, [string, string][], string[]][])('%s', (_name, given, expected) => {
    expect(codes(run('ValueSet', 'expand', ['url', ALL], ...given))).toEqual(expected)
  })

  test('shows the language asked for, and other names where asked', () => {
    const given = [
      ['url', ALL],
      ['filter', '1.0'],
    ] as const
    expect(run('ValueSet', 'expand', ...given, ['displayLanguage', 'es'])).toMatchObject({
      expansion: { contains: [{ display: 'Ambulatorio' }] },
    })
    expect(run('ValueSet', 'expand', ...given, ['includeDesignations', 'true'])).toMatchObject({
      expansion: { contains: [{ designation: [{ value: 'Ambulatorio' }] }] },
    })
  })

  test('takes a value set that comes along, with its definition back', () => {
    const valueSet = { ...all, url: `${BASE}/vs/mine` }
    expect(run('ValueSet', 'expand', ['valueSet', valueSet], ['includeDefinition', 'true'])).toMatchObject({
      compose: all.compose,
    })
  })

  test('what is not held whole is not listed', () => {
    expect(run('ValueSet', 'expand', ['url', MIXED])).toMatch(/^422 not-found .*elsewhere/)
    expect(run('ValueSet', 'expand', ['url', `${BASE}/vs/none`])).toMatch(/^404 not-found/)
    expect(run('ValueSet', 'expand', ['url', `${ALL}|7`])).toMatch(/^404 not-found .*version 1 only/)
    expect(codes(run('ValueSet', 'expand', ['url', `${ALL}|1`]))).toHaveLength(4)
  })

  test.each([[['count', 'many']], [['offset', '-1']], [['context', 'x']]] as [string, string][][])(
    'refuses %p',
    (parameter) => {
      expect(run('ValueSet', 'expand', ['url', ALL], parameter)).toMatch(/^400 /)
    },
  )
})

describe('$validate-code', () => {
  test.each([
    [
      'a member',
      [
        ['system', SYSTEM],
        ['code', '1.0'],
      ],
      true,
    ],
    ['a member without its system', [['code', '1.0']], true],
    [
      'a member with another case in its display',
      [
        ['system', SYSTEM],
        ['code', '1.0'],
        ['display', 'outpatient CARE'],
      ],
      true,
    ],
    [
      'a member under a wrong name',
      [
        ['system', SYSTEM],
        ['code', '1.0'],
        ['display', 'Inpatient'],
      ],
      false,
    ],
    [
      'none',
      [
        ['system', SYSTEM],
        ['code', '9'],
      ],
      false,
    ],
    [
      'a group, where groups do not count',
      [
        ['system', SYSTEM],
        ['code', 'any'],
        ['abstract', 'false'],
      ],
      false,
    ],
    [
      'one coding of several',
      [
        [
          'codeableConcept',
          {
            coding: [
              { system: ELSEWHERE, code: 'x' },
              { system: SYSTEM, code: '3.5' },
            ],
          },
        ],
      ],
      true,
    ],
  ] as [string, [string, unknown][], boolean][])('value set: %s', (_name, given, expected) => {
    expect(out(run('ValueSet', 'validate-code', ['url', ALL], ...given))['result']).toBe(expected)
  })

  test('an unknown system is neither valid nor invalid', () => {
    const coding = { system: ELSEWHERE, code: 'x' }
    expect(run('ValueSet', 'validate-code', ['url', MIXED], ['coding', coding])).toMatch(
      /^422 not-found .*elsewhere/,
    )
    expect(run('CodeSystem', 'validate-code', ['url', ELSEWHERE], ['code', 'x'])).toMatch(
      /^404 not-found .*neither/,
    )
  })

  test.each([
    ['a code', [['code', '3.5']], true],
    ['no code', [['code', '9']], false],
    ['a code of another system', [['coding', { system: `${BASE}/other`, code: '3.5' }]], false],
  ] as [string, [string, unknown][], boolean][])('code system: %s', (_name, given, expected) => {
    const url = given[0]?.[0] === 'coding' ? [] : [['url', SYSTEM] as const]
    if (url.length > 0)
      expect(out(run('CodeSystem', 'validate-code', ...url, ...given))['result']).toBe(expected)
    else expect(run('CodeSystem', 'validate-code', ...given)).toMatch(/^404 not-found/)
  })

  test('one way of asking at a time', () => {
    expect(run('ValueSet', 'validate-code', ['url', ALL])).toMatch(/^400 required/)
    expect(run('ValueSet', 'validate-code', ['url', ALL], ['code', 'a'], ['coding', { code: 'b' }])).toMatch(
      /^400/,
    )
    expect(run('ValueSet', 'validate-code', ['url', ALL], ['coding', { system: SYSTEM }])).toMatch(/^400/)
  })
})

describe('$lookup', () => {
  test('tells the name, the definition, and how it stands to others', () => {
    const answer = run('CodeSystem', 'lookup', ['system', SYSTEM], ['code', '1.0'])
    expect(out(answer)).toMatchObject({ name: 'Levels', version: '2', display: 'Outpatient Care' })
    expect(JSON.stringify(answer)).toContain('{"name":"value","valueCode":"any"}')
    expect(JSON.stringify(answer)).toContain('Care by the hour')
    const group = JSON.stringify(run('CodeSystem', 'lookup', ['coding', { system: SYSTEM, code: 'any' }]))
    expect(group).toContain('{"name":"value","valueCode":"3.5"}')
    expect(group).toContain('{"name":"value","valueBoolean":true}')
  })

  test('only what was asked for', () => {
    const answer = run('CodeSystem', 'lookup', ['system', SYSTEM], ['code', '1.0'], ['property', 'parent'])
    expect(JSON.stringify(answer)).not.toContain('Care by the hour')
    expect(JSON.stringify(answer)).toContain('"any"')
  })

  test.each([
    [
      [
        ['system', SYSTEM],
        ['code', 'none'],
      ],
      /^404 not-found 'none' is no code/,
    ],
    [
      [
        ['system', ELSEWHERE],
        ['code', 'x'],
      ],
      /^404 not-found .*neither/,
    ],
    [
      [
        ['system', SYSTEM],
        ['code', '1.0'],
        ['version', '1'],
      ],
      /^404 not-found .*version 2 only/,
    ],
    [[['code', '1.0']], /^400 required/],
  ] as [[string, string][], RegExp][])('refuses %p', (given, expected) => {
    expect(run('CodeSystem', 'lookup', ...given)).toMatch(expected)
  })
})

describe('$subsumes', () => {
  test.each([
    ['any', '1.0', 'subsumes'],
    ['1.0', 'any', 'subsumed-by'],
    ['1.0', '1.0', 'equivalent'],
    ['1.0', '3.5', 'not-subsumed'],
  ])('%s and %s: %s', (codeA, codeB, expected) => {
    const answer = run('CodeSystem', 'subsumes', ['system', SYSTEM], ['codeA', codeA], ['codeB', codeB])
    expect(out(answer)['outcome']).toBe(expected)
  })

  test('of codes and systems that are known', () => {
    expect(run('CodeSystem', 'subsumes', ['system', SYSTEM], ['codeA', 'x'], ['codeB', '1.0'])).toMatch(
      /^404/,
    )
    expect(run('CodeSystem', 'subsumes', ['system', SYSTEM], ['codeA', 'x'])).toMatch(/^400 required/)
    const codingB = { system: ELSEWHERE, code: 'x' }
    expect(
      run('CodeSystem', 'subsumes', ['codingA', { system: SYSTEM, code: '1.0' }], ['codingB', codingB]),
    ).toMatch(/^400/)
  })
})

describe('$translate', () => {
  test('by the map asked for, with the relation', () => {
    const answer = run('ConceptMap', 'translate', ['url', MAP], ['system', SYSTEM], ['code', 'old'])
    expect(answer).toMatchObject({
      parameter: [
        { name: 'result', valueBoolean: true },
        {
          name: 'match',
          part: [
            { name: 'equivalence', valueCode: 'wider' },
            { name: 'concept', valueCoding: { system: ELSEWHERE, code: 'new' } },
            { name: 'source', valueUri: MAP },
          ],
        },
      ],
    })
  })

  test('by all maps between two systems, and backwards', () => {
    const forward = [
      ['targetsystem', ELSEWHERE],
      ['system', SYSTEM],
      ['code', 'old'],
    ] as const
    expect(out(run('ConceptMap', 'translate', ...forward))['result']).toBe(true)
    const back = [
      ['url', MAP],
      ['reverse', 'true'],
      ['system', ELSEWHERE],
      ['code', 'new'],
    ] as const
    expect(JSON.stringify(run('ConceptMap', 'translate', ...back))).toContain('"narrower"')
  })

  test('without a target there is no result, and no error', () => {
    for (const code of ['any', '1.0']) {
      const answer = run('ConceptMap', 'translate', ['url', MAP], ['system', SYSTEM], ['code', code])
      expect(out(answer)['result']).toBe(false)
    }
    expect(run('ConceptMap', 'translate', ['url', `${MAP}/none`], ['code', 'old'])).toMatch(/^404/)
    expect(run('ConceptMap', 'translate', ['code', 'old'])).toMatch(/^400/)
  })
})

test('parameters of a Parameters resource are read whatever their type', () => {
  const parameter = [
    { name: 'url', valueUri: ALL },
    { name: 'count', valueInteger: 2 },
    { name: 'valueSet', resource: all },
    { name: 7 },
  ]
  expect(parametersIn({ resourceType: 'Parameters', parameter } as Resource)).toEqual([
    { name: 'url', value: ALL },
    { name: 'count', value: 2 },
    { name: 'valueSet', value: all },
  ])
})
