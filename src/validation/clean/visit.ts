/** One resource under the clean check: what generated code notes, and what it asks besides its own questions. */
import type { Program } from '../../fhirpath/fhirpath.ts'
import { isObject } from '../../fhir/resource.ts'
import type { Json } from '../json.ts'
import type { Item, Test } from '../program.ts'
import type { Scope } from '../run.ts'
import { slicesOf, type Chart, type What } from './chart.ts'
import type { Compiled } from './compiled.ts'
import type { Place } from './place.ts'
import type { Demand } from './plan.ts'

export class Visit {
  readonly chart: Chart
  readonly scope: Scope
  /** Whether an id of an element was there twice, or parts were not gone through in which it might be. */
  mayHaveTwins = false
  #ids: Set<string> | undefined

  constructor(chart: Chart, scope: Scope) {
    this.chart = chart
    this.scope = scope
  }

  /** A property may be wrong, and nobody has gone through its value. */
  uncharted(object: Json, key: string, value: unknown): false {
    this.chart.suspect(object, key)
    this.chart.suspect(object, slicesOf(key))
    return this.#leave(value)
  }

  /** A property that not all programs know: it may be one more of a choice. */
  unknown(object: Json, value: unknown): false {
    this.chart.suspectAll(object)
    return this.#leave(value)
  }

  /** Leaves a value to the walker, with all that is in it. */
  #leave(value: unknown): false {
    if (typeof value !== 'object' || value === null) return false
    this.mayHaveTwins = true
    return this.chart.uncharted(value)
  }

  /** A value of a property may be wrong. */
  suspectItem(object: Json, key: string, value: unknown, what: What): false {
    if (typeof value === 'object' && value !== null) this.chart.suspect(value, what)
    return this.chart.suspect(object, key)
  }

  /** The id of an element. */
  id(text: unknown): void {
    if (typeof text !== 'string') return
    this.#ids ??= new Set()
    if (this.#ids.has(text)) this.mayHaveTwins = true
    this.#ids.add(text)
  }

  /** Begins to go through the resource once more. */
  restart(): void {
    this.#ids = undefined
  }

  /** Whether an invariant holds; one that cannot be evaluated does not. */
  holds(program: Program, node: unknown): boolean {
    try {
      return program.holds(node, this.scope.environment)
    } catch {
      // The walker evaluates it again and reports why.
      return false
    }
  }

  /** Whether a test reports nothing of a value. */
  probe(test: Test, demand: Demand, value: unknown): boolean {
    return this.areSilent([test], demand, value)
  }

  /** Whether tests report nothing of a value; those that are decided fast are asked so. */
  areSilent(tests: readonly Test[], demand: Demand, value: unknown): boolean {
    try {
      const item = new PlacelessItem(demand, value)
      return this.scope.run.isSilent(() => {
        for (const test of tests) test(item, this.scope)
      })
    } catch {
      // The walker asks it again, of an item that has its place.
      return false
    }
  }

  /** The `_name` beside a primitive, of which no test is asked: its id and extensions. */
  sibling(object: Json, key: string, compiled: Compiled, place: Place): boolean {
    const element = object[key]
    const name = key.slice(1)
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (Array.isArray(element)) return this.#siblings(object, key, compiled, place)
    const isEmpty = !hasContent(element) || (value === undefined && hasIdAlone(element))
    if (isEmpty || value === null) return this.uncharted(object, key, element)
    return compiled.check(element, this, place) || this.chart.suspect(object, key)
  }

  #siblings(object: Json, key: string, compiled: Compiled, place: Place): boolean {
    const [elements, value] = [object[key], object[key.slice(1)]]
    const isForm = Array.isArray(elements) && Array.isArray(value)
    if (!isForm || elements.length === 0 || elements.length > value.length)
      return this.uncharted(object, key, elements)
    this.chart.count(elements.length)
    let isClean = true
    elements.forEach((element: unknown, index) => {
      if (element === null && value[index] !== null) return
      if (!hasContent(element)) isClean = this.uncharted(object, key, element)
      else if (!compiled.check(element, this, place)) isClean = this.chart.suspect(object, key)
    })
    return isClean
  }

  /** Whether a null in a list of primitives has something beside it. */
  isGap(object: Json, key: string, index: number): boolean {
    const elements = Object.hasOwn(object, `_${key}`) ? object[`_${key}`] : undefined
    const element: unknown = Array.isArray(elements) ? elements[index] : undefined
    return isObject(element) && !hasIdAlone(element)
  }
}

function hasContent(element: unknown): element is Json {
  return isObject(element) && Object.keys(element).length > 0
}

function hasIdAlone(element: Json): boolean {
  return Object.keys(element).every((key) => key === 'id')
}

/** An item whose way the clean check does not know: a test that asks for it is left to the walker. */
class PlacelessItem implements Item {
  readonly value: unknown
  readonly element = undefined
  readonly type: Item['type']
  readonly path = ''
  readonly program: Item['program']

  constructor({ program, type }: Demand, value: unknown) {
    this.value = value
    this.type = type
    this.program = program
  }

  get parent(): undefined {
    throw new Error('a clean check knows no parents')
  }
}
