/**
 * Divides an expression between walks and FHIRPath: each path becomes a variable `%_1`, `%_2` ..., and the rest of the text
 * stays. Dates reach FHIRPath as texts, which can neither be compared with dates nor moved by days: where a path stands beside
 * an operator and its value is a date, the text says so.
 */
import { fault } from '../syntax/fault.ts'
import type { PathTree } from '../syntax/syntax.ts'
import { compileWalk } from './walk.ts'
import type { Surroundings, Walk } from './walk.ts'

export type Template = {
  readonly walks: readonly Walk[]
  /** The part of the expression that each walk is. */
  readonly trees: readonly PathTree[]
  /** The walks that stand beside an operator. */
  readonly operands: readonly number[]
  /** The text for FHIRPath, for values of these types at the operands. */
  readonly textFor: (types: readonly (string | undefined)[]) => string
}

/** A part of the text that FHIRPath gets otherwise. */
type Edit = {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly walk?: number
  readonly isOperand?: true
}

type Parts = {
  readonly around: Surroundings
  readonly edits: Edit[]
  readonly walks: Walk[]
  readonly trees: PathTree[]
}

/** `tree` is a part of `text`. */
export function divide(tree: PathTree, text: string, around: Surroundings): Template {
  const parts: Parts = { around, edits: [], walks: [], trees: [] }
  collect(tree, parts, undefined)
  const edits = [...parts.edits].sort((one, other) => one.start - other.start)
  const operands = edits
    .flatMap(({ walk, isOperand }) => (isOperand && walk !== undefined ? [walk] : []))
    .sort((one, other) => one - other)
  return {
    walks: parts.walks,
    trees: parts.trees,
    operands,
    textFor: (types) => {
      let result = ''
      let offset = tree.start
      for (const edit of edits) {
        const place = edit.isOperand && edit.walk !== undefined ? operands.indexOf(edit.walk) : -1
        result += text.slice(offset, edit.start) + edit.text + (conversions.get(types[place] ?? '') ?? '')
        offset = edit.end
      }
      return result + text.slice(offset, tree.end)
    },
  }
}

const conversions: ReadonlyMap<string, string> = new Map([
  ['date', '.toDate()'],
  ['dateTime', '.toDateTime()'],
  ['instant', '.toDateTime()'],
  ['time', '.toTime()'],
])

export function variableName(index: number): string {
  return `_${index + 1}`
}

/** Functions that look at each value: in their parameters a bare path is one of that value. */
const eachValue = new Set([
  'where',
  'select',
  'all',
  'exists',
  'repeat',
  'aggregate',
  'trace',
  'iif',
  'sort',
  'defineVariable',
  'any',
])

/** `focus` is set inside such a parameter: the type of the value looked at, where it is known. */
type Focus = { readonly type: string | undefined } | undefined

function collect(tree: PathTree, parts: Parts, focus: Focus): void {
  const isPath = !focus || rootOf(tree).kind === 'variable'
  const walk = isPath ? compileWalk(tree, parts.around) : undefined
  if (walk) hoist(tree, walk, parts)
  else collectParts(tree, parts, focus)
}

function collectParts(tree: PathTree, parts: Parts, focus: Focus): void {
  switch (tree.kind) {
    case 'literal':
      if (tree.type === 'string') parts.edits.push({ ...tree, text: quoted(String(tree.value)) })
      break
    case 'member':
      collectMember(tree, parts, focus)
      break
    case 'call':
      collectCall(tree, parts, focus)
      break
    case 'indexer':
      collect(tree.on, parts, focus)
      collect(tree.index, parts, focus)
      break
    case 'group':
      collect(tree.inner, parts, focus)
      break
    case 'operation':
      for (const operand of tree.operands) collectOperand(operand, tree, parts, focus)
      break
    case 'variable':
    case 'this':
    case 'index':
    case 'total':
    case 'type':
      break
  }
}

function collectMember(tree: PathTree & { kind: 'member' }, parts: Parts, focus: Focus): void {
  if (tree.on) collect(tree.on, parts, focus)
  else if (focus) collectFocused(tree, tree.name, parts, focus)
}

function collectCall(tree: PathTree & { kind: 'call' }, parts: Parts, focus: Focus): void {
  if (tree.on) collect(tree.on, parts, focus)
  const looksAtEach = eachValue.has(tree.name) && (tree.on !== undefined || tree.name !== 'iif')
  let inner = focus
  if (looksAtEach) inner = { type: tree.on && !focus ? compileWalk(tree.on, parts.around)?.type : undefined }
  for (const parameter of tree.parameters) collect(parameter, parts, inner)
}

/** A bare name inside such a parameter stays FHIRPath's, which knows no choice elements of values without a type. */
function collectFocused(
  tree: PathTree,
  name: string,
  parts: Parts,
  { type }: { readonly type: string | undefined },
): void {
  if (type === undefined) return
  const { state } = parts.around.place
  const shape = state.types.elementOf(type, name)
  if (!shape) throw fault('type', tree.at, `${type} has no element '${name}'`)
  if (shape.stem === name && shape.types.length > 1)
    throw fault(
      'unsupported',
      tree.at,
      `'${name}' has several types here: name one, as in ${name}String, or use where()`,
    )
}

/** A path beside such an operator is marked: dates among its values must be made dates again, except beside a text. */
function collectOperand(
  tree: PathTree,
  { operators, operands }: PathTree & { kind: 'operation' },
  parts: Parts,
  focus: Focus,
): void {
  const before = parts.edits.length
  collect(tree, parts, focus)
  const edit = parts.edits[before]
  const isWhole = edit !== undefined && edit.start === tree.start && edit.end === tree.end
  const hasText = operands.some((operand) => operand.kind === 'literal' && operand.type === 'string')
  if (isWhole && !hasText && operators.some((operator) => comparing.has(operator)))
    parts.edits[before] = { ...edit, isOperand: true }
}

const comparing = new Set(['<', '>', '<=', '>=', '+', '-', '=', '!=', '~', '!~'])

function hoist(tree: PathTree, walk: Walk, { edits, walks, trees }: Parts): void {
  const text = `%${variableName(walks.length)}`
  edits.push({ start: tree.start, end: tree.end, text, walk: walks.length })
  walks.push(walk)
  trees.push(tree)
}

function rootOf(tree: PathTree): PathTree {
  if (tree.kind === 'group') return rootOf(tree.inner)
  if ((tree.kind === 'member' || tree.kind === 'call' || tree.kind === 'indexer') && tree.on)
    return rootOf(tree.on)
  return tree
}

function quoted(text: string): string {
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
  return `'${escaped}'`
}
