/**
 * Brings the tables to the form that this version of the code needs. Forward only and append only: a migration on file
 * is never changed after it was applied, and a database that is newer than the code is refused, not guessed at.
 * Several gateways may start at once: they take turns.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DatabaseError } from './database.ts'
import type { Database, Transaction } from './database.ts'

const migrationsDirectory = fileURLToPath(new URL('./migrations/', import.meta.url))

/** One arbitrary number, the same in every gateway: whoever holds its advisory lock is the one who migrates. */
const migrationLock = 42_022_026

const namePattern = /^(\d{6})-[a-z0-9-]+\.sql$/

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string }

/** Applies what is missing, each file in a transaction of its own, and names what it applied. */
export async function migrate(
  database: Database,
  directory: string = migrationsDirectory,
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(directory)
  const applied: string[] = []
  for (;;) {
    const name = await database.transaction((tx) => applyNext(tx, migrations))
    if (name === undefined) return { applied }
    applied.push(name)
  }
}

/** The migrations on file in their order; they are numbered 000001, 000002, ... without a gap. */
export async function readMigrations(directory: string = migrationsDirectory): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  return await Promise.all(
    names.map(async (name, index) => {
      if (Number(namePattern.exec(name)?.[1]) !== index + 1)
        throw refusal(`Migration ${name} should be number ${index + 1}, as in 000001-name.sql.`)
      // A checkout on Windows may have other line ends; that is no other migration.
      const sql = (await readFile(`${directory}/${name}`, 'utf8')).replaceAll('\r\n', '\n')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function applyNext(tx: Transaction, migrations: readonly Migration[]): Promise<string | undefined> {
  // A migration of a large table may take longer than any statement of a request may.
  await tx.query('set local statement_timeout = 0')
  await tx.query('select pg_advisory_xact_lock($1)', [migrationLock])
  await tx.query(
    'create table if not exists migration (' +
      'name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  )
  const { rows } = await tx.query<{ name: string; checksum: string }>(
    'select name, checksum from migration order by name collate "C"',
  )
  for (const [index, row] of rows.entries()) check(row, migrations[index])
  const next = migrations[rows.length]
  if (!next) return undefined
  await tx.query(next.sql)
  await tx.query('insert into migration (name, checksum) values ($1, $2)', [next.name, next.checksum])
  return next.name
}

function check(applied: { name: string; checksum: string }, onFile: Migration | undefined): void {
  if (applied.name !== onFile?.name)
    throw refusal(`The database has the migration ${applied.name}, which this version of Throughline lacks.`)
  if (applied.checksum !== onFile.checksum)
    throw refusal(`The migration ${applied.name} was changed after it had been applied.`)
}

function refusal(message: string): DatabaseError {
  return new DatabaseError('database-migration', message)
}
