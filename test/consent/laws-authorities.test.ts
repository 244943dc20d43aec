/**
 * The laws of the engine over every authority at once: releases, through intermediaries too, restrictions, orders of a court,
 * emergencies, agreements and mandates. What SQL returns is what `decide` permits; a restriction never widens, and binds all
 * but the treatment of an emergency; order means nothing; no question, claim or copy makes it throw.
 */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { CompileFacts, Decision, DisclosureRequest, Grant, Party } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
import { gate, mandatesOf } from '../../src/consent/gates.ts'
import { barredAuthorities } from '../../src/consent/personnel.ts'
import { holds } from '../../src/consent/time.ts'
import { EXTENSION } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import {
  actor,
  ask,
  category,
  cedar,
  court,
  courtRelease,
  facts,
  lakeside,
  policy,
  purpose,
  release,
  restriction,
  shelter,
} from './world.ts'
import {
  auditor,
  clerk,
  designation,
  everybody,
  hub,
  medic,
  papersOf,
  payer,
  police,
  researcher,
  software,
  treatingOnly,
} from './rules/parties.ts'

const codes = [
  'goals',
  'plan',
  'attendance',
  'drug-tests',
  'hiv',
  'counseling-notes',
  'demographics',
] as const
const named = fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 3 })
const day = fc.constantFrom('2026-02-01', '2026-06-10', '2026-06-15', '2026-06-16', '2026-07-01')

const toHospital = named.map((list) =>
  release({
    provision: {
      securityLabel: category(...list.filter((code) => code !== 'counseling-notes'), 'goals'),
      purpose: purpose('TREAT', 'HPAYMT'),
    },
  }),
)
const throughHub = named.map(() => release({ provision: { actor: [actor(hub, designation(treatingOnly))] } }))
const toCourt = fc.constantFrom(undefined, 'CR-1', 'CR-2').map((docket) =>
  courtRelease({
    extension: [
      { url: EXTENSION.revocableWhen, valueString: 'at final disposition' },
      ...(docket === undefined ? [] : [{ url: EXTENSION.docket, valueIdentifier: { value: docket } }]),
    ],
  }),
)
const denies = fc
  .record({ named, start: day, end: day }, { requiredKeys: ['named'] })
  .map(({ named: list, start, end }) =>
    restriction({
      securityLabel: category(...list),
      ...((start ?? end) !== undefined && { period: { ...(start && { start }), ...(end && { end }) } }),
    }),
  )
const consents = fc
  .array(fc.oneof(toHospital, toHospital, throughHub, toCourt, toCourt, denies), { maxLength: 6 })
  .map((list) => list.map((each, index): Resource => ({ ...each, id: `c-${index}` })))

const order = fc
  .record({
    type: fc.constantFrom(
      'noncriminal-2.64',
      'noncriminal-2.64',
      'criminal-patient-2.65',
      'program-2.66',
      'undercover-2.67',
    ),
    recipients: fc.oneof(
      { weight: 3, arbitrary: fc.constant([court.partner, police.partner]) },
      { weight: 1, arbitrary: fc.constantFrom([court.partner], ['elsewhere'], []) },
    ),
    parts: named,
    subpoena: fc.constantFrom(true, true, true, false),
    ground: fc.option(fc.constantFrom('threat', 'curiosity'), { nil: undefined }),
  })
  .map(({ ground, ...rest }) => papersOf({ ...rest, ...(ground !== undefined && { ground }) }).orders ?? [])
const opened = fc.array(
  fc.record({
    id: fc.constantFrom('e-1', 'e-2'),
    recipient: fc.constantFrom(
      lakeside.partner,
      lakeside.partner,
      medic.partner,
      shelter.partner,
      'elsewhere',
    ),
    from: fc.constantFrom('2026-06-09T00:00:00.000Z', '2026-06-15T00:00:00.000Z', 'never'),
    until: fc.constantFrom(
      '2026-06-15T12:00:00.000Z',
      '2026-06-16T00:00:00.000Z',
      '2026-06-01T00:00:00.000Z',
    ),
  }),
  { maxLength: 2 },
)
const treating = fc
  .uniqueArray(fc.constantFrom(lakeside.partner, payer.partner, court.partner), { maxLength: 3 })
  .map((list) => new Map(list.map((partner): [string, undefined] => [partner, undefined])))
const world = fc
  .record({ orders: fc.oneof(order, fc.constant([])), emergencies: opened, treating })
  .map((change): CompileFacts => ({ ...facts, partners: everybody, ...change }))

const person = fc
  .constantFrom(['monitor'], ['monitor:CR-1'], ['monitor:CR-2', 'privacy'], [])
  .map((duties): Party => ({ ...court, person: { id: 'p', duties } }))
const bits = fc.oneof(
  fc.constantFrom(...codes).map((code) => policy.bitsOf([code])),
  named.map((list) => policy.bitsOf(list)),
)
const question = fc
  .record({
    to: fc.oneof(
      fc.record({
        recipient: fc.constantFrom(lakeside, lakeside, clerk, software, medic, shelter, payer),
        purpose: fc.constantFrom('TREAT', 'ETREAT', 'ETREAT', 'HPAYMT'),
      }),
      fc.record({
        recipient: fc.oneof(person, fc.constant(police)),
        purpose: fc.constantFrom('cj-monitoring', 'legal-proceeding'),
      }),
      fc.constant({ recipient: auditor, purpose: 'audit-evaluation' }),
      fc.constant({ recipient: researcher, purpose: 'HRESCH' }),
    ),
    at: fc.constantFrom('2026-06-09T00:00:00.000Z', '2026-06-15T11:59:59.999Z', '2026-06-15T12:00:00.000Z'),
    categories: bits,
  })
  .map(({ to, ...rest }): DisclosureRequest => ask({ ...to, ...rest, person: facts.person }))

/** The predicate of the database (src/store/access.ts): the grants in force together cover every category. */
function isRowVisible(request: DisclosureRequest, grants: readonly Grant[]): boolean {
  const mandates = mandatesOf(request.recipient, policy.purposes.get(request.purpose))
  const covered = grants
    .filter(
      ({ recipient, purpose: aim, from, until, authority, mandate = '' }) =>
        recipient === request.recipient.partner &&
        aim === request.purpose &&
        from <= request.at &&
        (until === undefined || request.at < until) &&
        (mandates === undefined || ['', ...mandates].includes(mandate)) &&
        !barredAuthorities(request.recipient, policy).includes(authority),
    )
    .reduce((all, { categories }) => all | categories, 0n)
  return gate(request, policy) === undefined && (request.categories & ~covered) === 0n
}

const reported = (request: DisclosureRequest, grants: readonly Grant[]): Decision =>
  decide({ ...request, channel: 'report' }, { grants, policy })
const runs = { numRuns: 400 }

test('the rows that the filter returns are the rows that decide permits, whatever the authority', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(consents, world, question, (list, known, request) => {
      const { grants } = compileGrants(list, known)
      const decision = decide(request, { grants, policy })
      expect(decision.kind === 'permit').toBe(isRowVisible(request, grants))
      for (const authority of decision.authorities) seen.add(authority)
    }),
    { numRuns: 1_500 },
  )
  // The law is empty unless every authority answers with yes now and then.
  expect([...seen].toSorted()).toEqual(['agreement', 'consent', 'court-order', 'emergency'])
})

test('a permission says what it rests on, and nothing that it rests on is missing', () => {
  fc.assert(
    fc.property(consents, world, question, (list, known, request) => {
      const { grants, conflicts, deficiencies } = compileGrants(list, known)
      const decision = decide(request, { grants, policy, conflicts, deficiencies })
      const permitting = decision.deciding.filter(({ says }) => says === 'permits')
      const sum = permitting.reduce((all, { categories }) => all | categories, 0n)
      if (decision.kind === 'deny') return
      expect(decision.authority).toBe(decision.authorities[0])
      expect(decision.rules.length).toBeGreaterThan(0)
      expect(decision.allowed & ~sum).toBe(0n)
      expect(decision.losing.every(({ categories }) => (categories & request.categories) !== 0n)).toBe(true)
    }),
    runs,
  )
})

test('a further restriction never widens, and leaves the treatment of an emergency alone', () => {
  fc.assert(
    fc.property(consents, denies, world, question, (list, further, known, request) => {
      const before = compileGrants(list, known).grants
      const after = compileGrants([...list, { ...further, id: 'further' }], known).grants
      const [allowed, left] = [before, after].map((grants) => reported(request, grants).allowed)
      expect((left ?? 0n) & ~(allowed ?? 0n)).toBe(0n)
      const emergencies = (grants: readonly Grant[]): unknown[] =>
        grants
          .filter(({ authority }) => authority === 'emergency')
          .map(({ overruled: _overruled, ...grant }) => grant)
      expect(emergencies(after)).toEqual(emergencies(before))
    }),
    runs,
  )
})

test('a further restriction never widens a referral or the class of a copy, and takes all that it names', () => {
  const held = fc.constantFrom<DisclosureRequest['held']>(
    undefined,
    { class: 'hipaa-except-proceedings' },
    {
      class: 'consistent-with-consent',
      consented: { recipients: [cedar.partner], purposes: ['TREAT'], categories: -1n },
    },
  )
  const listed = fc.array(denies, { maxLength: 3 })
  fc.assert(
    fc.property(listed, denies, bits, held, (list, further, categories, copy) => {
      const known = { ...facts, custodian: lakeside }
      const request = ask({
        discloser: lakeside,
        recipient: cedar,
        channel: 'delivery',
        isPart2: copy !== undefined,
        isTreatmentReferral: true,
        categories,
        ...(copy && { held: copy }),
      })
      const on = (consents: readonly Resource[]): Decision =>
        decide(request, { ...compileGrants(consents, known), policy })
      const [before, after] = [on(list), on([...list, { ...further, id: 'further' }])]
      expect(after.allowed & ~before.allowed).toBe(0n)
      const { denials } = compileGrants([further], known)
      const denied = denials
        .filter((denial) => holds(denial, request.at))
        .reduce((all, each) => all | each.categories, 0n)
      expect(after.allowed & denied).toBe(0n)
      expect(after.allowed).toBe(before.allowed & ~denied)
    }),
    runs,
  )
})

test('the order of consents, papers, emergencies and partners means nothing', () => {
  fc.assert(
    fc.property(consents, world, (list, known) => {
      const { orders = [], emergencies = [], partners, ...rest } = known
      const turned = {
        ...rest,
        orders: orders.toReversed(),
        emergencies: emergencies.toReversed(),
        partners: partners.toReversed(),
      }
      expect(compileGrants(list.toReversed(), turned)).toEqual(compileGrants(list, known))
    }),
    runs,
  )
})

test('at every instant one grant of a recipient, purpose, authority and mandate is in force', () => {
  fc.assert(
    fc.property(consents, world, (list, known) => {
      const { grants } = compileGrants(list, known)
      const same = Map.groupBy(grants, ({ recipient, purpose: aim, authority, mandate }) =>
        [recipient, aim, authority, mandate].join(' '),
      )
      for (const line of same.values()) {
        for (const [index, { categories, until }] of line.entries()) {
          expect(categories).not.toBe(0n)
          const next = line[index + 1]
          if (next) expect(until !== undefined && until <= next.from).toBe(true)
        }
      }
    }),
    runs,
  )
})

test('no claim, copy or question makes it throw, and a denial gives nothing', () => {
  const odd = fc.record(
    {
      at: fc.oneof(fc.string(), fc.constant('2026-06-15T12:00:00.000Z')),
      purpose: fc.oneof(fc.string(), fc.constantFrom(...policy.purposes.keys())),
      categories: fc.bigInt(),
      event: fc.string(),
      channel: fc.constantFrom('read' as const, 'report' as const),
      discloser: fc.constantFrom(cedar, lakeside, court, payer),
      recipient: fc.constantFrom(...everybody),
      claim: fc.record({
        kind: fc.oneof(fc.string(), fc.constantFrom(...policy.authorities.claims.keys())),
        facts: fc.array(fc.oneof(fc.string(), fc.constantFrom('identity-verified', 'needed-for-services'))),
      }),
      held: fc.record({
        class: fc.oneof(fc.string(), fc.constantFrom('hipaa-except-proceedings', 'contractors-only')),
      }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(consents, world, odd, (list, known, change) => {
      const compiled = compileGrants(list, known)
      const { kind, allowed, withheld } = decide(ask(change), { ...compiled, policy })
      expect(['permit', 'deny']).toContain(kind)
      if (kind === 'deny') expect(allowed).toBe(0n)
      else expect(allowed & withheld).toBe(0n)
    }),
    { numRuns: 1_000 },
  )
})
