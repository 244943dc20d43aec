/**
 * The loss report: which leaves of the input did not arrive in the output, and why; and which rule wrote what.
 *
 * A leaf is a text, a number or a boolean of the source. It counts as consumed when
 * - its value, or an object that holds it, stands in the output by a transform (copy, append, cast, evaluate ...); for an
 *   expression, the leaves at the ends of its paths; a path that ends at an object and is only asked about (exists) consumes
 *   nothing of it; or
 * - a `where` or `check` read it, and the rule then fired.
 * What a later rule overwrites, and what was put into an element that is not in the output, is not consumed. Being looped over,
 * logged or tested for existence is not either. `resourceType` of a FHIR source is no leaf.
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
  const reached = pathsOf(output)
  const standing = standingWrites(run.writes, reached)
  const consumed = newMarks()
  for (const { node } of standing.last) mark(consumed, node)
  for (const node of run.reads) mark(consumed, node)
  const verdicts: Verdicts = {
    consumed,
    visited: run.visited,
    uncoded: marksOf(run.uncoded),
    refused: marksOf(run.refused),
    overwritten: marksOf(standing.overwritten.map(({ node }) => node)),
  }
  const unmapped: Unmapped[] = []
  for (const { value, type } of sources) {
    if (!isJson(value)) continue
    const isResource = type !== undefined && type === value['resourceType']
    walkObject(value, { pointer: '', reason: 'no-rule', isResource }, verdicts, unmapped)
  }
  const origins = run.context.tracksOrigins ? standing.last.map((write) => originOf(write, reached)) : []
  return { unmapped, origins }
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

/** The writes whose value stands in the output, and those that a later one replaced there. */
function standingWrites(
  writes: readonly Write[],
  reached: ReadonlyMap<object, Place>,
): { last: Write[]; overwritten: Write[] } {
  const items: Write[] = []
  const lastOf = new Map<object, Map<string, Write>>()
  const overwritten: Write[] = []
  for (const write of writes) {
    if (!reached.has(write.holder)) continue
    if (write.slot === undefined) {
      items.push(write)
      continue
    }
    let slots = lastOf.get(write.holder)
    if (!slots) lastOf.set(write.holder, (slots = new Map()))
    const before = slots.get(write.slot)
    // The same value again replaces nothing.
    if (before && before.node.value !== write.node.value) overwritten.push(before)
    else if (before) items.push(before)
    slots.set(write.slot, write)
  }
  const last = [...items, ...[...lastOf.values()].flatMap((slots) => [...slots.values()])]
  return { last, overwritten }
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

type Verdicts = {
  readonly consumed: Marks
  readonly uncoded: Marks
  readonly refused: Marks
  readonly overwritten: Marks
  readonly visited: ReadonlySet<object>
}

type Step = { readonly pointer: string; readonly reason: UnmappedReason; readonly isResource: boolean }

function walkObject(object: Json, step: Step, verdicts: Verdicts, unmapped: Unmapped[]): void {
  for (const [name, value] of Object.entries(object)) {
    if (step.isResource && name === 'resourceType') continue
    const pointer = `${step.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!Array.isArray(value))
      walkValue(value, { holder: object, key: name }, { ...step, pointer }, { verdicts, unmapped })
    else walkList(value, { ...step, pointer }, verdicts, unmapped)
  }
}

function walkList(list: readonly unknown[], step: Step, verdicts: Verdicts, unmapped: Unmapped[]): void {
  for (const [index, value] of list.entries()) {
    const item = { ...step, pointer: `${step.pointer}/${index}` }
    if (Array.isArray(value)) walkList(value, item, verdicts, unmapped)
    else walkValue(value, { holder: list, key: index }, item, { verdicts, unmapped })
  }
}

function walkValue(
  value: unknown,
  { holder, key }: { holder: object; key: string | number },
  step: Step,
  { verdicts, unmapped }: { verdicts: Verdicts; unmapped: Unmapped[] },
): void {
  if (isJson(value)) {
    if (verdicts.consumed.objects.has(value)) return
    walkObject(value, { ...step, reason: reasonWithin(value, step.reason, verdicts) }, verdicts, unmapped)
    return
  }
  if (value === null || value === undefined || isAt(verdicts.consumed, holder, key)) return
  unmapped.push({ pointer: step.pointer, reason: leafReason(holder, key, step.reason, verdicts) })
}

/** The nearest object that a rule looked at decides for all below it. */
function reasonWithin(
  object: Json,
  outer: UnmappedReason,
  { visited, refused, uncoded, overwritten }: Verdicts,
): UnmappedReason {
  if (uncoded.objects.has(object)) return 'no-code'
  if (overwritten.objects.has(object)) return 'overwritten'
  if (visited.has(object)) return 'no-rule'
  return refused.objects.has(object) ? 'condition-false' : outer
}

function leafReason(
  holder: object,
  key: string | number,
  outer: UnmappedReason,
  verdicts: Verdicts,
): UnmappedReason {
  if (isAt(verdicts.uncoded, holder, key)) return 'no-code'
  if (isAt(verdicts.overwritten, holder, key)) return 'overwritten'
  return isAt(verdicts.refused, holder, key) ? 'condition-false' : outer
}

function isAt({ places }: Marks, holder: object, key: string | number): boolean {
  return places.get(holder)?.has(key) ?? false
}
