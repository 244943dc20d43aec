/**
 * Generated code gives what the closures give, on JSON of any shape, or leaves the answer to them; and nothing that an
 * expression or a resource brings becomes code.
 */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileTree } from '../../src/fhirpath/compiled.ts'
import { compile } from '../../src/fhirpath/fhirpath.ts'
import { generate, type Form } from '../../src/fhirpath/generator/generate.ts'
import { isResourceType } from '../../src/fhirpath/generator/types.ts'
import { BEYOND } from '../../src/fhirpath/nodes.ts'
import { compileReference } from '../../src/fhirpath/reference-engine.ts'
import { parse } from '../../src/fhirpath/syntax.ts'
import { definitions } from '../validation/world.ts'

/** What an evaluation comes to; `left` where generated code hands it to the closures. */
function outcome(evaluate: () => unknown): string {
  try {
    return JSON.stringify(evaluate())
  } catch (error) {
    return error === BEYOND ? 'left' : String(error)
  }
}

/** Whether a rule holds, by what it yields. */
function holds(results: string): string {
  if (!results.startsWith('[')) return results
  return String(results !== '[]' && results !== '[false]')
}

/** Evaluations by generated code alone, past the first ones that are made by closures. */
function generated(
  text: string,
  type?: string,
): { evaluate: (node: unknown) => string; holds: (node: unknown) => string } {
  const tree = parse(text)
  const by = (purpose: 'evaluate' | 'holds') => (node: unknown) => {
    const shape = typeof node as Form['shape']
    return outcome(() => generate(tree, purpose, { shape, type }).run?.(node, {}))
  }
  return { evaluate: by('evaluate'), holds: by('holds') }
}

type Rule = { readonly text: string; readonly base: string | undefined }

/** All rules of R4, each without a type and with that of the elements that it is about. */
function rules(): Rule[] {
  const found = new Map<string, Rule>()
  for (const { elements } of definitions.structures) {
    for (const { path, basePath, types, constraints } of elements) {
      const code = path.includes('.') ? types[0]?.code : path
      const own = code === 'BackboneElement' || code === 'Element' ? basePath : code
      const bases = own === undefined || isResourceType(own) ? [undefined] : [undefined, own]
      for (const { expression: text } of constraints)
        for (const base of bases) found.set(`${base ?? ''} ${text}`, { text, base })
    }
  }
  return [...found.values()]
}

const LEAVES = [
  '',
  'a',
  '2020',
  '2020-01-01',
  '2020-01-01T00:00:00Z',
  '12:00',
  'true',
  '1',
  0,
  1,
  -2,
  1.5,
  1e21,
  true,
  false,
  null,
]

/** JSON objects whose names and texts are those of an expression, in any shape. */
function nodesFor(text: string): fc.Arbitrary<unknown> {
  const words = [...new Set(text.replaceAll(/'[^']*'/g, '').match(/[A-Za-z]+/g))]
  const others = words.flatMap((word) => [`_${word}`, `${word}Quantity`, `${word}String`])
  const literals = [...text.matchAll(/'([^']*)'/g)].map(([, literal = '']) => literal)
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    fc.constantFrom(...others, 'id', 'extension', 'resourceType', 'constructor', 'toString', '__proto__'),
  )
  return fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(...literals, ...LEAVES),
      { weight: 3, arbitrary: tie('object') },
      { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    ),
    object: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map(objectOf),
  })).object
}

/** As JSON.parse makes it: `__proto__` is a name like any other. */
function objectOf(entries: readonly (readonly [string, unknown])[]): unknown {
  const fields = new Map(entries.map(([name, value]) => [name, JSON.stringify(value)]))
  return JSON.parse(`{${[...fields].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`)
}

/** Random resources that each rule is tried on. */
const RUNS = 25

describe('on random JSON', () => {
  test('all rules of R4 give what the closures or fhirpath.js give', () => {
    let answered = 0
    for (const { text, base } of rules()) {
      const ours = generated(text, base)
      const byReference = compileReference(text, base)
      const closures = compileTree(parse(text), byReference)
      fc.assert(
        fc.property(nodesFor(text), (node) => {
          const [items, truth] = [ours.evaluate(node), ours.holds(node)]
          if (items === 'left' && truth === 'left') return
          answered += 1
          const others = [outcome(() => closures.evaluate(node, {}))]
          // The closures do not know the type: what they find in another choice is none for fhirpath.js.
          if (base !== undefined) others.push(outcome(() => byReference(node, {})))
          // Where they fail generated code need not: a part that cannot matter is not evaluated.
          if (others.every((other) => !other.startsWith('['))) return
          expect(['left', ...others]).toContain(items)
          expect(['left', ...others.map(holds)]).toContain(truth)
        }),
        { numRuns: RUNS, seed: 42 },
      )
    }
    expect(answered).toBeGreaterThan(5_000)
  })
})

/** Names that would end a string, a line, a property or a function, or that all objects inherit. */
const HOSTILE = [
  "a'b",
  'a"b',
  'a`b',
  'a\\b',
  'a\nb',
  'a\u2028b',
  'a;throw 1;b',
  '];globalThis.injected=1;[',
  '${globalThis.injected=1}',
  '*/globalThis.injected=1/*',
  'constructor',
  'toString',
  'hasOwnProperty',
  '__proto__',
  '_proto__',
  '__defineGetter__',
  'prototype',
]

/** A text as an expression quotes it, with escapes for all that is no word. */
function quoted(text: string, quote: string): string {
  const escaped = text.replaceAll(
    /[^\w ;=.]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return quote + escaped + quote
}

describe('nothing from outside is code', () => {
  test.each(HOSTILE)('a name: %j', (name) => {
    const node = JSON.parse(`{${JSON.stringify(name)}:[{${JSON.stringify(name)}:"x"}],"b":1}`) as unknown
    const path = quoted(name, '`')
    expect(generated(path).evaluate({ b: 1 })).toBe('[]')
    expect(generated(`${path}.${path}`).evaluate({})).toBe('[]')
    expect(generated(`${path}.${path}`).evaluate(node)).toBe('["x"]')
    expect(generated(`${path}.exists()`, 'Patient').holds({ b: 1 })).toBe('false')
    expect(generated(`b.${path}.${path}`).evaluate(node)).toBe('[]')
  })

  test.each(HOSTILE)('a text: %j', (text) => {
    const literal = quoted(text, "'")
    expect(generated(literal).evaluate({})).toBe(JSON.stringify([text]))
    expect(generated(`b = ${literal}`).holds({ b: text })).toBe('true')
    expect(generated(`b in (${literal} | 'y')`).holds({ b: text })).toBe('true')
    expect(generated(`b.startsWith(${literal})`).holds({ b: `${text}!` })).toBe('true')
    expect(generated(`extension(${literal}).exists()`).holds({ extension: [{ url: text }] })).toBe('true')
    outcome(() => generated(`b.matches(${literal})`).holds({ b: text }))
    outcome(() => generated(`b.memberOf(${literal})`).holds({ b: text }))
    expect(outcome(() => compile(`b.ofType(${quoted(text, '`')})`).holds({ b: text }))).not.toBe('"x"')
    expect(outcome(() => compile(`%${quoted(text, '`')}`).evaluate({}))).not.toBe('["x"]')
  })

  test('a resource of a hostile type', () => {
    const program = compile('value.exists()')
    for (const type of HOSTILE)
      for (let count = 0; count < 40; count += 1)
        expect(program.holds({ resourceType: type, valueString: 'x' })).toBe(true)
  })

  test('none of it has run', () => {
    expect('injected' in globalThis).toBe(false)
  })
})

const TIMES = [
  '2019',
  '2020',
  '2020-05',
  '2020-05-01',
  '2020-05-02',
  '2020-02-30',
  '2020-13-01',
  '2020-05-01T00:00:00Z',
  '2020-05-01T02:00:00+02:00',
  '2020-05-01T00:00:00.500Z',
  '2020-05-01T23:59:59-05:00',
  '2020-05-01T24:00:00Z',
  '2020-02-30T00:00:00Z',
  'x',
  '',
]

describe('times', () => {
  test.each([
    'start <= end',
    'start > end',
    'start < @2020-05-01',
    'start >= @2020-05-01T00:00:00Z',
    'start > now() - 1 day',
    'start <= today()',
  ])('%s', (text) => {
    const tree = parse(text)
    const byReference = compileReference(text, 'Period')
    const { run } = generate(tree, 'evaluate', { shape: 'object', type: 'Period' })
    let answered = 0
    for (const start of TIMES) {
      for (const end of TIMES) {
        const node = { start, end }
        const ours = outcome(() => run?.(node, { now: '2020-05-01T12:00:00Z' }))
        if (ours === 'left') continue
        answered += 1
        expect([node, ours]).toEqual([
          node,
          outcome(() => byReference(node, { now: '2020-05-01T12:00:00Z' })),
        ])
      }
    }
    expect(answered).toBeGreaterThan(20)
  })
})

describe('by the type of the nodes', () => {
  test('every rule and search parameter of R4 is generated', () => {
    const texts = [
      ...rules().map(({ text }) => text),
      ...definitions.searchParameters.flatMap(({ expression }) => expression ?? []),
    ]
    const left = [...new Set(texts)].filter(
      (text) => !generate(parse(text), 'holds', { shape: 'object', type: undefined }).run,
    )
    expect(left).toEqual([])
  })

  test.each([
    ['($this as dateTime).toString().length() >= 8', 'dateTime', '2020-01-01', 'true'],
    ['$this is DateTime', 'dateTime', '2020-01-01', 'false'],
    ['$this is string', 'code', 'a', 'true'],
    ['value.ofType(Quantity).empty()', 'Quantity', { value: 1 }, 'true'],
    [
      'value.ofType(Quantity).code',
      'Observation',
      { resourceType: 'Observation', valueQuantity: { code: 'a' } },
      'true',
    ],
    ['value.exists()', 'Observation', { resourceType: 'Observation', valueMoney: {} }, 'false'],
    ['value.exists()', undefined, { resourceType: 'Observation', valueMoney: {} }, 'true'],
  ])('%s of %s', (text, type, node, expected) => {
    expect(generated(text, type).holds(node)).toBe(expected)
  })

  test.each([
    ['a list where there is one', 'start.exists()', { start: ['2020'] }],
    ['one where there is a list', 'coding.exists()', { coding: {} }],
    ['a value with extensions', 'start.exists()', { start: '2020', _start: { id: 'x' } }],
    ['a choice without its type', 'value.exists()', { value: 1 }],
  ])('%s is left to the closures', (_name, text, node) => {
    const type = { start: 'Period', coding: 'CodeableConcept', value: 'Extension' }[text.split('.')[0] ?? '']
    expect(generated(text, type).holds(node)).toBe('left')
    expect(compile(text, type === undefined ? {} : { base: type }).holds(node)).toBe(true)
  })
})

/** Entries of the Bundle, whose square is 100 million. */
const ENTRIES = 10_000

test('the cost grows with the length of lists, not with its square', () => {
  const coded = (mark: string) =>
    Array.from({ length: ENTRIES }, (_, index) => ({ system: 's', code: `${mark}${String(index)}` }))
  const bundle = {
    resourceType: 'Bundle',
    entry: coded('c').map((coding) => ({ fullUrl: `urn:${coding.code}`, code: { coding: [coding] } })),
    others: coded('d'),
  }
  const started = performance.now()
  for (const text of [
    'entry.all(%resource.entry[$index].fullUrl.exists())',
    'entry.all(fullUrl in %resource.entry.fullUrl)',
    'entry.code.coding.intersect(%resource.others).empty()',
    'entry.all(code.coding.intersect(%resource.others).empty())',
    'entry.select(fullUrl & code.coding.code).isDistinct()',
    'descendants().fullUrl.isDistinct()',
  ])
    expect([text, generated(text).holds(bundle)]).toEqual([text, 'true'])
  expect(performance.now() - started).toBeLessThan(20_000)
})
