/** Faults that a reviewer found once: each stays found. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { EXTENSION } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { carryOver } from '../../src/gateway/carry-over.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, patient, referral, releaseOf } from './support.ts'

let world: TestGateway

beforeAll(async () => {
  world = await openTestGateway()
})
afterAll(() => world.close())

const create = async (resource: Resource): Promise<Resource> =>
  bodyOf(
    await world.gateway.receive.write(CENTER, { kind: 'create', type: resource.resourceType, resource }),
    201,
  )

async function client(key: string): Promise<string> {
  const { id } = await create(
    patient('cedar-bridge', key, { name: [{ family: 'Placeholder', given: [key] }] }),
  )
  return `Patient/${id ?? ''}`
}

const categories = ['demographics', 'referrals', 'referral-status', 'diagnoses', 'plan']

describe('a referral whose owner was changed before it left', () => {
  test('goes to nobody else, and not to the first owner', async () => {
    const subject = await client('Owner')
    const bundle = referral({ from: 'cedar-bridge', to: 'lakeside', key: 'owner', patient: subject })
    const answer = bodyOf(await world.gateway.receive.transaction(CENTER, bundle))
    const task = resourcesOf(answer).find(({ resourceType }) => resourceType === 'Task')
    const before = bodyOf(await world.gateway.disclose.read(CENTER, { type: 'Task', id: task?.id ?? '' }))
    const resource = { ...before, owner: { reference: 'Organization/harbor-court' } }
    bodyOf(
      await world.gateway.receive.write(CENTER, {
        kind: 'update',
        type: 'Task',
        id: task?.id ?? '',
        resource,
      }),
    )
    await create(releaseOf({ patient: subject, categories, key: 'owner' }))
    await world.deliver()
    expect(world.sent.filter(({ headers }) => headers['x-throughline-kind'] === 'referral')).toEqual([])
    expect(
      resourcesOf(
        bodyOf(await world.gateway.disclose.search(HOSPITAL, 'ServiceRequest', [['intent', 'filler-order']])),
      ),
    ).toEqual([])
  })

  test('a draft is not sent, whatever is released', async () => {
    const subject = await client('Draft')
    await create(releaseOf({ patient: subject, categories, key: 'draft' }))
    const bundle = referral({
      from: 'cedar-bridge',
      to: 'lakeside',
      key: 'draft',
      patient: subject,
      task: { status: 'draft' },
    })
    const answer = bodyOf(await world.gateway.receive.transaction(CENTER, bundle))
    const task = resourcesOf(answer).find(({ resourceType }) => resourceType === 'Task')
    const kept = bodyOf(await world.gateway.disclose.read(CENTER, { type: 'Task', id: task?.id ?? '' }))
    expect(kept['status']).toBe('draft')
    await world.deliver()
    expect(world.sent.filter(({ headers }) => headers['x-throughline-kind'] === 'referral')).toEqual([])
  })
})

describe('a restriction', () => {
  const seen = async (id: string): Promise<number> =>
    (await world.gateway.disclose.read(HOSPITAL, { type: 'Condition', id })).status

  test.each([
    ['that names no discloser', (deny: Resource) => ({ ...deny, organization: undefined })],
    [
      "that names its patient by this server's address",
      (deny: Resource) => ({
        ...deny,
        patient: {
          reference: `${world.ground.baseUrl}/${(deny['patient'] as { reference: string }).reference}`,
        },
      }),
    ],
  ])('%s binds at once', async (title, change) => {
    const subject = await client(title.slice(-9).trim())
    await create(releaseOf({ patient: subject, categories, key: title }))
    const { id = '' } = await create(condition(subject))
    expect(await seen(id)).toBe(200)
    const release = releaseOf({ patient: subject, categories: ['diagnoses'], key: `${title} deny` })
    const changed = change({
      ...release,
      provision: { ...(release['provision'] as object), type: 'deny' },
    }) as Resource
    await create(JSON.parse(JSON.stringify(changed)) as Resource)
    expect(await seen(id)).toBe(404)
  })

  test('of nobody in particular is refused', async () => {
    const { patient: _patient, ...deny } = releaseOf({
      patient: 'Patient/x',
      categories: ['diagnoses'],
      key: 'nobody',
    })
    const answer = await world.gateway.receive.write(CENTER, {
      kind: 'create',
      type: 'Consent',
      resource: deny as Resource,
    })
    expect(answer.status).toBe(422)
  })

  test('about a patient elsewhere is refused, by whatever address', async () => {
    const mine = condition('https://elsewhere.example/fhir/Patient/1')
    expect(
      (await world.gateway.receive.write(CENTER, { kind: 'create', type: 'Condition', resource: mine }))
        .status,
    ).toBe(422)
  })
})

describe('a resubmitted record', () => {
  const record = JSON.parse(readFileSync('test/cases/main/case-record.json', 'utf8')) as unknown

  test('keeps the revocation of a release to a court on record', async () => {
    bodyOf(await world.gateway.receive.caseRecord(CENTER, record))
    const found = resourcesOf(
      bodyOf(
        await world.gateway.disclose.search(CENTER, 'Consent', [
          ['status', 'active'],
          ['_count', '100'],
        ]),
      ),
    )
    const release = found.find((each) =>
      JSON.stringify(each['provision']).includes('Organization/harbor-court'),
    )
    bodyOf(await world.gateway.revoke(CENTER, release?.id ?? ''))
    bodyOf(await world.gateway.receive.caseRecord(CENTER, record))
    const now = bodyOf(await world.gateway.disclose.read(CENTER, { type: 'Consent', id: release?.id ?? '' }))
    expect(JSON.stringify(now['extension'])).toContain(EXTENSION.revocation)
  })

  test('names no further recipient without a new signature', () => {
    const release = releaseOf({ patient: 'Patient/x', categories, key: 'two' })
    const provision = release['provision'] as { actor: object[] }
    const further = {
      role: (provision.actor[0] as { role: object }).role,
      reference: { reference: 'Organization/harbor-court' },
    }
    const wider = { ...release, provision: { ...provision, actor: [...provision.actor, further] } }
    const before = { content: release } as Parameters<typeof carryOver>[2]
    expect(carryOver(world.ground, wider, before)).toEqual(release)
    const signedAnew = { ...wider, dateTime: '2026-11-22' }
    expect(carryOver(world.ground, signedAnew, before)).toEqual(signedAnew)
  })
})

test('the court is a partner like any other: it may not submit case records', async () => {
  expect((await world.gateway.receive.caseRecord(COURT, {})).status).toBe(403)
})
