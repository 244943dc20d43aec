/**
 * Finds what the names in a map stand for: types through `uses`, groups in the map itself and then in those that it imports,
 * concept maps inside it. A group is looked for in the map that names it, not in the one that called.
 */
import { fault } from '../syntax/fault.ts'
import type { Group, InlineConceptMap, MapError, Name, ParsedMap, Position } from '../syntax/syntax.ts'
import type { StructureTypes } from '../types/types.ts'

export type LinkedMap = {
  readonly map: ParsedMap
  readonly imports: LinkedMap[]
  readonly conceptMaps: ReadonlyMap<string, InlineConceptMap>
  /** Types that the map names and that are not held: nothing about them is checked. */
  readonly unknownTypes: Map<string, Position>
}

export type GroupPlace = { readonly linked: LinkedMap; readonly group: Group }

/** Links the maps to one another; imports that nothing answers are faults. */
export function linkMaps(maps: readonly ParsedMap[], errors: MapError[]): LinkedMap[] {
  const linked = maps.map((map) => linkMap(map, errors))
  const byUrl = new Map<string, LinkedMap>()
  for (const one of linked) {
    if (byUrl.has(one.map.url))
      errors.push(errorAt(one.map, { line: 1, column: 1 }, 'another map has this URL'))
    else byUrl.set(one.map.url, one)
  }
  for (const one of linked) {
    for (const name of one.map.imports) {
      const found = importsOf(name.text, linked, byUrl).filter((other) => other !== one)
      if (found.length === 0 && !name.text.includes('*'))
        errors.push(errorAt(one.map, name.at, `the map ${name.text} is not there to import`))
      for (const other of found) if (!one.imports.includes(other)) one.imports.push(other)
    }
  }
  return linked
}

function linkMap(map: ParsedMap, errors: MapError[]): LinkedMap {
  const conceptMaps = new Map<string, InlineConceptMap>()
  for (const conceptMap of map.conceptMaps) {
    if (conceptMaps.has(conceptMap.id))
      errors.push(errorAt(map, conceptMap.at, `the concept map '${conceptMap.id}' is there twice`))
    conceptMaps.set(conceptMap.id, conceptMap)
  }
  return { map, imports: [], conceptMaps, unknownTypes: new Map() }
}

/** `*` in an import stands for any characters. */
function importsOf(
  url: string,
  linked: readonly LinkedMap[],
  byUrl: ReadonlyMap<string, LinkedMap>,
): LinkedMap[] {
  if (!url.includes('*')) {
    const found = byUrl.get(url)
    return found ? [found] : []
  }
  const parts = url.split('*')
  return linked.filter(({ map }) => matches(map.url, parts))
}

function matches(url: string, parts: readonly string[]): boolean {
  const [head = '', ...rest] = parts
  const tail = rest.pop() ?? ''
  if (!url.startsWith(head) || !url.endsWith(tail) || url.length < head.length + tail.length) return false
  let offset = head.length
  for (const part of rest) {
    const found = url.indexOf(part, offset)
    if (found < 0 || found + part.length > url.length - tail.length) return false
    offset = found + part.length
  }
  return true
}

function errorAt(map: ParsedMap, at: Position, message: string): MapError {
  return { code: 'reference', line: at.line, column: at.column, message, map: map.url }
}

/** The group of that name: the map's own, else the one that its imports have. */
export function findGroup(linked: LinkedMap, name: Name): GroupPlace {
  const own = groupsNamed([linked], name.text)
  const found = own.length > 0 ? own : groupsNamed(linked.imports, name.text)
  const [first, second] = found
  if (!first) throw fault('reference', name.at, `there is no group '${name.text}' in this map or its imports`)
  if (second) {
    const places = found.map(({ linked: place, group }) => `${place.map.url} line ${group.at.line}`)
    throw fault('reference', name.at, `there are several groups '${name.text}': ${places.join('; ')}`)
  }
  return first
}

function groupsNamed(maps: readonly LinkedMap[], name: string): GroupPlace[] {
  return maps.flatMap((linked) =>
    linked.map.groups.filter((group) => group.name === name).map((group) => ({ linked, group })),
  )
}

/**
 * The type that a name in this map stands for: an alias, the name or URL of a structure in `uses`, or a type of the
 * definitions. Undefined where the map declares the structure and nobody holds its definition.
 */
export function typeNamed(types: StructureTypes, linked: LinkedMap, name: Name): string | undefined {
  const { uses } = linked.map
  const use =
    uses.find(({ alias }) => alias === name.text) ??
    uses.find(({ alias, url }) => alias === undefined && (url === name.text || url.endsWith(`/${name.text}`)))
  const type = types.typeOf(use?.url ?? name.text)
  if (type !== undefined) return type
  if (!use) throw fault('type', name.at, `there is no type '${name.text}'`)
  linked.unknownTypes.set(use.url, use.at)
  return undefined
}

/** The one structure that the map uses in that mode, for a first group whose input has no type. */
export function onlyUse(
  types: StructureTypes,
  linked: LinkedMap,
  mode: 'source' | 'target',
): string | undefined {
  const uses = linked.map.uses.filter((use) => use.mode === mode)
  const [only] = uses
  return only && uses.length === 1 ? types.typeOf(only.url) : undefined
}
