/** Instants of the consent room: UTC with milliseconds, so that they compare as text; periods are half-open. Pure. */
import { rangeOf } from '../fhir/dates.ts'

/** From `from` (included) until `until` (excluded); without `until`, with no end. */
export type Span = { readonly from: string; readonly until?: string }

/** The beginning of all time, for what is in force from before anybody can say. */
export const ALWAYS = '0000-01-01T00:00:00.000Z'
/** The end of all time, for what has no end, and for what cannot be said to have begun. */
export const NEVER = '9999-12-31T23:59:59.999Z'

const COMPARABLE =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** An instant in the form that compares as text; undefined for what is none. */
export function instantOf(text: string): string | undefined {
  // Grants come in this form already, and a decision looks at all grants of a person.
  if (COMPARABLE.test(text)) return text
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/** The first instant of a FHIR date or dateTime. Dates without a zone are read in UTC. */
export function beginningOf(text: string): string | undefined {
  return rangeOf(text)?.low
}

/** The instant after the last one of a FHIR date or dateTime: a period that ends on a day includes that day. */
export function endOf(text: string): string | undefined {
  return rangeOf(text)?.high
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whether a paper runs at an instant: from the beginning of `from` until before that of `until`. What is unreadable does not. */
export function runsAt(paper: Span, at: string): boolean {
  // Every decision asks it: days compare as they are.
  if (DAY.test(paper.from) && (paper.until === undefined || DAY.test(paper.until))) {
    const day = at.slice(0, 10)
    return paper.from <= day && (paper.until === undefined || day < paper.until)
  }
  const span = spanOf(paper)
  return span !== undefined && holds(span, at)
}

/** The instants of a paper's dates; undefined where they cannot be read. */
export function spanOf({ from, until }: Span): Span | undefined {
  const begins = beginningOf(from)
  if (until === undefined) return begins === undefined ? undefined : { from: begins }
  const ends = beginningOf(until)
  return begins === undefined || ends === undefined ? undefined : { from: begins, until: ends }
}

/** Whether the span holds the instant. */
export function holds({ from, until }: Span, at: string): boolean {
  return from <= at && (until === undefined || at < until)
}

export function later(one: string, other: string): string {
  return one > other ? one : other
}

/** The earlier of two ends, of which the first may be missing. */
export function earlierEnd(one: string | undefined, other: string): string {
  return one !== undefined && one < other ? one : other
}

/** The order of texts, for toSorted; instants among them. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
