/** Verdicts of validation in the forms that people and programs read: text, JSON lines, JUnit XML. */
import type { Finding } from '../validation/finding.ts'

export type Issue = Pick<Finding, 'severity' | 'code' | 'expression' | 'text' | 'rule'>

export type Verdict = {
  readonly id: string
  readonly valid: boolean
  readonly errors: number
  readonly warnings: number
  readonly issues: readonly Issue[]
}

export const FORMATS = ['text', 'json', 'junit'] as const
export type Format = (typeof FORMATS)[number]

/** The verdict on one thing; what is told twice counts once. */
export function verdictOf(id: string, findings: readonly Issue[]): Verdict {
  const seen = new Map(
    findings.map(({ severity, code, expression, text, rule }) => [
      JSON.stringify([severity, rule, expression, text]),
      { severity, code, expression, text, rule },
    ]),
  )
  const issues = [...seen.values()]
  const errors = issues.filter(isError).length
  const warnings = issues.filter(({ severity }) => severity === 'warning').length
  return { id, valid: errors === 0, errors, warnings, issues }
}

function isError({ severity }: Issue): boolean {
  return severity === 'error' || severity === 'fatal'
}

/** What is printed before, for each verdict, and after them all. */
export type Report = {
  readonly begin: string
  readonly one: (verdict: Verdict) => string
  readonly end: string
}

export function reportIn(format: Format): Report {
  if (format === 'json') return { begin: '', one: (verdict) => `${JSON.stringify(verdict)}\n`, end: '' }
  if (format === 'text') return { begin: '', one: asText, end: '' }
  return {
    begin: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite name="throughline validate">\n',
    one: asJunit,
    end: '</testsuite>\n</testsuites>\n',
  }
}

function asText({ id, valid, issues }: Verdict): string {
  const lines = issues.map(
    ({ severity, expression, text, rule }) =>
      `${id}: ${severity}: ${expression === '' ? '' : `${expression}: `}${text} (${rule})`,
  )
  return `${[...lines, ...(valid ? [`${id}: no errors`] : [])].join('\n')}\n`
}

function asJunit({ id, issues }: Verdict): string {
  const failures = issues.filter(isError)
  const rest = issues.filter((issue) => !isError(issue))
  const told = ({ severity, expression, text, rule }: Issue): string =>
    `${severity}: ${expression}: ${text} (${rule})`
  const failure = failures.map(
    (issue) =>
      `<failure type="${escaped(issue.rule)}" message="${escaped(issue.text)}">${escaped(told(issue))}</failure>`,
  )
  const output = rest.length === 0 ? [] : [`<system-out>${escaped(rest.map(told).join('\n'))}</system-out>`]
  return `<testcase classname="validate" name="${escaped(id)}">${[...failure, ...output].join('')}</testcase>\n`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** XML allows no control characters, not even escaped. */
function escaped(text: string): string {
  return text.replaceAll(/(?![\t\n\r])\p{Cc}/gu, '?').replaceAll(/[&<>"]/g, (each) => ESCAPES[each] ?? '')
}
