/** Every row of the case stands in FHIR, where anybody reads it by a plain path; docs/coverage.md says where. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { agrees, coveragePage, shown } from './coverage-page.ts'
import { ROWS } from './coverage-rows.ts'

const facts = ROWS.flatMap((row) => shown(row).map((each) => ({ row: row.number, ...each })))

test('there are 28 rows, each with a fact', () => {
  expect(ROWS.map(({ number }) => number)).toEqual(Array.from({ length: 28 }, (_, index) => index + 1))
  expect(new Set(facts.map(({ row }) => row)).size).toBe(28)
  expect(facts.length).toBeGreaterThan(70)
})

test.each(facts.map((each) => [each.row, each.fact.record, each] as const))(
  'row %i: %s is read back by its FHIR path, and a rule of the maps is known to have carried it',
  (_row, _record, each) => {
    expect(each.stated).toBeDefined()
    expect({ ...each, agrees: agrees(each) }).toMatchObject({ agrees: true })
    expect(each.rule).toMatch(/^[a-z-]+: [A-Za-z0-9-]+$/)
  },
)

describe('docs/coverage.md', () => {
  const page = readFileSync(new URL('../../docs/coverage.md', import.meta.url), 'utf8')
  const last = / \| (?:yes|no|no maps back) \|$/gm

  test('is what the facts make it (node scripts/coverage-page.ts writes it anew)', () => {
    expect(page.replaceAll(last, ' |')).toBe(coveragePage().replaceAll(last, ' |'))
  })

  test('says of no fact that it comes back where it does not', () => {
    const now = new Set(coveragePage().split('\n'))
    expect(page.split('\n').filter((line) => line.endsWith('| yes |') && !now.has(line))).toEqual([])
  })
})
