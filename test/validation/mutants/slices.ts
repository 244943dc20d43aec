/** Faults of slicing: for each way of telling slices apart, how many there are, which may be there, in which order. */
import type { ElementRule, Structure } from '../../../src/fhir/definitions.ts'
import { coded, narrative, reference, slicing, typeUrl } from './sliced.ts'
import { now, profileOf, SYSTEM, validatorWith, VALUE_SET, type Edits } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { capitalized, URL } from './profiled.ts'
import { SAMPLES } from './samples.ts'

/** One way of telling slices apart: the profile's edits, and items of each of two slices and of none. */
type Way = {
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
const COUNT = 10

const observation = { resourceType: 'Observation', text: narrative, status: 'final', code: { text: 'x' } }
const organization = { resourceType: 'Organization', name: 'House' }
const component = (code: string, more: Json = { valueString: 'x' }): Json => ({ code: coded(code), ...more })
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

const WAYS: readonly Way[] = [
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

function nameOfSlice({ type, list, within }: Way, name: string): string {
  return within === undefined ? `${type}.${list}:${name}` : `${within}/${name}`
}

function parentOf(way: Way, rules: 'open' | 'closed', counts: Partial<ElementRule>): Parent {
  const { type, list, edits, sliced, a, b, others = [], resolve } = way
  const slices = Object.fromEntries(
    ['a', 'b'].map((name) => [
      nameOfSlice(way, name),
      {
        ...counts,
        ...edits[nameOfSlice(way, name)],
        sliceName: way.within === undefined ? name : `ours/${name}`,
      },
    ]),
  )
  // Slices come before what stands below them.
  const all: Edits = {
    [`${type}.${list}`]: sliced(rules),
    ...(way.within === undefined ? {} : { [way.within]: edits[way.within] ?? {} }),
    ...slices,
  }
  const below = Object.fromEntries(Object.entries(edits).filter(([id]) => !Object.hasOwn(all, id)))
  const check = validatorWith(profileOf(type, URL, { ...all, ...below }), ...others).compile(URL)
  const items = [
    ...Array.from({ length: COUNT }, (_, index) => a(index)),
    ...Array.from({ length: COUNT }, (_, index) => b(index)),
  ]
  const top = type === 'Bundle' ? { resourceType: type, type: 'collection' } : observation
  return {
    name: `${way.title} ${rules}`,
    resource: JSON.parse(JSON.stringify({ ...top, [list]: items })) as Json,
    check: (resource) => check(resource, { now, ...(resolve && { resolve }) }),
  }
}

function* ofWay(way: Way): Generator<Mutant> {
  const { type, list, title, other } = way
  const expression = `${type}.${list}`
  const exact = parentOf(way, 'open', { min: COUNT, max: String(COUNT) })
  const closed = parentOf(way, 'closed', { min: 1, max: '*' })
  const few = { code: 'required', rule: 'slice-min', kind: `slice-min ${title}`, expression } as const
  const many = { code: 'structure', rule: 'slice-max', kind: `slice-max ${title}`, expression } as const
  for (let index = 0; index < COUNT * 2; index += 1) {
    yield mutantAt(exact, [list, index], () => undefined, few)
    if (other) {
      const turned = mutantAt(exact, [list, index], () => other, few)
      yield { ...turned, name: `${turned.name} other` }
    }
    const copied = (values: unknown): unknown =>
      (values as unknown[]).toSpliced(index, 0, (values as unknown[])[index])
    const twice = mutantAt(exact, [list], copied, many)
    yield { ...twice, name: `${twice.name} ${String(index)}` }
    if (!other || way.within !== undefined) continue
    const stray = mutantAt(closed, [list], (values) => (values as unknown[]).toSpliced(index, 0, other), {
      code: 'structure',
      rule: 'slice-closed',
      kind: `slice-closed ${title}`,
      expression: `${expression}[${String(index)}]`,
    })
    yield { ...stray, name: `${stray.name} ${String(index)}` }
  }
}

/** Ten slices in their order, and three items of none at the end. */
function orderedParent(rules: 'open' | 'openAtEnd', ordered: boolean): Parent {
  const codes = Array.from({ length: COUNT }, (_, index) => `c${String(index)}`)
  const edits: Edits = {
    'Observation.component': slicing('value', 'code.coding.code', rules, ordered),
    ...Object.fromEntries(codes.map((code) => [`Observation.component:${code}`, {}])),
    ...Object.fromEntries(
      codes.map((code) => [
        `Observation.component:${code}.code.coding.code`,
        { fixed: { type: 'Code', value: code } },
      ]),
    ),
  }
  const check = validatorWith(profileOf('Observation', URL, edits)).compile(URL)
  return {
    name: `ordered ${rules}`,
    resource: { ...observation, component: [...codes, 'x0', 'x1', 'x2'].map((code) => component(code)) },
    check: (resource) => check(resource, { now }),
  }
}

function* orders(): Generator<Mutant> {
  const moved = (parent: Parent, from: number, to: number, kindOf: string): Mutant => {
    const mutant = mutantAt(
      parent,
      ['component'],
      (values) => {
        const list = [...(values as unknown[])]
        const [item] = list.splice(from, 1)
        return list.toSpliced(to, 0, item)
      },
      {
        code: 'structure',
        rule: 'slice-order',
        kind: kindOf,
        expression: `Observation.component[${String(to)}]`,
      },
    )
    return { ...mutant, name: `${mutant.name} ${String(from)} to ${String(to)}` }
  }
  const ordered = orderedParent('open', true)
  const atEnd = orderedParent('openAtEnd', false)
  for (let from = 0; from < COUNT; from += 1) {
    for (let to = from + 1; to < COUNT; to += 1) yield moved(ordered, from, to, 'slice-order ordered')
    for (const to of [COUNT, COUNT + 1, COUNT + 2]) yield moved(atEnd, from, to, 'slice-order openAtEnd')
  }
}

/** Slices of a choice by its type: each type that the profile does not allow. */
function* choices(): Generator<Mutant> {
  const types = [
    'CodeableConcept',
    'string',
    'boolean',
    'integer',
    'Range',
    'Ratio',
    'SampledData',
    'time',
    'dateTime',
    'Period',
  ]
  for (const [owner, steps] of [
    ['Observation', []],
    ['Observation.component', ['component', 0]],
  ] as const) {
    const at = owner === 'Observation' ? owner : `${owner}[0]`
    const check = validatorWith(
      profileOf('Observation', URL, {
        [`${owner}.value[x]`]: slicing('type', '$this', 'closed'),
        [`${owner}.value[x]:valueQuantity`]: { types: [{ code: 'Quantity' }] },
      }),
    ).compile(URL)
    const parent: Parent = {
      name: `choice of ${owner}`,
      resource: {
        ...observation,
        component: [component('a', { valueQuantity: { value: 1 } })],
        valueQuantity: { value: 1 },
      },
      check: (resource) => check(resource, { now }),
    }
    for (const type of types) {
      const mutant = mutantAt(
        parent,
        steps,
        (value) => {
          const { valueQuantity: _, ...rest } = value as Json
          return { ...rest, [`value${capitalized(type)}`]: SAMPLES[type] }
        },
        {
          code: 'structure',
          rule: 'slice-closed',
          kind: 'slice-closed of a choice',
          expression: `${at}.value.ofType(${type})`,
        },
      )
      yield { ...mutant, name: `${mutant.name} ${type}` }
    }
  }
}

/** What a slice asks of its items. */
function* within(): Generator<Mutant> {
  const edits: Edits = {
    'Observation.component': slicing('value', 'code.coding.code'),
    'Observation.component:a': {},
    'Observation.component:a.code.coding.code': { fixed: { type: 'Code', value: 'a' } },
    'Observation.component:a.value[x]': { min: 1 },
    'Observation.component:a.interpretation': { max: '0' },
  }
  const check = validatorWith(profileOf('Observation', URL, edits)).compile(URL)
  const parent: Parent = {
    name: 'rules within slices',
    resource: JSON.parse(
      JSON.stringify({
        ...observation,
        component: Array.from({ length: COUNT * 2 }, (_, index) => component(index % 2 === 0 ? 'a' : 'b')),
      }),
    ) as Json,
    check: (resource) => check(resource, { now }),
  }
  for (let index = 0; index < COUNT * 2; index += 2) {
    const at = `Observation.component[${String(index)}]`
    yield mutantAt(parent, ['component', index, 'valueString'], () => undefined, {
      code: 'required',
      rule: 'cardinality-min',
      kind: 'rules within a slice',
      expression: `${at}.value`,
    })
    yield mutantAt(parent, ['component', index, 'interpretation'], () => [{ text: 'x' }], {
      code: 'structure',
      rule: 'cardinality-max',
      kind: 'rules within a slice',
      expression: `${at}.interpretation`,
    })
  }
}

export function* sliceMutants(): Generator<Mutant> {
  for (const way of WAYS) yield* ofWay(way)
  yield* orders()
  yield* choices()
  yield* within()
}
