/** What every section of the report is made from and of. Pure. */
import type { Coding, Resource } from '../fhir/resource.ts'
import type { Days } from './days.ts'
import type { Condition } from './mandate.ts'
import type { Markup } from '../fhir/markup.ts'

/** All that a section may look at: what was not released is not in it. */
export type Material = {
  /** The days of the period that are past. */
  readonly days: Days
  readonly conditions: readonly Condition[]
  readonly isGranted: (category: string) => boolean
  /** The facts that are of one of these categories, and of no category that was not released. */
  readonly of: (...categories: readonly string[]) => readonly Resource[]
  readonly observe: (made: Measured) => Resource
}

export type Section = {
  readonly code: Coding
  readonly content: Markup
  readonly observations: readonly Resource[]
}

export type Count = { readonly code: Coding; readonly count: number; readonly text?: string }

/** A measurement of the report, before it becomes an Observation. */
export type Measured = {
  /** Names it within the report: its id is made from this. */
  readonly key: string
  readonly code: Coding
  readonly days: Days
  readonly counts?: readonly Count[]
  readonly elements?: Readonly<Record<string, unknown>>
  /** Observations that it sums up; they are entries of the document too. */
  readonly members?: readonly Resource[]
}

/** The sum of what is known; undefined where nothing is. */
export function sum(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0)
}
