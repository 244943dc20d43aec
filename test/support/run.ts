/**
 * One run of the tests: its folder, and the PostgreSQL of its own that the first test that needs one starts there.
 * A run that was killed leaves both behind; the next run clears them away.
 */
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
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
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const dataDirectory = path.join(runFolder(), 'server')
  await noteServer(dataDirectory)
  return await startEmbedded({ dataDirectory, settings })
}

/** Notes a data directory whose server the end of the run is to stop and remove, wherever it really is. */
export async function noteServer(dataDirectory: string): Promise<void> {
  await appendFile(serversOf(runFolder()), `${dataDirectory}\n`)
}

function runFolder(): string {
  const folder = process.env[folderVariable]
  if (folder === undefined) throw new Error(`${folderVariable} is not set: run the tests with npm test.`)
  return folder
}

function serversOf(run: string): string {
  return path.join(run, 'servers')
}

async function clearRun(folder: string): Promise<void> {
  const noted = await readFile(serversOf(folder), 'utf8').catch(() => '')
  for (const dataDirectory of new Set(noted.split('\n').filter(Boolean))) await removeServer(dataDirectory)
  await rm(folder, { recursive: true, force: true })
}

async function removeServer(dataDirectory: string): Promise<void> {
  await stopEmbedded(dataDirectory)
  const { folder } = await findHome(dataDirectory)
  await rm(folder, { recursive: true, force: true })
}

async function clearDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue
    const folder = path.join(tmpdir(), name)
    const isOurs = await stat(folder).then(
      ({ uid }) => uid === process.getuid?.(),
      () => false,
    )
    // Another run may be clearing the same one at this moment: whoever comes too late has nothing to do.
    if (isOurs) await clearRun(folder).catch(() => undefined)
  }
}
