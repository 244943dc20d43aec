/**
 * The primitive types of FHIR R4 (datatypes.html#primitive): the JSON type, the form and the range of a value. The forms
 * are R4's, written so that no input takes more than linear time.
 */
import { characters } from './wording.ts'

/** A fault: what the value should be, and what it is. */
export type Fault = { readonly expected: string; readonly found: string }

type Primitive = (value: unknown) => Fault | undefined

/** Bytes of a string: FHIR R4 datatypes.html#string. */
const STRING_LENGTH_MAX = 1024 * 1024
const INTEGER_MAX = 2 ** 31 - 1

const YEAR = String.raw`(?!0000)\d{4}`
const MONTH = '(0[1-9]|1[0-2])'
const DAY = String.raw`(0[1-9]|[12]\d|3[01])`
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,12})?`
const ZONE = String.raw`(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))`

const PRIMITIVES: ReadonlyMap<string, Primitive> = new Map<string, Primitive>([
  ['boolean', (value) => (typeof value === 'boolean' ? undefined : fault('true or false', value))],
  ['integer', integer(-INTEGER_MAX - 1, 'a whole number of 32 bits')],
  ['unsignedInt', integer(0, 'a whole number from 0')],
  ['positiveInt', integer(1, 'a whole number from 1')],
  ['decimal', (value) => (typeof value === 'number' ? undefined : fault('a number', value))],
  // Text of white space alone is allowed, though it should not be written: FHIR R4 datatypes.html#string.
  ['string', text('text', /[^]/)],
  ['markdown', text('text', /[^]/)],
  ['xhtml', text('an XHTML div element', /^\s*<div[\s>/]/)],
  ['uri', uri],
  ['url', text('a URL without spaces', /^\S+$/)],
  [
    'canonical',
    text('an absolute canonical URL without spaces, or # and an id', /^(?:#|[A-Za-z][A-Za-z0-9+.-]*:)\S+$/),
  ],
  ['code', text('a code without leading, trailing or double spaces', /^\S+( \S+)*$/)],
  ['id', text('an id of 1 to 64 letters, digits, - and .', /^[A-Za-z0-9\-.]{1,64}$/)],
  ['oid', text('urn:oid: and an OID', /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/)],
  ['uuid', text('urn:uuid: and a UUID in lower case', /^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)],
  ['date', temporal('YYYY, YYYY-MM or YYYY-MM-DD', `${YEAR}(-${MONTH}(-${DAY})?)?`)],
  [
    'dateTime',
    temporal('a date, or a date and time with time zone', `${YEAR}(-${MONTH}(-${DAY}(T${TIME}${ZONE})?)?)?`),
  ],
  ['instant', temporal('a date and time with time zone', `${YEAR}-${MONTH}-${DAY}T${TIME}${ZONE}`)],
  ['time', text('hh:mm:ss', new RegExp(`^${TIME}$`))],
  ['base64Binary', base64],
])

export function isPrimitive(type: string): boolean {
  return PRIMITIVES.has(type)
}

/** What is wrong with a value of a primitive type, if anything. */
export function checkPrimitive(type: string, value: unknown): Fault | undefined {
  return PRIMITIVES.get(type)?.(value)
}

const UUID = /^urn:uuid:[\dA-Fa-f]{8}(-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}$/
const OID = /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/
const PLAIN_URI = text('a URI without spaces', /^\S+$/)

/** What says that it is a UUID or an OID is one, as a URN: FHIR R4 datatypes.html#uri. */
function uri(value: unknown): Fault | undefined {
  if (typeof value === 'string' && /^(?:uuid|oid):/.test(value))
    return fault('a URN: urn:uuid: or urn:oid:', value)
  if (typeof value !== 'string' || !value.startsWith('urn:')) return PLAIN_URI(value)
  if (value.startsWith('urn:uuid:'))
    return UUID.test(value) ? undefined : fault('urn:uuid: and a UUID', value)
  if (value.startsWith('urn:oid:')) return OID.test(value) ? undefined : fault('urn:oid: and an OID', value)
  return PLAIN_URI(value)
}

function fault(expected: string, value: unknown): Fault {
  return { expected, found: describe(value) }
}

/** The kind of a value; never the value itself, which may be a person's. */
function describe(value: unknown): string {
  if (typeof value === 'string') return characters(value)
  if (typeof value === 'number') return 'a number'
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'a list'
  return value === null ? 'null' : 'an object'
}

function integer(least: number, expected: string): Primitive {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= INTEGER_MAX
      ? undefined
      : fault(expected, value)
}

/** Control characters that no FHIR string may have: all below space save tab, line feed and carriage return. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/

function text(expected: string, form: RegExp): Primitive {
  return (value) => {
    if (typeof value !== 'string') return fault(expected, value)
    if (value.length > STRING_LENGTH_MAX)
      return fault(`text of at most ${String(STRING_LENGTH_MAX)} characters`, value)
    if (CONTROL.test(value)) return { expected: 'text without control characters', found: describe(value) }
    return form.test(value) ? undefined : fault(expected, value)
  }
}

/** Dates may be quoted in a finding only by their form: `2023-02-30` is somebody's. */
function temporal(expected: string, form: string): Primitive {
  const whole = text(expected, new RegExp(`^${form}$`))
  return (value) =>
    whole(value) ?? (hasDay(value as string) ? undefined : fault('a day that the calendar has', value))
}

function hasDay(value: string): boolean {
  const [year = 0, month, day] = value.slice(0, 10).split('-').map(Number)
  return month === undefined || day === undefined || day <= daysOf(year, month)
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Attachments may be large: the string limit does not hold for them (FHIR R4 datatypes.html#base64Binary). */
function base64(value: unknown): Fault | undefined {
  const expected = 'base64 text'
  if (typeof value !== 'string') return fault(expected, value)
  const packed = value.replaceAll(/\s+/g, '')
  return packed.length > 0 && packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed)
    ? undefined
    : fault(expected, value)
}
