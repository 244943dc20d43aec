/** Corners of the engine that no case of a rule reaches: odd forms of papers, neighbours that say the same, an empty policy. */
import { describe, expect, test } from '@jest/globals'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { CompileFacts } from '../../src/consent/consent.ts'
import { label } from '../../src/consent/label.ts'
import { segments } from '../../src/consent/segments.ts'
import { EXTENSION } from '../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../src/fhir/resource.ts'
import { designation, hub, treatingOnly } from './rules/parties.ts'
import {
  actor,
  bits,
  category,
  cedar,
  courtRelease,
  exchangeHub,
  facts,
  lakeside,
  partners,
  policy,
  release,
  restriction,
} from './world.ts'

const participant = (partner: string): Extension => ({
  url: 'participant',
  valueReference: { reference: `Organization/${partner}` },
})
const otherHub = { ...exchangeHub, partner: 'other-hub' }
const throughBoth = (...actors: Record<string, unknown>[]): Resource =>
  release({ provision: { actor: actors } })

describe('an intermediary', () => {
  const two: CompileFacts = { ...facts, partners: [...partners, otherHub] }

  test('of two that reach the same participant, or the wrong ones, the order means nothing', () => {
    const one = actor(hub, designation(participant('lakeside'), participant('harbor-court')))
    const other = actor(
      'Organization/other-hub',
      designation(participant('lakeside'), participant('shelter')),
    )
    const compiled = compileGrants([throughBoth(one, other)], two)
    expect(compileGrants([throughBoth(other, one)], two)).toEqual(compiled)
    for (const { basis } of compiled.grants)
      expect(basis).toEqual(['intermediary/hub', 'intermediary/other-hub'])
    expect(compiled.deficiencies.map(({ element, recipients }) => [element, recipients])).toEqual([
      ['participant-role', ['harbor-court']],
      ['participant-role', ['shelter']],
    ])
  })

  test('reaches who treats the patient until the treatment ends', () => {
    const treating = new Map([[lakeside.partner, '2026-06-20T00:00:00.000Z']])
    const { grants } = compileGrants([throughBoth(actor(hub, designation(treatingOnly)))], {
      ...facts,
      treating,
    })
    expect(grants.length).toBeGreaterThan(0)
    expect(grants.every(({ until }) => until === '2026-06-20T00:00:00.000Z')).toBe(true)
  })

  test('names nobody by a participant without a reference', () => {
    const odd = actor(hub, designation({ url: 'participant' }, treatingOnly))
    expect(compileGrants([throughBoth(odd)], facts).grants).toEqual([])
  })
})

describe('a gateway that is an intermediary for the center', () => {
  const custodian = { ...cedar, gatewayRole: 'intermediary' as const }
  const gateway = actor('Organization/gateway', designation(participant('lakeside')))

  test('passes on where the release names it', () => {
    const { grants, deficiencies } = compileGrants([throughBoth(gateway)], { ...facts, custodian })
    expect(deficiencies).toEqual([])
    expect(new Set(grants.map(({ recipient, basis }) => `${recipient} ${basis.join(' ')}`))).toEqual(
      new Set(['lakeside intermediary/gateway']),
    )
  })

  test('is missing from a release that does not', () => {
    const { grants, deficiencies } = compileGrants([release()], { ...facts, custodian })
    expect(grants).toEqual([])
    expect(deficiencies.map(({ element }) => element)).toEqual(['gateway'])
  })
})

test('a docket without a number is none', () => {
  const revocable = courtRelease()['extension'] as Extension[]
  for (const docket of [{}, { valueIdentifier: { system: 'urn:x' } }, { valueIdentifier: { value: '' } }]) {
    const extension = [...revocable, { url: EXTENSION.docket, ...docket }]
    const { grants } = compileGrants([courtRelease({ extension })], facts)
    expect(grants.map(({ mandate }) => mandate)).toEqual([undefined])
  }
})

describe('segments', () => {
  test('neighbours that say the same are one, also where a restriction outweighs the same in both', () => {
    const nested = [
      { type: 'deny', securityLabel: category('hiv'), period: { start: '2026-03-01', end: '2026-03-14' } },
    ]
    const consents = [
      release({ provision: { provision: nested } }),
      restriction({ securityLabel: category('plan') }),
    ]
    const treat = compileGrants(consents, facts).grants.filter(({ purpose }) => purpose === 'TREAT')
    expect(treat.map(({ from, overruled }) => [from, overruled?.length])).toEqual([
      ['2026-01-10T00:00:00.000Z', 1],
    ])
  })

  test('a paper without a name is outweighed without a name', () => {
    const span = { from: '2026-01-01T00:00:00.000Z' }
    const question = { recipient: 'lakeside', purpose: 'TREAT', ceiling: -1n, policy }
    const permission = {
      ...span,
      consent: '',
      basis: [],
      recipients: new Set(['lakeside']),
      purposes: new Set(['TREAT']),
      categories: bits('goals'),
      mandates: [],
      except: [],
    }
    const [segment] = segments(question, [permission], [{ ...span, consent: 'r', categories: -1n }])
    expect(segment?.overruled).toMatchObject([{ winner: 'Consent/r', loser: '' }])
  })
})

describe('labels', () => {
  const labelled = (...inputs: Parameters<typeof label>[0]): string[][] =>
    label(inputs, { custodian: lakeside, inheritedFrom: () => undefined, policy }).map(({ categories }) =>
      policy.codesOf(categories),
    )

  test('a type that no policy knows is unclassified', () => {
    expect(labelled({ resource: { resourceType: 'Unheard' }, reference: 'Unheard/1' })).toEqual([
      ['unclassified'],
    ])
  })

  test('what a former version said stays said, and travels to the later one', () => {
    const hiv = { resourceType: 'Condition', code: { text: 'HIV infection' } }
    const plain = { resourceType: 'Condition', code: { text: 'a condition' } }
    const [former, later] = labelled(
      { resource: hiv, reference: 'Condition/c/_history/1' },
      { resource: plain, reference: 'Condition/c', after: 'Condition/c/_history/1' },
    )
    expect(former).toContain('hiv')
    expect(later).toContain('hiv')
  })
})
