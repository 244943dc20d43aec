/** Days and instants of a case record, compared. Values that are neither compare as nothing. Pure. */

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whether a day or instant lies after another; an instant compared with a day counts by the day in its own offset. */
export function isAfter(value: unknown, other: unknown): boolean {
  if (typeof value !== 'string' || typeof other !== 'string') return false
  if (!DAY.test(value.slice(0, 10)) || !DAY.test(other.slice(0, 10))) return false
  if (DAY.test(value) || DAY.test(other)) return value.slice(0, 10) > other.slice(0, 10)
  // Date.parse gives NaN for what is no instant, and comparisons with NaN are false.
  return Date.parse(value) > Date.parse(other)
}

/** Whether two items with days `from` and `until` (both optional) overlap; one may begin on the day when the other ends. */
export function intervalsOverlap(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return isOpenAfter(a, b['from']) && isOpenAfter(b, a['from'])
}

function isOpenAfter(item: Record<string, unknown>, day: unknown): boolean {
  return item['until'] === undefined || day === undefined || isAfter(item['until'], day)
}
