/**
 * A gateway that starts, or reloads its content, says by which policies it wants to work. Where others are in force, these
 * are prepared; the word that was given last holds. Information categories are bits in what is kept and accounted for:
 * a list is appended to, and nothing in it changes its place.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Policy } from '../consent/policy.ts'
import { parsePolicy } from '../consent/policy.ts'
import { PolicyError } from '../consent/read.ts'
import { DatabaseError } from '../database/database.ts'
import type { Transaction } from '../database/database.ts'
import {
  awaitWork,
  dropPreparing,
  isEmpty,
  putVersion,
  snapshotOf,
  standing,
  withoutWriters,
} from '../store/policies.ts'
import type { Snapshot } from '../store/policies.ts'
import type { Base } from './hold.ts'
import { notePublished } from './switch.ts'

/** How often it is tried to find a moment in which nobody writes, and the pause between. */
const WANTED_MAX = 10
const WANTED_PAUSE_MS = 200

/** `prepare-first`: nothing can be served by what is in force. */
export type Wanted = 'in-force' | 'preparing' | 'prepare-first'

/** Says that this version is wanted. */
export async function want(base: Base, policy: Policy, snapshot: Snapshot): Promise<Wanted> {
  const known = await standing(base.unguarded)
  const [only] = known
  if (known.length === 1 && only?.state === 'in-force' && only.version === snapshot.version) return 'in-force'
  for (let wanted = 1; ; wanted += 1) {
    try {
      return await base.unguarded.transaction((tx) => wantIn(base, tx, policy, snapshot))
    } catch (error) {
      const isBusy = error instanceof DatabaseError && error.code === 'database-timeout'
      if (!isBusy || wanted >= WANTED_MAX) throw error
      await pause(WANTED_PAUSE_MS)
    }
  }
}

async function wantIn(base: Base, tx: Transaction, policy: Policy, snapshot: Snapshot): Promise<Wanted> {
  await awaitWork(tx)
  // Whoever has begun to write before a version is prepared does not note what he writes: he is waited for.
  await withoutWriters(tx)
  const at = base.clock()
  const known = await standing(tx)
  const inForce = known.find(({ state }) => state === 'in-force')?.version
  const preparing = known.find(({ state }) => state === 'preparing')?.version
  if (inForce === undefined && (await isEmpty(tx))) {
    await dropPreparing(tx)
    await putVersion(tx, snapshot, { state: 'in-force', at })
    await notePublished({ policy, newId: base.newId }, tx, { from: undefined, at })
    return 'in-force'
  }
  const before = inForce === undefined ? undefined : readable(await snapshotOf(tx, inForce))
  const faults = before ? renumbered(before, policy) : []
  if (faults.length > 0) throw new PolicyError(faults.join('\n'))
  if (preparing !== snapshot.version) {
    await dropPreparing(tx)
    if (inForce !== snapshot.version) await putVersion(tx, snapshot, { state: 'preparing', at })
  }
  if (inForce === snapshot.version) return 'in-force'
  return before ? 'preparing' : 'prepare-first'
}

/** The policies of a snapshot, where this software can read them. */
function readable(snapshot: Snapshot | undefined): Policy | undefined {
  try {
    return snapshot && parsePolicy(snapshot.files, snapshot.version)
  } catch {
    return undefined // Another version of the software wrote it: then its place is taken before anything is served.
  }
}

/** What is wrong with the information categories of policies that are to follow others. */
export function renumbered(before: Policy, now: Policy): string[] {
  return before.categories.flatMap(({ code, bit }) => {
    const place = bit.toString(2).length - 1
    const then = now.categoryByCode.get(code)?.bit
    if (then === bit) return []
    return [
      then === undefined
        ? `policies/categories.json: '${code}' is gone; what is accounted for has it. Leave it, also where nothing uses it any more.`
        : `policies/categories.json: '${code}' has another bit; what is kept and accounted for has ${place}. Give it that, and new categories bits of their own.`,
    ]
  })
}
