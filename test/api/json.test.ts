import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { jsonDepthMax, parseJson, parseText } from '../../src/api/json.ts'

const faultOf = (text: string): string => {
  const parsed = parseText(text)
  return parsed.kind === 'fault' ? parsed.fault : 'no fault'
}

describe('JSON', () => {
  test.each([
    ['{ "a": }', 'line 1, column 8, a value is expected'],
    ['{\n  "a": 1,\n  "b" 2\n}', 'line 3, column 7, a colon is expected'],
    ['{"a": 1,}', 'line 1, column 9, the name of a property, in double quotes, is expected'],
    ['[1, 2', 'line 1, column 6, a comma or ] is expected'],
    ['{"a": tru}', 'line 1, column 7, a value is expected'],
    ['{"a": 012}', 'line 1, column 7, a value is expected'],
    ['{"a": "b', 'line 1, column 9, a text is not closed, or holds a character that must be escaped'],
    ['{"a": "\\x"}', 'line 1, column 8, a text is not closed, or holds a character that must be escaped'],
    ['{} {}', 'line 1, column 4, nothing more is expected'],
    ['', 'line 1, column 1, a value is expected'],
    ["{'a': 1}", 'line 1, column 2, the name of a property, in double quotes, is expected'],
  ])('tells where %j stops being JSON', (text, expected) => {
    expect(faultOf(text)).toBe(`is no JSON: at ${expected}`)
  })

  test('never repeats what was sent', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const marked = text.replaceAll(/"[^"]*"/g, '"Testa"')
        const broken = `${marked.slice(0, at % (marked.length + 1))}\u0001${marked.slice(at % (marked.length + 1))}`
        expect(faultOf(broken)).toMatch(/^is no JSON: at line \d+, column \d+, /)
        expect(faultOf(broken)).not.toContain('Testa')
      }),
    )
  })

  test('finds a fault in whatever JSON.parse refuses, and none in what it takes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', '-', 'null', ' '), {
          maxLength: 9,
        }),
        (parts) => {
          const text = parts.join('')
          let isJson = true
          try {
            JSON.parse(text)
          } catch {
            isJson = false
          }
          expect(parseText(text).kind).toBe(isJson ? 'json' : 'fault')
        },
      ),
    )
  })

  test('refuses what is nested too deep, well-formed or not', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(parseText(deep(jsonDepthMax)).kind).toBe('json')
    expect(faultOf(deep(jsonDepthMax + 2))).toBe(`is nested deeper than ${jsonDepthMax} levels`)
    expect(faultOf('['.repeat(100_000))).toContain('levels of nesting')
  })

  test('takes a byte order mark and refuses what is not UTF-8', () => {
    expect(parseJson(new TextEncoder().encode('\ufeff{"a":1}'))).toEqual({ kind: 'json', value: { a: 1 } })
    expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({
      kind: 'fault',
      fault: 'is not encoded in UTF-8',
    })
  })

  test('scans a long text in linear time', () => {
    const started = performance.now()
    expect(faultOf(`{"a":"${'x'.repeat(4_000_000)}\n"}`)).toContain('not closed')
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
