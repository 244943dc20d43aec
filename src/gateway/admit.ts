/**
 * The one way into the store: resources of one custodian are labelled, kept with their index rows and versions, and what
 * follows from them (grants, links, deliveries) is written in the same transaction. What is unchanged follows nothing.
 */
import type { Transaction } from '../database/database.ts'
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
  return admitted
}
