/** Forms of primitives as the clean check tells them, beside the reference, on random text that is nearly right. */
import { expect, test } from '@jest/globals'
import { formOf } from '../../../src/validation/clean/forms.ts'
import { namesRead } from '../../../src/validation/clean/guard.ts'
import { checkPrimitive } from '../../../src/validation/primitives.ts'
import { randomOf } from './mutate.ts'

const TEXTS =
  'date dateTime instant time string markdown xhtml code uri url canonical id oid uuid base64Binary'.split(
    ' ',
  )
const CHARACTERS = '0123456789-:TZ+. azAZ=/#\n\u0001\u00A0\u007F_'

const random = randomOf(1)
const below = (end: number): number => Math.floor(random() * end)
const digits = (end: number, width = 2): string => String(below(end)).padStart(width, '0')
const one = (list: readonly string[] | string): string => list[below(list.length)] ?? ''

function nearlyRight(): string {
  const day = `${digits(10_000, 4)}-${digits(14)}-${digits(33)}`
  const time = `T${digits(26)}:${digits(62)}:${digits(63)}${one(['', '.1', '.123', '.12a'])}`
  const text = day + time + one(['Z', '+05:00', '-14:00', '+13:59', '+14:01', ''])
  const at = below(text.length)
  const changed = text.slice(0, at) + one(CHARACTERS) + text.slice(at + 1)
  const noise = Array.from({ length: below(12) }, () => one(CHARACTERS)).join('')
  const long = `${noise}${'a line \n'.repeat(below(30))}${noise}`
  const div = one(['<div>', '<div ', '<div/>', ' <div>', '<divx'])
  return one([
    text,
    text,
    changed,
    text.slice(0, 4 + 3 * below(3)),
    day,
    day.slice(0, 7),
    noise,
    long,
    div + long,
  ])
}

test('forms are those of the reference', () => {
  for (let time = 0; time < 20_000; time += 1) {
    const text = nearlyRight()
    for (const code of TEXTS) {
      const isRight = checkPrimitive(code, text) === undefined
      if (formOf(code)(text) !== isRight)
        expect({ code, text, isRight: !isRight }).toEqual({ code, text, isRight })
    }
  }
  for (const value of [null, undefined, 1, -1.5, true, {}, [], 2 ** 31, '']) {
    for (const code of [...TEXTS, 'boolean', 'decimal', 'integer', 'positiveInt', 'unsignedInt'])
      expect([code, value, formOf(code)(value)]).toEqual([
        code,
        value,
        checkPrimitive(code, value) === undefined,
      ])
  }
})

test('text of lines alone is no slower than other text', () => {
  const started = performance.now()
  expect(formOf('markdown')(`x${'\n'.repeat(99_000)}`)).toBe(true)
  expect(formOf('xhtml')(`<div>${'\n'.repeat(99_000)}\u0001`)).toBe(false)
  expect(performance.now() - started).toBeLessThan(100)
})

test.each([
  ['text.`div`.exists()', 'text'],
  ['contained.where(id = %resource.id).empty()', undefined],
  ["descendants().where(url = 'x').empty()", undefined],
  ['Patient.name.exists()', undefined],
  ['value.is(Quantity)', undefined],
  ['$this.exists()', undefined],
  ["name.matches('code or text')", 'name'],
  ['a.exists() and (b.empty() or c.count() > 1)', 'a b c'],
])('what %s reads', (text, names) => {
  const read = namesRead(text)
  expect(read && [...read].toSorted()).toEqual(names?.split(' ').toSorted())
})
