/**
 * The first door of the room: the text of a map in, its syntax tree out, or where it cannot be read and what was expected
 * there. Reads all of FHIR R4's mapping language, and of R5's what R4 maps in use have too (`///` metadata). Pure.
 */
import { takeConceptMap } from './syntax/concept-map.ts'
import {
  at,
  cursorOf,
  expect,
  here,
  peek,
  skip,
  take,
  takeName,
  takeString,
  unexpected,
} from './syntax/cursor.ts'
import type { Cursor } from './syntax/cursor.ts'
import { MapFault, fault } from './syntax/fault.ts'
import { takeRules } from './syntax/rule.ts'
import type {
  Group,
  GroupInput,
  InlineConceptMap,
  MapError,
  Metadata,
  Name,
  ParsedMap,
  Position,
  Use,
  UseMode,
} from './syntax/syntax.ts'

export type { MapError, ParsedMap } from './syntax/syntax.ts'

export type Parsed =
  | { readonly kind: 'parsed'; readonly map: ParsedMap }
  | { readonly kind: 'invalid'; readonly errors: readonly MapError[] }

/** Reads one map. The first fault ends the reading. */
export function parseMap(text: string): Parsed {
  try {
    return { kind: 'parsed', map: takeMap(cursorOf(text)) }
  } catch (error) {
    // A fault in the text is the answer; anything else is a bug and goes on.
    if (error instanceof MapFault) return { kind: 'invalid', errors: [error.error] }
    throw error
  }
}

const useModes: readonly UseMode[] = ['source', 'queried', 'target', 'produced']

function takeMap(cursor: Cursor): ParsedMap {
  const header = takeHeader(cursor)
  const groups: Group[] = []
  while (peek(cursor).kind !== 'end') {
    groups.push(takeGroup(cursor))
    while (skip(cursor, ';'));
  }
  return { ...header, metadata: cursor.metadata, groups }
}

function takeHeader(cursor: Cursor): Omit<ParsedMap, 'groups' | 'metadata'> {
  const uses: Use[] = []
  const imports: Name[] = []
  const conceptMaps: InlineConceptMap[] = []
  let title: { url: string; name: string } | undefined
  while (!at(cursor, 'group') && peek(cursor).kind !== 'end') {
    if (!title && skip(cursor, 'map')) title = takeTitle(cursor)
    else if (skip(cursor, 'uses')) uses.push(takeUse(cursor))
    else if (skip(cursor, 'imports')) imports.push(takeString(cursor, 'the URL of a map, in quotes'))
    else if (skip(cursor, 'conceptmap') || skip(cursor, 'conceptMap'))
      conceptMaps.push(takeConceptMap(cursor))
    else throw unexpectedHeader(cursor, title !== undefined)
    // Older maps end these statements as they end rules.
    while (skip(cursor, ';'));
  }
  const named = title ?? titleFrom(cursor.metadata)
  if (!named) throw unexpected(cursor, ["'map'", "'/// url = ...'"])
  return { ...named, uses, imports, conceptMaps }
}

function unexpectedHeader(cursor: Cursor, hasTitle: boolean) {
  if (at(cursor, 'let'))
    return fault('unsupported', here(cursor), "'let' is syntax of FHIR R5, and this reads R4")
  return unexpected(cursor, [
    ...(hasTitle ? [] : ["'map'"]),
    "'uses'",
    "'imports'",
    "'conceptmap'",
    "'group'",
  ])
}

/** `map "url" = "name"` */
function takeTitle(cursor: Cursor): { url: string; name: string } {
  const url = takeString(cursor, 'the URL of the map, in quotes').text
  expect(cursor, '=')
  const token = peek(cursor)
  const name = token.kind === 'string' ? take(cursor).text : takeName(cursor, 'the name of the map').text
  return { url, name }
}

function titleFrom(metadata: readonly Metadata[]): { url: string; name: string } | undefined {
  const url = metadata.find(({ path }) => path === 'url')?.value
  if (url === undefined) return undefined
  return { url, name: metadata.find(({ path }) => path === 'name')?.value ?? url }
}

/** `uses "url" alias A as source` */
function takeUse(cursor: Cursor): Use {
  const { text, at: position } = takeString(cursor, 'the URL of a structure, in quotes')
  const alias = skip(cursor, 'alias') ? takeName(cursor, 'an alias').text : undefined
  expect(cursor, 'as', alias === undefined ? ["'alias'"] : [])
  const mode = useModes.find((word) => skip(cursor, word))
  if (!mode)
    throw unexpected(
      cursor,
      useModes.map((word) => `'${word}'`),
    )
  return { url: text, mode, at: position, ...(alias !== undefined && { alias }) }
}

function takeGroup(cursor: Cursor): Group {
  expect(cursor, 'group')
  const { text, at: position } = takeName(cursor, 'the name of the group')
  const inputs = takeInputs(cursor)
  const base = skip(cursor, 'extends') ? takeName(cursor, 'a group') : undefined
  const typeMode = skip(cursor, '<<') ? takeTypeMode(cursor) : undefined
  const rules = takeRules(cursor)
  return {
    at: position,
    name: text,
    inputs,
    rules,
    ...(base && { extends: base }),
    ...(typeMode && { typeMode }),
  }
}

function takeInputs(cursor: Cursor): GroupInput[] {
  expect(cursor, '(')
  const inputs: GroupInput[] = []
  do inputs.push(takeInput(cursor))
  while (skip(cursor, ','))
  expect(cursor, ')', ["','"])
  return inputs
}

function takeInput(cursor: Cursor): GroupInput {
  const start: Position = here(cursor)
  const mode = skip(cursor, 'source') ? 'source' : skip(cursor, 'target') ? 'target' : undefined
  if (!mode) throw unexpected(cursor, ["'source'", "'target'"])
  const name = takeName(cursor, 'the name of the input').text
  const type = skip(cursor, ':') ? takeTypeName(cursor) : undefined
  return { at: start, mode, name, ...(type !== undefined && { type }) }
}

/** A type's name; in quotes also its URL. */
function takeTypeName(cursor: Cursor): string {
  return peek(cursor).kind === 'string' ? take(cursor).text : takeName(cursor, 'a type').text
}

function takeTypeMode(cursor: Cursor): 'types' | 'type+' {
  if (!at(cursor, 'types') && !at(cursor, 'type')) throw unexpected(cursor, ["'types'", "'type+'"])
  const mode = take(cursor).text === 'types' ? 'types' : 'type+'
  if (mode === 'type+') expect(cursor, '+')
  expect(cursor, '>>')
  return mode
}
