/**
 * Which policies are in force, the database says. A gateway works by the version that it holds, and every transaction asks
 * along with its `begin` whether that is still the one: where it is not, nothing has happened yet, the gateway takes the new
 * version, and the flow begins again. So no request sees anything of two versions, on however many gateways.
 *
 * Who changes records keeps a switch waiting until his transaction ends. Who only reads looks at one snapshot of the
 * database (repeatable read) and keeps nobody waiting.
 */
import type { Database } from '../database/database.ts'
import { READING, WRITING } from '../store/policies.ts'
import type { Ground } from './ground.ts'

/** Other policies have come in force since the flow began. */
export class PoliciesSwitched extends Error {
  readonly code = 'policies-switched'
  override readonly name = 'PoliciesSwitched'
}

/** How often a flow begins again because policies come in force. */
const BEGUN_MAX = 5

/** The database, for who works by one version of the policies. */
export function guarded(database: Database, version: string): Database {
  const check = (rows: readonly Readonly<Record<string, unknown>>[]): void => {
    if (rows[0]?.['version'] !== version) throw new PoliciesSwitched('Other policies are in force.')
  }
  return {
    ...database,
    transaction: (work, options = {}) => {
      const text = options.isolation === 'repeatable read' ? READING : WRITING
      return database.transaction(work, { ...options, guard: { text, check } })
    },
  }
}

/** Carries out a flow of at most one transaction on the ground, or on the one that is in force in its place. */
export async function onGround<T>(ground: Ground, flow: (ground: Ground) => Promise<T>): Promise<T> {
  let current = ground
  for (let begun = 1; ; begun += 1) {
    try {
      return await flow(current)
    } catch (error) {
      if (!(error instanceof PoliciesSwitched) || begun >= BEGUN_MAX) throw error
      current = await current.renew()
    }
  }
}
