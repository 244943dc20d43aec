/**
 * One code system, indexed: which codes it has and how they stand to each other. A system that is held only in part
 * (content fragment, example, not-present) can say that it has a code, never that it has not.
 */
import type { CodeSystem, Concept } from '../fhir/definitions.ts'

/** Levels of parents that are followed upwards; a loop of parents ends here. */
const ANCESTORS_MAX = 64
/** Levels of concepts within concepts that are read. */
const CONCEPT_DEPTH_MAX = 64

export type IndexedConcept = {
  readonly code: string
  readonly display?: string
  /** The concept as its code system states it. */
  readonly stated: Concept
  readonly parents: readonly string[]
  readonly properties: ReadonlyMap<string, readonly string[]>
}

export type IndexedSystem = {
  readonly url: string
  readonly name?: string
  readonly version?: string
  readonly isComplete: boolean
  /** Whether the system states this property for any concept, so that its absence elsewhere means something. */
  readonly hasProperty: (property: string) => boolean
  readonly find: (code: string) => IndexedConcept | undefined
  readonly isDescendant: (code: string, ancestor: string) => boolean
  readonly concepts: () => Iterable<IndexedConcept>
}

/** Properties by which code systems name a concept's parent: FHIR's own, and those of HL7 v3. */
const PARENT_PROPERTIES = new Set(['parent', 'subsumedBy'])

/** Indexes a CodeSystem. */
export function indexCodeSystem(codeSystem: CodeSystem): IndexedSystem {
  const ignoresCase = codeSystem.caseSensitive === false
  const keyOf = (code: string): string => (ignoresCase ? code.toLowerCase() : code)
  const concepts = new Map<string, IndexedConcept>()
  const properties = new Set<string>()
  addConcepts(codeSystem.concept ?? [], undefined, { concepts, properties, keyOf, depth: 0 })
  const find = (code: string): IndexedConcept | undefined => concepts.get(keyOf(code))
  return {
    url: codeSystem.url ?? '',
    ...(codeSystem.name !== undefined && { name: codeSystem.name }),
    ...(codeSystem.version !== undefined && { version: codeSystem.version }),
    isComplete: (codeSystem.content ?? 'complete') === 'complete',
    hasProperty: (property) => properties.has(property),
    find,
    isDescendant: (code, ancestor) => ancestorsOf(code, find, keyOf).has(keyOf(ancestor)),
    concepts: () => concepts.values(),
  }
}

type Index = {
  readonly concepts: Map<string, IndexedConcept>
  readonly properties: Set<string>
  readonly keyOf: (code: string) => string
  readonly depth: number
}

function addConcepts(list: readonly Concept[], parent: string | undefined, index: Index): void {
  if (index.depth > CONCEPT_DEPTH_MAX) return
  for (const concept of list) {
    const properties = propertiesOf(concept)
    for (const name of properties.keys()) index.properties.add(name)
    const stated = [...PARENT_PROPERTIES].flatMap((name) => properties.get(name) ?? [])
    // The same code may stand below several parents; the list then names it more than once.
    const known = index.concepts.get(index.keyOf(concept.code))?.parents ?? []
    index.concepts.set(index.keyOf(concept.code), {
      code: concept.code,
      ...(concept.display !== undefined && { display: concept.display }),
      stated: concept,
      parents: [...known, ...(parent === undefined ? [] : [parent]), ...stated],
      properties,
    })
    addConcepts(concept.concept ?? [], concept.code, { ...index, depth: index.depth + 1 })
  }
}

function propertiesOf(concept: Concept): Map<string, string[]> {
  const properties = new Map<string, string[]>()
  for (const property of concept.property ?? []) {
    const { code, ...values } = property
    if (typeof code !== 'string') continue
    const texts = Object.values(values)
      .filter((value) => typeof value !== 'object')
      .map(String)
    properties.set(code, [...(properties.get(code) ?? []), ...texts])
  }
  return properties
}

function ancestorsOf(
  code: string,
  find: (code: string) => IndexedConcept | undefined,
  keyOf: (code: string) => string,
): Set<string> {
  const ancestors = new Set<string>()
  let level = find(code)?.parents ?? []
  for (let depth = 0; depth < ANCESTORS_MAX && level.length > 0; depth += 1) {
    const fresh = level.filter((parent) => !ancestors.has(keyOf(parent)))
    for (const parent of fresh) ancestors.add(keyOf(parent))
    level = fresh.flatMap((parent) => find(parent)?.parents ?? [])
  }
  return ancestors
}
