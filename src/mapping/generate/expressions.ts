/**
 * Writes FHIRPath: paths as blocks, and the operators and functions that maps use, with FHIRPath's meaning, on values whose types are
 * known. What is more than that is a call of the FHIRPath room's program; a value that a function does not take leaves the program.
 */
import { inferType } from '../compile/infer.ts'
import { findOperator, partOf, textsOf } from '../compile/plain.ts'
import { programOf } from '../compile/state.ts'
import { divide } from '../compile/template.ts'
import type { Expression, PathTree } from '../syntax/syntax.ts'
import { callOf, eachOf } from './functions.ts'
import type { Body, Item } from './values.ts'
import { NotGenerated } from './code.ts'
import type { Around, Scalar } from './frame.ts'
import { each, isPath, isSingle } from './paths.ts'
import { kept, present, surroundings } from './scalars.ts'
import { kindOfType } from './values.ts'
import type { JsKind } from './values.ts'

/** Whether the condition holds, as an expression of JavaScript: one value that is not false. */
export function conditionOf(tree: PathTree, around: Around): string {
  const { code } = around.spot.generator
  const value = code.attempt(() => scalar(tree, around))
  if (value) {
    if (value.kind === 'boolean') return value.isOptional ? `${value.js} === true` : value.js
    return value.isOptional ? `${value.js} !== undefined` : 'true'
  }
  const results = byProgram(tree, around)
  code.line(`if (${results}.length > 1) b();`)
  return `(${results}.length === 1 && ${results}[0] !== false)`
}

/** The one value of a tree. */
export function scalar(tree: PathTree, around: Around): Scalar {
  if (tree.kind === 'group') return scalar(tree.inner, around)
  if (tree.kind === 'literal') return literal(tree, around)
  if (isPath(tree, surroundings(around))) return pathScalar(tree, around)
  if (tree.kind === 'call') return callOf(tree, around)
  if (tree.kind === 'operation') return operation(tree, around)
  throw new NotGenerated(`an expression (${tree.kind})`)
}

function literal(tree: PathTree & { kind: 'literal' }, { spot }: Around): Scalar {
  const { type, value } = tree
  if (value === undefined || (type !== 'string' && type !== 'boolean' && type !== 'integer'))
    throw new NotGenerated(`a literal (${type})`)
  const kind = type === 'integer' ? 'number' : type
  return { js: spot.generator.code.constant(value), kind, type, isOptional: false }
}

function pathScalar(tree: PathTree, around: Around): Scalar {
  const { code } = around.spot.generator
  const found = code.local('x')
  let kind: JsKind | undefined
  let type: string | undefined
  code.line(`let ${found};`)
  const isOne = isSingle(tree, surroundings(around))
  each(tree, around, (item) => {
    if (item.kind === undefined) throw new NotGenerated('a value of no known type')
    if (kind !== undefined && (kind !== item.kind || type !== item.type))
      throw new NotGenerated('a value of several types')
    kind = item.kind
    type = item.type
    // Several values are more than an operator or a function of one takes.
    if (!isOne) code.line(`if (${found} !== undefined) b();`)
    code.line(`${found} = ${item.js};`)
    around.reads.take(item)
  })
  if (kind === undefined) throw new NotGenerated('a path without values')
  return { js: found, kind, type, isOptional: true }
}

type Operation = PathTree & { kind: 'operation' }

function operation(tree: Operation, around: Around): Scalar {
  if (tree.operands.length !== tree.operators.length + 1) throw new NotGenerated('a sign')
  const { operator, place } = findOperator(tree)
  const left = partOf(tree, 0, place)
  const right = partOf(tree, place + 1, tree.operators.length)
  if (!left || !right) throw new NotGenerated('an operator without operands')
  if (operator === 'in') return membership(left, right, around)
  if (operator === '=' || operator === '!=') return equality(left, right, operator, around)
  const write = operators.get(operator)
  if (!write) throw new NotGenerated(`the operator ${operator}`)
  return kept(write(scalar(left, around), scalar(right, around), operator), around)
}

type Write = (left: Scalar, right: Scalar, operator: string) => Scalar

const truth = (js: string, isOptional: boolean): Scalar => ({
  js,
  kind: 'boolean',
  type: 'boolean',
  isOptional,
})

function need(kind: JsKind, ...values: readonly Scalar[]): void {
  for (const value of values)
    if (value.kind !== kind) throw new NotGenerated(`a ${value.kind} where a ${kind} is needed`)
}

const and: Write = (left, right) => {
  need('boolean', left, right)
  if (!left.isOptional && !right.isOptional) return truth(`${left.js} && ${right.js}`, false)
  const either = `${left.js} === false || ${right.js} === false`
  return truth(
    `${either} ? false : ${left.js} === undefined || ${right.js} === undefined ? undefined : true`,
    true,
  )
}

const or: Write = (left, right) => {
  need('boolean', left, right)
  if (!left.isOptional && !right.isOptional) return truth(`${left.js} || ${right.js}`, false)
  const either = `${left.js} === true || ${right.js} === true`
  return truth(
    `${either} ? true : ${left.js} === undefined || ${right.js} === undefined ? undefined : false`,
    true,
  )
}

const implies: Write = (left, right) => {
  need('boolean', left, right)
  const rest = `${right.js} === true ? true : ${left.js} === undefined || ${right.js} === undefined ? undefined : false`
  return truth(`${left.js} === false ? true : ${rest}`, true)
}

const xor: Write = (left, right) => {
  need('boolean', left, right)
  const { js, isOptional } = present([left, right], `${left.js} !== ${right.js}`)
  return truth(js, isOptional)
}

const compare: Write = (left, right, operator) => {
  if (left.kind !== right.kind || left.kind === 'boolean' || left.kind === 'object')
    throw new NotGenerated('a comparison of other than two texts or numbers')
  const isOfDates = isDate(left) || isDate(right)
  if (isOfDates && left.type !== right.type) throw new NotGenerated('a comparison of dates of two kinds')
  const compared = isOfDates
    ? `compareDates(${left.js}, ${right.js}) ${operator} 0`
    : `${left.js} ${operator} ${right.js}`
  const { js, isOptional } = present([left, right], compared)
  return truth(js, isOptional)
}

/** Nothing counts as an empty text. */
const joinTexts: Write = (left, right) => {
  need('string', left, right)
  const text = ({ js, isOptional }: Scalar) => (isOptional ? `(${js} === undefined ? '' : ${js})` : js)
  return { js: `${text(left)} + ${text(right)}`, kind: 'string', type: 'string', isOptional: false }
}

const plus: Write = (left, right) => {
  if (isDate(left) || isDate(right)) throw new NotGenerated('a sum with a date')
  need('string', left, right)
  return { ...present([left, right], `${left.js} + ${right.js}`), kind: 'string', type: 'string' }
}

const operators: ReadonlyMap<string, Write> = new Map([
  ['and', and],
  ['or', or],
  ['implies', implies],
  ['xor', xor],
  ['<', compare],
  ['>', compare],
  ['<=', compare],
  ['>=', compare],
  ['&', joinTexts],
  ['+', plus],
])

const dateTypes = new Set(['date', 'dateTime', 'instant', 'time'])

function isDate({ type }: Scalar): boolean {
  return type !== undefined && dateTypes.has(type)
}

/** A text compares with a date as a text does: dates of maps are texts until an operator stands between two of them. */
function equality(left: PathTree, right: PathTree, operator: string, around: Around): Scalar {
  const equals = operator === '='
  const within = surroundings(around)
  const isMany = (tree: PathTree): boolean => isPath(tree, within) && !isSingle(tree, within)
  const isText = left.kind === 'literal' || right.kind === 'literal'
  // What shows its type only in the run compares with a text as JSON has it.
  if (right.kind === 'literal' && right.type === 'string' && isPath(left, within))
    return manyEqual(left, right, { equals, isText }, around)
  if (isMany(left) && !isMany(right)) return manyEqual(left, right, { equals, isText }, around)
  if (isMany(right) && !isMany(left)) return manyEqual(right, left, { equals, isText }, around)
  const [one, two] = [scalar(left, around), scalar(right, around)]
  if (one.kind === 'object' || two.kind === 'object') throw new NotGenerated('a comparison of objects')
  if (!isText && (isDate(one) || isDate(two))) throw new NotGenerated('a comparison of dates')
  const sign = equals ? '===' : '!=='
  const { js, isOptional } = present([one, two], `${one.js} ${sign} ${two.js}`)
  return kept(truth(js, isOptional), around)
}

type Equality = { readonly equals: boolean; readonly isText: boolean }

/** A list of more than one value equals no single one. */
function manyEqual(path: PathTree, other: PathTree, { equals, isText }: Equality, around: Around): Scalar {
  const { code } = around.spot.generator
  const wanted = scalar(other, around)
  const count = code.local('x')
  const found = code.local('x')
  code.line(`let ${count} = 0, ${found} = false;`)
  each(path, around, (item) => {
    if (item.kind === 'object' || (!isText && isDate({ ...wanted, type: item.type })))
      throw new NotGenerated('a comparison of objects or dates')
    code.line(`${count}++; ${found} = ${item.js} === ${wanted.js};`)
    around.reads.take(item)
  })
  const isSame = `${count} === 1 && ${found}`
  const absent = wanted.isOptional ? ` || ${wanted.js} === undefined` : ''
  const same = equals ? isSame : `!(${isSame})`
  return kept(truth(`${count} === 0${absent} ? undefined : ${same}`, true), around)
}

/** `code in ('a' | 'b')`, or in the values of a path. */
function membership(left: PathTree, right: PathTree, around: Around): Scalar {
  const { code } = around.spot.generator
  const value = scalar(left, around)
  if (value.kind === 'object') throw new NotGenerated('the membership of objects')
  const texts = textsOf(right)
  if (texts.length > 0) {
    const { js, isOptional } = present([value], `${code.constant(new Set(texts))}.has(${value.js})`)
    return kept(truth(js, isOptional), around)
  }
  if (!isPath(right, surroundings(around))) throw new NotGenerated('the membership in other than a path')
  const found = code.local('x')
  code.line(`let ${found} = false;`)
  each(right, around, (item) => {
    if (item.kind !== value.kind || isDate({ ...value, type: item.type }))
      throw new NotGenerated('mixed types')
    code.line(`if (${item.js} === ${value.js}) ${found} = true;`)
    around.reads.take(item)
  })
  const { js, isOptional } = present([value], found)
  return kept(truth(js, isOptional), around)
}

/** The list that the FHIRPath room's program gives; paths that begin with variables are read here and handed in. */
function byProgram(tree: PathTree, around: Around): string {
  const { code } = around.spot.generator
  const { place } = around.spot
  const within = surroundings(around)
  const { walks, trees, operands, textFor } = divide(tree, around.text, within)
  const variables = trees.map((part) => {
    const list = code.local('a')
    code.line(`const ${list} = [];`)
    each(part, around, (item) => {
      code.line(`${list}.push(${item.js});`)
      around.reads.take(item)
    })
    return list
  })
  const types = operands.map((index) => walks[index]?.type)
  const contextType = within.context?.type
  const kind = contextType === undefined ? undefined : place.state.types.kindOf(contextType)
  const base = kind === undefined || kind === 'logical' ? undefined : contextType
  const program = code.constant(programOf(place.state, textFor(types), base, tree.at))
  const results = code.local('a')
  const context = around.context?.js ?? 'none'
  code.line(`const ${results} = evaluate(${program}, ${context}, [${variables.join(', ')}]);`)
  return results
}

/** Runs `body` for each value of an expression; `isSourceValue` tells values of the source from computed ones. */
export function eachValue(
  { tree }: Expression,
  around: Around,
  body: (value: Item, isSourceValue: boolean) => void,
): void {
  const { code } = around.spot.generator
  const within = surroundings(around)
  const unwrapped = tree.kind === 'group' ? tree.inner : tree
  if (isPath(unwrapped, within)) {
    each(unwrapped, around, (item) => body(item, true))
    return
  }
  if (tree.kind === 'call' && tree.name === 'select') {
    const done = code.attempt(() => {
      eachOf(tree, around, (item) => body(item, false))
      return true
    })
    if (done) return
  }
  const value = code.attempt(() => scalar(tree, around))
  const type = inferType(tree, within) ?? value?.type
  if (value) {
    const item: Item = { js: value.js, type, kind: value.kind, place: undefined, mask: undefined }
    if (!value.isOptional) return body(item, false)
    code.open(`if (${value.js} !== undefined)`)
    around.spot.generator.conditions += 1
    body(item, false)
    around.spot.generator.conditions -= 1
    code.close()
    return
  }
  eachResult(byProgram(tree, around), type, around, (item) => body(item, false))
}

function eachResult(list: string, type: string | undefined, { spot }: Around, body: Body): void {
  const { code } = spot.generator
  const item = code.local('v')
  const kind = type === undefined ? undefined : kindOfType(spot.place.state.types, type)
  code.open(`for (const ${item} of ${list})`)
  spot.generator.loops += 1
  spot.generator.conditions += 1
  body({ js: item, type, kind, place: undefined, mask: undefined })
  spot.generator.loops -= 1
  spot.generator.conditions -= 1
  code.close()
}
