/**
 * Chooses the value sets and code systems that go into the definitions pack: those that bindings name, and what these
 * are made of; and reduces them to what the terminology room reads.
 */
import { withoutVersion } from '../src/fhir/definitions.ts'
import type { CodeSystem, ComposePart, Concept, Structure, ValueSet } from '../src/fhir/definitions.ts'
import { isObject } from '../src/fhir/resource.ts'
import { read, readObjects, readString, readStrings, type Json } from '../src/validation/json.ts'

/** Bytes of JSON of a value set that no rule obliges anyone to use (preferred, example), past which it stays out. */
const OPTIONAL_VALUE_SET_BYTES_MAX = 2_000
/** Bytes of JSON of a code system, past which it stays out: of one that only such value sets need, and of any. */
const OPTIONAL_CODE_SYSTEM_BYTES_MAX = 20_000
const CODE_SYSTEM_BYTES_MAX = 100_000

type Terminology = { readonly codeSystems: CodeSystem[]; readonly valueSets: ValueSet[] }

/** The terminology for these structures, sorted by url. */
export function selectTerminology(structures: readonly Structure[], resources: readonly Json[]): Terminology {
  const held = {
    valueSets: byCanonical(resources, 'ValueSet', reduceValueSet),
    codeSystems: byCanonical(resources, 'CodeSystem', reduceCodeSystem),
  }
  const chosen = { valueSets: new Set<string>(), codeSystems: new Set<string>() }
  for (const { url, obliges } of boundValueSets(structures)) choose(url, obliges, held, chosen)
  return {
    codeSystems: [...chosen.codeSystems].toSorted().flatMap((url) => held.codeSystems.get(url) ?? []),
    valueSets: [...chosen.valueSets].toSorted().flatMap((url) => held.valueSets.get(url) ?? []),
  }
}

type Bound = { readonly url: string; readonly obliges: boolean }

function boundValueSets(structures: readonly Structure[]): Bound[] {
  const bound = structures.flatMap(({ elements }) =>
    elements.flatMap(({ binding }): Bound[] => {
      if (!binding) return []
      const obliges = binding.strength === 'required' || binding.strength === 'extensible'
      return [
        ...(binding.valueSet === undefined ? [] : [{ url: binding.valueSet, obliges }]),
        ...(binding.maxValueSet === undefined ? [] : [{ url: binding.maxValueSet, obliges: true }]),
      ]
    }),
  )
  return bound.toSorted((a, b) => Number(b.obliges) - Number(a.obliges))
}

type Held = { readonly valueSets: Map<string, ValueSet>; readonly codeSystems: Map<string, CodeSystem> }
type Chosen = { readonly valueSets: Set<string>; readonly codeSystems: Set<string> }

function choose(url: string, obliges: boolean, held: Held, chosen: Chosen): void {
  const valueSet = held.valueSets.get(url)
  if (!valueSet || chosen.valueSets.has(url)) return
  if (!obliges && JSON.stringify(valueSet).length > OPTIONAL_VALUE_SET_BYTES_MAX) return
  chosen.valueSets.add(url)
  const codeSystemBytesMax = obliges ? CODE_SYSTEM_BYTES_MAX : OPTIONAL_CODE_SYSTEM_BYTES_MAX
  for (const part of partsOf(valueSet)) {
    for (const nested of part.valueSet ?? []) choose(nested, obliges, held, chosen)
    const codeSystem = held.codeSystems.get(part.system ?? '')
    if (codeSystem?.url === undefined) continue
    if (JSON.stringify(codeSystem).length <= codeSystemBytesMax) chosen.codeSystems.add(codeSystem.url)
  }
}

function partsOf({ compose }: ValueSet): ComposePart[] {
  return compose ? [...compose.include, ...(compose.exclude ?? [])] : []
}

function byCanonical<T>(
  resources: readonly Json[],
  type: string,
  reduce: (resource: Json) => T,
): Map<string, T> {
  return new Map(
    resources
      .filter((resource) => readString(resource, 'resourceType') === type)
      .map((resource) => [readString(resource, 'url') ?? '', reduce(resource)]),
  )
}

function reduceValueSet(resource: Json): ValueSet {
  const compose = read(resource, 'compose')
  const parts = (name: string): ComposePart[] =>
    isObject(compose) ? readObjects(compose, name).map(reducePart) : []
  const exclude = parts('exclude')
  return {
    resourceType: 'ValueSet',
    url: readString(resource, 'url') ?? '',
    compose: { include: parts('include'), ...(exclude.length > 0 && { exclude }) },
  }
}

function reducePart(part: Json): ComposePart {
  const system = readString(part, 'system')
  const concept = readObjects(part, 'concept').map((each) => ({ code: readString(each, 'code') ?? '' }))
  const filter = readObjects(part, 'filter').map((each) => ({
    property: readString(each, 'property') ?? '',
    op: readString(each, 'op') ?? '',
    value: readString(each, 'value') ?? '',
  }))
  const valueSet = readStrings(part, 'valueSet').map(withoutVersion)
  return {
    ...(system !== undefined && { system }),
    ...(concept.length > 0 && { concept }),
    ...(filter.length > 0 && { filter }),
    ...(valueSet.length > 0 && { valueSet }),
  }
}

function reduceCodeSystem(resource: Json): CodeSystem {
  const caseSensitive = read(resource, 'caseSensitive')
  const valueSet = readString(resource, 'valueSet')
  return {
    resourceType: 'CodeSystem',
    url: readString(resource, 'url') ?? '',
    content: readString(resource, 'content') ?? 'complete',
    ...(caseSensitive === false && { caseSensitive }),
    ...(valueSet !== undefined && { valueSet: withoutVersion(valueSet) }),
    concept: readObjects(resource, 'concept').map(reduceConcept),
  }
}

/** Properties of v3 and v2 code systems that say how a code stands to others, or that it is no code to use. */
const KEPT_PROPERTIES = new Set([
  'subsumedBy',
  'notSelectable',
  'abstract',
  'status',
  'deprecated',
  'inactive',
  'parent',
])

function reduceConcept(concept: Json): Concept {
  const display = readString(concept, 'display')
  const children = readObjects(concept, 'concept').map(reduceConcept)
  const property = readObjects(concept, 'property').filter(
    (each) => KEPT_PROPERTIES.has(readString(each, 'code') ?? '') && read(each, 'valueCode') !== 'active',
  )
  return {
    code: readString(concept, 'code') ?? '',
    ...(display !== undefined && { display }),
    ...(children.length > 0 && { concept: children }),
    ...(property.length > 0 && { property }),
  }
}
