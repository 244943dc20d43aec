/** Writes the paths of expressions, and tells which trees are paths. */
import { find } from '../compile/scope.ts'
import { isFhirpathVariable, compileWalk } from '../compile/walk.ts'
import type { Surroundings } from '../compile/walk.ts'
import { typeNamed } from '../compile/link.ts'
import type { PathTree } from '../syntax/syntax.ts'
import { NotGenerated } from './code.ts'
import type { Around, Reads } from './frame.ts'
import { eachElement, eachShown, elementsOf, isShown } from './items.ts'
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
  if (name === 'where' && first) return each(on, around, (item) => filtered(item, first, around, body))
  if ((name === 'ofType' || name === 'as') && first) return typed(on, first, around, body)
  if (name === 'first' && !first) return cut(on, around, body, (count) => `if (${count}++ === 0)`)
  if (name === 'tail' && !first) return cut(on, around, body, (count) => `if (${count}++ > 0)`)
  throw new NotGenerated(`${name}() in a path`)
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
  inner.commit()
  body(item)
  code.close(inner.isMarked() ? ` else Q.length = ${inner.mark};` : '')
}

export type NestedReads = {
  readonly reads: Reads
  /** Writes down what was read at this level, where the condition holds. */
  readonly commit: () => void
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
  return {
    mark,
    isMarked: () => isMarked,
    hasAny: () => isMarked || waiting.length > 0,
    reads: {
      take: (item) => {
        if (!item.place || item.kind === 'object' || item.isUntold) return
        if (item.place.depth <= depth) waiting.push(item)
        else {
          isMarked = true
          writeMark(`const ${mark} = Q.length;`)
          const { place } = item
          const [holder, key] =
            place.kind === 'any' ? [place.holder, place.key] : [place.owner, code.constant(place.name)]
          const push = `Q.push(${holder}, ${key});`
          code.line(item.kind === undefined ? `if (typeof ${item.js} !== 'object') ${push}` : push)
        }
      },
    },
    commit: () => {
      for (const { place } of waiting) if (place) consumePlace(code, bits, place)
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
export function ofType(
  item: Item,
  type: string | undefined,
  { spot }: Pick<Around, 'spot'>,
  body: Body,
): void {
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
