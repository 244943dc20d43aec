/** Slices: which items belong to which, how many there may be, in which order, and what is asked of each. */
import { describe, expect, test } from '@jest/globals'
import { coded, observation, profile, reference, slicing, URL } from './observation.ts'
import { lines, profileOf, SYSTEM, validatorWith, VALUE_SET } from './world.ts'

profile(
  'slices by pattern, with rules of their own',
  {
    'Observation.component': slicing('pattern', 'code'),
    'Observation.component:first': { min: 1, max: '1' },
    'Observation.component:first.code': { pattern: { type: 'CodeableConcept', value: coded('a') }, min: 1 },
    'Observation.component:first.value[x]': { types: [{ code: 'integer' }], min: 1 },
    'Observation.component:first.interpretation': { max: '0' },
    'Observation.component:second': { max: '1' },
    'Observation.component:second.code': { pattern: { type: 'CodeableConcept', value: coded('b') } },
  },
  [
    ['', undefined, ''],
    ['component[0].code', coded('z'), 'error slice-min Observation.component'],
    ['component', undefined, 'error slice-min Observation.component'],
    [
      'component[1].code',
      coded('a'),
      'error slice-max Observation.component; error choice-type Observation.component[1].value; error cardinality-min Observation.component[1].value',
    ],
    ['component[0].valueInteger', undefined, 'error cardinality-min Observation.component[0].value'],
    [
      'component[0].interpretation',
      [{ text: 'x' }],
      'error cardinality-max Observation.component[0].interpretation',
    ],
    ['component[2]', { code: coded('z'), interpretation: [{ text: 'x' }] }, ''],
  ],
)

profile(
  'slices by value below the element, closed',
  {
    'Observation.category': slicing('value', 'coding.code', 'closed'),
    'Observation.category:a': { min: 1 },
    'Observation.category:a.coding.code': { fixed: { type: 'Code', value: 'a' }, min: 1 },
    'Observation.category:whole': {},
    'Observation.category:whole.coding': {
      pattern: { type: 'Coding', value: { system: SYSTEM, code: 'z' } },
    },
  },
  [
    ['', undefined, ''],
    ['category[1]', coded('z'), ''],
    ['category[1]', coded('b'), 'error slice-closed Observation.category[1]'],
    ['category[1]', { text: 'x' }, 'error slice-closed Observation.category[1]'],
    ['category', [coded('z')], 'error slice-min Observation.category'],
  ],
)

profile(
  'slices by $this and by required binding',
  {
    'Observation.category': slicing('value', '$this'),
    'Observation.category:kind': { min: 1, max: '1', binding: { strength: 'required', valueSet: VALUE_SET } },
  },
  [
    ['', undefined, ''],
    ['category', [coded('z')], 'error slice-min Observation.category'],
    ['category', [coded('a'), coded('b')], 'error slice-max Observation.category'],
    ['category', [coded('a'), coded('z')], ''],
  ],
)

profile(
  'slices by exists',
  {
    'Observation.component': slicing('exists', 'interpretation'),
    'Observation.component:read': { max: '1' },
    'Observation.component:read.interpretation': { min: 1 },
    'Observation.component:unread': { max: '1' },
    'Observation.component:unread.interpretation': { max: '0' },
  },
  [
    ['', undefined, 'error slice-max Observation.component'],
    ['component[0].interpretation', [{ text: 'x' }], ''],
  ],
)

profile(
  'slices of a choice by type',
  {
    'Observation.value[x]': slicing('type', '$this', 'closed'),
    'Observation.value[x]:valueQuantity': { types: [{ code: 'Quantity' }], max: '1' },
    'Observation.value[x]:valueQuantity.unit': { min: 1 },
  },
  [
    ['', undefined, ''],
    ['valueQuantity', { value: 1 }, 'error cardinality-min Observation.value.ofType(Quantity).unit'],
  ],
)

describe('a closed choice', () => {
  const check = validatorWith(
    profileOf('Observation', URL, {
      'Observation.value[x]': slicing('type', '$this', 'closed'),
      'Observation.value[x]:valueQuantity': { types: [{ code: 'Quantity' }] },
    }),
  ).compile(URL)
  test('refuses what no slice has', () => {
    const { valueQuantity: _, ...rest } = observation
    expect(lines(check({ ...rest, valueString: 'x' }))).toEqual([
      'error slice-closed Observation.value.ofType(string)',
    ])
  })
})

profile(
  'slices by the type of a reference',
  {
    'Observation.performer': slicing('type', 'resolve()'),
    'Observation.performer:who': { types: reference('Practitioner'), min: 1, max: '1' },
    'Observation.performer:where': { types: reference('Organization'), max: '1' },
  },
  [
    ['', undefined, 'error slice-min Observation.performer'],
    ['performer', [{ reference: 'Practitioner/1' }, { reference: 'Organization/1' }], ''],
    [
      'performer',
      [{ reference: 'Practitioner/1' }, { type: 'Practitioner', identifier: { value: '2' } }],
      'error slice-max Observation.performer',
    ],
    [
      'performer',
      [{ reference: 'Organization/1' }, { reference: 'Organization/2' }],
      'error slice-min Observation.performer; error slice-max Observation.performer',
    ],
  ],
)

profile(
  'slices by Reference.type',
  {
    'Observation.performer': slicing('value', 'type'),
    'Observation.performer:who': { min: 1 },
    'Observation.performer:who.type': { fixed: { type: 'Uri', value: 'Practitioner' }, min: 1 },
    'Observation.performer:who.display': { min: 1 },
  },
  [
    ['performer', [{ reference: 'Practitioner/1', type: 'Practitioner', display: 'x' }], ''],
    [
      'performer',
      [{ reference: 'Practitioner/1', type: 'Practitioner' }],
      'error cardinality-min Observation.performer[0].display',
    ],
    ['performer', [{ reference: 'Practitioner/1' }], 'error slice-min Observation.performer'],
  ],
)

profile(
  'ordered slices and those that end a list',
  {
    'Observation.component': slicing('value', 'code.coding.code', 'openAtEnd', true),
    'Observation.component:a': {},
    'Observation.component:a.code.coding.code': { fixed: { type: 'Code', value: 'a' } },
    'Observation.component:b': {},
    'Observation.component:b.code.coding.code': { fixed: { type: 'Code', value: 'b' } },
  },
  [
    ['', undefined, ''],
    ['component', [...observation.component].toReversed(), 'error slice-order Observation.component[1]'],
    ['component[2]', { code: coded('z') }, ''],
    ['component', [{ code: coded('z') }, { code: coded('a') }], 'error slice-order Observation.component[1]'],
  ],
)

profile(
  'slices of slices',
  {
    'Observation.category': slicing('value', 'coding.system'),
    'Observation.category:ours': { ...slicing('value', 'coding.code'), min: 1 },
    'Observation.category:ours.coding.system': { fixed: { type: 'Uri', value: SYSTEM } },
    'Observation.category:ours/a': { min: 1, max: '1', sliceName: 'ours/a' },
    'Observation.category:ours/a.coding.code': { fixed: { type: 'Code', value: 'a' } },
  },
  [
    ['', undefined, ''],
    ['category', [coded('b')], 'error slice-min Observation.category'],
    [
      'category',
      [coded('b'), { coding: [{ system: 'https://example.test/other', code: 'a' }] }],
      'error slice-min Observation.category',
    ],
    ['category', [coded('a'), coded('b')], ''],
    ['category', [coded('a'), coded('a')], 'error slice-max Observation.category'],
  ],
)
