/** A place in the tokens: look, take, and say what was expected when something else is there. */
import { fault, syntaxFault } from './fault.ts'
import type { Name, Position } from './syntax.ts'
import { readTokens } from './tokens.ts'
import type { Token, TokenText } from './tokens.ts'

/** Levels of rules within rules, and of brackets within an expression. */
const nestingMax = 100

export type Cursor = TokenText & { readonly text: string; place: number; depth: number }

export function cursorOf(text: string): Cursor {
  return { ...readTokens(text), text, place: 0, depth: 0 }
}

const ending: Token = { kind: 'end', text: '', start: 0, end: 0, at: { line: 1, column: 1 } }

export function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[Math.min(cursor.place + ahead, cursor.tokens.length - 1)] ?? ending
}

export function take(cursor: Cursor): Token {
  const token = peek(cursor)
  cursor.place += 1
  return token
}

/** The position of the next token. */
export function here(cursor: Cursor): Position {
  return peek(cursor).at
}

/** Whether the next token is this mark or this word; a quoted text is never one. */
export function at(cursor: Cursor, text: string, ahead = 0): boolean {
  const token = peek(cursor, ahead)
  return (token.kind === 'mark' || token.kind === 'name') && token.text === text
}

/** Takes the mark or word if it is there. */
export function skip(cursor: Cursor, text: string): boolean {
  const found = at(cursor, text)
  if (found) cursor.place += 1
  return found
}

export function expect(cursor: Cursor, text: string, alternatives: readonly string[] = []): Token {
  if (!at(cursor, text)) throw unexpected(cursor, [...alternatives, `'${text}'`])
  return take(cursor)
}

export function unexpected(cursor: Cursor, expected: readonly string[]) {
  return syntaxFault(here(cursor), describe(peek(cursor)), expected)
}

/** A name: plain, in backticks, or (R4) in double quotes. */
export function takeName(cursor: Cursor, what: string): Name {
  const token = peek(cursor)
  const isName =
    token.kind === 'name' || token.kind === 'delimited' || (token.kind === 'string' && token.quote === '"')
  if (!isName || token.text === '') throw unexpected(cursor, [what])
  take(cursor)
  return { text: token.text, at: token.at }
}

export function takeString(cursor: Cursor, what: string): Name {
  const token = peek(cursor)
  if (token.kind !== 'string') throw unexpected(cursor, [what])
  take(cursor)
  return { text: token.text, at: token.at }
}

export function takeInteger(cursor: Cursor, what: string): number {
  const token = peek(cursor)
  if (token.kind !== 'number' || token.text.includes('.')) throw unexpected(cursor, [what])
  take(cursor)
  return Number(token.text)
}

/** Runs a part of the grammar that may hold itself. */
export function nested<T>(cursor: Cursor, part: () => T): T {
  cursor.depth += 1
  if (cursor.depth > nestingMax)
    throw fault('unsupported', here(cursor), `nested deeper than ${nestingMax} levels`)
  const result = part()
  cursor.depth -= 1
  return result
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end of the text'
  if (token.kind === 'string') return `the text ${JSON.stringify(token.text)}`
  return `'${token.text}'`
}
