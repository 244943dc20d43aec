/** What an accounting is asked for: its period, its scope, summarised or not, and where the page before has ended. */
import { ACCOUNTING_MAX } from '../audit/accounting.ts'
import type { Place } from '../audit/accounting.ts'
import { rangeOf } from '../fhir/dates.ts'
import { issue } from '../fhir/outcome.ts'
import type { Issue } from '../fhir/resource.ts'
import { UUID } from './answers.ts'
import type { Query } from './door.ts'

export type Asked = {
  /** Included and excluded. */
  readonly from: string
  readonly until: string
  /** `required` is what 42 CFR 2.25 obliges to account for. */
  readonly scope: 'all' | 'required'
  readonly isSummary: boolean
  readonly count: number
  readonly after: Place | undefined
}

export type Read<T> = { kind: 'asked'; asked: T } | { kind: 'refused'; issues: Issue[] }

/** Of each parameter, what is wrong with its value; undefined where nothing is. */
type Check = (text: string) => string | undefined

const date: Check = (text) => (rangeOf(text) ? undefined : 'takes a date such as 2026-11-23.')
const count: Check = (text) =>
  /^[1-9]\d{0,3}$/.test(text) && Number(text) <= ACCOUNTING_MAX
    ? undefined
    : `takes a number from 1 to ${ACCOUNTING_MAX}.`
const cursor: Check = (text) => (placeOf(text) ? undefined : 'is taken from the link of the page before.')
const oneOf =
  (...words: string[]): Check =>
  (text) =>
    words.includes(text) ? undefined : `takes ${words.join(' or ')}.`

const ACCOUNTING = {
  start: date,
  end: date,
  scope: oneOf('all', 'required'),
  summary: oneOf('true', 'false'),
  _count: count,
  _cursor: cursor,
}
const LIST = { requested: date, _count: count, _cursor: cursor }

/** The question of an accounting (42 CFR 2.25); `years` back from its end where it has no start. */
export function accountingAsked(query: Query, now: string, years: number): Read<Asked> {
  const given = new Map(query)
  const issues = faultsIn(query, ACCOUNTING)
  const end = given.get('end')
  const until = (end === undefined ? undefined : rangeOf(end)?.high) ?? justAfter(now)
  const start = given.get('start')
  const from = (start === undefined ? undefined : rangeOf(start)?.low) ?? yearsBefore(until, years)
  if (issues.length === 0 && from >= until)
    issues.push(issue('value', 'The period ends before it begins.', 'start', 'end'))
  if (issues.length > 0) return { kind: 'refused', issues }
  const scope = given.get('scope') === 'required' ? 'required' : 'all'
  const isSummary = given.get('summary') === 'true'
  if (isSummary && given.has('_cursor'))
    return { kind: 'refused', issues: [issue('invalid', 'A summary has one page.', '_cursor')] }
  return { kind: 'asked', asked: { from, until, scope, isSummary, ...pageOf(given) } }
}

export type ListAsked = Pick<Asked, 'from' | 'until' | 'count' | 'after'> & {
  /** The day of the written request. */
  readonly requested: string
}

/** The question of a list by an intermediary (42 CFR 2.24): a written request of a day, about the years before it. */
export function listAsked(query: Query, now: string, years: number): Read<ListAsked> {
  const issues = faultsIn(query, LIST)
  const given = new Map(query)
  const text = given.get('requested')
  if (text === undefined) {
    const wanted =
      'Say when the patient asked in writing, as a day such as 2026-11-23; whoever received the request knows it (42 CFR 2.24).'
    issues.push(issue('required', wanted, 'requested'))
  }
  const range = text === undefined ? undefined : rangeOf(text)
  if (range && range.low > now)
    issues.push(issue('value', 'The request cannot be of a day to come.', 'requested'))
  if (issues.length > 0 || !range) return { kind: 'refused', issues }
  const until = range.high > now ? justAfter(now) : range.high
  const requested = range.low.slice(0, 10)
  return { kind: 'asked', asked: { requested, from: yearsBefore(until, years), until, ...pageOf(given) } }
}

function faultsIn(query: Query, checks: Readonly<Record<string, Check>>): Issue[] {
  const names = query.map(([name]) => name)
  const unknown = names.filter((name) => !Object.hasOwn(checks, name))
  if (unknown.length > 0) {
    const text = `There is a parameter that this operation does not know; it knows ${Object.keys(checks).join(', ')}.`
    return [issue('not-supported', text)]
  }
  const twice = names.find((name, position) => names.indexOf(name) !== position)
  if (twice !== undefined) return [issue('invalid', 'Give each parameter once.', twice)]
  return query.flatMap(([name, text]) => {
    const fault = checks[name]?.(text)
    return fault === undefined ? [] : [issue('value', `${name} ${fault}`, name)]
  })
}

function pageOf(given: ReadonlyMap<string, string>): Pick<Asked, 'count' | 'after'> {
  return {
    count: Number(given.get('_count') ?? ACCOUNTING_MAX),
    after: placeOf(given.get('_cursor') ?? ''),
  }
}

/** Where a page has ended, as its link says it. */
export function cursorOf({ at, id }: Place): string {
  return `${at}_${id}`
}

function placeOf(text: string): Place | undefined {
  const [at = '', id = '', ...rest] = text.split('_')
  const isInstant = /T.*Z$/.test(at) && rangeOf(at)?.low === at
  return isInstant && UUID.test(id) && rest.length === 0 ? { at, id } : undefined
}

/** The end of a period that includes the present instant. */
function justAfter(now: string): string {
  return new Date(Date.parse(now) + 1).toISOString()
}

function yearsBefore(until: string, years: number): string {
  const from = new Date(until)
  from.setUTCFullYear(from.getUTCFullYear() - years)
  return from.toISOString()
}
