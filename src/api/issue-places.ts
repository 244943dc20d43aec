/**
 * Adds to the issues of an answer where, in the body that was sent, the things stand that they speak of: the extensions
 * issue-line and issue-col of OperationOutcome.issue, counted as src/fhir/positions.ts counts. The body is read again
 * for an answer that has such issues, and only then. An issue about anything else than the body gets no place.
 */
import { EXTENSION } from '../fhir/codes.ts'
import { decodeUtf8 } from '../fhir/json.ts'
import { rootOf } from '../fhir/position-steps.ts'
import { positionsOf, type Position } from '../fhir/positions.ts'
import { isObject, isResource, list } from '../fhir/resource.ts'
import type { Bundle, BundleEntry, Issue, OperationOutcome, Resource } from '../fhir/resource.ts'
import type { Answer } from '../gateway/gateway.ts'

/** What was sent: the value that was read from the bytes. */
export type Sent = { readonly body: unknown; readonly bytes?: Uint8Array | undefined }

/** The root of expressions about a case record, which is no resource. */
const CASE_RECORD = 'CaseRecord'

export function placeIssues(answer: Answer, { body, bytes }: Sent): Answer {
  if (bytes === undefined || body === undefined) return answer
  const places = placesOf(answer, body)
  if (places.size === 0) return answer
  const text = decodeUtf8(bytes) ?? ''
  const positions = positionsOf(text, [...places.values()])
  const placed = new Map(
    [...places.keys()].map((issue, index) => [issue, withPosition(issue, positions[index])]),
  )
  return {
    ...answer,
    ...(answer.body !== undefined && { body: replaced(answer.body, placed) }),
    ...(answer.warnings && { warnings: answer.warnings.map((issue) => placed.get(issue) ?? issue) }),
  }
}

/** An issue with its line and column. */
export function withPosition(issue: Issue, position: Position | undefined): Issue {
  if (!position) return issue
  const extension = [
    { url: EXTENSION.issueLine, valueInteger: position.line },
    { url: EXTENSION.issueColumn, valueInteger: position.column },
  ]
  return { extension, ...issue }
}

/** The expression, from the root of the body, of each issue that speaks of it. */
function placesOf({ body: answered, warnings = [], within }: Answer, body: unknown): Map<Issue, string> {
  const places = new Map<Issue, string>()
  const take = (issues: readonly Issue[], prefix: string | undefined): void => {
    for (const issue of issues) {
      const place = placeIn(body, issue.expression?.[0], prefix)
      if (place !== undefined) places.set(issue, place)
    }
  }
  take(warnings, within)
  if (isOutcome(answered)) take(answered.issue, within)
  entriesOf(answered).forEach(({ response }, index) => {
    if (isOutcome(response?.outcome)) take(response.outcome.issue, `Bundle.entry[${String(index)}].resource`)
  })
  return places
}

function isOutcome(value: unknown): value is OperationOutcome {
  return isResource(value) && value.resourceType === 'OperationOutcome' && Array.isArray(value['issue'])
}

function entriesOf(answered: Answer['body']): BundleEntry[] {
  const isAnswers = isResource(answered) && /^(?:batch|transaction)-response$/.test(String(answered['type']))
  return isAnswers ? list<BundleEntry>(answered['entry']) : []
}

/** The expression from the root of the body; undefined where it is about something else. */
function placeIn(
  body: unknown,
  expression: string | undefined,
  prefix: string | undefined,
): string | undefined {
  if (expression === undefined) return undefined
  const root = rootOf(expression)
  const type = isResource(body) ? body.resourceType : CASE_RECORD
  const isPointer = expression.startsWith('/')
  if (prefix !== undefined && (root === '$this' || root !== type)) {
    const inner = resourceAt(body, prefix)
    const isOfInner = inner !== undefined && (root === inner.resourceType || root === '$this')
    return isOfInner ? prefix + expression.slice(root.length) : undefined
  }
  const isOfBody = isPointer
    ? type === CASE_RECORD
    : root === type || root === '$this' || root === 'resourceType'
  return isOfBody && isObject(body) ? expression : undefined
}

/** The resource of an entry or parameter: `Bundle.entry[0].resource`, `Parameters.parameter[1].resource`. */
function resourceAt(body: unknown, prefix: string): Resource | undefined {
  const [, name = '', index = ''] = /^[A-Za-z]+\.([a-z]+)\[(\d+)\]\.resource$/.exec(prefix) ?? []
  const items = isObject(body) ? list<unknown>(body[name]) : []
  const item = items[Number(index)]
  const resource = isObject(item) ? item['resource'] : undefined
  return isResource(resource) ? resource : undefined
}

function replaced(
  answered: NonNullable<Answer['body']>,
  placed: ReadonlyMap<Issue, Issue>,
): NonNullable<Answer['body']> {
  if (isOutcome(answered))
    return { ...answered, issue: answered.issue.map((issue) => placed.get(issue) ?? issue) }
  if (!isResource(answered) || entriesOf(answered).length === 0) return answered
  const bundle = answered as Bundle
  const entry = entriesOf(answered).map((each): BundleEntry => {
    const { response } = each
    return isOutcome(response?.outcome)
      ? { ...each, response: { ...response, outcome: replaced(response.outcome, placed) as Resource } }
      : each
  })
  return { ...bundle, entry }
}
