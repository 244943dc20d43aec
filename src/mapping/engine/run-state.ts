/** What one run of a map carries along, and how it ends when the map cannot be carried out on this input. */
import type { FhirpathEnvironment } from '../../fhirpath/fhirpath.ts'
import type { Position } from '../syntax/syntax.ts'
import type { Json, Node } from './node.ts'

/** Which rule of which map. */
export type RuleId = Position & { readonly map: string; readonly group: string; readonly rule: string }

export type RunFaultCode =
  | 'source-type'
  | 'cardinality'
  | 'only-one'
  | 'check'
  | 'value-type'
  | 'many-values'
  | 'list-order'
  | 'cast'
  | 'reference'
  | 'element'
  | 'expression'
  | 'default-group'
  | 'limit'

/** Thrown where a run cannot go on; runMap catches it and answers with it. Messages hold no value of the source. */
export class RunFault extends Error {
  readonly code: RunFaultCode
  readonly rule: RuleId

  constructor(code: RunFaultCode, rule: RuleId, message: string) {
    super(message)
    this.name = 'RunFault'
    this.code = code
    this.rule = rule
  }
}

/** One value set in the target. `holder` and `slot` name the place; `node` is what went there. */
export type Write = {
  readonly holder: object
  /** The element; undefined for an item of a list, which nothing replaces. */
  readonly slot: string | undefined
  readonly name: string
  readonly node: Node
  readonly rule: RuleId
}

/** A message of a map's `log`: the map's author decides what stands there, so it may hold patient data. */
export type LogEntry = { readonly rule: RuleId; readonly message: string }

/** Items that stand first and last in one list, and those that rules share. */
export type ListState = {
  first: number
  last: number
  firstRule: string | undefined
  lastRule: string | undefined
  readonly shared: Map<string, Node[]>
  /** How many shared items each target statement has taken. */
  readonly taken: Map<string, number>
}

export type RunContext = {
  /** A new UUID in lower case for each call: the transform uuid(). */
  readonly newId: () => string
  /** The values of the parameters that the map was compiled with. */
  readonly parameters?: Readonly<Record<string, string>>
  /** The inputs of the first group besides its first source, by name. */
  readonly sources?: Readonly<Record<string, unknown>>
  /** What FHIRPath may ask for: now, resolve, memberOf, conformsTo. */
  readonly fhirpath?: Pick<FhirpathEnvironment, 'now' | 'resolve' | 'memberOf' | 'conformsTo'>
  /** Whether to tell which rule wrote each element. */
  readonly tracksOrigins?: boolean
  /** Leaves the generated program aside: for tests, which hold it to the closures. */
  readonly byClosures?: boolean
}

export type Run = {
  readonly context: RunContext
  readonly root: unknown
  readonly parameters: ReadonlyMap<string, Node>
  readonly writes: Write[]
  /** What conditions of rules that fired read. */
  readonly reads: Node[]
  /** What a rule looked at and let through; what a rule refused. */
  readonly visited: Set<object>
  readonly refused: Node[]
  /** What translate found no code for. */
  readonly uncoded: Node[]
  readonly log: LogEntry[]
  readonly lists: Map<readonly unknown[], ListState>
  /** The Bundle entries of the resources that stand in one. */
  readonly entries: Map<object, Json>
  /** Resources made without a place: they are outputs of their own. */
  readonly produced: Json[]
  /** Whether something was put where something stood, or made and not placed: then not all that was written stands. */
  hasReplaced: boolean
  applications: number
  depth: number
}

/** Variables of one call of a group, by the slots that the compiler gave them. */
export type Frame = (Node | undefined)[]

/** Times that rules apply in one run: a record of a hundred thousand facts needs fewer. */
const applicationsMax = 2_000_000
/** Groups within groups. */
const depthMax = 200

export function countApplication(run: Run, rule: RuleId): void {
  run.applications += 1
  if (run.applications > applicationsMax)
    throw new RunFault('limit', rule, `rules applied more than ${applicationsMax} times`)
}

/** Runs the body of a group one level deeper. */
export function deeper(run: Run, rule: RuleId, body: () => void): void {
  run.depth += 1
  if (run.depth > depthMax) throw new RunFault('limit', rule, `groups within groups deeper than ${depthMax}`)
  body()
  run.depth -= 1
}
