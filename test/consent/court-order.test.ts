/** Orders of a court that are not whole, or that nothing compels: they permit nothing, or only what they say; each says why. */
import { describe, expect, test } from '@jest/globals'
import { compileGrants } from '../../src/consent/compile-grants.ts'
import type { CompileFacts } from '../../src/consent/consent.ts'
import { EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Extension, Resource } from '../../src/fhir/resource.ts'
import { papersOf, subpoena } from './rules/parties.ts'
import { category, facts, policy } from './world.ts'

const [whole] = papersOf().orders as [Resource]
const [stated] = whole['extension'] as [Extension]
const details = stated['extension'] as Extension[]

/** The order with some of its details in the place of those of the same name; without values, without them. */
function order(changed: Record<string, Extension[]>, change: Record<string, unknown> = {}): Resource {
  const kept = details.filter(({ url }) => !(url in changed))
  const extension = [...kept, ...Object.values(changed).flat()]
  return { ...whole, extension: [{ url: EXTENSION.courtOrder, extension }], ...change }
}

function read(...orders: Resource[]): { given: string[][]; faults: string[] } {
  const compiling: CompileFacts = { ...facts, orders }
  const { grants, deficiencies } = compileGrants([], compiling)
  return {
    given: grants.map(({ categories }) => policy.codesOf(categories)),
    faults: deficiencies.map(({ element }) => element),
  }
}

const part = (coding: unknown): Extension => ({ url: 'part', valueCoding: coding }) as Extension
const named = category('attendance').map(part)

test('a whole order permits its parts, with what goes along', () => {
  expect(read(order({ part: named }), subpoena)).toEqual({
    given: [['demographics', 'attendance']],
    faults: [],
  })
})

describe('nothing is permitted by an order', () => {
  test.each<[string, Resource, string[]]>([
    ['of nobody', order({ recipient: [] }), ['order-recipient']],
    [
      'to somebody unknown besides',
      order({
        recipient: [
          ...details.filter(({ url }) => url === 'recipient'),
          { url: 'recipient', valueReference: { reference: 'Organization/unknown' } },
        ],
      }),
      ['order-recipient'],
    ],
    ['to a recipient without a reference', order({ recipient: [{ url: 'recipient' }] }), ['order-recipient']],
    ['without parts', order({ part: [] }), ['order-part']],
    ['with a part that is nothing', order({ part: [...named, part(undefined)] }), ['order-part']],
    [
      'with a part of another system',
      order({ part: [...named, part({ system: 'x', code: 'goals' })] }),
      ['order-part'],
    ],
    [
      'with a part that nobody knows',
      order({ part: [...named, part({ system: policy.categorySystem })] }),
      ['order-part'],
    ],
    ['without a validity', order({ validity: [] }), ['order-validity']],
    [
      'without an end',
      order({ validity: [{ url: 'validity', valuePeriod: { start: '2026-06-01' } }] }),
      ['order-validity'],
    ],
    [
      'without a beginning',
      order({ validity: [{ url: 'validity', valuePeriod: { end: '2026-06-30' } }] }),
      ['order-validity'],
    ],
    [
      'that ends before it begins',
      order({ validity: [{ url: 'validity', valuePeriod: { start: '2026-06-30', end: '2026-06-01' } }] }),
      ['order-validity'],
    ],
    ['of no author', order({}, { author: undefined }), ['order-author']],
    [
      'of an author who is no organization',
      order({}, { author: { display: 'The judge' } }),
      ['order-author'],
    ],
    ['of no date', order({}, { created: undefined }), ['order-author']],
    ['of a day to come', order({}, { created: '2026-06-16' }), ['order-author']],
    ['without a subpoena', order({ subpoena: [] }), ['order-without-subpoena', 'subpoena-without-order']],
  ])('%s', (_, paper, faults) => {
    const found = read(paper, subpoena)
    expect(found.given).toEqual([])
    expect(found.faults.toSorted()).toEqual(faults)
  })

  test('that is stated twice, or has no name and a subpoena that has none', () => {
    expect(read({ ...whole, extension: [stated, stated] }, subpoena)).toMatchObject({ given: [] })
    const nameless = order({
      subpoena: [{ url: 'subpoena', valueReference: { reference: 'DocumentReference/x' } }],
    })
    const { id: _id, ...without } = nameless
    const { id: _own, ...paper } = subpoena
    expect(read(without as Resource, paper as Resource)).toEqual({
      given: [],
      faults: ['order-without-subpoena', 'subpoena-without-order'],
    })
  })
})

test('what a type keeps out stays out, also where it is all that is named', () => {
  const ofProgram = { code: { coding: [{ system: SYSTEM.courtPaper, code: 'program-2.66' }] } }
  const identity = category('demographics').map(part)
  expect(read(order({ part: identity }, ofProgram), subpoena).given).toEqual([])
  expect(read(order({ part: [...identity, ...named] }, ofProgram), subpoena).given).toEqual([['attendance']])
})

test.each([
  ['is nothing', undefined],
  ['has no code', { system: SYSTEM.communicationsGround }],
])('a ground for communications that %s is none', (_, valueCoding) => {
  const ground = [{ url: 'communications', valueCoding } as Extension]
  const notes = category('attendance', 'counseling-notes').map(part)
  const { given, faults } = read(order({ part: notes, communications: ground }), subpoena)
  expect(given).toEqual([['demographics', 'attendance']])
  expect(faults).toContain('order-communications')
})

test('a time that cannot be read dates no order', () => {
  const compiling: CompileFacts = { ...facts, orders: papersOf().orders ?? [], at: 'now' }
  expect(compileGrants([], compiling).grants).toEqual([])
})
