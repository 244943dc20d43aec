/**
 * What the clean check has found of one resource: the objects in which something may be wrong, and by which of their
 * properties. All else is clean: the walker finds nothing there and need not look.
 */
import type { Program } from '../../fhirpath/fhirpath.ts'

/** Levels of objects that are followed: with the lists between them fewer than limits.ts allows. */
const OBJECT_DEPTH_MAX = 55

/** Stands for what an object should have and lacks. */
export const MISSING = ''
/** Stands for the rules of an object that are no invariants. */
export const ITEM = '!'
/** Stands for the rules of a resource that no profile states. */
export const WHOLE = '.'

/** What may be wrong with an object: a property, by its name; one of the three above; an invariant, by its program. */
export type What = string | Program
/** Everything. */
const ALL: ReadonlySet<What> = new Set()

/** Thrown by a clean check that goes past a limit: the walker then says which. */
export class Excess extends Error {}

export class Chart {
  readonly #suspects = new Map<object, Set<What> | typeof ALL>()
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

  /** Notes what may be wrong with an object. A primitive and its `_name` are one. */
  suspect(object: object, what: What): false {
    const known = this.#suspects.get(object)
    const name = nameOf(what)
    if (known === undefined) this.#suspects.set(object, new Set([name]))
    else if (known !== ALL) (known as Set<What>).add(name)
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

  mayBeWrong(object: object, what: What): boolean {
    const known = this.#suspects.get(object)
    return known !== undefined && (known === ALL || known.has(nameOf(what)))
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

function nameOf(what: What): What {
  return typeof what === 'string' && what.startsWith('_') ? what.slice(1) : what
}
