/**
 * Reads a ConceptMap inside a map: `conceptmap "id" { prefix s = "system"  s:code == t:code }`. The signs are those of
 * HL7's own engine; mapping.g4 leaves this part out.
 */
import { at, expect, peek, skip, take, takeName, takeString, unexpected } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { fault } from './fault.ts'
import type { Equivalence, InlineConceptMap, InlineTranslation, Name } from './syntax.ts'

const equivalences: Readonly<Record<string, Equivalence>> = {
  '-': 'relatedto',
  '=': 'equal',
  '==': 'equivalent',
  '!=': 'disjoint',
  '--': 'unmatched',
  '<=': 'wider',
  '<-': 'subsumes',
  '>=': 'narrower',
  '>-': 'specializes',
  '~': 'inexact',
}

/** After the word `conceptmap`. */
export function takeConceptMap(cursor: Cursor): InlineConceptMap {
  const { text, at: position } = takeString(cursor, 'the id of the concept map, in quotes')
  expect(cursor, '{')
  const prefixes = new Map<string, string>()
  const provided: string[] = []
  const translations: InlineTranslation[] = []
  while (!skip(cursor, '}')) {
    if (isStatement(cursor, 'prefix')) takePrefix(cursor, prefixes)
    else if (isStatement(cursor, 'unmapped')) provided.push(takeUnmapped(cursor, prefixes))
    else translations.push(takeTranslation(cursor, prefixes))
  }
  return { id: text.replace(/^#/, ''), at: position, translations, provided }
}

/** `prefix` and `unmapped` may be prefixes themselves: then a colon follows. */
function isStatement(cursor: Cursor, word: string): boolean {
  return at(cursor, word) && !at(cursor, ':', 1)
}

function takePrefix(cursor: Cursor, prefixes: Map<string, string>): void {
  take(cursor)
  const { text, at: position } = takeName(cursor, 'a prefix')
  if (prefixes.has(text)) throw fault('reference', position, `the prefix '${text}' is there already`)
  expect(cursor, '=')
  prefixes.set(text, takeString(cursor, 'the URL of a code system, in quotes').text)
}

function takeUnmapped(cursor: Cursor, prefixes: ReadonlyMap<string, string>): string {
  take(cursor)
  expect(cursor, 'for')
  const system = systemOf(takeName(cursor, 'a prefix'), prefixes)
  expect(cursor, '=')
  expect(cursor, 'provided')
  return system
}

function takeTranslation(cursor: Cursor, prefixes: ReadonlyMap<string, string>): InlineTranslation {
  const from = takeCoded(cursor, prefixes)
  const sign = peek(cursor)
  const equivalence = sign.kind === 'mark' ? equivalences[sign.text] : undefined
  if (!equivalence)
    throw unexpected(
      cursor,
      Object.keys(equivalences).map((known) => `'${known}'`),
    )
  take(cursor)
  const source = { sourceSystem: from.system, sourceCode: from.code, equivalence, at: from.at }
  if (equivalence === 'unmatched') return source
  const to = takeCoded(cursor, prefixes)
  return { ...source, targetSystem: to.system, targetCode: to.code }
}

function takeCoded(cursor: Cursor, prefixes: ReadonlyMap<string, string>) {
  const prefix = takeName(cursor, "a prefix, 'unmapped' or '}'")
  expect(cursor, ':')
  return { system: systemOf(prefix, prefixes), code: takeCode(cursor), at: prefix.at }
}

/** A code in quotes, or bare where its characters touch: `in-progress`, `2.5`. */
function takeCode(cursor: Cursor): string {
  const first = peek(cursor)
  if (first.kind === 'string') return take(cursor).text
  if (first.kind !== 'name' && first.kind !== 'number') throw unexpected(cursor, ['a code'])
  let code = take(cursor).text
  let end = first.end
  while (peek(cursor).start === end && isCodePart(cursor)) {
    const part = take(cursor)
    code += part.text
    end = part.end
  }
  return code
}

function isCodePart(cursor: Cursor): boolean {
  const { kind, text } = peek(cursor)
  return kind === 'name' || kind === 'number' || (kind === 'mark' && (text === '-' || text === '.'))
}

function systemOf(prefix: Name, prefixes: ReadonlyMap<string, string>): string {
  const system = prefixes.get(prefix.text)
  if (system === undefined) throw fault('reference', prefix.at, `no prefix '${prefix.text}' is declared`)
  return system
}
