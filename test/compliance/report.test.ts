import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Fact, ReportRequest } from '../../src/compliance/compliance.ts'
import { report } from '../../src/compliance/report.ts'
import { CODE, SYSTEM } from '../../src/fhir/codes.ts'
import { referencesIn } from '../../src/fhir/reference.ts'
import { END, START, ask, attended, fact, facts, goal, granted, referral } from './case.ts'
import { observation, ratingOf, sectionsOf, textOf, titlesOf } from './read.ts'

describe('the document', () => {
  const bundle = report(ask({ notice: 'A notice.\nIts second line.', scope: 'The scope.' }))
  const [first] = bundle.entry ?? []
  const composition = first?.resource

  test('is a FHIR document: identifier, timestamp, Composition first', () => {
    expect(bundle).toMatchObject({
      type: 'document',
      timestamp: '2026-03-30T12:00:00.000Z',
      identifier: { system: 'https://gateway.example/fhir/Bundle', value: 'id-Bundle' },
    })
    expect(composition).toMatchObject({
      resourceType: 'Composition',
      status: 'final',
      type: { coding: [{ system: SYSTEM.documentKind, code: CODE.documentKind.complianceReport }] },
      subject: { reference: 'Patient/participant-1' },
      date: '2026-03-30T12:00:00.000Z',
      author: [{ reference: 'Organization/throughline' }, { reference: 'Organization/cedar-bridge' }],
      custodian: { reference: 'Organization/harbor-court' },
      confidentiality: 'R',
      event: [{ period: { start: START, end: END } }, { period: { start: '2026-04-02', end: '2026-04-02' } }],
    })
  })

  test('contains everything that it refers to, each once, at its address', () => {
    const addresses = (bundle.entry ?? []).map(({ fullUrl }) => fullUrl)
    expect(new Set(addresses).size).toBe(addresses.length)
    const referred = (bundle.entry ?? [])
      .flatMap(({ resource }) => referencesIn(resource))
      .map(({ reference }) => `https://gateway.example/fhir/${reference ?? ''}`)
    expect(referred.filter((address) => !addresses.includes(address))).toEqual([])
  })

  test('contains no fact itself, and none of its words', () => {
    const types = (bundle.entry ?? []).map(({ resource }) => resource?.resourceType)
    expect([...new Set(types)]).toEqual(['Composition', 'Patient', 'Organization', 'Observation'])
    expect(JSON.stringify(bundle)).not.toContain('sorrow')
  })

  test('has a section for each category released, then scope and notice', () => {
    expect(sectionsOf(bundle).map(({ title }) => title)).toEqual([
      'Court mandate',
      'Compliance with the mandate',
      'Enrollment',
      'Level of care',
      'Attendance',
      'Drug and alcohol tests',
      'Goals',
      'Referrals and linkage',
      'Scope of the consent',
      'Notice (42 CFR 2.32)',
    ])
    expect(sectionsOf(bundle).at(-1)?.text.div).toContain('<p>A notice.</p><p>Its second line.</p>')
    for (const section of sectionsOf(bundle))
      expect(section.text.div).toMatch(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml">.+<\/div>$/s)
  })

  test('carries the labels of its facts, of their confidentiality codes the strictest', () => {
    const hidden = fact(
      {
        resourceType: 'Goal',
        id: 'g-v',
        lifecycleStatus: 'active',
        meta: { security: [{ system: SYSTEM.v3Confidentiality, code: 'V' }] },
      },
      'goals',
    )
    const labelled = report(
      ask({ facts: [...facts, hidden], security: [{ system: SYSTEM.v3ActCode, code: 'NOREUSE' }] }),
    )
    const labels = labelled.meta?.security?.map(({ code }) => code)
    expect(labels).toEqual(['42CFRPart2', 'NOREUSE', 'V'])
    expect(labelled.entry?.[0]?.resource).toMatchObject({
      confidentiality: 'V',
      meta: { security: labelled.meta?.security },
    })
    expect(observation(labelled, 'id-Observation-goals').meta).toEqual(labelled.meta)
  })

  test('is the same each time', () => {
    expect(JSON.stringify(report(ask()))).toBe(JSON.stringify(report(ask())))
  })

  test('does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...facts], { minLength: facts.length }), (shuffled) => {
        expect(report(ask({ facts: shuffled }))).toEqual(report(ask()))
      }),
      { numRuns: 20 },
    )
  })
})

describe('without facts', () => {
  const nobody = JSON.stringify(report(ask({ facts: [], granted: [], sources: [] })))

  test('says that no information is available', () => {
    expect(titlesOf({ facts: [] })).toEqual(['Court mandate', 'Compliance with the mandate'])
    expect(textOf({ facts: [] }, 'Compliance with the mandate')).toBe(
      'No information is available for this participant and period.\n',
    )
    expect(ratingOf({ facts: [] })).toEqual([CODE.complianceRating.notEnoughInformation, []])
  })

  test('is byte for byte the same, whoever else knows the person and whatever else was released', () => {
    const others: Partial<ReportRequest>[] = [
      { facts: [], notice: 'n', scope: 's', security: [{ code: 'R' }] },
      { facts: [] },
      { facts, granted: [] },
      { facts, granted: ['mental-health', 'hiv'] },
      { facts: facts.map(({ resource }) => ({ resource, categories: [] })) },
      {
        facts: facts.map(({ resource }) => ({
          resource: { ...resource, meta: { source: 'Goal/1' } },
          categories: ['goals'],
        })),
      },
    ]
    for (const other of others) expect(JSON.stringify(report(ask(other)))).toBe(nobody)
  })
})

describe('what was not released', () => {
  test.each([
    ['attendance', 'Attendance'],
    ['drug-tests', 'Drug and alcohol tests'],
    ['goals', 'Goals'],
    ['enrollment', 'Enrollment'],
    ['level-of-care', 'Level of care'],
  ])('%s has no section', (category, title) => {
    expect(titlesOf({ granted: granted.filter((code) => code !== category) })).not.toContain(title)
    expect(titlesOf({})).toContain(title)
  })

  test('a fact that is also of another category does not count', () => {
    const hiv = attended('2026-03-01', 'hiv-care')
    const report1 = textOf({ facts: [...facts, { ...hiv, categories: ['attendance', 'hiv'] }] }, 'Attendance')
    expect(report1).not.toContain('Hiv')
    expect(report1).toBe(textOf({}, 'Attendance'))
  })

  test('is not rated, and the rating says so', () => {
    const request = { granted: granted.filter((code) => code !== 'drug-tests') }
    expect(ratingOf(request)).toEqual(['partly-compliant', ['partly-compliant', 'not-enough-information']])
    const text = textOf(request, 'Compliance with the mandate')
    expect(text).toContain('The rating rests on 1 of 2 conditions of the mandate')
    expect(text).toContain('Submit to drug and alcohol tests | Not rated | No tests in this report')
    expect(JSON.stringify(report(ask(request)))).not.toContain('confirmed-positive')
  })

  test('a category without anything on record says no more than that', () => {
    const only = facts.filter(({ categories }) => categories.includes('enrollment'))
    expect(textOf({ facts: only }, 'Attendance')).toBe('No session is on record for these days.\n')
    expect(textOf({ facts: only }, 'Drug and alcohol tests')).toBe('No test is on record for these days.\n')
    expect(textOf({ facts: only }, 'Goals')).toBe('No goal is on record.\n')
    expect(textOf({ facts: only }, 'Referrals and linkage')).toBe('No referral is on record.\n')
    expect(ratingOf({ facts: only })).toEqual([
      'not-enough-information',
      ['not-enough-information', 'not-enough-information'],
    ])
  })
})

describe('other sections', () => {
  test('enrollment and level of care tell since when, and the edition', () => {
    expect(textOf({}, 'Enrollment')).toContain('Enrolled | Dec 20, 2025 |  | ')
    expect(textOf({}, 'Level of care')).toContain(
      '2.1 Intensive Outpatient (ASAM, fourth edition) | Dec 20, 2025 |  | ',
    )
  })

  test('a transition shows each level in order, by its edition', () => {
    const level = (system: string, code: string, elements: Record<string, unknown>): Fact =>
      fact(
        {
          resourceType: 'Observation',
          id: `loc-${code}`,
          status: 'final',
          code: { coding: [{ system: SYSTEM.levelOfCareKind, code: CODE.levelOfCareKind.levelOfCare }] },
          valueCodeableConcept: { coding: [{ system, code }] },
          ...elements,
        },
        'level-of-care',
      )
    const levels = [
      level(SYSTEM.asam4, '1.5', { effectiveDateTime: '2026-03-01' }),
      level(SYSTEM.asam3, '3.5', { effectivePeriod: { start: '2026-01-01', end: '2026-02-28' } }),
      level('https://other.example', 'X', { effectivePeriod: { start: '2026-03-02' } }),
      level(SYSTEM.asam4, '4', { effectivePeriod: { start: '2026-03-03' }, status: 'entered-in-error' }),
      level(SYSTEM.asam4, '4', { effectivePeriod: { start: '2025-03-03', end: '2025-04-01' } }),
    ]
    expect(textOf({ facts: levels }, 'Level of care').split('\n')).toEqual([
      'Level of care | Since | Until | ',
      '3.5 (ASAM, third edition) | Jan 1, 2026 | Feb 28, 2026 | ',
      '1.5 (ASAM, fourth edition) | Mar 1, 2026 |  | ',
      'X | Mar 2, 2026 |  | ',
      '',
    ])
  })

  test('what ended before the period, or was an error, is not told', () => {
    const old = fact(
      {
        resourceType: 'EpisodeOfCare',
        id: 'old',
        status: 'finished',
        period: { start: '2020-01-01', end: '2020-05-01' },
      },
      'enrollment',
    )
    const wrong = fact(
      {
        resourceType: 'EpisodeOfCare',
        id: 'wrong',
        status: 'entered-in-error',
        period: { start: '2026-01-01' },
      },
      'enrollment',
    )
    expect(textOf({ facts: [old, wrong] }, 'Enrollment')).toBe('No enrollment is on record for these days.\n')
    expect(textOf({ facts: [old] }, 'Level of care')).toBe('No level of care is on record for these days.\n')
  })

  test('goals are counted by status, without those that were only proposed or refused', () => {
    const text = textOf(
      {
        facts: [
          ...facts,
          goal(4, 'rejected', 'no-progress'),
          goal(5, 'proposed', 'no-progress'),
          goal(6, 'active', 'in-progress'),
        ],
      },
      'Goals',
    )
    expect(text).toContain('Active | In progress | 2')
    expect(text).not.toContain('No progress')
  })

  test('referrals are counted by service and by where they stand; those of others to this partner are not told', () => {
    const [order, task] = referral('employment', 'accepted')
    const fillers =
      order && task
        ? [order, { ...task, resource: { ...task.resource, partOf: [{ reference: 'Task/elsewhere' }] } }]
        : []
    const text = textOf(
      { facts: [...facts, ...fillers, ...referral('food', 'draft')] },
      'Referrals and linkage',
    )
    expect(text).toContain('Housing | Completed | 1')
    expect(text).not.toMatch(/Employment|Food/)
    expect(
      textOf({ granted: granted.filter((code) => code !== 'referrals') }, 'Referrals and linkage'),
    ).toContain('Service not specified | Sent | 1')
  })
})

describe('limits', () => {
  test.each([
    ['that ends before it begins', { start: '2026-03-02', end: '2026-03-01' }],
    ['that is too long', { start: '2020-01-01', end: '2026-01-01' }],
    ['that is none', { start: 'soon', end: 'later' }],
  ])('a period %s is the caller’s fault', (_, period) => {
    expect(() => report(ask({ period }))).toThrow(RangeError)
  })

  test('a period that has not begun is answered', () => {
    expect(() => report(ask({ period: { start: '2026-06-01', end: '2026-06-30' } }))).not.toThrow()
  })
})
