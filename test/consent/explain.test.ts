/** Explanations read like sentences, name each consent that decides, and say what the decision says. */
import { describe, expect, test } from '@jest/globals'
import type { DisclosureRequest } from '../../src/consent/consent.ts'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import { explain, explanationParameters } from '../../src/consent/explain.ts'
import type { ExplainFacts, Explanation } from '../../src/consent/explain.ts'
import { parsePolicy } from '../../src/consent/policy.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import {
  actor,
  ask,
  bits,
  category,
  cedar,
  court,
  courtRelease,
  facts,
  files,
  lakeside,
  partners,
  policy,
  release,
  restriction,
} from './world.ts'

function on(
  request: DisclosureRequest,
  consents: Resource[],
  change: Partial<ExplainFacts> = {},
): Explanation {
  const compiled = compileGrants(consents, { ...facts, custodian: request.discloser })
  return explain(request, { ...compiled, consents, policy, partners, ...change })
}

const report = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({ channel: 'report', ...change })
const why = (explanation: Explanation, code: string): readonly string[] | undefined =>
  explanation.categories.find((each) => each.code === code)?.sentences

test('the court: what it may have and why, what it may not and why not', () => {
  const request = report({
    recipient: court,
    purpose: 'cj-monitoring',
    categories: bits('attendance', 'mental-health', 'counseling-notes'),
  })
  const explanation = on(request, [courtRelease()])
  expect(explanation.answer).toBe(
    "harbor-court may have of cedar-bridge's records for monitoring by the criminal justice system: attendance, and nothing of: mental-health, counseling-notes.",
  )
  expect(explanation.categories).toEqual([
    {
      code: 'attendance',
      display: 'Attendance',
      verdict: 'may',
      sentences: ['The release Consent/court-release names Attendance.'],
    },
    {
      code: 'mental-health',
      display: 'Mental health',
      verdict: 'may-not',
      sentences: [
        'The release Consent/court-release does not cover Mental health.',
        'The release does not cover: Mental health.',
      ],
    },
    {
      code: 'counseling-notes',
      display: 'SUD counseling notes',
      verdict: 'may-not',
      sentences: [
        'The release Consent/court-release does not cover SUD counseling notes.',
        'Only a release of its own covers: SUD counseling notes.',
        'Such a recipient is never given: SUD counseling notes.',
      ],
    },
  ])
  expect(explanation.sentences).toContain(
    "Rule R-28: With the patient's consent, a program may report to those within the criminal justice system who have a duty to monitor the patient. (42 CFR 2.35(a))",
  )
  expect(explanation.sentences).toContain(
    'The disclosure carries: notice, scope, accounting, minimum-necessary, labels.',
  )
  expect(explanation.sentences).toContain(
    "The recipient's right to disclose it further: cj-official-duty-only.",
  )
  expect(
    explanation.sentences.some((sentence) =>
      sentence.startsWith('Needed: a release that names harbor-court'),
    ),
  ).toBe(true)
})

describe('each consent that decides has its sentence', () => {
  const treat = (code: string, ...consents: Resource[]): readonly string[] | undefined =>
    why(on(report({ categories: bits(code) }), consents), code)

  test.each<[string, string, Resource[], string]>([
    ['named', 'goals', [release()], 'The release Consent/release-1 names Goals.'],
    [
      'implied',
      'demographics',
      [release()],
      'The release Consent/release-1 covers Demographics, which goes with what it names.',
    ],
    [
      'restricted',
      'goals',
      [release(), restriction({ securityLabel: category('goals') })],
      'The restriction Consent/restriction-1 denies Goals; a restriction outweighs any release (42 CFR 2.26).',
    ],
    [
      'excepted by the release itself',
      'goals',
      [release({ provision: { provision: [{ type: 'deny', securityLabel: category('goals') }] } })],
      'The release Consent/release-1 itself excepts Goals.',
    ],
    [
      'not yet',
      'goals',
      [release({ provision: { period: { start: '2026-07-01', end: '2026-12-31' } } })],
      'The release Consent/release-1 covers Goals, but only from 2026-07-01.',
    ],
    [
      'no more',
      'goals',
      [release({ provision: { period: { end: '2026-03-31' } } })],
      'The release Consent/release-1 covered Goals until 2026-04-01.',
    ],
    ['void', 'goals', [release({ performer: undefined })], 'The release is not signed.'],
  ])('%s', (_, code, consents, sentence) => {
    expect(treat(code, ...consents)).toContain(sentence)
  })

  test('what is about other times, recipients, purposes or categories is not told', () => {
    const others = [
      release({
        id: 'later',
        provision: { securityLabel: category('plan'), period: { start: '2026-07-01', end: '2026-12-31' } },
      }),
      release({ id: 'past', provision: { securityLabel: category('plan'), period: { end: '2026-03-31' } } }),
      release({ id: 'shelter', provision: { actor: [actor('Organization/shelter')] } }),
      courtRelease(),
      restriction({ actor: [actor('Organization/harbor-court')] }),
      restriction({ securityLabel: category('plan') }),
      restriction({ period: { end: '2026-03-31' } }),
    ]
    expect(treat('goals', ...others)).toEqual(
      ['The release is no longer in force.'].map(() => expect.any(String)),
    )
    expect(treat('goals', ...others)?.join()).not.toContain('Consent/')
  })
})

test('a refusal says what is missing and who can supply it', () => {
  const explanation = on(report({ recipient: { ...lakeside, agreements: [] } }), [release()])
  expect(explanation.answer).toBe(
    "lakeside may not have what was asked about of cedar-bridge's records for treatment.",
  )
  expect(explanation.sentences).toEqual([
    'There is no business associate agreement (45 CFR 164.504(e)) of lakeside in force. (42 CFR 2.11, 2.12(c)(4); 45 CFR 164.504(e))',
    'Rule AGREEMENT: Nothing flows to or from a partner whose agreement is not on file and in force. (42 CFR 2.11, 2.12(c)(4); 45 CFR 164.504(e))',
    'Needed: business associate agreement (45 CFR 164.504(e)) of lakeside. Who can supply it: lakeside and the operator of the gateway.',
  ])
})

test('a purpose and a rule without words are named by their codes, a reason without a source stands alone', () => {
  const all = files()
  all['rules'] = { rules: [] }
  const bare = parsePolicy(all)
  const explanation = on(report({ purpose: 'nonsense' }), [], { policy: bare })
  expect(explanation.answer).toContain('for nonsense')
  expect(explanation.sentences).toEqual(['The purpose of use is not known here.'])
})

test('own records and referrals explain themselves', () => {
  const own = on(report({ recipient: cedar }), [])
  expect(why(own, 'goals')).toEqual(["It is the recipient's own record."])
  const referral = on(
    report({ discloser: lakeside, recipient: cedar, isPart2: false, isTreatmentReferral: true, person: 'p' }),
    [],
  )
  expect(why(referral, 'goals')).toEqual([
    'It is no Part 2 record, and the recipient is the provider to whom the patient is referred (45 CFR 164.506(c)).',
  ])
  expect(referral.sentences).toEqual([
    'Rule R-19: A covered entity may disclose for treatment, to a provider who treats the patient, what is no Part 2 record. (45 CFR 164.506(c))',
    'The disclosure carries: accounting, labels.',
  ])
})

test('without a directory, a restriction on another organization is still not one on everybody', () => {
  const consents = [
    release(),
    restriction({ actor: [actor('Organization/elsewhere'), { role: actor('x').role }] }),
    { resourceType: 'Consent', id: 'empty', status: 'active' },
  ]
  const compiled = compileGrants(consents, {
    ...facts,
    partners: [...partners, { ...lakeside, partner: 'elsewhere' }],
  })
  const explanation = explain(report(), { ...compiled, consents, policy })
  expect(why(explanation, 'goals')).toEqual(['The release Consent/release-1 names Goals.'])
})

test('a question without a readable time is answered with a refusal', () => {
  expect(on(report({ at: 'now' }), [release()]).decision.kind).toBe('deny')
})

test('as FHIR Parameters', () => {
  const request = report({ categories: bits('goals', 'hiv') })
  const parameters = explanationParameters(on(request, [release()]))
  const list = parameters['parameter'] as {
    name: string
    valueCode?: string
    part?: { name: string; valueCode?: string }[]
  }[]
  const named = (name: string): unknown[] =>
    list.filter((each) => each.name === name).map((each) => ({ ...each, name: undefined }))
  expect(parameters.resourceType).toBe('Parameters')
  expect(named('decision')).toEqual([{ valueCode: 'permit' }])
  expect(named('authority')).toEqual([{ valueCode: 'consent' }])
  expect(named('redisclosure')).toEqual([{ valueCode: 'hipaa-except-proceedings' }])
  expect(named('consent')).toEqual([{ valueReference: { reference: 'Consent/release-1' } }])
  expect(named('reason')).toEqual([{ valueString: 'CATEGORY_NOT_COVERED' }])
  expect(named('rule')).toEqual([{ valueString: 'R-21' }])
  expect(named('obligation')).toHaveLength(5)
  expect(named('missing')).toHaveLength(1)
  expect(named('policyVersion')).toEqual([{ valueString: policy.version }])
  const verdicts = list
    .filter(({ name }) => name === 'category')
    .map(({ part }) => part?.slice(0, 3).map(({ valueCode }) => valueCode))
  expect(verdicts).toEqual([
    ['goals', undefined, 'may'],
    ['hiv', undefined, 'may-not'],
  ])
  const refusal = explanationParameters(on(request, []))['parameter'] as { name: string }[]
  expect(refusal.map(({ name }) => name)).not.toContain('authority')
  expect(refusal.map(({ name }) => name)).not.toContain('redisclosure')
})

test('as FHIR Parameters, with what lost', () => {
  const parameters = explanationParameters(on(report(), [release(), restriction()]))
  const list = parameters['parameter'] as { name: string }[]
  expect(list.filter(({ name }) => name === 'losing')).toHaveLength(1)
})
