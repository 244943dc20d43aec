/**
 * Where the embedded server lives, and as whom it runs. An ordinary user runs it as himself in his data directory.
 * PostgreSQL refuses to run as root, and may not be able to enter root's checkout: there it runs as `nobody` under
 * /var/lib/throughline, one folder for each data directory that is asked for. Folders that root writes to belong to
 * root, so that `nobody` cannot put a link in root's way.
 */
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { chmod, chown, lstat, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseError } from '../database.ts'

const rootFolder = '/var/lib/throughline'

/** The longest path of a Unix socket that every system takes (macOS 103, Linux 107). */
const socketPathBytesMax = 103

export type Owner = { readonly uid: number; readonly gid: number }

export type Home = {
  readonly folder: string
  /** Holds the three that follow; complete or absent. */
  readonly server: string
  /** PostgreSQL's own data directory (PGDATA). */
  readonly cluster: string
  readonly password: string
  readonly log: string
  /** Where copies of the programs are kept. */
  readonly programs: string
  /** Another user to run the server as; undefined: ourselves. */
  readonly owner: Owner | undefined
}

export async function findHome(dataDirectory: string): Promise<Home> {
  const asked = path.resolve(dataDirectory)
  const isRoot = process.getuid?.() === 0
  const folder = isRoot ? path.join(rootFolder, shortHash(asked)) : asked
  return {
    folder,
    ...insideOf(path.join(folder, 'postgresql')),
    programs: isRoot ? rootFolder : folder,
    owner: isRoot ? await findNobody() : undefined,
  }
}

export function insideOf(server: string): Pick<Home, 'server' | 'cluster' | 'password' | 'log'> {
  const [cluster, password, log] = ['data', 'password', 'server.log'].map((name) => path.join(server, name))
  assert(cluster && password && log)
  return { server, cluster, password, log }
}

/** PostgreSQL's programs call each other through a shell and quote a path for spaces only. */
const unfitForShell = process.platform === 'win32' ? /[%"]/ : /[$`"\\\n]/

export async function createHome(home: Home): Promise<void> {
  if (unfitForShell.test(home.folder))
    throw new DatabaseError(
      'database-embedded',
      `PostgreSQL cannot work in ${home.folder}, because of a $, \`, " or \\ in the path: choose another data directory.`,
    )
  if (home.owner) await makeFolder(rootFolder, 0o755)
  await makeFolder(home.folder, home.owner ? 0o755 : 0o700)
}

/**
 * The folder for the socket: the cluster itself (`.`, so that a checkout may be moved), or a folder of ours elsewhere
 * where that would make the socket's path too long.
 */
export async function chooseSocketFolder(home: Home): Promise<string> {
  if (Buffer.byteLength(path.join(home.cluster, '.s.PGSQL.65535')) <= socketPathBytesMax) return '.'
  const folder = path.join(shortTemporaryFolder(), `throughline-${shortHash(home.cluster)}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (await isPrivate(folder)) return folder
  throw new DatabaseError('database-embedded', `${folder} belongs to somebody else, or is open to others.`)
}

/** Whether a folder is ours alone, so that whoever listens in it is ours too. */
export async function isPrivate(folder: string): Promise<boolean> {
  const { uid, mode } = await lstat(folder)
  return uid === process.getuid?.() && (mode & 0o077) === 0
}

/**
 * Makes a folder appear complete or not at all, also when the process is killed or another one does the same:
 * `fill` works on a folder beside it, which is then renamed.
 */
export async function placeFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  if (await exists(target)) return
  await removeLeftovers(target)
  const folder = `${target}.new-${process.pid}-${randomUUID()}`
  try {
    await mkdir(folder)
    await fill(folder)
    await rename(folder, target)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    if (!(await exists(target))) throw error // Else another process was first, and its folder is as good.
  }
}

export async function exists(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  )
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export async function giveTo(owner: Owner | undefined, file: string): Promise<void> {
  if (owner) await chown(file, owner.uid, owner.gid)
}

/** What a killed process had begun for this target. */
async function removeLeftovers(target: string): Promise<void> {
  const prefix = `${path.basename(target)}.new-`
  for (const name of await readdir(path.dirname(target))) {
    const isLeftover = name.startsWith(prefix) && !isAlive(Number.parseInt(name.slice(prefix.length), 10))
    if (isLeftover) await rm(path.join(path.dirname(target), name), { recursive: true, force: true })
  }
}

/** The mode is set apart, since `mkdir` subtracts the umask, which for root is often 077. */
async function makeFolder(folder: string, mode: number): Promise<void> {
  if (await exists(folder)) return
  await mkdir(folder, { recursive: true })
  await chmod(folder, mode)
}

async function findNobody(): Promise<Owner> {
  const users = await readFile('/etc/passwd', 'utf8')
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(users) ?? []
  if (uid === undefined || gid === undefined)
    throw new DatabaseError(
      'database-embedded',
      'PostgreSQL does not run as root and there is no user nobody to run it as: set DATABASE_URL, or run as an ordinary user.',
    )
  return { uid: Number(uid), gid: Number(gid) }
}

/** The path goes through a shell, inside `pg_ctl`: it has nothing that a shell would read. */
function shortTemporaryFolder(): string {
  const folder = tmpdir()
  return /^[\w./-]{1,60}$/.test(folder) ? folder : '/tmp'
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
