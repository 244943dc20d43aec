/** Every recorded decision comes out again as it was recorded, by the policies, the directory and the papers of its day. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Resource } from '../../src/fhir/resource.ts'
import { replayDecisions } from '../../src/gateway/replay.ts'
import type { Replayed } from '../../src/gateway/replay.ts'
import { CENTER, contentHere, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, condition, create, patient, refer, releaseOf, rowsOf, search } from './support.ts'
import { noTreatment, sensitiveWord, withPolicies } from './support-policies.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const CATEGORIES = ['goals', 'diagnoses', 'plan', 'mental-health', 'referrals', 'attendance']

type Client = { readonly person: string; readonly releases: string[]; readonly key: string }
type Act = (client: Client) => Promise<unknown>

let keys = 0
const nextKey = (): string => `replay-${(keys += 1)}`

const moments = fc.constantFrom(0, 1, 86_400_000, 200 * 86_400_000)
const categories = fc.subarray(CATEGORIES, { minLength: 1 })

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc
    .record({ categories, to: fc.constantFrom('lakeside', 'harbor-court'), denies: fc.boolean() })
    .map(({ categories: named, to, denies }): Act => async ({ person, releases }) => {
      const release = releaseOf({ patient: person, categories: named, to: to as 'lakeside', key: nextKey() })
      const provision = { ...(release['provision'] as object), ...(denies && { type: 'deny' }) }
      const kept = await create(t, CENTER, { ...release, provision } as Resource)
      releases.push(kept.id ?? '')
    }),
  fc.nat(9).map((n): Act => async ({ releases }) => {
    const id = releases[n % Math.max(1, releases.length)]
    if (id !== undefined) await t.gateway.revoke(CENTER, id)
  }),
  fc.constantFrom('Goes to pottery.', 'Walks.').map((text): Act => async ({ person }) => {
    const subject = { reference: person }
    const goal = { resourceType: 'Goal', lifecycleStatus: 'active', description: { text }, subject }
    const kept = await create(t, CENTER, goal)
    await create(t, CENTER, {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      subject,
      goal: [{ reference: `Goal/${kept.id ?? ''}` }],
    })
  }),
  fc.constantFrom('F11.20', 'F32.1', 'B20').map(
    (code): Act =>
      ({ person }) =>
        create(t, CENTER, condition(person, code)),
  ),
  fc.constantFrom('Goal', 'Condition', 'CarePlan', 'Task').map((type): Act => async () => {
    await search(t, HOSPITAL, type)
    await search(t, COURT, type)
  }),
  fc.constant<Act>(() => t.deliver()),
  fc.constant<Act>(async ({ person }) => {
    await refer(t, CENTER, { to: 'lakeside', patient: person, key: nextKey() })
  }),
  fc.constantFrom('lakeside', 'harbor-court').map(
    (recipient): Act =>
      ({ person }) =>
        t.gateway.explain(CENTER, {
          resourceType: 'Parameters',
          parameter: [
            { name: 'patient', valueReference: { reference: person } },
            { name: 'recipient', valueReference: { reference: `Organization/${recipient}` } },
            { name: 'purpose', valueCode: 'TREAT' },
          ],
        }),
  ),
  fc.constantFrom(undefined, sensitiveWord('pottery'), noTreatment).map((edit): Act => async () => {
    await t.reload(() => (edit ? withPolicies(edit) : contentHere()))
    await t.prepare()
  }),
)

async function replayed(): Promise<Replayed[]> {
  const all: Replayed[] = []
  for await (const each of replayDecisions(t.database, {})) all.push(each)
  return all
}

const unequal = (all: readonly Replayed[]): Replayed[] =>
  all.filter(({ outcome }) => outcome.kind !== 'equal')

test('whatever has happened since, and whatever policies have come in force', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(acts, moments), { minLength: 8, maxLength: 16 }), async (story) => {
      const key = nextKey()
      const name = [{ family: key, given: ['Testa'] }]
      const { id = '' } = await create(t, CENTER, patient('cedar-bridge', key, { name }))
      const client = { person: `Patient/${id}`, releases: [], key }
      for (const [act, ms] of story) {
        await act(client)
        t.now = new Date(Date.parse(t.now) + ms).toISOString()
      }
      expect(unequal(await replayed())).toEqual([])
    }),
    { numRuns: 20, seed: 20261123 },
  )
  const decisions = await replayed()
  expect(decisions.length).toBeGreaterThan(50)
  const acted = await rowsOf<{ code: string; kind: string }>(
    t,
    `select distinct content->'subtype'->0->>'code' as code, detail->>'valueString' as kind
     from audit_event, json_array_elements(content->'entity'->0->'detail') as detail
     where detail->>'type' = 'decision' order by 1, 2`,
  )
  expect(acted.map(({ code, kind }) => `${code} ${kind}`)).toEqual(
    expect.arrayContaining(['disclose permit', 'operation permit', 'operation deny']),
  )
}, 240_000)

test('a record, a paper or a policy that is not what it was is found', async () => {
  await t.close()
  t = await openTestGateway()
  const key = nextKey()
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', key))
  const person = `Patient/${id}`
  const release = await create(t, CENTER, releaseOf({ patient: person, categories: ['goals'], key }))
  const goal = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Walks.' },
    subject: { reference: person },
  })
  expect(await search(t, HOSPITAL, 'Goal', { patient: person })).toHaveLength(1)
  const [last] = await rowsOf<{ id: string }>(
    t,
    `select id from audit_event where content::text like '%"type":"asked"%' order by sequence desc limit 1`,
  )
  const outcomeNow = async (): Promise<unknown> => {
    for await (const { outcome } of replayDecisions(t.database, { event: last?.id ?? '' })) return outcome
    return undefined
  }
  expect(await outcomeNow()).toEqual({ kind: 'equal' })
  await change(t, CENTER, `Consent/${release.id ?? ''}`, { status: 'inactive' })
  await change(t, CENTER, `Goal/${goal.id ?? ''}`, { lifecycleStatus: 'completed' })
  expect(await outcomeNow()).toEqual({ kind: 'equal' })
  const version = `update resource_version set content = (content::jsonb || $2)::json where id = $1 and version = 1`
  await rowsOf(t, version, release.id, { status: 'inactive' })
  expect(await outcomeNow()).toMatchObject({
    kind: 'different',
    differences: expect.arrayContaining([expect.stringMatching(/^decision: recorded 'permit', now 'deny'/)]),
  })
  await rowsOf(t, `delete from resource_version where id = $1 and version = 1`, release.id)
  expect(await outcomeNow()).toMatchObject({
    kind: 'lost',
    what: expect.stringMatching(/^papers of the source/),
  })
})
