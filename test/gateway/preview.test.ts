/** `$preview`: what a recipient would receive is what he then receives, by read, by search and by delivery. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { concept, condition, create, patient, refer, releaseOf, rowsOf, textOf } from './support.ts'
import { planned } from './support-plans.ts'
import type { Json } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const PRIVACY: Actor = { ...CENTER, person: { id: 'cb-privacy', role: 'privacy-officer' } }

function asking(of: string, to: Actor, ...more: Json[]): Resource {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueReference: { reference: of } },
      { name: 'recipient', valueReference: { reference: `Organization/${to.partner}` } },
      { name: 'purpose', valueCode: to.purpose },
      ...(to.person ? [{ name: 'person', valueString: to.person.id }] : []),
      ...more,
    ],
  }
}

/** What would leave, without what is said about it. */
async function previewed(of: string, to: Actor, ...more: Json[]): Promise<Resource[]> {
  const bundle = bodyOf(await t.gateway.preview(PRIVACY, asking(of, to, ...more), []))
  return resourcesOf(bundle).filter(({ resourceType }) => resourceType !== 'OperationOutcome')
}

const byId = (resources: readonly Resource[]): Resource[] =>
  resources.toSorted((one, other) => ((one.id ?? '') < (other.id ?? '') ? -1 : 1))

/** What a client of the center may have: one of each kind, as chance has it. */
function records(subject: string): Resource[] {
  const about = { subject: { reference: subject } }
  return [
    condition(subject),
    condition(subject, 'B20'),
    condition(subject, 'F32.1'),
    { resourceType: 'Goal', lifecycleStatus: 'active', description: { text: 'Sober days.' }, ...about },
    {
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: SYSTEM.v3ActCode, code: 'AMB' },
      serviceType: concept(SYSTEM.serviceType, 'group-counseling'),
      ...about,
    },
    { resourceType: 'Communication', status: 'completed', ...about },
    { resourceType: 'CarePlan', status: 'active', intent: 'plan', title: 'The plan', ...about },
  ]
}

const categories = fc.uniqueArray(
  fc.constantFrom(
    'diagnoses',
    'hiv',
    'mental-health',
    'goals',
    'plan',
    'attendance',
    'demographics',
    'enrollment',
  ),
  { minLength: 1, maxLength: 6 },
)
const released = fc.record({
  categories,
  to: fc.constantFrom('lakeside' as const, 'harbor-court' as const),
  isOver: fc.boolean(),
})

let nth = 0
async function client(kinds: readonly number[], releases: readonly Json[]): Promise<string> {
  nth += 1
  const key = `law-${nth}`
  const { id = '' } = await create(t, CENTER, patient('cedar-bridge', key))
  const reference = `Patient/${id}`
  const kept: Resource[] = []
  for (const kind of kinds) {
    const resource = records(reference)[kind]
    if (!resource) continue
    // A later one refers to those before: redaction must cut what is withheld.
    const refers =
      resource.resourceType === 'CarePlan'
        ? {
            addresses: kept.flatMap((each) =>
              each.resourceType === 'Condition' ? [{ reference: `Condition/${each.id ?? ''}` }] : [],
            ),
          }
        : {}
    const isEmpty = (refers.addresses ?? []).length === 0
    kept.push(await create(t, CENTER, { ...resource, ...(!isEmpty && refers) }))
  }
  for (const [n, facts] of (
    releases as { categories: string[]; to: 'lakeside' | 'harbor-court'; isOver: boolean }[]
  ).entries()) {
    const period = facts.isOver
      ? { start: '2026-02-17', end: '2026-03-17' }
      : { start: '2026-02-17', end: '2027-02-17' }
    const { categories: named, to } = facts
    await create(
      t,
      CENTER,
      releaseOf({ patient: reference, categories: named, to, key: `${key}-${n}`, period }),
    )
  }
  return reference
}

test('law: the preview equals what he then reads of each record and finds of each type', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 7 }),
      fc.array(released, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(HOSPITAL, COURT, { ...HOSPITAL, purpose: 'COC' }),
      async (kinds, releases, to) => {
        const reference = await client(
          kinds.toSorted((one, other) => one - other),
          releases,
        )
        const shown = await previewed(reference, to)
        const rows = await rowsOf<{ type: string; id: string }>(
          t,
          'select type, id from resource where person = $1',
          reference.slice('Patient/'.length),
        )
        const answers = await Promise.all(rows.map((row) => t.gateway.disclose.read(to, row)))
        const read = answers.flatMap(({ status, body }) => (status === 200 ? [body as Resource] : []))
        expect(byId(shown)).toEqual(byId(read))
        const ids = new Set(rows.map(({ id }) => id))
        const found: Resource[] = []
        for (const type of new Set(rows.map((row) => row.type))) {
          const page = bodyOf(await t.gateway.disclose.search(to, type, [['_count', '500']]))
          found.push(...resourcesOf(page).filter(({ id }) => ids.has(id ?? '')))
        }
        expect(byId(shown)).toEqual(byId(found))
      },
    ),
    { numRuns: 20, seed: 20261123 },
  )
}, 60_000)

/** A packet without what differs each time: its times and its own ids. */
function normalised(packet: Resource): unknown {
  const text = JSON.stringify(packet)
    .replaceAll(packet.id ?? 'none', 'DELIVERY')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'NOW')
  return JSON.parse(text)
}

/** What was sent last, and what its preview says would be. */
async function packets(of: string, to: Actor, kind: string, focus: string): Promise<unknown[]> {
  const more = [
    { name: 'kind', valueCode: kind },
    { name: 'focus', valueReference: { reference: focus } },
  ]
  const custodian = kind === 'plan' ? PRIVACY : { ...HOSPITAL, person: { id: 'lh-privacy' } }
  const asked = { ...asking(of, { partner: to.partner, purpose: to.purpose, tokenId: '' }, ...more) }
  const preview = bodyOf(await t.gateway.preview(custodian, asked, [])) as Bundle
  const entry = (preview.entry ?? []).slice(0, -1)
  await t.deliver()
  return [normalised({ ...preview, entry }), normalised(t.sent.at(-1)?.bundle as Resource)]
}

describe('a preview of a packet', () => {
  test('of a plan equals what is then delivered', async () => {
    const { plan, patient: person } = await planned(t)
    const [preview, sent] = await packets(person, HOSPITAL, 'plan', plan)
    expect(preview).toEqual(sent)
    expect(JSON.stringify(preview)).toContain('notice')
  })

  test('of a referral equals what is then delivered', async () => {
    const { task, patient: person } = await refer(t, HOSPITAL, { to: 'cedar-bridge', key: 'previewed' })
    const [preview, sent] = await packets(person, { ...CENTER }, 'referral', task)
    expect(preview).toEqual(sent)
  })

  test('does not tell whether the recipient knows the client already', async () => {
    const first = await planned(t)
    const asked = asking(
      first.patient,
      { partner: 'lakeside', purpose: 'TREAT', tokenId: '' },
      { name: 'kind', valueCode: 'plan' },
      { name: 'focus', valueReference: { reference: first.plan } },
    )
    const before = normalised(bodyOf(await t.gateway.preview(PRIVACY, asked, [])))
    await t.deliver()
    expect(normalised(bodyOf(await t.gateway.preview(PRIVACY, asked, [])))).toEqual(before)
  })

  test('that may not leave is empty, and of a record that is not the client’s is not known', async () => {
    const { plan, patient: person, consent } = await planned(t)
    await t.gateway.revoke(CENTER, consent)
    const more = [
      { name: 'kind', valueCode: 'plan' },
      { name: 'focus', valueReference: { reference: plan } },
    ]
    const to = { partner: 'lakeside', purpose: 'TREAT', tokenId: '' }
    expect(await previewed(person, to, ...more)).toEqual([])
    const { patient: another } = await planned(t)
    expect((await t.gateway.preview(PRIVACY, asking(another, to, ...more), [])).status).toBe(404)
  })
})

describe('a preview', () => {
  test('is accounted for as nothing, sends nothing, and stands in the audit as asked', async () => {
    const reference = await client(
      [0, 3, 6],
      [{ categories: ['diagnoses', 'goals', 'plan', 'demographics'], to: 'lakeside', isOver: false }],
    )
    const count = async (table: string): Promise<number> =>
      (await rowsOf<{ n: number }>(t, `select count(*)::int as n from ${table}`))[0]?.n ?? 0
    const before = [
      await count('disclosure'),
      await count('delivery'),
      await count('resource'),
      await count('audit_event'),
    ]
    expect((await previewed(reference, HOSPITAL)).length).toBeGreaterThan(2)
    const after = [
      await count('disclosure'),
      await count('delivery'),
      await count('resource'),
      await count('audit_event'),
    ]
    expect(after).toEqual([before[0], before[1], before[2], (before[3] ?? 0) + 1])
  })

  test('has the notice and the scope that a search has, and says what stays behind by counts alone', async () => {
    const reference = await client([0, 1], [{ categories: ['diagnoses'], to: 'lakeside', isOver: false }])
    const answer = await t.gateway.preview(PRIVACY, asking(reference, HOSPITAL), [])
    const said = textOf(answer)
    expect(said).toContain(t.ground.content.policy.notice('2.32-a-1').text.slice(0, 60))
    expect(said).toContain('it covers: demographics, diagnoses')
    expect(said).toContain('Records that would leave: 2; withheld: 2.')
    expect(said).toContain('Withheld of HIV: 1.')
    const hidden = await rowsOf<{ id: string }>(
      t,
      `select id from resource where person = $1 and content::text like '%B20%'`,
      reference.slice(8),
    )
    expect(said).not.toContain(hidden[0]?.id)
  })

  test('of one record, of some types, and page by page', async () => {
    const reference = await client(
      [0, 3],
      [{ categories: ['diagnoses', 'goals', 'demographics'], to: 'lakeside', isOver: false }],
    )
    const goals = await previewed(reference, HOSPITAL, { name: 'type', valueCode: 'Goal' })
    expect(goals.map(({ resourceType }) => resourceType)).toEqual(['Goal'])
    const one = { name: 'resource', valueReference: { reference: `Goal/${goals[0]?.id ?? ''}` } }
    expect(await previewed(reference, HOSPITAL, one)).toEqual(goals)
    const cursor = `${goals[0]?.meta?.lastUpdated ?? ''}_ffffffff`
    const rest = bodyOf(await t.gateway.preview(PRIVACY, asking(reference, HOSPITAL), [['_cursor', cursor]]))
    expect(resourcesOf(rest).filter(({ resourceType }) => resourceType === 'Goal')).toEqual([])
  })

  test('of a recipient who would get no token is empty, and says why', async () => {
    const reference = await client([0], [{ categories: ['diagnoses'], to: 'lakeside', isOver: false }])
    const clerk = { ...COURT, person: { id: 'hc-clerk', role: 'court-clerk' } }
    expect(await previewed(reference, clerk)).toEqual([])
    const answer = await t.gateway.preview(PRIVACY, asking(reference, clerk), [])
    expect(textOf(answer)).toContain('duty to monitor')
  })

  test('refuses a question that it does not understand, with how to mend it', async () => {
    for (const parameters of [
      { resourceType: 'Parameters' },
      asking('Patient/x', HOSPITAL, { name: 'kind', valueCode: 'everything' }),
      asking('Patient/x', HOSPITAL, { name: 'kind', valueCode: 'plan' }),
      asking('Patient/x', HOSPITAL, { name: 'type', valueCode: 'Nonsense' }),
      asking('Patient/x', HOSPITAL, { name: 'typ', valueCode: 'Goal' }),
    ]) {
      const answer = await t.gateway.preview(PRIVACY, parameters as Resource, [])
      expect([answer.status, textOf(answer)]).toEqual([400, expect.stringContaining('Parameters.parameter')])
    }
  })
})
