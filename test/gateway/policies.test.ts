/** New policies come in force while the gateway serves: whole, at one instant, and nothing that is written meanwhile is missed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { bodyOf, CENTER, contentHere, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { change, create, patient, read, releaseOf, rowsOf, search } from './support.ts'
import { deliveriesOf, planned } from './support-plans.ts'
import { noTreatment, renumbered, sensitiveWord, withPolicies } from './support-policies.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

let clients = 0

/** A client of the center whose goals a release lets the court see. */
async function released(on = t): Promise<string> {
  clients += 1
  const key = `policies-${clients}`
  const name = [{ family: `Policies${clients}`, given: ['Testa'] }]
  const person = `Patient/${(await create(on, CENTER, patient('cedar-bridge', key, { name }))).id ?? ''}`
  await create(on, CENTER, releaseOf({ patient: person, categories: ['goals'], to: 'harbor-court', key }))
  return person
}

async function goal(person: string, text: string, on = t): Promise<string> {
  const kept = await create(on, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text },
    subject: { reference: person },
  })
  return `Goal/${kept.id ?? ''}`
}

const codesOf = ({ meta }: Resource): (string | undefined)[] => (meta?.security ?? []).map(({ code }) => code)
const seenByCourt = async (person: string, on = t): Promise<(string | undefined)[]> =>
  (await search(on, COURT, 'Goal', { patient: person })).map(({ id }) => `Goal/${id}`).toSorted()
const versionInForce = (on = t): string => on.inForce().content.policy.version

async function published(on = t): Promise<(string | undefined)[]> {
  const found = await rowsOf<{ why: string }>(
    on,
    `select content->>'outcomeDesc' as why from audit_event
     where content->>'outcomeDesc' like 'success: policies %' order by sequence`,
  )
  return found.map(({ why }) => why)
}

/** Goes back to the policies of this checkout. */
async function goBack(): Promise<void> {
  await t.reload(contentHere)
  await t.prepare()
}

test('the version says which policies and which directory they are, also where counsel forgets to raise it', async () => {
  expect(versionInForce()).toMatch(/^2026-\d\d-\d\d\.\d+\+[\da-f]{12}$/)
  const before = versionInForce()
  const answer = await t.reload(() => withPolicies(sensitiveWord('juggling')))
  expect(answer).toMatchObject({ kind: 'preparing', policies: expect.not.stringMatching(before) })
  expect(versionInForce()).toBe(before)
  expect(await t.gateway.ready()).toMatchObject({
    checks: { policies: before, preparing: expect.stringMatching(/^2026-.* \(sweep\)$/) },
  })
  await goBack()
  expect(versionInForce()).toBe(before)
  expect((await t.gateway.ready()).checks).not.toHaveProperty('preparing')
})

test('what becomes sensitive is gone for the court at the switch, with its past, and comes back with the old policies', async () => {
  const person = await released()
  const pottery = await goal(person, 'Goes to pottery once a week.')
  const walks = await goal(person, 'Walks daily.')
  expect(await seenByCourt(person)).toEqual([pottery, walks])
  const before = versionInForce()
  await t.reload(() => withPolicies(sensitiveWord('pottery')))
  while (versionInForce() === before) {
    expect(await seenByCourt(person)).toEqual([pottery, walks])
    expect(codesOf(await read(t, CENTER, pottery))).not.toContain('mental-health')
    expect(await t.step()).toBe(true)
  }
  expect(await seenByCourt(person)).toEqual([walks])
  expect(codesOf(await read(t, CENTER, pottery))).toEqual(
    expect.arrayContaining(['MH', 'mental-health', 'goals']),
  )
  const [type = '', id = ''] = pottery.split('/')
  expect((await t.gateway.disclose.read(COURT, { type, id })).status).toBe(404)
  expect((await t.gateway.disclose.read(COURT, { type, id, version: '1' })).status).toBe(404)
  await t.prepare()
  // The label was only ever computed: it goes with the policy that computed it. Nobody has made a new version.
  await goBack()
  expect(await seenByCourt(person)).toEqual([pottery, walks])
  const kept = await read(t, CENTER, pottery)
  expect(codesOf(kept)).not.toContain('MH')
  expect(kept.meta?.versionId).toBe('1')
  expect((await published()).slice(-2)).toEqual([
    expect.stringMatching(new RegExp(`^success: policies ${before.replaceAll(/[+.]/g, '\\$&')} to `)),
    expect.stringMatching(new RegExp(` to ${before.replaceAll(/[+.]/g, '\\$&')}$`)),
  ])
})

test('a label that its source declared stays, one that was only read and sent back does not count as declared', async () => {
  const person = await released()
  await t.reload(() => withPolicies(sensitiveWord('pottery')))
  await t.prepare()
  const echoed = await goal(person, 'Goes to pottery.')
  const declared = await create(t, CENTER, {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Goes to pottery too.' },
    subject: { reference: person },
    meta: { security: [{ system: SYSTEM.v3ActCode, code: 'MH' }] },
  })
  // A FHIR update sends back what was read, labels and all.
  await change(t, CENTER, echoed, { lifecycleStatus: 'completed' })
  await change(t, CENTER, `Goal/${declared.id ?? ''}`, { lifecycleStatus: 'completed' })
  expect(await seenByCourt(person)).toEqual([])
  await goBack()
  expect(await seenByCourt(person)).toEqual([echoed])
  expect(codesOf(await read(t, CENTER, `Goal/${declared.id ?? ''}`))).toContain('MH')
})

test('what an earlier version said is sensitive in the later ones, and travels through references', async () => {
  const person = await released()
  const first = await goal(person, 'Goes to pottery.')
  await change(t, CENTER, first, { description: { text: 'Walks.' } })
  const task = await create(t, CENTER, {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    focus: { reference: first },
    for: { reference: person },
  })
  await t.reload(() => withPolicies(sensitiveWord('pottery')))
  await t.prepare()
  for (const reference of [first, `Task/${task.id ?? ''}`])
    expect(codesOf(await read(t, CENTER, reference))).toContain('mental-health')
  const versions = bodyOf(
    await t.gateway.disclose.history(CENTER, { type: 'Goal', id: first.split('/')[1] ?? '' }),
  ) as Bundle
  for (const { resource } of versions.entry ?? []) expect(codesOf(resource as Resource)).toContain('MH')
  await goBack()
  expect(codesOf(await read(t, CENTER, first))).not.toContain('mental-health')
})

test('no request in flight sees some by the one and some by the other', async () => {
  const person = await released()
  const pottery = await Promise.all(Array.from({ length: 8 }, (_, n) => goal(person, `Pottery ${n}.`)))
  const walks = await goal(person, 'Walks.')
  const whole = [...pottery, walks].toSorted()
  const word = sensitiveWord('Pottery')
  for (const content of [await withPolicies(word), await contentHere()]) {
    await t.reload(async () => content)
    let isDone = false
    const answers: (string | undefined)[][] = []
    const ask = async (): Promise<void> => {
      while (!isDone) answers.push(await seenByCourt(person))
    }
    const askers = [ask(), ask(), ask()]
    await t.prepare()
    isDone = true
    await Promise.all(askers)
    answers.push(await seenByCourt(person))
    for (const answer of answers) expect([[walks], whole]).toContainEqual(answer)
    expect(answers.at(-1)).toEqual(content === (await contentHere()) ? whole : [walks])
  }
}, 60_000)

test('what may no longer leave is stopped by the switch, and what may leave again is queued', async () => {
  const { plan, patient: person } = await planned(t)
  expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'waiting' }])
  expect(await search(t, HOSPITAL, 'CarePlan', { patient: person })).toHaveLength(1)
  await t.reload(() => withPolicies(noTreatment))
  await t.prepare()
  expect(await search(t, HOSPITAL, 'CarePlan', { patient: person })).toEqual([])
  expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'stopped' }])
  await goBack()
  expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'stopped' }, { state: 'waiting' }])
  await t.deliver()
  expect(await deliveriesOf(t, plan)).toMatchObject([{ state: 'stopped' }, { state: 'sent' }])
})

test('what is written while they are prepared is labelled and granted as if they had always been in force', async () => {
  const later = await openTestGateway({ content: await withPolicies(sensitiveWord('pottery')) })
  const now = await openTestGateway()
  const facts = async (on: TestGateway): Promise<unknown[]> => [
    await rowsOf(
      on,
      `select type, version, categories::text, content->'meta'->>'security' as labels, content->'description'->>'text' as text
       from resource_version where custodian <> 'directory' order by 1, 2, 3, 4, 5`,
    ),
    await rowsOf(
      on,
      `select custodian, recipient, purpose, categories::text, valid, redisclosure, cardinality(consents) as consents
       from consent_grant where policy_version = $1 order by 1, 2, 3, 4, 5`,
      on.inForce().content.policy.version,
    ),
    await rowsOf(
      on,
      `select type, parameter, categories::text, value from resource_index
      where parameter not in ('identifier', 'patient', 'subject', 'consentor', 'actor') order by 1, 2, 3, 4`,
    ),
  ]
  const story: ((on: TestGateway) => Promise<void>)[] = Array.from({ length: 9 }, (_, n) => async (on) => {
    clients = n
    const person = await released(on)
    const reference = await goal(person, n % 2 === 0 ? 'Goes to pottery.' : 'Walks.', on)
    if (n % 3 === 0) await change(on, CENTER, reference, { description: { text: 'Reads.' } })
  })
  for (const part of story) await part(later)
  for (const part of story.slice(0, 4)) await part(now)
  const { version } = later.inForce().content.policy
  expect(await now.reload(() => withPolicies(sensitiveWord('pottery')))).toMatchObject({ policies: version })
  const rest = story.slice(4)
  for (let more = true; more;) {
    await rest.shift()?.(now)
    more = await now.step()
  }
  for (const part of rest) await part(now)
  expect(now.inForce().content.policy.version).toBe(version)
  expect(await facts(now)).toEqual(await facts(later))
  await now.close()
  await later.close()
}, 60_000)

test('policies that do not hold together, or renumber a category, are refused, and the old ones stay', async () => {
  const before = versionInForce()
  expect(await t.reload(() => withPolicies(renumbered))).toMatchObject({
    kind: 'refused',
    faults: [expect.stringMatching(/^policies\/categories\.json: 'goals' has another bit/)],
  })
  const broken = await withPolicies(({ purposes }) => void delete purposes?.['purposes'])
  expect(await t.reload(async () => broken)).toMatchObject({ kind: 'refused' })
  const gone = await withPolicies(
    ({ categories }) => void (categories as { categories: unknown[] }).categories.pop(),
  )
  expect(await t.reload(async () => gone)).toMatchObject({ kind: 'refused' })
  expect(await t.step()).toBe(false)
  expect(versionInForce()).toBe(before)
})
