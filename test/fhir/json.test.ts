/** JSON text: what is read, and where it stops being JSON. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findJsonFault } from '../../src/fhir/json-fault.ts'
import { JSON_CHARACTERS_MAX, parseJson } from '../../src/fhir/json.ts'
import { JSON_LIMITS } from '../../src/fhir/json-size.ts'

const located = (text: string) => {
  const parsed = parseJson(text)
  return parsed.kind === 'fault' ? [parsed.line, parsed.column] : 'ok'
}

describe('parseJson', () => {
  test.each([
    '{}',
    '[]',
    ' {"a": [1, -2.5e3, true, false, null, "\\u00e9\\n"]}\n',
    '"a:b"',
    '{"a":{"a":{"a":1}}}',
    '\uFEFF{"a":1}',
  ])('reads %j', (text) => {
    expect(parseJson(text)).toEqual({ kind: 'ok', value: JSON.parse(text.replace('\uFEFF', '')) })
  })

  test('reads whatever JSON.stringify writes, at any indentation', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indentation) => {
        const text = JSON.stringify(value, undefined, indentation)
        expect(parseJson(text)).toEqual({ kind: 'ok', value: JSON.parse(text) })
        expect(findJsonFault(text, 64)).toBeUndefined()
      }),
    )
  })

  test.each([
    ['', 1, 1],
    ['{', 1, 2],
    ['{"a": 1,}', 1, 9],
    ['{"a": 1\n "b": 2}', 2, 2],
    ['{\n  "a": 1,\n  b: 2\n}', 3, 3],
    ['{"a" 1}', 1, 6],
    ['[1 2]', 1, 4],
    ['[1,]', 1, 4],
    ['[1, 2', 1, 6],
    ['{"a": nul}', 1, 7],
    ['{"a": nulls}', 1, 11],
    ['{"a": 01}', 1, 8],
    ['{"a": 1.}', 1, 8],
    ['{"a": +1}', 1, 7],
    ["{'a': 1}", 1, 2],
    ['{"a": "b\nc"}', 1, 9],
    ['{"a": "b\\x"}', 1, 9],
    ['{"a": "b', 1, 9],
    ['{"a": 1} {}', 1, 10],
    ['{"a": 1}\r\n}', 2, 1],
    ['{"a": NaN}', 1, 7],
    ['// comment\n{}', 1, 1],
  ])('finds the fault of %j at line %i, column %i', (text, line, column) => {
    expect(located(text)).toEqual([line, column])
  })

  test('a field that stands twice is a fault, not the last one silently', () => {
    expect(located('{"a": 1,\n "a": 2}')).toEqual([2, 2])
    expect(located('{"a": 1, "b": {"c": 1, "\\u0063": 2}}')).toEqual([1, 24])
    expect(located('{"a": 1, "b": {"a": ":"}, "c\\":": "\\\\"}')).toBe('ok')
    expect(located('{"__proto__": 1, "__proto__": 2}')).toEqual([1, 18])
  })

  test('never quotes the text', () => {
    const parsed = parseJson('{"name": "Testa Placeholder", "diagnosis": Opioid}')
    expect(parsed.kind).toBe('fault')
    expect(JSON.stringify(parsed)).not.toMatch(/Testa|Opioid|diagnosis/)
  })

  test('refuses what nests too deep, malformed or not, without exhausting the stack', () => {
    const deep = '['.repeat(1_000_000)
    expect(parseJson(deep).kind).toBe('fault')
    expect(parseJson(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`)).toMatchObject({
      kind: 'fault',
      line: 1,
      column: 1,
    })
    const allowed = JSON_LIMITS.depthMax
    expect(located(`${'['.repeat(allowed)}${']'.repeat(allowed)}`)).toBe('ok')
    expect(located(`${'['.repeat(allowed + 2)}${']'.repeat(allowed + 2)}`)).toEqual([1, 1])
  })

  test('refuses more characters than its limit', () => {
    expect(parseJson(' '.repeat(JSON_CHARACTERS_MAX + 1)).kind).toBe('fault')
  })

  test('long texts take linear time', () => {
    const started = performance.now()
    expect(parseJson(JSON.stringify(Array.from({ length: 90_000 }, () => 'text')) + '\n').kind).toBe('ok')
    expect(parseJson(`{"a": ${JSON.stringify('x\\"'.repeat(1_000_000))}}`).kind).toBe('ok')
    expect(parseJson(`{"a": "${'x'.repeat(3_000_000)}`)).toMatchObject({ kind: 'fault' })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

test('whatever is cut or mangled is refused exactly where JSON.parse refuses it', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b',
    '1',
    '-',
    'true',
    ' ',
    '\n',
    '\\',
    '"',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      const isJson = canParse(text)
      if (parseJson(text).kind === 'ok') expect(isJson).toBe(true)
      if (!isJson) expect(findJsonFault(text, 64)).toBeDefined()
    }),
    { numRuns: 2_000 },
  )
})

function canParse(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
