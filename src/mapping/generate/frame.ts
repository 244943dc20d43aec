/** What every part of the generator works with. */
import type { Place } from '../compile/state.ts'
import type { Scope } from '../compile/scope.ts'
import type { RuleId } from '../engine/run-state.ts'
import type { PathTree } from '../syntax/syntax.ts'
import type { Code } from './code.ts'
import type { Bits, Item, JsKind, TargetState } from './values.ts'

export type Generator = {
  readonly code: Code
  readonly expressions: Expressions
  readonly bits: Bits
  /** Loops and conditions around what is being written. */
  loops: number
  conditions: number
  /** The functions of groups that were written, by group, types and what is known of their targets. */
  readonly groups: Map<string, GroupFunction>
  readonly functions: string[]
  /** What the first group's first source is: `%resource`. */
  readonly rootType: string
}

export type GroupFunction = {
  readonly name: string
  /** What the group may write into each of its targets; undefined while it is being written, since it may call itself. */
  effects: readonly (TargetState | undefined)[] | undefined
}

/** Where in a map the generator stands. */
export type Spot = {
  readonly generator: Generator
  readonly place: Place
  readonly scope: Scope
  readonly rule: RuleId
}

/** Where an expression stands. */
export type Around = {
  readonly spot: Spot
  readonly context: Item | undefined
  readonly reads: Reads
  /** The whole expression, into whose text the offsets of its trees are. */
  readonly text: string
}

/** A local or constant that holds one value, or undefined where `isOptional`. */
export type Scalar = {
  readonly js: string
  readonly kind: JsKind
  readonly type: string | undefined
  readonly isOptional: boolean
}

/** The parts of expressions that paths and functions hold in turn. */
export type Expressions = {
  /** Whether a condition holds, as an expression of JavaScript. */
  readonly conditionOf: (tree: PathTree, around: Around) => string
  readonly scalar: (tree: PathTree, around: Around) => Scalar
}

/** Takes what a condition or an expression reads. */
export type Reads = {
  readonly take: (item: Item) => void
  /** Something was written down already: it must be taken back where what stands around does not hold. */
  readonly pushed: () => void
}
