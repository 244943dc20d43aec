/** The policies hold together, agree with the terminology, and are refused where they do not. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parsePolicy } from '../../src/consent/policy.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import { bits, cedar, files, lakeside, policy } from './world.ts'

type Json = Record<string, unknown>

describe('the policies as they are', () => {
  test('the categories are those of the code system, in its order, each with its own bit', () => {
    const fsh = readFileSync(
      new URL('../../terminology/code-systems/InformationCategory.fsh', import.meta.url),
      'utf8',
    )
    const codes = [...fsh.matchAll(/^\* #(\S+)/gm)].map(([, code]) => code)
    expect(policy.categories.map(({ code }) => code)).toEqual(codes)
    expect(policy.categories.map(({ bit }) => bit)).toEqual(codes.map((_, index) => 1n << BigInt(index)))
    expect(policy.categorySystem).toBe(SYSTEM.informationCategory)
  })

  test("bits and codes are each other's inverse", () => {
    const codes = ['attendance', 'goals', 'hiv']
    expect(policy.codesOf(policy.bitsOf(codes))).toEqual(codes)
    expect(policy.codesOf(0n)).toEqual([])
    expect(() => policy.bitsOf(['nothing-such'])).toThrow("'nothing-such' is no information category")
  })

  test('no purpose of treatment, payment or operations reaches a legal proceeding (trap 1: HLEGAL under HOPERAT)', () => {
    for (const { isTpo, permits } of policy.purposes.values()) {
      if (!isTpo) continue
      expect(permits).not.toContain('HLEGAL')
      expect(permits).not.toContain('FRAUD')
      expect(permits).not.toContain('legal-proceeding')
    }
    expect(policy.purposes.has('HLEGAL')).toBe(false)
  })

  test('every category stands in exactly one tier of the court, or in none for ever', () => {
    const [ceiling] = policy.ceilings
    const tiers = ceiling?.tiers ?? []
    const sum = tiers.reduce((all, { categories }) => all + categories, 0n)
    const union = tiers.reduce((all, { categories }) => all | categories, 0n)
    expect(sum).toBe(union)
    const everything = bits(...policy.categories.map(({ code }) => code))
    expect(everything & ~union).toBe(bits('counseling-notes', 'unclassified'))
    expect(ceiling?.categories).toBe(union)
  })

  test('redisclosure classes and systems are those of the terminology', () => {
    const fsh = readFileSync(
      new URL('../../terminology/code-systems/Redisclosure.fsh', import.meta.url),
      'utf8',
    )
    for (const rule of policy.parties.redisclosure) expect(fsh).toContain(`* #${rule.class} `)
    const own = [...policy.purposes.values()].map(({ system }) => system)
    expect(new Set(own)).toEqual(new Set([SYSTEM.v3ActReason, SYSTEM.purposeOfUse]))
  })

  test('every code of our own systems that the labels name exists', () => {
    const known = new Map<string, string>()
    const named = JSON.stringify(files()['labels']).matchAll(
      /"system":"https:\/\/throughline\.example\/fhir\/CodeSystem\/([a-z-]+)"(?:,"codes":(\[[^\]]*\]))?/g,
    )
    for (const [, id = '', codes = '[]'] of named) {
      const system =
        known.get(id) ??
        readFileSync(new URL(`../../profiles/package/CodeSystem-${id}.json`, import.meta.url), 'utf8')
      known.set(id, system)
      for (const code of JSON.parse(codes) as string[])
        expect(`${id} ${system}`).toContain(`"code": "${code}"`)
    }
    expect(known.size).toBeGreaterThan(10)
  })

  test('a program is what its legal role says', () => {
    expect(policy.isProgram(cedar)).toBe(true)
    expect(policy.isProgram(lakeside)).toBe(false)
  })
})

describe('policies that do not hold together are refused', () => {
  const wrong: readonly (readonly [string, (all: Record<string, Json>) => void, string])[] = [
    ['a file is missing', (all) => delete all['tiers'], 'tiers: must be an object'],
    ['a text is missing', (all) => delete all['policy']?.['version'], 'policy.version: must be a text'],
    ['a list is none', (all) => (all['notices'] = { notices: 'none' }), 'notices.notices: must be a list'],
    ['a flag is none', (all) => (first(all, 'purposes')['tpo'] = 'yes'), 'must be true or false'],
    ['a bit is there twice', (all) => (first(all, 'categories')['bit'] = 1), 'a bit is there twice'],
    [
      'a code is there twice',
      (all) => (first(all, 'categories')['code'] = 'enrollment'),
      'a code is there twice',
    ],
    ['a bit is out of range', (all) => (first(all, 'categories')['bit'] = 63), 'integer from 0 to 62'],
    ['a bit is no integer', (all) => (first(all, 'categories')['bit'] = '0'), 'integer from 0 to 62'],
    [
      'a purpose permits what is none',
      (all) => (first(all, 'purposes')['permits'] = ['HLEGAL']),
      "permits 'HLEGAL'",
    ],
    [
      'operations permit a proceeding',
      (all) => (first(all, 'purposes')['permits'] = ['legal-proceeding']),
      'is treatment, payment or operations',
    ],
    ['the notice is none', (all) => (parties(all)['notice'] = { default: 'nothing' }), "no notice 'nothing'"],
    [
      'the last class is not for all',
      (all) => (last(parties(all)['redisclosure'])['roles'] = ['court']),
      'must be for everybody',
    ],
    [
      'the last rule is not for all',
      (all) => (last(parties(all)['consentRules'])['tpo'] = true),
      'must be for everybody',
    ],
    ['there are no classes', (all) => (parties(all)['redisclosure'] = []), 'must be for everybody'],
    [
      'narrative is neither',
      (all) => (parties(all)['redaction'] = { narrative: 'x' }),
      "must be 'drop' or 'drop-when-cut'",
    ],
    [
      'category labels are neither',
      (all) => (parties(all)['redaction'] = { narrative: 'drop', categoryLabels: 'x' }),
      "must be 'keep' or 'drop'",
    ],
    [
      'a confidentiality is none',
      (all) => (labels(all)['part2'] = { ...(labels(all)['part2'] as Json), confidentiality: 'X' }),
      'is no confidentiality code',
    ],
    [
      'a distance is no number',
      (all) => (first(all, 'purposes')['milesMax'] = 'near'),
      'milesMax: must be a number',
    ],
    [
      'a state is none',
      (all) => ((all['state-law'] as Json)['pdmpRequiredBy'] = ['Texas']),
      'must be a state, such as US-NY',
    ],
    [
      'an authority is for a purpose that is none',
      (all) => ((authorities(all)['emergency'] as Json)['purposes'] = ['BTG']),
      "'BTG' is no purpose",
    ],
    [
      'personnel is of no role',
      (all) => (last((authorities(all)['emergency'] as Json)['personnel'])['personRoles'] = []),
      'must name a role',
    ],
    [
      'a right to disclose further is of a class that is none',
      (all) => (last(authorities(all)['redisclosure'])['class'] = 'any'),
      "'any' is no class",
    ],
    [
      'a right to disclose further needs what nobody knows',
      (all) => (last(authorities(all)['redisclosure'])['needs'] = 'luck'),
      'must be one of',
    ],
    [
      'a claim says what it reaches and what it does not',
      (all) => (last(authorities(all)['claims'])['onlyCategories'] = ['plan']),
      'must have either onlyCategories or excludedCategories',
    ],
    [
      'a claim rests on no fact',
      (all) => (last(authorities(all)['claims'])['facts'] = {}),
      'must name a fact',
    ],
  ]

  test('a purpose may be closed, with a reason', () => {
    const all = files()
    first(all, 'purposes')['notSupported'] = 'Closed by counsel.'
    expect(parsePolicy(all).purposes.get('TREAT')?.notSupported).toBe('Closed by counsel.')
  })

  test.each(wrong)('%s', (_, change, message) => {
    const all = files()
    change(all)
    expect(() => parsePolicy(all)).toThrow(message)
  })

  function first(all: Record<string, Json>, name: string): Json {
    return ((all[name] as Json)[name] as Json[])[0] as Json
  }
  function last(list: unknown): Json {
    return (list as Json[]).at(-1) as Json
  }
  function parties(all: Record<string, Json>): Json {
    return all['parties'] as Json
  }
  function authorities(all: Record<string, Json>): Json {
    return all['authorities'] as Json
  }
  function labels(all: Record<string, Json>): Json {
    return all['labels'] as Json
  }
})
