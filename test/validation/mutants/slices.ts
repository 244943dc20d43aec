/** Faults of slicing: for each way of telling slices apart, how many there are, which may be there, in which order. */
import type { ElementRule } from '../../../src/fhir/definitions.ts'
import { now, profileOf, validatorWith, type Edits } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { capitalized, URL } from './profiled.ts'
import { SAMPLES } from './samples.ts'
import { component, COUNT, nameOfSlice, observation, WAYS, type Way } from './slice-ways.ts'
import { slicing } from './sliced.ts'

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
