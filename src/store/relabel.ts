/**
 * The store's side of new policies: what is kept is read to be labelled anew, batch by batch, the labels that differ wait
 * aside, and are put in the place of the others all at once. Nothing that is read here leaves the gateway.
 */
import type { Transaction } from '../database/database.ts'
import type { Coding, Resource } from '../fhir/resource.ts'
import { DIRECTORY } from './access.ts'

/** One version of a resource, as it is kept. */
export type Version = {
  readonly person: string
  readonly type: string
  readonly id: string
  readonly version: number
  readonly custodian: string
  readonly categories: bigint
  readonly content: Resource
  /** Null where it was kept before this was noted. */
  readonly declared: readonly Coding[] | null
}

export type Key = Pick<Version, 'person' | 'type' | 'id'>

const VERSION = 'v.person, v.type, v.id, v.version, v.custodian, v.categories, v.content, v.declared'
const OF = 'v.person = one.person and v.type = one.type and v.id = one.id'
const IN_ORDER = 'order by v.person, v.type, v.id, v.version'

/** All versions of the resources that follow a key, the oldest version first; the directory's have no labels. */
export async function versionsAfter(tx: Transaction, after: Key, limit: number): Promise<Version[]> {
  const { rows } = await tx.query<Version>(
    `with one as (select person, type, id from resource where (person, type, id) > ($1, $2, $3)
       and custodian <> '${DIRECTORY}' order by person, type, id limit $4)
     select ${VERSION} from one join resource_version v on ${OF} ${IN_ORDER}`,
    [after.person, after.type, after.id, limit],
  )
  return rows
}

/** All versions of all that a custodian keeps of these persons. */
export async function versionsOfPersons(
  tx: Transaction,
  of: readonly { person: string; custodian: string }[],
): Promise<Version[]> {
  const { rows } = await tx.query<Version>(
    `select ${VERSION} from unnest($1::uuid[], $2::text[]) as one(person, custodian)
     join resource_version v on v.person = one.person and v.custodian = one.custodian ${IN_ORDER}`,
    [of.map(({ person }) => person), of.map(({ custodian }) => custodian)],
  )
  return rows
}

/** All versions of what these references (`Type/id`) name. */
export async function versionsBehind(tx: Transaction, references: readonly string[]): Promise<Version[]> {
  const { rows } = await tx.query<Version>(
    `select ${VERSION} from unnest($1::text[]) as wanted(reference)
     join resource_version v on v.type = split_part(reference, '/', 1) and v.id = split_part(reference, '/', 2)
     where v.custodian <> '${DIRECTORY}' ${IN_ORDER}`,
    [references],
  )
  return rows
}

export type Relabelled = Omit<Version, 'declared'>

/** Puts the labels that differ aside, in the place of what was put aside about these resources before. */
export async function putAside(
  tx: Transaction,
  looked: readonly Key[],
  changed: readonly Relabelled[],
): Promise<void> {
  const keys = (all: readonly Key[]): string[][] => [
    all.map(({ person }) => person),
    all.map(({ type }) => type),
    all.map(({ id }) => id),
  ]
  await tx.query(
    `delete from policy_relabel v using unnest($1::uuid[], $2::text[], $3::text[]) as one(person, type, id) where ${OF}`,
    keys(looked),
  )
  if (changed.length === 0) return
  await tx.query(
    `insert into policy_relabel (person, type, id, version, custodian, categories, content)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::bigint[], $7::json[])`,
    [
      ...keys(changed),
      changed.map(({ version }) => version),
      changed.map(({ custodian }) => custodian),
      changed.map(({ categories }) => categories),
      changed.map(({ content }) => JSON.stringify(content)),
    ],
  )
}

/** Rows that one statement changes, so that none runs into the time limit of statements. */
const CHANGED_AT_ONCE = 5_000

/** Takes what was put aside as the labels that are kept: of resources, of all their versions, of their index rows. */
export async function takeLabels(tx: Transaction): Promise<number> {
  for (let taken = 0; ;) {
    const { rows } = await tx.query<{ rows: number }>(
      `with v as (delete from policy_relabel where ctid = any(array(
         select ctid from policy_relabel limit ${CHANGED_AT_ONCE})) returning *),
       past as (update resource_version r set categories = v.categories, content = v.content from v
         where r.person = v.person and r.type = v.type and r.id = v.id and r.version = v.version),
       now as (update resource r set categories = v.categories, content = v.content from v
         where r.person = v.person and r.type = v.type and r.id = v.id and r.version = v.version
         returning r.person, r.type, r.id, r.categories),
       indexed as (update resource_index i set categories = now.categories from now
         where i.person = now.person and i.type = now.type and i.id = now.id and i.categories <> now.categories)
       select count(*)::int as rows from v`,
    )
    const changed = rows[0]?.rows ?? 0
    taken += changed
    if (changed < CHANGED_AT_ONCE) return taken
  }
}

/** The persons that follow one in order, each with his custodian. */
export async function personsAfter(
  tx: Transaction,
  after: string,
  limit: number,
): Promise<{ person: string; custodian: string }[]> {
  const { rows } = await tx.query<{ person: string; custodian: string }>(
    `select person, custodian from resource where type = 'Patient' and id = person::text and person > $1
     order by person limit $2`,
    [after, limit],
  )
  return rows
}

/** Takes away some grants of versions that are not in force; false where none is left. */
export async function dropGrants(tx: Transaction, kept: readonly string[], limit: number): Promise<boolean> {
  const { rowCount } = await tx.query(
    `delete from consent_grant where ctid = any(array(
       select ctid from consent_grant where policy_version <> all($1) limit $2))`,
    [kept, limit],
  )
  return rowCount === limit
}
