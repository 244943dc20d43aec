/** Where a walk through a record stands; a pointer is made of it only where a fault is found. Pure. */
import { pointerStep } from './fault.ts'

export type Place = { readonly parent: Place | undefined; readonly key: string | number }

/** The JSON pointer of a place; empty for the whole record. */
export function pointerOf(place: Place | undefined): string {
  return place === undefined ? '' : pointerOf(place.parent) + pointerStep(place.key)
}

/** The section that a place lies in: field names without positions, such as `goals.interventions`. */
export function sectionOf(place: Place | undefined): string {
  if (place === undefined) return ''
  const above = sectionOf(place.parent)
  if (typeof place.key === 'number') return above
  return above === '' ? place.key : `${above}.${place.key}`
}
