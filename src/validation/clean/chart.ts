/**
 * What the clean check has found of one resource: the objects in which something may be wrong, and by which of their
 * properties. All else is clean: the walker finds nothing there and need not look.
 */
import type { Program } from '../../fhirpath/fhirpath.ts'
import type { Content } from '../program.ts'

/** Levels of objects that are followed: with the lists between them fewer than limits.ts allows. */
const OBJECT_DEPTH_MAX = 55

const UNDERSCORE = 95

/** Stands for what an object should have and lacks. */
export const MISSING = ''
/** Stands for the rules of an object that are no invariants. */
export const ITEM = '!'
/** Stands for the rules of a resource that no profile states. */
export const WHOLE = '.'

/** Stands for how many items of a property each slice has, and in which order. */
export function slicesOf(key: string): string {
  return `:${key}`
}

/** What may be wrong with an object: a property, by its name; one of those above; an invariant, by its program. */
export type What = string | Program

/** What may be wrong with one object. A primitive and its `_name` are one. */
export class Marks {
  /** A few, each once; an object has no more than its type has elements. */
  readonly #whats: What[] = []
  /** By which rules the children have been looked at, and by which way. */
  #walked: { readonly content: Content; path: string }[] | undefined
  #isAll = false
  #hasRules = false

  add(what: What): void {
    const each = nameOf(what)
    if (!this.#whats.includes(each)) this.#whats.push(each)
    if (typeof what !== 'string' || what === ITEM) this.#hasRules = true
  }

  addAll(): void {
    this.#isAll = true
  }

  has(what: What): boolean {
    return this.#isAll || this.#whats.includes(nameOf(what))
  }

  /** Whether a rule of the object itself may be broken. */
  get hasRules(): boolean {
    return this.#isAll || this.#hasRules
  }

  /** Those of an object's keys whose properties may be wrong, in the order of the object where there are several. */
  keysOf(object: object): string[] {
    if (this.#isAll) return Object.keys(object)
    const keys: string[] = []
    for (const key of Object.keys(object)) if (this.#whats.includes(nameOf(key))) keys.push(key)
    return keys
  }

  /** Whether the children have been looked at by these rules by the same way; the last way is kept. */
  isRepeated(content: Content, path: string): boolean {
    const known = this.#walked?.find((each) => each.content === content)
    if (known?.path === path) return true
    if (known) known.path = path
    else (this.#walked ??= []).push({ content, path })
    return false
  }
}

/** Thrown by a clean check that goes past a limit: the walker then says which. */
class Excess extends Error {}

export class Chart {
  readonly #suspects = new Map<object, Marks>()
  readonly #valuesMax: number
  readonly #itemsMax: number
  #values = 1
  #depth = 0
  /** Whether there are parts of the resource that the clean check has not gone through. */
  hasUncharted = false
  /** Whether something may be wrong with the place of an extension, which depends on the way to it. */
  hasMisplaced = false

  constructor(limits: { readonly values: number; readonly items: number }) {
    this.#valuesMax = limits.values
    this.#itemsMax = limits.items
  }

  get isClean(): boolean {
    return this.#suspects.size === 0
  }

  /** Notes what may be wrong with an object. */
  suspect(object: object, what: What): false {
    this.#marksOf(object).add(what)
    return false
  }

  suspectAll(object: object): false {
    this.#marksOf(object).addAll()
    return false
  }

  #marksOf(object: object): Marks {
    const known = this.#suspects.get(object)
    if (known) return known
    const fresh = new Marks()
    this.#suspects.set(object, fresh)
    return fresh
  }

  /** Notes that nobody has gone through a value. */
  uncharted(value: object): false {
    this.hasUncharted = true
    const waiting: unknown[] = [value]
    while (waiting.length > 0) {
      const each = waiting.pop()
      if (typeof each !== 'object' || each === null) continue
      if (!Array.isArray(each)) this.suspectAll(each)
      for (const child of Object.values(each) as unknown[]) waiting.push(child)
    }
    return false
  }

  /** What may be wrong with an object; undefined where nothing is. */
  of(object: object): Marks | undefined {
    return this.#suspects.get(object)
  }

  /**
   * Whether the children of an object have been looked at before by the same rules: by way of another program they would be
   * found wrong in the same words, which are kept once. Places of extensions alone depend on the way.
   */
  isRepeated(object: object, content: Content, path: string): boolean {
    if (this.hasUncharted || this.hasMisplaced) return false
    return this.#suspects.get(object)?.isRepeated(content, path) === true
  }

  enter(): void {
    this.#depth += 1
    if (this.#depth > OBJECT_DEPTH_MAX) throw new Excess()
  }

  leave(values: number): void {
    this.#depth -= 1
    this.count(values)
  }

  /** Counts the items of a list, or the properties of an object: limits.ts bounds both alike. */
  count(items: number): void {
    this.#values += items
    if (items > this.#itemsMax || this.#values > this.#valuesMax) throw new Excess()
  }
}

function nameOf(what: string): string
function nameOf(what: What): What
function nameOf(what: What): What {
  return typeof what === 'string' && what.charCodeAt(0) === UNDERSCORE ? what.slice(1) : what
}
