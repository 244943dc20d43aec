/**
 * What an expression may ask for besides its node. Nothing here is read from the machine: the clock, other resources and
 * terminology are handed in, so that the same call gives the same answer for ever.
 */
export type FhirpathEnvironment = {
  /** `%resource`: the resource that the node stands in; the node itself when absent. */
  readonly resource?: unknown
  /** `%rootResource`: the outermost resource; `resource` when absent. */
  readonly rootResource?: unknown
  /** ISO instant with offset. now(), today() and timeOfDay() fail without it. */
  readonly now?: string
  /** The resource that a reference points at, where the caller holds it. */
  readonly resolve?: (reference: string) => unknown
  /** Whether a code, Coding or CodeableConcept is in the value set; undefined where nobody can tell. */
  readonly memberOf?: (value: unknown, valueSetUrl: string) => boolean | undefined
  /** Whether a resource conforms to the profile; undefined where the profile is not known. */
  readonly conformsTo?: (resource: unknown, profileUrl: string) => boolean | undefined
  /** Further `%name` variables. */
  readonly variables?: Readonly<Record<string, unknown>>
}

/** One compiled expression. */
export type Program = {
  readonly text: string
  /** Who evaluates: code that we compiled, or fhirpath.js. */
  readonly engine: 'compiled' | 'fhirpath.js'
  /** The collection that the expression yields; throws FhirpathError (`fhirpath-evaluation`). */
  evaluate(node: unknown, environment?: FhirpathEnvironment): unknown[]
  /** Whether a rule holds: one boolean counts as it is, an empty collection as false, anything else as true. */
  holds(node: unknown, environment?: FhirpathEnvironment): boolean
}
