/**
 * The edge of a request, the same for every door: request id, headers, token, format, body, the door, the answer, one
 * line in the log. What is thrown within ends here. The log names the route's template, never an address, since an
 * address may hold an id or a name.
 */
import type { NextFunction, Request, Response } from 'express'
import { issue } from '../fhir/outcome.ts'
import type { Answer } from '../gateway/gateway.ts'
import type { Credentials } from '../partners/credentials.ts'
import { admit } from './authorization.ts'
import { answerTo, describe } from './failure.ts'
import { placeIssues } from './issue-places.ts'
import { chooseFormat } from './negotiation.ts'
import type { Format } from './negotiation.ts'
import { receiveBody } from './receive-body.ts'
import { refusal } from './route.ts'
import type { Asked, Ground, Route } from './route.ts'
import { sendAnswer } from './send-answer.ts'

export type ApiLog = {
  info(message: string, facts: Record<string, string | number>): void
  error(message: string, facts: Record<string, string | number>): void
}

export type EdgeOptions = {
  readonly ground: Ground
  readonly verifyToken: Credentials['verifyToken']
  readonly limits: { readonly bodyBytesMax: number; readonly tokenRequestBytesMax: number }
  readonly log: ApiLog
  readonly newId: () => string
  /** Milliseconds that only go forward. */
  readonly ticks: () => number
  /** Told of work that goes on after the answer was handed over, so that a stop can wait for it. */
  readonly track: (work: Promise<void>) => void
}

type Seen = { requestId: string; started: number; route: string; partner: string | undefined }

const seen = new WeakMap<Request, Seen>()

const json: readonly Format[] = ['application/fhir+json', 'application/json']

/** Begins every request: its id, the headers that every answer carries, and its line in the log when it is over. */
export function open({
  ground,
  log,
  newId,
  ticks,
}: EdgeOptions): (...args: [Request, Response, NextFunction]) => void {
  const isEncrypted = ground.baseUrl.startsWith('https:')
  return (request, response, next) => {
    const requestId = requestIdOf(request.get('x-request-id')) ?? newId()
    const note: Seen = { requestId, started: ticks(), route: '(none)', partner: undefined }
    seen.set(request, note)
    response.setHeader('X-Request-Id', requestId)
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
    if (isEncrypted) response.setHeader('Strict-Transport-Security', 'max-age=31536000')
    if (ground.isDraining()) response.setHeader('Connection', 'close')
    response.once('close', () => {
      const { route, partner, started } = note
      const status = response.writableFinished ? response.statusCode : 499 // The client left before the answer.
      const ms = Math.round(ticks() - started)
      log.info('request', {
        method: request.method,
        route,
        status,
        ms,
        requestId,
        ...(partner && { partner }),
      })
    })
    next()
  }
}

/** A client's own id is taken where it can be nothing but an id. */
function requestIdOf(given: string | undefined): string | undefined {
  return given !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)
    ? given
    : undefined
}

/** Serves one route. */
export function serve(
  route: Route,
  options: EdgeOptions,
): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    const note = noteOf(request)
    note.route = route.path
    let answer: Answer
    let format: Format | undefined
    try {
      format = chooseFormat({ format: parameter(request, '_format'), accept: request.get('accept') }, [
        ...json,
        ...(route.offers ?? []),
      ])
      answer = await answerFor(
        { route, request, response, isAcceptable: format !== undefined, note },
        options,
      )
    } catch (error) {
      answer = caught(error, note, options)
    }
    await send(
      { request, response },
      answer,
      { format: format ?? json[0], isWrite: route.isWrite === true },
      options,
    )
  }
}

/** Answers what no route serves: a wrong method at an address that there is, or an address that there is not. */
export function refuse(options: EdgeOptions, answer: Answer) {
  return async (request: Request, response: Response): Promise<void> => {
    const refused = isAddress(request) ? answer : unknownAddress
    await send({ request, response }, refused, { format: json[0], isWrite: false }, options)
  }
}

/** Answers what Express itself throws, about an address that it cannot decode for instance. */
export function rescue(options: EdgeOptions) {
  // Express tells an error handler by its four parameters.
  return async (error: unknown, request: Request, response: Response, _next: NextFunction): Promise<void> => {
    await send(
      { request, response },
      caught(error, noteOf(request), options),
      { format: json[0], isWrite: false },
      options,
    )
  }
}

type Serving = {
  readonly route: Route
  readonly request: Request
  readonly response: Response
  readonly isAcceptable: boolean
  readonly note: Seen
}

async function answerFor(
  { route, request, response, isAcceptable, note }: Serving,
  options: EdgeOptions,
): Promise<Answer> {
  const { ground, verifyToken, limits } = options
  if (!isAddress(request)) return unknownAddress
  const entered = 'open' in route ? undefined : await admit(request.get('authorization'), route, verifyToken)
  if (entered?.kind === 'refused') return entered.answer
  note.partner = entered?.actor.partner
  if (!isAcceptable)
    return refusal(406, issue('not-supported', 'Answers are JSON: accept application/fhir+json.'))
  const bytesMax = entered ? limits.bodyBytesMax : limits.tokenRequestBytesMax
  const received = await receiveBody(request, response, { reads: route.reads, bytesMax })
  if (received.kind === 'refused') return received.answer
  const asked: Asked = {
    parameters: request.params as Record<string, string>,
    query: queryOf(request).filter(([name]) => name !== '_format' && name !== '_pretty'),
    header: (name) => request.get(name),
    body: received.kind === 'body' ? received.body : undefined,
  }
  if ('open' in route) return await route.open(asked, ground)
  if (!entered) throw new TypeError('A route of partners was served without a partner.')
  const { actor, scope } = entered
  const answer = await route.answer(
    {
      ...asked,
      actor,
      scope,
      ...(received.kind === 'lines' && { lines: received.lines }),
      caught: (error) => caught(error, note, options),
    },
    ground,
  )
  return received.kind === 'lines' ? answer : placeIssues(answer, received)
}

export const unknownAddress = refusal(
  404,
  issue('not-supported', 'There is nothing at this address; /fhir/metadata says what there is.'),
)

/** The named parts of a FHIR address: a type begins with a capital, an id has no sign that an operation has. */
function isAddress({ params }: Request): boolean {
  const { type = 'Any', id = 'any', version = 'any' } = params as Record<string, string>
  return /^[A-Z][A-Za-z]{1,63}$/.test(type) && isId.test(id) && isId.test(version)
}

const isId = /^[A-Za-z0-9\-.]{1,64}$/

async function send(
  exchange: { request: Request; response: Response },
  answer: Answer,
  { format = 'application/fhir+json', isWrite }: { format: Format | undefined; isWrite: boolean },
  options: EdgeOptions,
): Promise<void> {
  const isPretty = parameter(exchange.request, '_pretty') === 'true'
  const fhirUrl = `${options.ground.baseUrl}/fhir`
  const sent = sendAnswer(exchange, answer, { format, isPretty, isWrite, fhirUrl }).catch(
    (error: unknown) => {
      options.log.error('answer not settled', {
        requestId: noteOf(exchange.request).requestId,
        ...describe(error),
      })
    },
  )
  options.track(sent)
  await sent
}

function caught(error: unknown, note: Seen, { log }: EdgeOptions): Answer {
  const answer = answerTo(error, note.requestId)
  if (answer.status >= 500)
    log.error('request failed', { route: note.route, requestId: note.requestId, ...describe(error) })
  return answer
}

function noteOf(request: Request): Seen {
  return seen.get(request) ?? { requestId: 'none', started: 0, route: '(none)', partner: undefined }
}

function parameter(request: Request, name: string): string | undefined {
  return queryOf(request).find(([each]) => each === name)?.[1]
}

function queryOf({ originalUrl }: Request): [string, string][] {
  const at = originalUrl.indexOf('?')
  return at < 0 ? [] : [...new URLSearchParams(originalUrl.slice(at + 1))]
}
