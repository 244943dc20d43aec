import { once } from 'node:events'
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { afterEach, beforeAll, expect, test } from '@jest/globals'
import { startEmbedded, stopEmbedded, type Embedded } from '../../src/database/embedded.ts'
import { createHome, findHome } from '../../src/database/embedded/home.ts'
import { openDatabase } from '../../src/database/pool.ts'
import { createTestFolder, noteServer } from '../support/run.ts'

/** Setting a server up takes a second: the tests that do not look at that start the same one, again and again. */
let dataDirectory: string

beforeAll(async () => {
  dataDirectory = await createDataDirectory('data')
})
afterEach(async () => {
  await stopEmbedded(dataDirectory)
})

/** What is noted is stopped and removed at the end of the run, also where the run is killed. */
async function createDataDirectory(...names: string[]): Promise<string> {
  const folder = path.join(await createTestFolder('embedded'), ...names)
  await noteServer(folder)
  return folder
}

async function ask(url: string, text: string): Promise<unknown[]> {
  const database = openDatabase({ url })
  try {
    return (await database.query(text)).rows
  } finally {
    await database.close()
  }
}

const serverProcess = async ({ dataDirectory: folder }: Embedded): Promise<string> =>
  (await readFile(path.join(folder, 'postgresql/data/postmaster.pid'), 'utf8')).split('\n')[0] ?? ''

test('starts, is found again, stops, and has kept what was stored', async () => {
  const first = await startEmbedded({ dataDirectory })
  expect(first.found).toBe(false)
  await ask(first.url, 'create table note as select 1 as id')
  const second = await startEmbedded({ dataDirectory })
  expect(second).toMatchObject({ found: true, url: first.url })
  expect(await serverProcess(second)).toBe(await serverProcess(first))
  await second.stop()
  await expect(ask(first.url, 'select 1')).rejects.toMatchObject({ code: 'database-unreachable' })
  await second.stop()
  const third = await startEmbedded({ dataDirectory })
  expect(third.found).toBe(false)
  expect(await ask(third.url, 'select id from note')).toEqual([{ id: 1 }])
})

test('the gateway is no superuser, does not bypass row-level security, and owns its database', async () => {
  const { url } = await startEmbedded({ dataDirectory })
  const text = `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, datname
    from pg_roles join pg_database on datdba = pg_roles.oid where rolname = current_user`
  const no = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }
  expect(await ask(url, text)).toEqual([{ rolname: 'throughline', datname: 'throughline', ...no }])
})

test('writes through to the disk, listens on no network, and logs no statement or value', async () => {
  const { url, log } = await startEmbedded({ dataDirectory })
  const text = `select name, setting from pg_settings where name in ('fsync', 'listen_addresses', 'server_encoding')`
  expect(await ask(url, `${text} order by name`)).toEqual([
    { name: 'fsync', setting: 'on' },
    { name: 'listen_addresses', setting: '' },
    { name: 'server_encoding', setting: 'UTF8' },
  ])
  await expect(ask(url, "select 'Testa Placeholder'::date")).rejects.toMatchObject({ sqlState: '22007' })
  const logged = await readFile(log, 'utf8')
  expect(logged).toContain('ready to accept connections')
  expect(logged).not.toContain('Testa')
})

test('a start that is killed with -9 leaves a server that the next start uses', async () => {
  const script = path.join(await createTestFolder('embedded'), 'start.ts')
  const door = new URL('../../src/database/embedded.ts', import.meta.url)
  await writeFile(
    script,
    `import { startEmbedded } from ${JSON.stringify(door.href)}
     const { url } = await startEmbedded({ dataDirectory: ${JSON.stringify(dataDirectory)} })
     console.log(url)
     setInterval(() => undefined, 1000)`,
  )
  const starter = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const [url] = (await once(starter.stdout, 'data')) as [Buffer]
  const ended = once(starter, 'exit')
  starter.kill('SIGKILL')
  await ended
  const found = await startEmbedded({ dataDirectory })
  expect(found).toMatchObject({ found: true, url: String(url).trim() })
  expect(await ask(found.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('starts at the same time, with a set-up that was killed half way beside them, share one server', async () => {
  const other = await createDataDirectory('data')
  const home = await findHome(other)
  const leftover = `${home.server}.new-999999999-killed`
  await mkdir(leftover, { recursive: true })
  await chmod(home.folder, 0o755)
  const all = await Promise.all([1, 2, 3].map(() => startEmbedded({ dataDirectory: other })))
  const processes = await Promise.all(all.map(serverProcess))
  expect(new Set(processes).size).toBe(1)
  expect(new Set(all.map(({ url }) => url)).size).toBe(1)
  expect((await readdir(home.folder)).filter((name) => name.includes('.new-'))).toEqual([])
})

test('a server that was killed with -9 recovers at the next start', async () => {
  const first = await startEmbedded({ dataDirectory })
  await ask(first.url, 'create table kept as select 1 as id')
  process.kill(Number(await serverProcess(first)), 'SIGKILL')
  const second = await startEmbedded({ dataDirectory })
  expect(await ask(second.url, 'select id from kept')).toEqual([{ id: 1 }])
})

test('works under a folder that only its owner may enter, and at a path too long for a socket', async () => {
  const other = await createDataDirectory(`long-${'x'.repeat(100)}`, 'it has spaces')
  await mkdir(path.dirname(other), { mode: 0o700 })
  const { url } = await startEmbedded({ dataDirectory: other })
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test("refuses a path that PostgreSQL's programs would misread", async () => {
  const home = await findHome(await createDataDirectory('data'))
  await expect(createHome({ ...home, folder: `${home.folder}/$HOME` })).rejects.toThrow(
    'another data directory',
  )
})

test('by TCP, as on Windows, it asks for its password', async () => {
  const { url } = await startEmbedded({ dataDirectory, transport: 'tcp' })
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
  const guess = new URL(url)
  guess.password = 'guess'
  await expect(ask(guess.href, 'select 1')).rejects.toMatchObject({ sqlState: '28P01' })
  const again = await startEmbedded({ dataDirectory })
  expect(again).toMatchObject({ found: true, url })
})

test('refuses a cluster of another major version', async () => {
  const other = await createDataDirectory('data')
  const home = await findHome(other)
  await mkdir(home.cluster, { recursive: true })
  await writeFile(path.join(home.cluster, 'PG_VERSION'), '17\n')
  await expect(startEmbedded({ dataDirectory: other })).rejects.toThrow('PostgreSQL 17')
})

test('stopping where nothing was ever started does nothing', async () => {
  const other = await createDataDirectory('data')
  await stopEmbedded(other)
  await expect(readdir(other)).rejects.toThrow('ENOENT')
})
