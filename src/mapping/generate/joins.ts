/** Writes `list as entry, entry.resource : Type as r`: the resources of that type are looked up, not looked for. */
import { typeNamed } from '../compile/link.ts'
import type { Source } from '../syntax/syntax.ts'
import { around, bound } from './bound.ts'
import type { Binding } from './bound.ts'
import { member } from './code.ts'
import type { Spot } from './frame.ts'
import { elementsOf, isShown } from './items.ts'
import type { Element } from './items.ts'
import { declareCode, openMask, sourceOf } from './values.ts'
import type { Item, SourceCode } from './values.ts'

export type Join = { readonly type: string; readonly list: Element; readonly inner: Element }

/** Whether two sources are such a pair. */
export function resourceJoin(source: Source, next: Source, spot: Spot): Join | undefined {
  if (!isPair(source, next)) return undefined
  const { types } = spot.place.state
  const context = sourceOf(spot.scope, source.context.text)
  const type = next.type && typeNamed(types, spot.place.linked, next.type)
  if (isShown(context) || type === undefined || types.kindOf(type) !== 'resource') return undefined
  const list = onlyElement(context.type, source, spot)
  const inner = list?.isArray ? onlyElement(list.type, next, spot) : undefined
  return list && inner && !inner.isArray && inner.type !== type ? { type, list, inner } : undefined
}

/** The one object that the source's element holds. */
function onlyElement(type: string | undefined, { path }: Source, { place }: Spot): Element | undefined {
  const [element] = elementsOf(place.state.types, type ?? '', path[0]?.text ?? '')
  return element?.kind === 'object' ? element : undefined
}

function isPair(source: Source, next: Source): boolean {
  const isPlain = !source.type && !source.condition && !source.check && !isSpecial(source)
  return (
    isPlain &&
    !isSpecial(next) &&
    next.type !== undefined &&
    source.path.length === 1 &&
    next.path.length === 1 &&
    next.context.text === source.variable?.text
  )
}

function isSpecial({ log, listMode, min, defaultValue }: Source): boolean {
  return log !== undefined || listMode !== undefined || min !== undefined || defaultValue !== undefined
}

export function eachResource(
  [source, next]: readonly [Source, Source],
  { type, list, inner }: Join,
  spot: Spot,
  binding: Binding,
): void {
  const { code } = spot.generator
  const context = sourceOf(spot.scope, source.context.text)
  const [found, index, entry, resource] = [code.local('a'), code.local('i'), code.local('v'), code.local('v')]
  const wanted = `${code.constant(inner.name)}, ${code.constant(type)}`
  code.line(`const ${found} = indexed(${member(context.js, list.name)}, ${wanted}, I);`)
  code.open(`for (let ${index} = 0; ${index} < ${found}.length; ${index} += 2)`)
  code.line(`const ${entry} = ${found}[${index}], ${resource} = ${found}[${index} + 1];`)
  code.line('n++;')
  around(spot, true, () => {
    const { mask, flush } = openMask(code, entry, list.type)
    const held: Item = { js: entry, type: list.type, kind: 'object', place: undefined, mask }
    const named: SourceCode = { ...held, mode: 'source' }
    declareCode(spot.scope, source.variable?.text ?? '', named)
    const depth = code.depth()
    const place = { kind: 'property', mask, owner: entry, name: inner.name, depth } as const
    bound({ js: resource, type, kind: 'object', place, mask: undefined }, next, spot, binding)
    flush()
  })
  code.close()
}
