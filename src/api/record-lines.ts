/**
 * Case records line by line (NDJSON): each line is a submission of its own, kept or refused by itself, and answered by
 * one line as soon as its answer is known. Whoever is cut off sends the whole again: what is the same changes nothing.
 */
import { EXTENSION } from '../fhir/codes.ts'
import { parseJsonBytes } from '../fhir/json.ts'
import { issue } from '../fhir/outcome.ts'
import { isObject } from '../fhir/resource.ts'
import type { Answer } from '../gateway/gateway.ts'
import { placeIssues, withPosition } from './issue-places.ts'
import { refusal } from './route.ts'

/** Lines of one request that are looked at. */
export const RECORD_LINES_MAX = 10_000

/** The report of one line: its number from 1, the status that the record alone would have got, and that answer. */
export type LineReport = {
  readonly line: number
  readonly status: number
  readonly [answer: string]: unknown
}

type Submit = {
  readonly submit: (record: unknown) => Promise<Answer>
  /** The answer for what a submission throws. */
  readonly caught: (error: unknown) => Answer
}

export async function* reportLines(
  bytes: Uint8Array,
  { submit, caught }: Submit,
): AsyncGenerator<LineReport> {
  for (const { line, own } of linesOf(bytes)) {
    if (line > RECORD_LINES_MAX) {
      const text = `There are more than ${RECORD_LINES_MAX} lines; submit this line and those after it in another request.`
      yield reportOf(line, refusal(413, issue('too-long', text)))
      return
    }
    yield reportOf(line, await answerTo(own, submit).catch(caught))
  }
}

async function answerTo(own: Uint8Array, submit: Submit['submit']): Promise<Answer> {
  const json = parseJsonBytes(own)
  if (json.kind === 'fault')
    return refusal(400, withPosition(issue('structure', `The line ${json.fault}`), json.at))
  return placeIssues(await submit(json.value), { body: json.value, bytes: own })
}

function reportOf(line: number, { status, body }: Answer): LineReport {
  const named = body?.['resourceType'] === 'OperationOutcome' ? 'outcome' : 'report'
  return { line, status, [named]: inFile(body, line) }
}

/** Places within a line are on its first line; in what was sent they are on the line itself. */
function inFile(value: unknown, line: number): unknown {
  if (Array.isArray(value)) return value.map((each) => inFile(each, line))
  if (!isObject(value)) return value
  if (value['url'] === EXTENSION.issueLine) return { ...value, valueInteger: line }
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, inFile(child, line)]))
}

const NEWLINE = 0x0a

/** The lines that have something on them, with their numbers. */
function* linesOf(bytes: Uint8Array): Generator<{ line: number; own: Uint8Array }> {
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const found = bytes.indexOf(NEWLINE, start)
    const end = found < 0 ? bytes.length : found
    const own = bytes.subarray(start, end)
    if (own.some((byte) => byte > 0x20)) yield { line, own }
    start = end + 1
  }
}
