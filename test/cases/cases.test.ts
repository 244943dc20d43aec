/** The case records that everything else is tried on: valid, large enough, within their dates, with invented people. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { createCaseRecordCheck } from '../../src/intake/intake.ts'
import { parseJson } from '../../src/fhir/json.ts'

const cases = ['main', 'second', 'third'] as const
const schema = JSON.parse(readFileSync('mappings/case-record.schema.json', 'utf8')) as Record<string, unknown>
const check = createCaseRecordCheck(schema)

function load(path: string): Record<string, unknown> {
  const parsed = parseJson(readFileSync(`test/cases/${path}`, 'utf8'))
  if (parsed.kind === 'fault') throw new Error(`${path}:${parsed.line}:${parsed.column}: ${parsed.text}`)
  return parsed.value as Record<string, unknown>
}

const items = (record: Record<string, unknown>, section: string) =>
  (record[section] ?? []) as Record<string, unknown>[]

/** Items that state something by themselves: whatever has an id, in a section or inside another item. */
function countItems(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countItems(item), 0)
  if (typeof value !== 'object' || value === null) return 0
  const own = 'id' in value ? 1 : 0
  return own + Object.values(value).reduce<number>((sum, item) => sum + countItems(item), 0)
}

/** Single statements: every value that is neither an id nor a reference to one. */
function countValues(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countValues(item), 0)
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).reduce(
      (sum, [name, item]) => sum + (name === 'id' ? 0 : countValues(item)),
      0,
    )
  }
  return typeof value === 'string' && /^(tp|ds|nn|cb)-/.test(value) ? 0 : 1
}

describe.each(cases)('the case %s', (name) => {
  const record = load(`${name}/case-record.json`)

  test('is a valid case record', () => {
    expect(check(record)).toEqual({ kind: 'ok', record })
  })

  test('says why it is there', () => {
    expect(readFileSync(`test/cases/${name}/why.md`, 'utf8').length).toBeGreaterThan(200)
  })

  test('lies within its months, births aside', () => {
    // A release under 2.35 has a period of effect, which lies ahead.
    const text = JSON.stringify(record).replaceAll(/"(?:birthDate|until)":"[^"]+"/g, '')
    const days = [...text.matchAll(/\b(\d{4}-\d{2})-\d{2}/g)].map((match) => match[1] ?? '')
    expect(days.length).toBeGreaterThan(5)
    expect(days.filter((month) => month < '2026-02' || month > '2026-11')).toEqual([])
  })
})

test('no id stands for items of two clients, save those of the center', () => {
  const ids = cases.flatMap((name) => [
    ...JSON.stringify(load(`${name}/case-record.json`)).matchAll(/"id":"((?!cb-staff)[^"]+)"/g),
  ])
  const seen = ids.map((match) => match[1])
  expect(seen.filter((id, index) => seen.indexOf(id) !== index)).toEqual([])
})

describe('the case that every build must carry', () => {
  const record = load('main/case-record.json')
  const kinds = (section: string, field: string) => new Set(items(record, section).map((item) => item[field]))

  test('states at least 150 facts over nine months', () => {
    expect(countItems(record)).toBeGreaterThanOrEqual(350)
    expect(countValues(record)).toBeGreaterThanOrEqual(2_500)
    const months = new Set(
      [...JSON.stringify(record).matchAll(/2026-(\d{2})-\d{2}/g)].map((match) => match[1]),
    )
    expect(months.size).toBeGreaterThanOrEqual(9)
  })

  test('fills every section of the schema', () => {
    const sections = Object.keys(schema['properties'] as object).slice(3)
    expect(sections.filter((section) => items(record, section).length === 0)).toEqual([])
  })

  test('has opioid use disorder, depression and HIV, the last two declared sensitive', () => {
    expect(items(record, 'diagnoses').map(({ icd10, sensitivity }) => [icd10, sensitivity])).toEqual([
      ['F11.20', undefined],
      ['F33.1', ['mental-health']],
      ['Z21', ['hiv']],
      ['F17.210', undefined],
    ])
  })

  test('goes from detox through residential and outpatient care to aftercare, without a gap', () => {
    const levels = items(record, 'levelsOfCare') as { from: string; until?: string; service: string }[]
    expect(levels.map(({ service }) => service)).toEqual([
      'withdrawal-management',
      'residential',
      'intensive-outpatient',
      'outpatient',
    ])
    for (const [index, level] of levels.entries()) {
      const next = levels[index + 1]
      if (next) expect(Date.parse(next.from) - Date.parse(level.until ?? '')).toBe(24 * 60 * 60 * 1000)
    }
    expect(kinds('plans', 'category')).toContain('aftercare-plan')
  })

  test('refers to housing, benefits, a college, and to the hospital for what is sensitive', () => {
    expect([...kinds('referrals', 'service')]).toEqual(
      expect.arrayContaining(['sober-housing', 'benefits', 'education']),
    )
    const toLakeside = items(record, 'referrals').filter(
      ({ to }) => (to as { partner?: string }).partner === 'lakeside',
    )
    expect(toLakeside.map(({ service }) => service)).toEqual(['psychiatric-care', 'hiv-care'])
    for (const referral of toLakeside) expect(referral['releases']).toHaveLength(2)
  })

  test('releases to the court what tiers 0 to 2 name, for monitoring, by docket, and neither depression nor HIV', () => {
    const court = items(record, 'releases').find(({ id }) => id === 'tp-rel-court')
    expect(court).toMatchObject({
      purposes: ['cj-monitoring'],
      docket: { value: 'HC-TC-2026-0147' },
      status: 'active',
    })
    const categories = court?.['categories'] as string[]
    expect(categories).toEqual(expect.arrayContaining(['attendance', 'drug-tests', 'goals', 'level-of-care']))
    for (const never of ['mental-health', 'hiv', 'diagnoses', 'counseling-notes'])
      expect(categories).not.toContain(never)
  })

  test('has missed sessions, a positive test and a missed one, reviews, explanations and a revoked release', () => {
    expect([...kinds('sessions', 'attendance')]).toEqual(
      expect.arrayContaining(['attended', 'missed-excused', 'missed-unexcused', 'planned']),
    )
    expect([...kinds('drugTests', 'result')]).toEqual(
      expect.arrayContaining(['negative', 'confirmed-positive', 'dilute', 'pending']),
    )
    expect(kinds('drugTests', 'notDone')).toContain('missed')
    expect(items(record, 'goals').filter(({ reviews }) => reviews).length).toBeGreaterThanOrEqual(8)
    expect(items(record, 'explanations').length).toBeGreaterThanOrEqual(10)
    expect(items(record, 'releases').filter(({ revocation }) => revocation)).toHaveLength(1)
  })

  test('keeps what is sensitive out of the items that the court may see', () => {
    const seen = ['sessions', 'drugTests', 'levelsOfCare'].flatMap((section) => items(record, section))
    expect(JSON.stringify(seen)).not.toMatch(/depress|psychiatr|HIV|viral/i)
  })
})

describe('a record with ten different faults', () => {
  const expected = JSON.parse(readFileSync('test/cases/faults/ten-faults.expected.json', 'utf8')) as {
    pointer: string
    rule: string
  }[]
  const checked = check(load('faults/ten-faults.json'))
  const faults = checked.kind === 'faults' ? checked.faults : []

  test('gives ten findings in one answer, each of another rule', () => {
    const found = faults
      .map(({ pointer, rule }) => ({ pointer, rule }))
      .toSorted((a, b) => a.pointer.localeCompare(b.pointer))
    expect(found).toEqual(expected.toSorted((a, b) => a.pointer.localeCompare(b.pointer)))
    expect(new Set(expected.map(({ rule }) => rule)).size).toBe(10)
  })

  test('quotes none of its values', () => {
    expect(JSON.stringify(faults)).not.toMatch(/Testo|Faulty|12\.04\.1991|need-7|"activ"|`yes`/)
  })
})
