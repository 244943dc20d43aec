/**
 * Listens to a database by pg_stat_statements, from one snapshot to the next. What runs while nobody asks (the gateway's own
 * loops) is left out; so the deployment must be used by nobody else meanwhile.
 */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { StatementProbe } from './types.ts'

/** What an answer causes may come a little after its last byte. */
const SETTLED_MS = 60
/** So long the loops are listened to before anybody asks. */
const IDLE_MS = 5_000

export async function listenTo(
  url: string,
): Promise<StatementProbe & { readonly close: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: url, application_name: 'non-interference' })
  await client.connect()
  await client.query('create extension if not exists pg_stat_statements')
  const counts = async (): Promise<Map<string, number>> => {
    const { rows } = await client.query<{ query: string; calls: string }>(
      `select query, sum(calls)::text as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
       where d.datname = current_database() and query not like '%pg_stat_statements%' group by query`,
    )
    return new Map(rows.map(({ query, calls }) => [query, Number(calls)]))
  }
  const first = await counts()
  await pause(IDLE_MS)
  const idle = new Set(changed(first, await counts()))
  let before = first
  return {
    begin: async () => void (before = await counts()),
    async end() {
      await pause(SETTLED_MS)
      return changed(before, await counts()).filter((text) => !idle.has(text))
    },
    close: () => client.end(),
  }
}

/** Every statement as often as it was called between the two. */
function changed(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return [...after].flatMap(([text, calls]) =>
    Array.from({ length: calls - (before.get(text) ?? 0) }, () => text),
  )
}
