/** Writes conditions: operators and functions that yield a boolean, in three-valued logic, each ended as soon as it is decided. */
import { functionOf, stringLiteral, type SyntaxNode } from '../syntax.ts'
import { isTemporalText } from '../equality.ts'
import { isConstant, rememberedArray } from './constants.ts'
import { FUNCTION_TRUTHS } from './truth-calls.ts'
import { argument, collect, itemsOf, LEAVE, single, type Scope, type Source, type Truth } from './scope.ts'
import { castTruth } from './type-casts.ts'
import { constant, fresh, UNCOVERED, write, type Writer } from './writer.ts'

const WRAPPERS: readonly string[] = [
  'EntireExpression',
  'TermExpression',
  'InvocationTerm',
  'ParenthesizedTerm',
]

type Operands = { readonly first: SyntaxNode; readonly second: SyntaxNode; readonly scope: Scope }
type WriteOperator = (operands: Operands) => Truth

/** Whether a part yields a boolean by what it is. */
export function isTruth(node: SyntaxNode): boolean {
  const [, second] = node.children ?? []
  if (node.type === 'FunctionInvocation') {
    const { name } = functionOf(node)
    return name === 'is' || FUNCTION_TRUTHS.has(name)
  }
  if (node.type === 'InvocationExpression') return second?.type === 'FunctionInvocation' && isTruth(second)
  if (node.type === 'TypeExpression') return node.text === 'is'
  return OPERATORS.has(node.text ?? '') && node.children?.length === 2 && node.type.endsWith('Expression')
}

export function truthOf(node: SyntaxNode, input: Source, scope: Scope, isStrict: boolean): Truth {
  const [first] = node.children ?? []
  if (WRAPPERS.includes(node.type) && first) return truthOf(first, input, scope, isStrict)
  if (!isTruth(node)) return truthOfItems(itemsOf(node, input, scope), scope.writer, isStrict)
  return isConstant(node) ? remembered(node, input, scope) : truthOfCondition(node, input, scope)
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

/** The array of an argument; of one that stays the same always the same array. */
function arrayOf(node: SyntaxNode, scope: Scope): string {
  const { writer } = scope
  if (!isConstant(bare(node)) || scope.isRemembering) return collect(argument(node, scope), writer)
  return rememberedArray(bare(node), scope.focus, scope)
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

function truthOfOperand(node: SyntaxNode, scope: Scope): Truth {
  return scope.emit.truth(node, scope.focus, scope, false)
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

function ofBoth(left: Truth, right: Truth, writer: Writer, sign: string): Truth {
  const code = fresh(writer, 't')
  const isTotal = left.isTotal && right.isTotal
  const compared = `${left.code} ${sign} ${right.code}`
  const guarded = `${left.code} === undefined || ${right.code} === undefined ? undefined : ${compared}`
  write(writer, `const ${code} = ${isTotal ? compared : guarded}`)
  return { code, isTotal }
}

function equality(isNegated: boolean): WriteOperator {
  return ({ first, second, scope }) => {
    const { writer } = scope
    if (isTruth(bare(first)) && isTruth(bare(second)))
      return ofBoth(
        truthOfOperand(first, scope),
        truthOfOperand(second, scope),
        writer,
        isNegated ? '!==' : '===',
      )
    const text = literalText(second)
    const [left, right] = [argument(first, scope), argument(second, scope)]
    const code = text === undefined ? equalItems(left, right, writer) : equalText(left, text, writer)
    if (!isNegated) return { code, isTotal: false }
    const negated = fresh(writer, 't')
    write(writer, `const ${negated} = negated(${code})`)
    return { code: negated, isTotal: false }
  }
}

/** A part without the nodes that mean nothing. */
export function bare(node: SyntaxNode): SyntaxNode {
  const [first] = node.children ?? []
  return WRAPPERS.includes(node.type) && first ? bare(first) : node
}

/** The text of a literal that can be no time. */
function literalText(node: SyntaxNode): string | undefined {
  const [literal] = bare(node).children ?? []
  if (bare(node).type !== 'LiteralTerm' || literal?.type !== 'StringLiteral') return undefined
  const text = stringLiteral(literal.text ?? '')
  return isTemporalText(text) ? undefined : text
}

/** Several items do not equal one. */
function equalText(items: Source, text: string, writer: Writer): string {
  const code = fresh(writer, 't')
  const count = fresh(writer, 'n')
  write(writer, `let ${code}, ${count} = 0`)
  items((item) => {
    write(writer, `if (${count} === 0) ${code} = ${item.code}; ${count} += 1`)
  })
  const equal = `${count} > 1 ? false : sameText(${code}, ${constant(writer, text)})`
  write(writer, `${code} = ${count} === 0 ? undefined : ${equal}`)
  return code
}

function equalItems(left: Source, right: Source, writer: Writer): string {
  const [a, b] = [counted(left, writer), counted(right, writer)]
  const code = fresh(writer, 't')
  write(writer, `let ${code}`)
  write(writer, `if (${a.count} > 0 && ${b.count} > 0) {`)
  write(writer, `if (${a.count} !== ${b.count}) ${code} = false`)
  write(writer, `else if (${a.count} > 1) ${LEAVE}`)
  write(writer, `else ${code} = same(${a.value}, ${b.value}) }`)
  return code
}

function counted(items: Source, writer: Writer): { value: string; count: string } {
  const [value, count] = [fresh(writer, 's'), fresh(writer, 'n')]
  write(writer, `let ${value}, ${count} = 0`)
  items((item) => {
    write(writer, `${value} = ${item.code}; ${count} += 1`)
  })
  return { value, count }
}

function equivalence(isNegated: boolean): WriteOperator {
  return ({ first, second, scope }) => {
    const { writer } = scope
    const [a, b] = [collect(argument(first, scope), writer), collect(argument(second, scope), writer)]
    const code = fresh(writer, 't')
    write(writer, `const ${code} = ${isNegated ? '!' : ''}areEquivalent(${a}, ${b})`)
    return { code, isTotal: true }
  }
}

function order(sign: string): WriteOperator {
  return ({ first, second, scope }) => {
    const { writer } = scope
    const [a, b] = [single(argument(first, scope), writer), single(argument(second, scope), writer)]
    const [code, found] = [fresh(writer, 't'), fresh(writer, 'o')]
    write(
      writer,
      `const ${found} = ${a.code} === undefined || ${b.code} === undefined ? undefined : orderOf(${a.code}, ${b.code})`,
    )
    write(writer, `const ${code} = ${found} === undefined ? undefined : ${found} ${sign} 0`)
    return { code, isTotal: false }
  }
}

/** `in`, and `contains` with its sides changed. */
function membership(isSwapped: boolean): WriteOperator {
  return ({ first, second, scope }) => {
    const { writer } = scope
    const [one, many] = isSwapped ? [second, first] : [first, second]
    const item = single(argument(one, scope), writer)
    const texts = literalTexts(many)
    const code = fresh(writer, 't')
    if (texts) {
      const found = `oneOfTexts(${item.code}, ${constant(writer, new Set(texts))})`
      write(writer, `const ${code} = ${item.code} === undefined ? undefined : ${found}`)
      return { code, isTotal: false }
    }
    const list = arrayOf(many, scope)
    write(writer, `const ${code} = ${item.code} === undefined ? undefined : includes(${list}, ${item.code})`)
    return { code, isTotal: false }
  }
}

function literalTexts(node: SyntaxNode): string[] | undefined {
  const inner = bare(node)
  const [first, second] = inner.children ?? []
  if (inner.text !== '|' || inner.type !== 'UnionExpression' || !first || !second) {
    const text = literalText(inner)
    return text === undefined ? undefined : [text]
  }
  const [left, right] = [literalTexts(first), literalTexts(second)]
  return left && right ? [...left, ...right] : undefined
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
