/** The transforms on texts and primitives: truncate, escape, cast, append, and the readers of qty and cp. */
import type { Json, Node } from './node.ts'
import { isPresent } from './node.ts'

/** The value as text; undefined for what is no primitive. */
export function asText({ value }: Node): string | undefined {
  if (!isPresent(value)) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** The first characters; a character outside the basic plane counts as one and is never cut in two. */
export function truncate(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('')
}

export type Escaping = 'plain' | 'java' | 'json' | 'xml'
export const escapings: readonly Escaping[] = ['plain', 'java', 'json', 'xml']

/** From one escaping to another; undefined where the text is not escaped as it should be. */
export function escape(text: string, from: Escaping, to: Escaping): string | undefined {
  const plain = unescapeFrom(text, from)
  return plain === undefined ? undefined : escapeTo(plain, to)
}

const xmlNames: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])
const xmlEscapes: ReadonlyMap<string, string> = new Map(
  [...xmlNames].map(([name, one]) => [one, `&${name};`]),
)
const codeName: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
}

function unescapeFrom(text: string, from: Escaping): string | undefined {
  if (from === 'plain') return text
  let isWrong = false
  const pattern =
    from === 'xml' ? /&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));|&/g : /\\(?:u([0-9a-fA-F]{4})|([\s\S]))|\\$/g
  const plain = text.replace(pattern, (_whole, ...groups: (string | undefined)[]) => {
    const found = from === 'xml' ? xmlCharacter(groups) : codeCharacter(groups, from)
    if (found === undefined) isWrong = true
    return found ?? ''
  })
  return isWrong ? undefined : plain
}

function xmlCharacter([decimal, hex, name]: readonly (string | undefined)[]): string | undefined {
  const point =
    decimal === undefined
      ? hex === undefined
        ? undefined
        : Number.parseInt(hex, 16)
      : Number.parseInt(decimal, 10)
  if (point !== undefined) return point <= 0x10ffff ? String.fromCodePoint(point) : undefined
  return name === undefined ? undefined : xmlNames.get(name)
}

/** JSON escapes no apostrophe, Java no slash. */
function codeCharacter([hex, one]: readonly (string | undefined)[], from: Escaping): string | undefined {
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
  if (one === undefined || one === (from === 'json' ? "'" : '/')) return undefined
  return codeName[one]
}

function escapeTo(text: string, to: Escaping): string {
  if (to === 'plain') return text
  if (to === 'xml') return text.replace(/[<>&"']/g, (one) => xmlEscapes.get(one) ?? one)
  return JSON.stringify(text).slice(1, -1)
}

const dateForm = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/
const dateTimeForm =
  /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-]\d\d:[0-5]\d))?)?)?$/
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const timeForm = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/
const integerForm = /^[+-]?\d+$/
const decimalForm = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

const casts: Readonly<Record<string, (text: string) => unknown>> = {
  boolean: (text) =>
    text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined,
  integer: (text) => (integerForm.test(text) ? Number(text) : undefined),
  unsignedInt: (text) => (integerForm.test(text) && Number(text) >= 0 ? Number(text) : undefined),
  positiveInt: (text) => (integerForm.test(text) && Number(text) > 0 ? Number(text) : undefined),
  decimal: (text) => (decimalForm.test(text) ? Number(text) : undefined),
  date: (text) => (dateTimeForm.test(text) ? text.slice(0, 10) : undefined),
  dateTime: (text) => (dateTimeForm.test(text) ? text : undefined),
  instant: (text) => (instantForm.test(text) ? text : undefined),
  time: (text) => (timeForm.test(text) ? text : undefined),
}

/** The text as a primitive of that type; undefined where it is none. Types without a rule here are texts themselves. */
export function castText(text: string, type: string): unknown {
  const cast = Object.hasOwn(casts, type) ? casts[type] : undefined
  return cast ? cast(text) : text
}

/** Whether a text that a map writes down is of the form that FHIR asks of a date, a time or a number. */
export function isOfForm(text: string, type: string): boolean {
  if (type === 'date') return dateForm.test(text)
  return castText(text, type) !== undefined
}

/** `[comparator]value[space]unit`, e.g. `<5 mg`. */
export function readQuantity(text: string): Json | undefined {
  const found = /^(<=|<|>=|>)?\s*([+-]?\d+(?:\.\d+)?)\s*(.*)$/s.exec(text.trim())
  if (!found) return undefined
  const [, comparator, value, unit] = found
  return {
    value: Number(value),
    ...(comparator !== undefined && { comparator }),
    ...(unit !== '' && { unit }),
  }
}

/** ContactPoint.system, as the value suggests it; codes of http://hl7.org/fhir/contact-point-system. */
export function contactSystem(value: string): string {
  if (/^(?:mailto:|[^\s@/]+@[^\s@/]+$)/i.test(value)) return 'email'
  if (/^(?:https?|ftp):/i.test(value)) return 'url'
  if (/^(?:tel:)?[+(]?\d[\d\s().\-/]*$/i.test(value)) return 'phone'
  return 'other'
}
