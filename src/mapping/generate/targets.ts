/** Writes the targets of a rule: properties set where the types say, without looking first where nothing can stand there yet. */
import { createdType } from '../compile/target.ts'
import { fit, givenByType, givenOf, isOpen } from '../engine/fit.ts'
import type { Name, Target, Transform } from '../syntax/syntax.ts'
import { choiceName } from '../types/types.ts'
import type { ElementShape } from '../types/types.ts'
import { member, NotGenerated } from './code.ts'
import type { Generator, Spot } from './frame.ts'
import { isOf } from './items.ts'
import { eachMade } from './transforms.ts'
import type { MadeValue } from './transforms.ts'
import { declareCode, kindOfType, targetOf } from './values.ts'
import type { SourceCode, TargetCode, TargetState } from './values.ts'

/** What one application of a rule has built on the way to deep targets, and the objects that it made. */
export type Building = { readonly onTheWay: Map<string, TargetCode>; readonly built: Built[] }

/** An object, and the element of another one that holds it. */
type Built = TargetCode & {
  readonly holder?: { readonly parent: TargetCode; readonly property: string; readonly isArray: boolean }
}

export function writeTarget(target: Target, spot: Spot, building: Building): void {
  if (!target.context) return unplaced(target, spot)
  const { listMode } = target
  if (listMode === 'first' || listMode === 'last') throw new NotGenerated(`the list mode ${listMode}`)
  const context = targetOf(spot.scope, target.context.text)
  const name = target.path.at(-1)
  if (context.cell) return setCell(target, context, spot)
  if (!name) {
    if (target.transform) throw new NotGenerated('a primitive that is set as a whole')
    if (!target.variable) return
    return declareCode(spot.scope, target.variable.text, context)
  }
  const parent = lead(target, context, spot, building)
  const { transform, variable } = target
  if (!transform || transform.name === 'create') {
    const created = transform && createdType(transform, spot.place)
    const sharing = sharingOf(target, name, spot)
    const built = buildElement(parent, { name: name.text, created, sharing }, spot)
    building.built.push(built)
    if (variable) declareCode(spot.scope, variable.text, built)
    return
  }
  setElement(parent, { target, name, transform }, spot)
}

/** `create('Patient') as p`, `uuid() as u`. */
function unplaced({ transform, variable }: Target, spot: Spot): void {
  const { code } = spot.generator
  if (!transform || !variable) throw new NotGenerated('a transform without a name')
  if (transform.name === 'create') {
    const type = createdType(transform, spot.place)
    if (spot.place.state.types.kindOf(type) !== 'resource')
      throw new NotGenerated(`a ${type} without a place`)
    const js = code.local('t')
    code.line(`const ${js} = { resourceType: ${code.constant(type)} };`)
    code.line(`O.push(${js});`)
    return declareCode(spot.scope, variable.text, { mode: 'target', js, type, state: freshState(spot, type) })
  }
  if (transform.name === 'copy' || transform.name === 'evaluate')
    throw new NotGenerated('a value without a place')
  const local = code.local('v')
  code.line(`let ${local};`)
  let value: MadeValue | undefined
  eachMade(transform, spot, [], (one) => {
    if (one.kind === 'object' || one.type === undefined) throw new NotGenerated('an object without a place')
    value = one
    code.line(`if (${local} !== undefined) b();`)
    code.line(`${local} = ${one.js};`)
  })
  if (transform.name !== 'uuid' || !value) throw new NotGenerated(`${transform.name} without a place`)
  const named: SourceCode = {
    mode: 'source',
    js: local,
    type: value.type,
    kind: value.kind,
    place: undefined,
    mask: undefined,
  }
  declareCode(spot.scope, variable.text, named)
}

function lead(target: Target, context: TargetCode, spot: Spot, { onTheWay, built }: Building): TargetCode {
  let parent = context
  let path = target.context?.text ?? ''
  for (const name of target.path.slice(0, -1)) {
    path += `.${name.text}`
    let known = onTheWay.get(path)
    if (!known) {
      known = buildElement(parent, { name: name.text }, spot)
      onTheWay.set(path, known)
      built.push(known)
    }
    parent = known
  }
  return parent
}

function shapeOf(parent: TargetCode, name: string, { place }: Spot): ElementShape {
  const shape = place.state.types.elementOf(parent.type, name)
  if (!shape || isOpen(parent.type)) throw new NotGenerated(`${parent.type}.${name}`)
  return shape
}

function freshState({ generator: { loops, conditions }, place }: Spot, type: string): TargetState {
  const isResource = place.state.types.kindOf(type) === 'resource'
  const written = new Map<string, undefined>(isResource ? [['resourceType', undefined]] : [])
  return { written, loops, conditions, isFilled: isResource }
}

/** Whether a property may be there already. */
function mayStand(state: TargetState, name: string, { loops }: Generator): boolean {
  return state.written === undefined || state.written.has(name) || state.loops < loops
}

function noteFilled(state: TargetState, generator: Generator): void {
  if (state.loops === generator.loops && state.conditions === generator.conditions) state.isFilled = true
}

/** The element to build, of which type where it has several, and whose item it shares. */
type Wanted = {
  readonly name: string
  readonly created?: string | undefined
  readonly sharing?: Sharing | undefined
}

/** `collate` takes the first item again; `share` the nth of those with its name. */
type Sharing = { readonly shareId: string | undefined; readonly taker: string }

function sharingOf({ listMode, listRuleId }: Target, { at }: Name, { rule }: Spot): Sharing | undefined {
  if (listMode !== 'share' && listMode !== 'collate') return undefined
  const taker = `${rule.map} ${at.line}:${at.column}`
  return { shareId: listMode === 'share' ? (listRuleId ?? '') : undefined, taker }
}

/** Where a value goes. */
type ElementPlace = { readonly parent: TargetCode; readonly property: string; readonly shape: ElementShape }

/** An object in an element: a new one in a list, the one that is there or a new one elsewhere. */
export function buildElement(parent: TargetCode, { name, created, sharing }: Wanted, spot: Spot): Built {
  const { types } = spot.place.state
  const shape = shapeOf(parent, name, spot)
  const type = created ?? shape.types[0] ?? ''
  if (created === undefined && (shape.types.length > 1 || isOpen(type)))
    throw new NotGenerated(`${name} of several types`)
  if (types.kindOf(type) === 'primitive') {
    const state: TargetState = { written: undefined, loops: 0, conditions: 0, isFilled: true }
    return { mode: 'target', js: parent.js, type, state, cell: { parent, name } }
  }
  const property = shape.stem === undefined ? name : choiceName(shape.stem, type)
  const at: ElementPlace = { parent, property, shape }
  clearOthers(at, spot)
  if (shape.isArray && sharing) return { mode: 'target', type, ...sharedItem(at, sharing, type, spot) }
  const { js, state } = shape.isArray ? newItem(at, type, spot) : newOrOld(at, type, spot)
  return { mode: 'target', js, type, state, holder: { parent, property, isArray: shape.isArray } }
}

/** An item that others may fill: nothing is known of it, and whether it stays empty shows at the end. */
function sharedItem(
  { parent, property }: ElementPlace,
  { shareId, taker }: Sharing,
  type: string,
  spot: Spot,
): Made {
  const { code } = spot.generator
  if (spot.place.state.types.kindOf(type) === 'resource') throw new NotGenerated('a resource that is shared')
  const js = code.local('t')
  const sharing = code.constant([shareId, taker])
  member(parent.js, property)
  code.line(`const ${js} = shared(${parent.js}, ${code.constant(property)}, ${sharing}, I);`)
  parent.state.written?.set(property, undefined)
  return { js, state: unknownHere(spot) }
}

function freshObject(type: string, { generator: { code }, place }: Spot): string {
  return place.state.types.kindOf(type) === 'resource' ? `{ resourceType: ${code.constant(type)} }` : '{}'
}

type Made = { readonly js: string; readonly state: TargetState }

function newItem(at: ElementPlace, type: string, spot: Spot): Made {
  const { code } = spot.generator
  const js = code.local('t')
  code.line(`const ${js} = ${freshObject(type, spot)};`)
  push(at, js, spot.generator)
  at.parent.state.written?.set(at.property, undefined)
  return { js, state: freshState(spot, type) }
}

function newOrOld({ parent, property }: ElementPlace, type: string, spot: Spot): Made {
  const { generator } = spot
  const { code } = generator
  const { written } = parent.state
  const js = code.local('t')
  const there = member(parent.js, property)
  const isOld = mayStand(parent.state, property, generator)
  const isResource = spot.place.state.types.kindOf(type) === 'resource'
  if (isOld && !isResource) {
    code.line(`const ${js} = ${there} === undefined ? (${there} = {}) : ${there};`)
    const known = written?.get(property)
    const isKnown = known?.written !== undefined && known.loops === generator.loops
    const state = { ...unknownHere(spot), written: isKnown ? known.written : undefined }
    written?.set(property, state)
    return { js, state }
  }
  if (isOld) code.line(`if (${there} !== undefined) b();`)
  code.line(`const ${js} = ${there} = ${freshObject(type, spot)};`)
  const state = freshState(spot, type)
  written?.set(property, state)
  return { js, state }
}

function unknownHere({ generator: { loops, conditions } }: Spot): TargetState {
  return { written: undefined, loops, conditions, isFilled: false }
}

function push({ parent, property }: ElementPlace, value: string, generator: Generator): void {
  const { code } = generator
  const at = member(parent.js, property)
  if (!mayStand(parent.state, property, generator)) return code.line(`${at} = [${value}];`)
  code.line(`if (${at} === undefined) ${at} = [${value}]; else ${at}.push(${value});`)
}

/** A choice element has one value: where another type's name may stand, the closures replace it. */
function clearOthers({ parent: { js, state }, property, shape }: ElementPlace, { generator }: Spot): void {
  const { stem, types } = shape
  if (stem === undefined) return
  const { code } = generator
  const others = types.map((type) => choiceName(stem, type)).filter((name) => name !== property)
  if (state.written === undefined || state.loops < generator.loops)
    return code.line(`alone(${js}, ${code.constant(new Set(others))});`)
  for (const other of others)
    if (state.written.has(other)) code.line(`if (${member(js, other)} !== undefined) b();`)
}

/** `q.value = v` or `q = v`, where q is a primitive that was created. */
function setCell({ transform, variable, path }: Target, { type, cell }: TargetCode, spot: Spot): void {
  const { parent, name } = cell ?? {}
  if (
    !parent ||
    name === undefined ||
    !transform ||
    transform.name === 'create' ||
    variable ||
    path.length > 1
  )
    throw new NotGenerated('a primitive that is built')
  const shape = shapeOf(parent, name, spot)
  const kind = kindOfType(spot.place.state.types, type)
  const { loops } = spot.generator
  let count = 0
  eachMade(transform, spot, [type], (value) => {
    count += 1
    if (kind === undefined || kind === 'object' || count > 1 || spot.generator.loops > loops)
      throw new NotGenerated('several values for a primitive')
    if (value.kind !== kind) spot.generator.code.line(`if (!(${isOf(kind, value.js)})) b();`)
    value.take()
    const property = shape.stem === undefined ? name : choiceName(shape.stem, type)
    write({ parent, property, shape }, { ...value, kind }, spot)
  })
}

function setElement(parent: TargetCode, { target, name, transform }: Setting, spot: Spot): void {
  const { generator, place } = spot
  const { code } = generator
  const shape = shapeOf(parent, name.text, spot)
  let count = 0
  // Values of a path come in blocks of their own.
  const isPath = transform.name === 'evaluate' || (transform.path?.length ?? 0) > 0
  if (target.variable) throw new NotGenerated('a value with a name')
  const counter = shape.isArray ? undefined : code.local('x')
  const before = generator.loops
  const declareCounter = code.later()
  if (isPath) {
    generator.loops += 1
    generator.conditions += 1
  }
  eachMade(transform, spot, shape.types, (value) => {
    count += 1
    // More values than the element takes: the closures tell it.
    const isMany = generator.loops > before || count > 1
    if (counter !== undefined && isMany) {
      declareCounter(`let ${counter} = 0;`)
      code.line(`if (${counter}++ > 0) b();`)
    }
    const type = typeFor(shape, transform, value, spot)
    const property = shape.stem === undefined ? name.text : choiceName(shape.stem, type)
    if (value.type === undefined) {
      const kind = kindOfType(place.state.types, type)
      if (kind === undefined || kind === 'object') throw new NotGenerated('an object of no known type')
      code.line(`if (!(${isOf(kind, value.js)})) b();`)
    }
    value.take()
    write({ parent, property, shape }, value, spot)
  })
  if (isPath) {
    generator.loops -= 1
    generator.conditions -= 1
  }
}

type Setting = { readonly target: Target; readonly name: Name; readonly transform: Transform }

function typeFor(shape: ElementShape, transform: Transform, value: MadeValue, { place }: Spot): string {
  const { types } = place.state
  const [only = ''] = shape.types
  const [parameter] = transform.parameters
  const literal = transform.name === 'copy' && parameter?.kind === 'literal' ? parameter : undefined
  if (value.type === undefined) {
    if (shape.types.length > 1) throw new NotGenerated('a choice of no known type')
    return only
  }
  const given = literal ? givenOf(literal.value, literal.type) : givenByType(types, value.type)
  const type = fit(types, shape, given)
  if (type === undefined) throw new NotGenerated(`a ${value.type} that does not fit`)
  return type
}

function write(place: ElementPlace, value: MadeValue, spot: Spot): void {
  const { generator } = spot
  const { code } = generator
  const { parent, property, shape } = place
  const isObject = value.kind === 'object' || value.kind === undefined
  const js = isObject && !value.isFresh ? `copy(${value.js})` : value.js
  if (shape.isArray) push(place, js, generator)
  else {
    clearOthers(place, spot)
    const at = member(parent.js, property)
    if (mayStand(parent.state, property, generator))
      // The same value again replaces nothing.
      code.line(`if (${at} !== undefined${isObject ? '' : ` && ${at} !== ${js}`}) b();`)
    code.line(`${at} = ${js};`)
  }
  parent.state.written?.set(property, undefined)
  noteFilled(parent.state, generator)
}

/** What stayed empty goes, from the inside out: FHIR's JSON has no empty objects or lists. */
export function dropEmpty({ built }: Building, generator: Generator): void {
  const { code } = generator
  for (const { js, state, holder } of built.toReversed()) {
    if (state.isFilled && holder) noteFilled(holder.parent.state, generator)
    if (state.isFilled) continue
    if (!holder) {
      code.line(`if (isEmpty(${js})) E = true;`)
      continue
    }
    const at = member(holder.parent.js, holder.property)
    code.open(`if (isEmpty(${js}))`)
    if (holder.isArray) {
      // Where others were put behind it, the whole is looked through at the end.
      code.line(`if (${at}[${at}.length - 1] !== ${js}) E = true;`)
      code.line(`else if (${at}.length === 1) delete ${at};`)
      code.line(`else ${at}.pop();`)
    } else code.line(`delete ${at};`)
    code.close()
  }
}
