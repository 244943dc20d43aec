/** policies/emergency.json and policies/accounting.json: what does not hold together is refused when it is loaded. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parseAccountingPolicy } from '../../src/gateway/accounting-policy.ts'
import { parseEmergencyPolicy } from '../../src/gateway/emergency-policy.ts'

type Json = Record<string, unknown>
const file = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../policies/${name}.json`, import.meta.url), 'utf8')) as Json
const parse = (json: Json): unknown => parseEmergencyPolicy(json, () => 1n)
const first = (json: Json, name: string): Json => (json[name] as Json[])[0] as Json

describe('the policy of emergencies', () => {
  test('holds together as it is', () => {
    const policy = parseEmergencyPolicy(file('emergency'), () => 1n)
    expect(policy.sessionMs).toBe(4 * 3_600_000)
    expect(policy.categoriesOf('medical-emergency')).toBe(-1n)
    expect(policy.categoriesOf('product-error')).toBe(1n)
    expect(policy.categoriesOf('curiosity')).toBe(0n)
  })

  test.each<[string, (json: Json) => void]>([
    ['sessionMinutes', (json) => (json['sessionMinutes'] = 0)],
    ['sessionMinutes', (json) => (json['sessionMinutes'] = 72 * 60 + 1)],
    ['natures', (json) => (json['natures'] = [])],
    ['natures', (json) => (json['natures'] = ['medical-emergency'])],
    ['partnerRoles', (json) => (first(json, 'natures')['partnerRoles'] = [])],
    ['a nature names a statement', (json) => (first(json, 'natures')['states'] = ['thatItIsUrgent'])],
    ['the facts are those of 42 CFR 2.51', (json) => (json['facts'] = (json['facts'] as Json[]).slice(1))],
    ['citation', (json) => (first(json, 'facts')['citation'] = '')],
    ['custodianRoles', (json) => delete json['custodianRoles']],
    ['closerDuties', (json) => (json['closerDuties'] = 'privacy')],
    ['purpose', (json) => delete json['purpose']],
  ])('is refused where %s is wrong', (told, change) => {
    const json = structuredClone(file('emergency'))
    change(json)
    expect(() => parse(json)).toThrow(told)
  })
})

describe('the policy of accountings', () => {
  test('has a word for every authority, channel and outcome that is accounted for', () => {
    const policy = parseAccountingPolicy(file('accounting'))
    const authorities = [
      'consent',
      'hipaa-treatment',
      'emergency',
      'court-order',
      'agreement',
      'redisclosure',
      'claim',
    ]
    expect([...policy.authorities.keys()]).toEqual(authorities)
    expect([...policy.channels.keys()]).toEqual(['read', 'delivery', 'report', 'status'])
    expect([...policy.outcomes.keys()]).toEqual(['intended', 'sent'])
    expect([policy.years, policy.answerDays]).toEqual([3, 30])
  })

  test.each<[string, (json: Json) => void]>([
    ['years', (json) => (json['years'] = 0)],
    ['answerDays', (json) => (json['answerDays'] = 1.5)],
    ['required', (json) => delete json['required']],
    ['required.ehrChannels', (json) => ((json['required'] as Json)['ehrChannels'] = 'read')],
    ['authorities.consent', (json) => ((json['authorities'] as Json)['consent'] = '')],
  ])('is refused where %s is wrong', (told, change) => {
    const json = structuredClone(file('accounting'))
    change(json)
    expect(() => parseAccountingPolicy(json)).toThrow(told)
  })
})
