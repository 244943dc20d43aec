/**
 * Where in a JSON text the things stand that findings are about: lines and columns from 1, columns in UTF-16 units, a byte
 * order mark not counted. A property is where its name begins, an item of a list where the item begins; what is not there
 * is where the nearest thing around it is. One reading of the text, however many expressions; nothing is parsed again. Pure.
 */
import { endOfString } from './json.ts'
import { stepsOf, type Step } from './position-steps.ts'

export type Position = { readonly line: number; readonly column: number }

/** Expressions that are placed in one text: more than one validation finds; the others are placed at its beginning. */
export const PLACES_MAX = 5_000

/**
 * What is asked for, as a tree of names. `at` holds offsets by rank: the property itself, its sibling with an underscore,
 * a property that could be meant. Of properties that are there twice the last one counts (as for JSON.parse): what lies
 * before `from` was said by an earlier one.
 */
type Place = {
  readonly names: Map<string, Place>
  readonly items: Map<number, Place>
  readonly types: Map<string, Place>
  readonly at: [number, number, number]
  from: number
}

type Rank = 0 | 1 | 2
/** A place that the value at hand is the value of. */
type Active = { readonly place: Place; readonly rank: Rank }

/** FHIR R4 datatypes.html: the types by which the JSON name of a choice ends. */
const CHOICE =
  /^([a-z][A-Za-z0-9]*?)((?:Base64Binary|Boolean|Canonical|Code|Date|DateTime|Decimal|Id|Instant|Integer|Markdown|Oid|PositiveInt|String|Time|UnsignedInt|Uri|Url|Uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|Dosage|Expression|UsageContext|Meta|DataRequirement|ParameterDefinition|RelatedArtifact|TriggerDefinition|ContactDetail|Contributor))$/

/** The position of each of the expressions (FHIRPath as findings write it, or JSON pointers) in a text that is JSON. */
export function positionsOf(text: string, expressions: readonly string[]): Position[] {
  if (expressions.length === 0) return []
  const begin = text.startsWith('\uFEFF') ? 1 : 0
  const root = placeOf()
  const paths = new Map<string, Place[]>()
  for (const expression of expressions) {
    if (paths.size >= PLACES_MAX) break
    if (!paths.has(expression)) paths.set(expression, pathOf(root, stepsOf(expression)))
  }
  scan(text, begin, root)
  const offsets = expressions.map((expression) => offsetOf(paths.get(expression) ?? [root], begin))
  const positions = linesOf(text, offsets, begin)
  return offsets.map((offset) => positions.get(offset) ?? { line: 1, column: 1 })
}

function placeOf(): Place {
  return { names: new Map(), items: new Map(), types: new Map(), at: [-1, -1, -1], from: -1 }
}

/** The places along a path, which are added where they are not in the tree. */
function pathOf(root: Place, steps: readonly Step[]): Place[] {
  const path = [root]
  let place = root
  for (const step of steps) {
    place = below(place, step)
    path.push(place)
  }
  return path
}

function below({ names, items, types }: Place, step: Step): Place {
  switch (step.kind) {
    case 'name':
      return childOf(names, step.name)
    case 'item':
      return childOf(items, step.index)
    case 'type':
      return childOf(types, step.type)
    case 'either': {
      const place = names.get(step.name) ?? childOf(items, step.index)
      names.set(step.name, place)
      return place
    }
    default:
      return step satisfies never
  }
}

function childOf<K>(children: Map<K, Place>, key: K): Place {
  const place = children.get(key) ?? placeOf()
  children.set(key, place)
  return place
}

/** The offset of the deepest place of a path that is there. */
function offsetOf(path: readonly Place[], begin: number): number {
  let found = begin
  let from = -1
  for (const place of path) {
    from = Math.max(from, place.from)
    const at = place.at.find((offset) => offset >= 0 && offset >= from)
    if (at !== undefined) found = at
  }
  return found
}

type Frame = {
  readonly isList: boolean
  readonly active: readonly Active[]
  /** Names of this object that are places: one that comes again replaces the first. */
  readonly seen: Set<string>
  index: number
  /** Whether a name or an item comes next. */
  isDue: boolean
}

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

type Scan = {
  readonly text: string
  readonly stack: Frame[]
  /** The places of the value that comes next. */
  value: readonly Active[]
}

/** Notes the offsets of all places. The stack is as deep as the paths; what lies beside them is skipped without one. */
function scan(text: string, begin: number, root: Place): void {
  const scanning: Scan = { text, stack: [], value: [{ place: root, rank: 0 }] }
  let at = begin
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) {
      at += 1
      continue
    }
    if (root.at[0] < 0) root.at[0] = at
    at = advance(scanning, code, at)
  }
}

/** Reads one sign of structure, text or piece of a value; returns the offset after it. */
function advance(scanning: Scan, code: number, at: number): number {
  const { text, stack } = scanning
  const frame = stack.at(-1)
  if (code === COMMA) {
    if (frame) frame.isDue = true
    return at + 1
  }
  if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
    stack.pop()
    return at + 1
  }
  const isDue = frame?.isDue === true
  if (isDue) frame.isDue = false
  if (isDue && frame.isList) scanning.value = enterItem(frame, at)
  if (code === QUOTE) {
    const end = endOfString(text, at)
    if (isDue && !frame.isList) scanning.value = enterProperty(frame, nameIn(text, at, end), at)
    return end
  }
  if (code !== OPEN_OBJECT && code !== OPEN_LIST) return at + 1
  if (scanning.value.length === 0) return skip(text, at)
  const isList = code === OPEN_LIST
  stack.push({ isList, active: scanning.value, seen: new Set(), index: -1, isDue: true })
  return at + 1
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** A name as it is meant: escapes are rare. */
function nameIn(text: string, at: number, end: number): string {
  const name = text.slice(at + 1, end - 1)
  if (!name.includes('\\')) return name
  try {
    return String(JSON.parse(text.slice(at, end)))
  } catch {
    return name // The text is no JSON: no place has such a name.
  }
}

/** The places that a property's value is the value of; their offsets are noted. */
function enterProperty({ active, seen }: Frame, name: string, at: number): Active[] {
  const entered: Active[] = []
  const plain = name.startsWith('_') ? name.slice(1) : name
  const [, stem, type = ''] = CHOICE.exec(plain) ?? []
  for (const { place, rank } of active) {
    const sibling = plain === name ? rank : atLeast(rank, 1)
    add(entered, place.names.get(name), rank)
    if (plain !== name) add(entered, place.names.get(plain), sibling)
    const choice = stem === undefined ? undefined : place.names.get(stem)
    if (!choice) continue
    entered.push({ place: choice, rank: 2 })
    const ofType = choice.types.get(type) ?? choice.types.get(type.charAt(0).toLowerCase() + type.slice(1))
    add(entered, ofType, sibling)
  }
  const isAgain = seen.has(name)
  if (entered.length > 0) seen.add(name)
  for (const { place, rank } of entered) {
    if (isAgain) place.from = at
    place.at[rank] = at
  }
  return entered
}

/** A place, and those of its types: `resource.ofType(Patient)` is `resource` in JSON. */
function add(entered: Active[], place: Place | undefined, rank: Rank): void {
  if (!place) return
  entered.push({ place, rank })
  for (const each of place.types.values()) entered.push({ place: each, rank })
  // What is asked for as a list and is none is its own first item.
  const first = place.items.get(0)
  if (first) entered.push({ place: first, rank: 2 })
}

function atLeast(rank: Rank, least: Rank): Rank {
  return rank > least ? rank : least
}

/** The places that the next item of a list is the value of. Names below a list without an index mean its first item. */
function enterItem(frame: Frame, at: number): Active[] {
  frame.index += 1
  const entered: Active[] = []
  for (const { place, rank } of frame.active) {
    const item = place.items.get(frame.index)
    if (item) {
      item.at[rank] = at
      entered.push({ place: item, rank })
    }
    if (frame.index === 0 && place.names.size > 0) entered.push({ place, rank: 2 })
  }
  return entered
}

/** The offset after the object or list that begins here. */
function skip(text: string, begin: number): number {
  let depth = 0
  let at = begin
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
      continue
    }
    at += 1
    if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return at
}

/** Lines and columns of offsets, in one reading. */
function linesOf(text: string, offsets: readonly number[], begin: number): Map<number, Position> {
  const positions = new Map<number, Position>()
  const breaks = /\r\n|\r|\n/g
  let line = 1
  let lineAt = begin
  let next = breaks.exec(text)
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    while (next && next.index + next[0].length <= offset) {
      line += 1
      lineAt = next.index + next[0].length
      next = breaks.exec(text)
    }
    positions.set(offset, { line, column: offset - lineAt + 1 })
  }
  return positions
}
