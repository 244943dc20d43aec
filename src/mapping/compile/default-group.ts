/**
 * Compiles the simple form `src.a -> tgt.b`, which means: create what the default mapping group for the two types wants, and
 * call that group. Groups marked `types` serve a target of one type; those marked `type+` also a choice.
 */
import { made } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import { RunFault } from '../engine/run-state.ts'
import { build } from '../engine/write.ts'
import { fault } from '../syntax/fault.ts'
import type { Rule } from '../syntax/syntax.ts'
import type { ElementShape } from '../types/types.ts'
import { callStep, inputType } from './call.ts'
import type { GroupCompiler } from './call.ts'
import type { GroupPlace } from './link.ts'
import { need, newSlot, slotReader } from './scope.ts'
import { siteFinder } from './site.ts'
import type { CompiledSource } from './source.ts'
import type { Place, Step } from './state.ts'
import type { TargetPlace } from './target.ts'

export type DefaultGroup = {
  readonly group: GroupPlace
  readonly source: string
  readonly target: string
  readonly isPlus: boolean
}

export function compileSimple(
  rule: Rule,
  source: CompiledSource,
  at: TargetPlace,
  groups: GroupCompiler,
): Step {
  const [target] = rule.targets
  const name = target?.path.at(-1)
  if (!target?.context || !name) throw new Error('the simple form has one target element')
  const { parent, steps } = at.intermediates.lead(need(at.scope, target.context, 'target'), target, at)
  const sites = siteFinder(target, name, parent.type, at)
  const sourceTypes = source.type === undefined ? source.elementTypes : [source.type]
  if (!sites.known || !sourceTypes)
    throw fault(
      'type',
      rule.at,
      'the simple form needs both types known: write `src.a as v -> tgt.b = v`, or declare the types',
    )
  const site = sites.known
  const calls = new Map<string, { target: string; call: Step }>()
  const slots = [newSlot(at.scope), newSlot(at.scope)] as const
  for (const type of sourceTypes) {
    const found = defaultGroup(type, site.shape, at.place, rule)
    if (!found) continue
    const given = [
      { type, read: slotReader(slots[0]) },
      { type: found.target, read: slotReader(slots[1]) },
    ]
    const compiled = groups.compile(found.group, [type, found.target], rule.at)
    calls.set(type, { target: found.target, call: callStep(compiled, given, at.rule) })
  }
  if (calls.size === 0)
    throw fault(
      'reference',
      rule.at,
      `there is no default mapping group from ${sourceTypes.join(', ')} to ${site.shape.types.join(', ')}`,
    )
  return (run, frame) => {
    for (const step of steps) step(run, frame)
    const node: Node = frame[source.slot] ?? made(undefined, undefined)
    const entry = calls.get(node.type ?? '')
    if (!entry)
      throw new RunFault(
        'default-group',
        at.rule,
        `there is no default mapping group from ${node.type ?? 'a value of no known type'}`,
      )
    const holder = parent.read(run, frame)
    frame[slots[0]] = node
    frame[slots[1]] = build(run, site, holder, entry.target)
    entry.call(run, frame)
  }
}

/** The default mapping group from a type to an element, where there is one. */
export function defaultGroup(
  type: string,
  shape: ElementShape,
  place: Place,
  rule: Rule,
): DefaultGroup | undefined {
  const isFixed = shape.types.length === 1
  const found = defaultGroups(place).filter(
    ({ source, target, isPlus }) => source === type && shape.types.includes(target) && (isFixed || isPlus),
  )
  const [first, second] = found
  if (second) {
    const names = found.map(({ group }) => `'${group.group.name}' of ${group.linked.map.url}`)
    throw fault(
      'reference',
      rule.at,
      `there are several default mapping groups from ${type}: ${names.join(', ')}`,
    )
  }
  return first
}

function defaultGroups(place: Place): DefaultGroup[] {
  const maps = [place.linked, ...place.linked.imports]
  return maps.flatMap((linked) =>
    linked.map.groups.flatMap((group) => {
      const [source, target] = group.inputs
      if (!group.typeMode || !source || !target) return []
      const at = { linked, group }
      const types = [inputType(source, at, place), inputType(target, at, place)]
      const [from, to] = types
      return from === undefined || to === undefined
        ? []
        : [{ group: at, source: from, target: to, isPlus: group.typeMode === 'type+' }]
    }),
  )
}
