/**
 * Compiles one target of a rule to a step that sets values in the target. Elements and types are checked here as far as they
 * are known; where a value's type shows only in the run, the same checks are made there.
 */
import { fit, givenByType, givenOf, isOpen } from '../engine/fit.ts'
import { made } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import { RunFault } from '../engine/run-state.ts'
import type { RuleId } from '../engine/run-state.ts'
import type { Site } from '../engine/site.ts'
import { isOfForm } from '../engine/text.ts'
import { build, place as put } from '../engine/write.ts'
import { fault } from '../syntax/fault.ts'
import type { Name, Target, Transform } from '../syntax/syntax.ts'
import { typeNamed } from './link.ts'
import { declareOnce, need } from './scope.ts'
import type { Scope, Variable } from './scope.ts'
import { siteFinder } from './site.ts'
import type { Intermediates, SiteFinder } from './site.ts'
import type { Place, Step, Values } from './state.ts'
import { compileTransform } from './transform.ts'

export type TargetPlace = {
  readonly place: Place
  readonly scope: Scope
  readonly rule: RuleId
  /** The elements on the way to deep targets: one each in one application of the rule. */
  readonly intermediates: Intermediates
}

export function compileTarget(target: Target, at: TargetPlace): Step {
  if (!target.context) return compileUnplaced(target, at)
  const context = need(at.scope, target.context, 'target')
  if (context.mode !== 'target')
    throw fault('reference', target.context.at, `'${target.context.text}' is a source: it cannot be changed`)
  if (target.path.length === 0) return compileContextOnly(target, context, at)
  const { parent, steps } = at.intermediates.lead(context, target, at)
  const last = compileElement(target, parent, at)
  return steps.length === 0
    ? last
    : (run, frame) => {
        for (const step of steps) step(run, frame)
        last(run, frame)
      }
}

/** `create('Patient') as p`, `uuid() as u`: a value with a name and no place. A resource so made is an output of its own. */
function compileUnplaced(target: Target, { place, scope, rule }: TargetPlace): Step {
  const { transform, variable } = target
  if (!transform || !variable)
    throw fault('reference', target.at, 'a transform without a target element needs a variable')
  if (transform.name !== 'create') {
    const { type, values } = compileTransform(transform, { place, scope, rule, wanted: [] })
    // What a transform makes is the map's own, and may be built further; a value of the source may not.
    const isBuilt = type !== undefined && place.state.types.kindOf(type) === 'complex' && isMaking(transform)
    const slot = declareOnce(scope, isBuilt ? 'target' : 'source', variable, type)
    return (run, frame) => {
      run.hasReplaced ||= isBuilt
      frame[slot] = onlyOne(values(run, frame), rule) ?? made(undefined, type)
    }
  }
  const type = createdType(transform, place)
  const kind = place.state.types.kindOf(type)
  if (kind === 'primitive')
    throw fault('type', transform.at, `a ${type} cannot stand alone: create it in an element`)
  const slot = declareOnce(scope, 'target', variable, type)
  return (run, frame) => {
    const value = kind === 'resource' ? { resourceType: type } : {}
    if (kind === 'resource') run.produced.push(value)
    else run.hasReplaced = true
    frame[slot] = made(value, type)
  }
}

function isMaking({ name }: Transform): boolean {
  return name !== 'copy' && name !== 'evaluate'
}

/** `tgt as t`: another name; `t = value`: the value of a primitive that was created before. */
function compileContextOnly(target: Target, context: Variable, at: TargetPlace): Step {
  const { transform, variable } = target
  const { place, scope, rule } = at
  if (!transform) {
    if (!variable) return () => undefined
    const slot = declareOnce(scope, 'target', variable, context.type)
    return (run, frame) => {
      frame[slot] = context.read(run, frame)
    }
  }
  const { type } = context
  if (variable)
    throw fault('unsupported', variable.at, 'what is assigned to a variable has that name already')
  if (type !== undefined && place.state.types.kindOf(type) !== 'primitive')
    throw fault(
      'type',
      target.at,
      `only a primitive is set as a whole, and '${target.context?.text ?? ''}' is ${type}: set its elements`,
    )
  return assignPrimitive(transform, context, at, rule)
}

function assignPrimitive(
  transform: Transform,
  context: Variable,
  { place, scope }: TargetPlace,
  rule: RuleId,
): Step {
  const { type } = context
  const compiled = compileTransform(transform, {
    place,
    scope,
    rule,
    wanted: type === undefined ? [] : [type],
  })
  return (run, frame) => {
    const node = onlyOne(compiled.values(run, frame), rule)
    const primitive = context.read(run, frame)
    if (!node) return
    if (!primitive.put)
      throw new RunFault('element', rule, 'only a primitive that was created can be set as a whole')
    primitive.put(node)
  }
}

function compileElement(target: Target, parent: Variable, at: TargetPlace): Step {
  const name = target.path.at(-1)
  if (!name) throw new Error('a target element has a name')
  const { types } = at.place.state
  if (parent.type !== undefined && types.kindOf(parent.type) === 'primitive')
    return compilePrimitiveValue(target, name, parent, at)
  const sites = siteFinder(target, name, parent.type, at)
  const { transform } = target
  if (!transform || transform.name === 'create') return compileBuilt(target, parent, sites, at)
  if (target.listMode === 'share' || target.listMode === 'collate')
    throw fault(
      'unsupported',
      transform.at,
      `${target.listMode} needs an element to build: create it, then set its elements`,
    )
  const compiled = compileTransform(transform, { ...at, wanted: sites.known?.shape.types ?? [] })
  const type = sites.known ? checkedType(sites.known, transform, compiled.type) : compiled.type
  const slot = target.variable ? declareOnce(at.scope, 'target', target.variable, type) : undefined
  return valueStep(parent, sites, compiled.values, { slot, type })
}

function valueStep(
  parent: Variable,
  sites: SiteFinder,
  values: Values,
  { slot, type }: { slot: number | undefined; type: string | undefined },
): Step {
  return (run, frame) => {
    const holder = parent.read(run, frame)
    if (slot !== undefined) frame[slot] = made(undefined, type)
    if (holder.value === undefined) return
    const nodes = values(run, frame).filter(({ value, shadow }) => value !== undefined || shadow)
    if (nodes.length === 0) return
    const site = sites.of(holder)
    if (nodes.length > 1 && (slot !== undefined || !site.shape.isArray))
      throw new RunFault(
        'many-values',
        site.rule,
        `${nodes.length} values for ${slot === undefined ? `${site.name}, which takes one` : 'one variable'}`,
      )
    for (const node of nodes) {
      const placed = put(run, site, holder, node)
      if (slot !== undefined) frame[slot] = placed
    }
  }
}

/** `q.value = v` where q is a primitive that was created. */
function compilePrimitiveValue(target: Target, name: Name, parent: Variable, at: TargetPlace): Step {
  if (name.text !== 'value')
    throw fault('unsupported', name.at, `'${name.text}' of a primitive cannot be set, only its value`)
  const { transform } = target
  if (!transform || transform.name === 'create')
    throw fault('type', target.at, 'the value of a primitive needs a transform that gives one')
  if (target.variable)
    throw fault('unsupported', target.variable.at, 'the value of a primitive has no variable of its own')
  return assignPrimitive(transform, parent, at, at.rule)
}

/** An element to be filled later: created by its type, or by itself where it can have one type only. */
function compileBuilt(target: Target, parent: Variable, sites: SiteFinder, at: TargetPlace): Step {
  const { transform, variable } = target
  if (!variable && !transform)
    throw fault(
      'reference',
      target.at,
      'nothing would be set: give the element a value, or a variable to fill it by',
    )
  const { types } = at.place.state
  const created = transform && createdType(transform, at.place)
  const typeFor = (site: Site): string => {
    if (created === undefined) return autoType(site, target)
    if (fit(types, site.shape, { type: created, kind: givenByType(types, created).kind }) !== undefined)
      return created
    throw fault(
      'type',
      transform?.at ?? target.at,
      `a ${created} does not fit ${site.name}, which takes ${site.shape.types.join(', ')}`,
    )
  }
  const type = sites.known ? typeFor(sites.known) : created
  const slot = variable ? declareOnce(at.scope, 'target', variable, type) : undefined
  return (run, frame) => {
    const holder = parent.read(run, frame)
    const absent: Node = made(undefined, type)
    const site = holder.value === undefined ? undefined : sites.of(holder)
    const node = site ? build(run, site, holder, type ?? typeFor(site)) : absent
    if (slot !== undefined) frame[slot] = node
  }
}

function autoType({ shape, types, name }: Site, target: Target): string {
  const [type = ''] = shape.types
  if (shape.types.length > 1 || isOpen(type))
    throw fault('type', target.at, `'${name}' can have several types: create('...') one of them`)
  if (types.kindOf(type) === 'primitive')
    throw fault('type', target.at, `'${name}' is a primitive (${type}): give it a value`)
  return type
}

/** The type that `create` names. */
export function createdType({ parameters, at }: Transform, { state, linked }: Place): string {
  const [parameter] = parameters
  if (!parameter || parameters.length > 1 || parameter.kind !== 'literal' || parameter.type !== 'string')
    throw fault('type', at, 'create takes one type, as a text')
  const type = typeNamed(state.types, linked, { text: String(parameter.value), at: parameter.at })
  if (type === undefined)
    throw fault('type', parameter.at, `the definition of '${String(parameter.value)}' is not held`)
  if (isOpen(type)) throw fault('type', parameter.at, `${type} is abstract: create a resource type`)
  return type
}

/** Refuses now what could never be put there, and a written date or number that is none. */
function checkedType(
  { types, shape, name }: Site,
  transform: Transform,
  type: string | undefined,
): string | undefined {
  const [parameter] = transform.parameters
  const literal = transform.name === 'copy' && parameter?.kind === 'literal' ? parameter : undefined
  if (type === undefined) return shape.types.length === 1 ? shape.types[0] : undefined
  const given = literal ? givenOf(literal.value, literal.type) : givenByType(types, type)
  const chosen = fit(types, shape, given)
  if (chosen === undefined)
    throw fault(
      'type',
      transform.at,
      `a ${type} does not fit '${name}', which takes ${shape.types.join(', ')}`,
    )
  if (literal && typeof literal.value === 'string' && !isOfForm(literal.value, chosen))
    throw fault('type', literal.at, `${JSON.stringify(literal.value)} is no ${chosen}`)
  return chosen
}

function onlyOne(nodes: readonly Node[], rule: RuleId): Node | undefined {
  if (nodes.length > 1) throw new RunFault('many-values', rule, `${nodes.length} values for one variable`)
  return nodes[0]
}
