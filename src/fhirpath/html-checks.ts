/**
 * htmlChecks() of FHIR R4 (narrative.html#Narrative, rules txt-1 and txt-2): whether a narrative is well-formed XHTML with
 * formatting only and some content. One pass over the text by character; most narratives are told before, by usual-html.ts.
 */
import { ACTIVE, ATTRIBUTES, DIV, ELEMENTS, ENTITY, IMG, SRC } from './html-names.ts'
import type { NameTable } from './name-table.ts'
import { isUsual } from './usual-html.ts'

/** Levels of elements; a browser draws no more either. */
const DEPTH_MAX = 200

const COMMENT = /<!--(?:(?!--)[\s\S])*-->/y
const NAMESPACE = /xmlns:[-A-Za-z0-9_:.]*/y

const [TAB, RETURN, SPACE, NO_BREAK] = [9, 13, 32, 160]
const [EXCLAMATION, QUOTE, APOSTROPHE] = [33, 34, 39]
const [SLASH, LESS, EQUAL, GREATER] = [47, 60, 61, 62]
const ASCII = 128

const MALFORMED = 'it is not well-formed'

/** `at` is the place of the next character; `found` the number of the name that was read last, 0 for none. */
type Reading = {
  readonly html: string
  readonly open: number[]
  at: number
  found: number
  /** The place of the next `&`, which may lie before `at`. */
  ampersand: number
  hasRoot: boolean
  hasContent: boolean
}

/** The narrative read last: the rules txt-1 and txt-2 ask the same of one after the other. */
let last: { readonly html: string; readonly fault: string | undefined } | undefined

/** What is wrong with a narrative, in words; undefined where nothing is. */
export function htmlFault(html: string): string | undefined {
  if (last?.html !== html) last = { html, fault: isUsual(html) ? undefined : faultByCharacter(html) }
  return last.fault
}

/** The same, of any narrative, remembering none. */
export function faultByCharacter(html: string): string | undefined {
  const reading: Reading = {
    html,
    open: [],
    at: 0,
    found: 0,
    ampersand: indexOrEnd(html, '&', 0),
    hasRoot: false,
    hasContent: false,
  }
  let fault = textFault(reading)
  while (fault === undefined && reading.at < html.length) fault = tagFault(reading) ?? textFault(reading)
  if (fault !== undefined) return fault
  if (reading.open.length > 0) return 'it has an element that does not end'
  return reading.hasContent ? undefined : 'it has no content'
}

/** Reads up to the next tag. */
function textFault(reading: Reading): string | undefined {
  const { html } = reading
  const start = skipSpaceFrom(html, reading.at)
  if (html.charCodeAt(start) === LESS || start >= html.length) {
    reading.at = start
    return undefined
  }
  const next = html.indexOf('<', start)
  const end = next < 0 ? html.length : next
  reading.at = end
  reading.hasContent = true
  if (reading.open.length === 0) return 'it has text outside its div'
  while (reading.ampersand < end) {
    ENTITY.lastIndex = reading.ampersand
    if (reading.ampersand >= start && !ENTITY.test(html)) return 'it has an & that begins no entity'
    reading.ampersand = indexOrEnd(html, '&', Math.max(reading.ampersand + 1, start))
  }
  return undefined
}

function indexOrEnd(html: string, character: string, from: number): number {
  const found = html.indexOf(character, from)
  return found < 0 ? html.length : found
}

function skipSpaceFrom(html: string, from: number): number {
  let at = from
  while (at < html.length && isSpace(html.charCodeAt(at))) at += 1
  return at
}

function isSpace(character: number): boolean {
  if (character <= SPACE) return character === SPACE || (character >= TAB && character <= RETURN)
  return character >= NO_BREAK && String.fromCharCode(character).trim() === ''
}

/** Reads one tag or comment. */
function tagFault(reading: Reading): string | undefined {
  const { html, open } = reading
  const next = html.charCodeAt(reading.at + 1)
  if (next === EXCLAMATION) return skip(COMMENT, reading) ? undefined : MALFORMED
  if (next === SLASH) {
    reading.at += 2
    readName(ELEMENTS, reading)
    skipSpace(reading)
    if (html.charCodeAt(reading.at) !== GREATER) return MALFORMED
    reading.at += 1
    return reading.found !== 0 && open.pop() === reading.found
      ? undefined
      : 'its elements do not end in their order'
  }
  reading.at += 1
  readName(ELEMENTS, reading)
  return startFault(reading, reading.found)
}

function startFault(reading: Reading, element: number): string | undefined {
  const { html, open } = reading
  if (element === 0) return 'it has an element that is no formatting, or is not well-formed'
  if (open.length === 0 && (element !== DIV || reading.hasRoot)) return 'it must be one div'
  if (open.length > DEPTH_MAX) return 'it is nested too deeply'
  reading.hasRoot = true
  if (element === IMG) reading.hasContent = true
  for (;;) {
    const hasSpace = skipSpace(reading)
    const character = html.charCodeAt(reading.at)
    if (character === GREATER) {
      open.push(element)
      reading.at += 1
      return undefined
    }
    if (character === SLASH) {
      reading.at += 2
      return html.charCodeAt(reading.at - 1) === GREATER ? undefined : MALFORMED
    }
    const fault = hasSpace ? attributeFault(reading) : MALFORMED
    if (fault !== undefined) return fault
  }
}

function attributeFault(reading: Reading): string | undefined {
  const { html } = reading
  const start = reading.at
  readName(ATTRIBUTES, reading)
  const attribute = reading.found
  if (attribute === 0) {
    reading.at = start
    if (!skip(NAMESPACE, reading)) return 'it has an attribute that is no formatting, or is not well-formed'
  }
  skipSpace(reading)
  if (html.charCodeAt(reading.at) !== EQUAL) return MALFORMED
  reading.at += 1
  skipSpace(reading)
  const quote = html.charCodeAt(reading.at)
  const from = reading.at + 1
  if (quote !== QUOTE && quote !== APOSTROPHE) return MALFORMED
  let at = from
  let character = html.charCodeAt(at)
  while (at < html.length && character !== quote && character !== LESS) {
    at += 1
    character = html.charCodeAt(at)
  }
  if (character !== quote) return MALFORMED
  reading.at = at + 1
  const isLink = attribute !== 0 && attribute <= SRC
  return isLink && ACTIVE.test(html.slice(from, at)) ? 'it has a link that runs a program' : undefined
}

/** Reads as many characters of a name as may belong to one; `found` is 0 where they are none of the table. */
function readName({ next, ends }: NameTable, reading: Reading): void {
  const { html } = reading
  let state = 1
  let { at } = reading
  let character = html.charCodeAt(at)
  while (isOfName(character)) {
    state = next[state * ASCII + character] ?? 0
    at += 1
    character = html.charCodeAt(at)
  }
  reading.at = at
  reading.found = ends[state] ?? 0
}

/** Letters, digits and `:`; whatever else XML allows in names, none of ours has. */
function isOfName(character: number): boolean {
  return (
    (character >= 97 && character <= 122) ||
    (character >= 48 && character <= 58) ||
    (character >= 65 && character <= 90)
  )
}

function skipSpace(reading: Reading): boolean {
  const { html, at } = reading
  reading.at = skipSpaceFrom(html, at)
  return reading.at > at
}

function skip(pattern: RegExp, reading: Reading): boolean {
  pattern.lastIndex = reading.at
  const isThere = pattern.test(reading.html)
  if (isThere) reading.at = pattern.lastIndex
  return isThere
}
