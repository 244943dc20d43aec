/** Ways of telling slices apart: a profile of two slices, and items of each and of none. */
import type { ElementRule, Structure } from '../../../src/fhir/definitions.ts'
import { profileOf, SYSTEM, VALUE_SET, type Edits } from '../world.ts'
import type { Json } from './mutant.ts'
import { coded, narrative, reference, slicing, typeUrl } from './sliced.ts'

/** One way of telling slices apart: the profile's edits, and items of each of two slices and of none. */
export type Way = {
  readonly title: string
  readonly type: string
  /** The list that is sliced, e.g. `component`. */
  readonly list: string
  readonly sliced: (rules: 'open' | 'closed') => Partial<ElementRule>
  /** Edits below the slices `a` and `b`; the slices themselves are counted here. */
  readonly edits: Edits
  readonly a: (index: number) => Json
  readonly b: (index: number) => Json
  /** Undefined where every item belongs to one of the two. */
  readonly other: Json | undefined
  readonly others?: readonly Structure[]
  readonly resolve?: (reference: string) => unknown
  /** Below what the slices stand, where it is not the list itself. */
  readonly within?: string
}

/** Items of each slice. */
export const COUNT = 10

export const observation = {
  resourceType: 'Observation',
  text: narrative,
  status: 'final',
  code: { text: 'x' },
}
const organization = { resourceType: 'Organization', name: 'House' }
export const component = (code: string, more: Json = { valueString: 'x' }): Json => ({
  code: coded(code),
  ...more,
})
/** What each of the two slices says below itself. */
const ofBoth = (below: string, rule: (code: string) => Partial<ElementRule>): Edits =>
  Object.fromEntries(
    ['a', 'b'].map((name) => [`Observation.component:${name}.${below}`, { ...rule(name), min: 1 }]),
  )
const components = {
  type: 'Observation',
  list: 'component',
  a: () => component('a'),
  b: () => component('b'),
  other: component('z'),
} as const

const finalUrl = 'https://example.test/StructureDefinition/final'
const housedUrl = 'https://example.test/StructureDefinition/housed'
const kindUrl = 'https://example.test/StructureDefinition/kind'
const kind: Structure = {
  ...profileOf('Extension', kindUrl, {
    'Extension.url': { fixed: { type: 'Uri', value: kindUrl } },
    'Extension.extension': { max: '0' },
    'Extension.value[x]': { types: [{ code: 'code' }], min: 1 },
  }),
  context: [{ type: 'element', expression: 'Element' }],
}

export const WAYS: readonly Way[] = [
  {
    title: 'by value',
    ...components,
    sliced: (rules) => slicing('value', 'code.coding.code', rules),
    edits: ofBoth('code.coding.code', (code) => ({ fixed: { type: 'Code', value: code } })),
  },
  {
    title: 'by pattern',
    ...components,
    sliced: (rules) => slicing('pattern', 'code', rules),
    edits: ofBoth('code', (code) => ({ pattern: { type: 'CodeableConcept', value: coded(code) } })),
  },
  {
    title: 'by $this',
    type: 'Observation',
    list: 'category',
    sliced: (rules) => slicing('pattern', '$this', rules),
    edits: {
      'Observation.category:a': { pattern: { type: 'CodeableConcept', value: coded('a') } },
      'Observation.category:b': { pattern: { type: 'CodeableConcept', value: coded('b') } },
    },
    a: () => coded('a'),
    b: () => coded('b'),
    other: coded('z'),
  },
  {
    title: 'by binding',
    type: 'Observation',
    list: 'category',
    sliced: (rules) => slicing('value', '$this', rules),
    edits: {
      'Observation.category:a': { binding: { strength: 'required', valueSet: VALUE_SET } },
      'Observation.category:b': { pattern: { type: 'CodeableConcept', value: coded('z') } },
    },
    a: (index) => coded(index % 2 === 0 ? 'a' : 'b'),
    b: () => coded('z'),
    other: { text: 'x' },
  },
  {
    title: 'by exists',
    type: 'Observation',
    list: 'component',
    sliced: (rules) => slicing('exists', 'interpretation', rules),
    edits: {
      'Observation.component:a.interpretation': { min: 1 },
      'Observation.component:b.interpretation': { max: '0' },
    },
    a: () => component('a', { interpretation: [{ text: 'x' }] }),
    b: () => component('a', { valueString: 'x' }),
    other: undefined,
  },
  {
    title: 'by type of a choice',
    type: 'Observation',
    list: 'component',
    sliced: (rules) => slicing('type', 'value', rules),
    edits: {
      'Observation.component:a.value[x]': { types: [{ code: 'integer' }], min: 1 },
      'Observation.component:b.value[x]': { types: [{ code: 'Range' }], min: 1 },
    },
    a: (index) => component('a', { valueInteger: index }),
    b: () => component('a', { valueRange: { low: { value: 1 } } }),
    other: component('a', { valueBoolean: true }),
  },
  {
    title: 'by type of a target',
    type: 'Observation',
    list: 'performer',
    sliced: (rules) => slicing('type', 'resolve()', rules),
    edits: {
      'Observation.performer:a': { types: reference('Practitioner') },
      'Observation.performer:b': { types: reference('Organization') },
    },
    a: (index) => ({ reference: `Practitioner/${String(index)}` }),
    b: (index) => ({ reference: `Organization/${String(index)}` }),
    other: { reference: 'Patient/testa' },
  },
  {
    title: 'by profile of a target',
    type: 'Observation',
    list: 'performer',
    sliced: (rules) => slicing('profile', 'resolve()', rules),
    edits: {
      'Observation.performer:a': { types: [{ code: 'Reference', targetProfile: [housedUrl] }] },
      'Observation.performer:b': { types: reference('Practitioner') },
    },
    a: (index) => ({ reference: `Organization/${String(index)}` }),
    b: (index) => ({ reference: `Practitioner/${String(index)}` }),
    other: { reference: 'Organization/bad' },
    others: [profileOf('Organization', housedUrl, { 'Organization.language': { min: 1 } })],
    resolve: (text) =>
      text.startsWith('Practitioner')
        ? { resourceType: 'Practitioner' }
        : { ...organization, ...(text.endsWith('bad') ? {} : { language: 'en' }) },
  },
  {
    title: 'by profile of a resource',
    type: 'Bundle',
    list: 'entry',
    sliced: (rules) => slicing('profile', 'resource', rules),
    edits: {
      'Bundle.entry:a.resource': { types: [{ code: 'Observation', profile: [finalUrl] }], min: 1 },
      'Bundle.entry:b.resource': {
        types: [{ code: 'Organization', profile: [typeUrl('Organization')] }],
        min: 1,
      },
    },
    a: () => ({ resource: observation }),
    b: () => ({ resource: organization }),
    other: { resource: { ...observation, status: 'preliminary' } },
    others: [
      profileOf('Observation', finalUrl, {
        'Observation.status': { fixed: { type: 'Code', value: 'final' } },
      }),
    ],
  },
  {
    title: 'by profile of a data type',
    type: 'Observation',
    list: 'category',
    sliced: (rules) => slicing('profile', '$this', rules),
    edits: Object.fromEntries(
      ['text', 'coding'].map((name) => [
        `Observation.category:${name === 'text' ? 'a' : 'b'}`,
        {
          types: [
            { code: 'CodeableConcept', profile: [`https://example.test/StructureDefinition/with-${name}`] },
          ],
        },
      ]),
    ),
    a: () => ({ text: 'x' }),
    b: () => coded('a'),
    other: { extension: [{ url: 'https://example.test/x', valueCode: 'x' }] },
    others: ['text', 'coding'].map((name) =>
      profileOf('CodeableConcept', `https://example.test/StructureDefinition/with-${name}`, {
        [`CodeableConcept.${name}`]: { min: 1 },
      }),
    ),
  },
  {
    title: 'by an extension',
    ...components,
    sliced: (rules) => slicing('value', `extension('${kindUrl}').value`, rules),
    edits: Object.fromEntries(
      ['a', 'b'].flatMap((name) => [
        [
          `Observation.component:${name}.extension:kind`,
          { types: [{ code: 'Extension', profile: [kindUrl] }], min: 1, sliceName: 'kind' },
        ],
        [`Observation.component:${name}.extension:kind.url`, { fixed: { type: 'Uri', value: kindUrl } }],
        [
          `Observation.component:${name}.extension:kind.value[x]`,
          { types: [{ code: 'code' }], fixed: { type: 'Code', value: name } },
        ],
      ]),
    ),
    a: () => ({ extension: [{ url: kindUrl, valueCode: 'a' }], ...component('z') }),
    b: () => ({ extension: [{ url: kindUrl, valueCode: 'b' }], ...component('z') }),
    other: { extension: [{ url: kindUrl, valueCode: 'z' }], ...component('z') },
    others: [kind],
  },
  {
    title: 'of slices',
    type: 'Observation',
    list: 'category',
    sliced: (rules) => slicing('value', 'coding.system', rules),
    within: 'Observation.category:ours',
    edits: {
      'Observation.category:ours': { ...slicing('value', 'coding.code') },
      'Observation.category:ours.coding.system': { fixed: { type: 'Uri', value: SYSTEM } },
      'Observation.category:ours/a.coding.code': { fixed: { type: 'Code', value: 'a' } },
      'Observation.category:ours/b.coding.code': { fixed: { type: 'Code', value: 'b' } },
    },
    a: () => coded('a'),
    b: () => coded('b'),
    other: { coding: [{ system: 'https://example.test/other', code: 'a' }] },
  },
]

export function nameOfSlice({ type, list, within }: Way, name: string): string {
  return within === undefined ? `${type}.${list}:${name}` : `${within}/${name}`
}
