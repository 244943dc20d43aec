/**
 * Reads the store by id, reference, person or key (searches are in search.ts), always with the predicate of access.ts. What a reader may not see does not exist: same rows, same counts, same statements.
 */
import type { Transaction } from '../database/database.ts'
import { binder, ownRow, visible } from './access.ts'
import type { Access, Binder } from './access.ts'
import type { Cursor } from './criteria.ts'
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
  return `(${ownRow('r', access, bound)} or exists (select from resource now where now.person = r.person and now.type = r.type
    and now.id = r.id and ${visible('now', access, bound)}))`
}

/** The versions that these references (`Type/id/_history/version`) name, of those that the reader may see, in no order. */
export async function readVersions(
  tx: Transaction,
  access: Access,
  references: readonly string[],
): Promise<Kept[]> {
  const bound = binder()
  const wanted = bound.bind(references)
  const { rows } = await tx.query<Row>(
    `select ${columns('r')} from unnest(${wanted}::text[]) as wanted(reference)
     join resource_version r on r.type = split_part(reference, '/', 1) and r.id = split_part(reference, '/', 2)
       and r.version = split_part(reference, '/', 4)::int
     where ${visible('r', access, bound)} and ${stillVisible(access, bound)}`,
    bound.values,
  )
  return rows.map(toKept)
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

/**
 * What each of these custodians itself has of the person, oldest first, in one statement, also for none. For the gateway's
 * work on behalf of each custodian; nothing of it is disclosed, since every row is its custodian's own.
 */
export async function ownCompartments(
  tx: Transaction,
  { of, types }: { of: readonly { person: string; custodian: string }[]; types: readonly string[] },
): Promise<Kept[]> {
  const { rows } = await tx.query<Row>(
    `select ${columns('r')}, r.source_key from unnest($1::uuid[], $2::text[]) as whose(person, custodian)
     join resource r on r.person = whose.person and r.custodian = whose.custodian
     where r.type = any($3::text[]) order by r.updated, r.id`,
    [of.map(({ person }) => person), of.map(({ custodian }) => custodian), [...types]],
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
