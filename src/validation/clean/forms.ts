/**
 * Primitive values whose form is plainly right, told by character: all usual values, and no wrong one. Of what is not plain
 * the reference (primitives.ts) is asked.
 */
import { checkPrimitive } from '../primitives.ts'

export type Form = (value: unknown) => boolean

/** Characters up to which a loop is faster than a regular expression. */
const SHORT = 200
/** Characters that every text may have. */
const LONG = 100_000
/** One range is found faster than all control characters but for the ends of lines. */
// eslint-disable-next-line no-control-regex
const BELOW_SPACE = /[\u0000-\u001F]/g
/** Ends of lines and tabs in one text, past which the reference is faster. */
const LINES_MAX = 1_000

/** Whether a value has the form of a primitive type. */
export function formOf(code: string): Form {
  return PLAIN_FORMS.get(code) ?? ((value) => isRight(code, value))
}

function isRight(code: string, value: unknown): boolean {
  return checkPrimitive(code, value) === undefined
}

/** Each a function of its own, so that the machine can put it where it is called. */
const PLAIN_FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['string', (value) => (typeof value === 'string' && isText(value)) || isRight('string', value)],
  ['markdown', (value) => (typeof value === 'string' && isText(value)) || isRight('markdown', value)],
  ['xhtml', (value) => (typeof value === 'string' && isDiv(value)) || isRight('xhtml', value)],
  ['code', (value) => (typeof value === 'string' && isWord(value)) || isRight('code', value)],
  ['canonical', (value) => (typeof value === 'string' && isHttp(value)) || isRight('canonical', value)],
  ['url', (value) => (typeof value === 'string' && isWord(value)) || isRight('url', value)],
  ['uri', (value) => (typeof value === 'string' && isUri(value)) || isRight('uri', value)],
  ['id', (value) => (typeof value === 'string' && isId(value)) || isRight('id', value)],
  ['date', (value) => (typeof value === 'string' && isDate(value)) || isRight('date', value)],
  ['dateTime', (value) => (typeof value === 'string' && isDateTime(value)) || isRight('dateTime', value)],
  ['instant', (value) => (typeof value === 'string' && isInstant(value)) || isRight('instant', value)],
  [
    'base64Binary',
    (value) => (typeof value === 'string' && isBase64(value)) || isRight('base64Binary', value),
  ],
  ['boolean', (value) => typeof value === 'boolean' || isRight('boolean', value)],
  ['decimal', (value) => typeof value === 'number' || isRight('decimal', value)],
])

/** Text that begins with a letter or mark and has no control characters. */
function isText(text: string): boolean {
  const { length } = text
  if (length === 0 || text.charCodeAt(0) <= 32 || text.charCodeAt(0) >= 127) return false
  if (length > SHORT) return length < LONG && isPlain(text)
  for (let at = 1; at < length; at += 1) if (text.charCodeAt(at) < 32) return false
  return true
}

/** Whether a text has no control characters; false says nothing. */
function isPlain(text: string): boolean {
  BELOW_SPACE.lastIndex = 0
  for (let lines = 0; lines < LINES_MAX; lines += 1) {
    if (!BELOW_SPACE.test(text)) return true
    const code = text.charCodeAt(BELOW_SPACE.lastIndex - 1)
    if (code !== 9 && code !== 10 && code !== 13) return false
  }
  return false
}

function isDiv(text: string): boolean {
  return text.length < LONG && (text.startsWith('<div ') || text.startsWith('<div>')) && isPlain(text)
}

/** ASCII without spaces. */
function isWord(text: string): boolean {
  const { length } = text
  if (length === 0 || length > SHORT) return false
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    if (code <= 32 || code >= 127) return false
  }
  return true
}

/** What begins with urn: may be a UUID or an OID; what begins with oid: is none. */
function isUri(text: string): boolean {
  const first = text.charCodeAt(0)
  return first !== 117 && first !== 111 && isWord(text)
}

/** A scheme, and something after it. */
function isHttp(text: string): boolean {
  const scheme = text.startsWith('http:') ? 5 : text.startsWith('https:') ? 6 : text.length
  return text.length > scheme && isWord(text)
}

function isId(text: string): boolean {
  const { length } = text
  if (length === 0 || length > 64) return false
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    if (!isLetter && (code < 48 || code > 57) && code !== 45 && code !== 46) return false
  }
  return true
}

/** Base64 without white space, decoded by the machine: a loop takes ten times as long. */
function isBase64(text: string): boolean {
  if (text.length === 0 || text.length % 4 !== 0) return false
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  try {
    return atob(text).length === (text.length / 4) * 3 - padding
  } catch {
    // It is none: the reference says so.
    return false
  }
}

/** Two digits as a number; NaN or negative where they are none. */
function two(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48]
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** Days that a month has in every year. */
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** A month of a year after 999; 0 where it is none. */
function monthOf(text: string): number {
  const [century, year, month] = [two(text, 0), two(text, 2), two(text, 5)]
  const isMonth = text.charCodeAt(4) === 45 && century >= 10 && year >= 0 && month >= 1 && month <= 12
  return isMonth ? month : 0
}

/** A day of a year after 999, save the 29th of February. */
function isDay(text: string): boolean {
  const day = two(text, 8)
  return text.charCodeAt(7) === 45 && day >= 1 && day <= (DAYS[monthOf(text)] ?? 0)
}

function isDate(text: string): boolean {
  return text.length === 10 ? isDay(text) : text.length === 7 && monthOf(text) > 0
}

/** A date and time to the second, with or without milliseconds, in UTC or at an offset under 14 hours. */
function isInstant(text: string): boolean {
  if (text.length < 20 || text.charCodeAt(10) !== 84 || text.charCodeAt(13) !== 58) return false
  if (text.charCodeAt(16) !== 58 || !isDay(text)) return false
  if (!(two(text, 11) <= 23 && two(text, 14) <= 59 && two(text, 17) <= 59)) return false
  return isZone(text, text.charCodeAt(19) === 46 ? fractionEnd(text) : 19)
}

/** Where the three digits of milliseconds end; a place that has no zone where there are none. */
function fractionEnd(text: string): number {
  const last = text.charCodeAt(22)
  return two(text, 20) >= 0 && last >= 48 && last <= 57 ? 23 : text.length
}

function isZone(text: string, at: number): boolean {
  const sign = text.charCodeAt(at)
  if (sign === 90) return text.length === at + 1
  const isOffset = (sign === 43 || sign === 45) && text.length === at + 6 && text.charCodeAt(at + 3) === 58
  return isOffset && two(text, at + 1) <= 13 && two(text, at + 4) <= 59
}

function isDateTime(text: string): boolean {
  return isDate(text) || isInstant(text)
}
