/** Writes conditions: operators and functions that yield a boolean, in three-valued logic, each ended as soon as it is decided. */
import { functionOf, type SyntaxNode } from '../syntax.ts'
import {
  equality,
  equivalence,
  membership,
  ofBoth,
  order,
  type Operands,
  type WriteOperator,
} from './comparisons.ts'
import { arrayOf, isConstant } from './constants.ts'
import { bare, isTruth } from './forms.ts'
import { collect, itemsOf, single, truthOfOperand, type Scope, type Source, type Truth } from './scope.ts'
import { FUNCTION_TRUTHS } from './truth-calls.ts'
import { castTruth } from './type-casts.ts'
import { fresh, UNCOVERED, write, type Writer } from './writer.ts'

export function truthOf(node: SyntaxNode, input: Source, scope: Scope, isStrict: boolean): Truth {
  const inner = bare(node)
  if (!isTruth(inner)) return truthOfItems(itemsOf(inner, input, scope), scope.writer, isStrict)
  return isConstant(inner) ? remembered(inner, input, scope) : truthOfCondition(inner, input, scope)
}

/** A condition that stays the same is asked once. */
function remembered(node: SyntaxNode, input: Source, scope: Scope): Truth {
  const { writer } = scope
  const code = writer.remembered.get(node) ?? fresh(writer, 'c')
  if (!writer.remembered.has(node)) writer.declarations.push(`let ${code} = null`)
  writer.remembered.set(node, code)
  write(writer, `if (${code} === null) {`)
  const truth = truthOfCondition(node, input, scope)
  write(writer, `${code} = ${truth.code} }`)
  return { code, isTotal: truth.isTotal }
}

function truthOfCondition(node: SyntaxNode, input: Source, scope: Scope): Truth {
  const [first, second] = node.children ?? []
  if (node.type === 'FunctionInvocation') return called(node, input, scope, node)
  if (node.type === 'TypeExpression') return castTruth(node, input, scope)
  if (!first || !second) throw UNCOVERED
  if (node.type === 'InvocationExpression')
    return overlap(first, second, input, scope) ?? called(second, itemsOf(first, input, scope), scope, node)
  const operator = OPERATORS.get(node.text ?? '')
  if (!operator) throw UNCOVERED
  return operator({ first, second, scope })
}

/** Whether two lists have an item in common: `a.intersect(b).exists()`, or `empty()`. */
function overlap(lists: SyntaxNode, asked: SyntaxNode, input: Source, scope: Scope): Truth | undefined {
  const [first, second] = bare(lists).children ?? []
  const { name, parameters } = functionOf(asked)
  if (second?.type !== 'FunctionInvocation' || !first || functionOf(second).name !== 'intersect')
    return undefined
  if ((name !== 'exists' && name !== 'empty') || parameters.length > 0) return undefined
  const [other] = functionOf(second).parameters
  if (!other || bare(lists).type !== 'InvocationExpression') return undefined
  const one = collect(itemsOf(first, input, scope), scope.writer)
  const code = fresh(scope.writer, 't')
  write(scope.writer, `const ${code} = intersects(${one}, ${arrayOf(other, scope)})`)
  return { code: name === 'exists' ? code : `!${code}`, isTotal: true }
}

function called(node: SyntaxNode, input: Source, scope: Scope, whole: SyntaxNode): Truth {
  const { name, parameters } = functionOf(node)
  if (name === 'is') return castTruth(whole, scope.focus, scope)
  const make = FUNCTION_TRUTHS.get(name)
  if (!make) throw UNCOVERED
  return make(input, parameters, scope)
}

/** The boolean of a collection: one item that is no boolean counts as true. */
function truthOfItems(source: Source, writer: Writer, isStrict: boolean): Truth {
  const { code } = single(source, writer)
  const truth = fresh(writer, 't')
  const otherwise = isStrict ? `booleanOf(${code})` : `${code} !== false`
  write(writer, `const ${truth} = ${code} === undefined ? undefined : ${otherwise}`)
  return { code: truth, isTotal: false }
}

/** `and` and `or`: an operand that decides leaves out the other. */
function decided(by: boolean, isNegated: boolean): WriteOperator {
  return ({ first, second, scope }) => {
    const { writer } = scope
    const left = truthOfOperand(first, scope)
    const code = fresh(writer, 't')
    const value = !isNegated ? left.code : left.isTotal ? `!${left.code}` : `negated(${left.code})`
    write(writer, `let ${code} = ${value}`)
    write(writer, `if (${code} !== ${String(by)}) {`)
    const right = truthOfOperand(second, scope)
    const isTotal = left.isTotal && right.isTotal
    const weaker = `if (${right.code} !== ${String(!by)}) ${code} = ${right.code} }`
    write(writer, left.isTotal ? `${code} = ${right.code} }` : weaker)
    return { code, isTotal }
  }
}

function xor({ first, second, scope }: Operands): Truth {
  const [left, right] = [truthOfOperand(first, scope), truthOfOperand(second, scope)]
  return ofBoth(left, right, scope.writer, '!==')
}

const OPERATORS: ReadonlyMap<string, WriteOperator> = new Map<string, WriteOperator>([
  ['=', equality(false)],
  ['!=', equality(true)],
  ['~', equivalence(false)],
  ['!~', equivalence(true)],
  ['<', order('<')],
  ['<=', order('<=')],
  ['>', order('>')],
  ['>=', order('>=')],
  ['and', decided(false, false)],
  ['or', decided(true, false)],
  ['implies', decided(true, true)],
  ['xor', xor],
  ['in', membership(false)],
  ['contains', membership(true)],
])
