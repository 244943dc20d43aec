/** Makes the definitions pack: the compact form of definitions that definitions-pack.ts describes and unpacks. */
import type { ConstraintRule, Definitions, ElementRule, Structure } from './definitions.ts'
import { renameProfiles } from './definitions-pack.ts'
import type { DefinitionsPack, PackedElement, PackedRest, PackedStructure } from './definitions-pack.ts'

type Short = (canonical: string) => string

/** The compact form of definitions; `unpackDefinitions` gives back what went in. */
export function packDefinitions(definitions: Definitions, prefix: string): DefinitionsPack {
  const constraints = new Map<string, number>()
  const short: Short = (canonical) => {
    const tail = canonical.startsWith(prefix) ? canonical.slice(prefix.length) : canonical
    return tail.includes(':') || tail === '' ? canonical : tail
  }
  const numberOf = (constraint: ConstraintRule): number => {
    const key = JSON.stringify(constraint)
    const number = constraints.get(key) ?? constraints.size
    constraints.set(key, number)
    return number
  }
  const structures = definitions.structures.map((structure) => packStructure(structure, numberOf, short))
  return {
    fhirVersion: definitions.fhirVersion,
    prefix,
    constraints: [...constraints.keys()].map((key) => JSON.parse(key) as ConstraintRule),
    structures,
    codeSystems: definitions.codeSystems,
    valueSets: definitions.valueSets,
    codeGrammars: definitions.codeGrammars,
    searchParameters: definitions.searchParameters,
  }
}

function packStructure(
  structure: Structure,
  numberOf: (constraint: ConstraintRule) => number,
  short: Short,
): PackedStructure {
  const { abstract, context, contextInvariant, baseDefinition, elements, url, ...rest } = structure
  return {
    url: short(url),
    ...rest,
    ...(abstract && { abstract }),
    ...(baseDefinition !== undefined && { baseDefinition: short(baseDefinition) }),
    ...(context.length > 0 && { context }),
    ...(contextInvariant.length > 0 && { contextInvariant }),
    elements: elements.map((element) => packElement(element, structure.type, numberOf, short)),
  }
}

function packElement(
  element: ElementRule,
  typeName: string,
  numberOf: (constraint: ConstraintRule) => number,
  short: Short,
): PackedElement {
  const { id, path, min, max, baseMax, basePath, types, constraints, ...others } = element
  const rest: PackedRest = {
    ...(id !== path && { id }),
    ...(baseMax !== max && { baseMax }),
    ...(basePath !== path && { basePath }),
    ...(constraints.length > 0 && { constraints: constraints.map(numberOf) }),
    ...others,
  }
  const packedTypes = types.map((type) => {
    const { code, ...profiles } = renameProfiles(type, short)
    return Object.keys(profiles).length === 0 ? code : { code, ...profiles }
  })
  const tail = path.slice(typeName.length)
  return Object.keys(rest).length === 0 ? [tail, min, max, packedTypes] : [tail, min, max, packedTypes, rest]
}
