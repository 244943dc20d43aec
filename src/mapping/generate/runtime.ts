/** What generated programs call: copies, looks at what shows only in a run, and the way out when the closures must decide. */
import type { FhirpathEnvironment, Program } from '../../fhirpath/fhirpath.ts'
import { isJson, setOwn } from '../engine/node.ts'
import type { LogEntry } from '../engine/run-state.ts'
import type { Json } from '../engine/node.ts'
import { choiceName } from '../types/types.ts'
import type { StructureTypes } from '../types/types.ts'

/** Thrown where a program meets what the closures must decide: a fault, a value replaced, a value that is not of its type. */
export const bail: Error = new Error('the closures decide')

/** What one run leaves behind besides its output, as flat lists of pairs. */
export type Marks = {
  /** Objects that a rule looked at, with the bits of what it consumed; -1 is the whole. */
  readonly P: readonly unknown[]
  /** The same, for the bits of the second word. */
  readonly M: readonly unknown[]
  /** Leaves that were consumed, by holder and key. */
  readonly Q: readonly unknown[]
  /** Objects, and leaves by holder and key, that a rule refused. */
  readonly F: readonly unknown[]
  readonly G: readonly unknown[]
  /** The same, that had no code. */
  readonly U: readonly unknown[]
  readonly W: readonly unknown[]
}

export type Outcome = Marks & {
  /** Resources made without a place. */
  readonly O: readonly Json[]
  readonly L: readonly LogEntry[]
  /** Whether an object may have stayed empty. */
  readonly E: boolean
}

export type ProgramContext = {
  readonly newId: () => string
  readonly fhirpath: FhirpathEnvironment
}

/** A generated program: sources, targets, parameters and what the run may ask for. */
export type GeneratedRun = (
  sources: readonly unknown[],
  targets: readonly Json[],
  parameters: readonly string[],
  context: ProgramContext,
) => Outcome

function leave(): never {
  throw bail
}

function isEmpty(value: object): boolean {
  for (const _name in value) return false
  return true
}

/** Plain JSON, copied through. What would be pruned is left to the closures. */
function copy(value: unknown): unknown {
  if (typeof value !== 'object') return value
  if (value === null) return leave()
  if (Array.isArray(value)) return value.length === 0 ? leave() : value.map(copy)
  const made: Json = {}
  let isFilled = false
  for (const name of Object.keys(value)) {
    setOwn(made, name, copy((value as Json)[name]))
    isFilled = true
  }
  return isFilled ? made : leave()
}

/** A choice element has one value. */
function alone(object: Json, others: ReadonlySet<string>): void {
  for (const name in object) if (others.has(name)) leave()
}

/** Values of other types, which a source did not ask for. */
function refuse(owner: Json, names: ReadonlySet<string>, objects: unknown[], places: unknown[]): void {
  for (const name in owner) {
    if (!names.has(name)) continue
    const value = owner[name]
    if (typeof value === 'object' && value !== null) objects.push(value)
    else places.push(owner, name)
  }
}

function visit(value: unknown, objects: unknown[]): void {
  if (typeof value === 'object' && value !== null) objects.push(value, 0)
}

type SharedItems = { readonly items: Map<string, Json[]>; readonly taken: Map<string, number> }

/** The item that a statement takes over, or makes for others to take over. */
function shared(
  holder: Json,
  property: string,
  [shareId, taker]: readonly [string | undefined, string],
  { lists }: { lists: Map<unknown, SharedItems> },
): Json {
  const list = (holder[property] ??= []) as unknown[]
  const fresh: Json = {}
  if (shareId === undefined) {
    const [first] = list
    if (first === undefined) list.push(fresh)
    return isJson(first) ? first : fresh
  }
  let known = lists.get(list)
  if (!known) lists.set(list, (known = { items: new Map(), taken: new Map() }))
  let items = known.items.get(shareId)
  if (!items) known.items.set(shareId, (items = []))
  const key = `${shareId} ${taker}`
  const place = known.taken.get(key) ?? 0
  known.taken.set(key, place + 1)
  const there = items[place]
  if (there) return there
  items.push(fresh)
  list.push(fresh)
  return fresh
}

type Index = Map<unknown, Map<string, unknown[]>>

const nothing: readonly unknown[] = []

/**
 * The items of a list whose `name` is a resource of the type, each followed by it. All items count as looked at, and their
 * resources as refused, unless a rule takes them.
 */
function indexed(
  list: unknown,
  name: string,
  type: string,
  { index, visited, refused }: { index: Index; visited: unknown[]; refused: unknown[] },
): readonly unknown[] {
  if (list === undefined || list === null) return nothing
  if (!Array.isArray(list)) return leave()
  let byType = index.get(list)
  if (!byType) {
    byType = new Map()
    index.set(list, byType)
    for (const item of list as unknown[]) {
      if (!isJson(item)) return leave()
      visited.push(item, 0)
      const resource = item[name]
      if (resource === undefined || resource === null) continue
      if (!isJson(resource)) return leave()
      refused.push(resource)
      const own = String(resource['resourceType'])
      const known = byType.get(own)
      if (known) known.push(item, resource)
      else byType.set(own, [item, resource])
    }
  }
  return byType.get(type) ?? nothing
}

function evaluatorFor(): (
  program: Program,
  context: unknown,
  lists: readonly (readonly unknown[])[],
  environment: FhirpathEnvironment,
) => unknown[] {
  return (program, context, lists, environment) => {
    const variables: Record<string, unknown> = {}
    for (const [index, list] of lists.entries()) variables[`_${index + 1}`] = list
    try {
      return program.evaluate(context, { ...environment, variables })
    } catch {
      // FHIRPath has no value for this input: the closures tell it.
      return leave()
    }
  }
}

/** The items of a list whose element of that name is the text. */
function lookUp(
  list: unknown,
  name: string,
  text: string | undefined,
  { keyed }: { keyed: Index },
): readonly unknown[] {
  if (list === undefined || list === null || text === undefined) return nothing
  if (!Array.isArray(list)) return leave()
  const key = `${list.length} ${name}`
  let byText = keyed.get(list)
  if (!byText) keyed.set(list, (byText = new Map()))
  let found = byText.get(key)
  if (!found) byText.set(key, (found = [textsOf(list, name)]))
  return (found[0] as Map<unknown, unknown[]>).get(text) ?? nothing
}

function textsOf(list: readonly unknown[], name: string): Map<unknown, unknown[]> {
  const texts = new Map<unknown, unknown[]>()
  for (const item of list) {
    if (!isJson(item)) return leave()
    const text = item[name]
    const known = texts.get(text)
    if (known) known.push(item)
    else texts.set(text, [item])
  }
  return texts
}

const dayForm = /^\d{4}-\d\d-\d\d$/
const momentForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/

/** Which of two days or two moments is the earlier; what is less precise is FHIRPath's to compare. */
function compareDates(one: string, other: string): number {
  if (dayForm.test(one) && dayForm.test(other)) return one < other ? -1 : one > other ? 1 : 0
  if (!momentForm.test(one) || !momentForm.test(other)) return leave()
  return Date.parse(one) - Date.parse(other)
}

type ShownReader = (owner: unknown, type: unknown, name: string) => readonly unknown[]

/** The JSON names of an element of one type, each with the type of its values. */
type JsonNames = ReadonlyMap<string, string | undefined>

/**
 * The values of an element of a type that shows only in the run: each with its holder, its key there and its own type. An element
 * that the type has not has none.
 */
function shownReader(types: StructureTypes): ShownReader {
  const known = new Map<unknown, Map<string, JsonNames>>()
  const namesFor = (type: unknown, name: string): JsonNames => {
    let byName = known.get(type)
    if (!byName) known.set(type, (byName = new Map()))
    let names = byName.get(name)
    if (!names) byName.set(name, (names = jsonNames(types, type, name)))
    return names
  }
  return (owner, type, name) => {
    if (!isJson(owner)) return type === undefined ? leave() : nothing
    const names = namesFor(type, name)
    // An element that is no choice is there under its own name or not at all.
    if (names.has(name) && owner[name] === undefined && owner[shadowOf(name)] === undefined) return nothing
    if (names.size === 0) return nothing
    let found: unknown[] | undefined
    for (const key in owner) {
      // What stands beside a primitive is for the closures to read.
      if (key.startsWith('_') && names.has(key.slice(1))) leave()
      if (names.has(key)) addShown(owner, key, names.get(key), (found ??= []))
    }
    return found ?? nothing
  }
}

const shadows = new Map<string, string>()

/** The name beside a primitive; the names are those of the maps' elements. */
function shadowOf(name: string): string {
  let shadow = shadows.get(name)
  if (shadow === undefined) shadows.set(name, (shadow = `_${name}`))
  return shadow
}

function jsonNames(types: StructureTypes, type: unknown, name: string): JsonNames {
  if (typeof type !== 'string') return new Map([[name, undefined]])
  if (types.kindOf(type) === 'primitive') return leave()
  const shape = types.elementOf(type, name)
  const { stem } = shape ?? {}
  if (!shape) return new Map()
  if (stem === undefined) return new Map([[name, shape.types.length === 1 ? shape.types[0] : undefined]])
  return new Map(shape.types.map((one) => [choiceName(stem, one), one]))
}

function addShown(owner: Json, name: string, type: string | undefined, found: unknown[]): void {
  const value = owner[name]
  if (!Array.isArray(value)) {
    if (value !== undefined && value !== null) found.push(value, owner, name, type)
    return
  }
  for (const [index, item] of value.entries())
    if (item !== undefined && item !== null) found.push(item, value, index, type)
}

export function runtimeFor(types: StructureTypes) {
  return {
    b: leave,
    copy,
    isEmpty,
    alone,
    refuse,
    visit,
    indexed,
    shared,
    lookUp,
    compareDates,
    evaluateWith: evaluatorFor(),
    shownValues: shownReader(types),
  }
}
