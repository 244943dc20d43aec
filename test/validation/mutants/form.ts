/** Faults in the form of JSON: unknown elements, lists, types, nulls, what is empty. */
import { mutantAt, type Json, type Mutant, type Parent, type Step } from './mutant.ts'
import { placesOf, type Place } from './places.ts'

export function* formMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    for (const place of placesOf(parent.resource)) {
      yield* unknownElements(parent, place)
      if (!place.host) continue
      yield* lists(parent, place, place.host)
      yield* types(parent, place)
      yield* nulls(parent, place)
      yield* empties(parent, place)
      yield* besides(parent, place)
    }
  }
}

function* unknownElements(parent: Parent, place: Place): Generator<Mutant> {
  const at = (name: string, value: unknown): Mutant =>
    mutantAt(parent, [...place.steps, name], () => value, {
      code: 'structure',
      rule: 'unknown-element',
      expression: `${place.expression}.${name.replace(/^_/, '')}`,
    })
  if (place.kind === 'primitive') return
  yield at('favourite', 'x')
  yield at('Id', 'x')
  const first = place.children.find(
    ({ path, types }) => types[0]?.code === 'Extension' && path.endsWith('.extension'),
  )
  if (first) yield at('_extension', [{ id: 'x' }])
}

function* lists(parent: Parent, place: Place, host: Place): Generator<Mutant> {
  const steps: Step[] = [...host.steps, place.key]
  const expression = `${host.expression}.${place.name}`
  const code = 'structure'
  if (!place.isList) {
    yield mutantAt(parent, steps, (value) => [value], { code, rule: 'list-unexpected', expression })
    yield mutantAt(parent, steps, () => [], {
      code,
      rule: 'list-empty',
      kind: 'list-empty single',
      expression,
    })
    return
  }
  const isFirst = place.steps.at(-1) === 0
  const all = host.value as Json
  if (!isFirst) return
  if ((all[place.key] as unknown[]).length === 1 && !Object.hasOwn(all, `_${place.key}`)) {
    yield mutantAt(parent, steps, (value) => (value as unknown[])[0], {
      code,
      rule: 'list-expected',
      expression,
    })
  }
  yield mutantAt(parent, steps, () => [], { code, rule: 'list-empty', expression })
}

function* types(parent: Parent, place: Place): Generator<Mutant> {
  const { steps, expression, kind } = place
  if (kind === 'primitive') {
    yield siblingOfOtherType(parent, place)
    return
  }
  for (const wrong of ['x', 7, true, ...(place.isList ? [['x'], null] : [])]) {
    const mutant = mutantAt(parent, steps, () => wrong, { code: 'structure', rule: 'type', expression })
    yield { ...mutant, name: `${mutant.name} ${JSON.stringify(wrong)}` }
  }
}

/** `_name` beside a primitive is an object. */
function siblingOfOtherType(parent: Parent, { steps, key, host, isList, expression }: Place): Mutant {
  const at = [...(host?.steps ?? []), `_${key}`]
  const index = isList ? Number(steps.at(-1)) : 0
  const wrong = isList ? [...Array.from({ length: index }, () => null), 'x'] : 'x'
  return mutantAt(parent, at, () => wrong, {
    code: 'structure',
    rule: 'type',
    kind: 'type of _element',
    expression,
  })
}

function* nulls(parent: Parent, place: Place): Generator<Mutant> {
  const { steps, expression, host, key, isList, kind } = place
  if (kind !== 'primitive' || !host) return
  const fault = { code: 'structure', rule: 'null', expression } as const
  const siblings = (host.value as Json)[`_${key}`] as unknown[] | undefined
  const hasSibling = isList && siblings?.[Number(steps.at(-1))] != null
  if (!hasSibling) yield mutantAt(parent, steps, () => null, fault)
  if (!isList) return
  // A null more than there are ids and extensions.
  const count = (((host.value as Json)[key] as unknown[] | undefined) ?? []).length
  const last = expression.replace(/\[\d+\]$/, `[${String(count)}]`)
  yield mutantAt(parent, [...host.steps, key], (value) => [...(value as unknown[]), null], {
    ...fault,
    kind: 'null alignment',
    expression: last,
  })
  yield mutantAt(
    parent,
    [...host.steps, `_${key}`],
    () => [...Array.from({ length: count }, () => null), null],
    { ...fault, kind: 'null alignment', expression: last },
  )
}

/** What stands beside a primitive that has a value: never empty, and null only in lists. */
function* besides(parent: Parent, { steps, expression, kind, host, key, isList }: Place): Generator<Mutant> {
  if (kind !== 'primitive' || !host || Object.hasOwn(host.value as Json, `_${key}`)) return
  const at = [...host.steps, `_${key}`]
  const empty = { code: 'invariant', rule: 'ele-1', kind: 'ele-1 beside a value', expression } as const
  if (!isList) {
    yield mutantAt(parent, at, () => ({}), empty)
    const fault = { code: 'structure', rule: 'null', kind: 'null beside a value', expression } as const
    yield mutantAt(parent, at, () => null, fault)
    return
  }
  const index = Number(steps.at(-1))
  yield mutantAt(parent, at, () => [...Array.from({ length: index }, () => null), {}], empty)
  if (index > 0) return
  const fault = { code: 'structure', rule: 'list-empty', kind: 'list-empty beside values' } as const
  yield mutantAt(parent, at, () => [], { ...fault, expression: expression.replace(/\[\d+\]$/, '') })
}

function* empties(parent: Parent, place: Place): Generator<Mutant> {
  const { steps, expression, kind, host, key, isList } = place
  const fault = { code: 'invariant', rule: 'ele-1', expression } as const
  if (kind === 'complex') {
    yield mutantAt(parent, steps, () => ({}), fault)
    yield mutantAt(parent, steps, () => ({ id: 'only' }), { ...fault, kind: 'ele-1 id only' })
  }
  if (kind === 'primitive' && host && !isList && !Object.hasOwn(host.value as Json, `_${key}`)) {
    yield mutantAt(
      parent,
      host.steps,
      (value) => {
        const { [key]: _, ...rest } = value as Json
        return { ...rest, [`_${key}`]: { id: 'only' } }
      },
      { ...fault, kind: 'ele-1 of a primitive' },
    )
  }
}
