/** What the commands stand on: the database, the content of this checkout, the version of the software. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { loadContent } from '../content/content.ts'
import type { Content } from '../content/content.ts'
import type { Database } from '../database/database.ts'
import { startEmbedded } from '../database/embedded.ts'
import type { Embedded } from '../database/embedded.ts'
import { openDatabase } from '../database/pool.ts'
import { publish } from '../gateway/publish.ts'
import type { Published } from '../gateway/publish.ts'
import type { Log } from './log.ts'

/** The folder that holds profiles/, mappings/ and policies/. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

export type OpenDatabase = {
  readonly database: Database
  /** Where it is, for people: without the password. */
  readonly place: string
  /** Closes the connections; stops the embedded server where `stop` is asked for and it is ours. */
  readonly close: (options: { stop: boolean }) => Promise<void>
}

/** The database of the configuration, or the embedded one. */
export async function openConfigured(config: Config, log?: Pick<Log, 'warn'>): Promise<OpenDatabase> {
  const options = {
    poolMax: config.limits.databasePoolMax,
    onConnectionLost: () => log?.warn('an idle connection to PostgreSQL was lost'),
  }
  if (config.databaseUrl !== undefined) {
    const database = openDatabase({ ...options, url: config.databaseUrl })
    const { host, pathname } = new URL(config.databaseUrl)
    return { database, place: `PostgreSQL at ${host}${pathname}`, close: async () => await database.close() }
  }
  const embedded = await startEmbedded({ dataDirectory: path.join(config.dataDirectory, 'postgres') })
  const database = openDatabase({ ...options, url: embedded.url })
  return {
    database,
    place: `embedded PostgreSQL in ${embedded.dataDirectory}${embedded.found ? ' (found running)' : ''}`,
    async close({ stop }) {
      await database.close()
      if (stop && (await isUnused(embedded))) await embedded.stop()
    },
  }
}

/** Connections that were closed a moment ago may still be listed so long. */
const leavingMsMax = 2_000
const lookMs = 50

/** Whether nobody is connected to the gateway's database any more: the last to leave stops the server. */
async function isUnused({ url, adminUrl }: Embedded): Promise<boolean> {
  const admin = openDatabase({ url: adminUrl, poolMax: 1 })
  const deadline = Date.now() + leavingMsMax
  try {
    for (;;) {
      const { rowCount } = await admin.query(
        `select from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
        [new URL(url).pathname.slice(1)],
      )
      if (rowCount === 0) return true
      if (Date.now() > deadline) return false
      await pause(lookMs)
    }
  } catch {
    return true // It does not answer: there is nobody to take it from.
  } finally {
    await admin.close()
  }
}

/** The content of the configuration, read anew. */
export function loadConfigured({
  contentDirectory = root,
}: Pick<Config, 'contentDirectory'>): Promise<Content> {
  return loadContent(contentDirectory)
}

/** Content, compiled. */
export async function publishContent(content: Content): Promise<Published> {
  return publish(content, {
    loadedAt: new Date().toISOString(),
    software: await softwareVersion(),
  })
}

export async function softwareVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}
