/**
 * The syntax tree of a FHIR Mapping Language text: StructureMap's parts under StructureMap's names, with positions.
 * Source: http://hl7.org/fhir/R4/mapping-language.html and its grammar mapping.g4.
 */
export type Position = { readonly line: number; readonly column: number }

/** A fault in a map's text: where, what, and what was expected there. */
export type MapError = Position & {
  readonly code: 'syntax' | 'unsupported' | 'reference' | 'type' | 'expression'
  readonly message: string
  readonly expected?: readonly string[]
  /** Canonical of the map, where it is known. */
  readonly map?: string
}

export type Name = { readonly text: string; readonly at: Position }

export type Metadata = { readonly path: string; readonly value: string; readonly at: Position }

export type UseMode = 'source' | 'queried' | 'target' | 'produced'

export type Use = {
  readonly url: string
  readonly alias?: string
  readonly mode: UseMode
  readonly at: Position
}

/** ConceptMap.group.element.target.equivalence. */
export type Equivalence =
  | 'relatedto'
  | 'equivalent'
  | 'equal'
  | 'wider'
  | 'subsumes'
  | 'narrower'
  | 'specializes'
  | 'inexact'
  | 'unmatched'
  | 'disjoint'

export type InlineTranslation = {
  readonly sourceSystem: string
  readonly sourceCode: string
  readonly equivalence: Equivalence
  readonly targetSystem?: string
  readonly targetCode?: string
  readonly at: Position
}

export type InlineConceptMap = {
  /** Without the leading `#`. */
  readonly id: string
  readonly at: Position
  readonly translations: readonly InlineTranslation[]
  /** Systems whose unmapped codes stand as they are (`unmapped for s = provided`). */
  readonly provided: readonly string[]
}

/** One FHIRPath expression: its text as written, and its tree for the paths in it. */
export type Expression = { readonly text: string; readonly at: Position; readonly tree: PathTree }

/** Offsets are into the expression's text; `at` is for messages. */
export type Span = { readonly start: number; readonly end: number; readonly at: Position }

export type PathTree = Span &
  (
    | {
        readonly kind: 'literal'
        readonly type: LiteralType | 'quantity' | 'empty'
        readonly value: Literal | undefined
      }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'this' | 'index' | 'total' }
    | { readonly kind: 'member'; readonly on: PathTree | undefined; readonly name: string }
    | {
        readonly kind: 'call'
        readonly on: PathTree | undefined
        readonly name: string
        readonly parameters: readonly PathTree[]
      }
    | { readonly kind: 'indexer'; readonly on: PathTree; readonly index: PathTree }
    | { readonly kind: 'group'; readonly inner: PathTree }
    | {
        readonly kind: 'operation'
        readonly operators: readonly string[]
        readonly operands: readonly PathTree[]
      }
    | { readonly kind: 'type'; readonly name: string }
  )

export type Literal = string | number | boolean
export type LiteralType = 'string' | 'integer' | 'decimal' | 'boolean' | 'date' | 'dateTime' | 'time'

export type Parameter =
  | { readonly kind: 'literal'; readonly type: LiteralType; readonly value: Literal; readonly at: Position }
  | { readonly kind: 'variable'; readonly name: string; readonly at: Position }

export const sourceListModes = ['first', 'not_first', 'last', 'not_last', 'only_one'] as const
export type SourceListMode = (typeof sourceListModes)[number]

export type Source = {
  readonly at: Position
  readonly context: Name
  /** Element names below the context; empty where the context itself is the source. */
  readonly path: readonly Name[]
  readonly type?: Name
  readonly min?: number
  readonly max?: number | '*'
  readonly defaultValue?: Expression
  readonly listMode?: SourceListMode
  readonly variable?: Name
  readonly condition?: Expression
  readonly check?: Expression
  readonly log?: Expression
}

/** `collate` is also written `single` (the grammar's word, and R5's). */
export const targetListModes = ['first', 'share', 'last', 'collate', 'single'] as const
export type TargetListMode = 'first' | 'share' | 'last' | 'collate'

export const transformNames = [
  'create',
  'copy',
  'truncate',
  'escape',
  'cast',
  'append',
  'translate',
  'reference',
  'dateOp',
  'uuid',
  'pointer',
  'evaluate',
  'cc',
  'c',
  'qty',
  'id',
  'cp',
] as const
export type TransformName = (typeof transformNames)[number]

export type Transform = {
  readonly name: TransformName
  readonly at: Position
  readonly parameters: readonly Parameter[]
  /** copy of `variable.element`: the elements. */
  readonly path?: readonly Name[]
  /** evaluate: the expression. Without parameters there is no context. */
  readonly expression?: Expression
}

export type Target = {
  readonly at: Position
  readonly context?: Name
  readonly path: readonly Name[]
  readonly transform?: Transform
  readonly variable?: Name
  readonly listMode?: TargetListMode
  readonly listRuleId?: string
}

export type Dependent = {
  readonly name: string
  readonly at: Position
  readonly parameters: readonly Parameter[]
}

export type Rule = {
  readonly at: Position
  /** As written, else the first source's element or context. */
  readonly name: string
  readonly sources: readonly Source[]
  readonly targets: readonly Target[]
  readonly dependents: readonly Dependent[]
  readonly rules: readonly Rule[]
  /** Whether `then` was written, so that an empty block is not taken for the simple form. */
  readonly hasThen: boolean
}

export type GroupInput = {
  readonly mode: 'source' | 'target'
  readonly name: string
  readonly type?: string
  readonly at: Position
}

export type Group = {
  readonly at: Position
  readonly name: string
  readonly inputs: readonly GroupInput[]
  readonly extends?: Name
  readonly typeMode?: 'types' | 'type+'
  readonly rules: readonly Rule[]
}

export type ParsedMap = {
  readonly url: string
  readonly name: string
  readonly metadata: readonly Metadata[]
  readonly uses: readonly Use[]
  readonly imports: readonly Name[]
  readonly conceptMaps: readonly InlineConceptMap[]
  readonly groups: readonly Group[]
}
