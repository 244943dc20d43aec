/**
 * What the clean check has found of one resource: the objects in which something may be wrong, and by which of their
 * properties. All else is clean: the walker finds nothing there and need not look.
 */
import type { Program } from '../../fhirpath/fhirpath.ts'
import type { Content } from '../program.ts'

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

/** What may be wrong with one object. A primitive and its `_name` are one. */
export class Marks {
  readonly #names = new Set<string>()
  #programs: Set<Program> | undefined
  #isAll = false
  #hasRules = false

  add(what: What): void {
    if (typeof what === 'string') this.#names.add(nameOf(what))
    else this.#programs = (this.#programs ?? new Set()).add(what)
    if (typeof what !== 'string' || what === ITEM) this.#hasRules = true
  }

  addAll(): void {
    this.#isAll = true
  }

  has(what: What): boolean {
    if (this.#isAll) return true
    return typeof what === 'string' ? this.#names.has(nameOf(what)) : this.#programs?.has(what) === true
  }

  /** Whether a rule of the object itself may be broken. */
  get hasRules(): boolean {
    return this.#isAll || this.#hasRules
  }

  /** Those of an object's keys whose properties may be wrong, in the order of the object where there are several. */
  keysOf(object: object): string[] {
    const [name, another] = this.#names
    if (this.#isAll || another !== undefined) return Object.keys(object).filter((key) => this.has(key))
    return name === undefined ? [] : [name, `_${name}`].filter((key) => Object.hasOwn(object, key))
  }
}

/** Thrown by a clean check that goes past a limit: the walker then says which. */
export class Excess extends Error {}

export class Chart {
  readonly #suspects = new Map<object, Marks>()
  readonly #walked = new Map<object, Map<Content, string>>()
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
    const contents = this.#walked.get(object) ?? new Map<Content, string>()
    if (contents.get(content) === path) return true
    this.#walked.set(object, contents.set(content, path))
    return false
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
