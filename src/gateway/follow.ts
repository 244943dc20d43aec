/** What follows from a change, in its transaction: grants are rewritten, persons linked, referrals moved, plans queued. */
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import { NOBODY } from '../store/access.ts'
import type { Admitted } from './keep-all.ts'
import type { Ground } from './ground.ts'
import { moveReferral, reviseReferrals } from './answer.ts'
import { queuePlans, reviseDeliveries } from './queue.ts'
import { followMistakes } from './recall.ts'
import { isGranting, regrant } from './regrant.ts'
import { relink } from './relink.ts'

export type Change = {
  readonly changed: readonly Admitted[]
  readonly custodian: string
  readonly at: string
  readonly actor: Actor | 'gateway'
}

/** Carries out everything that follows from a change of one custodian's resources. */
export async function follow(ground: Ground, tx: Transaction, change: Change): Promise<void> {
  for (const person of personsOf(change)) {
    const about = change.changed.filter(({ kept }) => kept.person === person)
    const types = new Set(about.map(({ kept }) => kept.type))
    const of = { person, custodian: change.custodian }
    const isGrantingWithout = (...passed: readonly string[]): boolean =>
      isGranting(
        ground,
        about.filter(({ kept }) => !passed.includes(kept.type)),
      )
    if (isGranting(ground, about)) await regrant(ground, tx, of, change.at)
    if (types.has('Consent') || types.has('Patient')) await relink(ground, tx, of, change.at)
    for (const { kept, before } of change.changed) {
      if (kept.person === person && kept.type === 'Task')
        await moveReferral(ground, tx, { task: kept, before, change })
    }
    // An agreement reaches every Patient, new ones too; what an existing one is permitted does not follow from it.
    if (isGrantingWithout('Patient')) await reviseDeliveries(ground, tx, of, change.at)
    // A referral that moved was decided on as it moved.
    if (isGrantingWithout('Patient', 'Task')) await reviseReferrals(ground, tx, of, change)
    await queuePlans(ground, tx, of, { types, at: change.at })
  }
  await followMistakes(ground, tx, change)
  ground.waker.wake(tx)
}

function personsOf({ changed }: Change): string[] {
  return [...new Set(changed.map(({ kept }) => kept.person))].filter((person) => person !== NOBODY)
}
