/** Whether the gateway can work: the database answers, and the content is loaded. */
import type { Ground } from './ground.ts'

export async function ready(ground: Ground): Promise<{ ok: boolean; checks: Record<string, string> }> {
  const database = await ground.database.query('select 1').then(
    () => 'ok',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unreachable'),
  )
  return { ok: database === 'ok', checks: { database, content: ground.content.version } }
}
