/** Faults of other projects on consent, each as a test of the same question here, with the place where theirs was read. */
import { describe, expect, test } from '@jest/globals'
import type { Decision, DisclosureRequest } from '../../src/consent/consent.ts'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import { decide } from '../../src/consent/decide.ts'
import { label } from '../../src/consent/label.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import {
  actor,
  ask,
  AT,
  bits,
  category,
  cedar,
  facts,
  grantsOf,
  lakeside,
  policy,
  release,
  restriction,
  shelter,
} from './world.ts'

const on = (request: DisclosureRequest, ...consents: Resource[]): Decision =>
  decide(request, { ...compileGrants(consents, facts), policy })

function categoriesOf(resource: Resource): string[] {
  const [found] = label([{ resource, reference: 'Condition/c' }], {
    custodian: lakeside,
    inheritedFrom: () => undefined,
    policy,
  })
  return policy.codesOf(found?.categories ?? 0n)
}

describe('LEAP (sdhealthconnect/leap-cds)', () => {
  // lib/consent-processor.js: mostRecentDecisionCombiner takes the decision of the consent with the latest dateTime.
  test('a release that is signed later does not win over a standing denial', () => {
    const standing = restriction({}, { dateTime: '2026-01-01' })
    expect(on(ask(), standing, release({ dateTime: AT })).kind).toBe('deny')
    expect(on(ask(), release({ dateTime: AT }), standing).kind).toBe('deny')
  })

  // lib/consent-provisions.js: matchActor looks actors up; who is not found matches nobody, and his denial falls away.
  test('a denial of somebody who cannot be looked up denies more, never less', () => {
    for (const reference of ['PractitionerRole/gone', 'https://elsewhere.example/Organization/9', ''])
      expect(on(ask(), release(), restriction({ actor: [actor(reference)] })).kind).toBe('deny')
  })

  // lib/consent-provisions.js: matchPurposeOfUse holds whenever the query names no purpose.
  test('a question without a purpose is answered with no', () => {
    expect(on(ask({ purpose: '' }), release())).toMatchObject({ kind: 'deny', rules: ['PURPOSE'] })
  })

  // lib/consent-provisions.js: matchActor and matchClass hold for a provision that names no actor, and no class.
  test('a release that leaves its recipient or its information open gives nothing', () => {
    expect(on(ask(), release({ provision: { actor: undefined } })).kind).toBe('deny')
    expect(on(ask(), release({ provision: { securityLabel: undefined } })).kind).toBe('deny')
  })

  // lib/consent-processor.js: isValid reads only whether a period is over; a start that is no date is NaN and not compared.
  test('a period that cannot be read makes a release void, and a restriction endless', () => {
    const period = { start: 'soon', end: '2026-12-31' }
    expect(on(ask(), release({ provision: { period } })).kind).toBe('deny')
    expect(on(ask(), release(), restriction({ period: { end: 'never' } })).kind).toBe('deny')
  })
})

describe('@asushares/core', () => {
  // src/engine/abstract_data_sharing_engine.ts: consentDecisionProvisionsRecursive leaves the conditions of a provision for later.
  test('recipients, purposes, information and times of a provision are all read', () => {
    const denying = (provision: Record<string, unknown>): Decision =>
      on(ask(), release({ provision: { provision: [{ type: 'deny', ...provision }] } }))
    expect(denying({ securityLabel: category('goals') }).kind).toBe('deny')
    expect(denying({ securityLabel: category('plan') }).kind).toBe('permit')
    expect(denying({ actor: [actor('Organization/shelter')] }).kind).toBe('permit')
    expect(denying({ purpose: [{ system: SYSTEM.v3ActReason, code: 'HPAYMT' }] }).kind).toBe('permit')
    expect(denying({ period: { end: '2026-05-31' } }).kind).toBe('permit')
  })

  // The same: process() reads no purpose and no actor of a request, so that one consent permits everybody everything.
  test('a release permits its recipient and its purpose, and nobody else anything', () => {
    expect(on(ask(), release()).kind).toBe('permit')
    expect(on(ask({ recipient: shelter }), release()).kind).toBe('deny')
    expect(on(ask({ purpose: 'HPAYMT' }), release()).kind).toBe('deny')
  })

  // The same: shouldRedactFromLabels returns whether NOT to redact, and redactFromLabels negates it again: what is sensitive stays.
  test('what is sensitive is what is withheld, not the rest', () => {
    const packet = ask({ categories: bits('goals', 'hiv', 'mental-health'), channel: 'delivery' })
    const { allowed, withheld } = on(packet, release())
    expect(policy.codesOf(allowed)).toEqual(['goals'])
    expect(policy.codesOf(withheld)).toEqual(['mental-health', 'hiv'])
  })

  // The same: computeConsentDecisionsForResources writes a decision for each provision, and the last provision stays.
  test('which provision comes last means nothing', () => {
    const provisions = ['goals', 'plan', 'referrals'].map((code) => ({
      type: 'deny',
      securityLabel: category(code),
    }))
    for (const order of [provisions, provisions.toReversed()])
      expect(on(ask(), release({ provision: { provision: order } })).kind).toBe('deny')
  })

  // The same: without a provision, a consent whose decision is not `deny` permits every resource.
  test('a Consent without a provision, or without a type, permits nothing', () => {
    const bare = { ...release() }
    delete bare['provision']
    expect(grantsOf(bare)).toEqual([])
    expect(grantsOf(release({ provision: { type: undefined } }))).toEqual([])
  })

  // src/rules/code_matching_theshold_sensitivity_rule_provider.ts: a code whose rule has less confidence than the threshold gets no label.
  test('no threshold takes a label off: a word alone is enough', () => {
    const condition = { resourceType: 'Condition', code: { text: 'follow-up of HIV infection' } }
    expect(categoriesOf(condition)).toContain('hiv')
  })

  // src/engine/abstract_data_sharing_engine.ts: addSecurityLabels looks at codings only; what has none is shared.
  test('what nothing is known about is the most restricted, not the least', () => {
    expect(categoriesOf({ resourceType: 'Basic' })).toEqual(['unclassified'])
    expect(on(ask({ categories: bits('unclassified') }), release()).kind).toBe('deny')
  })
})

// README.md of bhits/consent2share: Document Segmentation segments C-CDA R1, R2 and C32; anything else is not segmented.
test('Consent2Share: what is decided is the single record, whatever it comes in', () => {
  const each = ['goals', 'plan', 'hiv', 'unclassified'].map((code) =>
    on(ask({ categories: bits(code) }), release()),
  )
  expect(each.map(({ kind }) => kind)).toEqual(['permit', 'permit', 'deny', 'deny'])
})

// packages/core/src/access.ts of medplum/medplum: satisfiedAccessPolicy without a policy returns the one that permits all.
test('Medplum: nothing on file permits nothing', () => {
  const empty = decide(ask(), { grants: [], policy })
  expect(empty.kind).toBe('deny')
  const silent = { ...policy, purposes: new Map(), ceilings: [] }
  expect(decide(ask(), { grants: grantsOf(release()), policy: silent }).kind).toBe('deny')
  expect(
    decide(ask({ discloser: { ...cedar, agreements: [] } }), { grants: grantsOf(release()), policy }).kind,
  ).toBe('deny')
})
