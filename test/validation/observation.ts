/** An observation, and what profiles of it find in copies of it. */
import { describe, expect, test } from '@jest/globals'
import type { ElementRule, Structure } from '../../src/fhir/definitions.ts'
import { changed, definitions, lines, now, profileOf, SYSTEM, validatorWith, type Edits } from './world.ts'

export const URL = 'https://example.test/StructureDefinition/profile'

export function coded(code: string): { coding: { system: string; code: string }[] } {
  return { coding: [{ system: SYSTEM, code }] }
}

export const observation = {
  resourceType: 'Observation',
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
  identifier: [{ system: 'https://example.test/id', value: '1' }],
  status: 'final',
  category: [coded('a')],
  // With a display, for it must not be the code of a component (obs-7).
  code: { coding: [{ system: SYSTEM, code: 'a', display: 'A' }] },
  subject: { reference: 'Patient/testa', type: 'Patient' },
  effectiveDateTime: '2026-01-02',
  valueQuantity: { value: 3, unit: 'x' },
  component: [
    { code: coded('a'), valueInteger: 1 },
    { code: coded('b'), valueString: 'x' },
  ],
}

export type Cases = readonly (readonly [path: string, value: unknown, found: string])[]

/** A profile of Observation by its edits, and what it finds in copies of the observation. */
export function profile(title: string, edits: Edits, cases: Cases, others: Structure[] = []): void {
  describe(title, () => {
    const check = validatorWith(profileOf('Observation', URL, edits), ...others).compile(URL)
    const found = (resource: unknown): string[] => lines(check(resource, { now }))
    test.each(cases)('%s = %j: %s', (path, value, expected) => {
      const resource = path === '' ? observation : changed(observation, path, value)
      expect(found(resource)).toEqual(expected === '' ? [] : expected.split('; '))
    })
  })
}

export const reference = (...types: string[]): ElementRule['types'] => [
  { code: 'Reference', targetProfile: types.map(typeUrl) },
]

export function typeUrl(type: string): string {
  return definitions.structures.find((each) => each.type === type)?.url ?? type
}

export const slicing = (
  type: 'value' | 'pattern' | 'exists' | 'type' | 'profile',
  path: string,
  rules: 'open' | 'closed' | 'openAtEnd' = 'open',
  ordered = false,
): Partial<ElementRule> => ({
  slicing: { discriminator: [{ type, path }], rules, ordered },
})
