/**
 * The loss report: which leaves of the input did not arrive in the output, and why; and which rule wrote what.
 *
 * A leaf is a text, a number or a boolean of the source. It counts as consumed when
 * - its value, or an object that holds it, stands in the output by a transform (copy, append, cast, evaluate ...); for an
 *   expression, the leaves at the ends of its paths; a path that ends at an object and is only asked about (exists) consumes
 *   nothing of it; or
 * - a `where` or `check` read it, and the rule then fired.
 * What a later rule overwrites, and what was put into an element that is not in the output, is not consumed; being looped over
 * or logged does not count either. `resourceType` of a FHIR source is no leaf.
 */
import { isJson } from './engine/node.ts'
import type { Json, Node } from './engine/node.ts'
import type { RuleId, Run, Write } from './engine/run-state.ts'

export type UnmappedReason =
  /** No rule took the value. */
  | 'no-rule'
  /** The value, or what holds it, was refused by a condition, a type or a list mode, and no other rule looked at it. */
  | 'condition-false'
  /** A concept map has no code for it. */
  | 'no-code'
  /** A later rule put another value in its place. */
  | 'overwritten'

export type Unmapped = { readonly pointer: string; readonly reason: UnmappedReason }

export type Origin = {
  /** Which output. */
  readonly output: number
  /** The element by its JSON names, e.g. `Bundle.entry[0].resource.status`; a list of primitives is one element. */
  readonly path: string
  readonly rule: RuleId
}

export type Loss = { readonly unmapped: readonly Unmapped[]; readonly origins: readonly Origin[] }

/** A set of values of the source: whole objects, and leaves by their place. */
type Marks = { readonly objects: Set<unknown>; readonly places: Map<object, Set<string | number>> }

export function lossOf(run: Run, output: readonly Json[], sources: readonly Node[]): Loss {
  const standing = standingWrites(run, output)
  const consumed = newMarks()
  for (const { node } of standing.last) mark(consumed, node)
  for (const node of run.reads) mark(consumed, node)
  const search: Search = {
    consumed,
    visited: run.visited,
    uncoded: marksOf(run.uncoded),
    refused: marksOf(run.refused),
    overwritten: marksOf(standing.overwritten.map(({ node }) => node)),
    path: [],
    unmapped: [],
    hasResourceType: false,
  }
  for (const { value, type } of sources) {
    if (!isJson(value)) continue
    search.hasResourceType = type !== undefined && type === value['resourceType']
    searchObject(value, 'no-rule', search)
  }
  const { reached } = standing
  const origins = run.context.tracksOrigins ? standing.last.map((write) => originOf(write, reached)) : []
  return { unmapped: search.unmapped, origins }
}

type Place = { readonly output: number; readonly path: string }

/** Every object and list of the output, with its path. */
function pathsOf(output: readonly Json[]): Map<object, Place> {
  const reached = new Map<object, Place>()
  const visit = (value: unknown, place: Place): void => {
    if (typeof value !== 'object' || value === null || reached.has(value)) return
    reached.set(value, place)
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, { ...place, path: `${place.path}[${index}]` })
    else
      for (const [name, child] of Object.entries(value))
        visit(child, { ...place, path: place.path === '' ? name : `${place.path}.${name}` })
  }
  for (const [index, resource] of output.entries()) {
    const type = resource['resourceType']
    visit(resource, { output: index, path: typeof type === 'string' ? type : '' })
  }
  return reached
}

type Standing = {
  /** The writes whose value stands in the output. */
  readonly last: readonly Write[]
  /** Those that a later one replaced there. */
  readonly overwritten: readonly Write[]
  readonly reached: ReadonlyMap<object, Place>
}

function standingWrites(run: Run, output: readonly Json[]): Standing {
  // Most maps set each place once: then every write stands, and nothing need be looked for.
  if (!run.hasReplaced && !run.context.tracksOrigins)
    return { last: run.writes, overwritten: [], reached: new Map() }
  const reached = pathsOf(output)
  const last: Write[] = []
  const lastOf = new Map<object, Map<string, Write>>()
  const overwritten: Write[] = []
  for (const write of run.writes) {
    if (!reached.has(write.holder)) continue
    if (write.slot === undefined) {
      last.push(write)
      continue
    }
    let slots = lastOf.get(write.holder)
    if (!slots) lastOf.set(write.holder, (slots = new Map()))
    const before = slots.get(write.slot)
    // The same value again replaces nothing.
    if (before && before.node.value !== write.node.value) overwritten.push(before)
    else if (before) last.push(before)
    slots.set(write.slot, write)
  }
  for (const slots of lastOf.values()) last.push(...slots.values())
  return { last, overwritten, reached }
}

function originOf({ holder, slot, name, rule }: Write, reached: ReadonlyMap<object, Place>): Origin {
  const { output, path } = reached.get(holder) ?? { output: 0, path: '' }
  return { output, path: slot === undefined ? path : path === '' ? name : `${path}.${name}`, rule }
}

function newMarks(): Marks {
  return { objects: new Set(), places: new Map() }
}

function marksOf(nodes: readonly Node[]): Marks {
  const marks = newMarks()
  for (const node of nodes) mark(marks, node)
  return marks
}

function mark(marks: Marks, { value, holder, key, shadow, from }: Node): void {
  if (typeof value === 'object' && value !== null) marks.objects.add(value)
  else if (holder) markPlace(marks, holder, key)
  if (shadow) marks.objects.add(shadow.value)
  for (const node of from ?? []) mark(marks, node)
}

function markPlace({ places }: Marks, holder: object, key: string | number): void {
  const keys = places.get(holder)
  if (keys) keys.add(key)
  else places.set(holder, new Set([key]))
}

/** One walk through the source. */
type Search = {
  readonly consumed: Marks
  readonly uncoded: Marks
  readonly refused: Marks
  readonly overwritten: Marks
  readonly visited: ReadonlySet<object>
  /** Where the walk stands: names and indexes from the root. */
  readonly path: (string | number)[]
  readonly unmapped: Unmapped[]
  hasResourceType: boolean
}

function searchObject(object: Json, reason: UnmappedReason, search: Search): void {
  for (const name of Object.keys(object)) {
    if (name === 'resourceType' && search.hasResourceType) continue
    search.path.push(name)
    searchValue(object, name, object[name], { reason, search })
    search.path.pop()
  }
}

type Around = { readonly reason: UnmappedReason; readonly search: Search }

function searchValue(holder: object, key: string | number, value: unknown, around: Around): void {
  const { reason, search } = around
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      search.path.push(index)
      searchValue(value, index, item, around)
      search.path.pop()
    }
  } else if (isJson(value)) {
    if (!search.consumed.objects.has(value)) searchObject(value, reasonWithin(value, reason, search), search)
  } else if (value !== null && value !== undefined && !isAt(search.consumed, holder, key)) {
    search.unmapped.push({ pointer: pointerOf(search.path), reason: leafReason(holder, key, around) })
  }
}

/** RFC 6901. */
function pointerOf(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The nearest object that a rule looked at decides for all below it. */
function reasonWithin(object: Json, outer: UnmappedReason, search: Search): UnmappedReason {
  if (search.uncoded.objects.has(object)) return 'no-code'
  if (search.overwritten.objects.has(object)) return 'overwritten'
  if (search.visited.has(object)) return 'no-rule'
  return search.refused.objects.has(object) ? 'condition-false' : outer
}

function leafReason(holder: object, key: string | number, { reason, search }: Around): UnmappedReason {
  if (isAt(search.uncoded, holder, key)) return 'no-code'
  if (isAt(search.overwritten, holder, key)) return 'overwritten'
  return isAt(search.refused, holder, key) ? 'condition-false' : reason
}

function isAt({ places }: Marks, holder: object, key: string | number): boolean {
  return places.get(holder)?.has(key) ?? false
}
