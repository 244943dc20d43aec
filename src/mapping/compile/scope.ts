/**
 * The names that a rule can use. Source and target variables are apart, so that one name may stand for both; a frame has one
 * slot for each variable of a group, given out here.
 */
import type { Frame, Run } from '../engine/run-state.ts'
import type { Node } from '../engine/node.ts'
import { fault } from '../syntax/fault.ts'
import type { Position } from '../syntax/syntax.ts'

export type VariableMode = 'source' | 'target'

export type Variable = {
  readonly mode: VariableMode
  /** The type of its values where one is known. */
  readonly type: string | undefined
  readonly read: (run: Run, frame: Frame) => Node
}

export type Scope = {
  readonly parent: Scope | undefined
  readonly source: Map<string, Variable>
  readonly target: Map<string, Variable>
  /** Shared by all scopes of a group. */
  readonly slots: { count: number }
}

export function groupScope(parameters: readonly string[]): Scope {
  const outer: Scope = { parent: undefined, source: new Map(), target: new Map(), slots: { count: 0 } }
  for (const name of parameters)
    outer.source.set(name, { mode: 'source', type: 'string', read: (run) => parameterOf(run, name) })
  return innerScope(outer)
}

function parameterOf(run: Run, name: string): Node {
  const node = run.parameters.get(name)
  if (!node) throw new Error(`runMap let a run begin without the parameter ${name}`)
  return node
}

export function innerScope(parent: Scope): Scope {
  return { parent, source: new Map(), target: new Map(), slots: parent.slots }
}

/** A new variable; the answer is its slot. */
export function declare(scope: Scope, mode: VariableMode, name: string, type: string | undefined): number {
  const slot = newSlot(scope)
  scope[mode].set(name, { mode, type, read: slotReader(slot) })
  return slot
}

/** Refuses a second variable of one name in one rule. */
export function declareOnce(
  scope: Scope,
  mode: VariableMode,
  named: { text: string; at: Position },
  type: string | undefined,
): number {
  if (scope[mode].has(named.text))
    throw fault('reference', named.at, `the variable '${named.text}' is there already in this rule`)
  return declare(scope, mode, named.text, type)
}

/** A slot without a name. */
export function newSlot(scope: Scope): number {
  scope.slots.count += 1
  return scope.slots.count - 1
}

export function slotReader(slot: number): (run: Run, frame: Frame) => Node {
  return (_run, frame) => {
    const node = frame[slot]
    if (!node) throw new Error(`the variable in slot ${slot} is read before it is set`)
    return node
  }
}

/** The variable of that name, nearest first; where both modes have it in one scope, the preferred one. */
export function find(scope: Scope, name: string, preferred: VariableMode): Variable | undefined {
  const other = preferred === 'source' ? 'target' : 'source'
  const own = findMode(scope, name, preferred)
  return own ?? findMode(scope, name, other)
}

function findMode(scope: Scope, name: string, mode: VariableMode): Variable | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const variable = at[mode].get(name)
    if (variable) return variable
  }
  return undefined
}

export function need(scope: Scope, named: { text: string; at: Position }, preferred: VariableMode): Variable {
  const variable = find(scope, named.text, preferred)
  if (!variable) throw fault('reference', named.at, `there is no variable '${named.text}' here`)
  return variable
}
