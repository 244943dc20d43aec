/** Faults against what a profile says of values: fixed, pattern, least, greatest, length. */
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { placesOf, type Place } from './places.ts'
import { capitalized, isObject, namedOnce, profiled } from './profiled.ts'

export function* valueMutants(parents: readonly Parent[]): Generator<Mutant> {
  for (const parent of parents) {
    if (parent.check !== checkByType) continue
    const named = namedOnce(placesOf(parent.resource))
    yield* fixedValues(parent, named)
    yield* patterns(parent, named)
    yield* bounds(parent, named)
    yield* lengths(parent, named)
  }
}

type Named = ReadonlyMap<string, Place>
type Edit = Parameters<typeof profiled>[2][string]

/** The parent by a profile with an edit at each of the places that are chosen, and these places. */
function edited(
  parent: Parent,
  named: Named,
  edit: (place: Place) => Edit | undefined,
): { own: Parent; chosen: Place[] } {
  const chosen: Place[] = []
  const edits: Record<string, Edit> = {}
  for (const [id, place] of named) {
    const change = edit(place)
    if (!change) continue
    edits[id] = change
    chosen.push(place)
  }
  return { own: profiled(parent, 'with values', edits), chosen }
}

/** Another valid value of the type, of those that no other rule asks about. */
function another(type: string, value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number' && type !== 'positiveInt') return value + 1
  if (type === 'string' || type === 'markdown' || type === 'uri' || type === 'url') return `${String(value)}x`
  return /^(?:date|dateTime|instant)$/.test(type) && typeof value === 'string' ? shifted(value, 1) : undefined
}

/** A date or time of another year. */
function shifted(value: string, years: number): string {
  return String(Number(value.slice(0, 4)) + 4 * years) + value.slice(4)
}

function isAsked({ rule, host, key }: Place): boolean {
  // Rules of FHIR compare these with others.
  return (
    rule.binding?.strength === 'required' ||
    /^(?:start|end|type|system|linkId|size|url|reference)$/.test(key) ||
    host?.type === 'Extension'
  )
}

function* fixedValues(parent: Parent, named: Named): Generator<Mutant> {
  const { own, chosen } = edited(parent, named, (place) =>
    place.kind === 'primitive' && !isAsked(place) && another(place.type, place.value) !== undefined
      ? { fixed: { type: capitalized(place.type), value: place.value } }
      : undefined,
  )
  for (const { steps, expression, type } of chosen)
    yield mutantAt(own, steps, (value) => another(type, value), { code: 'value', rule: 'fixed', expression })
}

function* patterns(parent: Parent, named: Named): Generator<Mutant> {
  const { own, chosen } = edited(parent, named, (place) =>
    place.kind === 'complex' &&
    place.type !== 'BackboneElement' &&
    place.host?.children.length !== 0 &&
    isOuter(place)
      ? { pattern: { type: place.type, value: place.value } }
      : undefined,
  )
  const places = placesOf(parent.resource)
  for (const owner of chosen) {
    const fault = { code: 'value', rule: 'pattern', expression: owner.expression } as const
    for (const place of places.filter(({ expression }) => expression.startsWith(`${owner.expression}.`))) {
      const other =
        place.kind === 'primitive' && !isAsked(place) ? another(place.type, place.value) : undefined
      if (other !== undefined) yield mutantAt(own, place.steps, () => other, fault)
    }
  }
}

/** Whether an element stands directly in the resource or in a part of it. */
function isOuter({ host }: Place): boolean {
  return host !== undefined && (host.kind === 'resource' || host.type === 'BackboneElement')
}

const BOUNDED = /^(?:date|dateTime|instant|decimal|integer|positiveInt|unsignedInt|Quantity)$/

function* bounds(parent: Parent, named: Named): Generator<Mutant> {
  const { own, chosen } = edited(parent, named, ({ type, value, key, host }) =>
    BOUNDED.test(type) && !/^(?:size|low|high|start|end)$/.test(key) && canBeCompared(type, value, host)
      ? { minValue: { type: capitalized(type), value }, maxValue: { type: capitalized(type), value } }
      : undefined,
  )
  for (const { steps, expression, type, value } of chosen) {
    for (const side of [-1, 1] as const) {
      const rule = side < 0 ? 'min-value' : 'max-value'
      const other = moved(value, side)
      if ((type === 'positiveInt' || type === 'unsignedInt') && Number(other) < 1) continue
      yield mutantAt(own, steps, () => other, { code: 'value', rule, expression })
    }
  }
}

/** Quantities are compared by their coded units, and bounded as a whole. */
function canBeCompared(type: string, value: unknown, host: Place | undefined): boolean {
  return type === 'Quantity' ? isObject(value) && 'code' in value : host?.type !== 'Quantity'
}

function moved(value: unknown, side: 1 | -1): unknown {
  if (typeof value === 'number') return value + side
  if (isObject(value)) return { ...value, value: Number(value['value']) + side * 0.5 } satisfies Json
  return shifted(String(value), side)
}

function* lengths(parent: Parent, named: Named): Generator<Mutant> {
  const { own, chosen } = edited(parent, named, (place) =>
    /^(?:string|markdown|uri)$/.test(place.type) && !isAsked(place)
      ? { maxLength: String(place.value).length }
      : undefined,
  )
  for (const { steps, expression } of chosen)
    yield mutantAt(own, steps, (value) => `${String(value)}x`, {
      code: 'too-long',
      rule: 'max-length',
      expression,
    })
}
