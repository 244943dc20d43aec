/** Which versions of a receiver's copies the gateway has placed: what has another one by now, the receiver has changed. */
import type { Transaction } from '../database/database.ts'
import type { Kept } from './record.ts'

/** Of a person's copies as they stand, those that the receiver has changed, as `Type/id`. */
export async function changedCopies(
  tx: Transaction,
  person: string,
  copies: readonly Kept[],
): Promise<Set<string>> {
  if (copies.length === 0) return new Set()
  const { rows } = await tx.query<{ type: string; id: string; version: number }>(
    `select p.type, p.id, p.version from placed_copy p
     join unnest($2::text[], $3::text[]) as copy(type, id) on copy.type = p.type and copy.id = p.id where p.person = $1`,
    [person, copies.map(({ type }) => type), copies.map(({ id }) => id)],
  )
  const placed = new Map(rows.map(({ type, id, version }) => [`${type}/${id}`, version]))
  // A copy without a note of its version was placed before there were such notes: its first version is the gateway's.
  const isChanged = ({ type, id, version }: Kept): boolean => version !== (placed.get(`${type}/${id}`) ?? 1)
  return new Set(copies.filter(isChanged).map(({ type, id }) => `${type}/${id}`))
}

/** Notes the versions that were placed. */
export async function notePlaced(tx: Transaction, person: string, copies: readonly Kept[]): Promise<void> {
  if (copies.length === 0) return
  await tx.query(
    `insert into placed_copy (person, type, id, version)
     select $1, * from unnest($2::text[], $3::text[], $4::int[])
     on conflict (person, type, id) do update set version = excluded.version
     where placed_copy.version <> excluded.version`,
    [
      person,
      copies.map(({ type }) => type),
      copies.map(({ id }) => id),
      copies.map(({ version }) => version),
    ],
  )
}
