/**
 * Writes the JavaScript of one generated program, and makes it a function: the only place of this room where code is made.
 * Text from outside is never code: it is handed over as a constant, or it is the name of a property that is a plain word.
 */

/** Names that are read as they are; all others are read by `own`, of which the prototype of objects has none. */
const PLAIN_NAME = /^_?[A-Za-z][A-Za-z0-9]{0,63}$/
const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))
/** Characters of a generated program, past which the expression stays with the closures. */
const CODE_LENGTH_MAX = 60_000

/** Thrown, always the same object, where the generator meets what it does not cover. */
export const UNCOVERED = new Error('not covered by the generator')

export type Writer = {
  readonly lines: string[]
  readonly constants: unknown[]
  /** Lines that stand before all others. */
  readonly declarations: string[]
  /** What parts of the expression that stay the same are called: by the part. */
  readonly remembered: Map<object, string>
  names: number
  length: number
  /** Whether the name of a choice has been looked up without its type, which may be another for another resource. */
  isAmbiguous: boolean
}

export function newWriter(): Writer {
  return {
    lines: [],
    constants: [],
    declarations: [],
    remembered: new Map(),
    names: 0,
    length: 0,
    isAmbiguous: false,
  }
}

/** A name that no other part of the program has. */
export function fresh(writer: Writer, prefix: string): string {
  writer.names += 1
  return `${prefix}${String(writer.names)}`
}

export function write(writer: Writer, code: string): void {
  writer.length += code.length
  if (writer.length > CODE_LENGTH_MAX) throw UNCOVERED
  writer.lines.push(code)
}

/** The name of a constant. */
export function constant(writer: Writer, value: unknown): string {
  const known = writer.constants.indexOf(value)
  return `k${String(known < 0 ? writer.constants.push(value) - 1 : known)}`
}

/** The code that reads an object's own property; undefined where there is none. */
export function readProperty(writer: Writer, object: string, name: string): string {
  return PLAIN_NAME.test(name) && !PROTOTYPE_NAMES.has(name)
    ? `${object}.${name}`
    : `own(${object}, ${constant(writer, name)})`
}

export type Generated = (node: unknown, environment: object) => unknown

/** The function whose body has been written; the names of `given` are its free variables. */
export function build(writer: Writer, given: Readonly<Record<string, unknown>>): Generated {
  const names = Object.keys(given)
  const constants = writer.constants.map((_, index) => `k${String(index)}`)
  const code = [
    '"use strict"',
    `const [${constants.join(', ')}] = constants`,
    'return (node, environment) => {',
    ...writer.declarations,
    ...writer.lines,
    '}',
  ].join('\n')
  // oxlint-disable-next-line typescript/no-implied-eval -- What is made here is the purpose of this file.
  const make = new Function(...names, 'constants', code) as (...values: unknown[]) => Generated
  return make(...names.map((name) => given[name]), writer.constants)
}
