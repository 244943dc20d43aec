/** Case records, again and again: what is at fault keeps nothing, what is the same changes nothing, what changed changes alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { isObject } from '../../src/fhir/resource.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { read, receiverSide, rowsOf, search, stateSeenBy, textOf } from '../gateway/support.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import {
  compliance,
  DOCKET,
  laterVersion,
  mandateOf,
  onlySections,
  referenceOf,
  submit,
  written,
} from './story.ts'
import type { Item, Receipt, Written } from './story.ts'

let t: TestGateway
let record: Written
let first: Receipt
beforeAll(async () => {
  t = await openTestGateway()
  record = written('main/case-record')
  first = await submit(t, record)
})
afterAll(() => t.close())

/** Rows of every table: what was not kept leaves no trace in any. */
async function rowsOfAllTables(): Promise<Record<string, number>> {
  const tables = await rowsOf<{ name: string }>(
    t,
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await rowsOf<{ count: string }>(t, `select count(*) as count from "${name}"`)
    counts[name] = Number(row?.count)
  }
  return counts
}

type Version = { type: string; id: string; version: number }

async function versions(): Promise<string[]> {
  const rows = await rowsOf<Version>(
    t,
    `select type, id, version from resource where custodian = $1 and type <> 'Provenance'`,
    'cedar-bridge',
  )
  return rows.map(({ type, id, version }) => `${type}/${id} ${version}`).toSorted()
}

/** The resources that have another version than before, or are new. */
async function changedBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = new Set(await versions())
  await work()
  return (await versions()).filter((version) => !before.has(version))
}

/** Submits the next version of the record, with these sections only or instead of its own. */
async function next(sections: Record<string, unknown>, only: 'only' | 'all' = 'only'): Promise<Receipt> {
  const later = only === 'only' ? onlySections(record, sections) : laterVersion(record, sections)
  const receipt = await submit(t, later)
  record = { ...record, record: later.record }
  return receipt
}

function itemOf<T extends Item>(items: readonly T[], id: string): T {
  const item = items.find((each) => each.id === id)
  if (!item) throw new Error(`the record has no ${id}`)
  return structuredClone(item)
}

describe('a record with ten different faults', () => {
  const faulty = written('faults/ten-faults')
  const expected = JSON.parse(
    readFileSync(new URL('../cases/faults/ten-faults.expected.json', import.meta.url), 'utf8'),
  ) as { pointer: string; rule: string }[]

  test('gives ten findings in one answer, and nothing is stored in any table', async () => {
    const before = await rowsOfAllTables()
    const answer = await t.gateway.receive.caseRecord(CENTER, faulty)
    expect(answer.status).toBe(422)
    const issues = (answer.body as unknown as { issue: { expression?: string[]; diagnostics: string }[] })
      .issue
    expect(issues).toHaveLength(10)
    for (const { pointer } of expected) expect(textOf(answer)).toContain(pointer)
    expect(textOf(answer)).not.toContain('Faulty')
    expect(Object.keys(before).length).toBeGreaterThan(8)
    expect(await rowsOfAllTables()).toEqual(before)
  })
})

describe('the same record', () => {
  test('makes no new version, no delivery and no grant', async () => {
    const before = await rowsOfAllTables()
    const receipt = await submit(t, record)
    expect(receipt.counts).toEqual({ created: 0, updated: 0, unchanged: first.counts.created })
    const after = await rowsOfAllTables()
    for (const table of [
      'resource',
      'resource_version',
      'resource_index',
      'consent_grant',
      'delivery',
      'referral',
    ])
      expect([table, after[table]]).toEqual([table, before[table]])
  })

  test('by two at the same moment is there once', async () => {
    const second = written('second/case-record')
    await Promise.all([submit(t, second), submit(t, second)])
    const rows = await rowsOf(
      t,
      `select source_key from resource where custodian = 'cedar-bridge' group by type, source_key, person having count(*) > 1`,
    )
    expect(rows).toEqual([])
    const [count] = await rowsOf<{ count: number }>(
      t,
      `select count(*)::int as count from resource where type = 'Patient' and custodian = 'cedar-bridge'`,
    )
    expect(count).toEqual({ count: 2 })
  })
})

describe('a later record', () => {
  test('with one changed goal makes one new version, and keeps the old one in its history', async () => {
    const goal = { ...itemOf(record.goals, 'tp-goal-college'), statement: 'Finish two bookkeeping courses.' }
    const goals = record.goals.map((each) => (each.id === goal.id ? goal : each))
    const reference = referenceOf(first, 'Goal', goal.id)
    expect(await changedBy(() => next({ goals }, 'all'))).toEqual([`${reference} 2`])
    const id = reference.slice('Goal/'.length)
    const history = resourcesOf(bodyOf(await t.gateway.disclose.history(CENTER, { type: 'Goal', id })))
    expect(history.map(({ description }) => description)).toEqual([
      { text: 'Finish two bookkeeping courses.' },
      { text: 'Finish the first bookkeeping course at the community college.' },
    ])
    record = { ...record, goals }
  })

  test('with one section changes that section only, and refers to what was submitted before', async () => {
    const goal = {
      id: 'tp-goal-teeth',
      statement: 'Have the two broken teeth mended.',
      lifecycle: 'active',
      needs: ['tp-need-medical'],
      start: '2026-11-19',
      due: '2027-02-28',
    }
    let receipt: Receipt | undefined
    const changed = await changedBy(async () => {
      receipt = await next({ goals: [goal] })
    })
    expect(changed).toHaveLength(1)
    expect(receipt?.counts).toMatchObject({ created: 1, updated: 0 })
    const kept = await read(t, CENTER, referenceOf(receipt as Receipt, 'Goal', goal.id))
    expect(kept['addresses']).toEqual([{ reference: referenceOf(first, 'Condition', 'tp-need-medical') }])
  })

  test('has a Provenance: what it changed, and by which map of which content; its custodian alone sees it', async () => {
    const goal = {
      ...itemOf(record.goals, 'tp-goal-college'),
      statement: 'Finish three bookkeeping courses.',
    }
    const goals = record.goals.map((each) => (each.id === goal.id ? goal : each))
    const changed = await changedBy(() => next({ goals }, 'all'))
    const [type, id, version] = changed[0]?.split(/[/ ]/) ?? []
    const target = `${type}/${id}/_history/${version}`
    const query = [['target', `${type}/${id}`]] as const
    const found = resourcesOf(bodyOf(await t.gateway.disclose.search(CENTER, 'Provenance', query)))
    const latest = found.find(
      (each) => JSON.stringify(each['target']) === JSON.stringify([{ reference: target }]),
    )
    expect(latest).toMatchObject({
      recorded: t.now,
      policy: [`urn:throughline:content:${t.ground.content.version}`],
      agent: [{ who: { reference: 'Organization/cedar-bridge' } }, {}],
      entity: [
        { role: 'source', what: { identifier: { value: record.record.id } } },
        { role: 'derivation', what: { reference: expect.stringMatching(/StructureMap\/case-record$/) } },
      ],
    })
    const theirs = resourcesOf(bodyOf(await t.gateway.disclose.search(HOSPITAL, 'Provenance', query)))
    expect(theirs).toEqual([])
    record = { ...record, goals }
  })

  test('that refers to what nobody has submitted is refused, with the missing id, and nothing is stored', async () => {
    const before = await rowsOfAllTables()
    const goal = {
      id: 'tp-goal-lost',
      statement: 'Nothing.',
      lifecycle: 'active',
      needs: ['tp-need-nowhere'],
    }
    const answer = await t.gateway.receive.caseRecord(CENTER, onlySections(record, { goals: [goal] }))
    expect(answer.status).toBe(422)
    expect(textOf(answer)).toContain('tp-need-nowhere')
    expect(await rowsOfAllTables()).toEqual(before)
  })

  test('older than the one that stands is refused, and nothing is stored', async () => {
    const before = await rowsOfAllTables()
    const answer = await t.gateway.receive.caseRecord(CENTER, written('main/case-record'))
    expect(answer.status).toBe(409)
    expect(textOf(answer)).toContain('/record/version')
    expect(await rowsOfAllTables()).toEqual(before)
  })
})

/** Where each type says that it was entered in error. */
function isMistaken(resource: Resource): boolean {
  const { resourceType: type, status, lifecycleStatus, verificationStatus, active } = resource
  if (type === 'Goal') return lifecycleStatus === 'entered-in-error'
  if (type === 'Condition') return JSON.stringify(verificationStatus).includes('entered-in-error')
  if (type === 'RelatedPerson' || type === 'Practitioner') return active === false
  return status === 'entered-in-error'
}

/** Ids of an item and of the items inside it. */
function inside(section: string, id: string): string[] {
  const item = (record[section] as Item[]).find((each) => each.id === id)
  const parts = Object.values(item ?? {}).flatMap((value) =>
    Array.isArray(value) ? (value as unknown[]) : [],
  )
  const ids = parts.flatMap((part) => (isObject(part) && typeof part['id'] === 'string' ? [part['id']] : []))
  return [id, ...ids]
}

/** The maps put words behind the id of an item for a part that has none of its own. */
function isOf(source: string, id: string): boolean {
  return source === id || /^-[a-z]/.test(source.startsWith(id) ? source.slice(id.length) : '')
}

describe('what the center takes back', () => {
  test.each([
    ['household', 'tp-member-sister', ['RelatedPerson']],
    ['assessments', 'tp-as-initial', ['RiskAssessment', 'Observation']],
    ['diagnoses', 'tp-dx-nicotine', ['Condition']],
    ['strengths', 'tp-str-3', ['Observation']],
    ['needs', 'tp-need-sonschool', ['Condition']],
    ['plans', 'tp-plan-4', ['CarePlan']],
    ['goals', 'tp-goal-work', ['Goal', 'Observation', 'ServiceRequest']],
    ['team', 'cb-staff-template', ['Practitioner']],
    ['contacts', 'tp-contact-sponsor', ['RelatedPerson']],
    ['referrals', 'tp-ref-dental', ['ServiceRequest', 'Task']],
    ['appointments', 'tp-appt-school', ['Appointment']],
    ['sessions', 'tp-ses-001', ['Encounter']],
    ['releases', 'tp-rel-college', ['Consent']],
    ['restrictions', 'tp-restr-2', ['Consent']],
    ['drugTests', 'tp-test-20260310', ['Observation']],
    ['medications', 'tp-med-5', ['MedicationStatement', 'MedicationRequest']],
    ['progressRatings', 'tp-prog-1', ['Observation']],
    ['levelsOfCare', 'tp-loc-1', ['Observation', 'Encounter', 'ServiceRequest']],
    ['coordination', 'tp-co-01', ['Communication']],
    ['explanations', 'tp-ex-rights', ['Communication']],
    ['engagement', 'tp-eng-1', ['Communication']],
    ['preferences', 'tp-pref-1', ['Flag']],
    ['refusals', 'tp-refuse-2', ['ServiceRequest']],
    ['conditionReports', 'tp-cr-mh-1', ['Observation']],
    ['incidents', 'tp-inc-1', ['Observation']],
    ['mandates', 'tp-mandate-1', ['CarePlan', 'ServiceRequest']],
    ['hearings', 'tp-hear-01', ['Appointment']],
    ['courtResponses', 'tp-resp-1', ['Observation']],
    ['benefits', 'tp-ben-voucher', ['Task']],
    ['evaluations', 'tp-eval-1', ['Observation']],
    ['discharges', 'tp-disch-1', ['Composition']],
    ['coverages', 'tp-cov-2', ['Coverage']],
    ['counselingNotes', 'tp-cn-1', ['DocumentReference']],
  ])(
    '%s: stays, says that it was entered in error, and all that it became says so',
    async (section, id, types) => {
      const parts = first.stored.filter(({ source }) =>
        inside(section, id).some((part) => isOf(source, part)),
      )
      const withdrawn = [{ section, id, on: '2026-11-20', reason: 'Entered for another client.' }]
      const changed = await changedBy(() => next({ withdrawn }))
      expect(new Set(changed.map((each) => each.split(' ')[0]))).toEqual(
        new Set(parts.map(({ reference }) => reference)),
      )
      expect(parts.length).toBeGreaterThan(0)
      for (const { reference } of parts) {
        const kept = await read(t, CENTER, reference)
        expect([reference, isMistaken(kept)]).toEqual([reference, true])
        expect(types).toContain(kept.resourceType)
      }
    },
  )
})

describe('the report to the court', () => {
  const period = { start: '2026-08-24', end: '2026-11-20' }
  const countsOf = async (): Promise<Record<string, string[]>> => {
    const { bundle } = await compliance(t, DOCKET, period)
    const sections = resourcesOf(bundle)[0]?.['section'] as { title: string; text: { div: string } }[]
    const rows = sections.flatMap(({ title, text }) =>
      text.div
        .split('<tr>')
        .map((row): [string, string[]] => [
          `${title}: ${/<th>([^<]*)/.exec(row)?.[1] ?? ''}`,
          [...row.matchAll(/<td>([^<]*)</g)].map(([, cell = '']) => cell),
        ]),
    )
    return Object.fromEntries(rows)
  }
  const numbers = (cells: string[] | undefined): number[] => (cells ?? []).map(Number)

  beforeAll(async () => {
    bodyOf(await t.gateway.receive.transaction(COURT, mandateOf(DOCKET)))
  })
  let before: Record<string, string[]>
  beforeEach(async () => {
    before = await countsOf()
  })

  test('follows a session that is corrected from attended to missed, and back', async () => {
    const session = itemOf(record.sessions, 'tp-ses-058')
    const encounter = referenceOf(first, 'Encounter', session.id)
    const missed = { ...session, attendance: 'missed-unexcused' }
    const receipt = await next({ sessions: [missed] })
    expect(isMistaken(await read(t, CENTER, encounter))).toBe(true)
    const appointment = referenceOf(receipt, 'Appointment', session.id)
    expect((await read(t, CENTER, appointment))['status']).toBe('noshow')
    const row = 'Attendance: Group counseling'
    const [scheduled = 0, attended = 0, excused = 0, unexcused = 0] = numbers(before[row])
    expect(numbers((await countsOf())[row]).slice(0, 4)).toEqual([
      scheduled,
      attended - 1,
      excused,
      unexcused + 1,
    ])
    await next({ sessions: [session] })
    expect(isMistaken(await read(t, CENTER, appointment))).toBe(true)
    expect((await read(t, CENTER, encounter))['status']).toBe('finished')
    expect((await countsOf())[row]).toEqual(before[row])
  })

  test('does not count a test, a session or a goal that the center has taken back', async () => {
    const withdrawn = [
      { section: 'drugTests', id: 'tp-test-20261103' },
      { section: 'sessions', id: 'tp-ses-057' },
      { section: 'goals', id: 'tp-goal-home' },
    ].map((item) => ({ ...item, on: '2026-11-20', reason: 'Entered for another client.' }))
    await next({ withdrawn })
    const after = await countsOf()
    const negative =
      Object.keys(before).find((row) => row.startsWith('Drug and alcohol tests: Negative')) ?? ''
    const firstOf = (rows: Record<string, string[]>, prefix: string): number =>
      Number(Object.entries(rows).find(([row]) => row.startsWith(prefix))?.[1][0])
    expect(firstOf(after, 'Drug and alcohol tests: Negative')).toBe(Number(before[negative]?.[0]) - 1)
    const row = 'Attendance: Group counseling'
    const [scheduled = 0, attended = 0] = numbers(before[row])
    expect(numbers(after[row]).slice(0, 2)).toEqual([scheduled - 1, attended - 1])
    const goals = (rows: Record<string, string[]>): number =>
      numbers(rows['Goals: Completed']?.slice(-1))[0] ?? 0
    expect(goals(after)).toBe(goals(before) - 1)
  })
})

describe('what the center takes back while others wait for it', () => {
  const back = (section: string, id: string): Record<string, unknown> => ({
    withdrawn: [{ section, id, on: '2026-11-20', reason: 'Entered for another client.' }],
  })

  test('a referral that has not left does not leave; one that was delivered is taken back at the receiver too', async () => {
    const [task, other] = ['tp-ref-hivclinic', 'tp-ref-psychiatry'].map((id) =>
      referenceOf(first, 'Task', id),
    )
    await next(back('referrals', 'tp-ref-hivclinic'))
    t.sent.length = 0
    await t.deliver()
    expect(JSON.stringify(t.sent).match(/tp-ref-hivclinic.{40}/)).toBeNull()
    expect(await search(t, HOSPITAL, 'Task', { 'part-of': task ?? '' })).toEqual([])
    const atHospital = await receiverSide(t, HOSPITAL, other ?? '')
    expect(await stateSeenBy(t, HOSPITAL, atHospital.task)).toBe('requested 2.0')
    await next(back('referrals', 'tp-ref-psychiatry'))
    expect(await stateSeenBy(t, HOSPITAL, atHospital.task)).toMatch(/^entered-in-error/)
  })

  test('what the receiver has already, he is told; what he never got, he does not get', async () => {
    const copyOf = async (id: string): Promise<Resource | undefined> => {
      const all = await search(t, HOSPITAL, 'Goal', {
        identifier: `https://cedar-bridge.example/records|${id}`,
      })
      return all.find(({ id: copy }) => `Goal/${copy ?? ''}` !== referenceOf(first, 'Goal', id))
    }
    expect(await copyOf('tp-goal-work')).toBeUndefined()
    expect(await copyOf('tp-goal-skills')).toMatchObject({ lifecycleStatus: 'completed' })
    await next(back('goals', 'tp-goal-skills'))
    await t.deliver()
    expect(await copyOf('tp-goal-skills')).toMatchObject({ lifecycleStatus: 'entered-in-error' })
  })

  test('a release permits nothing any more, and stops what waits', async () => {
    t.network = () => ({ kind: 'again', reason: 'no answer (ECONNREFUSED)', reached: false })
    const goals = [{ ...itemOf(record.goals, 'tp-goal-use'), clientWords: 'Said again.' }]
    await next({ goals })
    await t.deliver()
    const plan = referenceOf(first, 'CarePlan', 'tp-plan-3')
    const states = async (): Promise<string[]> =>
      (
        await rowsOf<{ state: string }>(
          t,
          'select state from delivery where focus = $1 order by sequence',
          plan,
        )
      ).map(({ state }) => state)
    expect((await states()).at(-1)).toBe('waiting')
    await next(back('releases', 'tp-rel-lakeside'))
    expect((await states()).at(-1)).toBe('stopped')
    const [type = '', id = ''] = plan.split('/')
    expect((await t.gateway.disclose.read(HOSPITAL, { type, id })).status).toBe(404)
  })
})
