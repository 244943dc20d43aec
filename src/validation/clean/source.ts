/**
 * Writes and makes the code of clean checks: one function for each kind of object, which goes through its properties once.
 * The only place where validation makes code. What comes from outside (values, patterns, URLs, programs) reaches the code
 * as an entry of a list of constants; names of properties and whole numbers alone are written into it, when they are such.
 */
import type { CheckObject } from './compiled.ts'
import type { CheckItem } from './special.ts'

/** Names of properties that may stand in code. */
const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/

export function isWritable(name: string): boolean {
  return NAME.test(name)
}

export class Source {
  readonly #constants = new Map<unknown, string>()

  /** The name by which code reads a value. */
  constant(value: unknown): string {
    const known = this.#constants.get(value)
    const name = known ?? `k${String(this.#constants.size)}`
    this.#constants.set(value, name)
    return name
  }

  /** The code of a name of a property. */
  name(name: string): string {
    if (!isWritable(name)) throw new Error('a name that must not stand in code')
    return `'${name}'`
  }

  number(value: number): string {
    if (!Number.isSafeInteger(value)) throw new Error('a number that must not stand in code')
    return String(value)
  }

  /** The function whose body this is; it is given `object`, `visit` and `place`. Its name is for those who measure. */
  makeObject(name: string, body: string): CheckObject {
    return this.#make(
      isWritable(name) ? `check${name}` : 'checkObject',
      ['object', 'visit', 'place'],
      body,
    ) as CheckObject
  }

  /** The same of one value of a property. */
  makeItem(body: string): CheckItem {
    return this.#make(
      'checkItem',
      ['item', 'around'],
      `const { object, key, visit, place } = around\n${body}`,
    ) as CheckItem
  }

  #make(name: string, parameters: readonly string[], body: string): unknown {
    const names = [...this.#constants.values()]
    const code = `'use strict'\nconst [${names.join(', ')}] = constants\nreturn function ${name}(${parameters.join(', ')}) {\n${body}\n}`
    // eslint-disable-next-line no-new-func, typescript/no-implied-eval
    const factory = new Function('constants', code) as (constants: readonly unknown[]) => unknown
    return factory([...this.#constants.keys()])
  }
}
