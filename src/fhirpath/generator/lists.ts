/** Comparison of lists by generated code, quick where plain texts decide. */
import { isObject } from '../../fhir/resource.ts'
import { distinct, intersection } from '../equality.ts'
import { Primitive } from '../program.ts'

/** Pairs of items past which two lists are compared by keys, whose cost is not the square. */
const PAIRS_MAX = 1_000

/** Whether two lists have an item in common. */
export function intersects(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length * b.length > PAIRS_MAX) return intersection(a, b).length > 0
  for (const one of a) {
    for (const other of b) {
      const isEqual = isSamePlain(one, other)
      if (isEqual === undefined) return intersection(a, b).length > 0
      if (isEqual) return true
    }
  }
  return false
}

/** Whether two objects of texts and booleans are equal; undefined where that hangs on what the texts mean. */
function isSamePlain(a: unknown, b: unknown): boolean | undefined {
  if (!isObject(a) || !isObject(b) || a instanceof Primitive || b instanceof Primitive) return undefined
  let names = 0
  for (const name in a) {
    const x = a[name]
    const y = Object.hasOwn(b, name) ? b[name] : undefined
    if (name === 'value' || !(isNoTime(x) || typeof x === 'boolean')) return undefined
    if (x !== y) return y === undefined || isNoTime(y) || typeof y === 'boolean' ? false : undefined
    names += 1
  }
  for (const _name in b) names -= 1
  return names === 0
}

const [DIGIT_ZERO, DIGIT_NINE, CAPITAL_T] = [48, 57, 84]

/** Whether no item equals another; texts that cannot be times are compared as they are. */
export function areDistinct(items: readonly unknown[]): boolean {
  if (!items.every(isNoTime)) return distinct(items).length === items.length
  return new Set(items).size === items.length
}

function isNoTime(item: unknown): boolean {
  if (typeof item !== 'string') return false
  const first = item.charCodeAt(0)
  return !(first >= DIGIT_ZERO && first <= DIGIT_NINE) && first !== CAPITAL_T
}
