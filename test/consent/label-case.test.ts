/** Which categories the things of a case get that are about anything: words, wishes, what the court did; and what leaves without them. */
import { describe, expect, test } from '@jest/globals'
import { withoutDetails } from '../../src/consent/details.ts'
import { label } from '../../src/consent/label.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { bits, cedar, policy } from './world.ts'

const code = (system: string, value: string): object => ({ coding: [{ system, code: value }] })
const kind = (value: string): object => code(SYSTEM.observationKind, value)

function categoriesOf(resource: Resource): string[] {
  const [found] = label([{ resource, reference: `${resource.resourceType}/x` }], {
    custodian: cedar,
    inheritedFrom: () => undefined,
    policy,
  })
  return policy.codesOf(found?.categories ?? 0n)
}

const said = (value: string, more: object = {}): Resource => ({
  resourceType: 'Communication',
  category: [code(SYSTEM.communicationKind, value)],
  ...more,
})
const about = (type: string): object => ({ about: [{ reference: `${type}/1`, type }] })

describe('what was said to whom', () => {
  test.each([
    ['coordination', {}, ['coordination']],
    ['coordination', about('Goal'), ['goals', 'coordination']],
    ['coordination', about('Condition'), ['coordination', 'legal']],
    ['coordination', about('Task'), ['coordination', 'financial']],
    [
      'coordination',
      { recipient: [{ reference: 'RelatedPerson/1', type: 'RelatedPerson' }] },
      ['contacts', 'coordination'],
    ],
    ['outreach', {}, ['enrollment', 'coordination']],
    ['advocacy', {}, ['coordination', 'legal', 'financial']],
    [
      'explanation',
      { topic: code(SYSTEM.explanationTopic, 'court-requirements') },
      ['coordination', 'legal'],
    ],
    [
      'explanation',
      { topic: code(SYSTEM.explanationTopic, 'monitoring') },
      ['attendance', 'drug-tests', 'coordination'],
    ],
    ['explanation', { basedOn: [{ reference: 'CarePlan/1', type: 'CarePlan' }] }, ['coordination', 'legal']],
  ])('%s %j is %j', (value, more, expected) => {
    expect(categoriesOf(said(value, more))).toEqual(expected)
  })

  test('of a release that was explained leaves that it was explained, and no word', () => {
    const explained = said('explanation', {
      topic: code(SYSTEM.explanationTopic, 'release'),
      payload: [{ contentString: 'What the court would see.' }],
    })
    const left = withoutDetails(explained, bits('coordination', 'consents', 'legal'), policy)
    expect(JSON.stringify(left)).not.toContain('court')
    expect(left).toMatchObject({ resourceType: 'Communication', topic: {} })
  })
})

describe('other things of a case', () => {
  test.each<[string, Resource, string[]]>([
    [
      'a legal matter',
      { resourceType: 'Condition', category: [code(SYSTEM.conditionKind, 'legal-matter')] },
      ['legal'],
    ],
    [
      'a hearing',
      {
        resourceType: 'Appointment',
        status: 'booked',
        reasonCode: [code(SYSTEM.hearingKind, 'status-review')],
      },
      ['legal'],
    ],
    ['a response of the court', { resourceType: 'Observation', code: kind('court-response') }, ['legal']],
    ['an incident', { resourceType: 'Observation', code: kind('incident') }, ['assessments', 'coordination']],
    [
      'a report on a condition',
      { resourceType: 'Observation', code: kind('condition-report') },
      ['diagnoses', 'assessments'],
    ],
    ['progress', { resourceType: 'Observation', code: kind('progress') }, ['attendance', 'assessments']],
    [
      'a gender identity',
      { resourceType: 'Observation', code: kind('gender-identity') },
      ['assessments', 'other-sensitive'],
    ],
    ['an evaluation', { resourceType: 'Observation', code: kind('plan-evaluation') }, ['plan', 'goals']],
    [
      'a request for admission',
      { resourceType: 'ServiceRequest', category: [code(SYSTEM.referralCategory, 'admission')] },
      ['enrollment', 'referrals', 'assessments'],
    ],
    [
      'a refusal',
      { resourceType: 'ServiceRequest', category: [code(SYSTEM.referralCategory, 'refusal')] },
      ['plan', 'referrals'],
    ],
    ['a stay', { resourceType: 'Encounter', type: [code(SYSTEM.asam4, '3.5')] }, ['level-of-care']],
    [
      'a wish how to be reached',
      { resourceType: 'Flag', code: code(SYSTEM.preference, 'communication-preference') },
      ['contacts', 'coordination'],
    ],
    [
      'a benefit',
      { resourceType: 'Task', code: code(SYSTEM.taskKind, 'benefit-application') },
      ['financial'],
    ],
  ])('%s', (_what, resource, expected) => {
    expect([...categoriesOf(resource)].sort()).toEqual([...expected].sort())
  })

  test('which sessions were one group leaves with no category that can be released', () => {
    const session: Resource = { resourceType: 'Encounter', partOf: { identifier: { value: 'group-7' } } }
    const releasable = policy.categories.filter(({ code: each }) => each !== 'unclassified')
    const all = releasable.reduce((sum, { bit }) => sum | bit, 0n)
    expect(JSON.stringify(withoutDetails(session, all, policy))).not.toContain('group-7')
  })

  test('a discharge summary tells without plan, goals and assessments that and why, not how it went', () => {
    const summary: Resource = {
      resourceType: 'Composition',
      type: code(SYSTEM.loinc, '18842-5'),
      event: [{ code: [code(SYSTEM.dischargeReason, '1')] }],
      section: [{ title: 'Summary' }],
    }
    expect(categoriesOf(summary)).toEqual(['discharge'])
    const left = withoutDetails(summary, bits('discharge'), policy)
    expect(left['section']).toBeUndefined()
    expect(left['event']).toEqual(summary['event'])
    const whole = withoutDetails(summary, bits('discharge', 'plan', 'goals', 'assessments'), policy)
    expect(whole).toEqual(summary)
  })
})
