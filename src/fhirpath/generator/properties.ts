/**
 * Writes steps by name. Where the type is known a choice is read by the names that its types have, otherwise as the closures
 * do. A value with a `_name` sibling, and a list where there is none or the other way round, are left to the closures.
 */
import { choiceNames } from '../nodes.ts'
import { fresh, readProperty, constant, write } from './writer.ts'
import { LEAVE, type Item, type Scope } from './scope.ts'
import { childOf } from './types.ts'

type Body = (item: Item) => void
type NamedChild = { readonly name: string; readonly type: string; readonly isList: boolean | undefined }

/** The children of this name of an item. */
export function property(item: Item, name: string, scope: Scope, body: Body): void {
  const child = item.type === undefined ? undefined : childOf(item.type, name)
  const names =
    child?.kind === 'choice' ? child.types.map((type) => name + type) : child ? [] : choiceNames(name)
  if (names.length > 0 && item.type === undefined) scope.writer.isAmbiguous = true
  onObject(item, scope, (object) => {
    if (child?.kind === 'choice') {
      leaveIfThere(object, name, scope)
      choice(object, names, scope, body)
    } else if (child) valuesOf(object, { ...child, name }, scope, body)
    else spread(firstNamed(object, name, names, scope), scope, body)
  })
}

/** The name of a choice without a type is none of FHIR's: what it means, only fhirpath.js knows. */
export function leaveIfThere(object: string, name: string, { writer }: Scope): void {
  write(writer, `if (${readProperty(writer, object, name)} !== undefined) ${LEAVE}`)
}

/** Writes what is done with an item if it is an object. */
export function onObject(item: Item, { writer }: Scope, body: (object: string) => void): void {
  if (item.shape === 'object') {
    body(item.code)
    return
  }
  if (item.shape !== 'any') return
  write(writer, `if (typeof ${item.code} === 'object' && !Array.isArray(${item.code})) {`)
  body(item.code)
  write(writer, '}')
}

function read(object: string, name: string, { writer }: Scope): string {
  const value = fresh(writer, 'v')
  write(writer, `const ${value} = ${readProperty(writer, object, name)}`)
  const sibling = readProperty(writer, object, `_${name}`)
  write(writer, `if (${sibling} !== undefined && ${sibling} !== null) ${LEAVE}`)
  return value
}

function valuesOf(object: string, child: NamedChild, scope: Scope, body: Body): void {
  const { writer } = scope
  const value = read(object, child.name, scope)
  if (child.isList === undefined) {
    spread(value, scope, body, child.type)
    return
  }
  write(writer, `if (${value} !== undefined && ${value} !== null) {`)
  if (child.isList) {
    write(writer, `if (!Array.isArray(${value})) ${LEAVE}`)
    each(value, child.type, scope, body)
  } else {
    write(writer, `if (Array.isArray(${value})) ${LEAVE}`)
    body({ code: value, shape: 'any', type: child.type })
  }
  write(writer, '}')
}

function each(array: string, type: string, { writer }: Scope, body: Body): void {
  const [index, code] = [fresh(writer, 'i'), fresh(writer, 'x')]
  write(writer, `for (let ${index} = 0; ${index} < ${array}.length; ${index} += 1) {`)
  write(writer, `const ${code} = ${array}[${index}]`)
  write(writer, `if (${code} === undefined || ${code} === null) continue`)
  body({ code, shape: 'any', type })
  write(writer, '}')
}

/** The value of a name, or, where it is not there, the first of a choice. */
function firstNamed(object: string, name: string, names: readonly string[], scope: Scope): string {
  const { writer } = scope
  const plain = read(object, name, scope)
  if (names.length === 0) return plain
  const value = fresh(writer, 'v')
  const choices = constant(writer, ranks(names))
  write(writer, `const ${value} = ${plain} === undefined ? firstOf(${object}, ${choices}) : ${plain}`)
  return value
}

/** One value, or a list of them. */
function spread(value: string, { writer }: Scope, body: Body, type?: string): void {
  const [index, code] = [fresh(writer, 'i'), fresh(writer, 'x')]
  const [list, length] = [fresh(writer, 'l'), fresh(writer, 'n')]
  write(writer, `const ${list} = Array.isArray(${value})`)
  write(writer, `const ${length} = ${list} ? ${value}.length : 1`)
  write(writer, `for (let ${index} = 0; ${index} < ${length}; ${index} += 1) {`)
  write(writer, `const ${code} = ${list} ? ${value}[${index}] : ${value}`)
  write(writer, `if (${code} === undefined || ${code} === null) continue`)
  body({ code, shape: 'any', type })
  write(writer, '}')
}

/** Names that are read one after the other; more are looked for among the names of the object. */
const READ_NAMES_MAX = 16

/** The value of a choice: the first of these names that is there. */
function choice(object: string, names: readonly string[], scope: Scope, body: Body): void {
  const { writer } = scope
  const value = fresh(writer, 'v')
  if (names.length > READ_NAMES_MAX) {
    write(writer, `const ${value} = firstOf(${object}, ${constant(writer, ranks(names))})`)
  } else {
    write(writer, `let ${value}`)
    for (const name of names) {
      const sibling = readProperty(writer, object, `_${name}`)
      write(writer, `if (${sibling} !== undefined) ${LEAVE}`)
      write(writer, `if ((${value} = ${readProperty(writer, object, name)}) === undefined) {`)
    }
    write(writer, '}'.repeat(names.length))
  }
  spread(value, scope, body)
}

/** The value of a choice under the names of one type; several are left to the closures. */
export function cast(
  object: string,
  { names, type }: { readonly names: readonly string[]; readonly type: string },
  scope: Scope,
  body: Body,
): void {
  const { writer } = scope
  const value = fresh(writer, 'v')
  if (names.length > 1) {
    write(writer, `const ${value} = onlyOf(${object}, ${constant(writer, ranks(names))})`)
    spread(value, scope, body, type)
    return
  }
  const [name] = names
  if (name !== undefined) valuesOf(object, { name, type, isList: false }, scope, body)
}

/** The names with their places, for firstOf() and onlyOf(). */
function ranks(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.flatMap((name, at) => [[name, at * 2] as const, [`_${name}`, at * 2 + 1] as const]))
}
