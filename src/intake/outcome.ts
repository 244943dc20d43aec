/** Faults of a case record as issues of an OperationOutcome. Pure. */
import type { Issue } from '../fhir/resource.ts'
import type { Fault } from './fault.ts'

/** FHIR IssueType by rule: the rest, rules of ours among them, are business rules. */
const ISSUE_CODES: Readonly<Record<string, string>> = {
  required: 'required',
  additionalProperties: 'structure',
  type: 'structure',
  minItems: 'structure',
  maxItems: 'structure',
  uniqueItems: 'structure',
  enum: 'code-invalid',
  format: 'value',
  pattern: 'value',
  minimum: 'value',
  maximum: 'value',
  minLength: 'value',
  maxLength: 'too-long',
  'reference-unknown': 'not-found',
  'id-unique': 'duplicate',
  'size-limit': 'too-long',
}

/** The faults as OperationOutcome issues: the expression is the pointer in FHIRPath's manner, from `CaseRecord` on. */
export function faultsToIssues(faults: readonly Fault[]): Issue[] {
  return faults.map(({ pointer, rule, text }) => ({
    severity: 'error',
    code: ISSUE_CODES[rule] ?? 'business-rule',
    details: { text: rule },
    diagnostics: pointer === '' ? text : `${pointer}: ${text}`,
    expression: [expressionOf(pointer)],
  }))
}

/** A JSON pointer in FHIRPath's manner. */
export function expressionOf(pointer: string, root = 'CaseRecord'): string {
  const steps = pointer.split('/').slice(1)
  return steps.reduce((path, step) => {
    if (/^\d+$/.test(step)) return `${path}[${step}]`
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${path}.${name}` : `${path}.\`${name}\``
  }, root)
}
