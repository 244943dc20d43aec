/**
 * Cuts a map's text into tokens. Lexical rules are FHIRPath's and those of mapping.g4; two kinds of quotes make strings, as
 * maps in use have it. `/// name = value` lines come back apart, as metadata.
 */
import { fault, syntaxFault } from './fault.ts'
import type { Metadata, Position } from './syntax.ts'

export type TokenKind = 'name' | 'delimited' | 'string' | 'number' | 'date' | 'mark' | 'end'

export type Token = {
  readonly kind: TokenKind
  /** Decoded for strings and delimited names, as written for the rest. */
  readonly text: string
  readonly start: number
  readonly end: number
  readonly at: Position
  readonly quote?: string
}

/** Characters in one map; the largest published conversion map has under 100,000. */
const textCharactersMax = 1_000_000

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  [
    'date',
    /@(?:T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?|\d{4}(?:-\d\d(?:-\d\d)?)?(?:T(?:\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)/y,
  ],
  ['number', /\d+(?:\.\d+)?/y],
  ['name', /\$?[A-Za-z_][A-Za-z0-9_]*/y],
  ['mark', /->|<<|>>|\.\.|==|!=|<=|>=|<-|>-|!~|--|[(){}[\],;:.=<>+\-*/&|~%]/y],
]

const blankPattern = /(?:\s|\uFEFF)+/y
const lineCommentPattern = /\/\/[^\r\n]*/y
const metadataPattern =
  /\/\/\/[ \t]*([A-Za-z][\w.]*)[ \t]*=[ \t]*(?:"""([\s\S]*?)"""|"((?:[^"\\\r\n]|\\.)*)"|'((?:[^'\\\r\n]|\\.)*)'|([^\s"'][^\r\n]*?))[ \t]*(?=\r|\n|$)/y

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  '\\': '\\',
  '/': '/',
  "'": "'",
  '"': '"',
  '`': '`',
}

export type TokenText = { readonly tokens: readonly Token[]; readonly metadata: readonly Metadata[] }

/** All tokens, the last of kind `end`; throws MapFault. */
export function readTokens(text: string): TokenText {
  if (text.length > textCharactersMax)
    throw fault(
      'unsupported',
      { line: 1, column: 1 },
      `a map has at most ${textCharactersMax} characters, this one ${text.length}`,
    )
  const tokens: Token[] = []
  const metadata: Metadata[] = []
  const lineStarts = startsOfLines(text)
  const positionOf = (offset: number) => positionAt(lineStarts, offset)
  let offset = 0
  while ((offset = skipBlanks(text, offset, positionOf, metadata)) < text.length) {
    const token = readToken(text, offset, positionOf(offset))
    tokens.push(token)
    offset = token.end
  }
  tokens.push({ kind: 'end', text: '', start: offset, end: offset, at: positionOf(offset) })
  return { tokens, metadata }
}

function skipBlanks(
  text: string,
  from: number,
  positionOf: (offset: number) => Position,
  metadata: Metadata[],
): number {
  let offset = from
  for (;;) {
    const blank = matchAt(blankPattern, text, offset)
    if (blank) {
      offset += blank[0].length
      continue
    }
    if (text.startsWith('/*', offset)) {
      const end = text.indexOf('*/', offset + 2)
      if (end < 0) throw syntaxFault(positionOf(offset), 'a comment without an end', ["'*/'"])
      offset = end + 2
      continue
    }
    const statement = matchAt(metadataPattern, text, offset)
    const comment = statement ?? matchAt(lineCommentPattern, text, offset)
    if (!comment) return offset
    if (statement) metadata.push(metadataOf(statement, positionOf(offset)))
    offset += comment[0].length
  }
}

function metadataOf(statement: RegExpExecArray, at: Position): Metadata {
  const [, path = '', markdown, double, single, bare] = statement
  const quoted = double ?? single
  return { path, at, value: quoted === undefined ? (markdown ?? bare ?? '') : decode(quoted, at) }
}

function readToken(text: string, start: number, at: Position): Token {
  const quote = text[start] ?? ''
  if (quote === "'" || quote === '"' || quote === '`') return readQuoted(text, start, at)
  for (const [kind, pattern] of patterns) {
    const found = matchAt(pattern, text, start)
    if (found) return { kind, text: found[0], start, end: start + found[0].length, at }
  }
  throw syntaxFault(at, `the character ${JSON.stringify(quote)}`, [
    'a name',
    'a literal',
    'a mark of the language',
  ])
}

function readQuoted(text: string, start: number, at: Position): Token {
  const quote = text[start] ?? ''
  let end = start + 1
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1
  if (end >= text.length) throw syntaxFault(at, 'a text without an end', [quote])
  const decoded = decode(text.slice(start + 1, end), at)
  return { kind: quote === '`' ? 'delimited' : 'string', text: decoded, start, end: end + 1, at, quote }
}

function decode(raw: string, at: Position): string {
  if (!raw.includes('\\')) return raw
  return raw.replace(
    /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g,
    (whole, hex: string | undefined, one: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      const plain = escapes[one ?? '']
      if (plain === undefined)
        throw syntaxFault(
          at,
          `the escape ${whole}`,
          Object.keys(escapes).map((key) => `\\${key}`),
        )
      return plain
    },
  )
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset
  return pattern.exec(text)
}

function startsOfLines(text: string): number[] {
  const starts = [0]
  for (const { index, 0: found } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + found.length)
  return starts
}

function positionAt(lineStarts: readonly number[], offset: number): Position {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 }
}
