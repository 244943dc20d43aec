/** Verdicts of validation in the forms that people and programs read: text, JSON lines, JUnit XML. */
import type { Finding } from '../validation/finding.ts'

/** A finding; its line and column in the text where that is JSON. */
export type Issue = Pick<Finding, 'severity' | 'code' | 'expression' | 'text' | 'rule'> & {
  readonly line?: number
  readonly column?: number
}

export type Verdict = {
  readonly id: string
  /** What the lines of its issues are lines of. */
  readonly file: string
  readonly valid: boolean
  readonly errors: number
  readonly warnings: number
  readonly issues: readonly Issue[]
}

export const FORMATS = ['text', 'json', 'junit'] as const
export type Format = (typeof FORMATS)[number]

/** The verdict on one thing; what is told twice counts once. */
export function verdictOf(id: string, findings: readonly Issue[], file = id): Verdict {
  const seen = new Map(
    findings.map(({ severity, code, expression, text, rule, line, column }) => [
      JSON.stringify([severity, rule, expression, text]),
      {
        severity,
        code,
        expression,
        ...(line !== undefined && { line }),
        ...(column !== undefined && { column }),
        text,
        rule,
      },
    ]),
  )
  const issues = [...seen.values()]
  const errors = issues.filter(isError).length
  const warnings = issues.filter(({ severity }) => severity === 'warning').length
  return { id, file, valid: errors === 0, errors, warnings, issues }
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
  if (format === 'json') return { begin: '', one: asJson, end: '' }
  if (format === 'text') return { begin: '', one: asText, end: '' }
  return {
    begin: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite name="throughline validate">\n',
    one: asJunit,
    end: '</testsuite>\n</testsuites>\n',
  }
}

function asJson({ file: _file, ...verdict }: Verdict): string {
  return `${JSON.stringify(verdict)}\n`
}

/** A line for each issue, in the form that editors know: file:line:column. */
function asText(verdict: Verdict): string {
  const { id, valid, issues } = verdict
  const lines = issues.map(
    (issue) =>
      `${placeOf(verdict, issue)}: ${onOneLine(`${issue.severity}: ${pathOf(issue)}${issue.text} (${issue.rule})`)}`,
  )
  return `${[...lines, ...(valid ? [`${id}: no errors`] : [])].join('\n')}\n`
}

/** A name or text of somebody's profile may have line ends: none may look like another finding. */
function onOneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- These are what is taken out.
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
}

function pathOf({ expression }: Issue): string {
  return expression === '' ? '' : `${expression}: `
}

function placeOf(verdict: Verdict, { line, column }: Issue): string {
  if (line === undefined || column === undefined) return verdict.id
  return `${verdict.file}:${String(line)}:${String(column)}`
}

function asJunit(verdict: Verdict): string {
  const { id, issues } = verdict
  const failures = issues.filter(isError)
  const rest = issues.filter((issue) => !isError(issue))
  const told = (issue: Issue): string => {
    const place = issue.line === undefined ? '' : `${placeOf(verdict, issue)}: `
    return `${place}${onOneLine(`${issue.severity}: ${pathOf(issue)}${issue.text} (${issue.rule})`)}`
  }
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

/** XML allows no control characters, not even escaped, and no half of a pair. */
function escaped(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '?')
    .replaceAll(/[&<>"]/g, (each) => ESCAPES[each] ?? '')
}
