/** What a release once gave: until it expired, was revoked or was changed, each thing once, as it was last given. */
import { describe, expect, test } from '@jest/globals'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import { explain } from '../../src/consent/explain.ts'
import { lapsed } from '../../src/consent/lapsed.ts'
import type { ConsentVersion } from '../../src/consent/lapsed.ts'
import { ceilingOf } from '../../src/consent/recipient.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { ask, category, facts, lakeside, partners, policy, release } from './world.ts'

const question = {
  recipient: lakeside.partner,
  purpose: 'TREAT',
  ceiling: ceilingOf(lakeside, policy),
  policy,
}
const version = (day: string, consent: Resource): ConsentVersion => ({
  consent,
  since: `2026-${day}T00:00:00.000Z`,
})
const of = (...codes: string[]): Resource => release({ provision: { securityLabel: category(...codes) } })
const inactive = { ...of('goals'), status: 'inactive' }

const told = (...versions: ConsentVersion[]): [string, string[], string][] =>
  lapsed(versions, facts, question).map(({ how, categories, until }) => [
    how,
    policy.codesOf(categories).filter((code) => code === 'goals' || code === 'plan'),
    until.slice(0, 10),
  ])

describe('a release', () => {
  test('that was revoked gave what it gave until then', () => {
    expect(told(version('05-01', inactive), version('03-01', of('goals')))).toEqual([
      ['revoked', ['goals'], '2026-05-01'],
    ])
  })

  test('that was changed gave more until then, and what it gives still is not told', () => {
    const versions = [version('05-01', of('goals')), version('03-01', of('goals', 'plan'))]
    expect(told(...versions)).toEqual([['changed', ['plan'], '2026-05-01']])
  })

  test('that had expired before it was put away, expired', () => {
    const over = release({
      extension: (release()['extension'] as { url: string }[]).filter(
        ({ url }) => !url.includes('expiration'),
      ),
      provision: { securityLabel: category('goals'), period: { start: '2026-02-01', end: '2026-03-31' } },
    })
    const gone = { ...over, status: 'inactive' }
    expect(told(version('05-01', gone), version('03-01', over))).toEqual([
      ['expired', ['goals'], '2026-04-01'],
    ])
    // As it stands, its own end is told of it, and nothing twice.
    expect(told(version('05-01', over), version('03-01', over))).toEqual([])
  })

  test('that was revoked before it began never gave anything', () => {
    const toCome = release({
      provision: { securityLabel: category('goals'), period: { start: '2026-06-01', end: '2026-12-31' } },
    })
    expect(told(version('05-01', { ...toCome, status: 'inactive' }), version('03-01', toCome))).toEqual([])
  })

  test('is told once, however often it was written; of others, and without versions, there is nothing', () => {
    const given = of('goals')
    const versions = [version('05-01', inactive), version('04-01', given), version('03-01', given)]
    expect(told(...versions)).toEqual([['revoked', ['goals'], '2026-05-01']])
    expect(lapsed(versions, facts, { ...question, purpose: 'HOPERAT' })).toEqual([])
    expect(told()).toEqual([])
  })
})

test('an explanation says so', () => {
  const consents = [inactive]
  const histories = [[version('05-01', inactive), version('03-01', of('goals'))]]
  const compiled = compileGrants(consents, facts)
  const { categories } = explain(ask({ channel: 'report' }), {
    ...compiled,
    consents,
    policy,
    partners,
    histories,
  })
  const goals = categories.find(({ code }) => code === 'goals')
  expect(goals?.sentences).toContain(
    'The release Consent/release-1 covered Goals until 2026-05-01, when it was revoked.',
  )
})
