/** What the store keeps of a resource, beside its content. */
import type { Coding, Resource } from '../fhir/resource.ts'

/** A stored resource. `categories`: one bit an information category; `updated`: ISO instant. */
export type Kept = {
  readonly person: string
  readonly type: string
  readonly id: string
  readonly version: number
  readonly custodian: string
  readonly categories: bigint
  readonly sourceKey: string | undefined
  readonly updated: string
  readonly content: Resource
  /** Labels that its sources have declared; undefined where it was kept before they were noted: then all count as declared. */
  readonly declared?: readonly Coding[] | undefined
}

/** A row as PostgreSQL gives it. */
export type Row = {
  person: string
  type: string
  id: string
  version: number
  custodian: string
  categories: bigint
  source_key?: string | null
  updated: string
  content: Resource
  declared: Coding[] | null
}

/** The columns of a Row, of the table or alias given. */
export function columns(alias: string): string {
  return ['person', 'type', 'id', 'version', 'custodian', 'categories', 'updated', 'content', 'declared']
    .map((column) => `${alias}.${column}`)
    .join(', ')
}

export function toKept(row: Row): Kept {
  const { person, type, id, version, custodian, categories, updated } = row
  const meta = { ...row.content.meta, versionId: String(version), lastUpdated: updated }
  const content = { ...row.content, id, meta }
  return {
    person,
    type,
    id,
    version,
    custodian,
    categories,
    sourceKey: row.source_key ?? undefined,
    updated,
    content,
    declared: row.declared ?? undefined,
  }
}
