/**
 * JSON as it comes in: decoded strictly, bounded in depth, and where it is none, told by line and column and without a
 * word of what stands there, since that may be about a patient. Pure.
 */
import { REFERENCE_DEPTH_MAX } from '../fhir/reference.ts'

/** `fault` follows the name of what was read: `is no JSON: at line 1 ...`. */
export type Json = { kind: 'json'; value: unknown } | { kind: 'fault'; fault: string }

type Place = { readonly offset: number; readonly expected: string }

/** Levels of nesting that are taken; every room that follows a resource goes as deep. */
export const jsonDepthMax = REFERENCE_DEPTH_MAX

export function parseJson(bytes: Uint8Array): Json {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { kind: 'fault', fault: 'is not encoded in UTF-8' } // What TextDecoder throws for is an answer.
  }
  return parseText(text)
}

export function parseText(text: string): Json {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // V8 quotes the text in its message: the place is looked for anew.
    const { offset, expected } = firstFault(text)
    const before = text.slice(0, offset).split('\n')
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
    return { kind: 'fault', fault: `is no JSON: at ${place}, ${expected}` }
  }
  if (isTooDeep(value, 0)) return { kind: 'fault', fault: `is nested deeper than ${jsonDepthMax} levels` }
  return { kind: 'json', value }
}

function isTooDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth > jsonDepthMax || Object.values(value).some((item) => isTooDeep(item, depth + 1))
}

/** Where a text stops being JSON (RFC 8259), by a scan that follows the grammar. */
function firstFault(text: string): Place {
  let at = 0
  const fail = (expected: string): Place => ({ offset: at, expected })

  function skip(pattern: RegExp): boolean {
    pattern.lastIndex = at
    const found = pattern.test(text)
    if (found) at = pattern.lastIndex
    return found
  }

  function scanValue(depth: number): Place | undefined {
    skip(blank)
    if (depth > jsonDepthMax) return fail(`there are more than ${jsonDepthMax} levels of nesting`)
    const open = text[at]
    if (open === '{') return scanList({ close: '}', depth, scanItem: scanMember })
    if (open === '[') return scanList({ close: ']', depth, scanItem: scanValue })
    if (open === '"') return scanString()
    return skip(scalar) ? undefined : fail('a value is expected')
  }

  type List = { close: string; depth: number; scanItem: (depth: number) => Place | undefined }

  function scanList({ close, depth, scanItem }: List): Place | undefined {
    at += 1
    skip(blank)
    if (text[at] === close) return void (at += 1)
    for (;;) {
      const fault = scanItem(depth + 1)
      if (fault) return fault
      skip(blank)
      if (text[at] === close) return void (at += 1)
      if (text[at] !== ',') return fail(`a comma or ${close} is expected`)
      at += 1
    }
  }

  function scanMember(depth: number): Place | undefined {
    skip(blank)
    if (text[at] !== '"') return fail('the name of a property, in double quotes, is expected')
    const fault = scanString()
    if (fault) return fault
    skip(blank)
    if (text[at] !== ':') return fail('a colon is expected')
    at += 1
    return scanValue(depth)
  }

  function scanString(): Place | undefined {
    at += 1
    while (skip(plain) || skip(escape)) continue
    if (text[at] !== '"') return fail('a text is not closed, or holds a character that must be escaped')
    at += 1
    return undefined
  }

  const fault = scanValue(0)
  if (fault) return fault
  skip(blank)
  return fail('nothing more is expected')
}

/** Sticky: each tries at one place only. */
const blank = /[ \t\n\r]*/y
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
// eslint-disable-next-line no-control-regex -- RFC 8259 section 7: control characters must be escaped.
const plain = /[^"\\\u0000-\u001f]+/y
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
