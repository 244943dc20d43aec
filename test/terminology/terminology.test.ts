/** The terminology room: what is in, what is not, and what nobody can tell. */
import { describe, expect, test } from '@jest/globals'
import type { CodeSystem, ComposePart, ConceptMap, ValueSet } from '../../src/fhir/definitions.ts'
import { createTerminology, type Coded, type Terminology } from '../../src/terminology/terminology.ts'

const BASE = 'https://example.test'

const animals: CodeSystem = {
  resourceType: 'CodeSystem',
  url: `${BASE}/animals`,
  content: 'complete',
  concept: [
    {
      code: 'animal',
      display: 'Animal',
      concept: [
        {
          code: 'bird',
          concept: [{ code: 'owl', property: [{ code: 'flies', valueBoolean: true }] }, { code: 'emu' }],
        },
        { code: 'cat', display: 'Cat', property: [{ code: 'legs', valueInteger: 4 }] },
      ],
    },
    { code: 'barn-owl', property: [{ code: 'parent', valueCode: 'owl' }] },
    { code: 'loop-a', property: [{ code: 'subsumedBy', valueCode: 'loop-b' }] },
    { code: 'loop-b', property: [{ code: 'subsumedBy', valueCode: 'loop-a' }] },
  ],
}
const partial: CodeSystem = {
  resourceType: 'CodeSystem',
  url: `${BASE}/partial`,
  content: 'fragment',
  concept: [{ code: 'known' }],
}
const loud: CodeSystem = {
  resourceType: 'CodeSystem',
  url: `${BASE}/loud`,
  caseSensitive: false,
  concept: [{ code: 'Shout' }],
}

function valueSet(name: string, include: ComposePart[], exclude: ComposePart[] = []): ValueSet {
  return { resourceType: 'ValueSet', url: `${BASE}/${name}`, compose: { include, exclude } }
}

const system = animals.url ?? ''
const is = (op: string, value: string, property = 'concept'): ComposePart => ({
  system,
  filter: [{ property, op, value }],
})

const valueSets: ValueSet[] = [
  valueSet('listed', [{ system, concept: [{ code: 'cat' }, { code: 'gone' }] }]),
  valueSet('whole', [{ system }]),
  valueSet('birds', [is('is-a', 'bird')]),
  valueSet('below-birds', [is('descendent-of', 'bird')]),
  valueSet('no-birds', [is('is-not-a', 'bird')]),
  valueSet('flying', [is('=', 'true', 'flies')]),
  valueSet('legged', [is('exists', 'true', 'legs')]),
  valueSet('few', [is('in', 'cat, owl', 'code')]),
  valueSet('other', [is('not-in', 'cat,owl', 'code')]),
  valueSet('coloured', [is('=', 'red', 'colour')]),
  valueSet('by-pattern', [is('regex', '(a+)+$', 'code')]),
  valueSet('looped', [is('is-a', 'loop-b')]),
  valueSet('birds-but-emu', [is('is-a', 'bird')], [{ system, concept: [{ code: 'emu' }] }]),
  valueSet('nested', [{ valueSet: [`${BASE}/birds|1.0`] }, { system: `${BASE}/loud` }]),
  valueSet('both', [{ valueSet: [`${BASE}/birds`, `${BASE}/flying`] }]),
  valueSet('itself', [{ valueSet: [`${BASE}/itself`] }]),
  valueSet('of-partial', [{ system: `${BASE}/partial` }]),
  valueSet('of-unheld', [{ system: `${BASE}/unheld` }, { system, concept: [{ code: 'cat' }] }]),
  valueSet('unheld-listed', [{ system: `${BASE}/unheld`, concept: [{ code: 'x' }] }]),
  valueSet('all-but-unheld', [{ system }], [{ valueSet: [`${BASE}/nobody`] }]),
  valueSet('languages', [{ system: 'urn:example:languages' }]),
  {
    resourceType: 'ValueSet',
    url: `${BASE}/expanded`,
    expansion: {
      contains: [{ abstract: true, code: 'top', contains: [{ system, code: 'cat', display: 'Cat' }] }],
    },
  },
  {
    resourceType: 'ValueSet',
    url: `${BASE}/paged`,
    expansion: { total: 9, offset: 0, contains: [{ system, code: 'cat' }] },
  },
  { resourceType: 'ValueSet', url: `${BASE}/hollow` },
]

const conceptMaps: ConceptMap[] = [
  {
    resourceType: 'ConceptMap',
    url: `${BASE}/map`,
    group: [
      {
        source: system,
        target: `${BASE}/loud`,
        element: [
          {
            code: 'cat',
            target: [
              { code: 'Shout', equivalence: 'wider' },
              { code: 'Meow', equivalence: 'equal' },
            ],
          },
          { code: 'emu', target: [] },
        ],
        unmapped: { mode: 'other-map', url: `${BASE}/other-map` },
      },
    ],
  },
  {
    resourceType: 'ConceptMap',
    url: `${BASE}/other-map`,
    group: [{ element: [], unmapped: { mode: 'fixed', code: 'Else', display: 'Something else' } }],
  },
  {
    resourceType: 'ConceptMap',
    url: `${BASE}/same`,
    group: [{ source: system, target: 'urn:t', element: [], unmapped: { mode: 'provided' } }],
  },
  {
    resourceType: 'ConceptMap',
    url: `${BASE}/loop`,
    group: [{ element: [], unmapped: { mode: 'other-map', url: `${BASE}/loop` } }],
  },
]

const terminology: Terminology = createTerminology({
  codeSystems: [animals, partial, loud],
  valueSets,
  conceptMaps,
  codeGrammars: [{ system: 'urn:example:languages', pattern: '^[a-z]{2}$' }],
})

const coded = (text: string): Coded => {
  const [of = '', code = ''] = text.split('#')
  return of === '' ? { code } : { system: of.includes(':') ? of : `${BASE}/${of}`, code }
}

describe('validateCode', () => {
  test.each([
    ['listed', 'animals#cat', 'in'],
    ['listed', '#cat', 'in'],
    ['listed', 'animals#gone', 'in'],
    ['listed', 'animals#owl', 'not-in'],
    ['listed', 'loud#cat', 'not-in'],
    ['whole', 'animals#owl', 'in'],
    ['whole', 'animals#dodo', 'not-in'],
    ['whole', 'unheld#owl', 'not-in'],
    ['birds', 'animals#bird', 'in'],
    ['birds', 'animals#owl', 'in'],
    ['birds', 'animals#barn-owl', 'in'],
    ['birds', 'animals#cat', 'not-in'],
    ['below-birds', 'animals#bird', 'not-in'],
    ['below-birds', 'animals#emu', 'in'],
    ['no-birds', 'animals#cat', 'in'],
    ['no-birds', 'animals#emu', 'not-in'],
    ['flying', 'animals#owl', 'in'],
    ['flying', 'animals#emu', 'not-in'],
    ['legged', 'animals#cat', 'in'],
    ['legged', 'animals#emu', 'not-in'],
    ['few', 'animals#owl', 'in'],
    ['few', 'animals#emu', 'not-in'],
    ['other', 'animals#emu', 'in'],
    ['other', 'animals#owl', 'not-in'],
    ['coloured', 'animals#cat', 'unknown'],
    ['by-pattern', 'animals#cat', 'unknown'],
    ['looped', 'animals#loop-a', 'in'],
    ['looped', 'animals#cat', 'not-in'],
    ['birds-but-emu', 'animals#owl', 'in'],
    ['birds-but-emu', 'animals#emu', 'not-in'],
    ['nested', 'animals#owl', 'in'],
    ['nested', 'loud#SHOUT', 'in'],
    ['nested', 'loud#whisper', 'not-in'],
    ['both', 'animals#owl', 'in'],
    ['both', 'animals#emu', 'not-in'],
    ['itself', 'animals#owl', 'unknown'],
    ['of-partial', 'partial#known', 'in'],
    ['of-partial', 'partial#new', 'unknown'],
    ['of-unheld', 'unheld#x', 'unknown'],
    ['of-unheld', 'animals#cat', 'in'],
    ['of-unheld', 'animals#owl', 'not-in'],
    ['of-unheld', '#owl', 'unknown'],
    ['unheld-listed', 'unheld#x', 'in'],
    ['unheld-listed', 'unheld#y', 'not-in'],
    ['all-but-unheld', 'animals#owl', 'unknown'],
    ['languages', 'urn:example:languages#en', 'in'],
    ['languages', 'urn:example:languages#english', 'not-in'],
    ['expanded', 'animals#cat', 'in'],
    ['expanded', 'animals#top', 'not-in'],
    ['paged', 'animals#cat', 'in'],
    ['paged', 'animals#owl', 'unknown'],
    ['hollow', 'animals#cat', 'not-in'],
    ['nobody', 'animals#cat', 'unknown'],
    ['whole|2.0', 'animals#cat', 'in'],
  ])('%s has %s: %s', (name, code, membership) => {
    expect(terminology.validateCode(`${BASE}/${name}`, coded(code))).toBe(membership)
  })
})

describe('expand', () => {
  const codes = (name: string): string[] | undefined =>
    terminology.expand(`${BASE}/${name}`)?.codes.map(({ code }) => code)
  test('lists what is in, once', () => {
    expect(codes('birds')).toEqual(['bird', 'owl', 'emu', 'barn-owl'])
    expect(codes('birds-but-emu')).toEqual(['bird', 'owl', 'barn-owl'])
    expect(codes('both')).toEqual(['owl'])
    expect(codes('nested')).toEqual(['bird', 'owl', 'emu', 'barn-owl', 'Shout'])
    expect(codes('listed')).toEqual(['cat', 'gone'])
  })

  test('with displays', () => {
    expect(terminology.expand(`${BASE}/listed`)?.codes[0]).toEqual({ system, code: 'cat', display: 'Cat' })
  })

  test('and names what it could not list', () => {
    expect(terminology.expand(`${BASE}/of-unheld`)?.unknown).toEqual([`${BASE}/unheld`])
    expect(terminology.expand(`${BASE}/of-partial`)?.unknown).toEqual([`${BASE}/partial`])
    expect(terminology.expand(`${BASE}/birds`)?.unknown).toEqual([])
    expect(terminology.expand(`${BASE}/paged`)?.unknown).toEqual([`${BASE}/paged`])
    expect(terminology.expand(`${BASE}/nobody`)).toBeUndefined()
  })
})

test('lookup tells a code that is not there from one that nobody knows', () => {
  expect(terminology.lookup(system, 'cat')).toEqual({ code: 'cat', display: 'Cat' })
  expect(terminology.lookup(`${BASE}/loud`, 'shout')).toEqual({ code: 'Shout' })
  expect(terminology.lookup(system, 'dodo')).toBeNull()
  expect(terminology.lookup(`${BASE}/partial`, 'dodo')).toBeUndefined()
  expect(terminology.lookup(`${BASE}/unheld`, 'dodo')).toBeUndefined()
})

test('translate gives the targets in the order of the map', () => {
  const map = `${BASE}/map`
  expect(terminology.translate(map, coded('animals#cat'))).toEqual([
    { system: `${BASE}/loud`, code: 'Shout', equivalence: 'wider' },
    { system: `${BASE}/loud`, code: 'Meow', equivalence: 'equal' },
  ])
  expect(terminology.translate(map, coded('animals#emu'))).toEqual([])
  expect(terminology.translate(map, coded('animals#owl'))).toEqual([
    { code: 'Else', display: 'Something else', equivalence: 'inexact' },
  ])
  expect(terminology.translate(map, coded('loud#cat'))).toEqual([])
  expect(terminology.translate(`${BASE}/same|3`, coded('animals#owl'))).toEqual([
    { system: 'urn:t', code: 'owl', equivalence: 'equal' },
  ])
  expect(terminology.translate(`${BASE}/loop`, coded('animals#owl'))).toEqual([])
  expect(terminology.translate(`${BASE}/nobody`, coded('animals#owl'))).toBeUndefined()
})

test('of two with one canonical the later counts', () => {
  const later = createTerminology({
    codeSystems: [animals, { ...animals, concept: [{ code: 'only' }] }],
    valueSets,
    conceptMaps: [],
  })
  expect(later.lookup(system, 'cat')).toBeNull()
})
