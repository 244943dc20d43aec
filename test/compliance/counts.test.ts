import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Fact } from '../../src/compliance/compliance.ts'
import { report } from '../../src/compliance/report.ts'
import { CODE, SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { END, START, appointment, ask, attended, condition, drugTest, fact, facts, mandate } from './case.ts'
import { countsOf, observation, textOf } from './read.ts'

describe('attendance', () => {
  test('counts by service and by week against what was ordered', () => {
    const text = textOf({}, 'Attendance')
    expect(text).toContain('Group counseling | 24 | 23 | 0 | 1 | 0 | ')
    expect(text).toContain('Individual counseling | 12 | 11 | 1 | 0 | 0 | ')
    expect(text).toContain('Attended | 3 | 3 | 3 | 3 | 2 | 3 | 3 | 2 | 3 | 3 | 3 | 3 | ')
    const bundle = report(ask())
    expect(countsOf(observation(bundle, 'id-Observation-attendance'))).toEqual({
      ordered: 36,
      scheduled: 36,
      attended: 34,
      excused: 1,
      unexcused: 1,
      undetermined: 0,
    })
    expect(countsOf(observation(bundle, 'id-Observation-attendance-2026-02-02'))).toMatchObject({
      ordered: 3,
      attended: 2,
      unexcused: 1,
    })
    expect(observation(bundle, 'id-Observation-attendance')['hasMember']).toHaveLength(14)
  })

  const counted = (...extra: Fact[]): Record<string, number> =>
    countsOf(
      observation(
        report(
          ask({
            facts: extra,
            period: { start: '2026-03-02', end: '2026-03-08' },
            at: '2026-03-06T12:00:00Z',
          }),
        ),
        'id-Observation-attendance',
      ),
    )

  test.each<[string, Fact[], Record<string, number>]>([
    [
      'a session once, though its appointment is there too',
      [attended('2026-03-03'), appointment('2026-03-03', 'fulfilled'), appointment('2026-03-03', 'booked')],
      { scheduled: 1, attended: 1 },
    ],
    [
      'an appointment that was kept without an Encounter',
      [appointment('2026-03-03', 'fulfilled')],
      { scheduled: 1, attended: 1 },
    ],
    [
      'a session that its Encounter names, on another day',
      [
        attended('2026-03-04', 'group-counseling', {
          appointment: [{ reference: 'Appointment/a-2026-03-03-booked' }],
        }),
        appointment('2026-03-03', 'booked'),
      ],
      { scheduled: 1, attended: 1 },
    ],
    [
      'a no-show beside a session of the same day',
      [attended('2026-03-03'), appointment('2026-03-03', 'noshow')],
      { scheduled: 2, attended: 1, unexcused: 1 },
    ],
    [
      'what was booked and is past as not recorded',
      [appointment('2026-03-03', 'booked')],
      { scheduled: 1, undetermined: 1 },
    ],
    [
      'nothing that lies ahead',
      [appointment('2026-03-07', 'booked'), attended('2026-03-03')],
      { scheduled: 1 },
    ],
    [
      'nothing outside the period',
      [attended('2026-03-01'), attended('2026-03-09'), attended('2026-03-03')],
      { scheduled: 1 },
    ],
    [
      'the day as it was written, whatever the zone',
      [attended('2026-03-02', 'x', { period: { start: '2026-03-02T23:30:00-08:00' } })],
      { scheduled: 1 },
    ],
    [
      'no stay at a level of care',
      [
        attended('2026-03-03', 'residential', { period: { start: '2026-03-03', end: '2026-03-30' } }),
        attended('2026-03-04'),
      ],
      { scheduled: 1 },
    ],
    [
      'no Encounter that was not finished',
      [attended('2026-03-03', 'x', { status: 'in-progress' }), attended('2026-03-04')],
      { scheduled: 1 },
    ],
    ['an excused absence', [appointment('2026-03-03', 'cancelled')], { scheduled: 1, excused: 1 }],
    [
      'no appointment that was never made',
      [appointment('2026-03-03', 'proposed'), attended('2026-03-04')],
      { scheduled: 1 },
    ],
    [
      'a session without a service',
      [attended('2026-03-03', 'x', { serviceType: undefined })],
      { scheduled: 1, attended: 1 },
    ],
  ])('counts %s', (_, given, expected) => {
    expect(counted(...given)).toMatchObject(expected)
  })

  test('tells how the person takes part, as last rated', () => {
    const engagement = (day: string, code: string): Fact =>
      fact(
        {
          resourceType: 'Observation',
          code: { coding: [{ system: SYSTEM.observationKind, code: CODE.observationKind.engagement }] },
          effectiveDateTime: day,
          valueCodeableConcept: { coding: [{ system: SYSTEM.engagementRating, code }] },
        },
        'attendance',
      )
    const rated = [
      engagement('2026-03-20', 'active'),
      engagement('2026-02-01', 'minimal'),
      engagement('2026-05-01', 'none'),
    ]
    expect(textOf({ facts: [...facts, ...rated] }, 'Attendance')).toContain(
      'Engagement: Active (Mar 20, 2026)',
    )
  })

  test('prints the last weeks of a long period, and counts all', () => {
    const request = { period: { start: '2025-06-01', end: END } }
    expect(textOf(request, 'Attendance')).toContain('The last 14 of 44 weeks:')
    expect(countsOf(observation(report(ask(request)), 'id-Observation-attendance'))['attended']).toBe(34)
  })

  test('weeks add up to the whole, whatever the frequency and the period', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('d', 'wk', 'mo'),
        fc.integer({ min: 1, max: 28 }),
        (frequency, period, periodUnit, lastDay) => {
          const conditions = [
            condition('treatment-session', {
              occurrenceTiming: { repeat: { frequency, period, periodUnit } },
            }),
          ]
          const end = `2026-03-${String(lastDay).padStart(2, '0')}`
          const bundle = report(ask({ mandate: { ...mandate, conditions }, period: { start: START, end } }))
          const weeks = (bundle.entry ?? [])
            .filter(({ resource }) => /attendance-2026/.test(resource?.id ?? ''))
            .map(({ resource }) => countsOf(resource as Resource)['ordered'] ?? 0)
          expect(weeks.reduce((sum, count) => sum + count, 0)).toBe(
            countsOf(observation(bundle, 'id-Observation-attendance'))['ordered'],
          )
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('drug tests', () => {
  test('are counted by result, with their dates, and told one by one', () => {
    const text = textOf({}, 'Drug and alcohol tests')
    expect(text).toContain('24 ordered, 23 given, 1 missed, refused or adulterated.')
    expect(text).toContain('Panels: Drugs of abuse 5 panel screen (24)')
    expect(text).toContain('Confirmed positive | 1 | Jan 27 | ')
    expect(text).toContain('Missed | 1 | Feb 19 | ')
    const bundle = report(ask())
    expect(countsOf(observation(bundle, 'id-Observation-drug-tests'))).toEqual({
      ordered: 24,
      collected: 23,
      'confirmed-positive': 1,
      dilute: 1,
      negative: 21,
      'not-performed': 1,
    })
    expect(observation(bundle, 'id-Observation-drug-tests-0')).toMatchObject({
      effectiveDateTime: '2026-01-06',
      valueCodeableConcept: { coding: [{ code: 'negative' }] },
      code: { coding: [{ system: SYSTEM.loinc }] },
    })
  })

  test('that a prescription explains say so', () => {
    const explained = {
      extension: [
        {
          url: 'https://throughline.example/fhir/StructureDefinition/explained-by-prescription',
          valueBoolean: true,
        },
      ],
    }
    const given = [
      drugTest('2026-03-03', 'presumptive-positive', explained),
      drugTest('2026-03-05', 'presumptive-positive'),
    ]
    expect(textOf({ facts: given }, 'Drug and alcohol tests')).toContain(
      'Presumptive positive (1 explained by a prescription) | 2 | Mar 3; Mar 5',
    )
  })

  test.each<[string, Fact[], Record<string, number>]>([
    [
      'a panel once, not its parts',
      [
        drugTest('2026-03-03', 'negative', { hasMember: [{ reference: 'Observation/t-part' }] }),
        drugTest('2026-03-03', 'negative', { id: 't-part' }),
      ],
      { collected: 1 },
    ],
    [
      'a pending result',
      [drugTest('2026-03-03', 'pending', { status: 'registered' })],
      { collected: 1, pending: 1 },
    ],
    ['a refusal', [drugTest('2026-03-03', 'asked-declined')], { collected: 0, 'asked-declined': 1 }],
    [
      'no result that was withdrawn',
      [
        drugTest('2026-03-03', 'negative', { status: 'entered-in-error' }),
        drugTest('2026-03-04', 'negative'),
      ],
      { collected: 1 },
    ],
    [
      'no other laboratory result',
      [
        drugTest('2026-03-03', 'negative', { valueCodeableConcept: { text: '4.1' } }),
        drugTest('2026-03-04', 'negative'),
      ],
      { collected: 1 },
    ],
    [
      'nothing that is no laboratory result',
      [drugTest('2026-03-03', 'negative', { category: undefined }), drugTest('2026-03-04', 'negative')],
      { collected: 1 },
    ],
  ])('count %s', (_, given, expected) => {
    expect(countsOf(observation(report(ask({ facts: given })), 'id-Observation-drug-tests'))).toMatchObject(
      expected,
    )
  })
})
