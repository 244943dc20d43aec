/** Calendar days and weeks of a report. A day is the date as the record writes it, without time and zone. Pure. */
import type { Period } from '../fhir/resource.ts'

export type Days = Required<Period>

/** Longest period of a report, in days. */
export const PERIOD_DAYS_MAX = 400

const DAY_MS = 86_400_000

/** The day of a date, dateTime or instant; undefined for anything less exact. */
export function dayOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 10) : undefined
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

/** Days from the first to the last, both counted; 0 where the last is before the first. */
export function countDays({ start, end }: Days): number {
  return Math.max(0, (Date.parse(`${end}T00:00:00Z`) - Date.parse(`${start}T00:00:00Z`)) / DAY_MS + 1)
}

export function isWithin(day: string | undefined, { start, end }: Days): boolean {
  return day !== undefined && day >= start && day <= end
}

/** The days that two periods share; an open end of the second is no limit. */
export function overlap(days: Days, bounds: Period | undefined): Days {
  const start = dayOf(bounds?.start)
  const end = dayOf(bounds?.end)
  return {
    start: start !== undefined && start > days.start ? start : days.start,
    end: end !== undefined && end < days.end ? end : days.end,
  }
}

/** The period in weeks from its first day on; the last may be shorter. */
export function weeksOf(days: Days): Days[] {
  const weeks: Days[] = []
  for (let start = days.start; start <= days.end; start = addDays(start, 7)) {
    const last = addDays(start, 6)
    weeks.push({ start, end: last < days.end ? last : days.end })
  }
  return weeks
}
