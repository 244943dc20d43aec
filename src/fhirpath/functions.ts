/** The functions that compiled expressions have; all others are fhirpath.js's. FHIRPath 2.0 section 5, FHIR R4 fhirpath.html. */
import { isObject } from '../fhir/resource.ts'
import { areEqual, distinct, intersection } from './equality.ts'
import { htmlFault } from './html-checks.ts'
import { precisionOf } from './literals.ts'
import { matches, replaced } from './matches.ts'
import { allChildren, BEYOND, childrenOf, descendants, EMPTY, nameOf, valueOf, type Items } from './nodes.ts'
import { FhirpathError, type FhirpathEnvironment } from './program.ts'
import { resolveReference } from './reference-engine.ts'

/** What an expression is evaluated in. */
export type Frame = {
  readonly root: Items
  readonly environment: FhirpathEnvironment
  /** `$this`. */
  readonly focus: Items
  readonly index: number
  readonly notes: Notes
}

/** What one evaluation keeps: results of parts that do not change, and the most items it went through one by one. */
export type Notes = { readonly constants: Map<Step, Items>; most: number }

export type Step = (input: Items, frame: Frame) => Items

export const TRUE: Items = [true]
export const FALSE: Items = [false]

export function truth(value: boolean | undefined): Items {
  return value === undefined ? EMPTY : value ? TRUE : FALSE
}

/** The boolean of a collection: empty is undefined, one item that is no boolean counts as true. */
export function booleanOf(items: Items): boolean | undefined {
  if (items.length === 0) return undefined
  const value = valueOf(items[0])
  if (items.length > 1 || value === undefined) throw BEYOND
  return typeof value === 'boolean' ? value : true
}

/** The text of a collection: empty is undefined. */
export function textOf(items: Items): string | undefined {
  if (items.length === 0) return undefined
  const value = valueOf(items[0])
  if (items.length > 1 || typeof value !== 'string') throw BEYOND
  return value
}

export function stringOf(items: Items): string {
  const value = valueOf(items[0])
  if (items.length > 1 || !isValue(value)) throw BEYOND
  const text = String(value)
  // A number with an exponent is written otherwise by fhirpath.js.
  if (typeof value === 'number' && !/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) throw BEYOND
  return text
}

export function integerOf(items: Items): Items {
  const value = valueOf(items[0])
  if (items.length > 1) throw BEYOND
  if (Number.isSafeInteger(value)) return [value]
  if (typeof value !== 'string') throw BEYOND
  return /^[+-]?\d{1,9}$/.test(value) ? [Number(value)] : /^[^\d+-]/.test(value) ? EMPTY : beyondText()
}

function beyondText(): never {
  throw BEYOND
}

function plainBoolean(item: unknown): boolean {
  const value = valueOf(item)
  if (typeof value !== 'boolean') throw BEYOND
  return value
}

/** Compiles a function with its compiled arguments; undefined where fhirpath.js must do it. */
export function functionStep(name: string, parameters: readonly Step[]): Step | undefined {
  const [first, second] = parameters
  if (first && second && parameters.length === 2 && name === 'replaceMatches')
    return replaceMatches(first, second)
  if (first) return parameters.length === 1 ? WITH_ARGUMENT.get(name)?.(first) : undefined
  return WITHOUT_ARGUMENT.get(name)
}

const WITHOUT_ARGUMENT: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['exists', (input) => truth(input.length > 0)],
  ['empty', (input) => truth(input.length === 0)],
  ['count', (input) => [input.length]],
  ['not', not],
  ['first', (input) => input.slice(0, 1)],
  ['last', (input) => input.slice(-1)],
  ['tail', (input) => input.slice(1)],
  ['hasValue', (input) => truth(input.length === 1 && isValue(valueOf(input[0])))],
  ['htmlChecks', (input) => textStep(input, (text) => truth(htmlFault(text) === undefined))],
  ['toString', (input) => (input.length === 0 ? EMPTY : [stringOf(input)])],
  ['toInteger', (input) => (input.length === 0 ? EMPTY : integerOf(input))],
  ['allTrue', (input) => truth(input.map(plainBoolean).every((value) => value))],
  ['anyTrue', (input) => truth(input.map(plainBoolean).some((value) => value))],
  ['allFalse', (input) => truth(!input.map(plainBoolean).some((value) => value))],
  ['anyFalse', (input) => truth(!input.map(plainBoolean).every((value) => value))],
  ['precision', (input) => input.slice(0, 1).map(precisionOf)],
  ['children', allChildren],
  ['descendants', descendants],
  ['distinct', distinct],
  ['isDistinct', (input) => truth(distinct(input).length === input.length)],
  ['length', (input) => textStep(input, (text) => [text.length])],
  ['resolve', (input, { environment }) => input.flatMap((item) => resolved(valueOf(item), environment))],
])

const WITH_ARGUMENT: ReadonlyMap<string, (argument: Step) => Step> = new Map([
  [
    'combine',
    (other: Step): Step =>
      (input, frame) => [...input, ...other(frame.focus, frame)],
  ],
  [
    'intersect',
    (other: Step): Step =>
      (input, frame) =>
        intersection(input, other(frame.focus, frame)),
  ],
  [
    'exists',
    (criterion: Step): Step =>
      (input, frame) =>
        truth(input.some((_, index) => holds(criterion, input, index, frame))),
  ],
  [
    'where',
    (criterion: Step): Step =>
      (input, frame) =>
        input.filter((_, index) => holds(criterion, input, index, frame)),
  ],
  [
    'all',
    (criterion: Step): Step =>
      (input, frame) =>
        truth(input.every((_, index) => holds(criterion, input, index, frame))),
  ],
  [
    'select',
    (projection: Step): Step =>
      (input, frame) =>
        input.flatMap((_, index) => each(projection, input, index, frame)),
  ],
  ['trace', (): Step => (input) => input],
  ['startsWith', withText((text, other) => truth(text.startsWith(other)))],
  ['endsWith', withText((text, other) => truth(text.endsWith(other)))],
  ['contains', withText((text, other) => truth(text.includes(other)))],
  ['matches', withText((text, pattern) => truth(matches(text, pattern)))],
  ['take', cut((count) => [0, Math.max(count, 0)])],
  ['skip', cut((count) => [Math.max(count, 0), undefined])],
  ['substring', substring],
  ['extension', extension],
])

function replaceMatches(pattern: Step, substitute: Step): Step {
  return (input, frame) => {
    const [found, other] = [textOf(pattern(frame.focus, frame)), textOf(substitute(frame.focus, frame))]
    if (found === undefined || other === undefined) return EMPTY
    return textStep(input, (text) => [found === '' ? text : replaced(text, found, other)])
  }
}

/** iif(): one of two arguments, of which the other is not evaluated (FHIRPath 2.0 section 5.5.1). */
export function iif([criterion, whenTrue, otherwise]: readonly Step[]): Step {
  return (input, frame) => {
    if (input.length > 1)
      throw new FhirpathError('fhirpath-evaluation', 'iif() meets several items where there must be one')
    const inner = { ...frame, focus: input }
    const answer = criterion?.(input, inner) ?? EMPTY
    const value = valueOf(answer[0])
    if (answer.length > 1 || (answer.length === 1 && typeof value !== 'boolean'))
      throw new FhirpathError('fhirpath-evaluation', 'iif() needs a criterion that is true or false')
    return (value === true ? whenTrue : otherwise)?.(input, inner) ?? EMPTY
  }
}

function not(input: Items): Items {
  const value = booleanOf(input)
  return value === undefined ? EMPTY : truth(!value)
}

export function isValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** An argument that is evaluated for each item, with the item as `$this`. */
function each(argument: Step, input: Items, index: number, frame: Frame): Items {
  const { notes } = frame
  if (input.length > notes.most) notes.most = input.length
  const focus = [input[index]]
  return argument(focus, { ...frame, focus, index })
}

function holds(criterion: Step, input: Items, index: number, frame: Frame): boolean {
  const result = each(criterion, input, index, frame)
  const value = valueOf(result[0])
  if (result.length > 1 || (result.length === 1 && typeof value !== 'boolean')) throw BEYOND
  return value === true
}

function textStep(input: Items, use: (text: string) => Items): Items {
  const text = textOf(input)
  return text === undefined ? EMPTY : use(text)
}

/** An argument that is evaluated once, with the `$this` of the expression around. */
function withText(use: (text: string, other: string) => Items): (argument: Step) => Step {
  return (argument) => (input, frame) => {
    const other = textOf(argument(frame.focus, frame))
    // The empty text and the empty collection are told apart by fhirpath.js.
    if (other === undefined || other === '') throw BEYOND
    return textStep(input, (text) => (text === '' ? EMPTY : use(text, other)))
  }
}

function substring(argument: Step): Step {
  return (input, frame) => {
    const [start, ...others] = argument(frame.focus, frame)
    if (typeof start !== 'number' || !Number.isSafeInteger(start) || others.length > 0) throw BEYOND
    return textStep(input, (text) => (start < 0 || start >= text.length ? EMPTY : [text.slice(start)]))
  }
}

/** A part of the collection, by a whole number. */
function cut(range: (count: number) => [number, number | undefined]): (argument: Step) => Step {
  return (argument) => (input, frame) => {
    const [count, ...others] = argument(frame.focus, frame)
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || others.length > 0) throw BEYOND
    return input.slice(...range(count))
  }
}

const EXTENSION = nameOf('extension')
const URL = nameOf('url')

function extension(argument: Step): Step {
  return (input, frame) => {
    const url = argument(frame.focus, frame)
    return childrenOf(input, EXTENSION).filter((item) => areEqual(childrenOf([item], URL), url))
  }
}

export function resolved(value: unknown, { resolve }: FhirpathEnvironment): Items {
  const resource = resolveReference(value, resolve)
  if (resource === undefined) return EMPTY
  if (!isObject(resource)) throw BEYOND
  return [resource]
}
