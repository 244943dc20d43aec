/** Profiles that ask for what cannot be checked: refused by name when they are compiled, never passed over. */
import { describe, expect, test } from '@jest/globals'
import { ValidationError } from '../../src/validation/validation.ts'
import { observation, reference, slicing, URL } from './observation.ts'
import { lines, profileOf, validatorWith, type Edits } from './world.ts'

describe('what cannot be checked is an error when it is compiled, which names profile, element and feature', () => {
  const refused: readonly (readonly [title: string, edits: Edits, message: RegExp])[] = [
    [
      'an unknown type',
      { 'Observation.code': { types: [{ code: 'Concept9' }] } },
      /element Observation\.code: the type Concept9/,
    ],
    [
      'an unknown target',
      { 'Observation.subject': { types: reference('https://example.test/nobody') } },
      /Observation\.subject: the target profile https:\/\/example\.test\/nobody/,
    ],
    [
      'an unknown profile of a type',
      {
        'Observation.code': {
          types: [{ code: 'CodeableConcept', profile: ['https://example.test/nobody'] }],
        },
      },
      /Observation\.code: the profile/,
    ],
    [
      'a rule that is no FHIRPath',
      { Observation: { constraints: [{ key: 'ex-1', severity: 'error', human: '', expression: 'a..b' }] } },
      /constraint ex-1: Line 1/,
    ],
    [
      'a function that is not there',
      {
        Observation: {
          constraints: [{ key: 'ex-1', severity: 'error', human: '', expression: 'code.subsumes(1)' }],
        },
      },
      /there is no function subsumes\(\)/,
    ],
    [
      'slices that nothing tells apart',
      { 'Observation.category': slicing('value', 'coding.code'), 'Observation.category:x': {} },
      /Observation\.category:x: nothing in it says what its slice has at coding\.code/,
    ],
    [
      "a discriminator beyond FHIR's subset",
      { 'Observation.category': slicing('value', 'coding.where(true)'), 'Observation.category:x': {} },
      /coding\.where\(true\)/,
    ],
    [
      'a range of a type that has none',
      { 'Observation.code': { minValue: { type: 'Range', value: {} } } },
      /min-value of type Range/,
    ],
    [
      'slices without discriminators',
      {
        'Observation.category': { slicing: { discriminator: [], rules: 'open', ordered: false } },
        'Observation.category:x': {},
      },
      /nothing tells its slices apart/,
    ],
  ]
  test.each(refused)('%s', (_, edits, message) => {
    const validator = validatorWith(profileOf('Observation', URL, edits))
    expect(() => validator.compile(URL)).toThrow(message)
    expect(() => validator.compile(URL)).toThrow(ValidationError)
  })

  test('a profile that is not known', () => {
    expect(() => validatorWith().compile(URL)).toThrow(/profile 'https:\/\/example\.test.*' is not known/)
  })

  test('and where a resource claims it, a finding', () => {
    const validator = validatorWith(
      profileOf('Observation', URL, { 'Observation.code': { types: [{ code: 'Concept9' }] } }),
    )
    expect(lines(validator.check({ ...observation, meta: { profile: [URL] } }))).toEqual([
      'warning profile-unsupported Observation.meta.profile[0]',
    ])
  })
})
