/** Counts things that are called the same. Pure. */
import type { Resource } from '../fhir/resource.ts'

export type Group = {
  readonly names: readonly string[]
  readonly count: number
  readonly items: readonly Resource[]
}

/** The groups, by their names. */
export function grouped(items: readonly Resource[], namesOf: (item: Resource) => string[]): Group[] {
  const groups = new Map<string, { names: string[]; items: Resource[] }>()
  for (const item of items) {
    const names = namesOf(item)
    const group = groups.get(names.join('|')) ?? { names, items: [] }
    group.items.push(item)
    groups.set(names.join('|'), group)
  }
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => ({ ...group, count: group.items.length }))
}

/** A group as a row of a table. */
export function groupRow({ names, count }: Group): string[] {
  return [...names, String(count)]
}
