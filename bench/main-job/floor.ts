/**
 * The floor: the rows that the gateway wrote for one operation, read back, and inserted again by plain `pg` for one person
 * after another, in one transaction each: one statement a table, over a database of its own with the same tables, indexes
 * and settings on the same server. No gateway that keeps these rows can cost less.
 */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { migrate } from '../../src/database/migrations.ts'
import { openDatabase } from '../../src/database/pool.ts'

/** A table that has the person in its key, with the columns that are written. */
type Table = {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** One row as PostgreSQL writes its values, in the order of the table's columns. */
type Row = readonly (string | null)[]

export type Rows = readonly { readonly table: Table; readonly rows: readonly Row[] }[]

export type Floor = {
  /** Inserts these rows for persons that nobody has yet. */
  readonly insert: (rows: Rows, lane: number) => Promise<void>
  readonly close: () => Promise<void>
}

const databaseName = 'floor'

/** A database beside the gateway's, with one connection for each lane. */
export async function openFloor(
  { url, adminUrl }: { url: string; adminUrl: string },
  lanes: number,
): Promise<Floor> {
  const owner = decodeURIComponent(new URL(url).username)
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query(`create database ${databaseName} owner ${pg.escapeIdentifier(owner)}`)
  await admin.end()
  const address = new URL(url)
  address.pathname = `/${databaseName}`
  const database = openDatabase({ url: address.href, poolMax: 1 })
  await migrate(database)
  await database.close()
  const clients = await Promise.all(
    Array.from({ length: lanes }, async () => {
      const client = new pg.Client({ connectionString: address.href })
      client.on('error', () => undefined)
      await client.connect()
      return client
    }),
  )
  return {
    async insert(rows, lane) {
      const client = clients[lane]
      if (!client) throw new Error(`there is no lane ${lane}`)
      const persons = new Map<string, string>()
      await client.query('begin')
      for (const each of rows) await client.query(insertOf(each.table, moved(each, persons)))
      await client.query('commit')
    },
    close: async () => void (await Promise.all(clients.map(async (client) => await client.end()))),
  }
}

function insertOf({ name, columns }: Table, rows: readonly Row[]): pg.QueryConfig {
  const list = columns.map((column) => pg.escapeIdentifier(column.name)).join(', ')
  const casts = columns.map(({ type }, index) => `c${index}::${type}`).join(', ')
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ')
  const names = columns.map((_, index) => `c${index}`).join(', ')
  return {
    name,
    text: `insert into ${name} (${list}) select ${casts} from unnest(${arrays}) as given(${names})`,
    values: columns.map((_, index) => rows.map((row) => row[index] ?? null)),
  }
}

/** The same rows about other persons: every key of these tables holds the person. */
function moved({ table, rows }: Rows[number], persons: Map<string, string>): Row[] {
  return rows.map((row) =>
    row.map((value, index) => {
      const column = table.columns[index]
      if (value === null || column?.type !== 'uuid' || !/(?:^|_)person$/.test(column.name)) return value
      const other = persons.get(value) ?? randomUUID()
      persons.set(value, other)
      return other
    }),
  )
}

/** Reads the rows about persons from every table that holds any. */
export async function rowsAbout(client: pg.Client | pg.Pool, persons: readonly string[]): Promise<Rows> {
  const tables = await tablesOf(client)
  const all: Rows[number][] = []
  for (const table of tables) {
    const values = table.columns.map(({ name }) => `${pg.escapeIdentifier(name)}::text`).join(', ')
    const text = `select ${values} from ${table.name} where person = any($1::uuid[])`
    const { rows } = await client.query<(string | null)[]>({ text, values: [persons], rowMode: 'array' })
    if (rows.length > 0) all.push({ table, rows })
  }
  return all
}

/** The person, and whom the gateway has linked to him: his copies at other custodians. */
export async function linkedTo(client: pg.Client | pg.Pool, person: string): Promise<string[]> {
  const { rows } = await client.query<{ person: string }>(
    `select other_person as person from identity_link where person = $1
     union select person from identity_link where other_person = $1`,
    [person],
  )
  return [person, ...rows.map((row) => row.person)]
}

/** What is there afterwards and was not before. */
export function added(before: Rows, after: Rows): Rows {
  return after.flatMap(({ table, rows }) => {
    const known = new Set(
      before.find((each) => each.table.name === table.name)?.rows.map((row) => JSON.stringify(row)),
    )
    const isNew = rows.filter((row) => !known.has(JSON.stringify(row)))
    return isNew.length === 0 ? [] : [{ table, rows: isNew }]
  })
}

export function countOf(rows: Rows): number {
  return rows.reduce((sum, each) => sum + each.rows.length, 0)
}

/** Numbers that PostgreSQL gives itself are left to it; the seal is the sealer's and comes later. */
async function tablesOf(client: pg.Client | pg.Pool): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; column: string; type: string }>(
    `select c.relname as name, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
       and a.attidentity = '' and a.attgenerated = '' and a.attname <> 'seal'
       and exists (select from pg_attribute p where p.attrelid = c.oid and p.attname = 'person')
     order by c.relname, a.attnum`,
  )
  return Object.entries(Object.groupBy(rows, ({ name }) => name)).map(([name, columns = []]) => ({
    name,
    columns: columns.map(({ column, type }) => ({ name: column, type })),
  }))
}
