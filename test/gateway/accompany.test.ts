/** Whatever the interaction: each obligation of a permitted disclosure of Part 2 records is carried out somewhere in its answer. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Bundle, Resource } from '../../src/fhir/resource.ts'
import { askFor, decideNow } from '../../src/gateway/decide.ts'
import { CENTER, HOSPITAL, resourcesOf } from '../support/gateway.ts'
import { concept, condition, create, patient, releaseOf, rowsOf, systemOf } from './support.ts'
import { openWorld } from './support-absence.ts'
import type { Ask, World } from './support-absence.ts'

const SSN = { system: 'http://hl7.org/fhir/sid/us-ssn', value: '123456781' }

let world: World
let seen = ''
let hidden = ''
let plan = ''
let participant = ''
beforeAll(async () => {
  world = await openWorld()
  const { t } = world
  const known = (partner: 'cedar-bridge' | 'harbor-court'): Resource =>
    patient(partner, 'told', {
      identifier: [{ system: systemOf(partner), value: 'patient-told' }, SSN],
      name: [{ family: 'Accompanied', given: ['Testa'] }],
    })
  const court = {
    partner: 'harbor-court',
    purpose: 'cj-monitoring',
    person: { id: 'hc-coordinator' },
    tokenId: 't',
  }
  participant = `Patient/${(await create(t, court, known('harbor-court'))).id ?? ''}`
  await create(t, court, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'order',
    subject: { reference: participant },
  })
  const person = `Patient/${(await create(t, CENTER, known('cedar-bridge'))).id ?? ''}`
  seen = (await create(t, CENTER, condition(person))).id ?? ''
  hidden = (await create(t, CENTER, condition(person, 'B20'))).id ?? ''
  await create(t, CENTER, {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: SYSTEM.v3ActCode, code: 'AMB' },
    serviceType: concept(SYSTEM.serviceType, 'group-counseling'),
    subject: { reference: person },
    period: { start: '2026-11-10T10:00:00Z', end: '2026-11-10T11:00:00Z' },
  })
  const kept = await create(t, CENTER, {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    subject: { reference: person },
    addresses: [{ reference: `Condition/${seen}` }],
  })
  plan = kept.id ?? ''
  const categories = ['diagnoses', 'plan', 'goals']
  await create(t, CENTER, releaseOf({ patient: person, categories, key: 'told' }))
  const monitored = {
    patient: person,
    categories: ['attendance'],
    to: 'harbor-court',
    key: 'told-court',
  } as const
  await create(t, CENTER, releaseOf(monitored))
})
afterAll(() => world.close())

type Told = {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  /** Disclosures that were accounted for. */
  readonly accounted: number
  /** No record leaves: there is nothing that a label could stand on. */
  readonly isBare: boolean
}

/** What each obligation comes to in an answer. */
const kept: Readonly<Record<string, (told: Told) => boolean>> = {
  notice: ({ text, headers }) =>
    text.includes('protected by Federal confidentiality rules (42 CFR part 2)') ||
    headers['part2-notice'] === '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
  scope: ({ text, headers }) => text.includes('; it covers: ') || headers['part2-scope'] !== undefined,
  accounting: ({ accounted }) => accounted === 1,
  'minimum-necessary': ({ text }) => !text.includes(hidden) && !text.includes('B20'),
  labels: ({ text, isBare }) => isBare || text.includes('"code":"42CFRPart2"'),
}

const asked: readonly (readonly [string, string, () => Ask])[] = [
  ['read', 'hospital', () => ({ method: 'GET', path: `/fhir/Condition/${seen}` })],
  ['vread', 'hospital', () => ({ method: 'GET', path: `/fhir/Condition/${seen}/_history/1` })],
  ['HEAD', 'hospital', () => ({ method: 'HEAD', path: `/fhir/Condition/${seen}` })],
  [
    'a read that finds nothing new (304)',
    'hospital',
    () => ({ method: 'GET', path: `/fhir/Condition/${seen}`, headers: { 'if-none-match': 'W/"1"' } }),
  ],
  ['history', 'hospital', () => ({ method: 'GET', path: `/fhir/Condition/${seen}/_history` })],
  ['search', 'hospital', () => ({ method: 'GET', path: '/fhir/Condition?_count=500' })],
  [
    'search with what it includes',
    'hospital',
    () => ({ method: 'GET', path: `/fhir/Condition?_id=${seen}&_include=Condition:subject` }),
  ],
  [
    'search by POST',
    'hospital',
    () => ({ method: 'POST', path: '/fhir/Condition/_search', body: `_id=${seen}` }),
  ],
  ['batch: read', 'hospital', () => batch(`Condition/${seen}`)],
  ['batch: search', 'hospital', () => batch(`Condition?_id=${seen}`)],
  [
    'the court’s report',
    'court',
    () => ({
      method: 'POST',
      path: '/fhir/Patient/$compliance',
      body: {
        resourceType: 'Parameters',
        parameter: [{ name: 'patient', valueReference: { reference: participant } }],
      },
    }),
  ],
]

function batch(url: string): Ask {
  const body = { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url } }] }
  return { method: 'POST', path: '/fhir', body }
}

const accountedNow = async (): Promise<number> =>
  (
    await rowsOf<{ n: number }>(world.t, `select count(*)::int as n from disclosure where notice is not null`)
  )[0]?.n ?? 0

const BARE = new Set(['HEAD', 'a read that finds nothing new (304)', 'the court’s report'])

/** With what a Binary or an attachment holds, in clear. */
function inClear(body: string): string {
  return body.replace(/"data":"([A-Za-z0-9+/=]+)"/g, (_, text: string) =>
    Buffer.from(text, 'base64').toString(),
  )
}

async function obligations(): Promise<readonly string[]> {
  const { t } = world
  return t.database.transaction(async (tx) => {
    const { read } = await import('../../src/store/find.ts')
    const own = { partner: 'cedar-bridge', purpose: '', at: t.now }
    const row = await read(tx, own, { type: 'Condition', id: seen })
    if (!row) throw new Error('the record is not there')
    const question = askFor(row, { actor: HOSPITAL, channel: 'read', isPart2: true, at: t.now })
    return (await decideNow(t.ground, tx, question)).obligations
  })
}

test('every obligation of the decision is one of those below', async () => {
  expect((await obligations()).toSorted()).toEqual(Object.keys(kept).toSorted())
})

describe.each(asked)('%s', (name, token, ask) => {
  test('carries out each of them', async () => {
    const before = await accountedNow()
    const { body, headers, status } = await world.request(token, ask())
    expect([name, status]).toEqual([name, name.includes('304') ? 304 : 200])
    const accounted = (await accountedNow()) - before
    // A search of everything finds what others released, too.
    const told = { text: inClear(body), headers, accounted: Math.min(accounted, 1), isBare: BARE.has(name) }
    const left = (await obligations()).filter((obligation) => kept[obligation]?.(told) !== true)
    expect(left).toEqual([])
  })
})

test('a delivery carries out each of them', async () => {
  const before = await accountedNow()
  const { t } = world
  await t.deliver()
  const sent = t.sent.find(({ bundle }) => JSON.stringify(bundle).includes('Accompanied'))
  expect(
    await rowsOf(t, `select from delivery where focus = $1 and state = 'sent'`, `CarePlan/${plan}`),
  ).toHaveLength(1)
  const text = inClear(JSON.stringify(sent?.bundle))
  const told = { text, headers: {}, accounted: Math.min((await accountedNow()) - before, 1), isBare: false }
  expect((await obligations()).filter((obligation) => kept[obligation]?.(told) !== true)).toEqual([])
})

describe('what goes along', () => {
  test('is said of a single resource in two headers, of ASCII, without anything about the patient', async () => {
    const { headers } = await world.request('hospital', { method: 'GET', path: `/fhir/Condition/${seen}` })
    expect(headers['part2-scope']).toBe(
      'from="cedar-bridge"; to="lakeside"; purpose="TREAT"; start="2026-02-17"; information="demographics plan goals diagnoses"',
    )
    for (const value of [headers['part2-notice'], headers['part2-scope']])
      expect(value).toMatch(/^[\u0020-\u007e]{1,910}$/)
  })

  test('is one outcome entry of a searchset, after the records, and no record itself', async () => {
    const { body, headers } = await world.request('hospital', {
      method: 'GET',
      path: `/fhir/Condition?_id=${seen}`,
    })
    const { entry = [], total } = JSON.parse(body) as Bundle
    expect(entry.map(({ search }) => search?.mode)).toEqual(['match', 'outcome'])
    expect(total).toBe(1)
    expect(headers['part2-scope']).toBeUndefined()
  })

  test('does not go along with one’s own records, nor with what is not there', async () => {
    for (const [token, path] of [
      ['center', `/fhir/Condition/${seen}`],
      ['center', `/fhir/Condition?_id=${seen}`],
      ['hospital', `/fhir/Condition?_id=${hidden}`],
      ['hospital', `/fhir/Condition/${hidden}`],
      ['hospital', '/fhir/Condition?_count=0'],
    ] as const) {
      const { body, headers } = await world.request(token, { method: 'GET', path })
      expect([path, headers['part2-notice'], body.includes('Federal')]).toEqual([path, undefined, false])
      const bundle = JSON.parse(body) as Bundle
      if (bundle.resourceType === 'Bundle')
        expect((bundle.entry ?? []).length).toBe(resourcesOf(bundle).length)
    }
  })

  test('of a history stands in the response of its first entry: all entries are versions', async () => {
    const { body } = await world.request('hospital', {
      method: 'GET',
      path: `/fhir/Condition/${seen}/_history`,
    })
    const { entry = [] } = JSON.parse(body) as Bundle
    expect(entry.map(({ resource }) => resource?.resourceType)).toEqual(['Condition'])
    expect(entry[0]?.response?.outcome?.resourceType).toBe('OperationOutcome')
  })
})
