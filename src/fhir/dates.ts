/** FHIR dates and instants as ranges of time. Pure. Source: http://hl7.org/fhir/R4/search.html#date. */

/** Half-open: from `low` up to, not including, `high`; ISO instants in UTC. */
export type Range = { low: string; high: string }

const DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

/** The last instant that four digits of a year can write: later ones are taken for it. */
const LAST = '9999-12-31T23:59:59.999Z'
const YEAR_MAX = 9999

/** The range that a FHIR date, dateTime or instant covers by its precision; undefined when it is none. */
export function rangeOf(text: string): Range | undefined {
  const match = DATE.exec(text)
  if (!match) return undefined
  const [, year, month, day, time, seconds, , zone] = match
  const start = Date.parse(
    `${year}-${month ?? '01'}-${day ?? '01'}T${time ?? '00:00'}:${seconds ?? '00'}${text.match(/\.\d+/)?.[0] ?? ''}${zone ?? 'Z'}`,
  )
  if (Number.isNaN(start)) return undefined
  const firstYear = new Date(start).getUTCFullYear()
  if (firstYear < 1 || firstYear > YEAR_MAX) return undefined
  return { low: new Date(start).toISOString(), high: instantUpTo(endOf(start, match)) }
}

function instantUpTo(time: number): string {
  return time > Date.parse(LAST) ? LAST : new Date(time).toISOString()
}

function endOf(start: number, [, , month, day, time, seconds, fraction]: RegExpExecArray): number {
  const end = new Date(start)
  if (month === undefined) return end.setUTCFullYear(end.getUTCFullYear() + 1)
  if (day === undefined) return end.setUTCMonth(end.getUTCMonth() + 1)
  if (time === undefined) return end.setUTCDate(end.getUTCDate() + 1)
  if (seconds === undefined) return start + 60_000
  return start + (fraction === undefined ? 1_000 : 1)
}
