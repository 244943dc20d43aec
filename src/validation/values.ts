/** Tests of a value against fixed[x], pattern[x], minValue[x], maxValue[x] and maxLength (FHIR R4 elementdefinition.html). */
import { isObject } from '../fhir/resource.ts'
import type { ElementRule, TypedValue } from '../fhir/definitions.ts'
import { ValidationError } from './finding.ts'
import type { Test } from './program.ts'
import { report } from './run.ts'
import { oneOf, quoted } from './wording.ts'

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
  return (
    isObject(value) &&
    Object.keys(pattern).every(
      (name) => Object.hasOwn(value, name) && matchesPattern(value[name], pattern[name]),
    )
  )
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
  return (item, scope) => {
    if (isEqual(item.value, fixed)) return
    const text = `${item.program.name} must be exactly ${show(fixed)}; give this value.`
    report(item, scope, { code: 'value', rule: 'fixed', text })
  }
}

function patternTest({ value: pattern }: TypedValue): Test {
  return (item, scope) => {
    if (matchesPattern(item.value, pattern)) return
    const text = `${item.program.name} must have ${show(pattern)}; add what is missing.`
    report(item, scope, { code: 'value', rule: 'pattern', text })
  }
}

/** A profile's own value, which is no person's. */
function show(value: unknown): string {
  if (!isObject(value)) return quoted(String(value))
  const codings = [value, ...(Array.isArray(value['coding']) ? value['coding'] : [])].filter(isObject)
  const codes = codings.flatMap(({ system, code }) =>
    typeof code === 'string'
      ? [typeof system === 'string' ? `code ${quoted(code)} of ${system}` : `code ${quoted(code)}`]
      : [],
  )
  return codes.length > 0 ? oneOf(codes).replace(' or ', ' and ') : quoted(JSON.stringify(value))
}

const LENGTHS_OF_DATES = [4, 7, 10]

function boundTest(
  ruleName: 'min-value' | 'max-value',
  { type, value: bound }: TypedValue,
  place: string,
): Test {
  if (typeof bound !== 'number' && typeof bound !== 'string') {
    throw new ValidationError(
      'profile-unsupported',
      `${place}: a ${ruleName} of type ${type} is not supported.`,
    )
  }
  return (item, scope) => {
    const order = compare(item.value, bound)
    if (order === undefined || (ruleName === 'min-value' ? order >= 0 : order <= 0)) return
    const limit = ruleName === 'min-value' ? 'at least' : 'at most'
    const text = `${item.program.name} must be ${limit} ${String(bound)}; correct it.`
    report(item, scope, { code: 'value', rule: ruleName, text })
  }
}

/** Numbers by size; dates and times as far as both are precise: they are written so that text order is time order. */
function compare(value: unknown, bound: number | string): number | undefined {
  if (typeof value === 'number' && typeof bound === 'number') return value - bound
  if (typeof value !== 'string' || typeof bound !== 'string') return undefined
  const length = Math.min(value.length, bound.length)
  const precision =
    length > 10 && !value.endsWith('Z') ? 10 : LENGTHS_OF_DATES.findLast((each) => each <= length)
  const [a, b] =
    length > 10 && value.endsWith('Z')
      ? [value, bound]
      : [value.slice(0, precision), bound.slice(0, precision)]
  return a < b ? -1 : a > b ? 1 : 0
}

function lengthTest(most: number): Test {
  return (item, scope) => {
    if (typeof item.value !== 'string' || item.value.length <= most) return
    const text = `${item.program.name} has ${String(item.value.length)} characters; it may have ${String(most)}: shorten it.`
    report(item, scope, { code: 'too-long', rule: 'max-length', text })
  }
}
