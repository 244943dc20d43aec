/**
 * Makes of a syntax tree a JavaScript function for nodes of one form: the type where it is known, and what JSON value the node
 * is. What a function meets and cannot answer, it throws BEYOND for.
 */
import type { SyntaxNode } from '../syntax.ts'
import { bare, isTruth } from './forms.ts'
import { eachItem } from './items.ts'
import { RUNTIME } from './runtime.ts'
import { only, type Item, type Scope, type Shape } from './scope.ts'
import { truthOf } from './truths.ts'
import { build, newWriter, UNCOVERED, write, type Generated } from './writer.ts'

/** What a program is for: the items, or whether a rule holds. */
export type Purpose = 'evaluate' | 'holds'

/** The nodes that a function is made for. */
export type Form = { readonly shape: Exclude<Shape, 'any'>; readonly type: string | undefined }

export type Made = {
  /** Undefined where a part is not covered. */
  readonly run: Generated | undefined
  /** Whether the function would be another if the type of the nodes were known. */
  readonly isAmbiguous: boolean
}

export function generate(tree: SyntaxNode, purpose: Purpose, form: Form): Made {
  const writer = newWriter()
  const root: Item = { code: 'node', ...form }
  const scope: Scope = {
    writer,
    root,
    focus: only(root),
    index: '0',
    isRemembering: false,
    emit: { each: eachItem, truth: truthOf },
  }
  try {
    if (purpose === 'holds') writeHolds(tree, scope)
    else writeEvaluate(tree, scope)
  } catch (error) {
    if (error !== UNCOVERED) throw error
    return { run: undefined, isAmbiguous: writer.isAmbiguous }
  }
  return { run: build(writer, RUNTIME), isAmbiguous: writer.isAmbiguous }
}

function writeEvaluate(tree: SyntaxNode, scope: Scope): void {
  write(scope.writer, 'const results = []')
  eachItem(tree, scope.focus, scope, (item) => {
    write(scope.writer, `results.push(${item.code})`)
  })
  write(scope.writer, 'return results')
}

/** One boolean counts as it is, nothing as false, and anything else as true. */
function writeHolds(tree: SyntaxNode, scope: Scope): void {
  const { writer } = scope
  if (isTruth(bare(tree))) {
    const { code, isTotal } = truthOf(tree, scope.focus, scope, false)
    write(writer, `return ${code}${isTotal ? '' : ' === true'}`)
    return
  }
  write(writer, 'let count = 0, last')
  eachItem(tree, scope.focus, scope, (item) => {
    write(writer, `last = ${item.code}; count += 1`)
  })
  write(writer, "return count === 1 && typeof last === 'boolean' ? last : count > 0")
}
