import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { migrate } from '../../src/database/migrations.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createTestFolder } from '../support/run.ts'

let database: TestDatabase
let folder: string

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false })
  folder = await createTestFolder('migrations')
  await writeMigration('000001-note.sql', 'create table note (id int);\ninsert into note values (1);\n')
})
afterEach(async () => {
  await database.close()
})

async function writeMigration(name: string, sql: string): Promise<void> {
  await writeFile(path.join(folder, name), sql)
}

async function notes(): Promise<number> {
  const { rows } = await database.query<{ counted: number }>('select count(*)::int as counted from note')
  return rows[0]?.counted ?? 0
}

test('applies each migration once, in order, and what is added later', async () => {
  expect(await migrate(database, folder)).toEqual({ applied: ['000001-note.sql'] })
  expect(await migrate(database, folder)).toEqual({ applied: [] })
  await writeMigration('000002-more.sql', 'insert into note values (2);')
  await writeMigration('000003-and-more.sql', 'insert into note values (3);')
  const { applied } = await migrate(database, folder)
  expect(applied).toEqual(['000002-more.sql', '000003-and-more.sql'])
  expect(await notes()).toBe(3)
  const { rows } = await database.query<{ name: string }>('select name from migration order by applied_at')
  expect(rows.map(({ name }) => name)).toEqual(['000001-note.sql', ...applied])
})

test('gateways that start together take turns', async () => {
  const outcomes = await Promise.all([1, 2, 3].map(() => migrate(database, folder)))
  expect(outcomes.flatMap(({ applied }) => applied)).toEqual(['000001-note.sql'])
  expect(await notes()).toBe(1)
})

test('refuses a migration that was changed after it had been applied; other line ends are no change', async () => {
  await migrate(database, folder)
  await writeMigration('000001-note.sql', 'create table note (id int);\r\ninsert into note values (1);\r\n')
  expect(await migrate(database, folder)).toEqual({ applied: [] })
  await writeMigration('000001-note.sql', 'create table note (id int8);')
  await expect(migrate(database, folder)).rejects.toMatchObject({ code: 'database-migration' })
})

test('refuses a database that is newer than the code', async () => {
  await migrate(database, folder)
  const older = await createTestFolder('migrations')
  await expect(migrate(database, older)).rejects.toThrow('000001-note.sql, which this version')
})

test('refuses a gap, a number that is used twice, and a name without number', async () => {
  for (const name of ['000003-gap.sql', '000001-twice.sql', 'note.sql']) {
    folder = await createTestFolder('migrations')
    await writeMigration('000001-note.sql', 'select 1')
    await writeMigration(name, 'select 1')
    await expect(migrate(database, folder)).rejects.toMatchObject({ code: 'database-migration' })
  }
})

test('a migration that fails leaves nothing of itself, and those before it stay', async () => {
  await writeMigration('000002-broken.sql', 'insert into note values (2); insert into nowhere values (1);')
  await expect(migrate(database, folder)).rejects.toMatchObject({ sqlState: '42P01' })
  expect(await notes()).toBe(1)
  await writeMigration('000002-broken.sql', 'insert into note values (2);')
  expect(await migrate(database, folder)).toEqual({ applied: ['000002-broken.sql'] })
})
