/**
 * What the parts of the generator hand to each other. An item is a JavaScript variable that holds one node at run time,
 * never null and never a Primitive; a source writes the loops over its items, and what is done with each.
 */
import type { SyntaxNode } from '../syntax.ts'
import { fresh, write, type Writer } from './writer.ts'

/** What the value of an item is sure to be; `any` where nobody has looked. */
export type Shape = 'any' | 'object' | 'string' | 'number' | 'boolean'

export type Item = {
  /** The variable, or a literal. */
  readonly code: string
  readonly shape: Shape
  /** The FHIR type, or the path of a BackboneElement; undefined where it is not known. */
  readonly type: string | undefined
}

export type Source = (body: (item: Item) => void) => void

/** A condition in three-valued logic; `isTotal` where it is never undefined, which stands for empty. */
export type Truth = { readonly code: string; readonly isTotal: boolean }

export type Scope = {
  readonly writer: Writer
  readonly root: Item
  /** `$this`: the input of steps that stand at the start of an expression. */
  readonly focus: Source
  /** The variable of `$index`. */
  readonly index: string
  readonly emit: Emit
  /** Whether what is written is evaluated once, so that no part of it need be remembered. */
  readonly isRemembering: boolean
}

export type Emit = {
  readonly each: (node: SyntaxNode, input: Source, scope: Scope, body: (item: Item) => void) => void
  /** `isStrict`: what is no boolean is not true, but is left to the closures. */
  readonly truth: (node: SyntaxNode, input: Source, scope: Scope, isStrict: boolean) => Truth
}

/** What is thrown in generated code where the closures must answer. */
export const LEAVE = 'throw BEYOND'

export function only(item: Item): Source {
  return (body) => {
    body(item)
  }
}

export function itemsOf(node: SyntaxNode, input: Source, scope: Scope): Source {
  return (body) => {
    scope.emit.each(node, input, scope, body)
  }
}

/** The items of an argument, which stands on `$this`. */
export function argument(node: SyntaxNode, scope: Scope): Source {
  return itemsOf(node, scope.focus, scope)
}

/** The scope of an argument that is asked of each item. */
export function within(item: Item, index: string, scope: Scope): Scope {
  return { ...scope, focus: only(item), index }
}

/** Writes a variable that is the one item of a source, or undefined; several are left to the closures. */
export function single(source: Source, writer: Writer): Item {
  const code = fresh(writer, 's')
  write(writer, `let ${code}`)
  const found: Item[] = []
  source((item) => {
    found.push(item)
    write(writer, `if (${code} !== undefined) ${LEAVE}; ${code} = ${item.code}`)
  })
  const [first] = found
  return { code, shape: 'any', type: found.length === 1 ? first?.type : undefined }
}

/** Writes a variable with the array of a source's items. */
export function collect(source: Source, writer: Writer): string {
  const code = fresh(writer, 'a')
  write(writer, `const ${code} = []`)
  source((item) => {
    write(writer, `${code}.push(${item.code})`)
  })
  return code
}

/** Writes a loop over an array of items, of which Primitives are left to the closures. */
export function loop(array: string, writer: Writer, body: (item: Item) => void, type?: string): void {
  const code = fresh(writer, 'x')
  write(writer, `for (const ${code} of ${array}) {`)
  write(writer, `if (${code} instanceof Primitive) ${LEAVE}`)
  body({ code, shape: 'any', type })
  write(writer, '}')
}

/** Writes a block that `leave` ends early. */
export function block(writer: Writer, body: (leave: string) => void): void {
  const label = fresh(writer, 'L')
  write(writer, `${label}: {`)
  body(`break ${label}`)
  write(writer, '}')
}

/** Writes whether a source has an item. */
export function hasItem(source: Source, writer: Writer): string {
  const code = fresh(writer, 'e')
  write(writer, `let ${code} = false`)
  block(writer, (leave) => {
    source(() => {
      write(writer, `${code} = true; ${leave}`)
    })
  })
  return code
}

/** Writes how many items a source has. */
export function countOf(source: Source, writer: Writer): string {
  const code = fresh(writer, 'n')
  write(writer, `let ${code} = 0`)
  source(() => {
    write(writer, `${code} += 1`)
  })
  return code
}

/** The condition of an operand, which stands on `$this`. */
export function truthOfOperand(node: SyntaxNode, scope: Scope): Truth {
  return scope.emit.truth(node, scope.focus, scope, false)
}
