/**
 * The door of the validation room: profiles in, checking programs out. Pure: definitions, terminology, FHIRPath and the
 * time are handed in. What a profile asks for and the compiler cannot check is an error when it is compiled.
 */
import type { Definitions, Structure } from '../fhir/definitions.ts'
import type { CompileOptions, Program } from '../fhirpath/fhirpath.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { ValidationError, type Finding } from './finding.ts'

export {
  ValidationError,
  type Finding,
  type IssueType,
  type Severity,
  type ValidationErrorCode,
} from './finding.ts'

export type ValidationOptions = {
  /** The resource that a reference points at, where the caller holds it. */
  readonly resolve?: (reference: string) => unknown
  /** ISO instant with offset, for rules that ask for the time. */
  readonly now?: string
}

/** Checks one resource; the findings come in the order of the resource's elements. */
export type Check = (resource: unknown, options?: ValidationOptions) => Finding[]

export type ValidatorParts = {
  readonly definitions: Definitions
  /** Further profiles and extensions: FHIR StructureDefinitions with snapshots, or already reduced. */
  readonly profiles: readonly (Structure | Readonly<Record<string, unknown>>)[]
  readonly terminology: Terminology
  readonly fhirpath: { readonly compile: (text: string, options?: CompileOptions) => Program }
}

export type Validator = {
  /** Throws ValidationError (`profile-unknown`, `profile-unsupported`) naming the profile, element and feature. */
  readonly compile: (profileUrl: string) => Check
  /** Canonical URLs of the profiles that were handed in, sorted. */
  readonly profiles: () => string[]
}

export function createValidator(parts: ValidatorParts): Validator {
  throw new ValidationError('profile-unknown', `not ready: ${parts.profiles.length}`)
}
