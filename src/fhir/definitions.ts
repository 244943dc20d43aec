/**
 * FHIR's definitions reduced to what the compilers read: structures, terminology and search parameters. They come from
 * the definitions pack (profiles/definitions/r4.json, unpacked by definitions-pack.ts) and from StructureDefinitions
 * published at run time (reduced by src/validation/structure.ts).
 */
export type ConstraintRule = {
  readonly key: string
  readonly severity: 'error' | 'warning'
  readonly human: string
  readonly expression: string
  /** The StructureDefinition that states the rule. */
  readonly source?: string
  /** A recommendation (extension elementdefinition-bestpractice). */
  readonly bestPractice?: true
}

export type TypeRule = {
  readonly code: string
  readonly profile?: readonly string[]
  readonly targetProfile?: readonly string[]
  readonly aggregation?: readonly string[]
  readonly versioning?: string
}

export type BindingRule = {
  readonly strength: 'required' | 'extensible' | 'preferred' | 'example'
  readonly valueSet?: string
  /** Canonical of the maximum value set (extension elementdefinition-maxValueSet). */
  readonly maxValueSet?: string
}

export type Discriminator = {
  readonly type: 'value' | 'exists' | 'pattern' | 'type' | 'profile'
  readonly path: string
}

export type SlicingRule = {
  readonly discriminator: readonly Discriminator[]
  readonly rules: 'closed' | 'open' | 'openAtEnd'
  readonly ordered: boolean
}

/** One fixed[x], pattern[x], minValue[x] or maxValue[x]: the type is the suffix of its name, e.g. `CodeableConcept`. */
export type TypedValue = { readonly type: string; readonly value: unknown }

export type ElementRule = {
  readonly id: string
  readonly path: string
  readonly sliceName?: string
  readonly min: number
  /** A number, or `*`. */
  readonly max: string
  /** The maximum of the element where it was first defined: more than one (or `*`) means a JSON array. */
  readonly baseMax: string
  /** The path of the element where it was first defined. */
  readonly basePath: string
  readonly types: readonly TypeRule[]
  readonly contentReference?: string
  readonly binding?: BindingRule
  readonly fixed?: TypedValue
  readonly pattern?: TypedValue
  readonly minValue?: TypedValue
  readonly maxValue?: TypedValue
  readonly maxLength?: number
  readonly constraints: readonly ConstraintRule[]
  readonly slicing?: SlicingRule
  readonly isModifier?: true
  readonly isSummary?: true
  readonly mustSupport?: true
}

export type StructureContext = { readonly type: string; readonly expression: string }

export type Structure = {
  readonly url: string
  readonly version?: string
  readonly name: string
  readonly kind: 'primitive-type' | 'complex-type' | 'resource' | 'logical'
  readonly abstract: boolean
  readonly type: string
  readonly baseDefinition?: string
  readonly derivation?: 'specialization' | 'constraint'
  /** Where an extension may stand. */
  readonly context: readonly StructureContext[]
  readonly contextInvariant: readonly string[]
  readonly elements: readonly ElementRule[]
}

export type SearchParameterRule = {
  readonly url: string
  readonly code: string
  readonly type:
    | 'number'
    | 'date'
    | 'string'
    | 'token'
    | 'reference'
    | 'composite'
    | 'quantity'
    | 'uri'
    | 'special'
  readonly base: readonly string[]
  readonly expression?: string
  readonly target: readonly string[]
  readonly component: readonly { readonly definition: string; readonly expression: string }[]
}

export type Designation = {
  readonly language?: string
  readonly use?: Readonly<Record<string, unknown>>
  readonly value: string
}

export type Concept = {
  readonly code: string
  readonly display?: string
  readonly definition?: string
  readonly designation?: readonly Designation[]
  readonly concept?: readonly Concept[]
  readonly property?: readonly Readonly<Record<string, unknown>>[]
}

/** A FHIR CodeSystem, or the part of it that the pack carries. */
export type CodeSystem = {
  readonly resourceType: 'CodeSystem'
  readonly id?: string
  readonly url?: string
  readonly version?: string
  readonly name?: string
  readonly valueSet?: string
  readonly caseSensitive?: boolean
  readonly content?: string
  readonly concept?: readonly Concept[]
}

export type ComposeFilter = { readonly property: string; readonly op: string; readonly value: string }

export type ComposePart = {
  readonly system?: string
  readonly version?: string
  readonly concept?: readonly { readonly code: string; readonly display?: string }[]
  readonly filter?: readonly ComposeFilter[]
  readonly valueSet?: readonly string[]
}

export type ExpansionConcept = {
  readonly system?: string
  readonly code?: string
  readonly display?: string
  readonly abstract?: boolean
  readonly contains?: readonly ExpansionConcept[]
}

/** A FHIR ValueSet, or the part of it that the pack carries. */
export type ValueSet = {
  readonly resourceType: 'ValueSet'
  readonly id?: string
  readonly url?: string
  readonly version?: string
  readonly compose?: { readonly include: readonly ComposePart[]; readonly exclude?: readonly ComposePart[] }
  readonly expansion?: {
    readonly total?: number
    readonly offset?: number
    readonly contains?: readonly ExpansionConcept[]
  }
}

export type ConceptMapTarget = {
  readonly code?: string
  readonly display?: string
  readonly equivalence: string
}

/** A FHIR ConceptMap. */
export type ConceptMap = {
  readonly resourceType: 'ConceptMap'
  readonly id?: string
  readonly url?: string
  readonly group?: readonly {
    readonly source?: string
    readonly target?: string
    readonly element: readonly { readonly code?: string; readonly target?: readonly ConceptMapTarget[] }[]
    readonly unmapped?: {
      readonly mode: string
      readonly code?: string
      readonly display?: string
      readonly url?: string
    }
  }[]
}

/** A code system that is defined by a grammar, not by a list (media types, languages): codes are checked by form. */
export type CodeGrammar = { readonly system: string; readonly pattern: string }

export type Definitions = {
  readonly fhirVersion: string
  readonly structures: readonly Structure[]
  readonly codeSystems: readonly CodeSystem[]
  readonly valueSets: readonly ValueSet[]
  readonly codeGrammars: readonly CodeGrammar[]
  readonly searchParameters: readonly SearchParameterRule[]
}

/** A canonical without its `|version`. */
export function withoutVersion(canonical: string): string {
  const bar = canonical.indexOf('|')
  return bar < 0 ? canonical : canonical.slice(0, bar)
}
