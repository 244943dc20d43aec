/**
 * The door of the FHIRPath room: text in, a program out. Pure: what a program may ask for besides its node is handed in
 * with each call (see environment.ts).
 */
import type { Program } from './environment.ts'

export type { FhirpathEnvironment, Program } from './environment.ts'

export type FhirpathErrorCode = 'fhirpath-syntax' | 'fhirpath-evaluation'

/** Thrown when an expression cannot be compiled (with line and column) or, when evaluated, has no value. */
export class FhirpathError extends Error {
  readonly code: FhirpathErrorCode
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(code: FhirpathErrorCode, message: string, where?: { line?: number; column?: number; cause?: unknown }) {
    super(message, { cause: where?.cause })
    this.name = 'FhirpathError'
    this.code = code
    this.line = where?.line
    this.column = where?.column
  }
}

export type CompileOptions = {
  /** The type or path that the nodes have, e.g. `Patient` or `CarePlan.activity`; resources say theirs themselves. */
  readonly base?: string
}

/** Compiles an expression; throws FhirpathError (`fhirpath-syntax`) where it cannot be parsed. */
export function compile(text: string, options: CompileOptions = {}): Program {
  throw new FhirpathError('fhirpath-syntax', `not ready: ${text} ${options.base ?? ''}`)
}
