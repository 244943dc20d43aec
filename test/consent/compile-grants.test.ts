/** Which releases count, what they add up to, what restrictions take away: 42 CFR 2.31, 2.35 and 2.26 as tables. */
import { describe, expect, test } from '@jest/globals'
import { CONSENTS_MAX, compileGrants } from '../../src/consent/compile-grants.ts'
import { EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../src/fhir/resource.ts'
import {
  actor,
  bits,
  category,
  cedar,
  courtRelease,
  facts,
  faultsOf,
  grantsOf,
  lakeside,
  policy,
  purpose,
  release,
  restriction,
} from './world.ts'

const given = (grants: ReturnType<typeof grantsOf>, recipient: string, code: string): string[] =>
  grants
    .filter((grant) => grant.recipient === recipient && grant.purpose === code)
    .flatMap(({ categories }) => policy.codesOf(categories))

describe('a release that lacks nothing', () => {
  test('gives its recipient, for each purpose that it permits, what it names and demographics', () => {
    expect(grantsOf(release())).toEqual(
      ['TREAT', 'COC', 'ETREAT'].map((code) => ({
        person: 'person-1',
        custodian: 'cedar-bridge',
        recipient: 'lakeside',
        purpose: code,
        categories: bits('demographics', 'plan', 'goals'),
        from: '2026-01-10T00:00:00.000Z',
        until: '2027-01-01T00:00:00.000Z',
        consents: ['release-1'],
        redisclosure: 'hipaa-except-proceedings',
        policyVersion: policy.version,
        authority: 'consent',
        basis: [],
      })),
    )
    expect(faultsOf(release())).toEqual([])
  })

  test('to the court gives it monitoring only, and bars any other use', () => {
    expect(grantsOf(courtRelease())).toMatchObject([
      {
        recipient: 'harbor-court',
        purpose: 'cj-monitoring',
        categories: bits('demographics', 'attendance', 'drug-tests'),
        redisclosure: 'cj-official-duty-only',
      },
    ])
    expect(faultsOf(courtRelease())).toEqual([])
  })

  test('for referrals gives their status too', () => {
    const grants = grantsOf(release({ provision: { securityLabel: category('referrals') } }))
    expect(given(grants, 'lakeside', 'TREAT')).toEqual(['demographics', 'referrals', 'referral-status'])
  })

  test('may name a category by a label of v3-ActCode', () => {
    const securityLabel = [...category('goals'), { system: SYSTEM.v3ActCode, code: 'HIV' }]
    expect(given(grantsOf(release({ provision: { securityLabel } })), 'lakeside', 'TREAT')).toContain('hiv')
  })

  test('runs from its signature when that is later than its period, and has no end when it may have none', () => {
    const none = { url: EXTENSION.expirationNone, valueBoolean: true }
    const [grant] = grantsOf(
      release({
        dateTime: '2026-02-01T09:30:00-05:00',
        extension: [...statementsOf(release()), none],
        provision: { period: { start: '2026-01-01' } },
      }),
    )
    expect(grant?.from).toBe('2026-02-01T14:30:00.000Z')
    expect(grant).not.toHaveProperty('until')
  })
})

describe('2.31(a): a release that lacks an element is void, and says which and who can mend it', () => {
  const statementsBut = (url: string): Extension[] =>
    statementsOf(release()).filter((extension) => extension.url !== url)
  const none = { url: EXTENSION.expirationNone, valueBoolean: true }
  const event = { url: EXTENSION.expirationEvent, valueString: 'end of treatment' }

  test.each<[string, string[], Resource]>([
    ['no type', ['type'], release({ provision: { type: undefined } })],
    ['no patient', ['patient'], release({ patient: undefined })],
    ['a patient of nothing', ['patient'], release({ patient: { display: 'Testa' } })],
    ['no discloser', ['discloser'], release({ organization: undefined })],
    ['another discloser', ['discloser'], release({ organization: [{ reference: 'Organization/lakeside' }] })],
    ['no information', ['information'], release({ provision: { securityLabel: undefined } })],
    [
      'unknown information only',
      ['information', 'unknown-information'],
      release({ provision: { securityLabel: category('everything') } }),
    ],
    [
      'counseling notes with others (trap 5)',
      ['counseling-notes'],
      release({ provision: { securityLabel: category('goals', 'counseling-notes') } }),
    ],
    ['no recipient', ['recipient'], release({ provision: { actor: undefined } })],
    [
      'an actor in another role',
      ['recipient'],
      release({
        provision: {
          actor: [
            actor('Organization/lakeside', {
              role: { coding: [{ system: SYSTEM.v3ParticipationType, code: 'CST' }] },
            }),
          ],
        },
      }),
    ],
    [
      'no statement for a covered entity',
      ['hipaa-redisclosure'],
      release({ extension: statementsBut(EXTENSION.hipaaRedisclosureStatement) }),
    ],
    [
      'a statement that says no',
      ['hipaa-redisclosure'],
      release({
        extension: [
          ...statementsBut(EXTENSION.hipaaRedisclosureStatement),
          { url: EXTENSION.hipaaRedisclosureStatement, valueBoolean: false },
        ],
      }),
    ],
    ['no purpose', ['purpose', 'recipient-purpose'], release({ provision: { purpose: undefined } })],
    [
      'an unknown purpose only',
      ['purpose', 'recipient-purpose', 'unknown-purpose'],
      release({ provision: { purpose: [{ system: SYSTEM.v3ActReason, code: 'HLEGAL' }] } }),
    ],
    [
      'a proceeding with another purpose (2.31(d))',
      ['purpose-alone'],
      release({ provision: { purpose: purpose('TREAT', 'legal-proceeding') } }),
    ],
    [
      'monitoring with another purpose',
      ['purpose-alone'],
      courtRelease({
        extension: [...statementsOf(release()), ...statementsOf(courtRelease())],
        provision: { purpose: purpose('cj-monitoring', 'TREAT') },
      }),
    ],
    [
      'no right to revoke',
      ['right-to-revoke'],
      release({ extension: statementsBut(EXTENSION.rightToRevokeStatement) }),
    ],
    ['no expiry', ['expiry'], release({ provision: { period: { start: '2026-01-10' } } })],
    ['no period at all', ['expiry'], release({ provision: { period: undefined } })],
    [
      'a period that cannot be read',
      ['expiry'],
      release({ provision: { period: { start: 'soon', end: '2026-12-31' } } }),
    ],
    ['an end that cannot be read', ['expiry'], release({ provision: { period: { end: 'later' } } })],
    ['two kinds of expiry', ['expiry'], release({ extension: [...statementsOf(release()), event] })],
    [
      'no end, but a purpose beyond treatment, payment and operations (trap 8)',
      ['expiry'],
      release({
        extension: [...statementsOf(release()), none],
        provision: { purpose: purpose('PATRQT'), period: undefined },
      }),
    ],
    [
      'no end, but a purpose unknown',
      ['expiry', 'unknown-purpose'],
      release({
        extension: [...statementsOf(release()), none],
        provision: { purpose: [...purpose('TREAT'), { system: 'x', code: 'TREAT' }], period: undefined },
      }),
    ],
    [
      'an event without words',
      ['expiry'],
      release({
        extension: [...statementsOf(release()), { ...event, valueString: '' }],
        provision: { period: undefined },
      }),
    ],
    ['no signature', ['signature'], release({ performer: undefined })],
    ['no date', ['date'], release({ dateTime: undefined })],
    ['a date that cannot be read', ['date'], release({ dateTime: 'yesterday' })],
    ['a date to come', ['date'], release({ dateTime: '2026-06-16' })],
    [
      'no consequences of refusing',
      ['refusal-consequences'],
      release({ extension: statementsBut(EXTENSION.refusalConsequencesStatement) }),
    ],
    ['no time from which it is revocable (2.35(c))', ['revocable-when'], courtRelease({ extension: [] })],
    [
      'no period of effect (2.35(b))',
      ['period'],
      courtRelease({
        extension: [...statementsOf(courtRelease()), event],
        provision: { period: { start: '2026-01-10' } },
      }),
    ],
    [
      'a limit by period of the information',
      ['narrowing'],
      release({ provision: { dataPeriod: { start: '2026-01-01' } } }),
    ],
    ['a limit by class', ['narrowing'], release({ provision: { class: [{ code: 'Goal' }] } })],
    ['provisions nested without end', ['nesting'], release({ provision: { provision: [nested(12)] } })],
  ])('%s', (_, elements, consent) => {
    expect(grantsOf(consent)).toEqual([])
    expect(faultsOf(consent)).toEqual(elements.toSorted())
    for (const fault of compileGrants([consent], facts).deficiencies) {
      expect(fault.consent).toBe(consent.id)
      expect(fault.text).toMatch(/\.$/)
      expect(fault.who).not.toBe('')
      expect(fault.text + fault.who).not.toContain('{')
    }
  })

  test('each element is enough where it is there in its other form', () => {
    const forms = [
      release({ patient: { identifier: { value: 'MRN-1' } } }),
      release({
        performer: undefined,
        extension: [...statementsOf(release()), { url: EXTENSION.consentSignature, valueSignature: {} }],
      }),
      release({
        extension: [...statementsOf(release()), event],
        provision: { period: { start: '2026-01-10' } },
      }),
      release({ extension: [...statementsOf(release()), none], provision: { period: undefined } }),
      release({ id: undefined }),
    ]
    for (const form of forms) expect(grantsOf(form)).toHaveLength(3)
    expect(faultsOf(...forms)).toEqual([])
  })

  test('an organization of the community needs no HIPAA statement, a program that is none neither', () => {
    const consent = release({
      extension: statementsBut(EXTENSION.hipaaRedisclosureStatement),
      provision: { actor: [actor('Organization/shelter')] },
    })
    expect(given(grantsOf(consent), 'shelter', 'TREAT')).toEqual(['demographics', 'plan', 'goals'])
    expect(grantsOf(consent)[0]?.redisclosure).toBe('no-redisclosure')
  })

  test('a fault that no policy file words is named all the same', () => {
    const without = { ...policy, elements: new Map() }
    const [fault] = compileGrants([release({ patient: undefined })], {
      ...facts,
      policy: without,
    }).deficiencies
    expect(fault).toMatchObject({ element: 'patient', text: 'patient', who: 'cedar-bridge' })
  })
})

describe('parts of a release that fall away', () => {
  test('unknown information permits nothing; the rest stays', () => {
    const consent = release({
      provision: {
        securityLabel: [
          ...category('goals', 'everything'),
          { system: SYSTEM.v3Confidentiality, code: 'R' },
          {},
          { system: policy.categorySystem },
        ],
      },
    })
    expect(given(grantsOf(consent), 'lakeside', 'TREAT')).toEqual(['demographics', 'goals'])
    expect(faultsOf(consent)).toEqual(['unknown-information'])
  })

  test('a purpose of another system is another purpose', () => {
    const consent = release({
      provision: { purpose: [...purpose('TREAT'), { system: SYSTEM.purposeOfUse, code: 'HPAYMT' }, {}] },
    })
    expect(new Set(grantsOf(consent).map((grant) => grant.purpose))).toEqual(
      new Set(['TREAT', 'COC', 'ETREAT']),
    )
    expect(faultsOf(consent)).toEqual(['unknown-purpose'])
  })

  test.each([
    ['a person of the case', actor('RelatedPerson/mother')],
    ['somebody in words', { role: actor('x').role, reference: { display: 'my sponsor' } }],
    ['nobody at all', { role: actor('x').role }],
    ['a role at somebody unknown', actor('PractitionerRole/officer')],
    ['an organization that is no partner', actor('Organization/nowhere')],
  ])('%s is no partner: the consent counts, nobody gets a grant', (_, recipient) => {
    const consent = release({ provision: { actor: [recipient] } })
    expect(grantsOf(consent)).toEqual([])
    expect(faultsOf(consent)).toEqual(['recipient-not-a-partner'])
  })

  test('an intermediary gets nothing to pass on, by role or by the release', () => {
    const byRole = release({
      provision: { actor: [actor('Organization/hub'), actor('Organization/lakeside')] },
    })
    expect(new Set(grantsOf(byRole).map(({ recipient }) => recipient))).toEqual(new Set(['lakeside']))
    expect(faultsOf(byRole)).toEqual(['intermediary-participants'])
    const byForm = release({
      provision: {
        actor: [
          actor('Organization/lakeside', { extension: [{ url: 'x' }, { url: EXTENSION.intermediary }] }),
        ],
      },
    })
    expect(grantsOf(byForm)).toEqual([])
    expect(faultsOf(byForm)).toEqual(['intermediary'])
  })

  test('a court gets nothing for treatment, and a hospital nothing for monitoring', () => {
    const toCourt = release({ provision: { actor: [actor('Organization/harbor-court')] } })
    expect(grantsOf(toCourt)).toEqual([])
    expect(faultsOf(toCourt)).toEqual(['recipient-purpose'])
    const toHospital = courtRelease({ provision: { actor: [actor('Organization/lakeside')] } })
    expect(grantsOf(toHospital)).toEqual([])
    expect(faultsOf(toHospital)).toEqual(['recipient-purpose'])
  })

  test('a court gets tier 3 where it is named, and counseling notes never', () => {
    const named = courtRelease({ provision: { securityLabel: category('attendance', 'diagnoses', 'hiv') } })
    expect(given(grantsOf(named), 'harbor-court', 'cj-monitoring')).toEqual([
      'demographics',
      'attendance',
      'diagnoses',
      'hiv',
    ])
    const notes = courtRelease({ provision: { securityLabel: category('counseling-notes') } })
    expect(grantsOf(notes)).toEqual([])
    expect(faultsOf(notes)).toEqual(['recipient-ceiling'])
  })

  test('counseling notes alone go to a hospital, with demographics', () => {
    const consent = release({ provision: { securityLabel: category('counseling-notes') } })
    expect(given(grantsOf(consent), 'lakeside', 'TREAT')).toEqual(['demographics', 'counseling-notes'])
  })

  test('purposes that the gateway does not weigh permit nothing', () => {
    const consent = release({ provision: { purpose: purpose('pdmp-report') } })
    expect(grantsOf(consent)).toEqual([])
    expect(faultsOf(consent)).toEqual(['recipient-purpose'])
  })
})

describe('what is no release in force', () => {
  test.each([
    ['proposed', release({ status: 'proposed' })],
    ['revoked', release({ status: 'inactive' })],
    ['entered in error', release({ status: 'entered-in-error' })],
    [
      'about treatment, not about disclosure',
      release({ scope: { coding: [{ system: SYSTEM.consentScope, code: 'treatment' }] } }),
    ],
    ['without a scope', release({ scope: undefined })],
    ['without a provision', { ...release(), provision: undefined } as Resource],
    ['a provision that is none', { ...release(), provision: 'all' } as Resource],
  ])('%s: nothing, and no fault', (_, consent) => {
    expect(compileGrants([consent], facts)).toEqual({
      grants: [],
      deficiencies: [],
      conflicts: [],
      denials: [],
    })
  })

  test('the custodian gets no grant to its own records', () => {
    expect(grantsOf(release({ provision: { actor: [actor('Organization/cedar-bridge')] } }))).toEqual([])
  })

  test('more consents than anybody has are refused', () => {
    expect(() => compileGrants(Array<Resource>(CONSENTS_MAX + 1).fill(release()), facts)).toThrow('more than')
  })
})

describe('restrictions (2.26)', () => {
  const treat = (...consents: Resource[]): string[] => given(grantsOf(...consents), 'lakeside', 'TREAT')

  test.each<[string, Record<string, unknown>, string[]]>([
    ['of everything to everybody', {}, []],
    ['of one category', { securityLabel: category('goals') }, ['demographics', 'plan']],
    ['of all that is named', { securityLabel: category('goals', 'plan') }, []],
    ['of demographics', { securityLabel: category('demographics') }, ['plan', 'goals']],
    ['to this recipient', { actor: [actor('Organization/lakeside')] }, []],
    [
      'to another recipient',
      { actor: [actor('Organization/harbor-court')] },
      ['demographics', 'plan', 'goals'],
    ],
    [
      'to a person of the case',
      { actor: [actor('RelatedPerson/mother')] },
      ['demographics', 'plan', 'goals'],
    ],
    ['for this purpose', { purpose: purpose('TREAT') }, []],
    ['for another purpose', { purpose: purpose('HPAYMT') }, ['demographics', 'plan', 'goals']],
    ['before', { period: { end: '2025-12-31' } }, ['demographics', 'plan', 'goals']],
  ])('%s', (_, provision, expected) => {
    expect(treat(release(), restriction(provision))).toEqual(expected)
    expect(treat(restriction(provision), release())).toEqual(expected)
    expect(faultsOf(restriction(provision))).toEqual([])
  })

  test.each<[string, Record<string, unknown>]>([
    ['to somebody unknown', { actor: [actor('PractitionerRole/officer')] }],
    ['for a purpose unknown', { purpose: [{ system: 'x', code: 'y' }] }],
    ['of something unknown', { securityLabel: category('everything') }],
    ['in a time that cannot be read', { period: { start: 'soon', end: '2020-01-01' } }],
    ['with exceptions, which are not read', { provision: [{ type: 'permit' }] }],
  ])('%s: read as meaning all, and reported', (_, provision) => {
    expect(treat(release(), restriction(provision))).toEqual([])
    expect(faultsOf(restriction(provision))).toEqual(['unclear-restriction'])
  })

  test('one that is not in force, or not agreed on, binds nobody', () => {
    expect(treat(release(), restriction({}, { status: 'proposed' }))).not.toEqual([])
  })

  test('a later release does not win over a standing denial (a fault of others)', () => {
    const later = release({ id: 'later', dateTime: '2026-06-01' })
    expect(treat(restriction({}, { dateTime: '2026-01-01' }), later)).toEqual([])
  })

  test('needs neither id nor form', () => {
    expect(
      treat(release(), restriction({}, { id: undefined, patient: undefined, organization: undefined })),
    ).toEqual([])
  })
})

describe('provisions within a release narrow it', () => {
  const treat = (provision: unknown[]): string[] =>
    given(
      grantsOf(release({ provision: { securityLabel: category('goals', 'referrals'), provision } })),
      'lakeside',
      'TREAT',
    )

  test('a denial within it', () => {
    expect(treat([{ type: 'deny', securityLabel: category('goals') }])).toEqual([
      'demographics',
      'referrals',
      'referral-status',
    ])
  })
  test('also of what would go along', () => {
    expect(treat([{ type: 'deny', securityLabel: category('referral-status') }])).toEqual([
      'demographics',
      'goals',
      'referrals',
    ])
  })
  test('a permission within it adds nothing; a denial within that still counts', () => {
    expect(
      treat([
        {
          type: 'permit',
          securityLabel: category('hiv'),
          provision: [{ type: 'deny', securityLabel: category('referrals') }],
        },
      ]),
    ).toEqual(['demographics', 'goals'])
  })
  test('one without a type denies', () => {
    expect(treat([{ securityLabel: category('goals', 'referrals') }])).toEqual([])
  })
  test('it does not bind another release', () => {
    const narrow = release({ id: 'narrow', provision: { provision: [{ type: 'deny' }] } })
    expect(given(grantsOf(narrow, release()), 'lakeside', 'TREAT')).toEqual(['demographics', 'plan', 'goals'])
  })
})

describe('time', () => {
  const spans = (...consents: Resource[]): (readonly [string, string | undefined, string[]])[] =>
    grantsOf(...consents)
      .filter((grant) => grant.purpose === 'TREAT')
      .map(({ from, until, categories }) => [
        from.slice(0, 10),
        until?.slice(0, 10),
        policy.codesOf(categories).slice(1),
      ])

  test('segments are disjoint and hold the union of what is released in each', () => {
    const early = release({
      id: 'a',
      provision: { securityLabel: category('plan'), period: { start: '2026-02-01', end: '2026-04-30' } },
    })
    const late = release({
      id: 'b',
      provision: { securityLabel: category('goals'), period: { start: '2026-04-01', end: '2026-06-30' } },
    })
    expect(spans(late, early)).toEqual([
      ['2026-02-01', '2026-04-01', ['plan']],
      ['2026-04-01', '2026-05-01', ['plan', 'goals']],
      ['2026-05-01', '2026-07-01', ['goals']],
    ])
    expect(grantsOf(early, late).find(({ from }) => from.startsWith('2026-04'))?.consents).toEqual(['a', 'b'])
    // What a recipient is told of the first is its own time, and nothing of the other, which has not begun.
    expect(grantsOf(early, late)[0]).toMatchObject({
      until: '2026-04-01T00:00:00.000Z',
      period: { from: grantsOf(early)[0]?.from, until: grantsOf(early)[0]?.until },
    })
    expect(grantsOf(early)[0]).not.toHaveProperty('period')
  })

  test('a restriction of some weeks cuts a hole', () => {
    expect(spans(release(), restriction({ period: { start: '2026-03-01', end: '2026-03-14' } }))).toEqual([
      ['2026-01-10', '2026-03-01', ['plan', 'goals']],
      ['2026-03-15', '2027-01-01', ['plan', 'goals']],
    ])
  })

  test('neighbours that say the same are one, those of different consents are two', () => {
    const first = release({ id: 'a', provision: { period: { start: '2026-02-01', end: '2026-02-28' } } })
    const second = release({ id: 'b', provision: { period: { start: '2026-03-01', end: '2026-03-31' } } })
    expect(spans(first, second)).toHaveLength(2)
    expect(
      spans(
        release(),
        restriction({ securityLabel: category('hiv'), period: { start: '2026-03-01', end: '2026-03-14' } }),
      ),
    ).toHaveLength(1)
    expect(
      spans(
        release({ id: 'a' }),
        release({ id: 'b', provision: { period: { start: '2026-03-01', end: '2026-03-31' } } }),
      ),
    ).toHaveLength(3)
  })

  test('a revocation on record ends it', () => {
    const revoked = (date: unknown): Extension =>
      ({
        url: EXTENSION.revocation,
        extension: [
          { url: 'date', valueDateTime: date },
          { url: 'reason', valueString: 'x' },
        ],
      }) as unknown as Extension
    const extension = [...statementsOf(release()), revoked('2026-03-05T10:00:00Z'), revoked('2026-04-01')]
    expect(spans(release({ extension }))).toEqual([['2026-01-10', '2026-03-05', ['plan', 'goals']]])
    expect(spans(release({ extension: [...statementsOf(release()), revoked(7), revoked('?')] }))).toEqual([
      ['2026-01-10', '2027-01-01', ['plan', 'goals']],
    ])
  })

  test('a 2.35 release ends by a revocation on record not before it is revocable, and not at all before its event', () => {
    const revoked = { url: EXTENSION.revocation, extension: [{ url: 'date', valueDateTime: '2026-03-05' }] }
    const until = (when: Extension[]): string | undefined =>
      grantsOf(courtRelease({ extension: [...when, revoked] }))[0]?.until?.slice(0, 10)
    const byDate = { url: EXTENSION.revocableWhen, valueDate: '2026-05-01' }
    const byEvent = { url: EXTENSION.revocableWhen, valueString: 'final disposition' }
    expect(until([byDate])).toBe('2026-05-01')
    expect(until([{ ...byDate, valueDate: '2026-02-01' }])).toBe('2026-03-05')
    expect(until([byEvent])).toBe('2027-01-01')
    expect(until([byEvent, byDate])).toBe('2026-05-01')
    expect(until([{ ...byDate, valueDate: '?' }])).toBe('2027-01-01')
    expect(until([{ ...byDate, valueDate: '2027-05-01' }])).toBe('2027-01-01')
  })

  test('a day ends with its last instant, and a far end is an end', () => {
    expect(grantsOf(release({ provision: { period: { end: '2026-06-15' } } }))[0]?.until).toBe(
      '2026-06-16T00:00:00.000Z',
    )
    expect(grantsOf(release({ provision: { period: { end: '2026-06-15T12:00:00.000Z' } } }))[0]?.until).toBe(
      '2026-06-15T12:00:00.001Z',
    )
  })
})

test('deficiencies name the partners that the release is about, in a fixed order', () => {
  const broken = release({ id: 'b', patient: undefined, performer: undefined })
  const other = release({ id: 'a', patient: undefined, provision: { actor: undefined } })
  const { deficiencies } = compileGrants([broken, other], facts)
  expect(deficiencies.map(({ consent, element, recipients }) => [consent, element, recipients])).toEqual([
    ['a', 'patient', []],
    ['a', 'recipient', []],
    ['b', 'patient', ['lakeside']],
    ['b', 'signature', ['lakeside']],
  ])
})

test('a consent without an id is named by nothing', () => {
  const [fault] = compileGrants([release({ id: undefined, patient: undefined })], facts).deficiencies
  expect(fault).toMatchObject({ consent: '', element: 'patient' })
})

test('two programs: the redisclosure class follows the recipient', () => {
  const other = { ...lakeside, partner: 'other-program', legalRole: 'part2_program' }
  const payer = { ...lakeside, partner: 'payer', legalRole: 'third_party_payer_non_hipaa' }
  const classes = (party: typeof lakeside, code: string): string[] =>
    compileGrants(
      [release({ provision: { actor: [actor(`Organization/${party.partner}`)], purpose: purpose(code) } })],
      { ...facts, partners: [cedar, party] },
    ).grants.map(({ redisclosure }) => redisclosure)
  expect(classes(other, 'COC')).toEqual(['consistent-with-consent'])
  expect(classes(payer, 'HPAYMT')).toEqual(['contractors-only'])
  expect(classes(payer, 'COC')).toEqual(['no-redisclosure'])
  expect(classes(lakeside, 'PATRQT')).toEqual(['no-redisclosure'])
})

function statementsOf(consent: Resource): Extension[] {
  return consent['extension'] as Extension[]
}

function nested(depth: number): Record<string, unknown> {
  return depth === 0 ? { type: 'deny' } : { type: 'permit', provision: [nested(depth - 1)] }
}
