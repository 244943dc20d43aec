/**
 * What validation says: one finding for each fault, in words that name the element, the fault and the remedy, and never
 * a person's value (short coded values may be quoted).
 */
export type Severity = 'fatal' | 'error' | 'warning' | 'information'

/** FHIR IssueType codes that validation gives. */
export type IssueType =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'code-invalid'
  | 'extension'
  | 'not-supported'
  | 'not-found'
  | 'too-long'
  | 'too-costly'
  | 'business-rule'
  | 'processing'
  | 'informational'

export type Finding = {
  readonly severity: Severity
  readonly code: IssueType
  /** FHIRPath of the element, e.g. `CarePlan.activity[1].detail.status`. */
  readonly expression: string
  /** The kind of rule that was broken, e.g. `cardinality-min`, or the key of an invariant. */
  readonly rule: string
  /** Canonical of the profile whose rule it is. */
  readonly profile: string
  /** Id of the element of that profile, with its slice, e.g. `Observation.category:laboratory`. */
  readonly element?: string
  /** One sentence: what is wrong, what was found, how to mend it. */
  readonly text: string
}

export type ValidationErrorCode = 'profile-unknown' | 'profile-invalid' | 'profile-unsupported'

/** Thrown when a profile cannot be compiled: the message names the profile, the element and the feature. */
export class ValidationError extends Error {
  readonly code: ValidationErrorCode

  constructor(code: ValidationErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ValidationError'
    this.code = code
  }
}
