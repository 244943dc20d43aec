/**
 * Searches: a page in the order of time, and how many there are. Two shapes of one page, which give the same rows: a reader
 * with many grants goes through the type's rows and asks for each whether he may see it; a reader with few goes from his
 * grants to the rows. Which of them it is depends on the number of his own grants and on nothing else: what is withheld
 * changes no statement.
 */
import type { Transaction } from '../database/database.ts'
import { binder, DIRECTORY, granted, ownRow, visible } from './access.ts'
import type { Access, Binder } from './access.ts'
import { asked } from './conditions.ts'
import type { Search } from './criteria.ts'
import { columns, toKept } from './record.ts'
import type { Kept, Row } from './record.ts'

/** A reader with so many grants at most has few. */
const FEW_MAX = 200

/** One page of a search; `more` says whether another follows. */
export async function search(
  tx: Transaction,
  access: Access,
  wanted: Search,
): Promise<{ found: Kept[]; more: boolean }> {
  if (wanted.count === 0) return { found: [], more: false }
  // Without criteria the statement is the same again and again: it holds both shapes, and its plan is kept.
  const isPrepared = wanted.criteria.length === 0
  const shape = isPrepared ? 'either' : isChained(wanted) ? 'time' : await shapeFor(tx, access)
  const bound = binder()
  const text = pageBy(shape, { search: wanted, access, bound, limit: limitFor(wanted.count + 1) })
  const { rows } = await tx.query<Row>(text, bound.values, { isPrepared })
  return { found: rows.slice(0, wanted.count).map(toKept), more: rows.length > wanted.count }
}

/** How many resources match, of those that the reader may see. */
export async function count(tx: Transaction, access: Access, wanted: Search): Promise<number> {
  const bound = binder()
  const counted = `select count(*) as n from resource r where ${asked('r', wanted, access, bound)}`
  const own = `${counted} and ${ownRow('r', access, bound)}`
  const isOwn = wanted.criteria.some((criterion) => criterion.kind === 'custodian' && criterion.own)
  const others = `select coalesce(sum(n), 0) from mine cross join lateral (${counted} and ${ofMine}) as each`
  const { rows } = await tx.query<{ total: number }>(
    isOwn
      ? `select (${own})::int as total`
      : `with ${mine(access, bound)} select ((${own}) + (${others}))::int as total`,
    bound.values,
  )
  return rows[0]?.total ?? 0
}

/** A chain is best begun at its selective end, which may be either one: that PostgreSQL finds out, where nothing is in its way. */
function isChained({ criteria }: Search): boolean {
  return criteria.some((criterion) => 'of' in criterion)
}

async function shapeFor(tx: Transaction, access: Access): Promise<Shape> {
  if (!access.custodians || access.custodians.length === 0) return 'grants'
  const bound = binder()
  const { rows } = await tx.query<{ grants: number }>(
    `select ${grants(access, bound)} as grants`,
    bound.values,
    {
      isPrepared: true,
    },
  )
  return (rows[0]?.grants ?? 0) > FEW_MAX ? 'time' : 'grants'
}

/** How many grants the reader has; more than few are not counted. */
function grants(access: Access, bound: Binder): string {
  return `(select count(*)::int from (select from consent_grant g where ${granted(access, bound)} limit ${FEW_MAX + 1}) as each)`
}

/** Rows that a page may ask for: a few numbers, so that the statements are few too. */
const LIMITS = [11, 51, 101, 201, 501, 2_001]

function limitFor(rows: number): number {
  return LIMITS.find((limit) => limit >= rows) ?? rows
}

type Paging = {
  readonly search: Search
  readonly access: Access
  readonly bound: Binder
  readonly limit: number
}

/** `time` is for a reader with many grants, `grants` for one with few; `either` chooses while it runs. */
type Shape = 'time' | 'grants' | 'either'

function pageBy(shape: Shape, page: Paging): string {
  const { access, bound } = page
  const parts = [
    ...(shape === 'grants'
      ? []
      : [byTime(page, shape === 'either' ? `(select n from mine_all) > ${FEW_MAX} and ` : '')]),
    ...(shape === 'time'
      ? []
      : byGrants(page, shape === 'either' ? `(select n from mine_all) <= ${FEW_MAX} and ` : '')),
  ]
  return `with mine_all as materialized (select ${grants(access, bound)} as n), ${mine(access, bound)}
    select ${columns('r')} from (${parts.map((part) => `(${part})`).join(' union all ')}) as r ${inOrder('r', page)}`
}

/** Through the rows of the type in the order of time, until enough of them may be seen. */
function byTime(page: Paging, when: string): string {
  return `select ${columns('r')} from resource r where ${when}${conditions(page)}
    and ${visible('r', page.access, page.bound)} ${inOrder('r', page)}`
}

/** From the grants to each person's rows, beside the reader's own and the directory's. */
function byGrants(page: Paging, when: string): string[] {
  const { access, bound } = page
  const of = (custodian: string): string =>
    `select ${columns('r')} from resource r where ${when}${conditions(page)} and r.custodian = ${custodian} ${inOrder('r', page)}`
  const others = `select ${columns('r')} from mine join resource r on ${ofMine}
    where ${when}${conditions(page)} and ${nearEnough(page)} ${inOrder('r', page)}`
  return [others, of(bound.bind(access.partner)), of(`'${DIRECTORY}'`)]
}

/** What the reader's grants bar of each person: every other category. */
function mine(access: Access, bound: Binder): string {
  return `mine as materialized (select g.person, g.custodian, ~bit_or(g.categories) as barred from consent_grant g
    where ${granted(access, bound)} group by g.person, g.custodian)`
}

/** The rows `r` that the grants of `mine` cover. */
const ofMine = 'r.person = mine.person and r.custodian = mine.custodian and r.categories & mine.barred = 0'

/** One person in so many has few rows or none. */
const PERSONS_PER_EMPTY = 5

/**
 * Where `needed` persons have `depth` rows each beyond an instant, the page is beyond it too, and no row further away need
 * be looked at. Where they have not, the instant is the end of time: then all rows are looked at.
 */
function nearEnough(page: Paging): string {
  const { comparison, direction, end } = orderOf(page.search)
  const depth = `(select ceil(${page.limit}.0 / greatest(1, n - n / ${PERSONS_PER_EMPTY}))::int from mine_all)`
  return `r.updated ${comparison}= coalesce((select instant from mine cross join lateral (
      select r.updated as instant from resource r where ${ofMine} and ${conditions(page)}
      order by r.updated ${direction}, r.id ${direction} offset ${depth} - 1 limit 1) as nth
    order by instant ${direction} offset ceil(${page.limit}.0 / ${depth})::int - 1 limit 1), '${end}')`
}

function conditions({ search: wanted, access, bound }: Paging): string {
  const all = asked('r', wanted, access, bound)
  if (!wanted.after) return all
  const { updated, id } = wanted.after
  const { after } = orderOf(wanted)
  return `${all} and (r.updated, r.id) ${after} (${bound.bind(updated)}::timestamptz, ${bound.bind(id)})`
}

type Order = { direction: string; comparison: string; after: string; end: string }

function orderOf({ newestFirst }: Search): Order {
  return newestFirst
    ? { direction: 'desc', comparison: '>', after: '<', end: '-infinity' }
    : { direction: 'asc', comparison: '<', after: '>', end: 'infinity' }
}

function inOrder(alias: string, { search: wanted, limit }: Paging): string {
  const { direction } = orderOf(wanted)
  return `order by ${alias}.updated ${direction}, ${alias}.id ${direction} limit ${limit}`
}
