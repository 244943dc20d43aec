/** Quantities compared across UCUM's metric prefixes (ucum.org section 29): kg and g, km and m. Other units only with themselves. */
import { isObject } from '../fhir/resource.ts'
import { read, readString } from './json.ts'

const PREFIXES: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['k', 3],
  ['h', 2],
  ['da', 1],
  ['d', -1],
  ['c', -2],
  ['m', -3],
  ['u', -6],
  ['n', -9],
  ['p', -12],
  ['M', 6],
  ['G', 9],
])
const METRIC = ['mol', 'Pa', 'Hz', 'eq', 'g', 'm', 'L', 'l', 's', 'J', 'W', 'V', 'A', 'K', 'N', 'U']
/** Units of one length that are no powers of ten, in seconds. */
const TIMES: ReadonlyMap<string, number> = new Map([
  ['min', 60],
  ['h', 3_600],
  ['d', 86_400],
  ['wk', 604_800],
])

type Size = { readonly unit: string; readonly value: number }

/** Negative, zero or positive; undefined where the two have no units that can be compared. */
export function compareQuantities(a: unknown, b: unknown): number | undefined {
  const [first, second] = [sizeOf(a), sizeOf(b)]
  return first && second && first.unit === second.unit ? first.value - second.value : undefined
}

/** Whether a quantity has a coded unit. */
export function hasCodedUnit(quantity: unknown): boolean {
  return isObject(quantity) && readString(quantity, 'code') !== undefined
}

/** The seconds of a duration whose unit is of one length. */
export function secondsOf(duration: unknown): number | undefined {
  const size = sizeOf(duration)
  return size?.unit === 's' ? size.value : undefined
}

function sizeOf(quantity: unknown): Size | undefined {
  if (!isObject(quantity)) return undefined
  const value = read(quantity, 'value')
  const code = readString(quantity, 'code')
  if (typeof value !== 'number' || code === undefined) return undefined
  const seconds = TIMES.get(code)
  if (seconds !== undefined) return { unit: 's', value: value * seconds }
  for (const unit of METRIC) {
    const power = code.endsWith(unit) ? PREFIXES.get(code.slice(0, -unit.length)) : undefined
    if (power !== undefined) return { unit: unit === 'l' ? 'L' : unit, value: scaled(value, power) }
  }
  return { unit: code, value }
}

/** Through text, so that 1.1 km is 1100 m and not a little more. */
function scaled(value: number, power: number): number {
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  return Number(`${digits}e${String(Number(exponent) + power)}`)
}
