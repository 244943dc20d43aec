/**
 * What one validation may cost. A resource past a limit gets one finding that names the limit, and no further check: all
 * that follows may then follow the resource as deep as it goes.
 */

/** Levels of objects and lists in one resource. */
const DEPTH_MAX = 120
/** Objects, lists and primitives in one resource: some 10 MB of FHIR. */
const VALUES_MAX = 1_000_000
/** Items of one list. */
const LIST_ITEMS_MAX = 20_000
/** Values and items of one list that the clean check counts, more carefully than excessOf(), which says what is past a limit. */
export const CHARTED_VALUES_MAX = VALUES_MAX - 1_000
export const CHARTED_ITEMS_MAX = LIST_ITEMS_MAX
/** Findings of one validation. */
export const FINDINGS_MAX = 1_000
/** Findings of severity information among them. */
export const REMARKS_MAX = 100
/** Profiles within profiles that conformsTo() and slicing by profile follow. */
export const CONFORMS_DEPTH_MAX = 4

type Level = { readonly values: readonly unknown[]; next: number }

/** The limit that a value goes past, in words; undefined when it stays within all. */
export function excessOf(value: unknown): string | undefined {
  const levels: Level[] = [{ values: [value], next: 0 }]
  let count = 0
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.next >= level.values.length) {
      levels.pop()
      continue
    }
    const child = level.values[level.next]
    level.next += 1
    count += 1
    if (count > VALUES_MAX) return `more than ${String(VALUES_MAX)} values`
    if (typeof child !== 'object' || child === null) continue
    if (levels.length > DEPTH_MAX) return `more than ${String(DEPTH_MAX)} levels`
    const values: unknown[] = Array.isArray(child) ? child : Object.values(child)
    if (values.length > LIST_ITEMS_MAX) return `a list of more than ${String(LIST_ITEMS_MAX)} items`
    levels.push({ values, next: 0 })
  }
  return undefined
}
