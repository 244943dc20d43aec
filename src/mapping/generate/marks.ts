/** The loss report of a generated program's run: one walk through the source, with the marks that the program left. */
import { isOpen } from '../engine/fit.ts'
import { isJson } from '../engine/node.ts'
import type { Json } from '../engine/node.ts'
import type { Unmapped, UnmappedReason } from '../loss.ts'
import type { StructureTypes } from '../types/types.ts'
import { bail } from './runtime.ts'
import type { Marks } from './runtime.ts'
import { wordBits } from './values.ts'
import type { BitTable } from './values.ts'

/** What the walk knows of the objects of one type. */
type TypeNames = {
  readonly type: string
  readonly bits: ReadonlyMap<string, number>
  readonly children: Map<string, TypeNames | undefined>
  readonly isFhir: boolean
}

export type MarkReader = (
  marks: Marks,
  sources: readonly { readonly value: unknown; readonly type: string | undefined }[],
) => Unmapped[]

const noBits: ReadonlyMap<string, number> = new Map()

export function createMarkReader(types: StructureTypes, table: BitTable): MarkReader {
  const known = new Map<string, TypeNames>()
  const namesOf = (type: string): TypeNames => {
    let names = known.get(type)
    if (!names) {
      const isFhir = types.kindOf(type) !== 'logical'
      known.set(type, (names = { type, bits: table.get(type) ?? noBits, children: new Map(), isFhir }))
    }
    return names
  }
  const childOf = (parent: TypeNames, name: string): TypeNames | undefined => {
    if (parent.children.has(name)) return parent.children.get(name)
    const shape = types.elementOf(parent.type, name)
    const [only] = shape?.types ?? []
    const child = shape?.types.length === 1 && only !== undefined ? namesOf(only) : undefined
    parent.children.set(name, child)
    return child
  }
  return (marks, sources) => {
    const search = searchFor(marks, namesOf, childOf)
    for (const { value, type } of sources) {
      if (!isJson(value)) continue
      search.hasResourceType = type !== undefined && type === value['resourceType']
      searchObject(
        value,
        { names: type === undefined ? undefined : namesOf(type), reason: 'no-rule' },
        search,
      )
    }
    return search.unmapped
  }
}

type Places = Map<unknown, unknown>

type Search = {
  readonly masks: ReadonlyMap<unknown, number>
  readonly more: ReadonlyMap<unknown, number>
  readonly places: Places
  readonly refused: () => ReadonlySet<unknown>
  readonly refusedPlaces: Places
  readonly uncoded: ReadonlySet<unknown>
  readonly uncodedPlaces: Places
  readonly namesOf: (type: string) => TypeNames
  readonly childOf: (parent: TypeNames, name: string) => TypeNames | undefined
  /** Where the walk stands, by JSON pointer. */
  pointer: string
  readonly unmapped: Unmapped[]
  hasResourceType: boolean
}

function searchFor(marks: Marks, namesOf: Search['namesOf'], childOf: Search['childOf']): Search {
  let refused: Set<unknown> | undefined
  return {
    masks: masksOf(marks.P),
    more: masksOf(marks.M),
    places: placesOf(marks.Q),
    refused: () => (refused ??= new Set(marks.F)),
    refusedPlaces: placesOf(marks.G),
    uncoded: new Set(marks.U),
    uncodedPlaces: placesOf(marks.W),
    namesOf,
    childOf,
    pointer: '',
    unmapped: [],
    hasResourceType: false,
  }
}

function masksOf(pairs: readonly unknown[]): Map<unknown, number> {
  const masks = new Map<unknown, number>()
  for (let index = 0; index < pairs.length; index += 2) {
    const object = pairs[index]
    const bits = pairs[index + 1] as number
    const before = masks.get(object)
    if (before === undefined) masks.set(object, bits)
    else if ((before | bits) !== before) masks.set(object, before | bits)
  }
  return masks
}

/** One key is kept as it is, several as a set. */
function placesOf(pairs: readonly unknown[]): Places {
  const places: Places = new Map()
  for (let index = 0; index < pairs.length; index += 2) {
    const holder = pairs[index]
    const key = pairs[index + 1]
    const before = places.get(holder)
    if (before === undefined) places.set(holder, key)
    else if (before instanceof Set) before.add(key)
    else if (before !== key) places.set(holder, new Set([before, key]))
  }
  return places
}

function isAt(places: Places, holder: unknown, key: string | number): boolean {
  if (places.size === 0) return false
  const found = places.get(holder)
  return found === key || (found instanceof Set && found.has(key))
}

/** Where the walk is in the source, seen from an object or a list there. */
type Around = { readonly names: TypeNames | undefined; readonly reason: UnmappedReason }

function searchObject(object: Json, { names, reason }: Around, search: Search): void {
  const mask = search.masks.get(object)
  if (mask === -1) return
  const more = search.more.size > 0 ? search.more.get(object) : undefined
  const own = reasonOf(object, mask, reason, search)
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (value === null || value === undefined) continue
    if (mask !== undefined && names && isMarked(name, names, mask, more)) continue
    if (typeof value === 'object')
      descend(value, name, { names: names && search.childOf(names, name), reason: own }, search)
    else if (!(name === 'resourceType' && search.hasResourceType) && !isAt(search.places, object, name))
      tell(object, name, own, search)
  }
}

function isMarked(
  name: string,
  { isFhir, bits }: TypeNames,
  mask: number,
  more: number | undefined,
): boolean {
  // Extensions beside primitives: the closures carry them.
  if (isFhir && name.startsWith('_')) throw bail
  const bit = bits.get(name)
  return bit !== undefined && isSet(bit, mask, more)
}

/** One step down, and back. */
function descend(value: object, key: string | number, around: Around, search: Search): void {
  const { pointer } = search
  search.pointer = pointerTo(pointer, key)
  searchValue(value, around, search)
  search.pointer = pointer
}

/** RFC 6901. */
function pointerTo(pointer: string, key: string | number): string {
  if (typeof key === 'number') return `${pointer}/${key}`
  const isPlain = !key.includes('~') && !key.includes('/')
  return `${pointer}/${isPlain ? key : key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function isSet(bit: number, mask: number, more: number | undefined): boolean {
  if (bit < wordBits) return (mask & (1 << bit)) !== 0
  return bit < 2 * wordBits && more !== undefined && (more & (1 << (bit - wordBits))) !== 0
}

function searchValue(value: object, around: Around, search: Search): void {
  const { names, reason } = around
  if (!Array.isArray(value)) {
    const object = value as Json
    return searchObject(object, { names: typeShown(object, names, search), reason }, search)
  }
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index]
    if (item === null || item === undefined) continue
    if (typeof item === 'object') descend(item, index, around, search)
    else if (!isAt(search.places, value, index)) tell(value, index, reason, search)
  }
}

/** A resource says its own type. */
function typeShown(object: Json, names: TypeNames | undefined, search: Search): TypeNames | undefined {
  if (!names || !isOpen(names.type)) return names
  const type = object['resourceType']
  return typeof type === 'string' ? search.namesOf(type) : names
}

function reasonOf(
  object: Json,
  mask: number | undefined,
  outer: UnmappedReason,
  search: Search,
): UnmappedReason {
  if (search.uncoded.size > 0 && search.uncoded.has(object)) return 'no-code'
  if (mask !== undefined) return 'no-rule'
  return search.refused().has(object) ? 'condition-false' : outer
}

function tell(holder: object, key: string | number, reason: UnmappedReason, search: Search): void {
  const why = isAt(search.uncodedPlaces, holder, key)
    ? 'no-code'
    : isAt(search.refusedPlaces, holder, key)
      ? 'condition-false'
      : reason
  search.unmapped.push({ pointer: pointerTo(search.pointer, key), reason: why })
}
