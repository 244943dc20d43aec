/**
 * Finds the first place where a text stops being JSON (RFC 8259), or where an object has the same field twice. It runs
 * only on texts that are known to be at fault, and says what it expected, never what it found there. Pure.
 */

export type JsonFault = { at: number; text: string }

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
/** Characters of one string: all from U+0020 on. Read piece by piece, since one long match would exhaust the stack. */
const PIECE = /(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){1,10000}/y

type Reader = { readonly text: string; at: number; readonly depthMax: number }

/** The fault, or undefined where the text is JSON without repeated fields. */
export function findJsonFault(text: string, depthMax: number): JsonFault | undefined {
  const reader: Reader = { text, at: 0, depthMax }
  const fault = value(reader, 0)
  if (fault) return fault
  skip(reader, SPACE)
  return reader.at < text.length
    ? at(reader, 'The document ends before this: remove what follows.')
    : undefined
}

function value(reader: Reader, depth: number): JsonFault | undefined {
  skip(reader, SPACE)
  if (depth > reader.depthMax)
    return at(reader, `More than ${reader.depthMax} levels of nesting: make it flatter.`)
  const first = reader.text[reader.at]
  if (first === '{') return object(reader, depth)
  if (first === '[') return array(reader, depth)
  if (first === '"') return string(reader)
  if (skip(reader, NUMBER)) return afterScalar(reader)
  const word = ['true', 'false', 'null'].find((each) => reader.text.startsWith(each, reader.at))
  if (word === undefined) return at(reader, first === undefined ? ENDED : EXPECTED_VALUE)
  reader.at += word.length
  return afterScalar(reader)
}

const ENDED = 'The document ends here, in the middle: complete it.'
const EXPECTED_VALUE =
  'A value is expected here: an object, a list, a text in double quotes, a number, true, false or null.'

function afterScalar(reader: Reader): JsonFault | undefined {
  return /[A-Za-z0-9_.+"-]/.test(reader.text[reader.at] ?? '')
    ? at(reader, 'This does not belong to the value before it.')
    : undefined
}

function object(reader: Reader, depth: number): JsonFault | undefined {
  const names = new Set<string>()
  reader.at += 1
  skip(reader, SPACE)
  if (take(reader, '}')) return undefined
  for (;;) {
    const fault = field(reader, depth, names)
    if (fault) return fault
    skip(reader, SPACE)
    if (take(reader, '}')) return undefined
    if (!take(reader, ',')) return expected(reader, 'A comma or } is expected here.')
    skip(reader, SPACE)
  }
}

function field(reader: Reader, depth: number, names: Set<string>): JsonFault | undefined {
  const start = reader.at
  if (reader.text[start] !== '"')
    return expected(reader, 'The name of a field in double quotes is expected here.')
  const fault = string(reader)
  if (fault) return fault
  const name = JSON.parse(reader.text.slice(start, reader.at)) as string
  if (names.has(name))
    return { at: start, text: 'This object already has a field of this name: keep one of them.' }
  names.add(name)
  skip(reader, SPACE)
  if (!take(reader, ':'))
    return expected(reader, 'A colon is expected here, between the name of a field and its value.')
  return value(reader, depth + 1)
}

function array(reader: Reader, depth: number): JsonFault | undefined {
  reader.at += 1
  skip(reader, SPACE)
  if (take(reader, ']')) return undefined
  for (;;) {
    const fault = value(reader, depth + 1)
    if (fault) return fault
    skip(reader, SPACE)
    if (take(reader, ']')) return undefined
    if (!take(reader, ',')) return expected(reader, 'A comma or ] is expected here.')
  }
}

function string(reader: Reader): JsonFault | undefined {
  reader.at += 1
  while (skip(reader, PIECE));
  if (take(reader, '"')) return undefined
  if (reader.text[reader.at] === undefined) return at(reader, 'A text has no closing quote: complete it.')
  return at(
    reader,
    'A text may not contain this: escape control characters, and use only the escapes of JSON.',
  )
}

/** Advances over what matches here; false where nothing does. */
function skip(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at
  const matched = pattern.exec(reader.text)?.[0].length ?? 0
  reader.at += matched
  return matched > 0
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false
  reader.at += 1
  return true
}

function expected(reader: Reader, text: string): JsonFault {
  return at(reader, reader.text[reader.at] === undefined ? ENDED : text)
}

function at(reader: Reader, text: string): JsonFault {
  return { at: reader.at, text }
}
