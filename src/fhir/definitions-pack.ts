/**
 * The compact form of the definitions that is committed as profiles/definitions/r4.json, and back again. What has its
 * usual value is left out; constraints are numbered; canonicals that begin with `prefix` are written without it.
 */
import type {
  CodeGrammar,
  CodeSystem,
  ConstraintRule,
  Definitions,
  ElementRule,
  SearchParameterRule,
  Structure,
  TypeRule,
  ValueSet,
} from './definitions.ts'

type PackedType = string | (Omit<TypeRule, 'code'> & { readonly code: string })

type Rest = Partial<
  Omit<ElementRule, 'id' | 'path' | 'min' | 'max' | 'baseMax' | 'basePath' | 'types' | 'constraints'> & {
    id: string
    baseMax: string
    basePath: string
    constraints: readonly number[]
  }
>

/** Path after the type's name, min, max, types, and what is not as usual. */
type PackedElement = readonly [string, number, string, readonly PackedType[], Rest?]

type PackedStructure = Omit<
  Structure,
  'elements' | 'context' | 'contextInvariant' | 'abstract' | 'baseDefinition'
> & {
  readonly abstract?: true
  readonly baseDefinition?: string
  readonly context?: Structure['context']
  readonly contextInvariant?: readonly string[]
  readonly elements: readonly PackedElement[]
}

export type DefinitionsPack = {
  readonly fhirVersion: string
  readonly prefix: string
  readonly constraints: readonly ConstraintRule[]
  readonly structures: readonly PackedStructure[]
  readonly codeSystems: readonly CodeSystem[]
  readonly valueSets: readonly ValueSet[]
  readonly codeGrammars: readonly CodeGrammar[]
  readonly searchParameters: readonly SearchParameterRule[]
}

/** The definitions that a pack holds. */
export function unpackDefinitions(pack: DefinitionsPack): Definitions {
  const full = (canonical: string): string => (canonical.includes(':') ? canonical : pack.prefix + canonical)
  return {
    fhirVersion: pack.fhirVersion,
    structures: pack.structures.map((packed) => unpackStructure(packed, pack.constraints, full)),
    codeSystems: pack.codeSystems,
    valueSets: pack.valueSets,
    codeGrammars: pack.codeGrammars,
    searchParameters: pack.searchParameters,
  }
}

type Rename = (canonical: string) => string

function unpackStructure(
  packed: PackedStructure,
  constraints: readonly ConstraintRule[],
  full: Rename,
): Structure {
  return {
    ...packed,
    url: full(packed.url),
    abstract: packed.abstract ?? false,
    ...(packed.baseDefinition === undefined ? {} : { baseDefinition: full(packed.baseDefinition) }),
    context: packed.context ?? [],
    contextInvariant: packed.contextInvariant ?? [],
    elements: packed.elements.map(([tail, min, max, types, rest = {}]) => {
      const path = packed.type + tail
      return {
        ...rest,
        id: rest.id ?? path,
        path,
        min,
        max,
        baseMax: rest.baseMax ?? max,
        basePath: rest.basePath ?? path,
        types: types.map((type) => unpackType(type, full)),
        constraints: (rest.constraints ?? []).flatMap((number) => constraints[number] ?? []),
      }
    }),
  }
}

function unpackType(packed: PackedType, full: Rename): TypeRule {
  return typeof packed === 'string' ? { code: packed } : renameType(packed, full)
}

function renameType(type: TypeRule, rename: Rename): TypeRule {
  return {
    ...type,
    ...(type.profile && { profile: type.profile.map(rename) }),
    ...(type.targetProfile && { targetProfile: type.targetProfile.map(rename) }),
  }
}

/** The compact form of definitions; `unpackDefinitions` gives back what went in. */
export function packDefinitions(definitions: Definitions, prefix: string): DefinitionsPack {
  const constraints = new Map<string, number>()
  const short: Rename = (canonical) => {
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
  short: Rename,
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
  short: Rename,
): PackedElement {
  const { id, path, min, max, baseMax, basePath, types, constraints, ...others } = element
  const rest: Rest = {
    ...(id !== path && { id }),
    ...(baseMax !== max && { baseMax }),
    ...(basePath !== path && { basePath }),
    ...(constraints.length > 0 && { constraints: constraints.map(numberOf) }),
    ...others,
  }
  const packedTypes = types.map((type) => {
    const { code, ...profiles } = renameType(type, short)
    return Object.keys(profiles).length === 0 ? code : { code, ...profiles }
  })
  const tail = path.slice(typeName.length)
  return Object.keys(rest).length === 0 ? [tail, min, max, packedTypes] : [tail, min, max, packedTypes, rest]
}
