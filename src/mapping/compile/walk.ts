/**
 * Compiles the paths in an expression (`%n.given.first()`, `item.where(linkId = 'a').answer.value`) to walks over typed nodes.
 * The FHIRPath room knows no types of variables and no places in the source; walks know both, so choice elements and `.value`
 * resolve, a misspelt element is an error now, and the loss report learns what was read. What is no path is left to FHIRPath.
 */
import { isOfType, isOpen } from '../engine/fit.ts'
import { isJson } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import type { Reader } from '../engine/read.ts'
import type { Frame, Run } from '../engine/run-state.ts'
import { fault } from '../syntax/fault.ts'
import type { PathTree } from '../syntax/syntax.ts'
import { find } from './scope.ts'
import type { Scope } from './scope.ts'
import { typeNamed } from './link.ts'
import type { Place } from './state.ts'

/** Where an expression stands. Without a context, paths must begin with a variable. */
export type Surroundings = {
  readonly place: Place
  readonly scope: Scope
  readonly context: { readonly type: string | undefined } | undefined
  /** Compiles the criteria of `where`; handed in, since criteria hold paths in turn. */
  readonly criteria: (tree: PathTree, surroundings: Surroundings) => Criteria
}

export type Criteria = (run: Run, frame: Frame, context: Node, reads: Node[]) => boolean

export type Walk = {
  readonly type: string | undefined
  /** The values at the end of the path; what criteria read on the way is added to `reads`. */
  readonly step: (run: Run, frame: Frame, context: Node | undefined, reads: Node[]) => readonly Node[]
}

/** Variables that FHIRPath itself defines, where the map has none of the name. */
export function isFhirpathVariable(name: string, scope: Scope): boolean {
  return (
    /^(?:resource|rootResource|context|ucum|sct|loinc|vs-.*|ext-.*)$/.test(name) &&
    !find(scope, name, 'source')
  )
}

/** The walk of a path; undefined where the tree is more than a path. */
export function compileWalk(tree: PathTree, around: Surroundings): Walk | undefined {
  switch (tree.kind) {
    case 'variable':
      return isFhirpathVariable(tree.name, around.scope) ? undefined : variableWalk(tree.name, tree, around)
    case 'this':
      return thisWalk(tree, around)
    case 'member':
      return memberWalk(tree, tree.on && compileWalk(tree.on, around), around)
    case 'call':
      return tree.on && callWalk(tree, tree.on, around)
    case 'indexer':
      return indexWalk(tree.on, tree.index, around)
    case 'group':
      return compileWalk(tree.inner, around)
    case 'operation':
      return asWalk(tree.operators, tree.operands, around)
    case 'literal':
    case 'index':
    case 'total':
    case 'type':
      return undefined
  }
}

function thisWalk(tree: PathTree, { context }: Surroundings): Walk {
  if (!context) throw fault('expression', tree.at, '$this has no meaning here: begin with a variable')
  return contextWalk(context.type)
}

function memberWalk(
  tree: PathTree & { kind: 'member' },
  parent: Walk | undefined,
  around: Surroundings,
): Walk | undefined {
  if (!tree.on) return headWalk(tree.name, tree, around)
  return parent && childWalk(parent, tree.name, tree, around)
}

/** `[n]` */
function indexWalk(on: PathTree, index: PathTree, around: Surroundings): Walk | undefined {
  if (index.kind !== 'literal' || typeof index.value !== 'number') return undefined
  const place = index.value
  const list = compileWalk(on, around)
  return list && selectWalk(list, (nodes) => nodes.slice(place, place + 1))
}

function variableWalk(name: string, tree: PathTree, { scope }: Surroundings): Walk {
  const variable = find(scope, name, 'source')
  if (!variable) throw fault('reference', tree.at, `there is no variable '${name}' here`)
  return { type: variable.type, step: (run, frame) => present(variable.read(run, frame)) }
}

function present(node: Node): readonly Node[] {
  return node.value === undefined && !node.shadow ? [] : [node]
}

function contextWalk(type: string | undefined): Walk {
  return { type, step: (_run, _frame, context) => (context ? [context] : []) }
}

/** A bare name: an element of the context, else (R4 writes variables so too) a variable. */
function headWalk(name: string, tree: PathTree, around: Surroundings): Walk {
  const variable = find(around.scope, name, 'source')
  const { context } = around
  if (!context) {
    if (variable) return variableWalk(name, tree, around)
    throw fault('reference', tree.at, `there is no variable '${name}' here`)
  }
  const { type } = context
  if (type === undefined) {
    const element = childWalk(contextWalk(undefined), name, tree, around)
    return variable ? elementOrVariable(name, element, variableWalk(name, tree, around), around) : element
  }
  if (around.place.state.readers.readerOf(type, name)) return childWalk(contextWalk(type), name, tree, around)
  if (variable) return variableWalk(name, tree, around)
  if (name === type) return contextWalk(type)
  return childWalk(contextWalk(type), name, tree, around)
}

/** Decided for each value, since nothing says what elements the context may have. */
function elementOrVariable(name: string, element: Walk, variable: Walk, around: Surroundings): Walk {
  const { types } = around.place.state
  const isElement = (context: Node | undefined): boolean => {
    if (!context) return false
    if (context.type !== undefined) return types.elementOf(context.type, name) !== undefined
    return isJson(context.value) && Object.hasOwn(context.value, name)
  }
  return {
    type: undefined,
    step: (run, frame, context, reads) =>
      (isElement(context) ? element : variable).step(run, frame, context, reads),
  }
}

function childWalk(parent: Walk, name: string, tree: PathTree, around: Surroundings): Walk {
  const reader = elementReader(parent.type, name, tree, around.place)
  return {
    type: elementType(parent.type, name, around.place),
    step: (run, frame, context, reads) => {
      const out: Node[] = []
      for (const node of parent.step(run, frame, context, reads)) reader(node, out)
      return out
    },
  }
}

/** The reader of an element; an element that the type does not have is a fault. */
export function elementReader(
  type: string | undefined,
  name: string,
  tree: { at: PathTree['at'] },
  { state }: Place,
): Reader {
  if (type === undefined || isOpen(type)) return state.readers.readAny(name)
  const reader = state.readers.readerOf(type, name)
  if (!reader) throw fault('type', tree.at, `${type} has no element '${name}'`)
  return reader
}

/** The type of an element, where it has one only. */
export function elementType(type: string | undefined, name: string, { state }: Place): string | undefined {
  if (type === undefined) return undefined
  if (state.types.kindOf(type) === 'primitive')
    return name === 'value' ? type : name === 'extension' ? 'Extension' : 'string'
  const shape = state.types.elementOf(type, name)
  const [only] = shape?.types ?? []
  return shape?.types.length === 1 && only !== undefined && !isOpen(only) ? only : undefined
}

function callWalk(tree: PathTree & { kind: 'call' }, on: PathTree, around: Surroundings): Walk | undefined {
  const [first] = tree.parameters
  const slice = slices.get(tree.name)
  if (slice && !first) {
    const list = compileWalk(on, around)
    return list && selectWalk(list, slice)
  }
  if (!first || tree.parameters.length > 1) return undefined
  if (tree.name === 'where') return whereWalk(compileWalk(on, around), first, around)
  if ((tree.name === 'ofType' || tree.name === 'as') && first.kind === 'type')
    return typeWalk(compileWalk(on, around), first.name, first, around)
  return undefined
}

const slices: ReadonlyMap<string, (nodes: readonly Node[]) => readonly Node[]> = new Map([
  ['first', (nodes: readonly Node[]) => nodes.slice(0, 1)],
  ['last', (nodes: readonly Node[]) => nodes.slice(-1)],
  ['tail', (nodes: readonly Node[]) => nodes.slice(1)],
])

function asWalk(
  operators: readonly string[],
  operands: readonly PathTree[],
  around: Surroundings,
): Walk | undefined {
  const [value, type] = operands
  if (operators.length !== 1 || operators[0] !== 'as' || !value || type?.kind !== 'type') return undefined
  return typeWalk(compileWalk(value, around), type.name, type, around)
}

function selectWalk(list: Walk, select: (nodes: readonly Node[]) => readonly Node[]): Walk {
  return {
    type: list.type,
    step: (run, frame, context, reads) => select(list.step(run, frame, context, reads)),
  }
}

function whereWalk(list: Walk | undefined, tree: PathTree, around: Surroundings): Walk | undefined {
  if (!list) return undefined
  const criteria = around.criteria(tree, { ...around, context: { type: list.type } })
  return {
    type: list.type,
    step: (run, frame, context, reads) =>
      list.step(run, frame, context, reads).filter((node) => {
        const read: Node[] = []
        const holds = criteria(run, frame, node, read)
        if (holds) reads.push(...read)
        return holds
      }),
  }
}

function typeWalk(
  list: Walk | undefined,
  name: string,
  tree: PathTree,
  around: Surroundings,
): Walk | undefined {
  if (!list) return undefined
  const { types } = around.place.state
  const plain = name.replace(/^FHIR\./, '')
  const type = typeNamed(types, around.place.linked, { text: plain, at: tree.at })
  if (type === undefined) throw fault('type', tree.at, `the definition of '${name}' is not held`)
  const filtered = selectWalk(list, (nodes) =>
    nodes.filter((node) => isOfType(types, node.value, node.type, type)),
  )
  return { ...filtered, type: isOpen(type) ? undefined : type }
}
