/** The releases of the main case, from the record to the grants: what was signed on paper is what each recipient may have. */
import { describe, expect, test } from '@jest/globals'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { CompileFacts, Grant, Party } from '../../src/consent/consent.ts'
import { label } from '../../src/consent/label.ts'
import { parsePolicy } from '../../src/consent/policy.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import type { CaseRecord } from '../../src/intake/intake.ts'
import { caseRecord, content, kept, mapped, oneOf } from './case-record-ground.ts'

const policy = parsePolicy(content.policies)
const since = (kind: string) => [{ kind, from: '2025-01-01' }]
const cedar: Party = {
  partner: 'cedar-bridge',
  kind: 'treatment-center',
  legalRole: 'part2_program',
  agreements: since('qsoa'),
}
const lakeside: Party = {
  partner: 'lakeside',
  kind: 'hospital',
  legalRole: 'covered_entity_provider',
  agreements: since('baa'),
}
const court: Party = {
  partner: 'harbor-court',
  kind: 'court',
  legalRole: 'criminal_justice_element',
  agreements: since('participation'),
}
const facts: CompileFacts = {
  person: 'person-1',
  custodian: cedar,
  partners: [cedar, lakeside, court],
  policy,
  at: '2026-11-23T16:00:00.000Z',
}

const resources = kept(mapped(caseRecord('main')))
const consents = resources.filter(({ resourceType }) => resourceType === 'Consent')

function grantOf(all: readonly Grant[], recipient: string, purpose: string): string[] {
  return all
    .filter((grant) => grant.recipient === recipient && grant.purpose === purpose)
    .flatMap(({ categories }) => policy.codesOf(categories))
}

describe('grants', () => {
  const { grants, deficiencies } = compileGrants(consents, facts)

  test('the hospital may have for treatment what the three papers name together', () => {
    const categories = grantOf(grants, 'lakeside', 'TREAT')
    expect(categories).toEqual(
      expect.arrayContaining(['plan', 'goals', 'referrals', 'hiv', 'mental-health', 'care-team']),
    )
    expect(categories).not.toContain('drug-tests')
    expect(categories).not.toContain('legal')
  })

  test('the court may have tiers 0 to 2 for monitoring, and neither depression nor HIV', () => {
    const categories = grantOf(grants, 'harbor-court', 'cj-monitoring')
    expect(categories).toEqual(
      expect.arrayContaining([
        'enrollment',
        'level-of-care',
        'attendance',
        'drug-tests',
        'goals',
        'referral-status',
      ]),
    )
    for (const never of ['mental-health', 'hiv', 'diagnoses', 'plan', 'needs'])
      expect(categories).not.toContain(never)
    expect(
      grants.filter(({ recipient }) => recipient === 'harbor-court').map(({ purpose }) => purpose),
    ).toEqual(['cj-monitoring'])
  })

  test('what is wrong with the others is that their recipients are people, not partners', () => {
    expect(deficiencies.map(({ consent, element }) => `${consent} ${element}`)).toEqual([
      'tp-rel-attorney recipient-not-a-partner',
      'tp-rel-benefits recipient-not-a-partner',
      'tp-rel-college recipient-not-a-partner',
      'tp-rel-hivdoc recipient-not-a-partner',
      'tp-rel-housing recipient-not-a-partner',
      'tp-rel-housing refusal-consequences',
      'tp-rel-mother recipient-not-a-partner',
      'tp-rel-psychiatrist recipient-not-a-partner',
    ])
  })

  test('the release to the court names its docket, its roles and when it is revocable', () => {
    const release = oneOf(consents, 'Consent', 'tp-rel-court')
    const extensions = JSON.stringify(release['extension'])
    expect(extensions).toContain('HC-TC-2026-0147')
    expect(extensions).toContain('When the docket that it names is finally disposed of.')
    expect(JSON.stringify(release['provision'])).toContain('court-coordinator')
  })
})

describe('a release that was limited or ended', () => {
  function grantsWith(change: Record<string, unknown>): Grant[] {
    const record = caseRecord('main')
    const releases = (record['releases'] as { id: string }[])
      .filter(({ id }) => id === 'tp-rel-lakeside')
      .map((release) => ({ ...release, ...change }))
    const changed: CaseRecord = { ...record, releases }
    const all = kept(mapped(changed)).filter(({ resourceType }) => resourceType === 'Consent')
    return compileGrants(all, facts).grants
  }

  test('permits what it permits without a change', () => {
    expect(grantOf(grantsWith({}), 'lakeside', 'TREAT')).toContain('plan')
  })

  test.each([
    ['limited to information of a period', { informationFrom: '2026-10-01' }],
    ['not signed', { signatures: [] }],
    ['of another discloser', { disclosers: [{ partner: 'lakeside' }] }],
    ['never, and on a date', { until: '2027-01-01' }],
    ['proposed', { status: 'proposed' }],
  ])('permits nothing when it is %s', (_what, change) => {
    expect(grantsWith(change).filter(({ recipient }) => recipient === 'lakeside')).toEqual([])
  })

  test('ends when it was revoked', () => {
    const grants = grantsWith({ revocation: { on: '2026-11-20', inWriting: true } })
    expect(grants.map(({ until }) => until)).toEqual(grants.map(() => '2026-11-20T00:00:00.000Z'))
    expect(grants.length).toBeGreaterThan(0)
  })
})

describe('labels', () => {
  const labels = label(
    resources.map((resource) => ({ resource, reference: `${resource.resourceType}/${resource.id ?? ''}` })),
    { custodian: cedar, inheritedFrom: () => undefined, policy },
  )
  const categoriesOf = (type: string, id: string) => {
    const index = resources.indexOf(oneOf(resources, type, id))
    return policy.codesOf(labels[index]?.categories ?? 0n)
  }

  test('nothing is unclassified', () => {
    const unknown = resources.filter((_resource: Resource, index) =>
      policy.codesOf(labels[index]?.categories ?? 0n).includes('unclassified'),
    )
    expect(unknown.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`)).toEqual([])
  })

  test.each([
    ['Goal', 'tp-goal-mood', 'mental-health'],
    ['Goal', 'tp-goal-hiv', 'hiv'],
    ['Observation', 'tp-rv-hiv-1', 'hiv'],
    ['ServiceRequest', 'tp-iv-mood-2', 'mental-health'],
    ['ServiceRequest', 'tp-ref-hivclinic', 'hiv'],
    ['Task', 'tp-ref-hivclinic', 'hiv'],
    ['Appointment', 'tp-appt-psy-1', 'mental-health'],
    ['Condition', 'tp-dx-depression', 'mental-health'],
    ['RelatedPerson', 'tp-contact-hivdoc', 'hiv'],
    ['Consent', 'tp-rel-lakeside-hiv', 'hiv'],
  ])('%s/%s shows %s', (type, id, category) => {
    expect(categoriesOf(type, id)).toContain(category)
  })

  test.each([
    ['Goal', 'tp-goal-use'],
    ['Encounter', 'tp-ses-030'],
    ['Observation', 'tp-test-20260616'],
    ['CarePlan', 'tp-plan-3'],
    ['CareTeam', 'cb-case-4711-team'],
    ['Task', 'tp-ref-college'],
  ])('%s/%s shows neither depression nor HIV', (type, id) => {
    const categories = categoriesOf(type, id)
    expect(categories).not.toContain('mental-health')
    expect(categories).not.toContain('hiv')
  })
})
