/**
 * Compiles one source of a rule to the list of values that it gives: the elements by their names, of the type asked for, else
 * the default; counted, filtered by `where`, checked, logged, and cut by the list mode, in this order.
 */
import { givenByType, isOfType } from '../engine/fit.ts'
import { isPrimitive } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import { RunFault } from '../engine/run-state.ts'
import type { Frame, RuleId, Run } from '../engine/run-state.ts'
import { fault } from '../syntax/fault.ts'
import type { Source, SourceListMode } from '../syntax/syntax.ts'
import { jsonKind } from '../types/types.ts'
import { compileCondition, compileExpression } from './expression.ts'
import { typeNamed } from './link.ts'
import { declareOnce, innerScope, need, newSlot } from './scope.ts'
import type { Scope } from './scope.ts'
import type { Place, Values } from './state.ts'
import { elementReader, elementType } from './walk.ts'

export type CompiledSource = {
  readonly values: Values
  readonly slot: number
  readonly type: string | undefined
  /** The type of the element by the definitions, before any filter: of several, all. */
  readonly elementTypes: readonly string[] | undefined
}

/** Each part takes the values that the part before it let through. */
type Part = (run: Run, frame: Frame, nodes: readonly Node[]) => readonly Node[]

export function compileSource(source: Source, place: Place, scope: Scope, rule: RuleId): CompiledSource {
  const found = compileElements(source, place, scope)
  const parts: Part[] = []
  const filter = compileTypeFilter(source, found.types, place)
  if (filter) parts.push(filter.part)
  const type = filter ? filter.type : onlyOf(found.types)
  if (source.defaultValue) parts.push(compileDefault(source, place, { scope, rule, type }))
  const count = countOf(source, rule)
  if (count) parts.push(count)
  const slot = source.variable ? declareOnce(scope, 'source', source.variable, type) : newSlot(scope)
  compileConditions(source, place, { scope, rule, type, slot }, parts)
  const cut = cutOf(source, rule)
  if (cut) parts.push(cut)
  const values: Values = (run, frame) => {
    let nodes = found.values(run, frame)
    for (const part of parts) nodes = part(run, frame, nodes)
    for (const { value } of nodes) if (typeof value === 'object' && value !== null) run.visited.add(value)
    return nodes
  }
  return { values, slot, type, elementTypes: found.types }
}

function onlyOf(types: readonly string[] | undefined): string | undefined {
  return types?.length === 1 ? types[0] : undefined
}

function compileElements(
  source: Source,
  place: Place,
  scope: Scope,
): { values: Values; types: readonly string[] | undefined } {
  const context = need(scope, source.context, 'source')
  let types = context.type === undefined ? undefined : [context.type]
  const readers = source.path.map((name) => {
    const parent = onlyOf(types)
    const reader = elementReader(parent, name.text, name, place)
    types = typesOfElement(parent, name.text, place)
    return reader
  })
  const [only] = readers
  if (!only) return { values: (run, frame) => [context.read(run, frame)], types }
  const values: Values = (run, frame) => {
    let nodes: readonly Node[] = [context.read(run, frame)]
    for (const reader of readers) {
      const out: Node[] = []
      for (const node of nodes) reader(node, out)
      nodes = out
    }
    return nodes
  }
  return { values, types }
}

function typesOfElement(parent: string | undefined, name: string, place: Place): string[] | undefined {
  const only = elementType(parent, name, place)
  if (only !== undefined) return [only]
  const shape = parent === undefined ? undefined : place.state.types.elementOf(parent, name)
  return shape && shape.types.length > 1 ? [...shape.types] : undefined
}

/** The type that the source asks for, and the part that keeps values of it. */
function compileTypeFilter(
  source: Source,
  before: readonly string[] | undefined,
  place: Place,
): { type: string; part: Part } | undefined {
  const named = source.type
  if (!named) return undefined
  const { types } = place.state
  const type = typeNamed(types, place.linked, named)
  if (type === undefined) throw fault('type', named.at, `the definition of '${named.text}' is not held`)
  if (before && !before.some((one) => types.isA(one, type) || types.isA(type, one)))
    throw fault('type', named.at, `no value here is ever of type ${type}, but ${before.join(', ')}`)
  const part: Part = (run, _frame, nodes) =>
    keep(run, nodes, (node) => isOfType(types, node.value, node.type, type))
  return { type, part }
}

/** Keeps some, and remembers the rest as refused. */
function keep(run: Run, nodes: readonly Node[], accepts: (node: Node, index: number) => boolean): Node[] {
  return nodes.filter((node, index) => {
    const accepted = accepts(node, index)
    if (!accepted) run.refused.push(node)
    return accepted
  })
}

type Around = { readonly scope: Scope; readonly rule: RuleId; readonly type: string | undefined }

/** Used once where there is no value. A primitive, of the element's type where that is known. */
function compileDefault(source: Source, place: Place, { scope, rule, type }: Around): Part {
  const expression = source.defaultValue
  if (!expression) throw new Error('compileDefault is called for a source with a default')
  const evaluator = compileExpression(expression, { place, scope, context: undefined, rule })
  const { types } = place.state
  if (type !== undefined && types.kindOf(type) !== 'primitive')
    throw fault('type', expression.at, `a default is a primitive, and this element is of type ${type}`)
  if (type !== undefined && evaluator.type !== undefined && !isLike(types, evaluator.type, type))
    throw fault('type', expression.at, `a default of type ${evaluator.type} does not fit ${type}`)
  return (run, frame, nodes) => {
    if (nodes.length > 0) return nodes
    const values = evaluator.evaluate(run, frame, undefined, [])
    if (values.length > 1) throw new RunFault('many-values', rule, 'the default has more than one value')
    return values.map((node) => ({ ...node, type: type ?? node.type }))
  }
}

function isLike(types: Place['state']['types'], given: string, wanted: string): boolean {
  const { kind } = givenByType(types, given)
  return (
    kind !== 'object' && (kind === 'integer' || kind === 'decimal' ? 'number' : kind) === jsonKind(wanted)
  )
}

function countOf({ min, max, path, context }: Source, rule: RuleId): Part | undefined {
  if (min === undefined || max === undefined) return undefined
  const name = path.at(-1)?.text ?? context.text
  return (_run, _frame, nodes) => {
    if (nodes.length < min || (max !== '*' && nodes.length > max))
      throw new RunFault(
        'cardinality',
        rule,
        `${name} is there ${nodes.length} times, and the map wants ${min}..${max}`,
      )
    return nodes
  }
}

function compileConditions(
  source: Source,
  place: Place,
  { scope, rule, type, slot }: Around & { slot: number },
  parts: Part[],
): void {
  const where = { place, scope: innerScope(scope), context: { type }, rule }
  const condition = source.condition && compileCondition(source.condition, where)
  const check = source.check && compileCondition(source.check, where)
  const log = source.log && compileExpression(source.log, where)
  if (condition || check)
    parts.push((run, frame, nodes) => {
      const kept: Node[] = []
      for (const node of nodes) {
        frame[slot] = node
        const reads: Node[] = []
        if (condition && !condition(run, frame, node, reads)) run.refused.push(node)
        else {
          if (check && !check(run, frame, node, reads))
            throw new RunFault('check', rule, 'the check does not hold')
          kept.push(reads.length > 0 ? { ...node, reads } : node)
        }
      }
      return kept
    })
  if (log)
    parts.push((run, frame, nodes) => {
      for (const node of nodes) {
        frame[slot] = node
        const message = log.evaluate(run, frame, node, []).map(textOf).join(', ')
        run.log.push({ rule, message })
      }
      return nodes
    })
}

function textOf(node: Node): string {
  return isPrimitive(node) ? String(node.value) : JSON.stringify(node.value)
}

function cutOf({ listMode, path, context }: Source, rule: RuleId): Part | undefined {
  if (listMode === undefined) return undefined
  if (listMode !== 'only_one') return (run, _frame, nodes) => keep(run, nodes, cuts[listMode](nodes.length))
  const name = path.at(-1)?.text ?? context.text
  return (_run, _frame, nodes) => {
    if (nodes.length > 1)
      throw new RunFault('only-one', rule, `${name} is there ${nodes.length} times, and the map wants one`)
    return nodes
  }
}

type Cut = (length: number) => (node: Node, index: number) => boolean

const cuts: Readonly<Record<Exclude<SourceListMode, 'only_one'>, Cut>> = {
  first: () => (_node, index) => index === 0,
  not_first: () => (_node, index) => index > 0,
  last: (length) => (_node, index) => index === length - 1,
  not_last: (length) => (_node, index) => index < length - 1,
}
