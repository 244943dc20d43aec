/**
 * JSON text in, a value out; malformed text gives the line and column where it stops being JSON. A field that an object
 * carries twice is a fault too, since JSON.parse would silently keep only the last one. Pure.
 */
import { findJsonFault } from './json-fault.ts'
import { JSON_LIMITS, sizeOf } from './json-size.ts'

export type Parsed =
  | { kind: 'ok'; value: unknown }
  | { kind: 'fault'; line: number; column: number; text: string }

/** Characters (UTF-16 units) of one document; the body limit of the doors is lower. */
export const JSON_CHARACTERS_MAX = 32 * 1024 * 1024

/** Parses JSON text. Lines and columns count from 1; a byte order mark at the begin is skipped. */
export function parseJson(text: string): Parsed {
  if (text.length > JSON_CHARACTERS_MAX) {
    return fault(1, 1, `The text has more than ${JSON_CHARACTERS_MAX} characters: divide it into several.`)
  }
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // JSON.parse quotes the text in its message, and names no line for half of its errors: we look for ourselves.
    return located(json, 'The text is not JSON.')
  }
  const nul = findNul(json)
  if (nul !== undefined) return faultAt(json, nul, 'A string has the character U+0000: remove it.')
  const size = sizeOf(value, JSON_LIMITS)
  if (size.kind === 'beyond') return fault(1, 1, size.text)
  if (size.fields !== countColons(json)) return located(json, 'An object has the same field twice.')
  return { kind: 'ok', value }
}

/** Where a string has U+0000, which JSON can write and neither FHIR nor the database can hold. */
function findNul(json: string): number | undefined {
  let at = json.indexOf(NUL)
  while (at !== -1 && isEscaped(json, at)) at = json.indexOf(NUL, at + 1)
  return at === -1 ? undefined : at
}

const NUL = String.raw`\u0000`

/** Colons outside strings: one for each field, those included that a later field of the same name has replaced. */
function countColons(json: string): number {
  let colons = 0
  let colon = json.indexOf(':')
  let quote = json.indexOf('"')
  // Both positions only move on, so the text is read once.
  while (colon !== -1) {
    if (quote === -1 || colon < quote) {
      colons += 1
      colon = json.indexOf(':', colon + 1)
    } else {
      const end = endOfString(json, quote)
      quote = json.indexOf('"', end)
      if (colon < end) colon = json.indexOf(':', end)
    }
  }
  return colons
}

/** The position after a string that begins at `quote`. */
export function endOfString(json: string, quote: number): number {
  let end = json.indexOf('"', quote + 1)
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end === -1 ? json.length : end + 1
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0
  while (json[at - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

function located(json: string, otherwise: string): Parsed {
  const found = findJsonFault(json, JSON_LIMITS.depthMax) ?? { at: 0, text: otherwise }
  return faultAt(json, found.at, found.text)
}

function faultAt(json: string, at: number, text: string): Parsed {
  const before = json.slice(0, at).split(/\r\n|\r|\n/)
  return fault(before.length, (before.at(-1)?.length ?? 0) + 1, text)
}

function fault(line: number, column: number, text: string): Parsed {
  return { kind: 'fault', line, column, text }
}

export type DecodedJson =
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'fault'; readonly fault: string; readonly at?: { line: number; column: number } }

/** Parses bytes that must be UTF-8. `fault` follows the name of what was read: `is no JSON: at line 1, column 8, ...`. */
export function parseJsonBytes(bytes: Uint8Array): DecodedJson {
  const text = decodeUtf8(bytes)
  if (text === undefined) return { kind: 'fault', fault: 'is not encoded in UTF-8.' }
  const parsed = parseJson(text)
  if (parsed.kind === 'ok') return { kind: 'json', value: parsed.value, text }
  const { line, column } = parsed
  return {
    kind: 'fault',
    fault: `is no JSON: at line ${line}, column ${column}: ${parsed.text}`,
    at: { line, column },
  }
}

/** The text of bytes, without a byte order mark; undefined where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined // What TextDecoder throws for is an answer.
  }
}
