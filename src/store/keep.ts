/**
 * Writes the store: a new version of a resource, its index rows and its history, in the transaction handed in.
 * Idempotent: content that is already there makes no new version.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Transaction } from '../database/database.ts'
import type { Resource } from '../fhir/resource.ts'
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
  readonly index: readonly IndexRow[]
  readonly before: Kept | undefined
  readonly at: string
}

export type KeepResult = { kind: 'created' | 'updated' | 'unchanged'; kept: Kept } | { kind: 'conflict' }

/** Keeps one resource; `conflict` when someone else has written since `before` was read. */
export async function keep(tx: Transaction, entry: Keep): Promise<KeepResult> {
  const { before } = entry
  if (before && isSame(before, entry)) return { kind: 'unchanged', kept: before }
  const version = (before?.version ?? 0) + 1
  const content = bare(entry.content, entry.id)
  const stored = before ? await replace(tx, entry, { version, content }) : await insert(tx, entry, content)
  if (!stored) return { kind: 'conflict' }
  await tx.query(
    `insert into resource_version (person, type, id, version, custodian, categories, updated, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      entry.person,
      content.resourceType,
      entry.id,
      version,
      entry.custodian,
      entry.categories,
      entry.at,
      JSON.stringify(content),
    ],
  )
  await reindex(tx, entry, before !== undefined)
  return { kind: before ? 'updated' : 'created', kept: toKept(entry, version, content) }
}

async function insert(tx: Transaction, entry: Keep, content: Resource): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into resource (person, type, id, version, custodian, categories, source_key, updated, content)
     values ($1, $2, $3, 1, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      entry.person,
      content.resourceType,
      entry.id,
      entry.custodian,
      entry.categories,
      entry.sourceKey ?? null,
      entry.at,
      JSON.stringify(content),
    ],
  )
  return rowCount === 1
}

async function replace(
  tx: Transaction,
  entry: Keep,
  next: { version: number; content: Resource },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update resource set version = $5, categories = $6, updated = $7, content = $8, source_key = coalesce($9, source_key)
     where person = $1 and type = $2 and id = $3 and version = $4 and custodian = $10`,
    [
      entry.person,
      next.content.resourceType,
      entry.id,
      next.version - 1,
      next.version,
      entry.categories,
      entry.at,
      JSON.stringify(next.content),
      entry.sourceKey ?? null,
      entry.custodian,
    ],
  )
  return rowCount === 1
}

async function reindex(tx: Transaction, entry: Keep, existed: boolean): Promise<void> {
  const { person, id, custodian, categories, content, index } = entry
  const type = content.resourceType
  if (existed)
    await tx.query('delete from resource_index where person = $1 and type = $2 and id = $3', [
      person,
      type,
      id,
    ])
  if (index.length === 0) return
  await tx.query(
    `insert into resource_index (person, type, id, custodian, categories, parameter, system, value, low, high)
     select $1, $2, $3, $4, $5, * from unnest($6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[])`,
    [
      person,
      type,
      id,
      custodian,
      categories,
      index.map(({ parameter }) => parameter),
      index.map(({ system }) => system),
      index.map(({ value }) => value),
      index.map(({ low }) => low),
      index.map(({ high }) => high),
    ],
  )
}

/** Whether the content says the same as the version before, version and time aside. */
function isSame(before: Kept, { content, id, categories }: Keep): boolean {
  return before.categories === categories && isDeepStrictEqual(bare(before.content, id), bare(content, id))
}

/** The resource without what the store says itself: version and time. */
function bare(resource: Resource, id: string): Resource {
  const { versionId: _version, lastUpdated: _updated, ...meta } = resource.meta ?? {}
  const { meta: _meta, id: _id, resourceType, ...elements } = resource
  return { resourceType, id, ...(Object.keys(meta).length > 0 && { meta }), ...elements }
}

function toKept(entry: Keep, version: number, content: Resource): Kept {
  const { person, id, custodian, categories, sourceKey, at } = entry
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
  }
}
