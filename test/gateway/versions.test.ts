/** Versions: what a record is now decides on what may be seen of its past, and a history says how far it goes. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, concept, condition, create, patient, releaseOf } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

async function releasedCondition(key: string): Promise<{ type: string; id: string }> {
  const { id: person = '' } = await create(t, CENTER, patient('cedar-bridge', key))
  const subject = `Patient/${person}`
  await create(t, CENTER, releaseOf({ patient: subject, categories: ['diagnoses'], key }))
  const { id = '' } = await create(t, CENTER, condition(subject))
  return { type: 'Condition', id }
}

describe('a label that is put right', () => {
  test('reaches the versions before it', async () => {
    const at = await releasedCondition('label')
    const statuses = async (actor = HOSPITAL): Promise<number[]> => [
      (await t.gateway.disclose.read(actor, at)).status,
      (await t.gateway.disclose.read(actor, { ...at, version: '1' })).status,
      (await t.gateway.disclose.history(actor, at)).status,
    ]
    expect(await statuses()).toEqual([200, 200, 200])
    await change(t, CENTER, `Condition/${at.id}`, { code: concept(SYSTEM.icd10cm, 'B20') })
    expect(await statuses()).toEqual([404, 404, 404])
    expect(await statuses(CENTER)).toEqual([200, 200, 200])
  })

  test('hides the version that it stood on, and shows the others', async () => {
    const at = await releasedCondition('twice')
    await change(t, CENTER, `Condition/${at.id}`, {
      clinicalStatus: concept(SYSTEM.conditionClinical, 'remission'),
    })
    const history = bodyOf(await t.gateway.disclose.history(HOSPITAL, at)) as Bundle
    expect(history.entry?.map(({ resource }) => resource?.meta?.versionId)).toEqual(['2', '1'])
  })
})
