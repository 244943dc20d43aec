/**
 * What generated code calls. Where a value is not what a function is for, it throws BEYOND: the closures then answer. That
 * makes results the same, whatever JSON brings.
 */
import { isObject } from '../../fhir/resource.ts'
import { compare, distinct, includes, intersection, isSame, areEquivalent } from '../equality.ts'
import { integerOf, isValue, resolved as resolvedItems, stringOf } from '../functions.ts'
import { htmlFault } from '../html-checks.ts'
import { matches, replaced, TEXT_LENGTH_MAX, type CompiledPattern } from '../matches.ts'
import { allChildren, BEYOND, descendants } from '../nodes.ts'
import { Primitive, type FhirpathEnvironment } from '../program.ts'
import { areDistinct, intersects } from './lists.ts'
import { movedTime, nowOf, orderOf, orderOfTimes } from './order.ts'

type Json = Readonly<Record<string, unknown>>

function own(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** The value of a choice: of the names in `ranks` that the object has, the first. */
function firstOf(object: Json, ranks: ReadonlyMap<string, number>): unknown {
  let best = Infinity
  let found: string | undefined
  for (const name in object) {
    const rank = ranks.get(name)
    if (rank === undefined || rank >= best) continue
    best = rank
    found = name
  }
  if (found === undefined) return undefined
  // A sibling of odd rank stands alone, or beside a value: both are Primitives.
  if (best % 2 === 1 || (ranks.has(`_${found}`) && Object.hasOwn(object, `_${found}`))) throw BEYOND
  return object[found]
}

/** The value of the one name in `ranks` that the object has. */
function onlyOf(object: Json, ranks: ReadonlyMap<string, number>): unknown {
  let found: string | undefined
  for (const name in object) {
    const rank = ranks.get(name)
    if (rank === undefined) continue
    if (found !== undefined || rank % 2 === 1) throw BEYOND
    found = name
  }
  return found === undefined ? undefined : object[found]
}

/** Whether a value equals a text that can be no time. */
function sameText(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value === text
  if (typeof value === 'boolean' || isObject(value)) return false
  throw BEYOND
}

/** Whether a value is one of texts that can be no times. */
function oneOfTexts(value: unknown, texts: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return texts.has(value)
  if (typeof value === 'boolean') return false
  throw BEYOND
}

/** A text; undefined for none. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw BEYOND
}

/** A text that an operation on texts can be given. */
function argumentText(value: unknown): string {
  // The empty text and the empty collection are told apart by fhirpath.js.
  if (typeof value !== 'string' || value === '') throw BEYOND
  return value
}

function wholeNumber(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw BEYOND
}

/** Whether a text matches a pattern that was compiled with the expression. */
function matchesPattern(text: string, pattern: CompiledPattern): boolean {
  if (text.length > TEXT_LENGTH_MAX) throw BEYOND
  return pattern.test(text)
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

function booleanOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw BEYOND
}

function isOfResource(value: unknown, type: string, types: ReadonlySet<string>): boolean {
  const name = isObject(value) && !(value instanceof Primitive) ? own(value, 'resourceType') : undefined
  if (typeof name !== 'string') throw BEYOND
  if (name !== type && types.size > 1) {
    if (!types.has(name)) throw BEYOND
    return true
  }
  return name === type
}

function resolved(value: unknown, environment: FhirpathEnvironment): unknown {
  const [found] = resolvedItems(value, environment)
  if (found instanceof Primitive) throw BEYOND
  return found
}

/** The items of a variable that the caller hands in. */
function variableOf({ variables }: FhirpathEnvironment, name: string): readonly unknown[] {
  const value = variables && own(variables, name)
  const items: unknown[] = Array.isArray(value) ? value : [value]
  if (items.some((item) => item === undefined || item === null)) throw BEYOND
  return items
}

function ask(
  question: ((value: unknown, url: string) => boolean | undefined) | undefined,
  value: unknown,
  url: unknown,
): unknown {
  if (question === undefined || typeof url !== 'string') throw BEYOND
  return question(value, url)
}

/** FHIRPath 2.0 section 5.6.2: nothing where the start lies outside the text. */
function substring(text: string | undefined, start: number, length: number | undefined): string | undefined {
  if (text === undefined || start < 0 || start >= text.length) return undefined
  if (length !== undefined && length < 0) throw BEYOND
  return length === undefined ? text.slice(start) : text.slice(start, start + length)
}

function replaceText(
  text: string | undefined,
  pattern: string,
  substitute: string | undefined,
): string | undefined {
  return text === undefined || substitute === undefined ? undefined : replaced(text, pattern, substitute)
}

function plus(a: unknown, b: unknown): unknown {
  if (typeof a === 'string' && typeof b === 'string') return a + b
  return whole(wholeNumber(a) + wholeNumber(b))
}

/** What comes of whole numbers and is one. */
function whole(value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw BEYOND
}

function divided(a: unknown, b: unknown, isRest: boolean): number | undefined {
  const [x, y] = [wholeNumber(a), wholeNumber(b)]
  if (y === 0) return undefined
  return isRest ? x % y : Math.trunc(x / y)
}

function checked(value: unknown): unknown {
  if (value instanceof Primitive) throw BEYOND
  return value
}

export const RUNTIME = {
  BEYOND,
  Primitive,
  own,
  firstOf,
  onlyOf,
  same: isSame,
  sameText,
  oneOfTexts,
  textOf,
  argumentText,
  wholeNumber,
  matches,
  matchesPattern,
  booleanOf,
  negated,
  isOfResource,
  resolved,
  ask,
  variableOf,
  plus,
  whole,
  divided,
  checked,
  isValue,
  includes,
  distinct,
  areDistinct,
  intersects,
  intersection,
  areEquivalent,
  orderOf,
  orderOfTimes,
  nowOf,
  movedTime,
  compare,
  substring,
  replaceText,
  isHtml: (text: string): boolean => htmlFault(text) === undefined,
  stringOf: (value: unknown): string => stringOf([value]),
  integerOf: (value: unknown): unknown => integerOf([value])[0],
  childrenOf: (item: unknown): readonly unknown[] => allChildren([item]),
  descendants,
}
