/** Takes out of an output what the map created and never filled: FHIR JSON has no empty objects or lists. */
import { isJson } from './node.ts'
import type { Json } from './node.ts'

/** Empties go, from the inside out. The object itself stays. */
export function prune(object: Json): void {
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (Array.isArray(value)) pruneList(value, hasPartner(object, name))
    else if (isJson(value)) prune(value)
    if (isEmpty(object[name])) delete object[name]
  }
}

/** null keeps a place in lists of primitives that have extensions beside them. */
function hasPartner(object: Json, name: string): boolean {
  return Array.isArray(object[name.startsWith('_') ? name.slice(1) : `_${name}`])
}

function pruneList(list: unknown[], keepsPlaces: boolean): void {
  let kept = 0
  for (const item of list) {
    if (Array.isArray(item)) pruneList(item, false)
    else if (isJson(item)) prune(item)
    if (isEmpty(item) && !(keepsPlaces && item === null)) continue
    list[kept] = item
    kept += 1
  }
  list.length = kept
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (Array.isArray(value)) return value.length === 0
  return isJson(value) && Object.keys(value).length === 0
}
