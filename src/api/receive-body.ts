/** Reads a request's body, within its limit and as what the door takes. Nothing is read before the client is admitted. */
import express from 'express'
import type { Request, Response } from 'express'
import { issue } from '../fhir/outcome.ts'
import type { Answer } from '../gateway/gateway.ts'
import { parseJsonBytes } from '../fhir/json.ts'
import { withPosition } from './issue-places.ts'
import { isForm, isJson, isLines } from './negotiation.ts'
import { refusal } from './route.ts'
import type { Route } from './route.ts'

/** `bytes` of JSON, in which issues have their places. */
export type Body =
  | { kind: 'body'; body: unknown; bytes?: Uint8Array }
  | { kind: 'lines'; lines: Uint8Array }
  | { kind: 'refused'; answer: Answer }

/** Throws what the body parser throws: too large, cut off, encoded in an unknown way. */
export async function receiveBody(
  request: Request,
  response: Response,
  { reads, bytesMax }: { reads: Route['reads']; bytesMax: number },
): Promise<Body> {
  if (reads === 'nothing') return { kind: 'body', body: undefined }
  const bytes = await readBytes(request, response, bytesMax)
  const isEmpty = bytes === undefined || bytes.length === 0
  if (isEmpty && reads !== 'json' && reads !== 'json-or-lines') return { kind: 'body', body: undefined }
  if (isEmpty) return refuse(400, 'required', 'The request needs a body.')
  const contentType = request.headers['content-type']
  if (reads === 'form') {
    if (!isForm(contentType)) return refuse(415, 'not-supported', 'Send application/x-www-form-urlencoded.')
    return { kind: 'body', body: [...new URLSearchParams(bytes.toString('utf8'))] }
  }
  if (reads === 'json-or-lines' && isLines(contentType)) return { kind: 'lines', lines: bytes }
  if (!isJson(contentType))
    return refuse(
      415,
      'not-supported',
      'Send application/fhir+json, FHIR version 4.0, in UTF-8; XML is not taken.',
    )
  const json = parseJsonBytes(bytes)
  if (json.kind === 'json') return { kind: 'body', body: json.value, bytes }
  const fault = withPosition(issue('structure', `The body ${json.fault}`), json.at)
  return { kind: 'refused', answer: refusal(400, fault) }
}

async function readBytes(request: Request, response: Response, limit: number): Promise<Buffer | undefined> {
  const parse = express.raw({ type: () => true, limit })
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error as Error)))
  })
  return request.body as Buffer | undefined
}

function refuse(status: number, code: string, text: string): Body {
  return { kind: 'refused', answer: refusal(status, issue(code, text)) }
}
