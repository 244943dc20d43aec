/** Whether the gateway can work: the database answers, and content is loaded; and which policies are in force, or prepared. */
import { standing } from '../store/policies.ts'
import type { Ground } from './ground.ts'

export async function ready(ground: Ground): Promise<{ ok: boolean; checks: Record<string, string> }> {
  const [database, versions] = await standing(ground.unguarded).then(
    (found) => ['ok', found] as const,
    (error: unknown) =>
      [error instanceof Error && 'code' in error ? String(error.code) : 'unreachable', []] as const,
  )
  const preparing = versions.find(({ state }) => state === 'preparing')
  const policies = versions.find(({ state }) => state === 'in-force')?.version
  const checks = {
    database,
    content: ground.content.version,
    policies: policies ?? ground.content.policy.version,
    ...(preparing && { preparing: `${preparing.version} (${preparing.phase})` }),
  }
  return { ok: database === 'ok', checks }
}
