/** Patterns that whoever writes them may choose to take long: none does, and each answers as JavaScript would. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { linearTest } from '../../src/fhirpath/linear-pattern.ts'
import { matches, TEXT_LENGTH_MAX } from '../../src/fhirpath/matches.ts'
import { compile } from '../../src/fhirpath/fhirpath.ts'
import {
  MATCH_STEPS_MAX,
  metered,
  STEPS_MAX,
  budgetLeft,
  stepsOfTrying,
} from '../../src/fhirpath/pattern-cost.ts'
import { parsePattern } from '../../src/fhirpath/pattern-syntax.ts'
import { definitions, now, validatorWith } from '../validation/world.ts'

/** Patterns built of all that is read here. */
const { pattern } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      String.raw`\d`,
      String.raw`[\w-]`,
      String.raw`\.`,
      '^',
      '$',
      'é',
    ),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  pattern: fc
    .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?', '|')), {
      maxLength: 4,
    })
    .map((parts) =>
      parts.map(([part, sign]) => (/^[\^$]$/.test(part) && sign !== '|' ? part : part + sign)).join(''),
    ),
}))

test('what is matched at once is what JavaScript matches by trying', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', '\n', 'é', '-'), maxLength: 8 })
  fc.assert(
    fc.property(pattern, text, (given, on) => {
      const linear = linearTest(given, 'su')
      if (!linear) throw new Error(`${given} is not read`)
      expect(`${given} ${String(linear(on))}`).toBe(`${given} ${String(new RegExp(given, 'su').test(on))}`)
    }),
    { numRuns: 3_000 },
  )
})

describe('which patterns are tried by which way', () => {
  test.each<readonly [pattern: string, risky: boolean]>([
    ['^[A-Z]([A-Za-z0-9_]){0,254}$', false],
    ['^[a-z]+ [a-z]+$', false],
    ['(a+)+$', true],
    ['(a|a)*b', true],
    ['(a*)*', true],
    ['(?:a{1,3}){5}', true],
    ['a*a*a*b', true],
    ['(?=a+)b', true],
    [String.raw`\b[a-z]+`, true],
    ['^a*b', false],
    ['(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)', true],
    ['(?=a+)+', true],
    [String.raw`(a)\1+(b)*`, true],
  ])('%s', (given, risky) => {
    expect(stepsOfTrying(given, parsePattern(given), 100) > 1_000).toBe(risky)
  })

  test('what is risky and cannot be tried at once is refused, and so is a pattern of too many states', () => {
    for (const given of [String.raw`(a+)+\1`, '(?=(a+)+)b', `(a{1,200}){1,200}`])
      expect(() => matches('aaa', given)).toThrow(/could take time without bound/)
  })
})

test('evil patterns on evil texts', () => {
  const start = performance.now()
  for (const [given, text] of [
    ['^(a+)+$', 'a'],
    ['^(a|a)*$', 'a'],
    ['^([a-zA-Z]+)*$', 'a'],
    ['(.*)(.*)(.*)(.*)[^a]$', 'a'],
    [String.raw`^(\w+\s?)*$`, 'a '],
  ] as const)
    expect(matches(`${text.repeat(TEXT_LENGTH_MAX / text.length - 1)}!`, given)).toBe(given.startsWith('('))
  expect(performance.now() - start).toBeLessThan(20_000)
})

test('all patterns of R4’s own rules are tried', () => {
  const constraints = definitions.structures.flatMap(({ elements }) =>
    elements.flatMap((each) => each.constraints),
  )
  const literals = constraints.flatMap(({ expression }) => [
    ...expression.matchAll(/matches\('((?:[^'\\]|\\.)*)'\)/g),
  ])
  const patterns = [
    ...new Set(literals.map(([, literal = '']) => literal.replaceAll('\\\\', '\\').replaceAll("\\'", "'"))),
  ]
  expect(patterns.length).toBeGreaterThan(5)
  for (const each of patterns) expect(() => matches('Patient.name', each)).not.toThrow()
})

describe('a questionnaire that comes with its answers cannot stop the validator', () => {
  test.each<readonly [pattern: string, answer: string, found: string]>([
    ['(a+)+', `${'a'.repeat(5_000)}!`, 'error questionnaire-pattern'],
    ['(a+)+', 'a'.repeat(5_000), 'none'],
    ['[', 'a', 'warning questionnaire-pattern'],
    ['.*a{1,1900}a{1,1900}b', 'a'.repeat(9_991), 'warning questionnaire-pattern'],
    ['(?=(a+)+)b', 'a', 'warning questionnaire-pattern'],
    ['a+', 'a'.repeat(TEXT_LENGTH_MAX + 1), 'warning questionnaire-pattern'],
  ])('%s', (valueString, answer, expected) => {
    const extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/regex', valueString }]
    const questionnaire = {
      resourceType: 'Questionnaire',
      id: 'q',
      status: 'active',
      item: [{ linkId: '1', type: 'string', extension }],
    }
    const response = {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      contained: [questionnaire],
      questionnaire: '#q',
      item: [{ linkId: '1', answer: [{ valueString: answer }] }],
    }
    const start = performance.now()
    const found = validatorWith().check(response, { now })
    const about = found.find(({ rule }) => rule === 'questionnaire-pattern')
    expect(about ? `${about.severity} ${about.rule}` : 'none').toBe(expected)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('the steps of matches are counted and limited', () => {
  const evil =
    (given: string, text: string): (() => boolean) =>
    () =>
      matches(text, given)

  test.each<readonly [pattern: string, characters: number, most: number]>([
    ['a*a*b', 4_000, 60_000],
    ['a*a*a*a*b', 4_000, 120_000],
    ['[A-Z]([A-Za-z0-9_]){0,254}', 10_000, 60_000],
  ])('%s', (given, characters, most) => {
    metered(() => {
      expect(matches('a'.repeat(characters), given)).toBe(false)
      expect(STEPS_MAX - budgetLeft()).toBeLessThan(most)
    })
  })

  test('beyond the limit of one match nothing is answered', () => {
    for (const given of ['^((a{1,20}){1,20})*$', '.*a{1,1900}a{1,1900}b', 'a{1,1000}a{1,1000}b'])
      expect(evil(given, 'a'.repeat(9_991))).toThrow(`one match may take ${String(MATCH_STEPS_MAX)} steps`)
  })

  test('all matches of an evaluation have one budget', () => {
    const text = 'a'.repeat(5_000)
    const call = "given.matches('a{1,40}b')"
    const held = compile(Array.from({ length: 40 }, () => call).join(' or '))
    expect(() => held.evaluate({ given: text })).toThrow(
      `all matches together may take ${String(STEPS_MAX)} steps`,
    )
    expect(compile(call).evaluate({ given: text })).toEqual([false])
  })

  test.each([
    "matches('a{1,1900}a{1,1900}b')",
    "matchesFull('a{1,1900}a{1,1900}b')",
    "replaceMatches('(a*)*b', 'c')",
  ])('%s goes through the one door', (call) => {
    for (const purpose of ['evaluate', 'holds'] as const)
      expect(() => compile(`given.${call}`)[purpose]({ given: 'a'.repeat(9_000) })).toThrow(/without bound/)
  })

  test('matchesFull() takes the whole text, and flags', () => {
    const answer = (call: string): unknown => compile(`given.${call}`).evaluate({ given: 'aB' })
    expect(answer("matchesFull('a')")).toEqual([false])
    expect(answer("matchesFull('a|aB')")).toEqual([true])
    expect(answer("matchesFull('ab', 'i')")).toEqual([true])
    expect(() => answer("matchesFull('a)|(?:b')")).toThrow(/no regular expression/)
  })
})
