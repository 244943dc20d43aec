/**
 * Ids and references inside one record: every id stands for one item, every reference names an item of a section that
 * it may name. A reference into sections that the record does not carry means what was submitted before. Pure.
 */
import type { Fault } from './fault.ts'
import { pointerOf, sectionOf } from './place.ts'
import type { Place } from './place.ts'

export type DeclaredId = { readonly id: string; readonly place: Place }
export type InternalReference = DeclaredId & { readonly sections: readonly string[] }

/** Faults: ids that stand for two items, and references that name none. */
export function resolveReferences(
  record: Record<string, unknown>,
  ids: readonly DeclaredId[],
  references: readonly InternalReference[],
): Fault[] {
  const faults: Fault[] = []
  const sectionById = new Map<string, string>()
  const first = new Map<string, Place>()
  for (const { id, place } of ids) {
    const earlier = first.get(id)
    if (earlier) faults.push(repeated(place, earlier))
    else {
      first.set(id, place)
      sectionById.set(id, sectionOf(place.parent))
    }
  }
  for (const { id, place, sections } of references) {
    const found = sectionById.get(id)
    if (found !== undefined && sections.includes(found)) continue
    const isCarried = sections.some((section) => Object.hasOwn(record, section.split('.')[0] ?? section))
    if (found !== undefined || isCarried) faults.push(unknown(place, sections, found))
  }
  return faults
}

function repeated(place: Place, earlier: Place): Fault {
  return {
    pointer: pointerOf(place),
    rule: 'id-unique',
    text: `This id already belongs to the item at ${pointerOf(earlier.parent)}: give each item of the record an id of its own.`,
  }
}

function unknown(place: Place, sections: readonly string[], found: string | undefined): Fault {
  const named = sections.map((section) => `\`${section}\``).join(' or ')
  const text =
    found === undefined
      ? `This id names no item of ${named} in this record: add that item, or correct the id.`
      : `This id names an item of \`${found}\`, but an item of ${named} is expected: correct the id.`
  return { pointer: pointerOf(place), rule: 'reference-unknown', text }
}
