/**
 * Narratives as nearly all are, told fast: true only where html-checks.ts, which is asked of all others, would find nothing.
 * Texts are passed over by searches, and only the names of tags are read by character.
 */
import { ACTIVE, ATTRIBUTES, ELEMENTS, ENTITY, IMG, SRC } from './html-names.ts'
import type { NameTable } from './name-table.ts'

/** Elements that are open at once, and characters: what has more is no usual narrative. */
const DEPTH_MAX = 64
const LENGTH_MAX = 2 ** 21

const [TAB, RETURN, SPACE, QUOTE, SLASH] = [9, 13, 32, 34, 47]
const [LESS, EQUAL, GREATER] = [60, 61, 62]
const ASCII = 128
/** A place and the number of a name in one number: functions that give back objects take longer. */
const [NUMBER_BITS, NUMBER] = [8, 255]

/** The elements that are open. */
const OPEN = new Uint8Array(DEPTH_MAX)

/** Whether a text is one div, well-formed, of formatting only, and has content; false says nothing. */
export function isUsual(html: string): boolean {
  if (!mayBeUsual(html)) return false
  let at = 0
  let depth = 0
  let hasContent = false
  do {
    // What is between two of these is the rest of a tag, and text.
    const next = html.indexOf('<', at + 1)
    const isEnd = html.charCodeAt(at + 1) === SLASH
    const name = isEnd ? readName(ELEMENTS, html, at + 2) : startTag(html, at + 1, next)
    const element = name & NUMBER
    at = name >> NUMBER_BITS
    if (element === 0 || html.charCodeAt(at) !== GREATER) return false
    if (isEnd) {
      depth -= 1
      if (OPEN[depth] !== element) return false
    } else if (html.charCodeAt(at - 1) !== SLASH) {
      if (depth >= DEPTH_MAX) return false
      OPEN[depth] = element
      depth += 1
    }
    hasContent ||= element === IMG || isContent(html.charCodeAt(skipSpace(html, at + 1)))
    if (depth === 0) return hasContent && at + 1 === html.length
    at = next
  } while (at > 0)
  return false
}

/** The place of the `>` of a start tag, and its element; 0 where it is unusual. */
function startTag(html: string, from: number, next: number): number {
  const name = readName(ELEMENTS, html, from)
  const end = attributesEnd(html, name >> NUMBER_BITS, next)
  const at = html.charCodeAt(end) === SLASH ? end + 1 : end
  return at < 0 ? 0 : (at << NUMBER_BITS) | (name & NUMBER)
}

/** Whether a text begins with a div, and every `&` an entity. */
function mayBeUsual(html: string): boolean {
  if (html.length > LENGTH_MAX || !html.startsWith('<div')) return false
  for (let at = html.indexOf('&'); at >= 0; at = html.indexOf('&', at + 1)) {
    ENTITY.lastIndex = at
    if (!ENTITY.test(html)) return false
  }
  return true
}

/** The place of the `>` or `/` after the attributes of a tag that ends before `next`; -1 where it has unusual ones. */
function attributesEnd(html: string, from: number, next: number): number {
  let at = from
  for (;;) {
    const start = skipSpace(html, at)
    const character = html.charCodeAt(start)
    if (character === GREATER || character === SLASH) return start
    const name = readName(ATTRIBUTES, html, start)
    const equal = name >> NUMBER_BITS
    const attribute = name & NUMBER
    const isQuoted = html.charCodeAt(equal) === EQUAL && html.charCodeAt(equal + 1) === QUOTE
    if (start === at || attribute === 0 || !isQuoted) return -1
    const end = html.indexOf('"', equal + 2)
    if (end < 0 || end > next) return -1
    if (attribute <= SRC && ACTIVE.test(html.slice(equal + 2, end))) return -1
    at = end + 1
  }
}

/** Reads as many characters as a name of the table may have. */
function readName({ next, ends }: NameTable, html: string, from: number): number {
  let state = 1
  let at = from
  for (;;) {
    const character = html.charCodeAt(at)
    const following = character < ASCII ? (next[state * ASCII + character] ?? 0) : 0
    if (following === 0) return (at << NUMBER_BITS) | (ends[state] ?? 0)
    state = following
    at += 1
  }
}

function skipSpace(html: string, from: number): number {
  let at = from
  for (;;) {
    const character = html.charCodeAt(at)
    if (character !== SPACE && !(character >= TAB && character <= RETURN)) return at
    at += 1
  }
}

/** Whether text begins with a letter or mark; of what is beyond ASCII nobody can tell so fast. */
function isContent(character: number): boolean {
  return character > SPACE && character < ASCII && character !== LESS
}
