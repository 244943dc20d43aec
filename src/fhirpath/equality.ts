/**
 * Equality and order of nodes, where they do not hang on the nodes' types: text, booleans, whole numbers, objects. What
 * could be a time, a decimal or a quantity is BEYOND: fhirpath.js compares it by its type.
 */
import { isObject } from '../fhir/resource.ts'
import { areOfUnlikeZones, isLiteral, Temporal } from './literals.ts'
import { BEYOND, valueOf, type Items } from './nodes.ts'
import { FhirpathError, Primitive } from './program.ts'

const TEMPORAL = /^(T?\d\d:|\d{4})/
const WITH_TIME = /^(\d{4}-\d\d-\d\dT|T?\d\d:\d\d)/
const DATE = /^\d{4}-\d\d-\d\d$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/

/** Items of a list past which it is searched by keys. */
const SCANNED_ITEMS_MAX = 16
/** Items past which what may be times is not compared pair by pair. */
const PAIRED_ITEMS_MAX = 1_000

/** Whether a text may be a time, so that another text may be equal to it. */
export function isTemporalText(text: string): boolean {
  return TEMPORAL.test(text)
}

/** `=` of two collections; undefined for empty. */
export function areEqual(a: Items, b: Items): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined
  if (a.length !== b.length) return false
  if (a.length > 1) throw BEYOND
  const [x, y] = [a[0], b[0]]
  if (x instanceof Temporal && y instanceof Temporal && areOfUnlikeZones(x, y)) return undefined
  return isSame(x, y)
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

/** `~` of two collections: the order does not count, nor the case of letters. */
export function areEquivalent(a: Items, b: Items): boolean {
  if (a.length !== b.length) return false
  const [first, second] = [a, b].map((items) => items.map(looseKey).toSorted())
  return JSON.stringify(first) === JSON.stringify(second)
}

/** What is the same for two equivalent values; numbers, times and objects are BEYOND, and so is text with spaces. */
function looseKey(item: unknown): string {
  const value = valueOf(item)
  if (item instanceof Primitive) throw BEYOND
  if (typeof value === 'string' && !TEMPORAL.test(value) && !/\s/.test(value))
    return `s${value.toLowerCase()}`
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return JSON.stringify(value)
  throw BEYOND
}

/** Whether a list has an item. */
export function includes(list: Items, item: unknown): boolean {
  const value = valueOf(item)
  const isPlain = typeof value === 'string' && !TEMPORAL.test(value) && !(item instanceof Primitive)
  if (list.length <= SCANNED_ITEMS_MAX || !isPlain) {
    if (list.length > PAIRED_ITEMS_MAX) throw tooMany()
    return list.some((each) => isSame(each, item))
  }
  return keysOf(list).has(keyOf(value))
}

const keySets = new WeakMap<Items, ReadonlySet<string>>()

/** The keys of a list; an expression asks the same list again and again. */
function keysOf(list: Items): ReadonlySet<string> {
  const known = keySets.get(list)
  if (known) return known
  const keys = new Set(list.map((each) => keyOf(valueOf(each))))
  keySets.set(list, keys)
  return keys
}

/** A text that is the same for two values if and only if they are equal. */
function keyOf(value: unknown): string {
  if (typeof value === 'string') return `s${value}`
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return JSON.stringify(value)
  if (!isObject(value) || value instanceof Primitive || isLiteral(value)) throw BEYOND
  // A Quantity is equal to others by its unit.
  if (Object.hasOwn(value, 'code') && Object.hasOwn(value, 'value')) throw BEYOND
  return JSON.stringify(canonical(value))
}

/** A copy with its names in order; decimals are equal or not by their precision. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw BEYOND
  if (!isObject(value)) return value
  const names = Object.keys(value).toSorted()
  return names.map((name) => [name, canonical(value[name])])
}

/** The items without those that equal an earlier one. */
export function distinct(items: Items): Items {
  if (items.length < 2) return items
  const seen = new Map<string, unknown>()
  let times = 0
  for (const item of items) {
    const key = keyOf(item)
    if (seen.has(key)) continue
    seen.set(key, item)
    if (typeof item === 'string' && WITH_TIME.test(item)) times += 1
  }
  // Two different texts may be one moment; two different dates are never one day.
  if (times > 1) throw items.length > PAIRED_ITEMS_MAX ? tooMany() : BEYOND
  return [...seen.values()]
}

/** The items of one collection that another has too. */
export function intersection(a: Items, b: Items): Items {
  return distinct(a.filter((item) => isKeyed(item) && keysOf(b).has(keyOf(item))))
}

function isKeyed(item: unknown): boolean {
  if (typeof item === 'string' && WITH_TIME.test(item)) throw BEYOND
  return true
}

function tooMany(): FhirpathError {
  const text = `More than ${String(PAIRED_ITEMS_MAX)} items that may be times are not compared.`
  return new FhirpathError('fhirpath-evaluation', text)
}

/** Negative, zero or positive; undefined for empty. */
export function compare(a: Items, b: Items): number | undefined {
  if (a.length === 0 || b.length === 0) return undefined
  if (a.length > 1 || b.length > 1) throw BEYOND
  const [x, y] = [valueOf(a[0]), valueOf(b[0])]
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return Number(x) - Number(y)
  if (typeof x === 'string' && typeof y === 'string' && areOfOneForm(x, y)) return x < y ? -1 : Number(x > y)
  throw BEYOND
}

/** Dates of one precision, or instants of one precision and zone: the order of the text is the order of time. */
function areOfOneForm(x: string, y: string): boolean {
  return (DATE.test(x) && DATE.test(y)) || (INSTANT.test(x) && INSTANT.test(y) && x.slice(19) === y.slice(19))
}
