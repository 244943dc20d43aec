/** The types of the package: `import { compile } from 'throughline'`. A test holds them to src/main/compile.ts. */

export type Finding = {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information'
  /** A code of http://hl7.org/fhir/issue-type. */
  readonly code: string
  /** FHIRPath of the element, e.g. `Patient.name[0].given[1]`. */
  readonly expression: string
  /** The kind of rule that was broken, e.g. `cardinality-min`, or the key of an invariant. */
  readonly rule: string
  /** Canonical URL of the profile whose rule it is. */
  readonly profile: string
  /** Id of the profile's element, where the finding is about one. */
  readonly element?: string
  /** What is wrong, what was found, how to mend it. */
  readonly text: string
  /** From 1, where JSON text was given; columns in UTF-16 units. */
  readonly line?: number
  readonly column?: number
}

export type CompileOptions = {
  /** Further StructureDefinitions, ValueSets, CodeSystems, Questionnaires. The same list is compiled once. */
  readonly definitions?: readonly unknown[]
  /** Whether what HL7's validator refuses beyond the specification is refused too. */
  readonly toolPolicy?: boolean
}

export type CheckOptions = {
  /** ISO instant with offset, for rules that ask for the time; else the time of the check. */
  readonly now?: string
  /** The resource that a reference points at. */
  readonly resolve?: (reference: string) => unknown
  /** Whether resources that references reach are checked against the profiles that they must satisfy. */
  readonly targets?: boolean
}

/** Checks a resource (parsed JSON), or the JSON text of one. */
export type Check = (resource: unknown, options?: CheckOptions) => Finding[]

/** The check by one profile or type, compiled once. Throws ValidationError for a profile that cannot be checked. */
export function compile(profile: string, options?: CompileOptions): Check

/** A profile that cannot be compiled: the message names the profile, the element and the feature. */
export class ValidationError extends Error {
  readonly code: 'profile-unknown' | 'profile-invalid' | 'profile-unsupported'
}

/** A file of the checkout is missing or broken: the message names it. */
export class ContentError extends Error {
  readonly code: 'content-missing' | 'content-unreadable' | 'content-invalid'
}
