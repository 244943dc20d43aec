/** Writes the sources of a rule: blocks around what the rule does, one for each value that a source lets through. */
import { typeNamed } from '../compile/link.ts'
import type { Source } from '../syntax/syntax.ts'
import { NotGenerated } from './code.ts'
import { around, bound, refusal } from './bound.ts'
import type { Binding, Inside } from './bound.ts'
import { conditionOf, scalar } from './expressions.ts'
import type { Spot } from './frame.ts'
import { eachResource, resourceJoin } from './joins.ts'
import { eachElement, eachShown, elementsOf, isShown } from './items.ts'
import type { Element } from './items.ts'
import { nestedReads } from './paths.ts'
import { declareCode, sourceOf } from './values.ts'
import type { Body, Item } from './values.ts'

export type Fire = (commits: readonly (() => void)[]) => void

/** All combinations of the sources' values; `fire` is written in the innermost block. */
export function writeSources(sources: readonly Source[], spot: Spot, fire: Fire): void {
  const step = (index: number, commits: readonly (() => void)[]): void => {
    const [source, next, other] = sources.slice(index)
    if (!source) return fire(commits)
    const join = next && resourceJoin(source, next, spot)
    const inside =
      (taken: number): Inside =>
      (more) =>
        step(index + taken, [...commits, ...more])
    if (join)
      return eachResource([source, next], join, spot, { isFollowed: other !== undefined, inside: inside(2) })
    writeSource(source, spot, { isFollowed: next !== undefined, inside: inside(1) })
  }
  step(0, [])
}

function writeSource(source: Source, spot: Spot, { isFollowed, inside }: Binding): void {
  const { listMode, min, max } = source
  if (listMode !== undefined && listMode !== 'only_one') return cutSource(source, spot, inside)
  if (source.log) throw new NotGenerated('a log')
  if (min !== undefined && listMode !== undefined) throw new NotGenerated('a cardinality with a list mode')
  const { code } = spot.generator
  const counter = listMode !== undefined || min !== undefined ? code.local('x') : ''
  if (counter !== '') code.line(`let ${counter} = 0;`)
  eachOf(source, spot, (item) => {
    if (min !== undefined) code.line(`${counter}++;`)
    bound(item, source, spot, {
      isFollowed,
      inside: (commits) => {
        if (listMode === 'only_one') code.line(`if (${counter}++ > 0) b();`)
        inside(commits)
      },
    })
  })
  if (min === undefined) return
  const most = max === '*' || max === undefined ? '' : ` || ${counter} > ${String(max)}`
  code.line(`if (${counter} < ${String(min)}${most}) b();`)
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
    if (index === last && source.defaultValue) return defaulted(source, { owner: item, elements }, spot, body)
    const wanted = index === last ? chosen(source, elements, spot) : undefined
    for (const element of wanted?.elements ?? elements)
      around(spot, element.isArray, () =>
        eachElement(code, item, element, (child) => {
          if (wanted?.type === undefined) return walk(child, index + 1)
          return ofResourceType(child, wanted.type, spot, (one) => walk(one, index + 1))
        }),
      )
    refuseOthers(item, wanted?.others ?? [], spot)
  }
  walk(context, 0)
}

type Chosen = {
  readonly elements: readonly Element[]
  readonly others: readonly Element[]
  /** A resource type, which shows in the run only. */
  readonly type?: string
}

/** The elements of the type that the source asks for. */
function chosen(source: Source, elements: readonly Element[], spot: Spot): Chosen {
  if (!source.type) return { elements, others: [] }
  const { types } = spot.place.state
  const type = typeNamed(types, spot.place.linked, source.type)
  if (type === undefined) throw new NotGenerated('a type that is not held')
  const [only] = elements
  if (elements.length === 1 && only && only.type !== type && types.kindOf(type) === 'resource')
    return { elements, others: [], type }
  const own = elements.filter((element) => types.isA(element.type, type))
  // A code is a text too; its own type is looked for first.
  const first = own.filter((element) => element.type === type)
  const others = elements.filter((element) => !own.includes(element))
  return { elements: [...first, ...own.filter((element) => element.type !== type)], others }
}

function ofResourceType(item: Item, type: string, spot: Spot, body: Body): void {
  const { code } = spot.generator
  code.open(`if (${item.js}.resourceType === ${code.constant(type)})`)
  body({ ...item, type, kind: 'object' })
  code.close(` else F.push(${item.js});`)
}

/** A value of another type was looked at and refused. */
function refuseOthers(owner: Item, others: readonly Element[], { generator: { code } }: Spot): void {
  if (others.length === 0) return
  if (others.some(({ isArray }) => isArray)) throw new NotGenerated('a list of a choice')
  code.line(`refuse(${owner.js}, ${code.constant(new Set(others.map(({ name }) => name)))}, F, G);`)
}

type Found = { readonly owner: Item; readonly elements: readonly Element[] }

function defaulted(source: Source, { owner, elements }: Found, spot: Spot, body: Body): void {
  const { code } = spot.generator
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
  const untold = { take: () => undefined, pushed: () => undefined }
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

/** first, last, not_first, not_last: the values are gathered before any of them is let through. */
function cutSource(source: Source, spot: Spot, inside: Inside): void {
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
    bound(one, withoutConditions(source), spot, { isFollowed: false, inside }),
  )
  code.close(found.kind === 'object' ? ` else F.push(${item});` : ` else G.push(${holder}, ${key});`)
  code.close()
}

function withoutConditions({ condition: _condition, ...source }: Source): Source {
  return source
}
