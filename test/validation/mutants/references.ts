/** Faults of references: their targets, how they are written, what they reach; and contained resources that nobody refers to. */
import { now, profileOf, validatorWith } from '../world.ts'
import { changedAt, mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { placesOf, type Place } from './places.ts'
import { namedOnce, profiled, URL } from './profiled.ts'

export function* referenceMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    const places = placesOf(parent.resource)
    for (const place of places) {
      if (place.type === 'Reference') {
        yield* ofTargets(parent, place)
        yield* forms(parent, place)
      }
      if (place.kind === 'resource') yield* unreferred(parent, place)
    }
    if (parent.check !== checkByType) continue
    const named = [...namedOnce(places)].filter(
      ([, { type, value }]) => type === 'Reference' && typeIn(value) !== undefined,
    )
    if (named.length === 0) continue
    yield* aggregations(parent, named)
    yield* versions(parent, named)
    yield* targetProfiles(parent, named)
  }
  yield* twins()
}

function typeIn(value: unknown): string | undefined {
  const text = (value as Json)['reference']
  return typeof text === 'string' ? /^([A-Z]\w+)\/[^/]+$/.exec(text)?.[1] : undefined
}

function* ofTargets(parent: Parent, { rule, steps, expression, value, host }: Place): Generator<Mutant> {
  const targets = (rule.types.find(({ code }) => code === 'Reference')?.targetProfile ?? []).map((url) =>
    url.replace(/.*\//, ''),
  )
  const other = ['Basic', 'Slot', 'Linkage'].find((type) => !targets.includes(type)) ?? ''
  if (targets.length > 0 && !targets.includes('Resource')) {
    const fault = { code: 'structure', rule: 'reference-target', expression } as const
    for (const reference of [`${other}/x`, `https://example.test/fhir/${other}/x/_history/1`])
      yield mutantAt(parent, steps, () => ({ reference }), { ...fault, kind: 'reference-target as written' })
    yield mutantAt(parent, steps, () => ({ type: other, identifier: { value: '1' } }), {
      ...fault,
      kind: 'reference-target by type',
    })
  }
  const own = typeIn(value)
  if (own !== undefined && host?.type !== 'Extension')
    yield mutantAt(parent, [...steps, 'type'], () => (own === 'Slot' ? 'Basic' : 'Slot'), {
      code: 'structure',
      rule: 'reference-type',
      expression,
    })
  yield mutantAt(parent, steps, () => ({ reference: '#nobody' }), {
    code: 'invariant',
    rule: 'ref-1',
    expression,
  })
}

/** References that are no URLs, and in a Bundle those that nobody could resolve. */
function* forms(parent: Parent, { steps, expression }: Place): Generator<Mutant> {
  const fault = { code: 'value', rule: 'reference-form', expression } as const
  const isBundled = parent.resource['resourceType'] === 'Bundle'
  for (const reference of ['a b', 'Patient/1 ', ...(isBundled ? ['a/b/c', 'nowhere', '../x'] : [])])
    yield { ...mutantAt(parent, steps, () => ({ reference }), fault), name: `${reference} at ${expression}` }
}

/** Contained resources of which two have one id. */
function* twins(): Generator<Mutant> {
  const ids = Array.from({ length: 12 }, (_, index) => `c${String(index)}`)
  const resource = {
    resourceType: 'Basic',
    code: { text: 'x' },
    contained: ids.map((id) => ({ resourceType: 'Basic', id, code: { text: 'x' } })),
    extension: ids.map((id) => ({ url: 'https://example.test/x', valueReference: { reference: `#${id}` } })),
  }
  const parent: Parent = { name: 'twins', resource, check: checkByType }
  for (const index of ids.keys())
    for (const place of new Set([index + 1, ids.length]))
      yield {
        ...mutantAt(
          parent,
          ['contained'],
          (all) => (all as Json[]).toSpliced(place, 0, ...(all as Json[]).slice(index, index + 1)),
          {
            code: 'structure',
            rule: 'contained-id',
            expression: `Basic.contained[${String(place)}]`,
          },
        ),
        name: `${String(index)} again at ${String(place)}`,
      }
}

/** A contained resource that nobody refers to. */
function* unreferred(parent: Parent, { children, steps, expression, value, host }: Place): Generator<Mutant> {
  const isContained = host !== undefined && steps.at(-2) === 'contained'
  if (isContained || !children.some(({ path }) => path.endsWith('.contained'))) return
  const contained = ((value as Json)['contained'] as unknown[] | undefined) ?? []
  const added = { resourceType: 'Basic', id: 'alone', code: { text: 'x' } }
  yield mutantAt(parent, [...steps, 'contained'], () => [...contained, added], {
    code: 'invariant',
    rule: 'dom-3',
    expression: `${expression}.contained[${String(contained.length)}]`,
  })
}

type Named = readonly (readonly [id: string, place: Place])[]

/** Resources of some types that are valid with nothing more. */
const MINIMAL: Readonly<Record<string, Json>> = {
  Patient: {},
  Practitioner: {},
  Organization: { name: 'House' },
  ServiceRequest: { status: 'active', intent: 'order', subject: { display: 'Testa' } },
  Observation: { status: 'final', code: { text: 'x' } },
  DocumentReference: { status: 'current', content: [{ attachment: { url: 'https://example.test/x' } }] },
}

function changedTypes({ rule }: Place, more: Json): Json {
  return { types: rule.types.map((type) => (type.code === 'Reference' ? { ...type, ...more } : type)) }
}

function* aggregations(parent: Parent, named: Named): Generator<Mutant> {
  const edits = Object.fromEntries(
    named.map(([id, place]) => [id, changedTypes(place, { aggregation: ['referenced', 'bundled'] })]),
  )
  const own = profiled(parent, 'aggregated', edits)
  for (const [, { steps, expression, value }] of named) {
    const type = typeIn(value) ?? ''
    const minimal = MINIMAL[type]
    if (!minimal) continue
    const contained = (parent.resource['contained'] as unknown[] | undefined) ?? []
    yield {
      ...mutantAt(own, steps, () => undefined, {
        code: 'structure',
        rule: 'reference-aggregation',
        expression,
      }),
      make: () =>
        changedAt(
          { ...parent.resource, contained: [...contained, { resourceType: type, id: 'within', ...minimal }] },
          steps,
          () => ({ reference: '#within' }),
        ),
    }
  }
}

function* versions(parent: Parent, named: Named): Generator<Mutant> {
  const independent = Object.fromEntries(
    named.map(([id, place]) => [id, changedTypes(place, { versioning: 'independent' })]),
  )
  const specific = Object.fromEntries(
    named.map(([id, place]) => [id, changedTypes(place, { versioning: 'specific' })]),
  )
  const versioned = named.reduce(
    (resource, [, { steps }]) =>
      changedAt(resource, [...steps, 'reference'], (text) => `${String(text)}/_history/1`),
    parent.resource,
  )
  const loose = profiled(parent, 'of any version', independent)
  const strict = profiled({ ...parent, resource: versioned }, 'of one version', specific)
  for (const [, { steps, expression, value }] of named) {
    const fault = { code: 'structure', rule: 'reference-versioning', expression } as const
    const text = String((value as Json)['reference'])
    yield mutantAt(loose, [...steps, 'reference'], () => `${text}/_history/2`, {
      ...fault,
      kind: 'reference-versioning independent',
    })
    yield mutantAt(strict, [...steps, 'reference'], () => text, {
      ...fault,
      kind: 'reference-versioning specific',
    })
  }
}

/** References to resources of the right type that do not satisfy the profile of the target. */
function* targetProfiles(parent: Parent, named: Named): Generator<Mutant> {
  const chosen = named.filter(([, { value }]) => MINIMAL[typeIn(value) ?? ''])
  const types = [...new Set(chosen.map(([, { value }]) => typeIn(value) ?? ''))]
  const targets = types.map((type) => profileOf(type, `${URL}-${type}`, { [`${type}.language`]: { min: 1 } }))
  const edits = Object.fromEntries(
    chosen.map(([id, place]) => [
      id,
      changedTypes(place, { targetProfile: [`${URL}-${typeIn(place.value) ?? ''}`] }),
    ]),
  )
  const type = String(parent.resource['resourceType'])
  const check = validatorWith(profileOf(type, URL, edits), ...targets).compile(URL)
  const resolve = (reference: string): unknown => {
    const [resourceType = '', id] = reference.split('/')
    const isGood = id !== 'bad'
    return { resourceType, ...MINIMAL[resourceType], ...(isGood && { language: 'en' }) }
  }
  const own: Parent = {
    ...parent,
    name: `${parent.name} with targets`,
    check: (resource) => check(resource, { now, resolve, targets: true }),
  }
  for (const [, { steps, expression, value }] of chosen) {
    yield mutantAt(own, steps, () => ({ reference: `${typeIn(value) ?? ''}/bad` }), {
      code: 'structure',
      rule: 'reference-profile',
      expression,
    })
  }
}
