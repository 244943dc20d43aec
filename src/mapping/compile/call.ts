/** Compiles the call of a group: its inputs must be there, in order and of the modes and types that it asks for. */
import { made } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import { deeper } from '../engine/run-state.ts'
import type { Frame, RuleId, Run } from '../engine/run-state.ts'
import { fault } from '../syntax/fault.ts'
import type { Dependent, GroupInput, Parameter, Position } from '../syntax/syntax.ts'
import { findGroup, typeNamed } from './link.ts'
import type { GroupPlace } from './link.ts'
import { need } from './scope.ts'
import type { Scope } from './scope.ts'
import type { CompiledGroup, Place, Step } from './state.ts'

export type GroupCompiler = {
  /** The group for inputs of these types; the same one for the same types. */
  readonly compile: (group: GroupPlace, types: readonly (string | undefined)[], at: Position) => CompiledGroup
  /** Runs a part of the compiler; a fault becomes an error of the map, and the answer undefined. */
  readonly guarded: <T>(place: { linked: Place['linked'] }, part: () => T) => T | undefined
}

export type Argument = { readonly type: string | undefined; readonly read: (run: Run, frame: Frame) => Node }

type At = { readonly place: Place; readonly scope: Scope; readonly rule: RuleId }

export function compileCall(dependent: Dependent, { place, scope, rule }: At, groups: GroupCompiler): Step {
  const group = findGroup(place.linked, { text: dependent.name, at: dependent.at })
  const { inputs } = group.group
  const count = dependent.parameters.length
  if (count !== inputs.length)
    throw fault(
      'reference',
      dependent.at,
      `group '${dependent.name}' has ${inputs.length} inputs, and ${count} are given`,
    )
  const given = inputs.map((input, index) => {
    const parameter = dependent.parameters[index]
    if (!parameter) throw new Error('counted before')
    return argumentFor(input, parameter, group, { place, scope })
  })
  return callStep(
    groups.compile(
      group,
      given.map(({ type }) => type),
      dependent.at,
    ),
    given,
    rule,
  )
}

/** A call with its own frame. */
export function callStep(group: CompiledGroup, given: readonly Argument[], rule: RuleId): Step {
  return (run, frame) => {
    const inner: Frame = []
    for (const { read } of given) inner.push(read(run, frame))
    deeper(run, rule, () => group.run(run, inner))
  }
}

function argumentFor(
  input: GroupInput,
  parameter: Parameter,
  group: GroupPlace,
  { place, scope }: { place: Place; scope: Scope },
): Argument {
  if (parameter.kind === 'literal') {
    if (input.mode === 'target')
      throw fault(
        'reference',
        parameter.at,
        `'${input.name}' is a target: only a target variable can be given`,
      )
    const literal = made(parameter.value, parameter.type)
    return { type: parameter.type, read: () => literal }
  }
  const variable = need(scope, { text: parameter.name, at: parameter.at }, input.mode)
  if (input.mode === 'target' && variable.mode !== 'target')
    throw fault('reference', parameter.at, `'${input.name}' is a target, and '${parameter.name}' a source`)
  const { types } = place.state
  const declared = inputType(input, group, place)
  if (variable.type !== undefined && declared !== undefined && !types.isA(variable.type, declared))
    throw fault(
      'type',
      parameter.at,
      `'${input.name}' of group '${group.group.name}' is a ${declared}, and '${parameter.name}' a ${variable.type}`,
    )
  return { type: variable.type ?? declared, read: variable.read }
}

/** The type that a group declares for an input. */
export function inputType(input: GroupInput, { linked }: GroupPlace, { state }: Place): string | undefined {
  return input.type === undefined
    ? undefined
    : typeNamed(state.types, linked, { text: input.type, at: input.at })
}
