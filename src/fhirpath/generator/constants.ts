/** Parts of an expression that are the same wherever in it they are asked, since they start at %resource or the like. */
import { functionOf, type SyntaxNode } from '../syntax.ts'
import { argument, collect, itemsOf, type Scope, type Source } from './scope.ts'
import { bare } from './forms.ts'
import { fresh, write } from './writer.ts'

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

/** The array of a part that stays the same: it is made when it is first asked for. */
export function rememberedArray(node: SyntaxNode, input: Source, scope: Scope): string {
  const { writer } = scope
  const array = writer.remembered.get(node) ?? fresh(writer, 'c')
  if (!writer.remembered.has(node)) writer.declarations.push(`let ${array} = null`)
  writer.remembered.set(node, array)
  write(writer, `if (${array} === null) {`)
  const made = collect(itemsOf(node, input, { ...scope, isRemembering: true }), writer)
  write(writer, `${array} = ${made} }`)
  return array
}

/** The array of an argument; of one that stays the same always the same array. */
export function arrayOf(node: SyntaxNode, scope: Scope): string {
  const { writer } = scope
  if (!isConstant(bare(node)) || scope.isRemembering) return collect(argument(node, scope), writer)
  return rememberedArray(bare(node), scope.focus, scope)
}
