/**
 * Whether what a reader is shown of a record still has what he searched for. The database has looked at the whole record;
 * a redacted one is found only by what is left of it, or a search would tell what redaction hides. Pure.
 */
import type { Criterion, DateValue, TokenValue } from './criteria.ts'
import type { IndexRow } from './search-values.ts'

type Indexed = Exclude<Extract<Criterion, { parameter: string }>, { kind: 'chain' | 'has' }>

/** By the index rows of the record as it is shown. */
export function matches(criteria: readonly Criterion[], shown: readonly IndexRow[]): boolean {
  return criteria.every((criterion) => {
    // Ids and times are not redacted; what chains lead to is no value of the record itself.
    if (!('parameter' in criterion) || criterion.kind === 'chain' || criterion.kind === 'has') return true
    const rows = shown.filter(({ parameter }) => parameter === criterion.parameter)
    const isFound = rows.some((row) => isMatch(criterion, row))
    return criterion.kind === 'token' && criterion.negated ? !isFound : isFound
  })
}

function isMatch(criterion: Indexed, row: IndexRow): boolean {
  switch (criterion.kind) {
    case 'token':
      return criterion.any.some((token) => isToken(token, row))
    case 'string':
      return criterion.any.some((text) =>
        criterion.exact ? row.system === text : row.value?.startsWith(text) === true,
      )
    case 'reference':
      return criterion.any.some((reference) => row.value === reference)
    case 'date':
      return criterion.any.some((date) => isDate(date, row))
  }
}

function isToken({ system, code }: TokenValue, row: IndexRow): boolean {
  return (code === undefined || row.value === code) && (system === undefined || row.system === system)
}

/** As find.ts has it; instants of one form compare as text. */
function isDate({ prefix, range: { low: from, high: to } }: DateValue, { low, high }: IndexRow): boolean {
  if (low === null || high === null) return false
  const isWithin = low >= from && high <= to
  const verdicts: Record<DateValue['prefix'], boolean> = {
    eq: isWithin,
    ne: !isWithin,
    lt: low < from,
    le: low < to,
    gt: high > to,
    ge: high > from,
    sa: low >= to,
    eb: high <= from,
  }
  return verdicts[prefix]
}
