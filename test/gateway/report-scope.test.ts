/** The scope that goes with a report explains the releases of those who disclosed something, and of nobody else. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { create, patient, releaseOf, rowsOf, systemOf } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

test('who released, but had nothing to disclose, is not named', async () => {
  const ssn = { system: 'http://hl7.org/fhir/sid/us-ssn', value: '123456780' }
  const known = (partner: 'cedar-bridge' | 'lakeside' | 'harbor-court') =>
    patient(partner, 'x', { identifier: [{ system: systemOf(partner), value: 'patient-x' }, ssn] })
  const participant = `Patient/${(await create(t, COURT, known('harbor-court'))).id ?? ''}`
  await create(t, COURT, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'order',
    subject: { reference: participant },
  })
  for (const [actor, from] of [
    [CENTER, 'cedar-bridge'],
    [HOSPITAL, 'lakeside'],
  ] as const) {
    const reference = `Patient/${(await create(t, actor, known(from))).id ?? ''}`
    const categories = ['attendance']
    await create(t, actor, releaseOf({ from, patient: reference, categories, to: 'harbor-court' }))
    if (from === 'lakeside') continue
    await create(t, actor, {
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: SYSTEM.v3ActCode, code: 'AMB' },
      subject: { reference },
      period: { start: '2026-11-10T10:00:00Z', end: '2026-11-10T11:00:00Z' },
    })
  }
  const asked = [{ name: 'patient', valueReference: { reference: participant } }]
  const report = bodyOf(
    await t.gateway.report(COURT, { resourceType: 'Parameters', parameter: asked }),
  ) as Bundle
  const disclosed = await rowsOf<{ custodian: string }>(
    t,
    'select distinct custodian from disclosure order by custodian',
  )
  const granted = await rowsOf(
    t,
    `select from consent_grant where custodian = 'lakeside' and recipient = 'harbor-court'`,
  )
  expect(granted).toHaveLength(1)
  const text = JSON.stringify(report)
  for (const { custodian } of disclosed) {
    expect(text).toContain(`Disclosed by ${t.ground.directory.byId(custodian)?.name ?? ''}`)
  }
  expect(disclosed.map(({ custodian }) => custodian)).toEqual(['cedar-bridge'])
  expect(text).not.toContain('Disclosed by Lakeside')
})
