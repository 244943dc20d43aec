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

/** Whether something that runs from one FHIR date to the end of another does so at an instant. What is unreadable does not. */
export function runsAt({ from, until }: Span, at: string): boolean {
  const day = at.slice(0, 10)
  const isDays = DAY.test(from) && (until === undefined || DAY.test(until))
  if (isDays) return from <= day && (until === undefined || day <= until)
  const ends = until === undefined ? NEVER : endOf(until)
  return (beginningOf(from) ?? NEVER) <= at && ends !== undefined && at < ends
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
