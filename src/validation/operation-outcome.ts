/** Findings as FHIR's own answer, an OperationOutcome (FHIR R4 operationoutcome.html). */
import { outcome } from '../fhir/outcome.ts'
import type { OperationOutcome } from '../fhir/resource.ts'
import type { Finding } from './finding.ts'

/** An OperationOutcome with an issue for each finding; where there is none, one issue that says so. */
export function toOperationOutcome(findings: readonly Finding[]): OperationOutcome {
  if (findings.length === 0) {
    return outcome({ severity: 'information', code: 'informational', diagnostics: 'No faults were found.' })
  }
  return outcome(
    ...findings.map(({ severity, code, expression, rule, profile, text }) => ({
      severity,
      code,
      expression: [expression],
      diagnostics: profile === '' ? `Rule ${rule}.` : `Rule ${rule} of ${profile}.`,
      details: { text },
    })),
  )
}
