import { describe, expect, test } from '@jest/globals'
import { rangeOf } from '../../src/fhir/dates.ts'
import { parseJson } from '../../src/fhir/json.ts'

describe('the range of a date', () => {
  test.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-11-23T10:00:00-05:00', '2026-11-23T15:00:00.000Z', '2026-11-23T15:00:01.000Z'],
    // Open ends are often written so.
    ['9999', '9999-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z', '0001-01-02T00:00:00.000Z'],
  ])('%s', (text, low, high) => {
    expect(rangeOf(text)).toEqual({ low, high })
  })

  test.each(['0000', '0000-12-31', '+275000-01-01', '2026-13', '2026-99-99', '9999-12-31T23:00:00-05:00'])(
    '%s has none that four digits of a year can write',
    (text) => {
      expect(rangeOf(text)).toBeUndefined()
    },
  )
})

describe('U+0000 in JSON', () => {
  test('is a fault where it stands', () => {
    expect(parseJson('{"a": 1,\n "b": "x\\u0000"}')).toMatchObject({ kind: 'fault', line: 2, column: 9 })
    expect(parseJson('{"a\\\\\\u0000": 1}')).toMatchObject({ kind: 'fault' })
  })

  test('is none where the backslash is the text', () => {
    expect(parseJson('{"a": "\\\\u0000"}')).toEqual({ kind: 'ok', value: { a: String.raw`\u0000` } })
  })
})
