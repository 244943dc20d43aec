/**
 * What the clean check has found of one resource: the objects in which something may be wrong, and by which of their
 * properties. All else is clean: the walker finds nothing there and need not look.
 */

/** Levels of objects that are followed: with the lists between them fewer than limits.ts allows. */
const OBJECT_DEPTH_MAX = 55

/** The key of an object's own rules: what is missing, and what the object as a whole must satisfy. */
export const SELF = ''
/** The key of the rules of a resource that no profile states. */
export const WHOLE = '.'
/** Every key. */
const ALL: ReadonlySet<string> = new Set()

/** Thrown by a clean check that goes past a limit: the walker then says which. */
export class Excess extends Error {}

export class Chart {
  readonly #suspects = new Map<object, Set<string> | typeof ALL>()
  readonly #valuesMax: number
  readonly #itemsMax: number
  #values = 1
  #depth = 0
  /** Whether there are parts of the resource that the clean check has not gone through. */
  hasUncharted = false

  constructor(limits: { readonly values: number; readonly items: number }) {
    this.#valuesMax = limits.values
    this.#itemsMax = limits.items
  }

  get isClean(): boolean {
    return this.#suspects.size === 0
  }

  /** Notes that a property of an object may be wrong. A primitive and its `_name` are one. */
  suspect(object: object, key: string): false {
    const keys = this.#suspects.get(object)
    const name = nameOf(key)
    if (keys === undefined) this.#suspects.set(object, new Set([name]))
    else if (keys !== ALL) (keys as Set<string>).add(name)
    return false
  }

  suspectAll(object: object): false {
    this.#suspects.set(object, ALL)
    return false
  }

  /** Notes that nobody has gone through a value. */
  uncharted(value: unknown): false {
    this.hasUncharted = true
    const waiting = [value]
    while (waiting.length > 0) {
      const each = waiting.pop()
      if (typeof each !== 'object' || each === null) continue
      if (!Array.isArray(each)) this.#suspects.set(each, ALL)
      for (const child of Object.values(each) as unknown[]) waiting.push(child)
    }
    return false
  }

  isSuspect(object: object): boolean {
    return this.#suspects.has(object)
  }

  /** Whether something may be wrong with a property of an object, or under SELF or WHOLE with the object. */
  mayBeWrong(object: object, key: string): boolean {
    const keys = this.#suspects.get(object)
    return keys !== undefined && (keys === ALL || keys.has(nameOf(key)))
  }

  enter(): void {
    this.#depth += 1
    if (this.#depth > OBJECT_DEPTH_MAX) throw new Excess()
  }

  leave(values: number): void {
    this.#depth -= 1
    this.#values += values
    if (this.#values > this.#valuesMax) throw new Excess()
  }

  /** Counts the items of a list. */
  count(items: number): void {
    this.#values += items
    if (items > this.#itemsMax || this.#values > this.#valuesMax) throw new Excess()
  }
}

function nameOf(key: string): string {
  return key.startsWith('_') ? key.slice(1) : key
}
