/** Policies over crashes, restarts and several gateways: one version is in force, whoever prepared it, and nobody serves another. */
import { afterEach, expect, test } from '@jest/globals'
import type { Actor } from '../../src/partners/actor.ts'
import { CENTER, contentHere, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { create, patient, releaseOf, rowsOf, search } from './support.ts'
import { openFaulty } from './support-faults.ts'
import { renumbered, sensitiveWord, withPolicies } from './support-policies.ts'

const opened: TestGateway[] = []
afterEach(async () => {
  for (const t of opened.splice(0).toReversed()) await t.close()
})

async function open(options: Parameters<typeof openTestGateway>[0] = {}): Promise<TestGateway> {
  const t = await openTestGateway(options)
  opened.push(t)
  return t
}

/** A client of the center with two goals, of which one says "pottery"; both are released to the court and the hospital. */
async function potter(t: TestGateway, key: string): Promise<string> {
  const name = [{ family: `Potter${key}`, given: ['Testa'] }]
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', key, { name }))
  const person = `Patient/${id}`
  for (const to of ['harbor-court', 'lakeside'] as const)
    await create(t, CENTER, releaseOf({ patient: person, categories: ['goals'], to, key: `${key}-${to}` }))
  for (const text of ['Goes to pottery.', 'Walks.'])
    await create(t, CENTER, {
      resourceType: 'Goal',
      lifecycleStatus: 'active',
      description: { text },
      subject: { reference: person },
    })
  return person
}

const goalsSeen = async (t: TestGateway, actor: Actor = COURT): Promise<number> =>
  (await search(t, actor, 'Goal')).length
const versionOf = (t: TestGateway): string => t.inForce().content.policy.version

type Left = { versions: string[]; aside: number; grants: string[]; published: number }

/** What the database has of versions: which is in force, what waits, of which versions there are grants. */
async function left(t: TestGateway): Promise<Left> {
  const texts = async (text: string): Promise<string[]> =>
    (await rowsOf<{ each: string }>(t, text)).map(({ each }) => each)
  const [aside] = await rowsOf<{ n: number }>(
    t,
    `select (select count(*) from policy_relabel)::int + (select count(*) from policy_stale)::int
       + (select count(*) from policy_follow)::int as n`,
  )
  return {
    versions: await texts(`select version || ' ' || state || ' ' || phase as each from policy_version
      where state <> 'past' order by 1`),
    aside: aside?.n ?? -1,
    grants: await texts('select distinct policy_version as each from consent_grant'),
    published: (
      await texts(`select id::text as each from audit_event where content::text like '%success: policies%'`)
    ).length,
  }
}

test('a crash at whichever statement of the work leaves one version in force, and the rest is done again', async () => {
  const faulty = await openFaulty()
  const { t } = faulty
  opened.push(t)
  await potter(t, 'a')
  const contents = [await withPolicies(sensitiveWord('pottery')), await contentHere()]
  let switches = 0
  let isWhole = false
  for (let n = 1; !isWhole; n += 5) {
    const content = contents[switches % 2] ?? (await contentHere())
    const before = versionOf(t)
    const seenBefore = await goalsSeen(t)
    expect(await t.reload(async () => content)).toMatchObject({ kind: 'preparing' })
    isWhole = (await faulty.breaking({ before: n }, () => t.prepare())) === 'whole'
    // Whatever broke, what is seen is of the one version or the other.
    const seen = await goalsSeen(t)
    expect(seen).toBe(versionOf(t) === before ? seenBefore : 3 - seenBefore)
    await t.prepare()
    switches += 1
    const now = versionOf(t)
    expect(now).not.toBe(before)
    expect(await goalsSeen(t)).toBe(3 - seenBefore)
    expect(await left(t)).toEqual({
      versions: [`${now} in-force done`],
      aside: 0,
      grants: [now],
      published: switches + 1,
    })
  }
  expect(switches).toBeGreaterThan(8)
}, 240_000)

test('of two gateways one does the work, and the other takes the version at its next request', async () => {
  const one = await open()
  await potter(one, 'a')
  const other = await open({ beside: one })
  expect([await goalsSeen(one), await goalsSeen(other)]).toEqual([2, 2])
  await one.reload(() => withPolicies(sensitiveWord('pottery')))
  // Steps of both in turn: whoever comes does the next.
  await Promise.all([one.prepare(), other.prepare(), one.prepare()])
  await one.prepare()
  expect([await goalsSeen(other), await goalsSeen(one)]).toEqual([1, 1])
  expect(versionOf(other)).toBe(versionOf(one))
  // The one that is asked to write holds the old version until then.
  await one.reload(contentHere)
  await one.prepare()
  await potter(other, 'b')
  expect(versionOf(other)).toBe(versionOf(one))
  expect([await goalsSeen(other), await goalsSeen(one)]).toEqual([4, 4])
  expect((await left(one)).grants).toEqual([versionOf(one)])
})

test('a start with other policies serves by those in force, until they are replaced', async () => {
  const one = await open()
  await potter(one, 'a')
  const before = versionOf(one)
  const content = await withPolicies(sensitiveWord('pottery'))
  const next = await open({ beside: one, content })
  expect(versionOf(next)).toBe(before)
  expect(await goalsSeen(next)).toBe(2)
  expect((await next.gateway.ready()).checks).toMatchObject({ policies: before })
  await next.prepare()
  expect(versionOf(next)).not.toBe(before)
  expect([await goalsSeen(next), await goalsSeen(one)]).toEqual([1, 1])
  const refused = open({ beside: one, content: await withPolicies(renumbered) })
  await expect(refused).rejects.toThrow(/'goals' has another bit/)
  expect(await goalsSeen(next)).toBe(1)
})

test('a changed directory is another version: who has no agreement any more gets nothing, also of what is stored', async () => {
  const one = await open()
  await potter(one, 'a')
  expect(await goalsSeen(one, HOSPITAL)).toBe(2)
  const next = await open({
    beside: one,
    partners: (all) =>
      all.map((facts) => (facts['id'] === 'lakeside' ? { ...facts, legalRole: 'law_enforcement' } : facts)),
  })
  expect(versionOf(next)).toBe(versionOf(one))
  await next.prepare()
  expect(versionOf(next)).not.toBe(versionOf(await open()))
  expect(await goalsSeen(next, HOSPITAL)).toBe(0)
  // The gateway that has not started anew decides by the same facts from now on.
  expect(await goalsSeen(one, HOSPITAL)).toBe(0)
  expect(await goalsSeen(one)).toBe(2)
})

test('where nothing on file says by what the store is labelled, it is prepared before anybody is served', async () => {
  const one = await open()
  await potter(one, 'a')
  await rowsOf(one, 'delete from policy_version')
  await rowsOf(one, `update consent_grant set policy_version = 'older'`)
  const next = await open({ beside: one })
  expect(await goalsSeen(next)).toBe(2)
  expect(await left(next)).toMatchObject({ grants: [versionOf(next)], aside: 0 })
})
