import { describe, expect, test } from '@jest/globals'
import type { Fact } from '../../src/compliance/compliance.ts'
import { SYSTEM } from '../../src/fhir/codes.ts'
import { appointment, attended, condition, drugTest, mandate } from './case.ts'
import { ratingOf, textOf } from './read.ts'

describe('the rating', () => {
  const week = { period: { start: '2026-03-02', end: '2026-03-08' } }
  const sessions = (...given: Fact[]): string | undefined =>
    ratingOf({
      ...week,
      facts: given,
      mandate: { ...mandate, conditions: [condition('treatment-session')] },
    })[0]
  const tests = (...given: Fact[]): string | undefined =>
    ratingOf({ ...week, facts: given, mandate: { ...mandate, conditions: [condition('drug-test')] } })[0]

  test.each<[string, Fact[], string]>([
    ['all attended', [attended('2026-03-02'), attended('2026-03-03'), attended('2026-03-04')], 'compliant'],
    ['more than ordered', ['2', '3', '4', '5'].map((day) => attended(`2026-03-0${day}`)), 'compliant'],
    [
      'an excused absence',
      [attended('2026-03-02'), attended('2026-03-03'), appointment('2026-03-04', 'cancelled')],
      'compliant',
    ],
    [
      'an absence without excuse',
      [attended('2026-03-02'), attended('2026-03-03'), appointment('2026-03-04', 'noshow')],
      'partly-compliant',
    ],
    ['most sessions', [attended('2026-03-02'), attended('2026-03-03')], 'partly-compliant'],
    ['few sessions', [attended('2026-03-02')], 'not-compliant'],
    [
      'an outcome that decides and is not recorded',
      [attended('2026-03-02'), attended('2026-03-03'), appointment('2026-03-04', 'booked')],
      'not-enough-information',
    ],
    [
      'an outcome that decides nothing',
      ['2', '3', '4'].map((day) => attended(`2026-03-0${day}`)).concat(appointment('2026-03-05', 'booked')),
      'compliant',
    ],
    ['a court date', [attended('2026-03-02', 'court-hearing')], 'not-enough-information'],
  ])('of sessions with %s', (_, given, rating) => {
    expect(sessions(...given)).toBe(rating)
  })

  test.each<[string, Fact[], string]>([
    [
      'all given, whatever they found',
      [drugTest('2026-03-03', 'confirmed-positive'), drugTest('2026-03-05', 'pending')],
      'compliant',
    ],
    [
      'one missed',
      [drugTest('2026-03-03', 'negative'), drugTest('2026-03-05', 'not-performed')],
      'partly-compliant',
    ],
    [
      'one adulterated',
      [drugTest('2026-03-03', 'negative'), drugTest('2026-03-05', 'adulterated')],
      'partly-compliant',
    ],
    [
      'all refused',
      [drugTest('2026-03-03', 'asked-declined'), drugTest('2026-03-05', 'asked-declined')],
      'not-compliant',
    ],
    ['none on record', [attended('2026-03-03')], 'not-enough-information'],
  ])('of tests with %s', (_, given, rating) => {
    expect(tests(...given)).toBe(rating)
  })

  test('of conditions that differ is partly, and of one that counts another service looks at that service only', () => {
    const conditions = [
      condition('treatment-session', {
        orderDetail: [{ coding: [{ system: SYSTEM.serviceType, code: 'group-counseling' }] }],
        occurrenceTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } },
      }),
      condition('mutual-help', {
        occurrenceTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } },
      }),
      condition('level-of-care', { occurrenceTiming: undefined }),
    ]
    const request = {
      ...week,
      mandate: { ...mandate, conditions },
      facts: [
        attended('2026-03-02'),
        appointment('2026-03-03', 'noshow', 'mutual-help'),
        appointment('2026-03-04', 'noshow', 'individual-counseling'),
      ],
    }
    expect(ratingOf(request)).toEqual([
      'partly-compliant',
      ['compliant', 'not-compliant', 'not-enough-information'],
    ])
  })

  test('rests on the past days only, from the day that the mandate holds', () => {
    const midweek = {
      period: { start: '2026-03-02', end: '2026-03-15' },
      at: '2026-03-08T12:00:00Z',
      facts: ['2', '3', '4'].map((day) => attended(`2026-03-0${day}`)),
      mandate: { ...mandate, conditions: [condition('treatment-session')] },
    }
    expect(ratingOf(midweek)[0]).toBe('compliant')
    const later = {
      ...midweek,
      at: '2026-03-15T12:00:00Z',
      mandate: {
        plan: { ...mandate.plan, period: { start: '2026-03-02', end: '2026-03-08' } },
        conditions: [condition('treatment-session')],
      },
    }
    expect(ratingOf(later)[0]).toBe('compliant')
  })
})

describe('the mandate', () => {
  const often = (elements: Record<string, unknown>): string =>
    textOf(
      {
        period: { start: '2026-03-02', end: '2026-03-29' },
        mandate: {
          ...mandate,
          conditions: [condition('treatment-session', { occurrenceTiming: undefined, ...elements })],
        },
      },
      'Court mandate',
    ).split('\n')[1] ?? ''

  test.each<[Record<string, unknown>, string]>([
    [{ occurrenceTiming: { repeat: { frequency: 3, period: 1, periodUnit: 'wk' } } }, '3 times a week | 12'],
    [{ occurrenceTiming: { repeat: { frequency: 1, period: 2, periodUnit: 'wk' } } }, 'once in 14 days | 2'],
    [{ occurrenceTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } } }, 'once a day | 28'],
    [{ occurrenceTiming: { repeat: { frequency: 2, period: 1, periodUnit: 'mo' } } }, 'twice a month | 1'],
    [
      {
        occurrenceTiming: {
          repeat: { frequency: 3, period: 1, periodUnit: 'wk', boundsPeriod: { start: '2026-03-16' } },
        },
      },
      '3 times a week | 6',
    ],
    [
      { quantityRatio: { numerator: { value: 3 }, denominator: { value: 1, code: 'wk' } } },
      '3 times a week | 12',
    ],
    [{ quantityQuantity: { value: 2, code: '/wk' } }, 'twice a week | 8'],
    [{ occurrenceTiming: { repeat: { frequency: 3, period: 0, periodUnit: 'wk' } } }, ' | '],
    [{}, ' | '],
  ])('%j is due', (elements, expected) => {
    expect(often(elements)).toBe(`Attend treatment sessions | ${expected} | `)
  })

  test('leaves out what the court withdrew, and says when it states nothing', () => {
    const conditions = [condition('treatment-session', { status: 'revoked' })]
    expect(textOf({ mandate: { ...mandate, conditions } }, 'Court mandate')).toBe(
      'The mandate states no conditions.\n',
    )
  })
})
