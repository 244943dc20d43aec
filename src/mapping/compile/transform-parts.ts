/** What the transforms of all kinds have in common. */
import type { Node } from '../engine/node.ts'
import { made } from '../engine/node.ts'
import type { Frame, RuleId, Run } from '../engine/run-state.ts'
import type { Transform } from '../syntax/syntax.ts'
import type { Scope } from './scope.ts'
import type { Place, Values } from './state.ts'

export type CompiledTransform = { readonly type: string | undefined; readonly values: Values }

export type TransformPlace = {
  readonly place: Place
  readonly scope: Scope
  readonly rule: RuleId
  /** The types of the element that takes the value, for a cast that names none. */
  readonly wanted: readonly string[]
}

export type Argument = {
  readonly type: string | undefined
  readonly read: (run: Run, frame: Frame) => Node
}

/** Compiles one transform; its parameters come as arguments, counted. */
export type TransformCompiler = (
  transform: Transform,
  given: readonly Argument[],
  at: TransformPlace,
) => CompiledTransform

export type Made = { readonly value: unknown; readonly from: readonly Node[] }

/** A transform that makes one value from others. */
export function makesOne(type: string, make: (run: Run, frame: Frame) => Made): CompiledTransform {
  return {
    type,
    values: (run, frame) => {
      const { value, from } = make(run, frame)
      return [made(value, type, from)]
    },
  }
}

/** The argument at that place, which the count of parameters promised. */
export function argumentAt(given: readonly Argument[], index: number): Argument {
  const argument = given[index]
  if (!argument) throw new Error('transforms are compiled with as many arguments as they need')
  return argument
}
