/**
 * What two answers must have in common, and where they differ. An answer keeps its status, headers, body and order; only
 * what is new with each request is renamed: the request's own id and date, ids that the suite did not know before, instants
 * after the world was last changed, and the versions of the record that the actor itself writes over and over.
 */
import type { Heard } from './types.ts'

export type Renaming = {
  /** Ids that were there before: they stay as they are, a withheld one above all. */
  readonly known: ReadonlySet<string>
  /** Instants from then on are those of the request. */
  readonly since: number
  /** `Type/id` of records whose versions are renamed: what the actor writes in each sweep. */
  readonly versionsOf: readonly string[]
  /** Words of the request, longest first: in an answer they stand for what was asked. */
  readonly asked: readonly string[]
}

export type Comparable = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly statements: readonly string[]
}

/** Of the connection, the date and the request: they say nothing of what is stored. */
const PASSING = new Set(['date', 'x-request-id', 'connection', 'keep-alive', 'transfer-encoding'])
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g
const HTTP_DATE = /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g

/** `path`: where it was asked, which may name a record whose versions are renamed. */
export function comparable(path: string, heard: Heard, renaming: Renaming): Comparable {
  const body = rename(decoded(heard.body), renaming)
  const headers = Object.entries(heard.headers)
    .filter(([name]) => !PASSING.has(name) && !(name === 'content-length' && body !== ''))
    .map(([name, value]) => [name, rename(value, renaming)] as const)
  const isScratch = renaming.versionsOf.some((each) => path.includes(each))
  const kept = isScratch ? headers.filter(([name]) => name !== 'etag') : headers
  return { status: heard.status, headers: Object.fromEntries(kept), body, statements: heard.statements }
}

function rename(text: string, { known, since, versionsOf, asked }: Renaming): string {
  let same = text
  for (const [n, word] of asked.entries())
    same = same.replaceAll(word, `ASKED-${n}`).replaceAll(encodeURIComponent(word), `ASKED-${n}`)
  const isScratch = versionsOf.some((each) => same.includes(each.split('/')[1] ?? each))
  if (isScratch)
    same = same
      .replaceAll(/"versionId":\s*"\d+"/g, '"versionId":"V"')
      .replaceAll(/_history\/\d+/g, '_history/V')
      .replaceAll(/W\/(\\?)"\d+\\?"/g, 'W/$1"V$1"')
  const isNew = (instant: string): boolean => Date.parse(instant) >= since
  return same
    .replaceAll(UUID, (id) => (known.has(id) ? id : 'NEW'))
    .replaceAll(INSTANT, (instant) => (isNew(instant) ? 'NOW' : instant))
    .replaceAll(HTTP_DATE, (instant) => (isNew(instant) ? 'NOW' : instant))
}

/** What a Binary or an attachment holds, in clear: what differs within shall be seen, and an id within renamed. */
function decoded(body: string): string {
  return body.replaceAll(/"data":"([A-Za-z0-9+/=]+)"/g, (_, data: string) =>
    Buffer.from(data, 'base64').toString(),
  )
}

/** Characters of either side that a difference shows. */
const SHOWN_MAX = 300

/** The first difference, in words; undefined where there is none. */
export function difference(one: Comparable, other: Comparable): string | undefined {
  if (one.status !== other.status) return `status ${one.status} became ${other.status}`
  for (const name of new Set([...Object.keys(one.headers), ...Object.keys(other.headers)])) {
    const [before, after] = [one.headers[name], other.headers[name]]
    if (before !== after) return `header ${name}: ${before ?? '(none)'} became ${after ?? '(none)'}`
  }
  if (one.body !== other.body) return `body: ${around(one.body, other.body)}`
  // A request may ask two things at once: their order is chance, their number is not.
  const [before, after] = [one.statements.toSorted(), other.statements.toSorted()]
  if (before.length !== after.length)
    return `statements: ${before.length} became ${after.length}${statementAt(before, after)}`
  return before.every((text, at) => text === after[at])
    ? undefined
    : `statements${statementAt(before, after)}`
}

function around(one: string, other: string): string {
  let at = 0
  while (at < one.length && one[at] === other[at]) at += 1
  const from = Math.max(0, at - 60)
  return `at ${at}: ${one.slice(from, at + SHOWN_MAX)} became ${other.slice(from, at + SHOWN_MAX)}`
}

function statementAt(before: readonly string[], after: readonly string[]): string {
  const at = before.findIndex((text, n) => text !== after[n])
  const n = at < 0 ? before.length : at
  const short = (text = '(none)'): string => text.replaceAll(/\s+/g, ' ').slice(0, SHOWN_MAX)
  return `, first at ${n + 1}: ${short(before[n])} became ${short(after[n])}`
}
