/**
 * What ends a permission stops what waits, at once and not only when it is attempted: a restriction of the hospital that
 * refers, a care team that ends, a referral that is no longer accepted; and an intermediary whose paper is not in force.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { EXTENSION } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { PartnerFacts, TestGateway } from '../support/gateway.ts'
import { change, create, organization, patient, refer, releaseOf, rowsOf, stateSeenBy } from './support.ts'
import type { Json } from './support.ts'
import { deliveriesOf } from './support-plans.ts'

const hubOf = (id: string, until?: string): PartnerFacts => ({
  id,
  name: id,
  kind: 'community-service',
  legalRole: 'intermediary',
  purposes: ['TREAT'],
  identifiers: [{ system: 'urn:ietf:rfc:3986', value: `https://${id}.example` }],
  recordSystem: `https://${id}.example/records`,
  clientId: id,
  agreements: [{ kind: 'participation', from: '2024-01-01', ...(until !== undefined && { until }) }],
  persons: [],
})

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway({
    partners: (facts) => [
      ...facts,
      { ...facts[0], ...hubOf('hub') },
      { ...facts[0], ...hubOf('lapsed-hub', '2024-06-01') },
    ],
  })
})
afterAll(() => t.close())

/** A restriction to which the hospital agreed: its releases' form, turned. */
function restrictionOf(subject: string, key: string, categories: readonly string[]): Resource {
  const {
    provision,
    extension: _extension,
    ...rest
  } = releaseOf({
    patient: subject,
    from: 'lakeside',
    to: 'cedar-bridge',
    categories,
    key,
  } as Parameters<typeof releaseOf>[0])
  return { ...rest, provision: { ...(provision as Json), type: 'deny' } } as Resource
}

test('a referral waits where its own hospital agreed to a restriction', async () => {
  const person = await create(t, HOSPITAL, patient('lakeside', 'restricted'))
  const subject = `Patient/${person.id ?? ''}`
  const agreed = await create(t, HOSPITAL, restrictionOf(subject, 'restricted', ['referrals']))
  const { task } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'restricted', patient: subject })
  expect(await deliveriesOf(t, task)).toEqual([])
  expect(await stateSeenBy(t, HOSPITAL, task)).toBe('draft awaiting-consent')
  const ended = await change(t, HOSPITAL, `Consent/${agreed.id ?? ''}`, { status: 'inactive' })
  expect(ended.status).toBe(200)
  expect(await deliveriesOf(t, task)).toMatchObject([{ state: 'waiting' }])
})

test('a restriction that comes after stops the referral that waits, and one of something else does not', async () => {
  const { task, patient: subject } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'after' })
  await create(t, HOSPITAL, restrictionOf(subject, 'after-1', ['goals']))
  expect(await deliveriesOf(t, task)).toMatchObject([{ state: 'waiting' }])
  await create(t, HOSPITAL, restrictionOf(subject, 'after-2', ['referrals']))
  expect(await deliveriesOf(t, task)).toMatchObject([{ state: 'stopped' }])
})

test('a restriction of the reason lets the referral go without it', async () => {
  const { task, patient: subject } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'reason' })
  await create(t, HOSPITAL, restrictionOf(subject, 'reason', ['diagnoses']))
  await t.deliver()
  expect(await deliveriesOf(t, task)).toMatchObject([{ state: 'sent' }])
  const placed = await rowsOf<{ type: string }>(
    t,
    `select r.type from resource r join referral f on f.receiver_person = r.person where f.source_task = $1`,
    task.slice('Task/'.length),
  )
  expect(placed.map(({ type }) => type).toSorted()).toEqual(['Patient', 'ServiceRequest', 'Task'])
})

const throughHub = (subject: string, key: string, hub: string): Resource => {
  const release = releaseOf({ patient: subject, categories: ['plan', 'goals'], key })
  const provision = release['provision'] as Json
  const [recipient] = provision['actor'] as Json[]
  const extension = [
    { url: EXTENSION.intermediary, extension: [{ url: 'treatingProviders', valueBoolean: true }] },
  ]
  const actor = [{ ...recipient, extension, reference: organization(hub) }]
  return { ...release, provision: { ...provision, actor } }
}

const teamOf = (subject: string): Resource => ({
  resourceType: 'CareTeam',
  status: 'active',
  subject: { reference: subject },
  participant: [{ member: organization('lakeside') }],
})

test('a care team that ends stops the plans that wait for its members', async () => {
  const person = await create(t, CENTER, patient('cedar-bridge', 'team'))
  const subject = `Patient/${person.id ?? ''}`
  const team = await create(t, CENTER, teamOf(subject))
  await create(t, CENTER, throughHub(subject, 'team', 'hub'))
  const plan = await create(t, CENTER, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject: { reference: subject },
  })
  const focus = `CarePlan/${plan.id ?? ''}`
  expect(await deliveriesOf(t, focus)).toMatchObject([{ state: 'waiting' }])
  expect((await change(t, CENTER, `CareTeam/${team.id ?? ''}`, { status: 'inactive' })).status).toBe(200)
  expect(await deliveriesOf(t, focus)).toMatchObject([{ state: 'stopped' }])
})

test('through an intermediary whose agreement has ended nothing goes, and the explanation names the paper', async () => {
  const person = await create(t, CENTER, patient('cedar-bridge', 'lapsed'))
  const subject = `Patient/${person.id ?? ''}`
  await create(t, CENTER, teamOf(subject))
  await create(t, CENTER, throughHub(subject, 'lapsed', 'lapsed-hub'))
  const explained = async (): Promise<string> => {
    const parameter = [
      { name: 'patient', valueReference: { reference: subject } },
      { name: 'recipient', valueReference: { reference: 'Organization/lakeside' } },
      { name: 'purpose', valueCode: 'TREAT' },
      { name: 'category', valueCode: 'goals' },
    ]
    return JSON.stringify(bodyOf(await t.gateway.explain(CENTER, { resourceType: 'Parameters', parameter })))
  }
  const lapsed = await explained()
  expect(lapsed).toContain('"valueCode":"deny"')
  expect(lapsed).toContain('of lapsed-hub')
  const { id = '' } = await create(t, CENTER, throughHub(subject, 'in-force', 'hub'))
  const said = await explained()
  expect(said).toContain('"valueCode":"permit"')
  expect(said).toContain(`The release Consent/${id} names Goals.`)
})
