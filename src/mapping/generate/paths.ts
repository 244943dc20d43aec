/** Writes the paths of expressions, and tells which trees are paths. */
import { find } from '../compile/scope.ts'
import { isFhirpathVariable, compileWalk } from '../compile/walk.ts'
import type { Surroundings } from '../compile/walk.ts'
import { typeNamed } from '../compile/link.ts'
import type { PathTree } from '../syntax/syntax.ts'
import { member, NotGenerated } from './code.ts'
import type { Around, Reads } from './frame.ts'
import { eachElement, eachShown, elementsOf, isShown } from './items.ts'
import type { Element } from './items.ts'
import type { Body, Item } from './values.ts'
import { consumePlace, sourceOf } from './values.ts'

/** Whether the tree is a path that is written as blocks: a walk of the closures, or one that begins with %resource. */
export function isPath(tree: PathTree, around: Surroundings): boolean {
  if (tree.kind === 'indexer' && tree.index.kind !== 'literal') return false
  return compileWalk(tree, around) !== undefined || beginsWithResource(tree, around)
}

const pathCalls = new Set(['where', 'first', 'last', 'tail', 'ofType', 'as'])

function beginsWithResource(tree: PathTree, around: Surroundings): boolean {
  if (tree.kind === 'variable') return tree.name === 'resource' && isFhirpathVariable(tree.name, around.scope)
  if (tree.kind === 'member') return tree.on !== undefined && beginsWithResource(tree.on, around)
  if (tree.kind === 'call')
    return tree.on !== undefined && pathCalls.has(tree.name) && beginsWithResource(tree.on, around)
  return false
}

/** Whether a path can find one value at most, whatever the source holds. */
export function isSingle(tree: PathTree, around: Surroundings): boolean {
  if (tree.kind === 'variable' || tree.kind === 'this' || tree.kind === 'indexer') return true
  if (tree.kind === 'group') return isSingle(tree.inner, around)
  if (tree.kind === 'member') return isSingleMember(tree, around)
  if (tree.kind !== 'call') return false
  if (tree.name === 'first' || tree.name === 'last') return true
  return (
    tree.on !== undefined && (tree.name === 'where' || tree.name === 'ofType') && isSingle(tree.on, around)
  )
}

function isSingleMember(tree: PathTree & { kind: 'member' }, around: Surroundings): boolean {
  if (tree.on && !isSingle(tree.on, around)) return false
  const parent = tree.on ? compileWalk(tree.on, around)?.type : around.context?.type
  if (parent === undefined) return !tree.on && !around.context
  const shape = around.place.state.types.elementOf(parent, tree.name)
  // A bare name that is no element is a variable.
  if (!shape) return !tree.on
  return !shape.isArray
}

/** Runs `body` for each value that a path finds. */
export function each(tree: PathTree, around: Around, body: Body): void {
  if (tree.kind === 'variable') return body(variable(tree.name, around))
  if (tree.kind === 'this') return body(focusOf(around))
  if (tree.kind === 'group') return each(tree.inner, around, body)
  if (tree.kind === 'call') return call(tree, around, body)
  if (tree.kind === 'indexer') return indexed(tree, around, body)
  if (tree.kind === 'operation') return typedBy(tree, around, body)
  if (tree.kind !== 'member') throw new NotGenerated(`${tree.kind} in a path`)
  if (tree.on) return each(tree.on, around, (owner) => child(owner, tree.name, around, body))
  return head(tree.name, around, body)
}

function focusOf({ context }: Around): Item {
  if (!context) throw new NotGenerated('$this without a context')
  return context
}

/** `value as Type` */
function typedBy(
  { operators, operands }: PathTree & { kind: 'operation' },
  around: Around,
  body: Body,
): void {
  const [value, type] = operands
  if (operators.length !== 1 || operators[0] !== 'as' || !value || !type)
    throw new NotGenerated('an operation in a path')
  return typed(value, type, around, body)
}

function variable(name: string, { spot }: Around): Item {
  if (name === 'resource' && isFhirpathVariable(name, spot.scope)) {
    const { rootType } = spot.generator
    return { js: 'root', type: rootType, kind: 'object', place: undefined, mask: undefined, isUntold: true }
  }
  if (isFhirpathVariable(name, spot.scope)) throw new NotGenerated(`%${name}`)
  return sourceOf(spot.scope, name)
}

/** A bare name: an element of the context, else a variable. */
function head(name: string, around: Around, body: Body): void {
  const { spot, context } = around
  const own = find(spot.scope, name, 'source')
  if (!context) return body(sourceOf(spot.scope, name))
  if (context.type === undefined) {
    if (own) throw new NotGenerated(`${name}, an element or a variable`)
    return child(context, name, around, body)
  }
  if (spot.place.state.readers.readerOf(context.type, name)) return child(context, name, around, body)
  if (own) return body(sourceOf(spot.scope, name))
  if (name === context.type) return body(context)
  return child(context, name, around, body)
}

function child(owner: Item, name: string, { spot }: Around, body: Body): void {
  const { code } = spot.generator
  if (isShown(owner)) return eachShown(code, owner, name, body)
  const { types } = spot.place.state
  if (types.kindOf(owner.type ?? '') === 'primitive' && name === 'value') return body(owner)
  // Of a choice's types some may have no such element: then they have no values.
  const isMissing = types.kindOf(owner.type ?? '') === 'primitive' || !types.elementOf(owner.type ?? '', name)
  if (isMissing) return
  for (const element of elementsOf(types, owner.type ?? '', name)) eachElement(code, owner, element, body)
}

function call(tree: PathTree & { kind: 'call' }, around: Around, body: Body): void {
  const { on, name, parameters } = tree
  const [first] = parameters
  if (!on) throw new NotGenerated(`${name}()`)
  if (name === 'where' && first) {
    if (lookedUp(on, first, around, body)) return
    return each(on, around, (item) => filtered(item, first, around, body))
  }
  if ((name === 'ofType' || name === 'as') && first) return typed(on, first, around, body)
  if (name === 'first' && !first) return cut(on, around, body, (count) => `if (${count}++ === 0)`)
  if (name === 'tail' && !first) return cut(on, around, body, (count) => `if (${count}++ > 0)`)
  throw new NotGenerated(`${name}() in a path`)
}

/**
 * `%list.element.where(name = value)`, with a value that is the same for all items: these are looked up by it. Whether it was
 * written so.
 */
function lookedUp(on: PathTree, criteria: PathTree, around: Around, body: Body): boolean {
  const { spot } = around
  const { code } = spot.generator
  const keyed = keyedList(on, criteria, around)
  if (!keyed) return false
  const { owner, element, key, value } = keyed
  return (
    code.attempt(() => {
      const wanted = spot.generator.expressions.scalar(value, { ...around, context: undefined })
      if (wanted.kind !== 'string') throw new NotGenerated('a key that is no text')
      const [found, index, item] = [code.local('a'), code.local('i'), code.local('v')]
      const list = member(owner.js, element.name)
      code.line(`const ${found} = lookUp(${list}, ${code.constant(key)}, ${wanted.js}, I);`)
      code.open(`for (let ${index} = 0; ${index} < ${found}.length; ${index}++)`)
      code.line(`const ${item} = ${found}[${index}];`)
      code.line('n++;')
      const place = { kind: 'any', holder: item, key: code.constant(key), depth: code.depth() } as const
      const read: Item = { js: item, type: 'string', kind: 'string', place, mask: undefined }
      if (!owner.isUntold) around.reads.take(read)
      body({ js: item, type: element.type, kind: 'object', place: undefined, mask: undefined })
      code.close()
      return true
    }) ?? false
  )
}

type KeyedList = {
  readonly owner: Item
  readonly element: Element
  readonly key: string
  readonly value: PathTree
}

function keyedList(on: PathTree, criteria: PathTree, { spot }: Around): KeyedList | undefined {
  const wanted = equalityIn(criteria)
  if (!wanted || on.kind !== 'member' || on.on?.kind !== 'variable') return undefined
  const { name } = on.on
  if (isFhirpathVariable(name, spot.scope) || !find(spot.scope, name, 'source')) return undefined
  const owner = sourceOf(spot.scope, name)
  const element = plainElement(owner, on.name, spot)
  if (!element?.isArray || element.kind !== 'object') return undefined
  const held: Item = { js: '', type: element.type, kind: 'object', place: undefined, mask: undefined }
  const key = plainElement(held, wanted.name, spot)
  const isText = key?.kind === 'string' && !key.isArray
  return isText ? { owner, element, key: key.name, value: wanted.value } : undefined
}

/** `name = value`, where the value is the same for every item. */
function equalityIn(criteria: PathTree): { name: string; value: PathTree } | undefined {
  if (criteria.kind !== 'operation' || criteria.operators.join(' ') !== '=') return undefined
  const [left, value] = criteria.operands
  const isBare = left?.kind === 'member' && !left.on
  return isBare && value && isSteady(value) ? { name: left.name, value } : undefined
}

/** The element of that name, where the type is known, has it, and makes no choice of it. */
function plainElement(owner: Item, name: string, { place }: Around['spot']): Element | undefined {
  if (isShown(owner)) return undefined
  const { types } = place.state
  const shape = types.elementOf(owner.type ?? '', name)
  if (!shape || shape.stem !== undefined) return undefined
  return elementsOf(types, owner.type ?? '', name)[0]
}

/** Whether a tree begins with variables and literals only, so that it is the same for every item that is looked at. */
function isSteady(tree: PathTree): boolean {
  if (tree.kind === 'literal') return tree.type === 'string'
  if (tree.kind === 'variable') return true
  if (tree.kind === 'group') return isSteady(tree.inner)
  // What stands in the brackets of a function is about that function's own items.
  if (tree.kind === 'member' || tree.kind === 'call') return tree.on !== undefined && isSteady(tree.on)
  return (
    tree.kind === 'operation' && tree.operators.every((one) => one === '&') && tree.operands.every(isSteady)
  )
}

/** Lets through by the number of values before. */
function cut(on: PathTree, around: Around, body: Body, test: (count: string) => string): void {
  const { code } = around.spot.generator
  const count = code.local('x')
  code.line(`let ${count} = 0;`)
  each(on, around, (item) => {
    code.open(test(count))
    body(item)
    code.close()
  })
}

function indexed(tree: PathTree & { kind: 'indexer' }, around: Around, body: Body): void {
  if (tree.index.kind !== 'literal' || typeof tree.index.value !== 'number')
    throw new NotGenerated('an index')
  const wanted = String(tree.index.value)
  cut(tree.on, around, body, (count) => `if (${count}++ === ${wanted})`)
}

/** What the criteria read counts only where they hold. */
export function filtered(item: Item, criteria: PathTree, around: Around, body: Body): void {
  const { code } = around.spot.generator
  const inner = nestedReads(around)
  const holds = around.spot.generator.expressions.conditionOf(criteria, {
    ...around,
    context: item,
    reads: inner.reads,
  })
  code.open(`if (${holds})`)
  inner.handOn(around.reads)
  body(item)
  code.close(inner.isMarked() ? ` else Q.length = ${inner.mark};` : '')
}

export type NestedReads = {
  readonly reads: Reads
  /** Writes down what was read at this level, where the condition holds. */
  readonly commit: () => void
  /** The same, for what stands around to decide. */
  readonly handOn: (outer: Reads) => void
  /** Whether something was written down before: then it must be taken back where the condition does not hold. */
  readonly isMarked: () => boolean
  readonly hasAny: () => boolean
  readonly mark: string
}

/** Reads that count only if a condition holds: those of this level wait, those inside blocks are taken back. */
export function nestedReads({ spot }: Pick<Around, 'spot'>): NestedReads {
  const { code, bits } = spot.generator
  const depth = code.depth()
  const mark = code.local('q')
  const writeMark = code.later()
  const waiting: Item[] = []
  let isMarked = false
  const pushed = (): void => {
    isMarked = true
    writeMark(`const ${mark} = Q.length;`)
  }
  const take = (item: Item): void => {
    const { place } = item
    if (!place || item.kind === 'object' || item.isUntold) return
    if (place.depth <= depth && item.kind !== undefined) return void waiting.push(item)
    pushed()
    const [holder, key] =
      place.kind === 'any' ? [place.holder, place.key] : [place.owner, code.constant(place.name)]
    const push = `Q.push(${holder}, ${key});`
    code.line(item.kind === undefined ? `if (typeof ${item.js} !== 'object') ${push}` : push)
  }
  return {
    mark,
    isMarked: () => isMarked,
    hasAny: () => isMarked || waiting.length > 0,
    reads: { take, pushed },
    commit: () => {
      for (const { place } of waiting) if (place) consumePlace(code, bits, place)
    },
    handOn: (outer) => {
      if (isMarked) outer.pushed()
      for (const { place, ...item } of waiting)
        if (place) outer.take({ ...item, place: { ...place, depth: Number.MAX_SAFE_INTEGER } })
    },
  }
}

function typed(on: PathTree, named: PathTree, around: Around, body: Body): void {
  const { place } = around.spot
  if (named.kind !== 'type') throw new NotGenerated('a type')
  const type = typeNamed(place.state.types, place.linked, {
    text: named.name.replace(/^FHIR\./, ''),
    at: named.at,
  })
  each(on, around, (item) => ofType(item, type, around, body))
}

/** Lets through what is of the type; where the element has one type, that is known now. */
function ofType(item: Item, type: string | undefined, { spot }: Pick<Around, 'spot'>, body: Body): void {
  const { code } = spot.generator
  const { types } = spot.place.state
  if (type === undefined) throw new NotGenerated('a type that is not held')
  if (item.type === type) return body(item)
  if (isShown(item) && types.kindOf(type) === 'resource' && item.shown === undefined) {
    code.open(`if (${item.js}.resourceType === ${code.constant(type)})`)
    body({ ...item, type, kind: 'object' })
    code.close()
    return
  }
  if (item.type === undefined || types.isA(item.type, type) || types.isA(type, item.type))
    throw new NotGenerated(`a value of type ${type} among others`)
}
