/**
 * Equality and order of nodes, where they do not hang on the nodes' types: text that is no date, booleans, whole numbers.
 * What could be a date, a time, a decimal or a quantity is BEYOND: fhirpath.js compares it by its type.
 */
import { Primitive } from './program.ts'
import { BEYOND, valueOf, type Items } from './nodes.ts'

const TEMPORAL = /^(T?\d\d:|\d{4})/
const DATE = /^\d{4}-\d\d-\d\d$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/

/** `=` of two collections; undefined for empty. */
export function areEqual(a: Items, b: Items): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined
  if (a.length !== b.length) return false
  if (a.length > 1) throw BEYOND
  return isSame(a[0], b[0])
}

/** Whether two items are equal. */
export function isSame(a: unknown, b: unknown): boolean {
  // Extensions count, where both have them.
  if (a instanceof Primitive && b instanceof Primitive) throw BEYOND
  const [x, y] = [valueOf(a), valueOf(b)]
  if (typeof x === 'string' && typeof y === 'string') {
    if (x !== y && TEMPORAL.test(x) && TEMPORAL.test(y)) throw BEYOND
    return x === y
  }
  if (typeof x === 'boolean' && typeof y === 'boolean') return x === y
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return x === y
  if (isText(x) && isText(y)) return false
  throw BEYOND
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean'
}

/** Negative, zero or positive; undefined for empty. */
export function compare(a: Items, b: Items): number | undefined {
  if (a.length === 0 || b.length === 0) return undefined
  if (a.length > 1 || b.length > 1) throw BEYOND
  const [x, y] = [valueOf(a[0]), valueOf(b[0])]
  if (typeof x === 'number' && typeof y === 'number' && Number.isSafeInteger(x) && Number.isSafeInteger(y))
    return x - y
  if (typeof x === 'string' && typeof y === 'string' && areOfOneForm(x, y)) return x < y ? -1 : Number(x > y)
  throw BEYOND
}

/** Dates of one precision, or instants of one precision and zone: the order of the text is the order of time. */
function areOfOneForm(x: string, y: string): boolean {
  return (DATE.test(x) && DATE.test(y)) || (INSTANT.test(x) && INSTANT.test(y) && x.slice(19) === y.slice(19))
}

/** The items without those that equal an earlier one. */
export function distinct(items: Items): Items {
  if (items.length < 2) return items
  const seen = new Set<unknown>()
  let temporals = 0
  for (const item of items) {
    const isPlain = typeof item === 'string' || typeof item === 'boolean' || Number.isSafeInteger(item)
    if (!isPlain) throw BEYOND
    if (typeof item === 'string' && !seen.has(item) && TEMPORAL.test(item)) temporals += 1
    seen.add(item)
  }
  // Two different texts may be one date or instant.
  if (temporals > 1) throw BEYOND
  return [...seen]
}
