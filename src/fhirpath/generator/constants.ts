/** Which parts of an expression are the same wherever in it they are asked: those that start at %resource or the like. */
import { functionOf, type SyntaxNode } from '../syntax.ts'

/** Whether a path is constant, and worth remembering. */
export function isConstant(node: SyntaxNode): boolean {
  const [first, second] = node.children ?? []
  return node.type === 'InvocationExpression' && isFixed(first) && isFixedStep(second)
}

function isFixed(node: SyntaxNode | undefined): boolean {
  if (!node) return false
  if (node.type === 'ExternalConstantTerm' || node.type === 'LiteralTerm') return true
  if (node.type === 'TermExpression' || node.type === 'ParenthesizedTerm') return isFixed(node.children?.[0])
  return isConstant(node)
}

function isFixedStep(node: SyntaxNode | undefined): boolean {
  if (node?.type === 'MemberInvocation') return true
  return node?.type === 'FunctionInvocation' && functionOf(node).parameters.every(isFixed)
}
