/** The table of rules (test/consent/rules): every case is asked, and every rule and trap is shown from both sides or says why not. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { decisionOn } from './rules/case.ts'
import type { RuleCase, RuleRow } from './rules/case.ts'
import { cases, rows } from './rules/table.ts'
import { traps } from './rules/traps.ts'
import { policy } from './world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string =>
  existsSync(`${root}/${file}`) ? readFileSync(`${root}/${file}`, 'utf8') : ''

/** The rules of the project's notes, sections 1.3 to 1.8; there is no R-17, no R-27 and none from R-33 to R-39 or R-53 to R-59. */
const noted = [
  'R-00 R-01 R-02 R-03 R-04 R-05 R-06 R-07 R-08 R-09 R-10 R-11 R-12 R-13 R-14 R-15 R-16 R-18 R-19 R-20 R-21 R-22',
  'R-23 R-24 R-25 R-26 R-28 R-29 R-30 R-31 R-32 R-40 R-41 R-42 R-43 R-44 R-45 R-46 R-47 R-48 R-49 R-49b R-50 R-51',
  'R-52 R-60 R-60b R-61 R-62 R-63 R-64 R-65',
  '2.31(a)(1) 2.31(a)(2) 2.31(a)(3) 2.31(a)(4)(i) 2.31(a)(4)(ii) 2.31(a)(4)(iii) 2.31(a)(5) 2.31(a)(6) 2.31(a)(7)',
  '2.31(a)(8) 2.31(a)(9) 2.31(a)(10)',
].flatMap((line) => line.split(' '))

describe.each(rows.map((row) => [row.rule, row] as const))('%s', (rule, row) => {
  const own = cases.filter((each) => each.rule === rule)
  if (own.length > 0) {
    test.each(own.map((each) => [`${each.verdict}: ${each.name}`, each] as const))('%s', (_, each) => {
      expectDecision(each)
    })
  }

  test('has its source', () => {
    const known = policy.rules.get(rule)
    if (known)
      expect({ citation: row.citation, mark: row.mark }).toEqual({ citation: undefined, mark: undefined })
    else
      expect([row.citation, row.mark]).toEqual([
        expect.any(String),
        expect.stringMatching(/^(V|V-old|S|G|D)$/),
      ])
  })

  test('is shown from both sides, or says why not', () => {
    expect(sidesOf(row, own)).toEqual({ permit: true, deny: true })
  })
})

/** A side is shown by a case, by a test elsewhere, or has its reason; a rule that is not enforced has its reason for both, and nothing else. */
function sidesOf(row: RuleRow, own: readonly RuleCase[]): { permit: boolean; deny: boolean } {
  const { permits = [], denies = [], noPermit, noDeny, notEnforced } = row
  const has = (verdict: string): boolean => own.some((each) => each.verdict === verdict)
  const permit = [has('permit') || permits.length > 0, noPermit !== undefined]
  const deny = [has('deny') || denies.length > 0, noDeny !== undefined]
  if (notEnforced !== undefined) {
    const isBare = [...permit, ...deny, row.where.length > 0].every((each) => !each)
    return { permit: isBare, deny: isBare }
  }
  const isOne = (sides: boolean[]): boolean => sides.filter(Boolean).length === 1
  return { permit: row.where.length > 0 && isOne(permit), deny: row.where.length > 0 && isOne(deny) }
}

function expectDecision(each: RuleCase): void {
  const decision = decisionOn(each)
  const { rules, codes, allowed, withheld, missing, ...rest } = each.expect
  expect(decision.kind).toBe(each.verdict)
  // A permit says what it rests on, a denial why.
  if (each.verdict === 'deny') expect(codes).not.toBeUndefined()
  else expect(rules ?? allowed ?? rest.authority).not.toBeUndefined()
  if (codes) expect(decision.reasons.map(({ code }) => code)).toEqual(codes)
  if (rules) expect(decision.rules).toEqual(rules)
  if (allowed) expect(policy.codesOf(decision.allowed)).toEqual(allowed)
  if (withheld) expect(policy.codesOf(decision.withheld)).toEqual(withheld)
  expect(decision.missing.map(({ what }) => what)).toEqual(
    missing?.map((part) => expect.stringContaining(part)) ?? expect.anything(),
  )
  for (const [name, value] of Object.entries(rest)) {
    const found = decision[name as keyof typeof decision]
    if (value === false) expect(found).toBeUndefined()
    else expect(found).toEqual(value)
  }
}

test('every rule has one row, and every case a row', () => {
  const ids = rows.map(({ rule }) => rule)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(
    [...new Set([...noted, 'AGREEMENT', 'PURPOSE', ...policy.rules.keys()])].toSorted(),
  )
  expect(cases.filter(({ rule }) => !ids.includes(rule))).toEqual([])
})

test('no two cases of a rule have one name, and each name is a sentence', () => {
  const names = cases.map(({ rule, verdict, name }) => `${rule} ${verdict} ${name}`)
  expect(new Set(names).size).toBe(names.length)
  expect(cases.filter(({ name }) => !/^\p{Lu}.*\.$/u.test(name)).map(({ name }) => name)).toEqual([])
})

describe.each(traps.map((trap) => [trap.trap, trap] as const))(
  'trap %s',
  (number, { shown = [], elsewhere, open }) => {
    test('is shown, belongs elsewhere, or is open with its reason', () => {
      const isShown = shown.length > 0 || cases.some(({ trap }) => trap === number)
      expect([isShown, elsewhere !== undefined, open !== undefined].filter(Boolean)).toHaveLength(1)
    })
  },
)

test('the traps are numbered through, and cases name no other', () => {
  expect(traps.map(({ trap }) => trap)).toEqual(traps.map((_, index) => index + 1))
  expect(traps).toHaveLength(20)
})

describe('what the rows name is there', () => {
  const references = [
    ...rows.flatMap(({ permits = [], denies = [] }) => [...permits, ...denies]),
    ...traps.flatMap(({ shown = [] }) => shown),
  ]
  test.each([...new Set(references)])('%s', (reference) => {
    const [, file = '', quoted = ''] =
      /^(test\/[\w/.-]+\.test\.ts)((?: (?:and )?"[^"]+")+)$/.exec(reference) ?? []
    const titles = [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title)
    expect(titles.length).toBeGreaterThan(0)
    const text = read(file).replaceAll(/\\(['"`])/g, '$1')
    expect(titles.filter((title) => !text.includes(title))).toEqual([])
  })

  test.each([...new Set(rows.flatMap(({ where }) => where))])('%s', (place) => {
    const [, file = '', name = ''] = /^(src\/[\w/.-]+\.ts): (\w+)$/.exec(place) ?? []
    expect(read(file)).toMatch(new RegExp(`export (?:async )?function ${name}\\b`))
  })
})
