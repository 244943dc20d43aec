/** Our parser against that of fhirpath.js: the same tree, or none, for all that R4 states, HL7's suite, and texts made up. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import fhirpath from 'fhirpath'
import { describe, expect, test } from '@jest/globals'
import { parseExpression } from '../../src/fhirpath/parser.ts'
import type { SyntaxNode } from '../../src/fhirpath/syntax.ts'
import { definitions } from '../validation/world.ts'
import { readSuite } from './suite.ts'

const folder = join(process.env['THROUGHLINE_SHARED'] ?? '', 'cases/fhirpath')
const isThere = folder !== 'cases/fhirpath' && existsSync(folder)
if (!isThere) console.log("THROUGHLINE_SHARED is not set: the parser is not tried on HL7's suite.")

/** What the compilers read of a tree. */
function plain({ type, text, delimitedText, atRoot, start, children }: SyntaxNode): object {
  return {
    type,
    ...(text !== undefined && { text }),
    ...(delimitedText !== undefined && { delimitedText }),
    ...(atRoot && { atRoot }),
    ...(start && type === 'FunctionInvocation' && { start: { line: start.line, column: start.column } }),
    ...(children && type !== 'QuantityLiteral' && { children: children.map(plain) }),
  }
}

function theirs(text: string): object | undefined {
  try {
    return plain(fhirpath.parse(text) as SyntaxNode)
  } catch {
    return undefined
  }
}

function ours(text: string): object | undefined {
  const tree = parseExpression(text)
  return tree && plain(tree)
}

/** Expressions of which we give another tree than fhirpath.js, or one where it gives none. */
function different(texts: Iterable<string>): string[] {
  return [...texts].filter((text) => {
    const tree = ours(text)
    return tree !== undefined && JSON.stringify(tree) !== JSON.stringify(theirs(text))
  })
}

describe('the same tree', () => {
  test('for every invariant, context and search parameter of R4, and none is left to fhirpath.js', () => {
    const texts = new Set([
      ...definitions.structures.flatMap(({ contextInvariant, elements }) => [
        ...contextInvariant,
        ...elements.flatMap(({ constraints }) => constraints.map(({ expression }) => expression)),
      ]),
      ...definitions.searchParameters.flatMap(({ expression, component }) => [
        ...(expression === undefined ? [] : [expression]),
        ...component.map((each) => each.expression),
      ]),
    ])
    expect(texts.size).toBeGreaterThan(1_000)
    expect(different(texts)).toEqual([])
    expect([...texts].filter((text) => !ours(text))).toEqual([])
  })

  const whereShared = isThere ? test : test.skip
  whereShared("for HL7's suite", () => {
    const texts = new Set(readSuite(folder).map(({ expression }) => expression))
    expect(texts.size).toBeGreaterThan(500)
    expect(different(texts)).toEqual([])
    const left = [...texts].filter((text) => !ours(text) && theirs(text))
    expect(left).toEqual([])
  })

  const words =
    "a b Patient `x y` 'text' 'it\\'s' 1 1.5 10L @2014 @2014-01-01T @2014-01-01T10:00:00.5+01:00 @T12:30 $this $index " +
    '%resource %`a` + - * / & | <= < > >= = ~ != !~ . . . , ( ) [ ] { } and or xor implies div mod is as in contains ' +
    'asc desc sort where exists days year true false % // /**/ \n ; :'
  test('or none, for words in any order', () => {
    const word = fc.constantFrom(...words.split(' '))
    const text = fc.array(word, { maxLength: 12 }).map((all) => all.join(' '))
    fc.assert(
      fc.property(text, (given) => {
        expect(different([given])).toEqual([])
      }),
      { numRuns: 1_500 },
    )
  })

  test('for expressions made by the grammar', () => {
    const { expression } = fc.letrec<{ expression: string; term: string; step: string }>((tie) => ({
      term: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          'a',
          'Patient',
          '`x y`',
          '$this',
          '%resource',
          "%'u'",
          "'it\\'s'",
          '12',
          '1.50',
          '3 days',
          '{}',
          '@2014-01-01',
          'true',
          "4 'mg'",
        ),
        tie('expression').map((inner) => `(${inner})`),
        tie('step'),
      ),
      step: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          'given',
          'exists()',
          'as',
          'contains',
          '`div`',
          'ofType(FHIR.Patient)',
          'sort(-a desc, b)',
        ),
        fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `iif(${first}, ${second})`),
        tie('expression').map((inner) => `where( ${inner} )`),
      ),
      expression: fc.oneof(
        { depthSize: 'small' },
        tie('term'),
        fc.tuple(tie('term'), tie('step')).map(([first, step]) => `${first}.${step}`),
        fc.tuple(tie('term'), tie('expression')).map(([first, inner]) => `${first}[${inner}]`),
        tie('expression').map((inner) => `-${inner}`),
        tie('expression').map((inner) => `${inner} is FHIR.string`),
        fc
          .tuple(
            tie('expression'),
            fc.constantFrom(
              '*',
              'div',
              '+',
              '&',
              '|',
              '<=',
              '>',
              '=',
              '!~',
              'in',
              'contains',
              'and',
              'xor',
              'implies',
            ),
            tie('expression'),
          )
          .map(([left, operator, right]) => `${left} ${operator} ${right}`),
      ),
    }))
    fc.assert(
      fc.property(expression, (given) => {
        expect(ours(given)).toEqual(theirs(given))
      }),
      { numRuns: 400 },
    )
  })
})

test('what would exhaust the stack, or is no FHIRPath, is not read', () => {
  expect(parseExpression('('.repeat(5_000) + 'a' + ')'.repeat(5_000))).toBeUndefined()
  expect(parseExpression('-'.repeat(5_000) + '1')).toBeUndefined()
  for (const text of [
    '',
    'a.',
    'a b',
    'a.where(',
    "'open",
    '`open',
    '@',
    'a ? b',
    '1.',
    'a..b',
    '%',
    'is a',
    'a[1',
    '{',
  ])
    expect(parseExpression(text)).toBeUndefined()
})
