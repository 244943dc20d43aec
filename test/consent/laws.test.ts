/**
 * The laws of the consent room, over random releases, restrictions and questions: the rows that the database's filter
 * returns are those that `decide` permits; order means nothing; a denial or a revocation never widens; ends are half-open.
 */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { Decision, DisclosureRequest, Grant } from '../../src/consent/consent.ts'
import { decide } from '../../src/consent/decide.ts'
import { explain } from '../../src/consent/explain.ts'
import { gate } from '../../src/consent/gates.ts'
import { revocation } from '../../src/consent/revocation.ts'
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
  partners,
  policy,
  purpose,
  release,
  restriction,
  shelter,
} from './world.ts'

const categories = fc.uniqueArray(
  fc.constantFrom(
    'goals',
    'plan',
    'attendance',
    'referrals',
    'referral-status',
    'hiv',
    'counseling-notes',
    'demographics',
    'nonsense',
  ),
  { maxLength: 4 },
)
const recipients = fc.uniqueArray(
  fc.constantFrom(
    'Organization/lakeside',
    'Organization/harbor-court',
    'Organization/shelter',
    'Organization/hub',
    'RelatedPerson/r',
    'PractitionerRole/x',
  ),
  { maxLength: 3 },
)
const purposes = fc.uniqueArray(
  fc.constantFrom(
    'TREAT',
    'COC',
    'HOPERAT',
    'CAREMGT',
    'PATRQT',
    'cj-monitoring',
    'legal-proceeding',
    'HLEGAL',
  ),
  { maxLength: 2 },
)
const day = fc.constantFrom('2026-02-01', '2026-03-15', '2026-04-30', '2026-05-31')
const period = fc.record({ start: day, end: day }, { requiredKeys: [] })

const provision = fc
  .record({ categories, recipients, purposes, period }, { requiredKeys: ['categories'] })
  .map(({ categories: named, recipients: to, purposes: aims, period: during }) => ({
    securityLabel: category(...named),
    ...(to && { actor: to.map((reference) => actor(reference)) }),
    ...(aims && { purpose: purpose(...aims) }),
    ...(during && { period: during }),
  }))

/** A scope that names all that can be named, so that it leaves something. */
const narrow = fc
  .record({
    named: fc.uniqueArray(fc.constantFrom('goals', 'plan', 'attendance', 'hiv', 'demographics'), {
      minLength: 1,
      maxLength: 2,
    }),
    to: fc.constantFrom(
      'Organization/lakeside',
      'Organization/harbor-court',
      'Organization/shelter',
      'RelatedPerson/r',
    ),
    aim: fc.constantFrom('TREAT', 'HOPERAT', 'cj-monitoring'),
    period,
  })
  .map(({ named, to, aim, period: during }) => ({
    securityLabel: category(...named),
    actor: [actor(to)],
    purpose: purpose(aim),
    period: during,
  }))

const exception = fc
  .tuple(fc.constantFrom('permit', 'deny'), fc.oneof(narrow, narrow, provision))
  .map(([type, scope]) => ({ type, ...scope }))

/** Mostly releases that count, so that the laws are about something. */
const sound = fc
  .record({
    toCourt: fc.boolean(),
    named: fc.uniqueArray(fc.constantFrom('goals', 'plan', 'attendance', 'referrals', 'hiv'), {
      minLength: 1,
      maxLength: 3,
    }),
    start: day,
    end: fc.constantFrom('2026-05-31', '2026-08-31', '2026-12-31'),
    exceptions: fc.array(exception, { maxLength: 2 }),
  })
  .map(({ toCourt, named, start, end, exceptions }) => {
    const scope = { securityLabel: category(...named), period: { start, end }, provision: exceptions }
    return toCourt
      ? courtRelease({ provision: scope })
      : release({
          provision: {
            ...scope,
            actor: [actor('Organization/lakeside'), actor('Organization/shelter')],
            purpose: purpose('TREAT', 'HOPERAT'),
          },
        })
  })

const consent = fc.oneof(
  { weight: 12, arbitrary: sound },
  { weight: 2, arbitrary: provision.map((scope) => release({ provision: scope })) },
  { weight: 2, arbitrary: narrow.map((scope) => restriction(scope)) },
  { weight: 1, arbitrary: provision.map((scope) => restriction(scope)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(sound, fc.constantFrom('proposed', 'inactive', 'draft'))
      .map(([each, status]) => ({ ...each, status })),
  },
)

const consents = fc
  .array(consent, { maxLength: 6 })
  .map((list) => list.map((each, index): Resource => ({ ...each, id: `consent-${index}` })))

const instants = [
  '2026-01-31T23:59:59.999Z',
  '2026-02-01T00:00:00.000Z',
  '2026-03-15T00:00:00.000Z',
  '2026-05-01T00:00:00.000Z',
  '2026-05-31T23:59:59.999Z',
  '2026-06-01T00:00:00.000Z',
  '2026-09-01T00:00:00.000Z',
]
const bitSet = fc.bigInt({ min: 1n, max: (1n << BigInt(policy.categories.length)) - 1n })
const sparseSet = fc
  .uniqueArray(
    fc.constantFrom(
      ...['goals', 'plan', 'attendance', 'referrals', 'hiv', 'demographics', 'drug-tests'].map((code) =>
        policy.bitsOf([code]),
      ),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((list) => list.reduce((all, bit) => all | bit, 0n))

const question = fc
  .record({
    at: fc.constantFrom(...instants),
    recipient: fc.constantFrom(lakeside, court, shelter),
    aim: fc.constantFrom('TREAT', 'TREAT', 'COC', 'CAREMGT', 'PATRQT'),
    categories: fc.oneof({ weight: 9, arbitrary: sparseSet }, { weight: 1, arbitrary: bitSet }),
  })
  .map(({ aim, ...change }): DisclosureRequest =>
    ask({
      ...change,
      purpose: change.recipient === court ? 'cj-monitoring' : aim,
      discloser: cedar,
      person: facts.person,
    }),
  )

function compiled(list: readonly Resource[]): Grant[] {
  return compileGrants(list, facts).grants
}

/** The predicate of the database (src/store/access.ts), on one row of these categories. */
function isRowVisible(request: DisclosureRequest, grants: readonly Grant[]): boolean {
  return grants.some(
    (grant) =>
      grant.recipient === request.recipient.partner &&
      grant.purpose === request.purpose &&
      grant.person === facts.person &&
      grant.custodian === request.discloser.partner &&
      (request.categories & ~grant.categories) === 0n &&
      grant.from <= request.at &&
      (grant.until === undefined || request.at < grant.until),
  )
}

function permits(decision: Decision, wanted: bigint): boolean {
  return decision.kind === 'permit' && (wanted & ~decision.allowed) === 0n
}

const runs = { numRuns: 300 }

test('the rows that the filter returns are the rows that decide permits, gates aside', () => {
  let seen = 0
  fc.assert(
    fc.property(consents, question, (list, request) => {
      const grants = compiled(list)
      const isVisible = gate(request, policy) === undefined && isRowVisible(request, grants)
      seen += Number(isVisible)
      for (const channel of ['read', 'delivery', 'report', 'status'] as const) {
        expect(permits(decide({ ...request, channel }, { grants, policy }), request.categories)).toBe(
          isVisible,
        )
      }
    }),
    runs,
  )
  // The law is empty unless enough of the questions are answered with yes.
  expect(seen).toBeGreaterThan(5)
})

test('a partial permission gives exactly the categories that would be given one by one', () => {
  fc.assert(
    fc.property(consents, question, (list, request) => {
      const grants = compiled(list)
      const { allowed, withheld } = decide({ ...request, channel: 'report' }, { grants, policy })
      expect(allowed & withheld).toBe(0n)
      expect(allowed | withheld).toBe(request.categories)
      for (const { bit } of policy.categories.filter((each) => (each.bit & request.categories) !== 0n)) {
        expect(decide({ ...request, categories: bit }, { grants, policy }).kind === 'permit').toBe(
          (allowed & bit) !== 0n,
        )
      }
    }),
    runs,
  )
})

test('at every instant at most one grant of a recipient and purpose is in force', () => {
  fc.assert(
    fc.property(consents, (list) => {
      const byQuestion = Map.groupBy(compiled(list), ({ recipient, purpose: aim }) => `${recipient} ${aim}`)
      for (const grants of byQuestion.values()) {
        for (const [index, grant] of grants.entries()) {
          expect(grant.categories).toBeGreaterThan(0n)
          expect(grant.until === undefined || grant.from < grant.until).toBe(true)
          const next = grants[index + 1]
          if (next) expect(grant.until !== undefined && grant.until <= next.from).toBe(true)
        }
      }
    }),
    runs,
  )
})

test('the order of consents, and of partners, means nothing', () => {
  fc.assert(
    fc.property(consents, fc.infiniteStream(fc.nat()), (list, order) => {
      const shuffled = list
        .map((each) => ({ each, key: order.next().value }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ each }) => each)
      expect(compileGrants(shuffled, { ...facts, partners: partners.toReversed() })).toEqual(
        compileGrants(list, facts),
      )
    }),
    runs,
  )
})

test('adding a restriction, or an exception, never widens', () => {
  fc.assert(
    fc.property(consents, provision, fc.nat(), question, (list, scope, at, request) => {
      const before = decide({ ...request, channel: 'report' }, { grants: compiled(list), policy }).allowed
      const restricted = [...list, restriction(scope)]
      const excepted = list.map((each, index) =>
        index === at % list.length ? withException(each, scope) : each,
      )
      for (const changed of [restricted, excepted]) {
        const after = decide({ ...request, channel: 'report' }, { grants: compiled(changed), policy }).allowed
        expect(after & ~before).toBe(0n)
      }
    }),
    runs,
  )
})

test('revoking a release never widens, and a plain one gives nothing from then on', () => {
  fc.assert(
    fc.property(consents, fc.nat(), question, (list, position, request) => {
      const target = list[position % Math.max(1, list.length)]
      if (target === undefined || (target['provision'] as Resource)['type'] === 'deny') return
      const result = revocation(target, request.at, { partner: cedar.partner }, policy)
      const after = list.map((each) => (each === target ? result.consent : each))
      const allowed = (all: readonly Resource[]): bigint =>
        decide({ ...request, channel: 'report' }, { grants: compiled(all), policy }).allowed
      expect(allowed(after) & ~allowed(list)).toBe(0n)
      if (result.kind === 'revoked') expect(compiled([result.consent])).toEqual([])
      else expect(compiled([result.consent])).toEqual(compiled([target]))
    }),
    runs,
  )
})

test('a release holds from its first instant up to, not including, its end', () => {
  fc.assert(
    fc.property(sound, (each) => {
      for (const grant of compiled([each])) {
        const request = ask({
          recipient: partners.find(({ partner }) => partner === grant.recipient) ?? court,
          purpose: grant.purpose,
          categories: grant.categories,
        })
        const at = (instant: string, shift: number): string =>
          new Date(Date.parse(instant) + shift).toISOString()
        const isPermitted = (instant: string): boolean =>
          decide({ ...request, at: instant }, { grants: [grant], policy }).kind === 'permit'
        expect(isPermitted(grant.from)).toBe(true)
        expect(isPermitted(at(grant.from, -1))).toBe(false)
        if (grant.until === undefined) continue
        expect(isPermitted(at(grant.until, -1))).toBe(true)
        expect(isPermitted(grant.until)).toBe(false)
      }
    }),
    runs,
  )
})

test('an explanation never says otherwise than the decision', () => {
  fc.assert(
    fc.property(consents, question, (list, request) => {
      const { grants, deficiencies } = compileGrants(list, facts)
      const report = { ...request, channel: 'report' as const }
      const explanation = explain(report, { grants, deficiencies, policy, consents: list, partners })
      const decision = decide(report, { grants, deficiencies, policy })
      expect(explanation.decision).toEqual(decision)
      for (const { code, verdict, sentences } of explanation.categories) {
        const isAllowed = (policy.bitsOf([code]) & decision.allowed) !== 0n
        expect(verdict).toBe(isAllowed ? 'may' : 'may-not')
        expect(sentences.length).toBeGreaterThan(0)
      }
    }),
    runs,
  )
})

test('a decision is total: it answers every question, however odd', () => {
  const odd = fc.record({
    at: fc.string(),
    purpose: fc.string(),
    categories: fc.bigInt(),
    isPart2: fc.boolean(),
  })
  fc.assert(
    fc.property(consents, odd, (list, change) => {
      const decision = decide(ask(change), { grants: compiled(list), policy })
      expect(['permit', 'deny']).toContain(decision.kind)
      if (decision.kind === 'deny') expect(decision.allowed).toBe(0n)
    }),
    runs,
  )
})

function withException(each: Resource, scope: Record<string, unknown>): Resource {
  const root = each['provision'] as Record<string, unknown>
  if (root['type'] !== 'permit') return each
  const nested = (root['provision'] ?? []) as unknown[]
  return { ...each, provision: { ...root, provision: [...nested, { type: 'deny', ...scope }] } }
}
