/** The court's report on the main case: what it counts, what it must not say, and what it says of whom nobody released. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { referencesIn } from '../../src/fhir/reference.ts'
import type { Bundle } from '../../src/fhir/resource.ts'
import { rowsOf, search } from '../gateway/support.ts'
import { bodyOf, COURT, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { DEPRESSION, found, HIV, NOTES, NOTICE, OF_LAKESIDE, rowOf, sectionsOf } from './read.ts'
import { compliance, DOCKET, labelsOf, mandateOf, submit, written } from './story.ts'

const PERIOD = { start: '2026-08-24', end: '2026-11-20' }
const record = written('main/case-record')

let t: TestGateway
let bundle: Bundle
let html: string
beforeAll(async () => {
  t = await openTestGateway()
  await submit(t, record)
  bodyOf(await t.gateway.receive.transaction(COURT, mandateOf(DOCKET)))
  const answer = await compliance(t, DOCKET, PERIOD)
  bundle = answer.bundle
  html = answer.html
})
afterAll(() => t.close())

describe('the report', () => {
  test('is a document on the participant, in the tiers that the release names, with a page to print', () => {
    expect(sectionsOf(bundle).map(({ title }) => title)).toEqual([
      'Court mandate',
      'Compliance with the mandate',
      'Enrollment',
      'Level of care',
      'Attendance',
      'Drug and alcohol tests',
      'Goals',
      'Referrals and linkage',
      'Scope of the consent',
      'Notice (42 CFR 2.32)',
    ])
    expect(html).toContain('Testa Invented Placeholder')
    expect(rowOf(bundle, 'Level of care', '1.5')).toEqual(['Aug 1, 2026', ''])
  })

  const within = (at: string): boolean => at.slice(0, 10) >= PERIOD.start && at.slice(0, 10) <= PERIOD.end

  test.each([
    ['group-counseling', 'Group counseling'],
    ['individual-counseling', 'Individual counseling'],
    ['family-counseling', 'Family counseling'],
  ])('counts the sessions of %s that the record says', (service, row) => {
    const all = record.sessions.filter(
      (session) => within(session.startsAt) && session['service'] === service,
    )
    const attended = all.filter(({ attendance }) => attendance === 'attended')
    expect(all.length).toBeGreaterThan(0)
    expect(rowOf(bundle, 'Attendance', row).slice(0, 2)).toEqual([`${all.length}`, `${attended.length}`])
  })

  test.each([
    ['negative', 'Negative'],
    ['pending', 'Pending'],
  ])('counts the tests that are %s', (result, row) => {
    const tests = record.drugTests.filter((each) => within(each.scheduledOn) && each.result === result)
    expect(tests.length).toBeGreaterThan(0)
    expect(rowOf(bundle, 'Drug and alcohol tests', row)[0]).toBe(`${tests.length}`)
  })

  test('counts the goals that are pursued, save those that serve depression and HIV', () => {
    const sensitive = record.goals.filter((goal) => goal['sensitivity'])
    const pursued = record.goals.filter(({ lifecycle }) => lifecycle !== 'rejected')
    const div = sectionsOf(bundle).find(({ title }) => title === 'Goals')?.text.div ?? ''
    const counts = [...div.matchAll(/<td>(\d+)</g)].map(([, count]) => Number(count))
    expect(sensitive).toHaveLength(2)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(pursued.length - sensitive.length)
  })

  test('carries the notice of 2.32, the scope of the consent, and its labels', () => {
    const text = html.replaceAll(/<[^>]*>/g, '\n')
    for (const line of NOTICE.split('\n')) expect(text).toContain(line)
    expect(text).toContain('Disclosed by Cedar Bridge Treatment Center to Harbor County Treatment Court')
    expect(labelsOf(bundle)).toEqual(expect.arrayContaining(['42CFRPart2', 'NORDSCLCDS', 'R']))
  })
})

describe('what the court does not get', () => {
  test('depression, HIV, notes, words of the client, ids of the center, and whatever the hospital gave', () => {
    const words = record.goals.flatMap(({ statement, clientWords }) => [statement, clientWords])
    const own = words.flatMap((word) => (typeof word === 'string' ? [new RegExp(word.slice(0, 30))] : []))
    expect(own.length).toBeGreaterThan(12)
    for (const received of [bundle, html]) {
      expect(found(received, DEPRESSION, HIV, NOTES, OF_LAKESIDE, ...own)).toEqual([])
      expect(found(received, /\btp-/, /\bcb-/, /urn:uuid/)).toEqual([])
    }
  })

  test('the same words would be found if they were there', async () => {
    const all = await rowsOf<{ content: unknown }>(
      t,
      `select content from resource where custodian = 'cedar-bridge'`,
    )
    expect(found(all, DEPRESSION, HIV, NOTES, OF_LAKESIDE)).toHaveLength(4)
  })

  test('any reference to what is not in the document, and any identifier but its own', () => {
    const inside = new Set(resourcesOf(bundle).map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`))
    const references = resourcesOf(bundle).flatMap((resource) => referencesIn(resource))
    expect(references.length).toBeGreaterThan(50)
    expect(references.filter(({ reference }) => !inside.has(reference ?? ''))).toEqual([])
    const identifiers = [...JSON.stringify(bundle).matchAll(/"system":"([^"]*)","value":"([^"]*)"/g)]
      .filter(([, system]) => !system?.startsWith(t.ground.baseUrl))
      .map(([, , value]) => value)
    const known = [DOCKET.value, 'https://harbor-court.example', 'https://cedar-bridge.example']
    expect(new Set(identifiers)).toEqual(new Set(known))
  })

  test('anything of it by asking for records', async () => {
    for (const code of ['F33.1', 'Z21', 'F11.20'])
      expect(await search(t, COURT, 'Condition', { code })).toEqual([])
    for (const type of [
      'DocumentReference',
      'MedicationStatement',
      'CarePlan',
      'CareTeam',
      'RelatedPerson',
    ]) {
      const others = (await search(t, COURT, type)).filter(({ meta }) =>
        meta?.security?.some(({ code }) => code === '42CFRPart2'),
      )
      expect([type, others]).toEqual([type, []])
    }
  })
})

describe('a participant', () => {
  const docketOf = (n: number): { system: string; value: string } => ({
    system: DOCKET.system,
    value: `HC-TC-2026-100${n}`,
  })
  const identityOf = (family: string): Record<string, unknown> => ({
    name: [{ family, given: ['Demo'] }],
    gender: 'male',
    birthDate: '2003-09-30',
  })
  /** The report, with the participant's own facts and every id replaced. */
  const reportOn = async (n: number, family: string): Promise<[string, string]> => {
    bodyOf(await t.gateway.receive.transaction(COURT, mandateOf(docketOf(n), identityOf(family))))
    const report = await compliance(t, docketOf(n), PERIOD)
    const ids = new Map<string, string>()
    const plain = (text: string): string =>
      text
        .replaceAll(docketOf(n).value, 'DOCKET')
        .replaceAll(family, 'FAMILY')
        .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, (id) => {
          const name = ids.get(id) ?? `id-${ids.size}`
          ids.set(id, name)
          return name
        })
    return [plain(JSON.stringify(report.bundle)), plain(report.html)]
  }

  test('of whom the center releases nothing to the court gets the report of one whom nobody knows, byte for byte', async () => {
    const second = written('second/case-record')
    const client = {
      ...second.client,
      name: { family: 'Sampleson', given: ['Demo'] },
      identifiers: [docketOf(1)],
    }
    await submit(t, { ...second, client })
    const known = await reportOn(1, 'Sampleson')
    const unknown = await reportOn(2, 'Otherman')
    const links = await rowsOf(
      t,
      `select from identity_link l join resource r on r.id in (l.person::text, l.other_person::text)
       where l.state = 'linked' and r.type = 'Patient' and r.content::text like $1`,
      '%HC-TC-2026-1001%',
    )
    expect(links.length).toBeGreaterThan(0)
    expect(known[0]).toBe(unknown[0])
    expect(known[1]).toBe(unknown[1])
    expect(found(known, /42CFRPart2/, /Cedar Bridge/, /Group counseling/)).toEqual([])
  })
})
