/** Each label of a stored resource has its reason: its content, what it refers to, the law, or that somebody declared it. */
import { describe, expect, test } from '@jest/globals'
import type { Party } from '../../src/consent/consent.ts'
import { label } from '../../src/consent/label.ts'
import { whyLabelled } from '../../src/consent/why-labels.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Coding, Resource } from '../../src/fhir/resource.ts'
import { bits, cedar, lakeside, policy } from './world.ts'

const icd = (code: string): Record<string, unknown> => ({ coding: [{ system: SYSTEM.icd10cm, code }] })
const diagnosis = (code: string): Resource => ({ resourceType: 'Condition', id: 'c', code: icd(code) })

/** The rules of each label, as they are when it came in and was stored. */
function rules(
  resource: Resource,
  custodian: Party = cedar,
  { declared = [], stored = {} }: { declared?: Coding[]; stored?: Record<string, bigint> } = {},
): Record<string, string[]> {
  const facts = { custodian, policy, inheritedFrom: (reference: string) => stored[reference] }
  const sent = { ...resource, meta: { security: declared } }
  const [kept] = label([{ resource: sent, reference: 'Condition/c' }], facts)
  const why = whyLabelled({ ...resource, meta: { security: kept?.security ?? [] } }, facts)
  const of: Record<string, string[]> = {}
  for (const { coding, rule } of why) of[coding.code ?? ''] = [...(of[coding.code ?? ''] ?? []), rule]
  expect(Object.keys(of)).toEqual((kept?.security ?? []).map(({ code }) => code))
  return of
}

describe('a label', () => {
  test('of Part 2 comes from who sent it, a sensitivity from a code, a category from the kind', () => {
    const found = rules(diagnosis('B20'))
    expect(found).toMatchObject({
      R: ['CONFIDENTIALITY'],
      '42CFRPart2': ['R-00'],
      PERSISTLABEL: ['R-00'],
      diagnoses: ['TYPE'],
    })
    expect(found['HIV']).toHaveLength(1)
    expect(found['hiv']).toEqual(found['HIV'])
  })

  test('that no content explains was declared', () => {
    const declared = [
      { system: SYSTEM.v3ActCode, code: '42CFRPart2' },
      { system: SYSTEM.v3ActCode, code: 'PSY' },
    ]
    const found = rules(diagnosis('I10'), lakeside, { declared })
    expect(found['42CFRPart2']).toEqual(['DECLARED'])
    expect(found['PSY']).toEqual(['DECLARED'])
    expect(found['diagnoses']).toEqual(['TYPE'])
  })

  test('that came through a reference names it', () => {
    const goal: Resource = {
      resourceType: 'Goal',
      id: 'g',
      lifecycleStatus: 'active',
      addresses: [{ reference: 'Condition/hiv' }],
    }
    const stored = { 'Condition/hiv': bits('diagnoses', 'hiv') }
    const facts = {
      custodian: cedar,
      policy,
      inheritedFrom: (of: string) => (stored as Record<string, bigint>)[of],
    }
    const [kept] = label([{ resource: goal, reference: 'Goal/g' }], facts)
    const why = whyLabelled({ ...goal, meta: { security: kept?.security ?? [] } }, facts)
    const hiv = why.filter(({ coding }) => coding.code === 'hiv' || coding.code === 'HIV')
    expect(hiv.map(({ rule }) => rule)).toEqual(['INHERITED', 'INHERITED'])
    expect(hiv[0]?.text).toContain('It refers to Condition/hiv, which is hiv')
  })

  test('there is none without a label', () => {
    expect(
      whyLabelled(diagnosis('F11.20'), { custodian: cedar, policy, inheritedFrom: () => undefined }),
    ).toEqual([])
  })
})
