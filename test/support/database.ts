/**
 * A database of its own for each test file: a copy of one template, which is migrated once a run. It is real PostgreSQL:
 * the server that THROUGHLINE_TEST_DATABASE_URL names (its role must be allowed to create databases, and be no superuser,
 * or row-level security does not bind), else the run's embedded one.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { Database } from '../../src/database/database.ts'
import { migrate, readMigrations } from '../../src/database/migrations.ts'
import { openDatabase, type DatabaseConfig } from '../../src/database/pool.ts'
import { startServerOfRun } from './run.ts'

export type TestDatabase = Database & {
  readonly url: string
  /** Closes the connections and drops the database. */
  readonly close: () => Promise<void>
}

export type TestDatabaseOptions = Omit<DatabaseConfig, 'url'> & {
  /** false: a database without any table, without even the table of migrations. */
  readonly migrated?: boolean
  /** What becomes of each statement: a test that plants a fault in it. */
  readonly rewrite?: (text: string) => string
}

type TestServer = {
  readonly admin: Database
  /** The role that owns what the tests make; undefined: the one that `admin` connects as. */
  readonly owner: string | undefined
  readonly urlOf: (database: string) => string
}

/** One arbitrary number: whoever holds its advisory lock makes the template. */
const templateLock = 42_022_027

export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { migrated = true, rewrite, ...config } = options
  const server = await openServer()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  try {
    const template = migrated ? await provideTemplate(server) : 'template0'
    await createDatabaseOn(server, name, template)
  } finally {
    await server.admin.close()
  }
  const url = server.urlOf(name)
  const opened = openDatabase({ poolMax: 5, ...config, url })
  const database = rewrite ? rewriting(opened, rewrite) : opened
  return {
    ...database,
    url,
    async close() {
      await database.close()
      const { admin } = await openServer()
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.close()
    },
  }
}

function rewriting(database: Database, rewrite: (text: string) => string): Database {
  return {
    ...database,
    query: (text, values) => database.query(rewrite(text), values),
    transaction: (work, options) =>
      database.transaction(
        (tx) => work({ ...tx, query: (text, values) => tx.query(rewrite(text), values) }),
        options,
      ),
  }
}

async function openServer(): Promise<TestServer> {
  const given = process.env['THROUGHLINE_TEST_DATABASE_URL']
  const { url, adminUrl, owner } = given
    ? { url: given, adminUrl: given, owner: undefined }
    : { ...(await startServerOfRun()), owner: 'throughline' }
  return {
    admin: openDatabase({ url: adminUrl, poolMax: 1 }),
    owner,
    urlOf(database) {
      const address = new URL(url)
      address.pathname = `/${database}`
      return address.href
    },
  }
}

/** The template of these very migrations: after a change of theirs it has another name. */
async function provideTemplate(server: TestServer): Promise<string> {
  const checksums = (await readMigrations()).map(({ checksum }) => checksum)
  const version = createHash('sha256').update(checksums.join()).digest('hex').slice(0, 16)
  const template = `throughline_template_${version}`
  await server.admin.query('select pg_advisory_lock($1)', [templateLock])
  const { rowCount } = await server.admin.query('select from pg_database where datname = $1', [template])
  if (rowCount === 0) await createTemplate(server, template)
  await server.admin.query('select pg_advisory_unlock($1)', [templateLock])
  return template
}

/** Built under another name, so that a killed test leaves no half of a template. */
async function createTemplate(server: TestServer, template: string): Promise<void> {
  const draft = `${template}_draft`
  await server.admin.query(`drop database if exists ${draft} with (force)`)
  await createDatabaseOn(server, draft, 'template0')
  const database = openDatabase({ url: server.urlOf(draft), poolMax: 1 })
  await migrate(database)
  await database.close()
  await server.admin.query(`alter database ${draft} rename to ${template}`)
}

async function createDatabaseOn({ admin, owner }: TestServer, name: string, template: string): Promise<void> {
  await admin.query(`create database ${name} template ${template}${owner ? ` owner ${owner}` : ''}`)
}
