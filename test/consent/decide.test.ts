/** What is permitted and denied, rule by rule (rules.md 1.3 to 1.5) and trap by trap; every rule in both directions. */
import { describe, expect, test } from '@jest/globals'
import type { Decision, DisclosureRequest, Grant, Party } from '../../src/consent/consent.ts'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import { restrictionsIn } from '../../src/consent/restrictions.ts'
import { decide } from '../../src/consent/decide.ts'
import { gate } from '../../src/consent/gates.ts'
import { consentRuleOf, handlingLabels, redisclosureOf } from '../../src/consent/recipient.ts'
import type { PurposePolicy } from '../../src/consent/policy.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import {
  actor,
  ask,
  AT,
  bits,
  category,
  cedar,
  court,
  courtRelease,
  exchangeHub,
  facts,
  grantsOf,
  lakeside,
  policy,
  purpose,
  release,
  restriction,
  shelter,
} from './world.ts'

function on(request: DisclosureRequest, ...consents: Resource[]): Decision {
  return decide(request, { grants: grantsOf(...consents), denials: [], policy })
}

const codes = ({ reasons }: Decision): string[] => reasons.map(({ code }) => code)
const askCourt = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({ recipient: court, purpose: 'cj-monitoring', categories: bits('attendance'), ...change })

describe('R-18 own record', () => {
  test('permit: a partner has its own records, whatever they are and whatever it asks for', () => {
    const decision = on(ask({ recipient: cedar, purpose: 'anything', categories: bits('counseling-notes') }))
    expect(decision).toMatchObject({
      kind: 'permit',
      authority: 'own-record',
      rules: ['R-18'],
      withheld: 0n,
      obligations: [],
    })
    expect(decision.allowed).toBe(bits('counseling-notes'))
  })
  test("deny: another's", () => {
    expect(on(ask()).kind).toBe('deny')
  })
})

describe('agreements: without the paper nothing flows', () => {
  const without = (party: Party): Party => ({ ...party, agreements: [] })
  const dated = (from: string, until?: string): Party => ({
    ...lakeside,
    agreements: [{ kind: 'baa', from, ...(until && { until }) }],
  })

  test.each<[string, Partial<DisclosureRequest>, string]>([
    [
      'the discloser has none',
      { discloser: without(cedar) },
      'qualified service organization agreement (42 CFR 2.11) of cedar-bridge',
    ],
    [
      'the recipient has none',
      { recipient: without(lakeside) },
      'business associate agreement (45 CFR 164.504(e)) of lakeside',
    ],
    [
      'it has another kind',
      { recipient: { ...lakeside, agreements: cedar.agreements } },
      'business associate agreement (45 CFR 164.504(e)) of lakeside',
    ],
    [
      'a role without an entry needs the general one',
      { recipient: without(shelter) },
      'participation agreement of the network of shelter',
    ],
    [
      'it is not in force yet',
      { recipient: dated('2026-06-16') },
      'business associate agreement (45 CFR 164.504(e)) of lakeside',
    ],
    [
      'it has ended',
      { recipient: dated('2025-01-01', '2026-06-15') },
      'business associate agreement (45 CFR 164.504(e)) of lakeside',
    ],
    [
      'its beginning cannot be read',
      { recipient: dated('once') },
      'business associate agreement (45 CFR 164.504(e)) of lakeside',
    ],
    [
      'its end cannot be read',
      { recipient: dated('2025-01-01', 'some day') },
      'business associate agreement (45 CFR 164.504(e)) of lakeside',
    ],
  ])('deny: %s, and the refusal names it', (_, change, what) => {
    const decision = on(ask(change), release())
    expect(decision).toMatchObject({
      kind: 'deny',
      rules: ['AGREEMENT'],
      allowed: 0n,
      withheld: bits('goals'),
    })
    expect(codes(decision)).toEqual(['AGREEMENT_MISSING'])
    expect(decision.missing.map((paper) => paper.what)).toEqual([what])
  })

  test('permit: dated by instants, or by a year', () => {
    for (const recipient of [dated('2025'), dated('2025', '2026-06-15T18:00:00-05:00')]) {
      expect(on(ask({ recipient }), release()).kind).toBe('permit')
    }
  })

  test('permit: on its first day, and on the day before the one on which it ends', () => {
    expect(on(ask({ recipient: dated('2026-06-15', '2026-06-16') }), release()).kind).toBe('permit')
  })

  test('a paper that no title is given for is named by its kind', () => {
    const untitled = { ...policy, parties: { ...policy.parties, agreementTitles: new Map<string, string>() } }
    expect(gate(ask({ recipient: without(lakeside) }), untitled)?.missing[0]?.what).toBe('baa of lakeside')
    expect(
      gate(ask({ recipient: without(lakeside) }), { ...untitled, rules: new Map() })?.reasons[0],
    ).not.toHaveProperty('citation')
  })
})

describe('the purpose fits the recipient', () => {
  test.each<[string, Partial<DisclosureRequest>, string]>([
    ['HLEGAL under operations (trap 1)', { purpose: 'HLEGAL' }, 'PURPOSE_NOT_COVERED'],
    ['a court asks for treatment (trap 6)', { recipient: court }, 'PURPOSE_NOT_COVERED'],
    ['a hospital asks for monitoring', { purpose: 'cj-monitoring' }, 'PURPOSE_NOT_COVERED'],
    ['an intermediary asks for treatment (trap 9)', { recipient: exchangeHub }, 'PURPOSE_NOT_COVERED'],
    ['a hospital reports to no PDMP', { purpose: 'pdmp-report' }, 'PURPOSE_NOT_COVERED'],
  ])('deny: %s', (_, change, code) => {
    const decision = on(
      ask(change),
      release({ provision: { purpose: purpose('TREAT', 'HPAYMT', 'HOPERAT') } }),
    )
    expect(decision).toMatchObject({ kind: 'deny', rules: ['PURPOSE'] })
    expect(codes(decision)).toEqual([code])
  })

  test('permit: the purpose of the release and those that it permits', () => {
    for (const code of ['TREAT', 'COC', 'ETREAT'])
      expect(on(ask({ purpose: code }), release()).kind).toBe('permit')
  })
})

describe('R-20, R-21 consent', () => {
  test('permit: all that the release names, with notice, scope, accounting and labels', () => {
    expect(on(ask({ categories: bits('goals', 'plan', 'demographics') }), release())).toEqual({
      kind: 'permit',
      authority: 'consent',
      authorities: ['consent'],
      deciding: [
        {
          reference: 'Consent/release-1',
          says: 'permits',
          categories: bits('goals', 'plan', 'demographics'),
        },
      ],
      losing: [],
      rules: ['R-21'],
      reasons: [],
      missing: [],
      allowed: bits('goals', 'plan', 'demographics'),
      withheld: 0n,
      obligations: ['notice', 'scope', 'accounting', 'minimum-necessary', 'labels'],
      consents: ['release-1'],
      redisclosure: 'hipaa-except-proceedings',
      notice: '2.32-a-1',
      policyVersion: policy.version,
    })
  })

  test('permit: a community service, under R-20, without further disclosure', () => {
    const consent = release({ provision: { actor: [actor('Organization/shelter')] } })
    const decision = on(ask({ recipient: shelter }), consent)
    expect(decision).toMatchObject({ kind: 'permit', rules: ['R-20'], redisclosure: 'no-redisclosure' })
    expect(handlingLabels(decision, policy).map(({ code }) => code)).toEqual(['NORDSCLCDS'])
  })

  test.each<[string, Resource[], Partial<DisclosureRequest>, string[]]>([
    ['no release', [], {}, ['CONSENT_MISSING']],
    ['revoked', [release({ status: 'inactive' })], {}, ['CONSENT_MISSING']],
    ['another recipient', [courtRelease()], {}, ['RECIPIENT_NOT_DESIGNATED']],
    ['another purpose', [release()], { purpose: 'HPAYMT' }, ['PURPOSE_NOT_COVERED']],
    ['a category that is not named', [release()], { categories: bits('hiv') }, ['CATEGORY_NOT_COVERED']],
    [
      'counseling notes under a release of others (R-11)',
      [release()],
      { categories: bits('counseling-notes') },
      ['COUNSELING_NOTES_SEPARATE_CONSENT'],
    ],
    ['expired', [release()], { at: '2027-01-01T00:00:00Z' }, ['CONSENT_EXPIRED']],
    [
      'not in force yet',
      [release({ provision: { period: { start: '2026-07-01', end: '2026-12-31' } } })],
      {},
      ['CONSENT_NOT_IN_PERIOD'],
    ],
    ['restricted', [release(), restriction()], {}, ['CONSENT_MISSING']],
    ['a time that is none', [release()], { at: 'now' }, ['REQUEST_INVALID']],
    ['nothing asked for', [release()], { categories: 0n }, ['REQUEST_INVALID']],
    ['impossible bits', [release()], { categories: -1n }, ['REQUEST_INVALID']],
    [
      'an unclassified resource (unlabelled is most restricted)',
      [release()],
      { categories: bits('unclassified') },
      ['CATEGORY_NOT_COVERED'],
    ],
    ['another person', [release()], { person: 'person-2' }, ['CONSENT_MISSING']],
  ])('deny: %s', (_, consents, change, expected) => {
    const request = ask(change)
    const decision = on(request, ...consents)
    expect(decision).toMatchObject({
      kind: 'deny',
      allowed: 0n,
      withheld: request.categories,
      consents: [],
      obligations: [],
    })
    expect(decision.authority).toBeUndefined()
    expect(codes(decision)).toEqual(expected)
  })

  test('permit: a release that names the unclassified', () => {
    const consent = release({ provision: { securityLabel: category('unclassified') } })
    expect(on(ask({ categories: bits('unclassified') }), consent).kind).toBe('permit')
  })

  test('permit: the person who is meant', () => {
    expect(on(ask({ person: 'person-1' }), release()).kind).toBe('permit')
  })

  test('the end of a release is not in it, its last instant is', () => {
    expect(on(ask({ at: '2026-12-31T23:59:59.999Z' }), release()).kind).toBe('permit')
    expect(on(ask({ at: '2026-12-31T19:00:00-05:00' }), release()).kind).toBe('deny')
    expect(on(ask({ at: '2026-01-10T00:00:00.000Z' }), release()).kind).toBe('permit')
    expect(on(ask({ at: '2026-01-09T23:59:59.999Z' }), release()).kind).toBe('deny')
  })

  test('permit: a release that has no end, at any time after its beginning', () => {
    const [grant] = grantsOf(release()) as [Grant]
    const endless = Object.fromEntries(Object.entries(grant).filter(([name]) => name !== 'until')) as Grant
    expect(decide(ask({ at: '2050-01-01' }), { grants: [endless], policy }).kind).toBe('permit')
  })

  test('grants that overlap, as no compilation gives them, are relied on together', () => {
    const [grant] = grantsOf(release()) as [Grant]
    const other: Grant = { ...grant, categories: bits('hiv'), consents: ['another', 'release-1'] }
    const decision = decide(ask({ categories: bits('goals', 'hiv') }), { grants: [grant, other], policy })
    expect(decision).toMatchObject({ kind: 'permit', consents: ['another', 'release-1'] })
  })

  test('what is missing is said with who can supply it', () => {
    const { missing } = on(ask({ categories: bits('hiv', 'counseling-notes') }), release())
    expect(missing).toEqual([
      {
        what: 'a release that names lakeside as recipient, treatment as purpose, and: HIV',
        who: 'the patient, through cedar-bridge',
      },
      {
        what: 'a separate release that names lakeside as recipient, treatment as purpose, and: SUD counseling notes',
        who: 'the patient, through cedar-bridge',
      },
    ])
  })

  test('a release that is void is named with its element', () => {
    const { deficiencies } = compileGrants([release({ performer: undefined })], facts)
    const decision = decide(ask(), { grants: [], policy, deficiencies })
    expect(codes(decision)).toEqual(['CONSENT_MISSING', 'CONSENT_DEFICIENT:signature'])
    expect(decision.reasons[1]?.citation).toBe('42 CFR 2.31(a)(8)')
    expect(decision.missing[0]).toEqual({
      what: 'The release is not signed.',
      who: 'the patient, who signs a new release',
    })
    expect(codes(decide(ask({ recipient: shelter }), { grants: [], policy, deficiencies }))).toEqual([
      'CONSENT_MISSING',
    ])
  })

  test('grants of other custodians and grants that cannot be read do not count', () => {
    const [grant] = grantsOf(release()) as [Grant]
    const wrong: Grant[] = [
      { ...grant, custodian: 'elsewhere' },
      { ...grant, from: 'soon' },
      { ...grant, until: 'later' },
    ]
    for (const each of wrong) expect(decide(ask(), { grants: [each], policy }).kind).toBe('deny')
    expect(decide(ask(), { grants: [...wrong, grant], policy }).kind).toBe('permit')
  })

  test('deny: a hospital passing on what it received from a program', () => {
    const decision = decide(ask({ discloser: lakeside, recipient: shelter }), { grants: [], policy })
    expect(codes(decision)).toEqual(['CONSENT_MISSING', 'REDISCLOSURE_BARRED'])
  })

  test("permit: a hospital's own record, by the patient's release to it, without the notice of Part 2", () => {
    const ofHospital = compileGrants(
      [
        release({
          organization: [{ reference: 'Organization/lakeside' }],
          provision: { actor: [actor('Organization/shelter')] },
        }),
      ],
      { ...facts, custodian: lakeside },
    )
    const decision = decide(ask({ discloser: lakeside, recipient: shelter, isPart2: false }), {
      ...ofHospital,
      policy,
    })
    expect(decision).toMatchObject({
      kind: 'permit',
      authority: 'consent',
      obligations: ['accounting', 'labels'],
    })
    expect(decision).not.toHaveProperty('notice')
  })

  test('what a program sends carries the notice even where no label says Part 2', () => {
    expect(on(ask({ isPart2: false }), release()).notice).toBe('2.32-a-1')
  })
})

describe('all or nothing, and in part', () => {
  const mixed = bits('goals', 'mental-health')

  test('one resource is read whole or not', () => {
    expect(on(ask({ categories: mixed }), release())).toMatchObject({
      kind: 'deny',
      allowed: 0n,
      withheld: mixed,
    })
  })

  test.each(['delivery', 'report', 'status'] as const)(
    'a %s may be permitted in part, and says what is withheld',
    (channel) => {
      const decision = on(ask({ categories: mixed, channel }), release())
      expect(decision).toMatchObject({
        kind: 'permit',
        allowed: bits('goals'),
        withheld: bits('mental-health'),
      })
      expect(codes(decision)).toEqual(['CATEGORY_NOT_COVERED'])
    },
  )

  test('but not when nothing is left', () => {
    expect(on(ask({ categories: bits('mental-health'), channel: 'report' }), release()).kind).toBe('deny')
  })
})

describe('R-28 criminal justice', () => {
  test('permit: to a person with the duty to monitor, for official duties only', () => {
    const decision = on(askCourt(), courtRelease())
    expect(decision).toMatchObject({
      kind: 'permit',
      authority: 'consent',
      rules: ['R-28'],
      redisclosure: 'cj-official-duty-only',
    })
    expect(handlingLabels(decision, policy).map(({ code }) => code)).toEqual(['NORDSCLCDS', 'NOREUSE'])
  })

  test('permit: a duty that says which mandate', () => {
    const person = { id: 'po', duties: ['monitor:CR-2026-0017'] }
    expect(on(askCourt({ recipient: { ...court, person } }), courtRelease()).kind).toBe('permit')
  })

  test.each<[string, Party]>([
    [
      'nobody acts',
      { partner: court.partner, kind: court.kind, legalRole: court.legalRole, agreements: court.agreements },
    ],
    ['the person has no duty', { ...court, person: { id: 'clerk', duties: [] } }],
    ['the person has another duty', { ...court, person: { id: 'clerk', duties: ['monitoring', 'privacy'] } }],
  ])('deny: %s', (_, recipient) => {
    const decision = on(askCourt({ recipient }), courtRelease())
    expect(decision).toMatchObject({ kind: 'deny', rules: ['R-28'] })
    expect(codes(decision)).toEqual(['CJ_NO_MONITORING_DUTY'])
    expect(decision.missing[0]?.who).toBe('harbor-court')
  })

  test.each(['mental-health', 'hiv', 'diagnoses', 'plan'])(
    'deny: %s, which the release does not name',
    (code) => {
      expect(on(askCourt({ categories: bits('attendance', code) }), courtRelease()).kind).toBe('deny')
    },
  )

  test('deny: counseling notes and the unclassified, whatever a release names; no paper can change that', () => {
    const consent = courtRelease({ provision: { securityLabel: category('counseling-notes') } })
    const decision = on(askCourt({ categories: bits('counseling-notes', 'unclassified') }), consent)
    expect(codes(decision)).toEqual(['CONSENT_MISSING', 'MINIMUM_NECESSARY'])
    expect(decision.missing).toEqual([])
  })

  test('deny: a status notification goes through the same engine (trap 12)', () => {
    expect(
      on(askCourt({ categories: bits('referral-status'), channel: 'status' }), courtRelease()).kind,
    ).toBe('deny')
  })
})

describe('R-12 proceedings', () => {
  const proceeding = courtRelease({
    provision: { purpose: purpose('legal-proceeding') },
    extension: release()['extension'] as [],
  })
  const request = ask({ recipient: court, purpose: 'legal-proceeding', categories: bits('attendance') })

  test('permit: by a release of its own', () => {
    expect(on(request, proceeding)).toMatchObject({ kind: 'permit', rules: ['R-12'] })
  })
  test('deny: by a release for monitoring', () => {
    expect(codes(on(request, courtRelease()))).toEqual(['PROCEEDING_CONSENT_SEPARATE'])
  })
})

describe('R-19 a covered entity refers to a treating provider', () => {
  const referral = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
    ask({
      discloser: lakeside,
      recipient: cedar,
      isPart2: false,
      isTreatmentReferral: true,
      categories: bits('referrals', 'diagnoses'),
      ...change,
    })

  test('permit: without consent and without the notice of Part 2', () => {
    expect(on(referral())).toEqual({
      kind: 'permit',
      authority: 'hipaa-treatment',
      authorities: ['hipaa-treatment'],
      deciding: [],
      losing: [],
      rules: ['R-19'],
      reasons: [],
      missing: [],
      allowed: bits('referrals', 'diagnoses'),
      withheld: 0n,
      obligations: ['accounting', 'labels'],
      consents: [],
      policyVersion: policy.version,
    })
    expect(on(referral({ purpose: 'COC' })).kind).toBe('permit')
  })

  test.each<[string, Partial<DisclosureRequest>, string]>([
    ['a Part 2 record', { isPart2: true }, 'REDISCLOSURE_BARRED'],
    ['no referral', { isTreatmentReferral: false }, 'NO_TREATING_RELATIONSHIP'],
    ['another purpose', { purpose: 'HPAYMT' }, 'CONSENT_MISSING'],
    ['a recipient who treats nobody', { recipient: shelter }, 'CONSENT_MISSING'],
    ['a discloser that is no covered entity', { discloser: shelter }, 'CONSENT_MISSING'],
    ['counseling notes', { categories: bits('counseling-notes') }, 'CONSENT_MISSING'],
    ['what is not classified', { categories: bits('referrals', 'unclassified') }, 'CONSENT_MISSING'],
  ])('deny: %s', (_, change, code) => {
    const decision = on(referral(change))
    expect(decision.kind).toBe('deny')
    expect(codes(decision)).toContain(code)
  })

  test('deny: nobody has looked for restrictions', () => {
    expect(decide(referral(), { grants: [], policy }).kind).toBe('deny')
  })

  test('a restriction is named as what decided, and the referral as what lost', () => {
    const denies = restriction({ securityLabel: category('diagnoses') })
    const { denials } = compileGrants([denies], { ...facts, custodian: lakeside })
    const decision = decide(referral({ channel: 'delivery' }), { grants: [], denials, policy })
    expect(decision).toMatchObject({
      kind: 'permit',
      authority: 'hipaa-treatment',
      allowed: bits('referrals'),
      deciding: [{ reference: 'Consent/restriction-1', says: 'denies', categories: bits('diagnoses') }],
      losing: [{ reference: 'authority/hipaa-treatment', says: 'permits', categories: bits('diagnoses') }],
    })
  })

  test('deny: a program, whatever its records are labelled', () => {
    expect(on(referral({ discloser: cedar, recipient: lakeside })).kind).toBe('deny')
  })

  test('together with a consent for what it does not cover', () => {
    const { grants } = compileGrants(
      [
        release({
          organization: [{ reference: 'Organization/lakeside' }],
          provision: { actor: [actor('Organization/cedar-bridge')], securityLabel: category('unclassified') },
        }),
      ],
      { ...facts, custodian: lakeside },
    )
    const decision = decide(referral({ categories: bits('referrals', 'unclassified') }), {
      grants,
      denials: [],
      policy,
    })
    expect(decision).toMatchObject({
      kind: 'permit',
      authority: 'consent',
      rules: ['R-21', 'R-19'],
      consents: ['release-1'],
    })
    expect(decide(referral(), { grants, denials: [], policy }).authority).toBe('hipaa-treatment')
  })
})

describe('policies that say nothing', () => {
  const silent = { ...policy, parties: { ...policy.parties, redisclosure: [], consentRules: [] } }
  test('give no class and no rule, and still no more', () => {
    const treatment = policy.purposes.get('TREAT') as PurposePolicy
    expect(redisclosureOf(lakeside, treatment, silent)).toBe('')
    expect(consentRuleOf(lakeside, treatment, silent)).toBe('')
    expect(handlingLabels({ ...on(ask(), release()) }, silent)).toEqual([])
    expect(decide(ask(), { grants: [], policy: silent })).toMatchObject({ kind: 'deny', rules: [''] })
  })
})

test('R-50: a refusal is the same whatever the person has elsewhere', () => {
  const elsewhere = grantsOf(release()).map((grant) => ({ ...grant, custodian: 'elsewhere' }))
  expect(decide(ask(), { grants: elsewhere, policy })).toEqual(decide(ask(), { grants: [], policy }))
})

test('a decision replays to itself', () => {
  const request = ask({ at: AT, channel: 'report', categories: bits('goals', 'hiv') })
  expect(on(request, release())).toEqual(on(structuredClone(request), structuredClone(release())))
})

test('the restrictions that are looked up for a referral are those that grants are compiled with', () => {
  const consents = [
    release(),
    restriction({ securityLabel: category('goals') }),
    restriction({ actor: [actor('PractitionerRole/unknown')] }, { id: 'another' }),
  ]
  const found = restrictionsIn(consents, facts)
  expect(found).toHaveLength(2)
  expect(new Set(found)).toEqual(new Set(compileGrants(consents, facts).denials))
})

test('a grant that names no rule permits, and cites none', () => {
  const grants = grantsOf(release()).map((grant): Grant => ({ ...grant, authority: 'agreement' }))
  expect(decide(ask(), { grants, policy })).toMatchObject({
    kind: 'permit',
    authority: 'agreement',
    rules: [],
  })
})
