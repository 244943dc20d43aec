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
import { consents, provision, question, sound } from './random.ts'
import { ask, cedar, court, facts, partners, policy, restriction } from './world.ts'

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

/** The list in another order, by a stream of keys. */
function shuffled<T>(list: readonly T[], order: Iterator<number>): T[] {
  return list
    .map((each) => ({ each, key: order.next().value as number }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ each }) => each)
}

/** The Consent with every list of its provisions in another order: recipients, purposes, information, and what is nested. */
function reordered(value: unknown, order: Iterator<number>): unknown {
  if (Array.isArray(value)) return shuffled(value, order).map((each) => reordered(each, order))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    shuffled(Object.entries(value), order).map(([name, each]) => [name, reordered(each, order)]),
  )
}

test('the order of provisions, and of all that stands in them, means nothing', () => {
  fc.assert(
    fc.property(consents, question, fc.infiniteStream(fc.nat()), (list, request, order) => {
      const other = list.map((each) => reordered(each, order) as Resource)
      const report = { ...request, channel: 'report' as const }
      const one = compileGrants(list, facts)
      expect(compileGrants(other, facts)).toEqual(one)
      expect(decide(report, { ...compileGrants(other, facts), policy })).toEqual(
        decide(report, { ...one, policy }),
      )
    }),
    runs,
  )
})

test('the order of grants means nothing, and grants of others change nothing', () => {
  fc.assert(
    fc.property(consents, question, fc.infiniteStream(fc.nat()), (list, request, order) => {
      const grants = compiled(list)
      const foreign = grants.flatMap((grant): Grant[] => [
        { ...grant, custodian: 'elsewhere', categories: -1n },
        { ...grant, person: 'person-2', categories: -1n },
      ])
      const report = { ...request, channel: 'report' as const }
      expect(decide(report, { grants: shuffled([...grants, ...foreign], order), policy })).toEqual(
        decide(report, { grants, policy }),
      )
    }),
    runs,
  )
})

test('revoking for one recipient widens nothing for anybody, and leaves the others what they had', () => {
  fc.assert(
    fc.property(consents, fc.nat(), question, (list, position, request) => {
      const target = list[position % Math.max(1, list.length)]
      if (target === undefined || (target['provision'] as Resource)['type'] === 'deny') return
      const by = { partner: cedar.partner, recipient: 'lakeside' }
      const { consent } = revocation(target, request.at, by, policy)
      const after = list.map((each) => (each === target ? consent : each))
      const allowed = (all: readonly Resource[]): bigint =>
        decide({ ...request, channel: 'report' }, { grants: compiled(all), policy }).allowed
      expect(allowed(after) & ~allowed(list)).toBe(0n)
      if (request.recipient.partner === 'shelter') expect(allowed(after)).toBe(allowed(list))
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
