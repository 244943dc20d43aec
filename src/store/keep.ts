/**
 * Writes the store: new versions of resources, their index rows and their history, in the transaction handed in.
 * Idempotent: content that is already there makes no new version.
 */
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { Transaction } from '../database/database.ts'
import type { Coding, Resource } from '../fhir/resource.ts'
import type { Kept } from './record.ts'
import type { IndexRow } from './search-values.ts'

/** What is to be kept; `before` is the version that the writer has read, undefined for a new resource. */
export type Keep = {
  readonly person: string
  readonly id: string
  readonly custodian: string
  readonly categories: bigint
  readonly sourceKey?: string | undefined
  readonly content: Resource
  /** Labels that its sources have declared, so far as they are known. */
  readonly declared?: readonly Coding[] | undefined
  readonly index: readonly IndexRow[]
  readonly before: Kept | undefined
  readonly at: string
}

export type KeepResult = { kind: 'created' | 'updated' | 'unchanged'; kept: Kept } | { kind: 'conflict' }

/** Resources that one statement writes: what is sent to PostgreSQL at once stays within a few megabytes. */
const KEPT_AT_ONCE_MAX = 500

/** Keeps one resource; `conflict` when someone else has written since `before` was read. */
export async function keep(tx: Transaction, entry: Keep): Promise<KeepResult> {
  const [result] = await keepMany(tx, [entry])
  assert(result)
  return result
}

/**
 * Keeps resources, by a few statements for all of them: a case record is hundreds. The results are in the order of the
 * entries; what conflicts is not kept, and the caller gives the transaction up.
 */
export async function keepMany(tx: Transaction, entries: readonly Keep[]): Promise<KeepResult[]> {
  const results: KeepResult[] = []
  for (let from = 0; from < entries.length; from += KEPT_AT_ONCE_MAX)
    results.push(...(await keepSome(tx, entries.slice(from, from + KEPT_AT_ONCE_MAX))))
  return results
}

/** A changed or new resource on its way into the tables. */
type Change = { readonly entry: Keep; readonly version: number; readonly content: Resource }

async function keepSome(tx: Transaction, entries: readonly Keep[]): Promise<KeepResult[]> {
  const changes = entries.map((entry): Change | undefined =>
    entry.before && isSame(entry.before, entry)
      ? undefined
      : { entry, version: (entry.before?.version ?? 0) + 1, content: bare(entry.content, entry.id) },
  )
  const changed = changes.filter((change) => change !== undefined)
  const fresh = changed.filter(({ entry }) => !entry.before)
  const known = changed.filter(({ entry }) => entry.before)
  const written = new Set([...(await insert(tx, fresh)), ...(await replace(tx, known))])
  // Each key once: a second entry about the same resource has read what the first one has replaced.
  const stored = changed.filter((change) =>
    written.delete(keyOf({ type: change.content.resourceType, id: change.entry.id })),
  )
  await addVersions(tx, stored)
  await reindex(tx, stored)
  const kept = new Set(stored)
  return entries.map((entry, position): KeepResult => {
    const change = changes[position]
    if (!change) return { kind: 'unchanged', kept: entry.before as Kept }
    if (!kept.has(change)) return { kind: 'conflict' }
    return { kind: entry.before ? 'updated' : 'created', kept: toKept(entry, change.version, change.content) }
  })
}

type Key = { readonly type: string; readonly id: string }

function keyOf({ type, id }: Key): string {
  return `${type}/${id}`
}

/** The columns that every statement about changes begins with, each as an array. */
const KEYS = '$1::uuid[], $2::text[], $3::text[]'
const keyValues = (changes: readonly Change[]): string[][] => [
  changes.map(({ entry }) => entry.person),
  changes.map(({ content }) => content.resourceType),
  changes.map(({ entry }) => entry.id),
]
const COLUMNS = 'person, type, id, version, custodian, categories, updated, content, declared'
const VALUES = `${KEYS}, $4::int[], $5::text[], $6::bigint[], $7::timestamptz[], $8::json[], $9::json[]`
const values = (changes: readonly Change[]): unknown[][] => [
  ...keyValues(changes),
  changes.map(({ version }) => version),
  changes.map(({ entry }) => entry.custodian),
  changes.map(({ entry }) => entry.categories),
  changes.map(({ entry }) => entry.at),
  changes.map(({ content }) => JSON.stringify(content)),
  changes.map(({ entry }) => (entry.declared ? JSON.stringify(entry.declared) : null)),
]

async function insert(tx: Transaction, changes: readonly Change[]): Promise<string[]> {
  if (changes.length === 0) return []
  const { rows } = await tx.query<Key>(
    `insert into resource (${COLUMNS}, source_key)
     select * from unnest(${VALUES}, $10::text[]) on conflict do nothing returning type, id`,
    [...values(changes), changes.map(({ entry }) => entry.sourceKey ?? null)],
  )
  return rows.map(keyOf)
}

async function replace(tx: Transaction, changes: readonly Change[]): Promise<string[]> {
  if (changes.length === 0) return []
  const { rows } = await tx.query<Key>(
    `update resource r set version = c.version, categories = c.categories, updated = c.updated, content = c.content,
       declared = c.declared, source_key = coalesce(c.source_key, r.source_key)
     from unnest(${VALUES}, $10::text[]) as c(${COLUMNS}, source_key)
     where r.person = c.person and r.type = c.type and r.id = c.id and r.version = c.version - 1
       and r.custodian = c.custodian returning r.type, r.id`,
    [...values(changes), changes.map(({ entry }) => entry.sourceKey ?? null)],
  )
  return rows.map(keyOf)
}

async function addVersions(tx: Transaction, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  // While policies are prepared, what is written is noted: it is labelled and granted again before they come in force.
  await tx.query(
    `with made as (insert into resource_version (${COLUMNS}) select * from unnest(${VALUES})
       returning person, custodian, type, id)
     insert into policy_stale (person, custodian, type, id) select * from made
     where exists (select from policy_version where state = 'preparing')`,
    values(changes),
  )
}

async function reindex(tx: Transaction, changes: readonly Change[]): Promise<void> {
  const existed = changes.filter(({ entry }) => entry.before)
  if (existed.length > 0)
    await tx.query(
      `delete from resource_index i using unnest(${KEYS}) as c(person, type, id)
       where i.person = c.person and i.type = c.type and i.id = c.id`,
      keyValues(existed),
    )
  const rows = changes.flatMap((change) => change.entry.index.map((row) => ({ change, row })))
  if (rows.length === 0) return
  await tx.query(
    `insert into resource_index (person, type, id, custodian, categories, parameter, system, value, low, high)
     select * from unnest(${KEYS}, $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
       $10::timestamptz[])`,
    [
      ...keyValues(rows.map(({ change }) => change)),
      rows.map(({ change }) => change.entry.custodian),
      rows.map(({ change }) => change.entry.categories),
      rows.map(({ row }) => row.parameter),
      rows.map(({ row }) => row.system),
      rows.map(({ row }) => row.value),
      rows.map(({ row }) => row.low),
      rows.map(({ row }) => row.high),
    ],
  )
}

/** Whether the content says the same as the version before, version and time aside. */
function isSame(before: Kept, { content, id, categories, declared }: Keep): boolean {
  return (
    before.categories === categories &&
    isDeepStrictEqual(before.declared, declared) &&
    isDeepStrictEqual(bare(before.content, id), bare(content, id))
  )
}

/** The resource without what the store says itself: version and time. */
function bare(resource: Resource, id: string): Resource {
  const { versionId: _version, lastUpdated: _updated, ...meta } = resource.meta ?? {}
  const { meta: _meta, id: _id, resourceType, ...elements } = resource
  return { resourceType, id, ...(Object.keys(meta).length > 0 && { meta }), ...elements }
}

function toKept(entry: Keep, version: number, content: Resource): Kept {
  const { person, id, custodian, categories, sourceKey, at, declared } = entry
  const meta = { ...content.meta, versionId: String(version), lastUpdated: at }
  return {
    person,
    type: content.resourceType,
    id,
    version,
    custodian,
    categories,
    sourceKey,
    updated: at,
    content: { ...content, meta },
    declared,
  }
}
