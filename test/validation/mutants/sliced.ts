/** Words in which profiles of slices are written. */
import type { ElementRule } from '../../../src/fhir/definitions.ts'
import { SYSTEM } from '../world.ts'
import { structureOf } from './places.ts'

export { text as narrative } from './narrative.ts'

export function coded(code: string): { coding: { system: string; code: string }[] } {
  return { coding: [{ system: SYSTEM, code }] }
}

export const typeUrl = (type: string): string => structureOf(type).url

export const reference = (...types: string[]): ElementRule['types'] => [
  { code: 'Reference', targetProfile: types.map(typeUrl) },
]

export const slicing = (
  type: 'value' | 'pattern' | 'exists' | 'type' | 'profile',
  path: string,
  rules: 'open' | 'closed' | 'openAtEnd' = 'open',
  ordered = false,
): Partial<ElementRule> => ({ slicing: { discriminator: [{ type, path }], rules, ordered } })
