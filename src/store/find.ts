/**
 * Reads the store: one builder emits every statement that looks at resources, versions or index rows, always with the
 * predicate of access.ts. What a reader may not see does not exist: same rows, same counts, same statements.
 */
import type { Transaction } from '../database/database.ts'
import { binder, DIRECTORY, visible } from './access.ts'
import type { Access, Binder } from './access.ts'
import type { Criterion, Cursor, DateValue, Search, TokenValue } from './criteria.ts'
import { columns, toKept } from './record.ts'
import type { Kept, Row } from './record.ts'

/** Versions that a history answers with, newest first. */
export const HISTORY_MAX = 500
/** What is no id names nothing, and may hold what PostgreSQL cannot. */
const ID = /^[A-Za-z0-9\-.]{1,64}$/
/** References looked up in one statement. */
const REFERENCES_MAX = 2_000

/** The current version of a resource, or the version asked for. */
export async function read(
  tx: Transaction,
  access: Access,
  at: { type: string; id: string; version?: number },
): Promise<Kept | undefined> {
  if (!ID.test(at.id)) return undefined
  const { values, bind } = binder()
  const isPast = at.version !== undefined
  const byVersion = isPast
    ? ` and r.version = ${bind(at.version)} and ${stillVisible(access, { values, bind })}`
    : ''
  const { rows } = await tx.query<Row>(
    `select ${columns('r')} from ${isPast ? 'resource_version' : 'resource'} r where r.type = ${bind(at.type)} and r.id = ${bind(at.id)}${byVersion}
     and ${visible('r', access, { values, bind })}`,
    values,
  )
  return rows[0] && toKept(rows[0])
}

/** The versions of a resource that the reader may see, newest first; one beyond HISTORY_MAX tells that there are more. */
export async function history(
  tx: Transaction,
  access: Access,
  at: { type: string; id: string },
): Promise<Kept[]> {
  if (!ID.test(at.id)) return []
  const { values, bind } = binder()
  const { rows } = await tx.query<Row>(
    `select ${columns('r')} from resource_version r where r.type = ${bind(at.type)} and r.id = ${bind(at.id)}
     and ${visible('r', access, { values, bind })} and ${stillVisible(access, { values, bind })}
     order by r.version desc limit ${HISTORY_MAX + 1}`,
    values,
  )
  return rows.map(toKept)
}

/**
 * What another custodian's record is now decides on all that it was: a label that is put right later is right for the
 * versions before too, and what is gone is gone with its past.
 */
function stillVisible(access: Access, bound: Binder): string {
  return `(${ownRow(access, bound)} or exists (select from resource now where now.person = r.person and now.type = r.type
    and now.id = r.id and ${visible('now', access, bound)}))`
}

/** One page of a search; `more` says whether another follows. */
export async function search(
  tx: Transaction,
  access: Access,
  asked: Search,
): Promise<{ found: Kept[]; more: boolean }> {
  if (asked.count === 0) return { found: [], more: false }
  const { values, bind } = binder()
  const conditions = conditionsOf(access, asked, { values, bind })
  if (asked.after) {
    const { updated, id } = asked.after
    conditions.push(
      `(r.updated, r.id) ${asked.newestFirst ? '<' : '>'} (${bind(updated)}::timestamptz, ${bind(id)})`,
    )
  }
  const direction = asked.newestFirst ? 'desc' : 'asc'
  const { rows } = await tx.query<Row>(
    `select ${columns('r')} from resource r where ${conditions.join(' and ')}
     order by r.updated ${direction}, r.id ${direction} limit ${bind(asked.count + 1)}`,
    values,
  )
  return { found: rows.slice(0, asked.count).map(toKept), more: rows.length > asked.count }
}

/** How many resources match, of those that the reader may see. */
export async function count(tx: Transaction, access: Access, asked: Search): Promise<number> {
  const { values, bind } = binder()
  const { rows } = await tx.query<{ total: number }>(
    `select count(*)::int as total from resource r where ${conditionsOf(access, asked, { values, bind }).join(' and ')}`,
    values,
  )
  return rows[0]?.total ?? 0
}

/** The resources behind these references (`Type/id`), of those that the reader may see, in no order. */
export async function readAll(
  tx: Transaction,
  access: Access,
  references: readonly string[],
): Promise<Kept[]> {
  const { values, bind } = binder()
  const wanted = bind(references.slice(0, REFERENCES_MAX))
  const { rows } = await tx.query<Row>(
    `select ${columns('r')} from unnest(${wanted}::text[]) as wanted(reference)
     join resource r on r.type = split_part(wanted.reference, '/', 1) and r.id = split_part(wanted.reference, '/', 2)
     where ${visible('r', access, { values, bind })}`,
    values,
  )
  return rows.map(toKept)
}

/** Everything of one person at one custodian of these types that the reader may see, oldest first. */
export async function compartment(
  tx: Transaction,
  access: Access,
  { types, ...whose }: { person: string; custodian: string; types: readonly string[] },
): Promise<Kept[]> {
  return compartments(tx, access, { of: [whose], types })
}

/** One page of what one person has at a custodian, oldest first; or the one record of this id. */
export async function compartmentPage(
  tx: Transaction,
  access: Access,
  asked: {
    person: string
    custodian: string
    types: readonly string[]
    id?: string
    after: Cursor | undefined
    count: number
  },
): Promise<{ found: Kept[]; more: boolean }> {
  const { values, bind } = binder()
  const conditions = [
    `r.person = ${bind(asked.person)}::uuid and r.custodian = ${bind(asked.custodian)}`,
    `r.type = any(${bind([...asked.types])}::text[])`,
    ...(asked.id === undefined ? [] : [`r.id = ${bind(asked.id)}`]),
    ...(asked.after
      ? [`(r.updated, r.id) > (${bind(asked.after.updated)}::timestamptz, ${bind(asked.after.id)})`]
      : []),
    visible('r', access, { values, bind }),
  ]
  const { rows } = await tx.query<Row>(
    `select ${columns('r')} from resource r where ${conditions.join(' and ')}
     order by r.updated, r.id limit ${bind(asked.count + 1)}`,
    values,
  )
  return { found: rows.slice(0, asked.count).map(toKept), more: rows.length > asked.count }
}

/** The same of several persons, or of none, in one statement: how many they are, nobody can tell by it. */
export async function compartments(
  tx: Transaction,
  access: Access,
  { of, types }: { of: readonly { person: string; custodian: string }[]; types: readonly string[] },
): Promise<Kept[]> {
  const { values, bind } = binder()
  const persons = bind(of.map(({ person }) => person))
  const custodians = bind(of.map(({ custodian }) => custodian))
  const { rows } = await tx.query<Row>(
    `select ${columns('r')}, r.source_key from unnest(${persons}::uuid[], ${custodians}::text[]) as whose(person, custodian)
     join resource r on r.person = whose.person and r.custodian = whose.custodian
     where r.type = any(${bind([...types])}::text[])
     and ${visible('r', access, { values, bind })} order by r.updated, r.id`,
    values,
  )
  return rows.map(toKept)
}

/** The custodian's own records of these source keys; for a Patient the person need not be known. */
export async function bySourceKeys(
  tx: Transaction,
  access: Access,
  of: { person: string | undefined; type?: string; keys: readonly string[] },
): Promise<Kept[]> {
  const { values, bind } = binder()
  const person = of.person === undefined ? '' : ` and r.person = ${bind(of.person)}::uuid`
  const type = of.type === undefined ? '' : ` and r.type = ${bind(of.type)}`
  const { rows } = await tx.query<Row>(
    `select ${columns('r')}, r.source_key from resource r where r.custodian = ${bind(access.partner)}${person}${type}
     and r.source_key = any(${bind([...of.keys])}::text[])
     and ${visible('r', access, { values, bind })}`,
    values,
  )
  return rows.map(toKept)
}

function conditionsOf(access: Access, { type, criteria }: Search, bound: Binder): string[] {
  const { bind } = bound
  return [
    `r.type = ${bind(type)}`,
    visible('r', access, bound),
    ...criteria.map((criterion) => conditionOf(criterion, access, bound)),
  ]
}

function conditionOf(criterion: Criterion, access: Access, bound: Binder): string {
  const { bind } = bound
  switch (criterion.kind) {
    case 'custodian':
      return `r.custodian ${criterion.own ? '=' : '<>'} ${bind(access.partner)}`
    case 'id':
      return `r.id = any(${bind(criterion.ids)}::text[])`
    case 'updated':
      return dateCondition('r.updated', UPDATED_END, criterion.value, bind)
    case 'token':
      return indexed(
        criterion.parameter,
        criterion.any.map((each) => tokenCondition(each, bind)),
        bind,
        criterion.negated ? ownRow(access, bound) : undefined,
      )
    case 'reference':
      return indexed(criterion.parameter, [`i.value = any(${bind(criterion.any)}::text[])`], bind)
    case 'string':
      return indexed(
        criterion.parameter,
        criterion.any.map((each) => stringCondition(each, criterion.exact, bind)),
        bind,
      )
    case 'date':
      return indexed(
        criterion.parameter,
        criterion.any.map((each) => dateCondition('i.low', 'i.high', each, bind)),
        bind,
      )
  }
}

type Bind = Binder['bind']

/** An instant is a range as well: of the millisecond to which it is kept. */
const UPDATED_END = `r.updated + interval '1 millisecond'`

/**
 * Some index row of the resource satisfies one of the alternatives; the row is the resource's own, so it is as visible.
 * Negated, only for the reader's own rows: what another's record has not may be what redaction hides, so `matches` decides
 * on that, by what is shown.
 */
function indexed(parameter: string, alternatives: string[], bind: Bind, negatedFor?: string): string {
  const exists = `exists (select from resource_index i where i.person = r.person and i.type = r.type and i.id = r.id
    and i.parameter = ${bind(parameter)} and (${alternatives.join(' or ') || 'false'}))`
  return negatedFor === undefined ? exists : `not (${negatedFor} and ${exists})`
}

function ownRow(access: Access, { bind }: Binder): string {
  return `(r.custodian = ${bind(access.partner)} or r.custodian = '${DIRECTORY}')`
}

function tokenCondition({ system, code }: TokenValue, bind: Bind): string {
  const byCode = code === undefined ? 'true' : `i.value = ${bind(code)}`
  if (system === undefined) return byCode
  return system === null ? `(${byCode} and i.system is null)` : `(${byCode} and i.system = ${bind(system)})`
}

/** A string row holds the value for comparison, and in `system` as it was written. */
function stringCondition(value: string, exact: boolean, bind: Bind): string {
  return exact ? `i.system = ${bind(value)}` : `starts_with(i.value, ${bind(value)})`
}

/** search.html#prefix: a stored range [low, high) against the asked range. Only what a condition names is bound. */
function dateCondition(low: string, high: string, { prefix, range }: DateValue, bind: Bind): string {
  const from = (): string => `${bind(range.low)}::timestamptz`
  const to = (): string => `${bind(range.high)}::timestamptz`
  switch (prefix) {
    case 'eq':
      return `(${low} >= ${from()} and ${high} <= ${to()})`
    case 'ne':
      return `not (${low} >= ${from()} and ${high} <= ${to()})`
    case 'lt':
      return `${low} < ${from()}`
    case 'le':
      return `${low} < ${to()}`
    case 'gt':
      return `${high} > ${to()}`
    case 'ge':
      return `${high} > ${from()}`
    case 'sa':
      return `${low} >= ${to()}`
    case 'eb':
      return `${high} <= ${from()}`
  }
}
