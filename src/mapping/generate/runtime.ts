/** What generated programs call: copies, looks at what shows only in a run, and the way out when the closures must decide. */
import type { FhirpathEnvironment, Program } from '../../fhirpath/fhirpath.ts'
import { isJson, setOwn } from '../engine/node.ts'
import type { LogEntry } from '../engine/run-state.ts'
import type { Json } from '../engine/node.ts'
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

const dayForm = /^\d{4}-\d\d-\d\d$/
const momentForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/

/** Which of two days or two moments is the earlier; what is less precise is FHIRPath's to compare. */
function compareDates(one: string, other: string): number {
  if (dayForm.test(one) && dayForm.test(other)) return one < other ? -1 : one > other ? 1 : 0
  if (!momentForm.test(one) || !momentForm.test(other)) return leave()
  return Date.parse(one) - Date.parse(other)
}

export type ShownElement = { readonly type: string | undefined }

/** The element of a type that shows only in the run; undefined where it has none. A choice is for the closures. */
function shownElementOf(types: StructureTypes): (type: unknown, name: string) => ShownElement | undefined {
  const known = new Map<string, ShownElement | undefined>()
  const any: ShownElement = { type: undefined }
  return (type, name) => {
    if (typeof type !== 'string') return any
    const key = `${type} ${name}`
    if (known.has(key)) return known.get(key)
    const shape = types.elementOf(type, name)
    if (shape?.stem !== undefined || types.kindOf(type) === 'primitive') return leave()
    const [only] = shape?.types ?? []
    const found = shape && { type: shape.types.length === 1 ? only : undefined }
    known.set(key, found)
    return found
  }
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
    compareDates,
    evaluateWith: evaluatorFor(),
    shownElement: shownElementOf(types),
  }
}
