/** The operators that compiled expressions have: comparison, boolean logic with its third value, membership, sums. */
import { areEqual, areEquivalent, compare, distinct, includes } from './equality.ts'
import { booleanOf, FALSE, textOf, truth, TRUE } from './functions.ts'
import { moved, QuantityLiteral, Temporal } from './literals.ts'
import { BEYOND, EMPTY, valueOf, type Items } from './nodes.ts'

export type Operator = (left: () => Items, right: () => Items) => Items

/** The operators by their sign; each takes its operands when it needs them. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['=', (left, right) => truth(areEqual(left(), right()))],
  ['!=', (left, right) => truth(negated(areEqual(left(), right())))],
  ['~', (left, right) => truth(areEquivalent(left(), right()))],
  ['!~', (left, right) => truth(!areEquivalent(left(), right()))],
  ['<', (left, right) => ordered(compare(left(), right()), (order) => order < 0)],
  ['<=', (left, right) => ordered(compare(left(), right()), (order) => order <= 0)],
  ['>', (left, right) => ordered(compare(left(), right()), (order) => order > 0)],
  ['>=', (left, right) => ordered(compare(left(), right()), (order) => order >= 0)],
  ['and', and],
  ['or', or],
  ['xor', xor],
  ['implies', (left, right) => or(() => truth(negated(booleanOf(left()))), right)],
  ['in', (left, right) => isIn(left(), right())],
  ['contains', (left, right) => isIn(right(), left())],
  ['|', (left, right) => distinct([...left(), ...right()])],
  ['+', (left, right) => plus(left(), right())],
  ['-', (left, right) => minus(left(), right())],
  ['&', (left, right) => [(textOf(left()) ?? '') + (textOf(right()) ?? '')]],
])

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

function ordered(order: number | undefined, holds: (order: number) => boolean): Items {
  return order === undefined ? EMPTY : truth(holds(order))
}

function and(left: () => Items, right: () => Items): Items {
  const a = booleanOf(left())
  if (a === false) return FALSE
  const b = booleanOf(right())
  return b === false ? FALSE : a === undefined || b === undefined ? EMPTY : TRUE
}

function or(left: () => Items, right: () => Items): Items {
  const a = booleanOf(left())
  if (a === true) return TRUE
  const b = booleanOf(right())
  return b === true ? TRUE : a === undefined || b === undefined ? EMPTY : FALSE
}

function xor(left: () => Items, right: () => Items): Items {
  const [a, b] = [booleanOf(left()), booleanOf(right())]
  return a === undefined || b === undefined ? EMPTY : truth(a !== b)
}

function isIn(items: Items, list: Items): Items {
  if (items.length === 0) return EMPTY
  if (items.length > 1) throw BEYOND
  return truth(includes(list, items[0]))
}

function plus(left: Items, right: Items): Items {
  if (left.length === 0 || right.length === 0) return EMPTY
  const [a, b] = [left[0], right[0]]
  const areWhole =
    left.length === 1 && right.length === 1 && Number.isSafeInteger(a) && Number.isSafeInteger(b)
  if (areWhole && typeof a === 'number' && typeof b === 'number') return [a + b]
  if (left.length === 1 && right.length === 1 && typeof a === 'string' && typeof b === 'string')
    return [a + b]
  return [movedOnce(left, right, 1)]
}

function minus(left: Items, right: Items): Items {
  if (left.length === 0 || right.length === 0) return EMPTY
  const [a, b] = [left[0], right[0]]
  if (left.length === 1 && right.length === 1 && Number.isSafeInteger(a) && Number.isSafeInteger(b))
    return [Number(a) - Number(b)]
  return [movedOnce(left, right, -1)]
}

function movedOnce(left: Items, right: Items, sign: 1 | -1): Temporal {
  const [a, b] = [left[0], right[0]]
  if (left.length > 1 || right.length > 1 || !(a instanceof Temporal) || !(b instanceof QuantityLiteral))
    throw BEYOND
  return moved(a, b, sign)
}

/** `items[index]`. */
export function at(items: Items, index: Items): Items {
  const number = valueOf(index[0])
  if (index.length !== 1 || typeof number !== 'number' || !Number.isSafeInteger(number)) throw BEYOND
  return items.slice(Math.max(number, 0), number + 1)
}
