/**
 * Compiles groups, each once for every combination of input types that it is called with: so a group without types is checked
 * against what it is really given.
 */
import { MapFault, fault } from '../syntax/fault.ts'
import { callStep, inputType } from './call.ts'
import type { Argument, GroupCompiler } from './call.ts'
import { findGroup } from './link.ts'
import type { GroupPlace, LinkedMap } from './link.ts'
import { compileRule } from './rule.ts'
import { declare, groupScope, innerScope, slotReader } from './scope.ts'
import type { CompiledGroup, CompileState, Place, Step } from './state.ts'

/** Groups times combinations of input types. */
const compiledGroupsMax = 10_000

export function createGroupCompiler(state: CompileState): GroupCompiler {
  const compiler: GroupCompiler = {
    compile: (at, types, position) => {
      const key = `${at.linked.map.url} ${at.group.at.line}:${at.group.at.column} ${types.map((type) => type ?? '?').join(' ')}`
      const known = state.groups.get(key)
      if (known) return known
      if (state.groups.size >= compiledGroupsMax)
        throw fault('unsupported', position, `more than ${compiledGroupsMax} groups with their types`)
      // Known before its rules are compiled, since these may call it.
      const compiled: CompiledGroup = { slots: 0, run: () => undefined }
      state.groups.set(key, compiled)
      compiler.guarded(at, () => fillGroup(compiled, { state, ...at }, types, compiler))
      return compiled
    },
    guarded: ({ linked }, part) => guarded(state, linked, part),
  }
  return compiler
}

function guarded<T>(state: CompileState, { map }: LinkedMap, part: () => T): T | undefined {
  try {
    return part()
  } catch (error) {
    // A fault in one rule is noted, so that the others' faults show too; anything else is a bug and goes on.
    if (!(error instanceof MapFault)) throw error
    const found = { ...error.error, map: map.url }
    const isNew = !state.errors.some(
      (known) =>
        known.map === found.map &&
        known.line === found.line &&
        known.column === found.column &&
        known.message === found.message,
    )
    if (isNew) state.errors.push(found)
    return undefined
  }
}

function fillGroup(
  compiled: CompiledGroup,
  place: Place,
  types: readonly (string | undefined)[],
  groups: GroupCompiler,
): void {
  const { group, state } = place
  checkDefault(place)
  const scope = innerScope(groupScope(state.ground.parameters ?? []))
  for (const [index, input] of group.inputs.entries()) {
    if (scope[input.mode].has(input.name))
      throw fault('reference', input.at, `the input '${input.name}' is there twice`)
    declare(scope, input.mode, input.name, types[index])
  }
  const base = compileBase(place, types, groups)
  const rules = group.rules.flatMap(
    (rule) => groups.guarded(place, () => compileRule(rule, place, scope, groups)) ?? [],
  )
  const steps = base ? [base, ...rules] : rules
  compiled.slots = scope.slots.count
  compiled.run = (run, frame) => {
    for (const step of steps) step(run, frame)
  }
}

function checkDefault(place: Place): void {
  const { group } = place
  if (!group.typeMode) return
  const [source, target, other] = group.inputs
  if (
    source?.mode !== 'source' ||
    target?.mode !== 'target' ||
    other ||
    source.type === undefined ||
    target.type === undefined
  )
    throw fault('type', group.at, `a default mapping group has a source and a target, both with types`)
}

/** The rules of the group that this one extends run first, on the inputs of the same names. */
function compileBase(
  place: Place,
  types: readonly (string | undefined)[],
  groups: GroupCompiler,
): Step | undefined {
  const { group, linked } = place
  if (!group.extends) return undefined
  const base = findGroup(linked, group.extends)
  refuseCircle(place, base)
  const given = base.group.inputs.map((input): Argument => {
    const index = group.inputs.findIndex(({ name, mode }) => name === input.name && mode === input.mode)
    if (index < 0)
      throw fault(
        'reference',
        group.at,
        `'${group.name}' extends '${base.group.name}', and so needs its ${input.mode} '${input.name}'`,
      )
    const declared = inputType(input, base, place)
    const type = types[index]
    if (type !== undefined && declared !== undefined && !place.state.types.isA(type, declared))
      throw fault(
        'type',
        group.at,
        `'${input.name}' is a ${declared} in '${base.group.name}', and a ${type} here`,
      )
    return { type: type ?? declared, read: slotReader(index) }
  })
  const rule = {
    map: linked.map.url,
    group: group.name,
    rule: 'extends',
    line: group.at.line,
    column: group.at.column,
  }
  return callStep(
    groups.compile(
      base,
      given.map(({ type }) => type),
      group.at,
    ),
    given,
    rule,
  )
}

function refuseCircle(place: Place, base: GroupPlace): void {
  const seen = new Set([place.group])
  for (
    let at: GroupPlace | undefined = base;
    at;
    at = at.group.extends && findGroup(at.linked, at.group.extends)
  ) {
    if (seen.has(at.group))
      throw fault('reference', place.group.at, `'${place.group.name}' extends itself, by way of others`)
    seen.add(at.group)
  }
}
