/** Nothing that leaves tells that a third partner knows the person: not by identifier, not by reference. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  create,
  organization,
  patient,
  read,
  receiverSide,
  refer,
  releaseOf,
  search,
  systemOf,
} from './support.ts'
import type { Json } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const court = 'harbor-court'

test('a read has no reference to it and none of its identifiers, and no empty element', async () => {
  const { identifiers } = t.ground.directory.byId(court) ?? { identifiers: [] }
  const elements = {
    identifier: [
      { system: systemOf('cedar-bridge'), value: 'patient-third' },
      { system: `https://${court}.example/docket`, value: 'CR-7' },
      ...identifiers,
    ],
    managingOrganization: { ...organization(court), display: 'Harbor' },
    generalPractitioner: [
      organization(court),
      { reference: `https://gateway.example/fhir/Organization/${court}` },
      { identifier: identifiers[0], display: 'Harbor' },
    ],
    contact: [{ relationship: [{ text: 'Probation' }], organization: organization(court) }],
    extension: [
      { url: 'https://example.org/sent-by', valueReference: organization(court) },
      { url: 'https://example.org/number', valueIdentifier: { system: systemOf(court), value: '9' } },
    ],
  }
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'third', elements))
  await create(t, CENTER, releaseOf({ patient: `Patient/${id}`, categories: ['plan'], key: 'third' }))
  const seen = await read(t, HOSPITAL, `Patient/${id}`)
  expect(JSON.stringify(seen)).not.toMatch(/harbor|Harbor|Probation|\{\}|\[\]/)
  expect(seen['identifier']).toEqual([{ system: systemOf('cedar-bridge'), value: 'patient-third' }])
  expect(seen['name']).toBeDefined()
  const own = await read(t, CENTER, `Patient/${id}`)
  expect(own['managingOrganization']).toBeDefined()
})

test('the court reads where a referral stands without who referred', async () => {
  const source = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'referred' })
  await t.deliver()
  const filler = await receiverSide(t, CENTER, source.task)
  await create(
    t,
    CENTER,
    releaseOf({ patient: filler.patient, categories: ['referral-status', 'referrals'], to: court }),
  )
  const task = await read(t, COURT, filler.task)
  expect(JSON.stringify(task)).not.toContain('lakeside')
  expect(task['owner']).toEqual(organization('cedar-bridge'))
  expect((await read(t, CENTER, filler.task))['requester']).toEqual(organization('lakeside'))
})

test('a packet has none either', async () => {
  const mentions: Json = {
    managingOrganization: organization(court),
    generalPractitioner: [organization(court)],
  }
  const { id = '' } = await create(t, HOSPITAL, patient('lakeside', 'packet', mentions))
  await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'packet', patient: `Patient/${id}` })
  const before = t.sent.length
  await t.deliver()
  const packet = t.sent[before]
  expect(packet?.bundle.entry?.map(({ resource }) => resource?.resourceType)).toContain('Patient')
  expect(JSON.stringify(packet?.bundle)).not.toContain(court)
})

test('a release to it alone is absent, and one to both names the reader only', async () => {
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', 'releases'))
  const subject = `Patient/${id}`
  const facts = { patient: subject, categories: ['consents'] }
  const toReader = await create(t, CENTER, releaseOf({ ...facts, key: 'reader' }))
  const toThird = await create(t, CENTER, releaseOf({ ...facts, to: court, key: 'third' }))
  const both = releaseOf({ ...facts, key: 'both' })
  const provision = both['provision'] as { actor: Json[] }
  provision.actor.push({ ...provision.actor[0], reference: organization(court) })
  const toBoth = await create(t, CENTER, both)
  const found = await search(t, HOSPITAL, 'Consent', { patient: subject })
  expect(new Set(found.map((consent) => consent.id))).toEqual(new Set([toReader.id, toBoth.id]))
  expect(JSON.stringify(found)).not.toContain(court)
  const absent = await t.gateway.disclose.read(HOSPITAL, { type: 'Consent', id: toThird.id ?? '' })
  expect(absent.status).toBe(404)
})
