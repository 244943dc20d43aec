/**
 * The one way into the store: resources of one custodian are labelled, kept with their index rows and versions, and what
 * follows from them (grants, links, deliveries) is written in the same transaction. What is unchanged follows nothing.
 */
import type { Transaction } from '../database/database.ts'
import { readAll } from '../store/find.ts'
import { follow } from './follow.ts'
import type { Ground } from './ground.ts'
import { keepAll } from './keep-all.ts'
import type { Admission, Admitted } from './keep-all.ts'

/** Admits resources and all that follows from them. Throws a Refusal (409) when someone else has written meanwhile. */
export async function admit(ground: Ground, tx: Transaction, admission: Admission): Promise<Admitted[]> {
  const admitted = await keepAll(ground, tx, admission)
  await follow(ground, tx, {
    changed: admitted.filter(({ kind }) => kind !== 'unchanged'),
    custodian: admission.custodian,
    at: admission.at,
    actor: admission.actor,
  })
  return asTheyStand(tx, admission, admitted)
}

/** What follows may have changed what was kept: a referral that waits for consent is answered as it waits. */
async function asTheyStand(
  tx: Transaction,
  { custodian, at }: Admission,
  admitted: readonly Admitted[],
): Promise<Admitted[]> {
  const tasks = admitted.filter(({ kind, kept }) => kind !== 'unchanged' && kept.type === 'Task')
  if (tasks.length === 0) return [...admitted]
  const references = tasks.map(({ kept: { id } }) => `Task/${id}`)
  const stored = await readAll(tx, { partner: custodian, purpose: '', at }, references)
  const standing = new Map(stored.map((kept) => [kept.id, kept]))
  return admitted.map((each) => {
    const kept = each.kept.type === 'Task' ? standing.get(each.kept.id) : undefined
    return kept ? { ...each, kept: { ...kept, sourceKey: each.kept.sourceKey } } : each
  })
}
