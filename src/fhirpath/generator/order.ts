/**
 * The order of two values. Numbers and dates of one form have it by themselves; what is known to be times, by what it means
 * (FHIRPath 2.0 section 6.2): dates as far as both say them, instants as moments. All else is left to the closures.
 */
import { compare } from '../equality.ts'
import { moved, Temporal, type QuantityLiteral } from '../literals.ts'
import { BEYOND } from '../nodes.ts'
import type { FhirpathEnvironment } from '../program.ts'

const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/
const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/

/** Negative, zero or positive. */
export function orderOf(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return compare([a], [b])
}

/** The order of two dates or dateTimes; undefined where one says less than would tell. */
export function orderOfTimes(a: unknown, b: unknown): number | undefined {
  if (typeof a !== 'string' || typeof b !== 'string') throw BEYOND
  if (isReal(DATE.exec(a)) && isReal(DATE.exec(b))) return orderOfDates(a, b)
  if (isReal(INSTANT.exec(a)) && isReal(INSTANT.exec(b))) return Date.parse(a) - Date.parse(b)
  throw BEYOND
}

function orderOfDates(a: string, b: string): number | undefined {
  const length = Math.min(a.length, b.length)
  const [x, y] = [a.slice(0, length), b.slice(0, length)]
  if (x !== y) return x < y ? -1 : 1
  return a.length === b.length ? 0 : undefined
}

/** Whether the month has the day. */
function isReal(parts: RegExpExecArray | null): boolean {
  if (!parts) return false
  const [, year, month = '1', day = '1'] = parts
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days
}

/** now() */
export function nowOf({ now }: FhirpathEnvironment): string {
  if (now !== undefined && INSTANT.test(now)) return now
  throw BEYOND
}

/** A time moved by a quantity. */
export function movedTime(text: string, by: QuantityLiteral, sign: 1 | -1): string {
  return moved(new Temporal(text), by, sign).text
}
