/** Emergencies, agreements and claims where something is missing, odd or already covered; what cannot be read permits nothing. */
import { describe, expect, test } from '@jest/globals'
import { agreedAt, paperBetween } from '../../src/consent/agreement.ts'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { Agreement, CompileFacts, Decision, DisclosureRequest } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
import { gate, mandatesOf } from '../../src/consent/gates.ts'
import { redisclosed } from '../../src/consent/redisclosure.ts'
import type { PurposePolicy } from '../../src/consent/policy.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { auditor, emergency, police } from './rules/parties.ts'
import {
  ask,
  AT,
  bits,
  cedar,
  court,
  facts,
  lakeside,
  partners,
  policy,
  release,
  restriction,
  shelter,
} from './world.ts'

const inEmergency = (change: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  ask({ purpose: 'ETREAT', categories: bits('hiv'), ...change })

function on(request: DisclosureRequest, consents: Resource[], change: Partial<CompileFacts> = {}): Decision {
  return decide(request, { ...compileGrants(consents, { ...facts, ...change }), policy })
}

describe('an emergency', () => {
  const [opened] = emergency.emergencies ?? []
  const opening = (change: object): Partial<CompileFacts> => ({
    emergencies: opened ? [{ ...opened, ...change }] : [],
  })

  test('that cannot be read, has no length, or is of somebody unknown opens nothing', () => {
    for (const change of [{ from: 'soon' }, { until: 'later' }, { until: AT, from: AT }, { recipient: 'x' }])
      expect(on(inEmergency(), [], opening(change)).kind).toBe('deny')
    expect(on(inEmergency(), [], opening({})).kind).toBe('permit')
  })

  test('outweighs restrictions while they hold, and says so in their order', () => {
    const during = (id: string, start: string, end: string): Resource =>
      restriction({ period: { start, end } }, { id })
    const said = on(
      inEmergency(),
      [
        during('b', '2026-06-01', '2026-06-30'),
        during('a', '2026-06-01', '2026-06-30'),
        during('over', '2026-05-01', '2026-05-31'),
        during('to-come', '2026-06-20', '2026-06-30'),
        during('begins', '2026-06-16', '2026-06-30'),
      ],
      opening({}),
    )
    expect(said).toMatchObject({ kind: 'permit', authority: 'emergency' })
    expect(said.losing.map(({ reference }) => reference)).toEqual([
      'Consent/a',
      'Consent/b',
      'Consent/begins',
    ])
  })

  test('together with a release: notice and scope of the release, and the record of the emergency', () => {
    const { authorities, obligations, redisclosure } = on(
      inEmergency({ categories: bits('goals', 'hiv') }),
      [release()],
      opening({}),
    )
    expect(authorities).toEqual(['consent', 'emergency'])
    expect(obligations).toEqual([
      'notice',
      'scope',
      'accounting',
      'minimum-necessary',
      'labels',
      'emergency-record',
    ])
    // Of two rights to disclose further the recipient has neither.
    expect(redisclosure).toBe('no-redisclosure')
    const grants = compileGrants([release()], { ...facts, ...opening({}) }).grants
    const bare = { ...policy, parties: { ...policy.parties, redisclosure: [] } }
    expect(
      decide(inEmergency({ categories: bits('goals', 'hiv') }), { grants, policy: bare }).redisclosure,
    ).toBe('')
  })
})

describe('an agreement', () => {
  const audit = (change: Partial<Agreement>): Partial<CompileFacts> => ({
    partners: [
      ...partners,
      { ...auditor, agreements: [{ kind: 'audit', with: cedar.partner, from: '2025-01-01', ...change }] },
    ],
  })
  const grantsBy = (change: Partial<Agreement>): number =>
    compileGrants([], { ...facts, ...audit(change) }).grants.length

  test('whose time cannot be read, or that names nothing known, gives nothing', () => {
    expect(grantsBy({})).toBe(1)
    expect(grantsBy({ from: 'once' })).toBe(0)
    expect(grantsBy({ categories: ['unknown'] })).toBe(0)
    expect(grantsBy({ categories: ['unclassified'] })).toBe(0)
  })

  test('is named by its kind where no title is given', () => {
    expect(paperBetween(cedar, lakeside, 'handshake', policy)).toBe(
      'handshake between cedar-bridge and lakeside',
    )
    expect(agreedAt(cedar, lakeside, { kind: 'handshake', at: AT })).toEqual([])
  })
})

describe('gates', () => {
  const changed = (code: string, change: Partial<PurposePolicy>): typeof policy => {
    const purpose = policy.purposes.get(code)
    return purpose === undefined
      ? policy
      : { ...policy, purposes: new Map([...policy.purposes, [code, { ...purpose, ...change }]]) }
  }

  test('a purpose that counsel has closed is refused with the reason', () => {
    const closed = changed('TREAT', { notSupported: 'Closed for now by counsel.' })
    expect(gate(ask(), closed)?.reasons[0]).toMatchObject({
      code: 'NOT_PART2_AUTHORITY',
      text: 'Closed for now by counsel.',
    })
  })

  test('a program that is near enough may be told, and one further away or at no known distance may not', () => {
    const other = (miles?: number): typeof cedar => ({
      ...cedar,
      partner: 'other-program',
      legalRole: 'wm_or_maintenance_program',
      agreements: [
        ...cedar.agreements,
        { kind: 'registry-membership', with: cedar.partner, from: '2025-01-01', ...(miles && { miles }) },
      ],
    })
    const told = (miles?: number): string | undefined =>
      gate(
        ask({
          recipient: other(miles),
          purpose: 'prevent-multiple-enrollment',
          event: 'treatment-resumed',
        }),
        policy,
      )?.reasons[0]?.code
    expect([told(200), told(201), told()]).toEqual([undefined, 'REGISTRY_DISTANCE', 'REGISTRY_DISTANCE'])
  })

  test('mandates: of nobody none, of other duties none', () => {
    const monitoring = policy.purposes.get('cj-monitoring')
    const { person: _person, ...nobody } = court
    expect(mandatesOf(nobody, monitoring)).toEqual([])
    const person = { id: 'p', duties: ['privacy', 'monitor:CR-1'] }
    expect(mandatesOf({ ...court, person }, monitoring)).toEqual(['CR-1'])
  })
})

describe('a copy', () => {
  const copy = (change: Partial<DisclosureRequest>): DisclosureRequest =>
    ask({ discloser: lakeside, recipient: shelter, held: { class: 'consistent-with-consent' }, ...change })

  test('goes nowhere for a purpose that nobody knows, or without what was consented to', () => {
    expect(redisclosed(copy({ purpose: 'unknown' }), AT, policy).categories).toBe(0n)
    expect(redisclosed(copy({}), AT, policy).categories).toBe(0n)
  })

  test('for payment goes to a payer without more', () => {
    const payer = { ...lakeside, partner: 'payer', legalRole: 'health_plan' }
    const request = copy({
      recipient: payer,
      purpose: 'HPAYMT',
      held: { class: 'hipaa-except-proceedings' },
    })
    expect(decide(request, { grants: [], denials: [], policy })).toMatchObject({
      kind: 'permit',
      rules: ['R-22'],
    })
  })
})

describe('a claim', () => {
  const report: DisclosureRequest = ask({
    recipient: police,
    purpose: 'crime-on-premises',
    categories: bits('demographics', 'goals'),
    claim: { kind: 'crime-on-premises', facts: ['crime-or-threat-at-program'] },
  })

  test('may be permitted in part where the channel takes parts, and names what it does not reach', () => {
    expect(decide(report, { grants: [], policy }).kind).toBe('deny')
    const part = decide({ ...report, channel: 'report' }, { grants: [], policy })
    expect(part).toMatchObject({ kind: 'permit', allowed: bits('demographics'), withheld: bits('goals') })
    expect(part.reasons.map(({ code }) => code)).toEqual(['MINIMUM_NECESSARY'])
    expect(
      decide({ ...report, channel: 'report', categories: bits('goals') }, { grants: [], policy }).kind,
    ).toBe('deny')
  })

  test('at a time that is none, or about nothing, is refused', () => {
    for (const change of [{ at: 'now' }, { categories: 0n }])
      expect(decide({ ...report, ...change }, { grants: [], policy }).reasons[0]?.code).toBe(
        'REQUEST_INVALID',
      )
  })
})
