/** The profile of a release and the engine that compiles it are of one mind: what is valid permits, what is not does not. */
import { describe, expect, test } from '@jest/globals'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import { facts } from '../consent/world.ts'
import { examples, readExample } from './published.ts'

const consents = examples.filter(({ file }) => file.startsWith('Consent-consent-'))
/** Rules that are about form alone, which the engine leaves to the profile. */
const formal = [
  'pattern',
  'slice-min',
  'slice-max',
  'binding-required',
  'per-1',
  'tl-consent-form',
  'tl-consent-exception',
]

function grantsOf(file: string): number {
  return compileGrants([readExample(file)], facts).grants.length
}

describe('a valid release in force permits something', () => {
  const inForce = consents.filter(({ file, valid }) => valid && readExample(file)['status'] === 'active')
  // It names an intermediary that is no partner.
  const named = inForce.filter(({ file }) => file !== 'Consent-consent-intermediary.json')
  test.each(named.map(({ file }) => [file]))('%s', (file) => {
    expect(grantsOf(file)).toBeGreaterThan(0)
  })
})

describe('a release that breaks a rule of 42 CFR Part 2 permits nothing', () => {
  const broken = consents.filter(
    ({ valid, breaks }) => !valid && !breaks.some((rule) => formal.includes(rule)),
  )
  test.each(broken.map(({ file }) => [file]))('%s', (file) => {
    expect(grantsOf(file)).toBe(0)
  })
})
