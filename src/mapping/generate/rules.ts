/** Writes rules and the calls of groups; each group becomes one function for the types, and for what is known of its targets. */
import { inputType } from '../compile/call.ts'
import { findGroup } from '../compile/link.ts'
import type { GroupPlace } from '../compile/link.ts'
import { defaultGroup } from '../compile/default-group.ts'
import { innerScope } from '../compile/scope.ts'
import type { Scope } from '../compile/scope.ts'
import { ruleId } from '../compile/state.ts'
import type { Place } from '../compile/state.ts'
import type { Dependent, Position, Rule } from '../syntax/syntax.ts'
import { NotGenerated } from './code.ts'
import type { Generator, GroupFunction, Spot } from './frame.ts'
import { writeSources } from './sources.ts'
import { buildElement, dropEmpty, writeTarget } from './targets.ts'
import type { Building } from './targets.ts'
import { anonymous, codeOf, declareCode, openMask, targetOf } from './values.ts'
import type { Item, SourceCode, TargetCode, TargetState } from './values.ts'

function writeRule(rule: Rule, place: Place, outer: Scope, generator: Generator): void {
  const scope = innerScope(outer)
  const spot: Spot = { generator, place, scope, rule: ruleId(place, rule) }
  generator.code.open('')
  writeSources(rule.sources, spot, (commits) => {
    for (const commit of commits) commit()
    if (isSimple(rule)) simple(rule, spot)
    else fire(rule, spot)
  })
  generator.code.close()
}

function isSimple({ sources, targets, hasThen }: Rule): boolean {
  const [target] = targets
  return (
    sources.length === 1 &&
    targets.length === 1 &&
    !hasThen &&
    (sources[0]?.path.length ?? 0) > 0 &&
    target !== undefined &&
    target.path.length > 0 &&
    !target.transform &&
    !target.variable
  )
}

function fire(rule: Rule, spot: Spot): void {
  const building: Building = { onTheWay: new Map(), built: [] }
  for (const target of rule.targets) writeTarget(target, spot, building)
  for (const dependent of rule.dependents) callGroup(dependent, spot)
  for (const inner of rule.rules) writeRule(inner, spot.place, spot.scope, spot.generator)
  dropEmpty(building, spot.generator)
}

/** `src.a -> tgt.b`: the default mapping group for the two types. */
function simple(rule: Rule, spot: Spot): void {
  const [source] = rule.sources
  const [target] = rule.targets
  const name = target?.path.at(-1)
  if (!source || !target?.context || !name || target.path.length > 1)
    throw new NotGenerated('the simple form')
  const value = spot.scope.source.get(anonymous)
  if (!value || !('code' in value)) throw new NotGenerated('the simple form of a variable')
  const item = (value as unknown as { code: SourceCode }).code
  const parent = targetOf(spot.scope, target.context.text)
  const shape = spot.place.state.types.elementOf(parent.type, name.text)
  if (!shape || item.type === undefined) throw new NotGenerated('the simple form of no known type')
  const found = defaultGroup(item.type, shape, spot.place, rule)
  if (!found) throw new NotGenerated('a value without a default mapping group')
  const building: Building = { onTheWay: new Map(), built: [] }
  const built = buildElement(
    parent,
    { name: name.text, created: shape.types.length > 1 ? found.target : undefined },
    spot,
  )
  building.built.push(built)
  call(found.group, [item, built], rule.at, spot)
  dropEmpty(building, spot.generator)
}

function callGroup(dependent: Dependent, spot: Spot): void {
  const group = findGroup(spot.place.linked, { text: dependent.name, at: dependent.at })
  const given = group.group.inputs.map((input, index): SourceCode | TargetCode => {
    const parameter = dependent.parameters[index]
    if (!parameter) throw new Error('the closures have counted')
    if (parameter.kind === 'variable') {
      const code = codeOf(spot.scope, parameter.name, input.mode)
      if (code.mode === 'target' && code.cell) throw new NotGenerated('a primitive that a group builds')
      return typedAs(code, inputType(input, group, spot.place))
    }
    const js = spot.generator.code.constant(parameter.value)
    const kind = typeof parameter.value as 'string' | 'number' | 'boolean'
    return { mode: 'source', js, type: parameter.type, kind, place: undefined, mask: undefined }
  })
  call(group, given, dependent.at, spot)
}

/** A value whose type shows in the run only is what the group says that it takes: the closures look. */
function typedAs<T extends SourceCode | TargetCode>(given: T, declared: string | undefined): T {
  if (given.type === undefined && declared !== undefined)
    throw new NotGenerated('a value of no known type for a group')
  return given
}

type Given = SourceCode | TargetCode

function call(group: GroupPlace, given: readonly Given[], at: Position, spot: Spot): void {
  const { generator } = spot
  const written = groupFunction(group, given, at, spot)
  generator.code.line(`${written.name}(${given.map((one) => argumentsOf(one, generator)).join(', ')});`)
  for (const [index, one] of given.entries())
    if (one.mode === 'target') noteEffects(one.state, written.effects?.[index], generator)
}

function argumentsOf(given: Given, { code }: Generator): string {
  if (given.mode === 'target' || given.kind === 'object' || given.kind === undefined || !given.place)
    return given.js
  const { place } = given
  return place.kind === 'any'
    ? `${given.js}, ${place.holder}, ${place.key}`
    : `${given.js}, ${place.owner}, ${code.constant(place.name)}`
}

/** What a group that was called may have written. */
function noteEffects(state: TargetState, effects: TargetState | undefined, generator: Generator): void {
  if (!effects?.written) {
    state.written = undefined
    return
  }
  for (const name of effects.written.keys()) state.written?.set(name, undefined)
  if (effects.isFilled && state.loops === generator.loops && state.conditions === generator.conditions)
    state.isFilled = true
}

function signature(given: Given, { loops }: Generator): string {
  if (given.mode === 'source') {
    const form = given.kind === 'object' ? 'o' : given.place ? 'p' : 'v'
    return `${form} ${given.type ?? '?'}${given.isUntold ? ' untold' : ''}`
  }
  const { written } = given.state
  const known =
    written === undefined || given.state.loops < loops ? '*' : [...written.keys()].sort().join(',')
  return `t ${given.type} ${known}`
}

/** The function for a group, written once for the same types and the same knowledge. */
export function groupFunction(
  group: GroupPlace,
  given: readonly Given[],
  at: Position,
  spot: Pick<Spot, 'generator' | 'place'>,
): GroupFunction {
  const { generator } = spot
  const key = `${group.linked.map.url} ${group.group.at.line}:${group.group.at.column} ${given.map((one) => signature(one, generator)).join(' | ')}`
  const known = generator.groups.get(key)
  if (known) return known
  if (generator.groups.size >= functionsMax) throw new NotGenerated(`more than ${functionsMax} functions`)
  const written: GroupFunction = { name: `g${generator.groups.size}`, effects: undefined }
  generator.groups.set(key, written)
  writeGroup(written, group, given, { generator, place: { ...spot.place, ...group } })
  void at
  return written
}

/** Functions of one generated program. */
const functionsMax = 5_000

function writeGroup(
  written: GroupFunction,
  { linked, group }: GroupPlace,
  given: readonly Given[],
  { generator, place }: Pick<Spot, 'generator' | 'place'>,
): void {
  const { code } = generator
  const around = { loops: generator.loops, conditions: generator.conditions }
  const scope = innerScope(parameterScope(place))
  const names: string[] = []
  const flushes: (() => void)[] = []
  code.begin()
  const outer = { ...around }
  generator.loops = 0
  generator.conditions = 0
  const states = group.inputs.map((input, index) => {
    const one = given[index]
    if (!one) throw new Error('the closures have counted')
    if (one.mode === 'target') {
      const js = code.local('t')
      names.push(js)
      const state = parameterState(one.state, outer.loops)
      declareCode(scope, input.name, { mode: 'target', js, type: one.type, state })
      return state
    }
    declareSource(input.name, one, { scope, names, flushes, generator })
    return undefined
  })
  code.line('if (n > most || ++d > deepest) b();')
  if (group.extends) {
    const base = findGroup(linked, group.extends)
    const inputs = base.group.inputs.map(({ name, mode }) => codeOf(scope, name, mode))
    call(base, inputs, group.at, { generator, place, scope, rule: ruleOf(place) })
  }
  for (const rule of group.rules) writeRule(rule, place, scope, generator)
  for (const flush of flushes) flush()
  code.line('d--;')
  generator.loops = around.loops
  generator.conditions = around.conditions
  written.effects = states
  generator.functions.push(`function ${written.name}(${names.join(', ')}) {`, ...code.end(), '}')
}

function ruleOf(place: Place): Spot['rule'] {
  const { linked, group } = place
  return {
    map: linked.map.url,
    group: group.name,
    rule: 'extends',
    line: group.at.line,
    column: group.at.column,
  }
}

/** The same knowledge, seen from inside the function. */
function parameterState(state: TargetState, loops: number): TargetState {
  const isKnown = state.written !== undefined && state.loops >= loops
  const names = [...(state.written?.keys() ?? [])].map((name): [string, undefined] => [name, undefined])
  return { written: isKnown ? new Map(names) : undefined, loops: 0, conditions: 0, isFilled: false }
}

type Declaring = {
  readonly scope: Scope
  readonly names: string[]
  readonly flushes: (() => void)[]
  readonly generator: Generator
}

function declareSource(
  name: string,
  given: SourceCode,
  { scope, names, flushes, generator }: Declaring,
): void {
  const { code } = generator
  const js = code.local('s')
  names.push(js)
  const untold = given.isUntold ? ({ isUntold: true } as const) : {}
  const own: Item = { js, type: given.type, kind: given.kind, place: undefined, mask: undefined, ...untold }
  if (given.kind === 'object' && given.type !== undefined) {
    const { mask, flush } = openMask(code, js, given.type)
    flushes.push(flush)
    return declareCode(scope, name, { ...own, mode: 'source', mask })
  }
  if (given.kind === undefined || given.kind === 'object')
    throw new NotGenerated('a value of no known type for a group')
  if (!given.place) return declareCode(scope, name, { ...own, mode: 'source' })
  const [holder, key] = [code.local('s'), code.local('s')]
  names.push(holder, key)
  declareCode(scope, name, { ...own, mode: 'source', place: { kind: 'any', holder, key, depth: 0 } })
}

/** The parameters of the map: texts that stand nowhere in the source. */
function parameterScope({ state }: Place): Scope {
  const scope: Scope = { parent: undefined, source: new Map(), target: new Map(), slots: { count: 0 } }
  for (const [index, name] of (state.ground.parameters ?? []).entries())
    declareCode(scope, name, {
      mode: 'source',
      js: `p${index}`,
      type: 'string',
      kind: 'string',
      place: undefined,
      mask: undefined,
    })
  return scope
}
