/**
 * One run of the tests: its folder, and the PostgreSQL of its own that the first test that needs one starts there.
 * A run that was killed leaves both behind; the next run clears them away.
 */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded, stopEmbedded, type Embedded } from '../../src/database/embedded.ts'
import { findHome, isAlive } from '../../src/database/embedded/home.ts'

/** Tells the workers of a run where its folder is. */
const folderVariable = 'THROUGHLINE_TEST_RUN'
const prefix = 'throughline-test-'

export async function beginRun(): Promise<void> {
  await clearDeadRuns()
  process.env[folderVariable] = await mkdtemp(path.join(tmpdir(), `${prefix}${process.pid}-`))
}

export async function endRun(): Promise<void> {
  await clearRun(runFolder())
}

/** A new folder under the run's, for what one test writes. */
export async function createTestFolder(name: string): Promise<string> {
  const folder = path.join(runFolder(), 'files')
  await mkdir(folder, { recursive: true })
  return await mkdtemp(path.join(folder, `${name}-`))
}

/** The run's PostgreSQL; whoever comes first starts it, in whatever worker. */
export async function startServerOfRun(): Promise<Embedded> {
  // What a crash of the machine would lose is of no use to a test, and without fsync the tests run faster.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_senders: '0' }
  return await startEmbedded({
    dataDirectory: serverFolder(runFolder()),
    settings: { ...settings, wal_level: 'minimal' },
  })
}

/** Stops the embedded server of a data directory, and removes it wherever it really is. */
export async function removeEmbedded(dataDirectory: string): Promise<void> {
  await stopEmbedded(dataDirectory)
  const { folder } = await findHome(dataDirectory)
  await rm(folder, { recursive: true, force: true })
}

function runFolder(): string {
  const folder = process.env[folderVariable]
  if (folder === undefined) throw new Error(`${folderVariable} is not set: run the tests with npm test.`)
  return folder
}

function serverFolder(run: string): string {
  return path.join(run, 'server')
}

async function clearRun(folder: string): Promise<void> {
  await removeEmbedded(serverFolder(folder))
  await rm(folder, { recursive: true, force: true })
}

async function clearDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue
    const folder = path.join(tmpdir(), name)
    const { uid } = await stat(folder)
    if (uid === process.getuid?.()) await clearRun(folder)
  }
}
