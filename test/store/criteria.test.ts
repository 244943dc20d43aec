import { describe, expect, test } from '@jest/globals'
import { encodeCursor, parseSearch, searchLimits } from '../../src/store/criteria.ts'
import type { Search } from '../../src/store/criteria.ts'
import type { SearchKind, SearchParameter } from '../../src/store/search-values.ts'

const parameter = (code: string, kind: SearchKind, ...targets: string[]): [string, SearchParameter] => [
  code,
  { code, kind, targets, evaluate: () => [] },
]
const parameters = new Map([
  parameter('status', 'token'),
  parameter('identifier', 'token'),
  parameter('family', 'string'),
  parameter('patient', 'reference', 'Patient'),
  parameter('actor', 'reference', 'Patient', 'Practitioner'),
  parameter('date', 'date'),
])

function parse(query: string): ReturnType<typeof parseSearch> {
  return parseSearch('Appointment', [...new URLSearchParams(query)], parameters)
}

function searchOf(query: string): Search {
  const parsed = parse(query)
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.issues))
  return parsed.search
}

function criterionOf(query: string): unknown {
  return searchOf(query).criteria[0]
}

function refusalOf(query: string): string {
  const parsed = parse(query)
  if (parsed.kind === 'search') throw new Error('not refused')
  return parsed.issues.map(({ code, diagnostics }) => `${code}: ${diagnostics}`).join(' ')
}

const day = { low: '2026-11-23T00:00:00.000Z', high: '2026-11-24T00:00:00.000Z' }

describe('a search', () => {
  test('without parameters asks for the newest, a page of the default size', () => {
    expect(searchOf('')).toEqual({
      type: 'Appointment',
      criteria: [],
      include: [],
      count: searchLimits.pageDefault,
      newestFirst: true,
      after: undefined,
      wantsTotal: false,
    })
  })

  test.each([
    ['status=booked', { kind: 'token', parameter: 'status', any: [{ code: 'booked' }], negated: false }],
    [
      'status=a|booked,b|,|c',
      {
        kind: 'token',
        parameter: 'status',
        any: [{ system: 'a', code: 'booked' }, { system: 'b' }, { system: null, code: 'c' }],
        negated: false,
      },
    ],
    ['status:not=booked', { kind: 'token', parameter: 'status', any: [{ code: 'booked' }], negated: true }],
    [
      String.raw`identifier=urn:x|a\|b\,c\\d\$e`,
      {
        kind: 'token',
        parameter: 'identifier',
        any: [{ system: 'urn:x', code: String.raw`a|b,c\d$e` }],
        negated: false,
      },
    ],
    [
      String.raw`identifier=a\\,b`,
      { kind: 'token', parameter: 'identifier', any: [{ code: 'a\\' }, { code: 'b' }], negated: false },
    ],
    ['family=Müller', { kind: 'string', parameter: 'family', any: ['muller'], exact: false }],
    [String.raw`family=O\,Brien`, { kind: 'string', parameter: 'family', any: ['o,brien'], exact: false }],
    ['patient=Patient/1', { kind: 'reference', parameter: 'patient', any: ['Patient/1'] }],
    [
      'actor=1,Patient/2',
      { kind: 'reference', parameter: 'actor', any: ['Patient/1', 'Practitioner/1', 'Patient/2'] },
    ],
    ['actor:Practitioner=1', { kind: 'reference', parameter: 'actor', any: ['Practitioner/1'] }],
    ['date=2026-11-23', { kind: 'date', parameter: 'date', any: [{ prefix: 'eq', range: day }] }],
    [
      'date=ge2026-11-23,lt2026-11-23',
      {
        kind: 'date',
        parameter: 'date',
        any: [
          { prefix: 'ge', range: day },
          { prefix: 'lt', range: day },
        ],
      },
    ],
    ['_id=a,b', { kind: 'id', ids: ['a', 'b'] }],
    ['_lastUpdated=sa2026-11-23', { kind: 'updated', value: { prefix: 'sa', range: day } }],
  ])('%s', (query, criterion) => {
    expect(criterionOf(query)).toEqual(criterion)
  })

  test('takes a time zone whose plus sign the address turned into a space', () => {
    expect(criterionOf('date=2026-11-23T10:00:00+01:00')).toEqual({
      kind: 'date',
      parameter: 'date',
      any: [{ prefix: 'eq', range: { low: '2026-11-23T09:00:00.000Z', high: '2026-11-23T09:00:01.000Z' } }],
    })
  })

  test('takes control parameters', () => {
    const cursor = encodeCursor({ updated: '2026-11-23T12:00:00.000Z', id: 'a-1' })
    expect(
      searchOf(`_count=10&_sort=_lastUpdated&_total=accurate&_cursor=${cursor}&_include=Appointment:actor`),
    ).toMatchObject({
      count: 10,
      newestFirst: false,
      wantsTotal: true,
      after: { updated: '2026-11-23T12:00:00.000Z', id: 'a-1' },
      include: [{ type: 'Appointment', parameter: 'actor' }],
    })
  })

  test('takes no more than a page of the greatest size', () => {
    expect(searchOf('_count=100000').count).toBe(searchLimits.pageMax)
  })
})

describe('is refused, never ignored', () => {
  test.each([
    [
      'an unknown parameter, with those that there are',
      'colour=red',
      /not-supported: Appointment has no search parameter 'colour' here; it has: _id, _lastUpdated, actor, date, family, identifier, patient, status\./,
    ],
    ['a chain', 'patient.name=x', /Chains such as 'patient\.name' are not taken/],
    ['a chain with a type', 'actor:Patient.name=x', /Chains such as/],
    ['_has', '_has:Task:focus:status=x', /Chains such as/],
    ['a modifier that is not there', 'status:in=urn:x', /not-supported: The modifier of 'status:in'/],
    ['a modifier of another kind', 'family:not=x', /modifier/],
    ['a modifier of a date', 'date:missing=true', /modifier/],
    ['a type that the reference cannot have', 'patient:Practitioner=1', /modifier/],
    ['a modifier behind a modifier', 'status:not:not=x', /modifier/],
    ['a modifier of _id', '_id:not=1', /modifier/],
    ['a modifier of _lastUpdated', '_lastUpdated:missing=true', /modifier/],
    ['a value that is empty', 'family=', /value: .*family/],
    ['an alternative that is empty', 'status=a,,b', /value: .*status/],
    ['an empty _id', '_id=', /value: .*_id/],
    ['a date that is none', 'date=tomorrow', /value: 'date' takes a date/],
    ['a month that is none', 'date=2026-13', /takes a date/],
    ['a prefix that is none', 'date=ap2026', /takes a date/],
    ['alternatives of _lastUpdated', '_lastUpdated=2026,2027', /takes a date/],
    ['a _count below zero', '_count=-1', /_count takes a whole number/],
    ['a _count that is no number', '_count=many', /_count takes a whole number/],
    ['an empty _count', '_count=', /_count takes a whole number/],
    ['a _sort by anything else', '_sort=status', /_sort takes/],
    ['a _total of another kind', '_total=some', /_total takes/],
    ['a _cursor of one’s own', '_cursor=2026_x y', /_cursor is not one/],
    ['_revinclude', '_revinclude=Task:focus', /no search parameter '_revinclude'/],
    ['_include:iterate', '_include:iterate=Appointment:actor', /no search parameter '_include'/],
    ['an _include without parameter', '_include=Appointment', /_include takes/],
    ['an _include of all', '_include=*', /_include takes/],
    ['an _include of another type', '_include=Task:focus', /_include takes/],
    ['an _include that is no reference', '_include=Appointment:status', /_include takes/],
    ['an _include with a target type', '_include=Appointment:actor:Patient', /_include takes/],
    ['a control parameter twice', '_count=1&_count=2', /_count/],
    ['a control parameter with a modifier', '_count:exact=1', /no search parameter '_count'/],
  ])('%s', (_, query, expected) => {
    expect(refusalOf(query)).toMatch(expected)
  })

  test('more parameters, alternatives and includes than the limits', () => {
    const many = (count: number, text: string): string => Array.from({ length: count }, () => text).join('&')
    expect(refusalOf(many(searchLimits.parametersMax + 1, 'status=a'))).toMatch(/too-costly/)
    expect(searchOf(many(searchLimits.parametersMax, 'status=a')).criteria).toHaveLength(
      searchLimits.parametersMax,
    )
    const alternatives = Array.from({ length: searchLimits.alternativesMax }, (_, n) => `a${n}`).join(',')
    expect(refusalOf(`status=${alternatives},more`)).toMatch(/too-costly/)
    expect(searchOf(`status=${alternatives}`).criteria).toHaveLength(1)
    expect(refusalOf(many(searchLimits.includesMax + 1, '_include=Appointment:actor'))).toMatch(/at most/)
  })

  test('everything that is wrong at once, and long names cut short', () => {
    const refusal = refusalOf(`${'x'.repeat(500)}=1&date=never&_count=-1`)
    expect(refusal).toMatch(/x…'.*takes a date.*_count takes/)
    expect(refusal.length).toBeLessThan(600)
  })
})
