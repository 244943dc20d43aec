import type { Evaluate } from './reference-engine.ts'
import type { SyntaxNode } from './syntax.ts'
export function compileTree(
  _tree: SyntaxNode,
  byReference: Evaluate,
): { evaluate: Evaluate; isComplete: boolean } {
  return { evaluate: byReference, isComplete: false }
}
