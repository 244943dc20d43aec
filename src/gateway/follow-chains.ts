/**
 * Whether a chain still leads from what a reader is shown to what he is shown: the database has followed the references of
 * the whole records. Without this, a search would tell what redaction hides, one reference further on.
 */
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import type { Access } from '../store/access.ts'
import type { Criterion, Hop } from '../store/criteria.ts'
import { matches } from '../store/matches.ts'
import { search } from '../store/search.ts'
import { searchValues } from '../store/search-values.ts'
import { sourcesOf } from '../store/sources.ts'
import type { Ground } from './ground.ts'
import { reveal } from './release.ts'
import type { Showable } from './release.ts'

/** Ends of the chains of one page that are looked at; a row that leads further only is not found. */
const ENDS_MAX = 2_000
/** Of what names a resource, some are looked at first, and more only where these do not do. */
const SOURCES: readonly { from: number; count: number }[] = [
  { from: 0, count: 3 },
  { from: 3, count: 50 },
  { from: 53, count: 500 },
]

type Asking = {
  readonly ground: Ground
  readonly tx: Transaction
  readonly actor: Actor
  readonly access: Access
}
type Chain = Extract<Criterion, { of: Hop }>

/** Those of the rows that have what the criteria ask for, as they are shown; they are of one type. */
export async function satisfying(
  asking: Asking,
  { type, criteria }: { readonly type: string; readonly criteria: readonly Criterion[] },
  shown: readonly Showable[],
): Promise<Showable[]> {
  const { ground } = asking
  const parameters = ground.content.searchParameters(type)
  let rows = shown.filter(
    ({ kept, decided }) => !decided || matches(criteria, searchValues(kept.content, parameters)),
  )
  for (const chain of criteria.filter((criterion) => 'of' in criterion)) {
    const holds = await (chain.kind === 'chain' ? chained : reversed)(asking, chain, rows)
    rows = rows.filter(holds)
  }
  return rows
}

type Holds = (row: Showable) => boolean

/** The rows of which a reference, as it is shown, names one that is shown and has the rest. */
async function chained(asking: Asking, { parameter, of }: Chain, rows: readonly Showable[]): Promise<Holds> {
  const { ground, tx, actor, access } = asking
  const named = (row: Showable): string[] => referencesOf(ground, row, parameter)
  const references = [...new Set(rows.flatMap(named))].filter((each) => each.startsWith(`${of.type}/`))
  const ids = references.slice(0, ENDS_MAX).map((each) => each.slice(of.type.length + 1))
  const found = await search(tx, access, {
    type: of.type,
    criteria: [{ kind: 'id', ids }, ...of.criteria],
    include: [],
    count: ENDS_MAX,
    newestFirst: true,
    after: undefined,
    wantsTotal: false,
  })
  const shown = await reveal(ground, tx, { actor, rows: found.found, channel: 'read', at: access.at })
  const ends = new Set((await satisfying(asking, of, shown)).map(referenceTo))
  return (row) => named(row).some((reference) => ends.has(reference))
}

/** The rows that are named, in a reference that is shown, by one that is shown and has the rest. */
async function reversed(asking: Asking, { parameter, of }: Chain, rows: readonly Showable[]): Promise<Holds> {
  const { ground, tx, actor, access } = asking
  const named = new Set<string>()
  for (const window of SOURCES) {
    const references = rows.map(referenceTo).filter((reference) => !named.has(reference))
    const sources = await sourcesOf(tx, access, { references, parameter, of, ...window })
    const found = [...new Map(sources.map(({ kept }) => [kept.id, kept])).values()]
    const shown = await reveal(ground, tx, { actor, rows: found, channel: 'read', at: access.at })
    for (const source of await satisfying(asking, of, shown))
      for (const reference of referencesOf(ground, source, parameter)) named.add(reference)
    if (sources.length === 0) break
  }
  return (row) => named.has(referenceTo(row))
}

function referenceTo({ kept: { type, id } }: Showable): string {
  return `${type}/${id}`
}

function referencesOf(ground: Ground, { kept }: Showable, parameter: string): string[] {
  const known = ground.content.searchParameters(kept.type).filter(({ code }) => code === parameter)
  return searchValues(kept.content, known).flatMap(({ value }) => value ?? [])
}
