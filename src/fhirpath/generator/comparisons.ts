/** Writes comparisons: equality, order and membership. A literal that can be no time is compared as it is. */
import type { SyntaxNode } from '../syntax.ts'
import { arrayOf } from './constants.ts'
import { bare, isTruth, literalText, literalTexts } from './forms.ts'
import {
  argument,
  collect,
  LEAVE,
  single,
  truthOfOperand,
  type Item,
  type Scope,
  type Source,
  type Truth,
} from './scope.ts'
import { isTimeType, timeText } from './times.ts'
import { constant, fresh, UNCOVERED, write, type Writer } from './writer.ts'

export type Operands = { readonly first: SyntaxNode; readonly second: SyntaxNode; readonly scope: Scope }
export type WriteOperator = (operands: Operands) => Truth

export function equality(isNegated: boolean): WriteOperator {
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

export function ofBoth(left: Truth, right: Truth, writer: Writer, sign: string): Truth {
  const code = fresh(writer, 't')
  const isTotal = left.isTotal && right.isTotal
  const compared = `${left.code} ${sign} ${right.code}`
  const guarded = `${left.code} === undefined || ${right.code} === undefined ? undefined : ${compared}`
  write(writer, `const ${code} = ${isTotal ? compared : guarded}`)
  return { code, isTotal }
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

export function equivalence(isNegated: boolean): WriteOperator {
  return ({ first, second, scope }) => {
    const { writer } = scope
    const [a, b] = [collect(argument(first, scope), writer), collect(argument(second, scope), writer)]
    const code = fresh(writer, 't')
    write(writer, `const ${code} = ${isNegated ? '!' : ''}areEquivalent(${a}, ${b})`)
    return { code, isTotal: true }
  }
}

export function order(sign: string): WriteOperator {
  return ({ first, second, scope }) => {
    const { writer } = scope
    const [a, b] = [operand(first, scope), operand(second, scope)]
    if (a.type === undefined || b.type === undefined) writer.isAmbiguous = true
    const areTimes = isTimeType(a.type) && isTimeType(b.type)
    // What a literal of a time is compared with must be known to be one.
    if (!areTimes && (a.isNamed || b.isNamed)) throw UNCOVERED
    const [code, found] = [fresh(writer, 't'), fresh(writer, 'o')]
    const isEmpty = `${a.code} === undefined || ${b.code} === undefined`
    const compared = `${areTimes ? 'orderOfTimes' : 'orderOf'}(${a.code}, ${b.code})`
    write(writer, `const ${found} = ${isEmpty} ? undefined : ${compared}`)
    write(writer, `const ${code} = ${found} === undefined ? undefined : ${found} ${sign} 0`)
    return { code, isTotal: false }
  }
}

/** One side of a comparison; `isNamed` where the expression itself names a time. */
function operand(node: SyntaxNode, scope: Scope): Item & { readonly isNamed: boolean } {
  const { writer } = scope
  const text = timeText(node, writer)
  if (text === undefined) return { ...single(argument(node, scope), writer), isNamed: false }
  const code = fresh(writer, 's')
  write(writer, `const ${code} = ${text}`)
  return { code, shape: 'string', type: 'dateTime', isNamed: true }
}

/** `in`, and `contains` with its sides changed. */
export function membership(isSwapped: boolean): WriteOperator {
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
