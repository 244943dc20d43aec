/** OperationOutcomes: FHIR's own result type for everything that did not go as asked. */
import type { Issue, OperationOutcome } from './resource.ts'

/** An OperationOutcome of these issues. */
export function outcome(...issues: Issue[]): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: issues }
}

/** One error issue: what is wrong and how to mend it, and where (FHIRPath expressions). */
export function issue(code: string, diagnostics: string, ...expression: string[]): Issue {
  return { severity: 'error', code, diagnostics, ...(expression.length > 0 && { expression }) }
}
