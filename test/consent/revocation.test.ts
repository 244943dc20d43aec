/** A release ends when it is revoked; a 2.35 release not before it can be (R-15, R-29, traps 4 and 16). */
import { describe, expect, test } from '@jest/globals'
import { revocation } from '../../src/consent/revocation.ts'
import { EXTENSION } from '../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../src/fhir/resource.ts'
import { actor, AT, courtRelease, grantsOf, policy, release } from './world.ts'

const by = { partner: 'cedar-bridge', person: 'privacy-officer' }
const onRecord = (consent: Resource): Extension[] =>
  (consent['extension'] as Extension[]).filter(({ url }) => url === EXTENSION.revocation)

describe('a plain release', () => {
  test('is inactive at once, with the time on record', () => {
    const result = revocation(release(), AT, by, policy)
    expect(result).toMatchObject({
      kind: 'revoked',
      effective: AT,
      consent: { id: 'release-1', status: 'inactive' },
    })
    expect(onRecord(result.consent)).toEqual([
      { url: EXTENSION.revocation, extension: [{ url: 'date', valueDateTime: AT }] },
    ])
    expect(grantsOf(result.consent)).toEqual([])
  })

  test('without a purpose, or without anything, is revoked too', () => {
    expect(revocation(release({ provision: { purpose: undefined } }), AT, by, policy).kind).toBe('revoked')
    expect(revocation(release({ provision: { purpose: [{}] } }), AT, by, policy).kind).toBe('revoked')
    expect(revocation({ resourceType: 'Consent' }, AT, by, policy)).toMatchObject({
      kind: 'revoked',
      consent: { status: 'inactive' },
    })
  })

  test('asked twice, keeps its first date', () => {
    const once = revocation(release(), AT, by, policy).consent
    const twice = revocation(once, '2026-07-01T00:00:00Z', by, policy).consent
    expect(twice).toEqual(once)
  })

  test('needs a time', () => {
    expect(() => revocation(release(), 'now', by, policy)).toThrow('readable time')
  })
})

describe('for one recipient (partial revocation)', () => {
  const two = release({
    provision: { actor: [actor('Organization/lakeside'), actor('Organization/shelter'), 'nobody'] },
  })

  test('ends for that one and stays for the others', () => {
    const result = revocation(two, AT, { ...by, recipient: 'lakeside' }, policy)
    expect(result).toMatchObject({ kind: 'revoked', effective: AT, consent: { status: 'active' } })
    expect(new Set(grantsOf(result.consent).map(({ recipient }) => recipient))).toEqual(new Set(['shelter']))
  })

  test('of its only recipient is a revocation of all', () => {
    expect(revocation(release(), AT, { ...by, recipient: 'lakeside' }, policy).consent['status']).toBe(
      'inactive',
    )
  })

  test('of somebody whom it does not name changes nothing', () => {
    const result = revocation(two, AT, { ...by, recipient: 'harbor-court' }, policy)
    expect(result.consent).toBe(two)
    expect(result.reason).toContain('does not name harbor-court')
  })
})

describe('a 2.35 release', () => {
  const byDate = (date: string): Resource =>
    courtRelease({ extension: [{ url: EXTENSION.revocableWhen, valueDate: date }] })

  test('before its date: on record, not in effect, and in effect by itself on that date', () => {
    const result = revocation(byDate('2026-09-01'), AT, by, policy)
    expect(result).toMatchObject({
      kind: 'recorded-not-effective',
      effective: '2026-09-01T00:00:00.000Z',
      consent: { status: 'active' },
    })
    expect(result.reason).toContain('revocable on 2026-09-01')
    expect(onRecord(result.consent)).toHaveLength(1)
    expect(grantsOf(result.consent)[0]?.until).toBe('2026-09-01T00:00:00.000Z')
  })

  test('from its date on: revoked', () => {
    expect(revocation(byDate('2026-06-15'), AT, by, policy)).toMatchObject({
      kind: 'revoked',
      consent: { status: 'inactive' },
    })
  })

  test('before its event: on record, and the court still gets its report', () => {
    const result = revocation(courtRelease(), AT, by, policy)
    expect(result.kind).toBe('recorded-not-effective')
    expect(result).not.toHaveProperty('effective')
    expect(grantsOf(result.consent)).toEqual(grantsOf(courtRelease()))
  })

  test.each([
    ['after its event, as the custodian states it', { ...by, eventOccurred: '2026-06-01' }, 'revoked'],
    ['when the event is to come', { ...by, eventOccurred: '2026-07-01' }, 'recorded-not-effective'],
    ['when the event has no date', { ...by, eventOccurred: 'soon' }, 'recorded-not-effective'],
    [
      'when somebody else states the event',
      { partner: 'harbor-court', eventOccurred: '2026-06-01' },
      'recorded-not-effective',
    ],
  ])('%s', (_, who, kind) => {
    expect(revocation(courtRelease(), AT, who, policy).kind).toBe(kind)
  })

  test('for one of its recipients, after its event', () => {
    const two = courtRelease({
      provision: { actor: [actor('Organization/harbor-court'), actor('Organization/probation')] },
    })
    const result = revocation(two, AT, { ...by, recipient: 'probation', eventOccurred: '2026-06-01' }, policy)
    expect(result).toMatchObject({ kind: 'revoked', consent: { status: 'active' } })
  })
})
