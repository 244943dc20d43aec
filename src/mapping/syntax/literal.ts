/** Literals of the language, which are FHIRPath's. */
import { at, peek, take } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import type { Literal, LiteralType, Position } from './syntax.ts'

export type TypedLiteral = { readonly type: LiteralType; readonly value: Literal; readonly at: Position }

/** The literal that stands next, a sign before a number included; undefined where none does. */
export function takeLiteral(cursor: Cursor): TypedLiteral | undefined {
  const token = peek(cursor)
  if (token.kind === 'string') return { type: 'string', value: take(cursor).text, at: token.at }
  if (token.kind === 'date') return { ...dateLiteral(take(cursor).text), at: token.at }
  if (token.kind === 'number') return { ...numberLiteral(take(cursor).text, 1), at: token.at }
  if (at(cursor, '-') && peek(cursor, 1).kind === 'number') {
    take(cursor)
    return { ...numberLiteral(take(cursor).text, -1), at: token.at }
  }
  if (at(cursor, 'true') || at(cursor, 'false'))
    return { type: 'boolean', value: take(cursor).text === 'true', at: token.at }
  return undefined
}

function numberLiteral(text: string, sign: 1 | -1): { type: LiteralType; value: number } {
  return { type: text.includes('.') ? 'decimal' : 'integer', value: sign * Number(text) }
}

/** `@2020-01-02`, `@2020-01-02T10:00:00Z`, `@T10:00`; FHIR writes a time of day without its T. */
export function dateLiteral(text: string): { type: LiteralType; value: string } {
  if (text.startsWith('@T')) return { type: 'time', value: text.slice(2) }
  const value = text.slice(1)
  return value.includes('T')
    ? { type: 'dateTime', value: value.endsWith('T') ? value.slice(0, -1) : value }
    : { type: 'date', value }
}
