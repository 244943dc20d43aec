/**
 * Dates, times, quantities and decimals as an expression writes them, which keep their precision and their zone; and what
 * is computed of them: FHIRPath 2.0 sections 6.7 and 4.1.4 to 4.1.8, with precision() of FHIRPath 3.0. What a resource
 * brings has no such type here: it is BEYOND.
 */
import { BEYOND } from './nodes.ts'
import { FhirpathError } from './program.ts'

/** A date, dateTime or time, without its `@`. */
export class Temporal {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  get text(): string {
    return this.#text
  }
}

/** A number with a unit; the number as it is written. */
export class QuantityLiteral {
  readonly #value: string
  readonly #unit: string
  constructor(value: string, unit: string) {
    this.#value = value
    this.#unit = unit
  }
  get value(): string {
    return this.#value
  }
  get unit(): string {
    return this.#unit
  }
}

/** A number with a decimal point, as it is written. */
export class DecimalLiteral {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  get text(): string {
    return this.#text
  }
}

export type Literal = Temporal | QuantityLiteral | DecimalLiteral

export function isLiteral(value: unknown): value is Literal {
  return value instanceof Temporal || value instanceof QuantityLiteral || value instanceof DecimalLiteral
}

/** The value of a literal as plain JSON; quantities have none. */
export function plainLiteral(value: Literal): unknown {
  if (value instanceof Temporal) return value.text.replace(/^T/, '')
  if (value instanceof DecimalLiteral) return Number(value.text)
  throw BEYOND
}

/** Parses the text of a literal's node: `@2014-01`, `1.50`, `7days`, `1.5'mg'`. */
export function parseLiteral(type: string, text: string): Literal | undefined {
  if (type === 'DateLiteral' || type === 'DateTimeLiteral' || type === 'TimeLiteral')
    return new Temporal(text.slice(1))
  if (type === 'NumberLiteral')
    return /^\d{1,15}\.\d{1,15}$/.test(text) ? new DecimalLiteral(text) : undefined
  const [, value, quoted, word] = /^(\d{1,15}(?:\.\d{1,15})?)\s*(?:'([^'\\]*)'|([a-z]+))$/.exec(text) ?? []
  const unit = quoted ?? word
  return type === 'QuantityLiteral' && value !== undefined && unit !== undefined
    ? new QuantityLiteral(value, unit)
    : undefined
}

/** precision(): the digits of a time, or those after a decimal's point. */
export function precisionOf(value: unknown): number {
  if (value instanceof Temporal)
    return value.text.replace(/(Z|(?<=T.*)[+-]\d\d:\d\d)$/, '').replaceAll(/\D/g, '').length
  if (value instanceof DecimalLiteral) return value.text.length - value.text.indexOf('.') - 1
  if (Number.isSafeInteger(value)) return 0
  throw BEYOND
}

/** Whether two literals cannot be compared, because one of them says its zone and the other does not. */
export function areOfUnlikeZones(a: Temporal, b: Temporal): boolean {
  const [first, second] = [a, b].map(({ text }) => ({
    hasTime: /T\d/.test(text) && !text.startsWith('T'),
    hasZone: /T.*(Z|[+-]\d\d:\d\d)$/.test(text),
  }))
  return first?.hasTime === true && second?.hasTime === true && first.hasZone !== second.hasZone
}

/** Milliseconds of the units that are of one length; the words, and UCUM's codes. */
const LENGTHS: Readonly<Record<string, number>> = {
  ...lengths('week weeks wk', 604_800_000),
  ...lengths('day days d', 86_400_000),
  ...lengths('hour hours h', 3_600_000),
  ...lengths('minute minutes min', 60_000),
  ...lengths('second seconds s', 1_000),
  ...lengths('millisecond milliseconds ms', 1),
}
const MONTHS: Readonly<Record<string, number>> = {
  ...lengths('year years', 12),
  ...lengths('month months', 1),
}
const DAY_MILLISECONDS = 86_400_000

function lengths(names: string, length: number): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name) => [name, length]))
}

const WHOLE = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?(Z|[+-]\d\d:\d\d)?)?$/

/** A date or dateTime moved by a quantity, of which parts of a unit do not count; its zone stays. */
export function moved(from: Temporal, by: QuantityLiteral, sign: 1 | -1): Temporal {
  const parts = WHOLE.exec(from.text)
  const months = own(MONTHS, by.unit)
  const length = months === undefined ? own(LENGTHS, by.unit) : DAY_MILLISECONDS
  if (!parts || length === undefined) throw BEYOND
  const [, , , , hour, , , fraction, zone = ''] = parts
  const isDate = hour === undefined
  if ((isDate && length < DAY_MILLISECONDS) || (length === 1 && fraction === undefined)) throw BEYOND
  const amount = sign * Math.trunc(Number(by.value))
  const start = startOf(parts)
  const text = isoOf(months === undefined ? start + amount * length : addMonths(start, amount * months))
  return new Temporal(isDate ? text.slice(0, 10) : text.slice(0, fraction === undefined ? 19 : 23) + zone)
}

function startOf(parts: RegExpExecArray): number {
  const [year = 0, month = 1, day = 1, hour, minute, second, fraction] = parts
    .slice(1, 8)
    .map((part) => Number(part ?? 0))
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction)
}

function isoOf(time: number): string {
  const date = new Date(time)
  const year = date.getUTCFullYear()
  if (year >= 1000 && year <= 9999) return date.toISOString()
  throw new FhirpathError('fhirpath-evaluation', 'it comes to a date that FHIR cannot write')
}

function own(record: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** The same day of another month, or its last. */
function addMonths(start: number, months: number): number {
  const date = new Date(start)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  return date.setUTCDate(Math.min(day, last))
}
