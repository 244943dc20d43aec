/** Writes the sources of a rule: blocks around what the rule does, one for each value that a source lets through. */
import { typeNamed } from '../compile/link.ts'
import type { Source } from '../syntax/syntax.ts'
import { NotGenerated } from './code.ts'
import { conditionOf, scalar } from './expressions.ts'
import type { Around } from './expressions.ts'
import type { Spot } from './frame.ts'
import { eachElement, eachShown, elementsOf, isShown } from './items.ts'
import type { Element } from './items.ts'
import { nestedReads } from './paths.ts'
import { anonymous } from './values.ts'
import type { NestedReads } from './paths.ts'
import { declareCode, openMask, sourceOf } from './values.ts'
import type { Body, Item, SourceCode } from './values.ts'

export type Fire = (commits: readonly (() => void)[]) => void

/** All combinations of the sources' values; `fire` is written in the innermost block. */
export function writeSources(sources: readonly Source[], spot: Spot, fire: Fire): void {
  const step = (index: number, commits: readonly (() => void)[]): void => {
    const source = sources[index]
    if (!source) return fire(commits)
    const next = sources[index + 1]
    const isFollowed = next !== undefined
    const joined = next && resourceJoin(source, next, spot)
    if (joined && next)
      return eachResource(source, next, joined, spot, (more) => step(index + 2, [...commits, ...more]))
    writeSource(source, spot, isFollowed, (more) => step(index + 1, [...commits, ...more]))
  }
  step(0, [])
}

type Then = (commits: readonly (() => void)[]) => void

function writeSource(source: Source, spot: Spot, isFollowed: boolean, then: Then): void {
  if (source.listMode !== undefined && source.listMode !== 'only_one') return cutSource(source, spot, then)
  if (source.log) throw new NotGenerated('a log')
  const { generator } = spot
  const { code } = generator
  const counter = source.listMode === 'only_one' || source.min !== undefined ? code.local('x') : undefined
  const counted = source.min === undefined ? undefined : counter
  if (counter !== undefined) code.line(`let ${counter} = 0;`)
  eachOf(source, spot, (item) => {
    if (counted !== undefined) code.line(`${counted}++;`)
    bound(item, source, spot, {
      isFollowed,
      then: (commits) => {
        if (source.listMode === 'only_one') code.line(`if (${counter ?? ''}++ > 0) b();`)
        then(commits)
      },
    })
  })
  if (counted !== undefined) {
    if (source.listMode !== undefined) throw new NotGenerated('a cardinality with a list mode')
    const most =
      source.max === '*' || source.max === undefined ? '' : ` || ${counted} > ${String(source.max)}`
    code.line(`if (${counted} < ${String(source.min)}${most}) b();`)
  }
}

/** The values of the source's element, of the type that it asks for, else its default. */
function eachOf(source: Source, spot: Spot, body: Body): void {
  const context = sourceOf(spot.scope, source.context.text)
  if (source.path.length === 0) {
    if (source.type || source.defaultValue) throw new NotGenerated('a type or a default of a variable')
    return body(context)
  }
  const last = source.path.length - 1
  const walk = (item: Item, index: number): void => {
    const name = source.path[index]
    if (!name) return body(item)
    const { code } = spot.generator
    if (isShown(item)) {
      if (index === last && source.type) throw new NotGenerated('a type in a resource of whatever type')
      return around(spot, true, () => eachShown(code, item, name.text, (child) => walk(child, index + 1)))
    }
    const elements = elementsOf(spot.place.state.types, item.type ?? '', name.text)
    if (index === last && source.defaultValue) return defaulted(source, item, elements, spot, body)
    const wanted = index === last ? chosen(source, elements, spot) : undefined
    for (const element of wanted?.elements ?? elements)
      around(spot, element.isArray, () =>
        eachElement(code, item, element, (child) => {
          if (wanted?.type === undefined || child.type === wanted.type) return walk(child, index + 1)
          return ofResourceType(child, wanted.type, spot, (one) => walk(one, index + 1))
        }),
      )
    for (const other of wanted?.others ?? []) refuseElement(item, other, spot)
  }
  walk(context, 0)
}

/** Blocks are conditions, and those of lists are loops. */
function around({ generator }: Spot, isLoop: boolean, part: () => void): void {
  generator.conditions += 1
  if (isLoop) generator.loops += 1
  part()
  generator.conditions -= 1
  if (isLoop) generator.loops -= 1
}

type Chosen = {
  readonly elements: readonly Element[]
  readonly others: readonly Element[]
  /** A resource type, which shows in the run only. */
  readonly type?: string
}

function typeAsked({ type }: Source, { place }: Spot): string | undefined {
  return type && typeNamed(place.state.types, place.linked, type)
}

/** The elements of the type that the source asks for. */
function chosen(source: Source, elements: readonly Element[], spot: Spot): Chosen {
  if (!source.type) return { elements, others: [] }
  const type = typeAsked(source, spot)
  const { types } = spot.place.state
  if (type === undefined) throw new NotGenerated('a type that is not held')
  const [only] = elements
  if (elements.length === 1 && only && only.type !== type && types.kindOf(type) === 'resource')
    return { elements, others: [], type }
  const own = elements.filter((element) => element.type === type)
  const others = elements.filter((element) => element.type !== type)
  if (own.length !== 1 || others.some((other) => types.isA(other.type, type)))
    throw new NotGenerated(`values of type ${type} among others`)
  return { elements: own, others }
}

function ofResourceType(item: Item, type: string, spot: Spot, body: Body): void {
  const { code } = spot.generator
  code.open(`if (${item.js}.resourceType === ${code.constant(type)})`)
  body({ ...item, type, kind: 'object' })
  code.close(` else F.push(${item.js});`)
}

/** A value of another type was looked at and refused. */
function refuseElement(owner: Item, { name, isArray }: Element, { generator: { code } }: Spot): void {
  if (isArray) throw new NotGenerated('a list of a choice')
  code.line(`refuse(${owner.js}, ${code.constant(name)}, F, G);`)
}

function defaulted(source: Source, owner: Item, elements: readonly Element[], spot: Spot, body: Body): void {
  const { generator } = spot
  const { code } = generator
  const [element] = elements
  const expression = source.defaultValue
  if (
    !element ||
    elements.length > 1 ||
    element.isArray ||
    element.kind === 'object' ||
    !expression ||
    source.type
  )
    throw new NotGenerated('a default of a list or a choice')
  const found = code.local('x')
  code.line(`let ${found};`)
  let place: Item['place']
  eachElement(code, owner, element, (item) => {
    code.line(`${found} = ${item.js};`)
    place = item.place
  })
  code.open(`if (${found} === undefined)`)
  const untold = { take: () => undefined }
  const value = scalar(expression.tree, { spot, context: undefined, reads: untold, text: expression.text })
  if (value.kind !== element.kind) throw new NotGenerated('a default of another kind')
  code.line(`${found} = ${value.js};`)
  code.close()
  const named: Item = { js: found, type: element.type, kind: element.kind, place, mask: undefined }
  if (!value.isOptional) return body(named)
  code.open(`if (${found} !== undefined)`)
  around(spot, false, () => body(named))
  code.close()
}

type Binding = { readonly isFollowed: boolean; readonly then: Then }

/** Gives the value its name and its marks, and lets it through where its conditions hold. */
function bound(item: Item, source: Source, spot: Spot, { isFollowed, then }: Binding): void {
  const { generator } = spot
  const { code } = generator
  const isOwn = item.kind === 'object' && item.mask === undefined && item.type !== undefined
  const opened = isOwn ? openMask(code, item.js, item.type ?? '') : undefined
  const named: SourceCode = { ...item, mode: 'source', mask: opened?.mask ?? item.mask }
  declareCode(spot.scope, source.variable?.text ?? anonymous, named)
  const isUnmarked = item.kind === undefined || (item.kind === 'object' && !named.mask)
  const done = (commits: readonly (() => void)[]): void => {
    then(commits)
    if (opened) opened.flush()
    else if (isUnmarked)
      code.line(item.kind === undefined ? `visit(${item.js}, P);` : `P.push(${item.js}, 0);`)
  }
  const { condition, check } = source
  if (!condition && !check) return done([])
  const reads = nestedReads({ spot })
  const where: Around = { spot, context: named, reads: reads.reads, text: '' }
  const holds = condition ? conditionOf(condition.tree, { ...where, text: condition.text }) : 'true'
  const fired = isFollowed && condition ? code.local('f') : undefined
  const declareFired = code.later()
  code.open(`if (${holds})`)
  generator.conditions += 1
  if (check) code.line(`if (!(${conditionOf(check.tree, { ...where, text: check.text })})) b();`)
  const fire: () => void = () => {
    reads.commit()
    if (fired !== undefined && reads.isMarked()) code.line(`${fired} = true;`)
  }
  done([fire])
  if (fired !== undefined && reads.isMarked()) {
    declareFired(`let ${fired} = false;`)
    code.line(`if (!${fired}) Q.length = ${reads.mark};`)
  }
  generator.conditions -= 1
  code.close(` else { ${refusal(item, reads, code)} }`)
}

function refusal(item: Item, reads: NestedReads, { constant }: Spot['generator']['code']): string {
  const back = reads.isMarked() ? `Q.length = ${reads.mark}; ` : ''
  if (item.kind === 'object') return `${back}F.push(${item.js});`
  if (item.kind === undefined) return `${back}if (typeof ${item.js} === 'object') F.push(${item.js});`
  const { place } = item
  if (!place) return back
  const [holder, key] = place.kind === 'any' ? [place.holder, place.key] : [place.owner, constant(place.name)]
  return `${back}G.push(${holder}, ${key});`
}

/** first, last, not_first, not_last: the values are gathered before any of them is let through. */
function cutSource(source: Source, spot: Spot, then: Then): void {
  const { generator } = spot
  const { code } = generator
  const { listMode, condition, check, log, min } = source
  if (check || log || min !== undefined)
    throw new NotGenerated('a list mode with a check, a log or a cardinality')
  const values = code.local('a')
  code.line(`const ${values} = [];`)
  let found: Item | undefined
  eachOf(source, spot, (item) => {
    if (item.type === undefined || item.kind === undefined || (found && found.type !== item.type))
      throw new NotGenerated('a list mode on values of several types')
    found = item
    const { place } = item
    const [holder, key] = !place
      ? ['undefined', 'undefined']
      : place.kind === 'any'
        ? [place.holder, place.key]
        : [place.owner, code.constant(place.name)]
    const keep = `${values}.push(${item.js}, ${holder}, ${key});`
    if (!condition) return code.line(keep)
    if (source.variable) declareCode(spot.scope, source.variable.text, { ...item, mode: 'source' })
    const reads = nestedReads({ spot })
    const holds = conditionOf(condition.tree, {
      spot,
      context: item,
      reads: reads.reads,
      text: condition.text,
    })
    // What is read for a value that is cut off does not count.
    if (reads.hasAny()) throw new NotGenerated('a list mode with a condition that reads')
    code.line(`if (${holds}) ${keep} else { ${refusal(item, reads, code)} }`)
  })
  if (!found) throw new NotGenerated('a list mode on nothing')
  const index = code.local('i')
  const [item, holder, key] = [code.local('v'), code.local('v'), code.local('v')]
  const tests = {
    first: `${index} === 0`,
    not_first: `${index} > 0`,
    last: `${index} === ${values}.length - 3`,
    not_last: `${index} < ${values}.length - 3`,
  }
  if (listMode === undefined || listMode === 'only_one')
    throw new Error('cutSource is called for these modes only')
  code.open(`for (let ${index} = 0; ${index} < ${values}.length; ${index} += 3)`)
  code.line(
    `const ${item} = ${values}[${index}], ${holder} = ${values}[${index} + 1], ${key} = ${values}[${index} + 2];`,
  )
  code.open(`if (${tests[listMode]})`)
  const one: Item = {
    js: item,
    type: found.type,
    kind: found.kind,
    place: { kind: 'any', holder, key, depth: code.depth() },
    mask: undefined,
  }
  around(spot, listMode.startsWith('not_'), () =>
    bound(one, withoutConditions(source), spot, { isFollowed: false, then }),
  )
  code.close(found.kind === 'object' ? ` else F.push(${item});` : ` else G.push(${holder}, ${key});`)
  code.close()
}

function withoutConditions({ condition: _condition, ...source }: Source): Source {
  return source
}

/** `list as entry, entry.resource : Type as r`: then the resources of that type are looked up, not looked for. */
function resourceJoin(
  source: Source,
  next: Source,
  spot: Spot,
): { type: string; list: Element; inner: Element } | undefined {
  if (
    source.path.length !== 1 ||
    !source.variable ||
    source.type ||
    source.condition ||
    source.check ||
    source.log
  )
    return undefined
  if (source.listMode || source.min !== undefined || source.defaultValue || !next.type) return undefined
  if (
    next.context.text !== source.variable.text ||
    next.path.length !== 1 ||
    next.listMode ||
    next.min !== undefined
  )
    return undefined
  if (next.defaultValue || next.log) return undefined
  const { types } = spot.place.state
  const context = sourceOf(spot.scope, source.context.text)
  const type = typeAsked(next, spot)
  if (isShown(context) || type === undefined || types.kindOf(type) !== 'resource') return undefined
  const [list] = elementsOf(types, context.type ?? '', source.path[0]?.text ?? '')
  if (!list?.isArray || list.kind !== 'object') return undefined
  const [inner] = elementsOf(types, list.type, next.path[0]?.text ?? '')
  return inner && !inner.isArray && inner.kind === 'object' && inner.type !== type
    ? { type, list, inner }
    : undefined
}

function eachResource(
  source: Source,
  next: Source,
  { type, list, inner }: { type: string; list: Element; inner: Element },
  spot: Spot,
  then: Then,
): void {
  const { code } = spot.generator
  const context = sourceOf(spot.scope, source.context.text)
  const [entries, found, index, entry, resource] = ['v', 'a', 'i', 'v', 'v'].map((stem) => code.local(stem))
  code.line(`const ${entries} = ${context.js}.${list.name};`)
  const call = `indexed(${entries}, ${code.constant(inner.name)}, ${code.constant(type)}, I)`
  code.line(`const ${found} = ${call};`)
  code.open(`for (let ${index} = 0; ${index} < ${found}.length; ${index} += 2)`)
  code.line(`const ${entry} = ${found}[${index}], ${resource} = ${found}[${index} + 1];`)
  code.line('n++;')
  around(spot, true, () => {
    const opened = openMask(code, `${entry}`, list.type)
    const named: SourceCode = {
      mode: 'source',
      js: `${entry}`,
      type: list.type,
      kind: 'object',
      place: undefined,
      mask: opened.mask,
    }
    declareCode(spot.scope, source.variable?.text ?? '', named)
    const place = {
      kind: 'property',
      mask: opened.mask,
      owner: `${entry}`,
      name: inner.name,
      depth: code.depth(),
    } as const
    const item: Item = { js: `${resource}`, type, kind: 'object', place, mask: undefined }
    bound(item, next, spot, { isFollowed: false, then })
    opened.flush()
  })
  code.close()
}
