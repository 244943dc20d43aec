/**
 * Seals the audit apart from the transactions that write it: one sealer chains committed rows by hash, so that a row that
 * is changed, removed or slipped in later is found. Source of the need: 42 CFR 2.16, 45 CFR 164.312(c).
 */
import { createHash } from 'node:crypto'
import type { Transaction } from '../database/database.ts'

/** Rows that one seal covers. */
export const SEAL_ROWS_MAX = 1_000
const SEALER_LOCK = 4_217_001
const BEGINNING = '0'.repeat(64)

type AuditRow = { person: string; sequence: bigint; id: string; recorded: string; content: string }
type SealRow = { seal: bigint; row_count: number; hash: string; previous: string }

export type Verification =
  | { kind: 'intact'; seals: number; rows: number; unsealed: number }
  | { kind: 'broken'; seal: string; reason: string }

const ROW = 'person, sequence, id, recorded, content::text as content'

/** Seals the rows that no seal covers yet; returns how many. One sealer works at a time. */
export async function seal(tx: Transaction, at: string): Promise<number> {
  const { rows: lock } = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
    SEALER_LOCK,
  ])
  if (!lock[0]?.mine) return 0
  // A row may commit after one with a higher sequence: what is unsealed is marked row by row, not by the highest number.
  const { rows } = await tx.query<AuditRow>(
    `select ${ROW} from audit_event where seal is null order by sequence limit ${SEAL_ROWS_MAX}`,
  )
  if (rows.length === 0) return 0
  const { rows: last } = await tx.query<SealRow>('select * from audit_seal order by seal desc limit 1')
  const previous = last[0]?.hash ?? BEGINNING
  const number = (last[0]?.seal ?? 0n) + 1n
  await tx.query(
    'insert into audit_seal (seal, row_count, hash, previous, sealed) values ($1, $2, $3, $4, $5)',
    [number, rows.length, hashOf(previous, rows), previous, at],
  )
  await tx.query('update audit_event set seal = $1 where seal is null and sequence = any($2::bigint[])', [
    number,
    rows.map(({ sequence }) => sequence),
  ])
  return rows.length
}

/** Recomputes the whole chain and reports the first seal that does not hold, and the unsealed tail. */
export async function verify(tx: Transaction): Promise<Verification> {
  const { rows: seals } = await tx.query<SealRow>('select * from audit_seal order by seal')
  let previous = BEGINNING
  let total = 0
  for (const [position, entry] of seals.entries()) {
    const fault = await faultOf(tx, entry, { previous, position })
    if (fault) return { kind: 'broken', seal: String(entry.seal), reason: fault }
    previous = entry.hash
    total += entry.row_count
  }
  const { rows } = await tx.query<{ unsealed: number; stray: number }>(
    `select count(*) filter (where seal is null)::int as unsealed, count(*) filter (where seal > $1)::int as stray from audit_event`,
    [seals.length],
  )
  if ((rows[0]?.stray ?? 0) > 0)
    return { kind: 'broken', seal: String(seals.length + 1), reason: 'the seal of some rows is gone' }
  return { kind: 'intact', seals: seals.length, rows: total, unsealed: rows[0]?.unsealed ?? 0 }
}

async function faultOf(
  tx: Transaction,
  entry: SealRow,
  at: { previous: string; position: number },
): Promise<string | undefined> {
  if (entry.seal !== BigInt(at.position + 1)) return 'a seal is missing before this one'
  if (entry.previous !== at.previous) return 'it does not follow the seal before it'
  const { rows } = await tx.query<AuditRow>(
    `select ${ROW} from audit_event where seal = $1 order by sequence`,
    [entry.seal],
  )
  if (rows.length < entry.row_count) return `${entry.row_count - rows.length} of its rows are gone`
  return hashOf(at.previous, rows) === entry.hash ? undefined : 'a row was changed or slipped in'
}

function hashOf(previous: string, rows: readonly AuditRow[]): string {
  const hash = createHash('sha256').update(previous)
  for (const { person, sequence, id, recorded, content } of rows)
    hash.update(`\n${person} ${sequence} ${id} ${recorded} ${content}`)
  return hash.digest('hex')
}
