import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { match } from '../../src/identity/match.ts'
import { traitsOf } from '../../src/identity/traits.ts'
import type { Identifier, Resource } from '../../src/fhir/resource.ts'

const DOCKET = 'https://harbor-court.example/docket'
const docket: Identifier = { system: DOCKET, value: 'TC-2026-0042' }

function person(elements: Record<string, unknown> = {}): Resource {
  return {
    resourceType: 'Patient',
    name: [{ family: 'Placeholder', given: ['Testa'] }],
    birthDate: '1985-04-12',
    identifier: [docket],
    ...elements,
  }
}

function compare(one: Record<string, unknown>, other: Record<string, unknown>): string {
  return match(traitsOf(person(one), []), traitsOf(person(other), [])).kind
}

const named = (family: string, ...given: string[]): Record<string, unknown> => ({ name: [{ family, given }] })

describe('equal name, birth date and a shared identifier', () => {
  test('link, and the evidence names no value', () => {
    const found = match(traitsOf(person(), []), traitsOf(person(), []))
    expect(found).toEqual({ kind: 'link', evidence: ['name', 'birth-date', `identifier ${DOCKET}`] })
  })

  test('link by a docket that only a release names', () => {
    const atCenter = traitsOf(
      person({ identifier: [{ system: 'https://cedar-bridge.example/client', value: '9' }] }),
      [docket],
    )
    expect(match(atCenter, traitsOf(person(), [])).kind).toBe('link')
  })

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['case', named('PLACEHOLDER', 'testa'), named('Placeholder', 'Testa')],
    ['accents', named('Núñez', 'José'), named('Nunez', 'Jose')],
    ['accents in another form of Unicode', named('Nu\u0301n\u0303ez', 'Jose\u0301'), named('Núñez', 'José')],
    ['letters that have no accent', named('Łukasz-Straße', 'Øystein'), named('Lukasz Strasse', 'Oystein')],
    ['apostrophes', named("O'Brien", 'Testa'), named('O’BRIEN', 'Testa')],
    ['hyphens and spaces in a family name', named('Smith-Jones', 'Testa'), named('Smith  Jones', 'Testa')],
    ['a particle', named('de la Cruz', 'Testa'), named('Delacruz', 'Testa')],
    ['a generation', named('Placeholder, Jr.', 'Testa'), named('Placeholder', 'Testa')],
    [
      'a second given name on one side',
      named('Placeholder', 'Testa', 'Maria'),
      named('Placeholder', 'Testa'),
    ],
    ['an initial', named('Placeholder', 'Testa', 'Maria'), named('Placeholder', 'Testa M.')],
    [
      'given names in one string',
      named('Placeholder', 'Testa Maria'),
      named('Placeholder', 'Testa', 'Maria'),
    ],
    ['a double name in one word', named('Placeholder', 'Jean-Luc'), named('Placeholder', 'Jeanluc')],
    [
      'an old name',
      {
        name: [
          { family: 'New', given: ['Testa'] },
          { use: 'old', family: 'Placeholder', given: ['Testa'] },
        ],
      },
      named('Placeholder', 'Testa'),
    ],
    ['a name that is text only', { name: [{ text: 'Testa Placeholder' }] }, named('Placeholder', 'Testa')],
    ['a text with a comma', { name: [{ text: 'Placeholder, Testa' }] }, named('Placeholder', 'Testa')],
    ['spelling of the identifier', { identifier: [{ system: `${DOCKET}/`, value: 'tc 2026/0042' }] }, {}],
  ])('whatever the %s', (_, one, other) => {
    expect(compare(one, other)).toBe('link')
    expect(compare(other, one)).toBe('link')
  })
})

describe('less', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another identifier', { identifier: [{ system: DOCKET, value: 'TC-2026-0043' }] }],
    [
      'the same value of another system',
      { identifier: [{ system: 'https://other.example', value: docket.value }] },
    ],
    ['no identifier', { identifier: undefined }],
    ['an identifier without system', { identifier: [{ value: docket.value }] }],
    ['a temporary identifier', { identifier: [{ ...docket, use: 'temp' }] }],
  ])('waits with %s', (_, other) => {
    expect(compare({}, other)).toBe('wait')
  })

  test('waits where both carry what stands for no number', () => {
    const none = { identifier: [{ system: 'http://hl7.org/fhir/sid/us-ssn', value: '000-00-0000' }] }
    expect(compare(none, none)).toBe('wait')
  })

  test.each<[string, Record<string, unknown>]>([
    ['another birth date', { birthDate: '1985-12-04' }],
    ['a birth date that is not whole', { birthDate: '1985-04' }],
    ['a birth date that is no date', { birthDate: '1985-13-41' }],
    ['no birth date', { birthDate: undefined }],
    ['another family name', named('Sample', 'Testa')],
    ['another given name', named('Placeholder', 'Tester')],
    ['an initial for the first given name', named('Placeholder', 'T')],
    ['no given name', { name: [{ family: 'Placeholder' }] }],
    ['no name', { name: undefined }],
    ['a temporary name', { name: [{ use: 'temp', family: 'Placeholder', given: ['Testa'] }] }],
    ['an anonymous name', { name: [{ use: 'anonymous', family: 'Placeholder', given: ['Testa'] }] }],
    ['given and family name swapped', named('Testa', 'Placeholder')],
  ])('is none with %s, whatever the identifier', (_, other) => {
    expect(compare({}, other)).toBe('none')
    expect(compare(other, {})).toBe('none')
  })

  test('twins whose further names contradict each other are two', () => {
    expect(compare(named('Placeholder', 'Testa', 'Elena'), named('Placeholder', 'Testa', 'Ines'))).toBe(
      'none',
    )
    expect(compare(named('Placeholder', 'Testa', 'E'), named('Placeholder', 'Testa', 'Ines'))).toBe('none')
  })

  test('an empty Patient matches nobody, itself included', () => {
    expect(
      match(traitsOf({ resourceType: 'Patient' }, [docket]), traitsOf({ resourceType: 'Patient' }, [docket]))
        .kind,
    ).toBe('none')
  })
})

describe('laws', () => {
  const word = fc.constantFrom(
    'Testa',
    'testá',
    'T',
    'Maria',
    'Maria Elena',
    'Jean-Luc',
    'Jeanluc',
    '',
    "O'Neil",
    'Placeholder',
    'PLACEHOLDER Jr',
  )
  const patient = fc.record({
    resourceType: fc.constant('Patient'),
    name: fc.array(
      fc.record({
        use: fc.constantFrom('usual', 'old', 'temp'),
        family: word,
        given: fc.array(word, { maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
    birthDate: fc.constantFrom('1985-04-12', '1985-04-13', '1985'),
    identifier: fc.array(
      fc.record({
        system: fc.constantFrom('https://a.example', 'https://b.example'),
        value: fc.constantFrom('1-2', '12', '13', ''),
      }),
      { maxLength: 3 },
    ),
  })

  test('match is symmetric', () => {
    fc.assert(
      fc.property(patient, patient, (one, other) => {
        expect(match(traitsOf(one, []), traitsOf(other, []))).toEqual(
          match(traitsOf(other, []), traitsOf(one, [])),
        )
      }),
      { numRuns: 2000 },
    )
  })

  test('what matches shares a key by which it is found', () => {
    fc.assert(
      fc.property(patient, patient, (one, other) => {
        const [a, b] = [traitsOf(one, []), traitsOf(other, [])]
        if (match(a, b).kind === 'none') return
        const keys = new Set(a.filter(({ kind }) => kind === 'name-birth-date').map(({ value }) => value))
        expect(b.some(({ kind, value }) => kind === 'name-birth-date' && keys.has(value))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('order and repetition of names and identifiers do not matter', () => {
    fc.assert(
      fc.property(patient, patient, (one, other) => {
        const shuffled = {
          ...one,
          name: [...one.name, ...one.name].toReversed(),
          identifier: one.identifier.toReversed(),
        }
        expect(match(traitsOf(shuffled, []), traitsOf(other, []))).toEqual(
          match(traitsOf(one, []), traitsOf(other, [])),
        )
      }),
    )
  })
})
