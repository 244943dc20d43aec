/** Other authorities than a release, in what the cases by rule do not show: papers that do not count, ends, and what is odd. */
import { describe, expect, test } from '@jest/globals'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { CompileFacts, Decision, DisclosureRequest, Grant, Party } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
import { mandatesOf } from '../../src/consent/gates.ts'
import { paperBetween } from '../../src/consent/agreement.ts'
import { parsePolicy } from '../../src/consent/policy.ts'
import { EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../src/fhir/resource.ts'
import {
  actor,
  ask,
  bits,
  category,
  cedar,
  court,
  courtRelease,
  facts,
  faultsOf,
  files,
  lakeside,
  policy,
  purpose,
  release,
  restriction,
  shelter,
} from './world.ts'
import {
  auditor,
  designation,
  emergency,
  everybody,
  hub,
  inCourt,
  known,
  papersOf,
  treatingOnly,
} from './rules/parties.ts'

const compile = (change: Partial<CompileFacts>, ...consents: Resource[]): ReturnType<typeof compileGrants> =>
  compileGrants(consents, { ...facts, ...known, ...change })
const faults = (change: Partial<CompileFacts>, ...consents: Resource[]): string[] =>
  compile(change, ...consents).deficiencies.map(({ element }) => element)
const on = (request: DisclosureRequest, change: Partial<CompileFacts>, ...consents: Resource[]): Decision =>
  decide(request, { ...compile(change, ...consents), policy })
const of = (authority: Grant['authority'], grants: readonly Grant[]): Grant[] =>
  grants.filter((grant) => grant.authority === authority)

/** The order of papersOf with another list of details. */
function orderWith(change: (details: Extension[]) => Extension[]): Partial<CompileFacts> {
  const papers = papersOf()
  const orders = (papers.orders ?? []).map((paper): Resource => {
    const [stated] = (paper['extension'] ?? []) as Extension[]
    if (!stated) return paper
    return { ...paper, extension: [{ ...stated, extension: change(stated['extension'] as Extension[]) }] }
  })
  return { ...papers, orders }
}
const without = (url: string) => (details: Extension[]) => details.filter((detail) => detail.url !== url)
const and = (url: string, value: Record<string, unknown>) => (details: Extension[]) => [
  ...details,
  { url, ...value },
]
const instead = (url: string, value: Record<string, unknown>) => (details: Extension[]) =>
  and(url, value)(without(url)(details))

describe('an order permits nothing, and says why', () => {
  test.each<[string, Partial<CompileFacts>, string[]]>([
    ['where it names no recipient', orderWith(without('recipient')), ['order-recipient']],
    [
      'where it names a recipient that is no partner',
      orderWith(and('recipient', { valueReference: { reference: 'Organization/elsewhere' } })),
      ['order-recipient'],
    ],
    [
      'where a recipient is no reference',
      orderWith(and('recipient', { valueString: 'all' })),
      ['order-recipient'],
    ],
    ['where it names no part', orderWith(without('part')), ['order-part']],
    [
      'where it names a part that is no category',
      orderWith(and('part', { valueCoding: { system: policy.categorySystem, code: 'everything' } })),
      ['order-part'],
    ],
    [
      'where it names a part of another system',
      orderWith(and('part', { valueCoding: { system: 'https://elsewhere.example', code: 'goals' } })),
      ['order-part'],
    ],
    ['where a part is no coding', orderWith(and('part', { valueString: 'goals' })), ['order-part']],
    [
      'where a part has no code',
      orderWith(and('part', { valueCoding: { system: policy.categorySystem } })),
      ['order-part'],
    ],
    ['where it does not say when it holds', orderWith(without('validity')), ['order-validity']],
    [
      'where it does not say from when',
      orderWith(instead('validity', { valuePeriod: { end: '2026-06-30' } })),
      ['order-validity'],
    ],
    [
      'where it does not say until when',
      orderWith(instead('validity', { valuePeriod: { start: '2026-06-01' } })),
      ['order-validity'],
    ],
    [
      'where it ends before it begins',
      orderWith(instead('validity', { valuePeriod: { start: '2026-07-01', end: '2026-06-01' } })),
      ['order-validity'],
    ],
    [
      'where its subpoena is another paper',
      orderWith(instead('subpoena', { valueReference: { reference: 'DocumentReference/other' } })),
      ['order-without-subpoena', 'subpoena-without-order'],
    ],
    ['where it has no date', papersOf({ change: { created: undefined } }), ['order-author']],
    ['where its date is none', papersOf({ change: { created: 'once' } }), ['order-author']],
    ['where the time of asking is none', { ...papersOf(), at: 'never' }, ['order-author']],
    ['where it is dated in the future', papersOf({ change: { created: '2026-06-16' } }), ['order-author']],
    ['where no court made it', papersOf({ change: { author: { display: 'a court' } } }), ['order-author']],
    [
      'where it says what it permits twice',
      papersOf({ change: { extension: [{ url: EXTENSION.courtOrder }, { url: EXTENSION.courtOrder }] } }),
      [
        'order-author',
        'order-part',
        'order-recipient',
        'order-validity',
        'order-without-subpoena',
        'subpoena-without-order',
      ],
    ],
    ['where it is for undercover agents', papersOf({ type: 'undercover-2.67' }), ['order-type']],
    [
      'where an auditor is to receive it against a patient',
      papersOf({ type: 'criminal-patient-2.65', recipients: [auditor.partner] }),
      ['order-barred', 'order-recipient-purpose'],
    ],
    [
      'where the ground is none',
      papersOf({ parts: ['counseling-notes'], ground: 'curiosity' }),
      ['order-communications'],
    ],
    [
      'where the ground is no coding, or has no code',
      orderWith((details) => [
        ...instead('part', { valueCoding: category('counseling-notes')[0] })(details),
        { url: 'communications', valueString: 'threat' },
        { url: 'communications', valueCoding: {} },
      ]),
      ['order-communications'],
    ],
  ])('%s', (_, change, expected) => {
    const { grants, deficiencies } = compile(change)
    expect(of('court-order', grants)).toEqual([])
    expect(deficiencies.map(({ element }) => element).toSorted()).toEqual(expected)
  })

  test('an order to a recipient that may not ask for a proceeding reaches only the others', () => {
    const { grants, deficiencies } = compile(papersOf({ recipients: [court.partner, lakeside.partner] }))
    expect(of('court-order', grants).map(({ recipient }) => recipient)).toEqual([court.partner])
    expect(deficiencies.map(({ element }) => element)).toEqual(['order-recipient-purpose'])
  })

  test('papers of another kind, and a subpoena that is no longer current, are no order', () => {
    const [order, subpoena] = papersOf().orders ?? []
    const other: Resource = { resourceType: 'Basic', id: 'b', code: { text: 'a note' } }
    expect(compile({ orders: [other, { ...order, resourceType: 'Task' } as Resource] }).deficiencies).toEqual(
      [],
    )
    expect(faults({ orders: [{ ...order }, { ...subpoena, status: 'superseded' }] as Resource[] })).toEqual([
      'order-without-subpoena',
    ])
  })

  test('papers without an id, or that name nobody, are refused and not mistaken for each other', () => {
    const [order, subpoena] = papersOf().orders ?? []
    const nameless = [
      { ...order, id: undefined },
      { ...subpoena, id: undefined, author: [{}] },
    ] as unknown as Resource[]
    const { deficiencies } = compile({ orders: nameless })
    expect(deficiencies.map(({ consent, element }) => `${consent} ${element}`)).toEqual([
      'Basic/ order-without-subpoena',
      'DocumentReference/ subpoena-without-order',
    ])
  })

  test('without the purpose of a proceeding there is nobody to whom it could go', () => {
    const purposes = new Map([...policy.purposes].filter(([code]) => code !== 'legal-proceeding'))
    expect(faults({ ...papersOf(), policy: { ...policy, purposes } })).toEqual(['order-recipient-purpose'])
  })

  test('an order holds from the later of its date and its beginning', () => {
    const [grant] = of('court-order', compile(papersOf({ change: { created: '2026-06-10' } })).grants)
    expect(grant).toMatchObject({ from: '2026-06-10T00:00:00.000Z', until: '2026-07-01T00:00:00.000Z' })
    expect(grant?.basis).toEqual(['Basic/order-1', 'DocumentReference/subpoena-1'])
  })
})

describe('emergencies and agreements', () => {
  const opened = (change: Record<string, unknown>): Partial<CompileFacts> => ({
    emergencies: (emergency.emergencies ?? []).map((each) => ({ ...each, ...change })),
  })
  test.each([
    ['that begins at no time', { from: 'soon' }],
    ['that ends at no time', { until: 'later' }],
    ['that ends before it begins', { until: '2026-06-15T05:00:00.000Z' }],
    ['for somebody who is no partner', { recipient: 'elsewhere' }],
  ])('an emergency %s opens nothing', (_, change) => {
    expect(of('emergency', compile(opened(change)).grants)).toEqual([])
  })

  test('restrictions are overruled in it, each named; those before and after it are not', () => {
    const during = restriction({ period: { start: '2026-06-15' } }, { id: 'b-during' })
    const before = restriction({ period: { end: '2026-06-01' } }, { id: 'before' })
    const after = restriction({ period: { start: '2026-07-01' } }, { id: 'after' })
    const begins = restriction({ period: { start: '2026-06-15T08:00:00Z' } }, { id: 'a-begins' })
    const notes = restriction({ securityLabel: category('counseling-notes') }, { id: 'notes' })
    const compiled = compile(emergency, during, before, after, begins, notes)
    const [grant] = of('emergency', compiled.grants)
    expect(grant?.overruled?.map(({ loser }) => loser)).toEqual(['Consent/a-begins', 'Consent/b-during'])
    const request = ask({ purpose: 'ETREAT' })
    for (const conflicts of [compiled.conflicts, undefined]) {
      const { deciding, losing } = decide(request, {
        grants: compiled.grants,
        policy,
        ...(conflicts && { conflicts }),
      })
      expect(deciding).toEqual([{ reference: 'emergency/e-1', says: 'permits', categories: bits('goals') }])
      expect(losing.map(({ reference, says }) => `${reference} ${says}`)).toEqual(
        expect.arrayContaining(['Consent/b-during denies']),
      )
    }
  })

  test('where a policy lets restrictions bind it, they do', () => {
    const authorities = { ...policy.authorities, restrictionsOverruledBy: [] }
    const facts = { ...emergency, policy: { ...policy, authorities } }
    expect(of('emergency', compile(facts, restriction()).grants)).toEqual([])
  })

  test.each([
    ['in dates that are none', { from: 'once' }],
    ['for information that is none', { categories: ['nonsense'] }],
  ])('an agreement %s gives nothing', (_, change) => {
    const agreements = auditor.agreements.map((each) =>
      each.kind === 'audit' ? { ...each, ...change } : each,
    )
    expect(of('agreement', compile({ partners: [cedar, { ...auditor, agreements }] }).grants)).toEqual([])
  })

  test('an agreement holds up to its end, and from either side’s file', () => {
    const filed = { kind: 'audit', from: '2026-01-01', until: '2026-03-01', with: auditor.partner }
    const custodian = { ...cedar, agreements: [...cedar.agreements, filed] }
    const other = { ...auditor, agreements: auditor.agreements.slice(0, 1) }
    const grants = of('agreement', compile({ custodian, partners: [custodian, other] }).grants)
    expect(grants).toHaveLength(1)
    expect(grants[0]).toMatchObject({
      from: '2026-01-01T00:00:00.000Z',
      until: '2026-03-01T00:00:00.000Z',
      basis: ['agreement/audit'],
      consents: [],
    })
    expect(paperBetween(cedar, auditor, 'handshake', policy)).toBe(
      'handshake between cedar-bridge and state-auditor',
    )
  })
})

describe('who treats (treating.test.ts)', () => {
  test('a general designation ends with the relationship, and never before the release', () => {
    const through = release({ provision: { actor: [actor(hub, designation(treatingOnly))] } })
    const untilOf = (until: string | undefined): (string | undefined)[] => [
      ...new Set(
        compile({ treating: new Map([[lakeside.partner, until]]) }, through)
          .grants.filter(({ authority }) => authority === 'consent')
          .map((grant) => grant.until),
      ),
    ]
    expect(untilOf(undefined)).toEqual(['2027-01-01T00:00:00.000Z'])
    expect(untilOf('2026-08-01T00:00:00.000Z')).toEqual(['2026-08-01T00:00:00.000Z'])
  })
})

describe('what the gateway is toward the custodian', () => {
  const as = (gatewayRole: 'intermediary' | 'lawful_holder'): Partial<CompileFacts> => ({
    custodian: { ...cedar, gatewayRole },
  })
  const gateway = actor('Organization/gateway')
  const both = release({ provision: { actor: [gateway, actor('Organization/lakeside')] } })
  const onward = release({
    provision: { actor: [actor('Organization/gateway', designation(treatingOnly))] },
  })
  const treats = { treating: new Map([[lakeside.partner, undefined]]) }

  test('as its service organization, a release need not name it', () => {
    expect(faultsOf(release())).toEqual([])
    expect(faultsOf(onward)).toEqual(['intermediary'])
  })
  test('as a lawful holder, a release counts only where it names it', () => {
    expect(faults(as('lawful_holder'), release())).toEqual(['gateway'])
    expect(faults(as('lawful_holder'), both)).toEqual([])
    expect(of('consent', compile(as('lawful_holder'), both).grants).length).toBeGreaterThan(0)
  })
  test('as an intermediary, it passes on to those who treat', () => {
    const { grants } = compile({ ...as('intermediary'), ...treats }, onward)
    expect(of('consent', grants)[0]).toMatchObject({
      recipient: lakeside.partner,
      basis: ['intermediary/gateway'],
    })
  })
  test('its paper is that of the network', () => {
    const decided = on(
      ask({ discloser: { ...cedar, gatewayRole: 'lawful_holder' } }),
      as('lawful_holder'),
      both,
    )
    expect(decided.missing.map(({ what }) => what)).toEqual([
      'participation agreement of the network of cedar-bridge',
    ])
  })
})

describe('intermediaries', () => {
  test('participants of another kind, unknown ones, and the same one twice', () => {
    const named = [lakeside.partner, shelter.partner, 'elsewhere'].map((partner) => ({
      url: 'participant',
      valueReference: { reference: `Organization/${partner}` },
    }))
    const twice = release({
      provision: {
        actor: [
          actor(hub, designation(...named, { url: 'participant', valueString: 'x' }, treatingOnly)),
          actor('Organization/hub', designation(treatingOnly)),
        ],
      },
    })
    const { grants, deficiencies } = compile(
      { treating: new Map([[lakeside.partner, '2026-08-01T00:00:00.000Z']]) },
      twice,
    )
    expect(
      new Set(of('consent', grants).map(({ recipient, until }) => `${recipient} ${until ?? ''}`)),
    ).toEqual(new Set(['lakeside 2027-01-01T00:00:00.000Z']))
    expect(deficiencies.map(({ element }) => element)).toEqual(
      expect.arrayContaining(['participant-not-treating', 'participant-role']),
    )
  })
})

describe('mandates', () => {
  const docket = (value: unknown): Resource =>
    courtRelease({
      extension: [
        { url: EXTENSION.revocableWhen, valueString: 'at final disposition' },
        { url: EXTENSION.docket, valueIdentifier: value as Extension['valueIdentifier'] },
      ] as Extension[],
    })
  test.each([[undefined], [{}], [{ value: '' }]])('a docket that says %j names no mandate', (value) => {
    const { grants } = compile({}, docket(value))
    expect(of('consent', grants).map(({ mandate }) => mandate)).toEqual([undefined])
  })
  test('a release of a mandate and one of none stand beside each other, each for its own', () => {
    const { grants } = compile({}, docket({ value: 'CR-1' }), { ...courtRelease(), id: 'plain' })
    expect(of('consent', grants).map(({ mandate, consents }) => [mandate, consents])).toEqual([
      [undefined, ['plain']],
      ['CR-1', ['court-release']],
    ])
  })
})

test('a segment goes on where nothing changes, also of what is outweighed', () => {
  const nested = [{ type: 'deny', securityLabel: category('hiv'), period: { start: '2026-04-01' } }]
  const consent = release({ provision: { provision: nested } })
  const { grants } = compile({}, consent, restriction({ securityLabel: category('plan') }))
  const own = grants.filter(({ authority, purpose: aim }) => authority === 'consent' && aim === 'TREAT')
  expect(own.map(({ overruled }) => overruled)).toEqual([
    [{ winner: 'Consent/restriction-1', loser: 'Consent/release-1', categories: bits('plan') }],
  ])
})

test('the mandates of a person: those of the duties, all of them, none', () => {
  const monitoring = policy.purposes.get('cj-monitoring')
  const as = (...duties: string[]): Party => ({ ...court, person: { id: 'p', duties } })
  expect(mandatesOf(as('monitor:CR-1', 'privacy'), monitoring)).toEqual(['CR-1'])
  expect(mandatesOf(as('monitor', 'monitor:CR-1'), monitoring)).toBeUndefined()
  expect(mandatesOf({ ...cedar }, monitoring)).toEqual([])
  expect(mandatesOf(as(), policy.purposes.get('TREAT'))).toBeUndefined()
  expect(mandatesOf(as(), undefined)).toBeUndefined()
})

describe('decisions name what decided and what lost', () => {
  const says = (provisions: Decision['deciding']): string[] =>
    provisions.map(
      ({ reference, says: what, categories }) => `${reference} ${what} ${policy.codesOf(categories).join()}`,
    )

  test('a release narrowed by a restriction', () => {
    const narrowed = restriction({ securityLabel: category('plan') })
    const decision = on(
      ask({ categories: bits('goals', 'plan'), channel: 'report' }),
      {},
      release(),
      narrowed,
    )
    expect(says(decision.deciding)).toEqual([
      'Consent/release-1 permits goals',
      'Consent/restriction-1 denies plan',
    ])
    expect(says(decision.losing)).toEqual(['Consent/release-1 permits plan'])
  })
  test('a restriction that leaves nothing', () => {
    const decision = on(ask(), {}, release(), restriction())
    expect(says(decision.deciding)).toEqual(['Consent/restriction-1 denies goals'])
    expect(says(decision.losing)).toEqual(['Consent/release-1 permits goals'])
  })
  test('releases that have ended, have not begun, or are void', () => {
    const at = (id: string, start: string, end: string): Resource =>
      release({ id, provision: { period: { start, end } } })
    const decision = on(
      ask(),
      {},
      at('past', '2026-01-10', '2026-02-01'),
      at('future', '2026-07-01', '2026-08-01'),
      release({ id: 'void', performer: undefined }),
      {
        ...restriction({ actor: [actor('PractitionerRole/x')], securityLabel: category('hiv') }),
        id: 'unclear',
      },
    )
    expect(says(decision.losing)).toEqual([
      'Consent/future not-yet goals',
      'Consent/past expired goals',
      'Consent/void void:signature goals',
    ])
  })
  test('an order that is void, by its own reference; a person’s other grants do not count', () => {
    const papers = papersOf({ subpoena: false })
    const decision = decide(inCourt({ person: 'person-1' }), { ...compile(papers), policy })
    expect(says(decision.losing)).toEqual(['Basic/order-1 void:order-without-subpoena attendance'])
    const { grants } = compile(papersOf())
    const elsewhere = grants.map((grant) => ({ ...grant, person: 'another' }))
    expect(decide(inCourt({ person: 'person-1' }), { grants: elsewhere, policy }).losing).toEqual([])
  })
  test('several authorities at once: all are named, and the recipient has the right of none of them', () => {
    const consent = release({ provision: { securityLabel: category('goals') } })
    const request = ask({ purpose: 'ETREAT', categories: bits('goals', 'hiv') })
    const decision = on(request, emergency, consent)
    expect(decision).toMatchObject({
      authority: 'consent',
      authorities: ['consent', 'emergency'],
      rules: ['R-21', 'R-40'],
      redisclosure: 'no-redisclosure',
      obligations: ['notice', 'scope', 'accounting', 'minimum-necessary', 'labels', 'emergency-record'],
    })
    expect(says(decision.deciding)).toEqual([
      'Consent/release-1 permits goals',
      'emergency/e-1 permits goals,hiv',
    ])
  })
  test('a copy that goes by its class and by a release', () => {
    const held = { class: 'hipaa-except-proceedings' }
    const own = release({
      organization: [{ reference: 'Organization/lakeside' }],
      provision: { actor: [actor('Organization/cedar-bridge')], securityLabel: category('unclassified') },
    })
    const request = ask({
      discloser: lakeside,
      recipient: cedar,
      held,
      isTreatmentReferral: true,
      categories: bits('goals', 'unclassified'),
    })
    const decision = decide(request, {
      ...compileGrants([own], { ...facts, custodian: lakeside }),
      policy,
    })
    expect(decision).toMatchObject({
      authorities: ['consent', 'redisclosure'],
      rules: ['R-21', 'R-22'],
      redisclosure: 'no-redisclosure',
    })
  })
})

describe('odd questions', () => {
  test('a claim without a time, or about nothing', () => {
    const claim = { kind: 'internal', facts: [] }
    for (const change of [{ at: 'never' }, { categories: 0n }])
      expect(decide(ask({ claim, ...change }), { grants: [], policy }).reasons[0]?.code).toBe(
        'REQUEST_INVALID',
      )
  })
  test('a claim may reach a part', () => {
    const claim = { kind: 'disaster', facts: ['declared-emergency', 'program-closed'] }
    const categories = bits('goals', 'counseling-notes')
    const decision = decide(ask({ claim, purpose: 'ETREAT', categories, channel: 'report' }), {
      grants: [],
      policy,
    })
    expect(decision).toMatchObject({
      kind: 'permit',
      allowed: bits('goals'),
      withheld: bits('counseling-notes'),
    })
    expect(decision.reasons.map(({ code }) => code)).toEqual(['MINIMUM_NECESSARY'])
  })
  test('a claim whose rule has no words stands without a source', () => {
    const silent = { ...policy, rules: new Map() }
    const { reasons } = decide(ask({ claim: { kind: 'fda', facts: [] } }), { grants: [], policy: silent })
    expect(reasons[0]).not.toHaveProperty('citation')
  })
  test('a purpose that is switched off is refused for the reason given', () => {
    const treatment = policy.purposes.get('TREAT')
    const purposes = new Map(policy.purposes)
    if (treatment) purposes.set('TREAT', { ...treatment, notSupported: 'Not today.' })
    const decision = decide(ask(), { grants: [], policy: { ...policy, purposes } })
    expect(decision.reasons.map(({ code, text }) => `${code} ${text}`)).toEqual([
      'NOT_PART2_AUTHORITY Not today.',
    ])
  })
  test('a copy for a purpose that its class does not reach', () => {
    const request = ask({ held: { class: 'consistent-with-consent' }, discloser: lakeside, recipient: cedar })
    expect(decide(request, { grants: [], policy }).kind).toBe('deny')
  })
  test('a recipient named without a reference, and an intermediary among them', () => {
    const consent = release({ provision: { actor: [actor('Organization/lakeside'), { extension: [] }] } })
    expect(faultsOf(consent)).toEqual(['recipient-not-a-partner'])
  })
  test('information that no purpose names stays where it is', () => {
    expect(purpose('nothing-such')[0]?.system).toBe('https://nowhere.example')
    expect(everybody.length).toBeGreaterThan(10)
    expect(SYSTEM.courtPaper).toContain('court-paper')
  })
})

test('a purpose can be switched off in its file', () => {
  const all = files()
  const purposes = ((all['purposes'] ?? {})['purposes'] as Record<string, unknown>[]).map((each) =>
    each['code'] === 'TREAT' ? { ...each, notSupported: 'Not today.' } : each,
  )
  expect(parsePolicy({ ...all, purposes: { purposes } }).purposes.get('TREAT')?.notSupported).toBe(
    'Not today.',
  )
})

describe('authorities and state law that do not hold together are refused', () => {
  const parse = (name: string, change: (file: Record<string, unknown>) => unknown) => (): unknown => {
    const all = files()
    return parsePolicy({ ...all, [name]: change(structuredClone(all[name] ?? {})) })
  }
  test.each<[string, string, (file: Record<string, unknown>) => unknown, string]>([
    [
      'a claim with two lists',
      'authorities',
      withClaim({ onlyCategories: [], excludedCategories: [] }),
      'either',
    ],
    [
      'a claim with no list',
      'authorities',
      withClaim({ onlyCategories: undefined, excludedCategories: undefined }),
      'either',
    ],
    ['a claim that rests on nothing', 'authorities', withClaim({ facts: {} }), 'must name a fact'],
    [
      'a need that nobody knows',
      'authorities',
      (file) => ({ ...file, redisclosure: [{ ...first(file, 'redisclosure'), needs: 'luck' }] }),
      'must be one of',
    ],
    [
      'a class that nobody knows',
      'authorities',
      (file) => ({ ...file, redisclosure: [{ ...first(file, 'redisclosure'), class: 'x' }] }),
      "'x' is no class",
    ],
    [
      'a purpose that nobody knows',
      'authorities',
      (file) => ({ ...file, byAgreement: [{ ...first(file, 'byAgreement'), purpose: 'x' }] }),
      "'x' is no purpose",
    ],
    [
      'a state that is none',
      'state-law',
      (file) => ({ ...file, pdmpRequiredBy: ['New York'] }),
      'must be a state',
    ],
    [
      'a sample that does not hold',
      'state-law',
      (file) => ({ ...file, sample: [{ ...first(file, 'sample'), excludedCategories: ['x'] }] }),
      "'x' is no information category",
    ],
    [
      'a distance that is none',
      'purposes',
      (file) => ({
        ...file,
        purposes: (file['purposes'] as object[]).map((each) => ({ ...each, milesMax: 'far' })),
      }),
      'must be a number',
    ],
  ])('%s', (_, name, change, message) => {
    expect(parse(name, change)).toThrow(message)
  })
})

function first(file: Record<string, unknown>, name: string): Record<string, unknown> {
  return (file[name] as Record<string, unknown>[])[0] ?? {}
}

function withClaim(change: Record<string, unknown>) {
  return (file: Record<string, unknown>): unknown => ({
    ...file,
    claims: [{ ...first(file, 'claims'), ...change }],
  })
}
