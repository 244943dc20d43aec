/**
 * Writes an answer: status, headers, ETag and 304, `Prefer`, JSON, a page or a file. The last thing that happens to an answer is
 * that its disclosure is settled; what may have left counts as sent.
 * Source: http://hl7.org/fhir/R4/http.html#return and #versioning
 */
import type { Request, Response } from 'express'
import { issue, outcome } from '../fhir/outcome.ts'
import { isResource } from '../fhir/resource.ts'
import type { Answer } from '../gateway/gateway.ts'
import { readPreference } from './negotiation.ts'
import type { Format } from './negotiation.ts'

export type Wanted = {
  readonly format: Format
  readonly isPretty: boolean
  readonly isWrite: boolean
  /** The FHIR base, to which `location` is relative. */
  readonly fhirUrl: string
}

type Exchange = { readonly request: Request; readonly response: Response }

/** Sends the answer; resolves once it has left or cannot any more, and its disclosure is settled. */
export async function sendAnswer(
  { request, response }: Exchange,
  answer: Answer,
  wanted: Wanted,
): Promise<void> {
  if (response.destroyed) return await answer.settle?.('failed')
  const gone = new Promise<void>((resolve) => response.once('finish', resolve).once('close', resolve))
  writeHead(response, answer, wanted)
  if (isUnchanged(request, answer)) response.status(304).end()
  else if (answer.lines) await writeLines(response, answer.lines)
  else writeBody({ request, response }, answer, wanted)
  await gone
  await answer.settle?.('sent')
}

/** No faster than the client reads; whoever has gone gets, and causes, no further line. */
async function writeLines(response: Response, lines: NonNullable<Answer['lines']>): Promise<void> {
  response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8')
  for await (const line of lines) {
    if (response.destroyed) return
    if (!response.write(`${JSON.stringify(line)}\n`))
      await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve))
  }
  response.end()
}

function writeHead(
  response: Response,
  { status, etag, lastModified, location, headers, warnings = [] }: Answer,
  wanted: Wanted,
): void {
  response.status(status)
  if (etag !== undefined) response.setHeader('ETag', etag)
  if (lastModified !== undefined) response.setHeader('Last-Modified', new Date(lastModified).toUTCString())
  if (location !== undefined && wanted.isWrite)
    response.setHeader('Location', `${wanted.fhirUrl}/${location}`)
  // How many warnings `Prefer: return=OperationOutcome` would have told.
  if (warnings.length > 0) response.setHeader('X-Validation-Warnings', String(warnings.length))
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value)
}

/** http.html#cread: If-None-Match, and only without it If-Modified-Since. */
function isUnchanged({ method, headers }: Request, { status, etag, lastModified }: Answer): boolean {
  if (status !== 200 || (method !== 'GET' && method !== 'HEAD')) return false
  const known = headers['if-none-match']
  if (known !== undefined && etag !== undefined)
    return known.split(',').some((each) => each.trim() === '*' || opaque(each) === opaque(etag))
  const since = Date.parse(headers['if-modified-since'] ?? '')
  if (known !== undefined || Number.isNaN(since) || lastModified === undefined) return false
  return Math.floor(Date.parse(lastModified) / 1000) * 1000 <= since
}

/** RFC 9110 section 8.8.3.2: weak comparison. */
function opaque(etag: string): string {
  return etag.trim().replace(/^W\//, '')
}

function writeBody({ request, response }: Exchange, answer: Answer, wanted: Wanted): void {
  if (wanted.format === 'text/html' && answer.html !== undefined) {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    // The page brings its style with it and nothing else: no script, no picture, no frame around it.
    response.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
    return void response.end(answer.html)
  }
  if (wanted.format === 'text/csv' && answer.csv !== undefined) {
    response.setHeader('Content-Type', 'text/csv; charset=utf-8; header=present')
    // The name tells nothing of whom it is about.
    response.setHeader('Content-Disposition', 'attachment; filename="disclosures.csv"')
    return void response.end(answer.csv)
  }
  const body = wanted.isWrite && answer.status < 300 ? preferred(request, answer) : answer.body
  if (body === undefined) return void response.end()
  const isJson = !isResource(body) || wanted.format === 'application/json'
  response.setHeader(
    'Content-Type',
    `${isJson ? 'application/json' : 'application/fhir+json'}; charset=utf-8`,
  )
  response.end(JSON.stringify(body, undefined, wanted.isPretty ? 2 : undefined))
}

function preferred(request: Request, { body, status, warnings = [] }: Answer): Answer['body'] {
  const preference = readPreference(request.get('prefer'))
  if (preference === 'minimal') return undefined
  if (preference === 'representation') return body
  const text = status === 201 ? 'The resource was created.' : 'The resource is stored.'
  return outcome({ ...issue('informational', text), severity: 'information' }, ...warnings)
}
