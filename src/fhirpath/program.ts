/**
 * What the FHIRPath room hands out and takes in. Nothing is read from the machine: the clock, other resources and
 * terminology come with each call, so that the same call gives the same answer for ever.
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
  readonly evaluate: (node: unknown, environment?: FhirpathEnvironment) => unknown[]
  /** Whether a rule holds: one boolean counts as it is, an empty collection as false, anything else as true. */
  readonly holds: (node: unknown, environment?: FhirpathEnvironment) => boolean
}

export type FhirpathErrorCode = 'fhirpath-syntax' | 'fhirpath-unsupported' | 'fhirpath-evaluation'

/** Thrown when an expression cannot be compiled (with line and column) or, when evaluated, has no value. */
export class FhirpathError extends Error {
  readonly code: FhirpathErrorCode
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(code: FhirpathErrorCode, message: string, where?: { line?: number; column?: number }) {
    super(message)
    this.name = 'FhirpathError'
    this.code = code
    this.line = where?.line
    this.column = where?.column
  }
}

/**
 * A primitive that has an id or extensions beside its value (the `_name` property of FHIR's JSON), or these alone.
 * `type` is the FHIR type, e.g. `date`, where it is known.
 */
export class Primitive {
  readonly value: unknown
  readonly element: unknown
  readonly type: string | undefined

  constructor(value: unknown, element: unknown, type?: string) {
    this.value = value
    this.element = element
    this.type = type
  }
}
