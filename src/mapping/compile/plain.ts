/**
 * The few operators that maps use most (comparison with a literal, exists, boolean logic, `&`, membership in listed texts, iif),
 * computed on the spot with FHIRPath's meaning. Whatever else an expression or its values ask for is FHIRPath's own: then the
 * answer here is `beyond`. A test holds both to the same results.
 */
import { isPresent, isPrimitive } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import type { Frame, Run } from '../engine/run-state.ts'
import type { PathTree } from '../syntax/syntax.ts'
import { inferType } from './infer.ts'
import { compileWalk } from './walk.ts'
import type { Surroundings } from './walk.ts'

/** For FHIRPath to decide. */
export const beyond = 'beyond'

export type Plain = (
  run: Run,
  frame: Frame,
  context: Node | undefined,
  reads: Node[],
) => readonly unknown[] | typeof beyond

const empty: readonly unknown[] = []
const yes: readonly unknown[] = [true]
const no: readonly unknown[] = [false]
const truth = (value: boolean): readonly unknown[] => (value ? yes : no)

/** Undefined where the tree has a part that is FHIRPath's in any case. */
export function compilePlain(tree: PathTree, around: Surroundings): Plain | undefined {
  const walk = compileWalk(tree, around)
  if (walk)
    return (run, frame, context, reads) => {
      const nodes = walk.step(run, frame, context, reads)
      for (const node of nodes) if (isPrimitive(node)) reads.push(node)
      return nodes.map(({ value }) => value).filter(isPresent)
    }
  if (tree.kind === 'literal') {
    if (tree.type !== 'string' && tree.type !== 'boolean' && tree.type !== 'integer') return undefined
    const literal = [tree.value]
    return () => literal
  }
  if (tree.kind === 'group') return compilePlain(tree.inner, around)
  if (tree.kind === 'call') return plainCall(tree, around)
  return tree.kind === 'operation' ? plainOperation(tree, around) : undefined
}

function plainCall(tree: PathTree & { kind: 'call' }, around: Surroundings): Plain | undefined {
  if (!tree.on) return tree.name === 'iif' ? plainChoice(tree.parameters, around) : undefined
  if (tree.parameters.length > 0) return undefined
  const on = compilePlain(tree.on, around)
  if (!on) return undefined
  if (tree.name === 'exists') return mapped(on, (values) => truth(values.length > 0))
  if (tree.name === 'empty') return mapped(on, (values) => truth(values.length === 0))
  if (tree.name === 'count') return mapped(on, (values) => [values.length])
  if (tree.name !== 'not' || inferType(tree.on, around) !== 'boolean') return undefined
  return mapped(on, (values) => logic(values, (value) => truth(value !== true)))
}

function mapped(of: Plain, make: (values: readonly unknown[]) => ReturnType<Plain>): Plain {
  return (run, frame, context, reads) => {
    const values = of(run, frame, context, reads)
    return values === beyond ? beyond : make(values)
  }
}

/** What a boolean that may be unknown makes; several values, or one that is no boolean, are FHIRPath's. */
function logic(
  values: readonly unknown[],
  make: (value: boolean | undefined) => ReturnType<Plain>,
): ReturnType<Plain> {
  const [value] = values
  if (values.length === 0) return empty
  return values.length > 1 || typeof value !== 'boolean' ? beyond : make(value)
}

/** iif(condition, then, else?) */
function plainChoice(parameters: readonly PathTree[], around: Surroundings): Plain | undefined {
  const [condition, then, otherwise] = parameters.map((parameter) => compilePlain(parameter, around))
  if (!condition || !then || (parameters.length > 2 && !otherwise)) return undefined
  return (run, frame, context, reads) => {
    const values = condition(run, frame, context, reads)
    const [value] = values
    if (values === beyond || values.length > 1 || (values.length === 1 && typeof value !== 'boolean'))
      return beyond
    if (value === true) return then(run, frame, context, reads)
    return otherwise ? otherwise(run, frame, context, reads) : empty
  }
}

/** From the loosest to the tightest; operators of one line bind from the left. */
const precedence: readonly (readonly string[])[] = [
  ['implies'],
  ['or', 'xor'],
  ['and'],
  ['in', 'contains'],
  ['=', '~', '!=', '!~'],
  ['<=', '<', '>', '>='],
  ['|'],
  ['is', 'as'],
  ['+', '-', '&'],
  ['*', '/', 'div', 'mod'],
]

type Operation = PathTree & { kind: 'operation' }

function plainOperation(tree: Operation, around: Surroundings): Plain | undefined {
  if (tree.operands.length !== tree.operators.length + 1) return undefined
  const { operator, place } = findOperator(tree)
  const left = partOf(tree, 0, place)
  const right = partOf(tree, place + 1, tree.operators.length)
  if (!left || !right) return undefined
  if (operator === '=' || operator === '!=') return plainEquality(left, right, operator === '=', around)
  if (operator === 'and' || operator === 'or') return plainLogic(left, right, operator === 'and', around)
  if (operator === 'in') return plainMembership(left, right, around)
  return operator === '&' ? plainText(left, right, around) : undefined
}

/** The operator that binds loosest: the last one of its level. */
export function findOperator(tree: Operation): { operator: string; place: number } {
  const level = precedence.find((operators) => tree.operators.some((one) => operators.includes(one))) ?? []
  const place = tree.operators.findLastIndex((operator) => level.includes(operator))
  return { operator: tree.operators[place] ?? '', place }
}

/** The operands from one place to another, with the operators between them. */
export function partOf(tree: Operation, from: number, to: number): PathTree | undefined {
  const operands = tree.operands.slice(from, to + 1)
  const [first] = operands
  const last = operands.at(-1)
  if (!first || !last || operands.length === 1) return first
  return { ...tree, operators: tree.operators.slice(from, to), operands, start: first.start, end: last.end }
}

/** A path and a literal: dates, quantities and lists have rules of their own. */
function plainEquality(
  left: PathTree,
  right: PathTree,
  isEqual: boolean,
  around: Surroundings,
): Plain | undefined {
  const [path, literal] = right.kind === 'literal' ? [left, right] : [right, left]
  if (literal.kind !== 'literal' || path.kind === 'literal') return undefined
  const wanted = compilePlain(literal, around)
  const of = wanted && compilePlain(path, around)
  if (!of) return undefined
  return mapped(of, (values) => {
    const [value] = values
    if (values.length === 0) return empty
    return values.length > 1 || typeof value === 'object'
      ? beyond
      : truth((value === literal.value) === isEqual)
  })
}

/** `and` and `or` of three values: one operand that decides is enough, an unknown one otherwise leaves it unknown. */
function plainLogic(
  left: PathTree,
  right: PathTree,
  isAnd: boolean,
  around: Surroundings,
): Plain | undefined {
  if (inferType(left, around) !== 'boolean' || inferType(right, around) !== 'boolean') return undefined
  const [one, other] = [compilePlain(left, around), compilePlain(right, around)]
  if (!one || !other) return undefined
  return (run, frame, context, reads) => {
    const first = one(run, frame, context, reads)
    const second = other(run, frame, context, reads)
    if (first === beyond || second === beyond || !isTruth(first) || !isTruth(second)) return beyond
    if (first[0] === !isAnd || second[0] === !isAnd) return truth(!isAnd)
    return first.length === 0 || second.length === 0 ? empty : truth(isAnd)
  }
}

function isTruth(values: readonly unknown[]): boolean {
  return values.length === 0 || (values.length === 1 && typeof values[0] === 'boolean')
}

/** `code in ('a' | 'b')` */
function plainMembership(left: PathTree, right: PathTree, around: Surroundings): Plain | undefined {
  const texts = new Set(textsOf(right))
  const of = texts.size > 0 ? compilePlain(left, around) : undefined
  return (
    of &&
    mapped(of, (values) => {
      const [value] = values
      if (values.length === 0) return empty
      return values.length > 1 || typeof value !== 'string' ? beyond : truth(texts.has(value))
    })
  )
}

/** The texts of `'a' | 'b'`; none where it is anything else. */
export function textsOf(tree: PathTree): string[] {
  if (tree.kind === 'group') return textsOf(tree.inner)
  if (tree.kind === 'literal') return tree.type === 'string' ? [String(tree.value)] : []
  if (tree.kind !== 'operation' || tree.operators.some((operator) => operator !== '|')) return []
  const texts = tree.operands.map(textsOf)
  return texts.every((found) => found.length > 0) ? texts.flat() : []
}

function plainText(left: PathTree, right: PathTree, around: Surroundings): Plain | undefined {
  const [one, other] = [compilePlain(left, around), compilePlain(right, around)]
  if (!one || !other) return undefined
  return (run, frame, context, reads) => {
    const first = textOf(one(run, frame, context, reads))
    const second = textOf(other(run, frame, context, reads))
    return first === undefined || second === undefined ? beyond : [first + second]
  }
}

/** Nothing counts as an empty text. */
function textOf(values: ReturnType<Plain>): string | undefined {
  if (values === beyond || values.length > 1) return undefined
  const [value = ''] = values
  return typeof value === 'string' ? value : undefined
}
