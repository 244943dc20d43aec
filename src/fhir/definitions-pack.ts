/**
 * The compact form of the definitions that is committed as profiles/definitions/r4.json, and the way back. What has its
 * usual value is left out; constraints are numbered; canonicals that begin with `prefix` are written without it. The
 * elements of a structure are unpacked when they are first asked for: most of R4's structures never are.
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

export type PackedType = string | (Omit<TypeRule, 'code'> & { readonly code: string })

export type PackedRest = Partial<
  Omit<ElementRule, 'id' | 'path' | 'min' | 'max' | 'baseMax' | 'basePath' | 'types' | 'constraints'> & {
    id: string
    baseMax: string
    basePath: string
    constraints: readonly number[]
  }
>

/** Path after the type's name, min, max, types, and what is not as usual. */
export type PackedElement = readonly [string, number, string, readonly PackedType[], PackedRest?]

export type PackedStructure = Omit<
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
  const full: Full = (canonical) => (canonical.includes(':') ? canonical : pack.prefix + canonical)
  return {
    fhirVersion: pack.fhirVersion,
    structures: pack.structures.map((packed) => unpackStructure(packed, pack.constraints, full)),
    codeSystems: pack.codeSystems,
    valueSets: pack.valueSets,
    codeGrammars: pack.codeGrammars,
    searchParameters: pack.searchParameters,
  }
}

type Full = (canonical: string) => string

function unpackStructure(
  packed: PackedStructure,
  constraints: readonly ConstraintRule[],
  full: Full,
): Structure {
  const { elements: packedElements, ...head } = packed
  let waiting: readonly PackedElement[] | undefined = packedElements
  let elements: readonly ElementRule[] = []
  return {
    ...head,
    url: full(packed.url),
    abstract: packed.abstract ?? false,
    ...(packed.baseDefinition === undefined ? {} : { baseDefinition: full(packed.baseDefinition) }),
    context: packed.context ?? [],
    contextInvariant: packed.contextInvariant ?? [],
    get elements() {
      if (waiting) elements = waiting.map((each) => unpackElement(each, packed.type, constraints, full))
      waiting = undefined
      return elements
    },
  }
}

function unpackElement(
  [tail, min, max, types, rest = {}]: PackedElement,
  type: string,
  constraints: readonly ConstraintRule[],
  full: Full,
): ElementRule {
  const path = type + tail
  return {
    ...rest,
    id: rest.id ?? path,
    path,
    min,
    max,
    baseMax: rest.baseMax ?? max,
    basePath: rest.basePath ?? path,
    types: types.map((each) => unpackType(each, full)),
    constraints: (rest.constraints ?? []).flatMap((number) => constraints[number] ?? []),
  }
}

function unpackType(packed: PackedType, full: Full): TypeRule {
  return typeof packed === 'string' ? { code: packed } : renameProfiles(packed, full)
}

/** A type with the canonicals of its profiles written otherwise. */
export function renameProfiles(type: TypeRule, rename: (canonical: string) => string): TypeRule {
  return {
    ...type,
    ...(type.profile && { profile: type.profile.map(rename) }),
    ...(type.targetProfile && { targetProfile: type.targetProfile.map(rename) }),
  }
}
