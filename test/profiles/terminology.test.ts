import { beforeAll, describe, expect, test } from '@jest/globals'
import { CODE, CONCEPT_MAP, SYSTEM, VALUE_SET } from '../../src/fhir/codes.ts'
import { isObject } from '../../src/fhir/resource.ts'
import { loadPublished, readJson, type Published } from './published.ts'

let published: Published

beforeAll(async () => {
  published = await loadPublished()
})

const own = 'https://throughline.example/fhir'

test('every value set expands to codes, and nothing in it is unknown', () => {
  for (const url of Object.values(VALUE_SET)) {
    const expansion = published.terminology.expand(url)
    expect([url, expansion?.unknown]).toEqual([url, []])
    expect([url, (expansion?.codes.length ?? 0) > 0]).toEqual([url, true])
  }
})

test('a local purpose of use is in the value set of purposes, and legal proceedings are no operation', () => {
  const isIn = (valueSet: string, system: string, code: string): string =>
    published.terminology.validateCode(valueSet, { system, code })
  expect(isIn(VALUE_SET.purposeOfUse, SYSTEM.purposeOfUse, CODE.purposeOfUse.cjMonitoring)).toBe('in')
  expect(isIn(VALUE_SET.purposeOfUse, SYSTEM.v3ActReason, CODE.v3ActReason.operations)).toBe('in')
  expect(isIn(VALUE_SET.purposeOfUse, SYSTEM.v3ActReason, CODE.v3ActReason.legal)).toBe('not-in')
  expect(isIn(VALUE_SET.tpoPurpose, SYSTEM.v3ActReason, CODE.v3ActReason.legal)).toBe('not-in')
  expect(isIn(VALUE_SET.tpoPurpose, SYSTEM.v3ActReason, CODE.v3ActReason.patientRequest)).toBe('not-in')
})

test('every code of another system that src names exists where FHIR R4 carries that system', () => {
  // HL7 added the code after the edition of v3-ActCode that FHIR R4 carries: see docs/terminology.md.
  const newer = new Set(['42CFRPart2CD'])
  const systems: Readonly<Record<string, string>> = SYSTEM
  const absent = Object.entries(CODE).flatMap(([key, codes]) => {
    const system = systems[key]
    if (system === undefined || system.startsWith(own)) return []
    return Object.values<string>(codes).filter(
      (code) => published.terminology.lookup(system, code) === null && !newer.has(code),
    )
  })
  expect(absent).toEqual([])
})

test('the information categories are those of policies/categories.json, in any order', () => {
  const { categories } = published.content.policies['categories'] as { categories: { code: string }[] }
  const listed = categories.map(({ code }) => code).sort()
  expect(listed).toEqual(Object.values<string>(CODE.informationCategory).sort())
})

describe('the case record', () => {
  test('draws its enumerations from code systems that have these codes', () => {
    const missing = enumerationsIn(readJson('mappings/case-record.schema.json')).flatMap(
      ({ system, codes }) =>
        codes
          .filter((code) => published.terminology.lookup(system, code) === null)
          .map((code) => `${system}#${code}`),
    )
    expect(missing).toEqual([])
  })

  test('names no code system of ours that does not exist', () => {
    const known = new Set<string>(Object.values(SYSTEM))
    const named = enumerationsIn(readJson('mappings/case-record.schema.json')).map(({ system }) => system)
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((system) => system.startsWith(own) && !known.has(system))).toEqual([])
  })
})

/** The enumerations of a JSON Schema that say which code system they come from. */
function enumerationsIn(node: unknown): { system: string; codes: string[] }[] {
  if (Array.isArray(node)) return node.flatMap(enumerationsIn)
  if (!isObject(node)) return []
  const { 'x-codeSystem': system, enum: codes } = node
  const here =
    typeof system === 'string' && !system.includes(' ')
      ? [{ system, codes: Array.isArray(codes) ? (codes as string[]) : [] }]
      : []
  return [...here, ...Object.values(node).flatMap(enumerationsIn)]
}

describe('the ASAM crosswalk', () => {
  const targetsOf = (code: string) =>
    published.terminology.translate(CONCEPT_MAP.asam3To4, { system: SYSTEM.asam3, code }) ?? []

  test('says something about every level of the third edition', () => {
    const silent = Object.values<string>(CODE.asam3).filter((code) => targetsOf(code).length === 0)
    expect(silent).toEqual([])
  })

  test('names levels of the fourth edition only, or none', () => {
    const fourth = new Set<string>(Object.values(CODE.asam4))
    const targets = Object.values<string>(CODE.asam3).flatMap(targetsOf)
    expect(targets.filter(({ code }) => code !== undefined && !fourth.has(code))).toEqual([])
    expect(
      targets.filter(({ code, equivalence }) => (code === undefined) !== (equivalence === 'unmatched')),
    ).toEqual([])
  })

  test('does not take a number for the same thing: 3.7 was monitored and is managed', () => {
    expect(targetsOf('3.7').map(({ equivalence }) => equivalence)).toEqual(['inexact', 'inexact'])
    expect(targetsOf('2.1')).toMatchObject([{ code: '2.1', equivalence: 'equivalent' }])
  })
})
