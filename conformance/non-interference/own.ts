/** The actor's own records: what it may see, write and refer to whatever the custodian keeps. */
import { KINDS, mandateOf, releaseOf } from './driver.ts'
import type { OwnRecords, World } from './types.ts'
import { create, fresh, patientOf } from './world.ts'

type Drafted = Omit<World, 'own'>

/** A Patient, a Condition, a release of it to the custodian, and a record that each sweep writes anew. */
export async function ownRecords(world: Drafted): Promise<OwnRecords> {
  const { actor, custodian } = world
  const system = actor.facts.recordSystem
  const value = fresh(world, 'own')
  const names = { family: `Owner${world.run}`, given: 'Owna', birthDate: '1985-05-05' }
  const patient = await create(world, actor, patientOf(actor.facts, value, names))
  const subject = { reference: patient }
  const record = fresh(world, 'own-record')
  const condition = await create(world, actor, {
    resourceType: 'Condition',
    identifier: [{ system, value: record }],
    ...KINDS['diagnosis']?.make(subject, 'own'),
  })
  const released = { from: actor.facts, to: custodian.facts, patient, categories: ['diagnoses'] }
  const consent = await create(world, actor, releaseOf({ ...released, state: 'in-force' }))
  if (actor.facts.purpose === 'cj-monitoring') await create(world, actor, mandateOf(subject))
  const scratch = await create(world, actor, {
    resourceType: 'Communication',
    status: 'preparation',
    subject,
  })
  return {
    patient,
    patientIdentifier: `${system}|${value}`,
    condition,
    conditionIdentifier: `${system}|${record}`,
    consent,
    scratch,
  }
}
