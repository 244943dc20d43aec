/** What the generator asks of syntax: which parts yield a boolean, and which are texts that stand in the expression. */
import { isTemporalText } from '../equality.ts'
import { functionOf, stringLiteral, type SyntaxNode } from '../syntax.ts'
import { FUNCTION_TRUTHS } from './truth-calls.ts'

const WRAPPERS: readonly string[] = [
  'EntireExpression',
  'TermExpression',
  'InvocationTerm',
  'ParenthesizedTerm',
]
/** Operators that yield a boolean. */
const CONDITIONS: ReadonlySet<string> = new Set(
  '= != ~ !~ < <= > >= and or xor implies in contains'.split(' '),
)

/** Whether a part yields a boolean by what it is. */
export function isTruth(node: SyntaxNode): boolean {
  const [, second] = node.children ?? []
  if (node.type === 'FunctionInvocation') {
    const { name } = functionOf(node)
    return name === 'is' || FUNCTION_TRUTHS.has(name)
  }
  if (node.type === 'InvocationExpression') return second?.type === 'FunctionInvocation' && isTruth(second)
  if (node.type === 'TypeExpression') return node.text === 'is'
  return CONDITIONS.has(node.text ?? '') && node.children?.length === 2 && node.type.endsWith('Expression')
}

/** A part without the nodes that mean nothing. */
export function bare(node: SyntaxNode): SyntaxNode {
  const [first] = node.children ?? []
  return WRAPPERS.includes(node.type) && first ? bare(first) : node
}

/** The text of a literal that can be no time. */
export function literalText(node: SyntaxNode): string | undefined {
  const [literal] = bare(node).children ?? []
  if (bare(node).type !== 'LiteralTerm' || literal?.type !== 'StringLiteral') return undefined
  const text = stringLiteral(literal.text ?? '')
  return isTemporalText(text) ? undefined : text
}

/** The texts of a list that has nothing else: `('a' | 'b')`. */
export function literalTexts(node: SyntaxNode): string[] | undefined {
  const inner = bare(node)
  const [first, second] = inner.children ?? []
  if (inner.text !== '|' || inner.type !== 'UnionExpression' || !first || !second) {
    const text = literalText(inner)
    return text === undefined ? undefined : [text]
  }
  const [left, right] = [literalTexts(first), literalTexts(second)]
  return left && right ? [...left, ...right] : undefined
}
