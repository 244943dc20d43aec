/** One call of a function that yields items, and what its writers have in common. */
import type { SyntaxNode } from '../syntax.ts'
import type { Item, Scope, Source } from './scope.ts'
import { UNCOVERED, write } from './writer.ts'

type Body = (item: Item) => void
export type Call = {
  readonly parameters: readonly SyntaxNode[]
  readonly input: Source
  readonly scope: Scope
  readonly body: Body
}
export type WriteCall = (call: Call) => void

export function parameter({ parameters }: Call, index = 0): SyntaxNode {
  const found = parameters[index]
  if (!found) throw UNCOVERED
  return found
}

/** Writes what is done with a value that may be undefined. */
export function withValue(code: string, item: Omit<Item, 'code'>, { scope: { writer }, body }: Call): void {
  write(writer, `if (${code} !== undefined) {`)
  body({ ...item, code })
  write(writer, '}')
}
