/**
 * Keeps a Task that the gateway itself has moved, on behalf of the Task's custodian. An accepted referral tells who treats
 * the person, so grants follow; nothing else does.
 */
import type { Transaction } from '../database/database.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'
import { keepAll } from './keep-all.ts'
import type { Admitted } from './keep-all.ts'
import { noteWrites } from './note.ts'
import { reviseDeliveries } from './queue.ts'
import { isTreatmentMoved, regrant } from './regrant.ts'

export async function keepTask(
  ground: Ground,
  tx: Transaction,
  { resource, before, at }: { resource: Resource; before: Kept; at: string },
): Promise<Admitted | undefined> {
  const { custodian, person } = before
  const drafts = [{ resource, person, before }]
  const admitted = await keepAll(ground, tx, { custodian, drafts, at, actor: 'gateway' })
  await noteWrites(ground, tx, { admitted, actor: 'gateway', at })
  if (isTreatmentMoved(ground, before.content, resource)) {
    await regrant(ground, tx, { person, custodian }, at)
    await reviseDeliveries(ground, tx, { person, custodian }, at)
  }
  return admitted[0]
}
