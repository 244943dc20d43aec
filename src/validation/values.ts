/** Tests of a value against fixed[x], pattern[x], minValue[x], maxValue[x] and maxLength (FHIR R4 elementdefinition.html). */
import { isObject } from '../fhir/resource.ts'
import type { ElementRule, TypedValue } from '../fhir/definitions.ts'
import { ValidationError } from './finding.ts'
import { read, type Json } from './json.ts'
import { quickly } from './quickly.ts'
import type { Test } from './program.ts'
import { compareQuantities, secondsOf } from './quantities.ts'
import { report, type Scope } from './run.ts'
import { oneOf, defined } from './wording.ts'

/** Whether two JSON values are the same. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]))
  )
}

/** Whether a value has all that the pattern has; lists need an item for each of the pattern's, in any order. */
export function matchesPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return Array.isArray(value) && pattern.every((item) => value.some((each) => matchesPattern(each, item)))
  }
  if (!isObject(pattern)) return value === pattern
  if (!isObject(value)) return false
  for (const name in pattern) {
    const given = read(value, name)
    if (given === undefined || !matchesPattern(given, pattern[name])) return false
  }
  return true
}

/** The tests of an element's values. */
export function valueTests(rule: ElementRule, place: string): Test[] {
  return [
    ...(rule.fixed ? [fixedTest(rule.fixed)] : []),
    ...(rule.pattern ? [patternTest(rule.pattern)] : []),
    ...(rule.minValue ? [boundTest('min-value', rule.minValue, place)] : []),
    ...(rule.maxValue ? [boundTest('max-value', rule.maxValue, place)] : []),
    ...(rule.maxLength === undefined ? [] : [lengthTest(rule.maxLength)]),
  ]
}

function fixedTest({ value: fixed }: TypedValue): Test {
  return quickly(
    (value) => isEqual(value, fixed),
    (item, scope) => {
      if (isEqual(item.value, fixed)) return
      const text = `${item.program.name} must be exactly ${show(fixed)}; give this value.`
      report(item, scope, { code: 'value', rule: 'fixed', text })
    },
  )
}

function patternTest({ value: pattern }: TypedValue): Test {
  return quickly(
    (value) => matchesPattern(value, pattern),
    (item, scope) => {
      if (matchesPattern(item.value, pattern)) return
      const text = `${item.program.name} must have ${show(pattern)}; add what is missing.`
      report(item, scope, { code: 'value', rule: 'pattern', text })
    },
  )
}

/** A profile's own value, which is no person's. */
function show(value: unknown): string {
  if (!isObject(value)) return defined(String(value))
  const codings = [value, ...(Array.isArray(value['coding']) ? value['coding'] : [])].filter(isObject)
  const codes = codings.flatMap(({ system, code }) =>
    typeof code === 'string'
      ? [typeof system === 'string' ? `code ${defined(code)} of ${system}` : `code ${defined(code)}`]
      : [],
  )
  return codes.length > 0 ? oneOf(codes).replace(' or ', ' and ') : defined(JSON.stringify(value))
}

const LENGTHS_OF_DATES = [4, 7, 10]
/** Types of bounds; a Duration bounds a date by its distance from now. */
const BOUND_TYPES =
  /^(date|dateTime|instant|time|decimal|integer|positiveInt|unsignedInt|Quantity|Duration|Age)$/i

function boundTest(
  ruleName: 'min-value' | 'max-value',
  { type, value: bound }: TypedValue,
  place: string,
): Test {
  if (!BOUND_TYPES.test(type)) {
    throw new ValidationError(
      'profile-unsupported',
      `${place}: a ${ruleName} of type ${type} is not supported.`,
    )
  }
  const isLeast = ruleName === 'min-value'
  return (item, scope) => {
    const limit = isObject(bound) && typeof item.value === 'string' ? fromNow(bound, isLeast, scope) : bound
    const order = compareBounds(item.value, limit)
    if (order === undefined || (isLeast ? order >= 0 : order <= 0)) return
    const words = isObject(limit) ? `${String(limit['value'])} ${String(limit['code'])}` : String(limit)
    const text = `${item.program.name} must be ${isLeast ? 'at least' : 'at most'} ${words}; correct it.`
    report(item, scope, { code: 'value', rule: ruleName, text })
  }
}

/** The date that lies a duration before (least) or after (greatest) now; undefined where nobody said the time. */
function fromNow(duration: Json, isLeast: boolean, scope: Scope): string | undefined {
  const { now } = scope.run.options
  const [value, code] = [duration['value'], duration['code']]
  if (now === undefined || typeof value !== 'number' || typeof code !== 'string') return undefined
  const amount = isLeast ? -value : value
  const date = new Date(now)
  const months = code === 'a' ? amount * 12 : code === 'mo' ? amount : undefined
  if (months !== undefined) date.setUTCMonth(date.getUTCMonth() + months)
  else {
    const seconds = secondsOf(duration)
    if (seconds === undefined) return undefined
    date.setTime(date.getTime() + (isLeast ? -seconds : seconds) * 1_000)
  }
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** Negative, zero or positive: numbers by size, quantities by units, dates and times as far as both are precise. */
export function compareBounds(value: unknown, bound: unknown): number | undefined {
  if (typeof value === 'number' && typeof bound === 'number') return value - bound
  if (isObject(bound)) return compareQuantities(value, bound)
  if (typeof value !== 'string' || typeof bound !== 'string') return undefined
  const [first, second] =
    isInstant(value) && isInstant(bound) ? [Date.parse(value), Date.parse(bound)] : alike(value, bound)
  return first < second ? -1 : first > second ? 1 : 0
}

/** A time of one day anywhere: date, time and zone. */
function isInstant(text: string): boolean {
  return text.length > 10 && text.includes('T')
}

/** Two dates cut to the precision that both have; times of day as they are. */
function alike(a: string, b: string): [string, string] {
  if (a.includes(':') && b.includes(':')) return [a, b]
  const length = Math.min(a.length, b.length)
  const precision = LENGTHS_OF_DATES.findLast((each) => each <= length)
  return [a.slice(0, precision), b.slice(0, precision)]
}

function lengthTest(most: number): Test {
  const passes = (value: unknown): boolean => typeof value !== 'string' || value.length <= most
  return quickly(passes, (item, scope) => {
    if (typeof item.value !== 'string' || item.value.length <= most) return
    const text = `${item.program.name} has ${String(item.value.length)} characters; it may have ${String(most)}: shorten it.`
    report(item, scope, { code: 'too-long', rule: 'max-length', text })
  })
}
