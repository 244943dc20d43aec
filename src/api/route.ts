/** What a door is: one address and method, who may come in, what it reads, and the function that answers. */
import { issue, outcome } from '../fhir/outcome.ts'
import { isResource } from '../fhir/resource.ts'
import type { Issue } from '../fhir/resource.ts'
import type { Answer, Gateway, Query } from '../gateway/gateway.ts'
import type { Actor } from '../partners/actor.ts'
import type { Credentials } from '../partners/credentials.ts'
import type { Action } from '../partners/scopes.ts'
import type { Format } from './negotiation.ts'

/** What the doors work with. */
export type Ground = {
  readonly gateway: Gateway
  readonly authenticate: Credentials['authenticate']
  /** Under which the gateway is reached, without a slash at its end. */
  readonly baseUrl: string
  readonly version: string
  readonly instance: string
  /** True once the gateway is on its way out. */
  readonly isDraining: () => boolean
}

/** A request, as far as a door may know it. */
export type Asked = {
  /** The named parts of the path. */
  readonly parameters: Readonly<Record<string, string>>
  /** Without `_format` and `_pretty`. */
  readonly query: Query
  readonly header: (name: string) => string | undefined
  /** JSON, or the pairs of a form; undefined where nothing was sent. */
  readonly body: unknown
}

/** A request by a partner. */
export type AskedBy = Asked & {
  readonly actor: Actor
  readonly scope: string
  /** The lines, where they were sent instead of one JSON body. */
  readonly lines?: Uint8Array
  /** The answer for what is thrown, for doors that answer piece by piece. */
  readonly caught: (error: unknown) => Answer
}

type Place = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** What is read of the request: nothing, JSON (which may be absent where `optional`, and line by line where `or-lines`), or a form. */
  readonly reads: 'nothing' | 'json' | 'json-or-lines' | 'optional-json' | 'form'
  /** Formats besides JSON. */
  readonly offers?: readonly Format[]
  /** `Prefer: return=` applies. */
  readonly isWrite?: true
}

/** Open to everybody. */
export type OpenRoute = Place & { readonly open: (asked: Asked, ground: Ground) => Promise<Answer> }

/** For partners, with a token whose scope covers these actions. */
export type PartnerRoute = Place & {
  readonly needs: readonly Action[]
  /** A partner's client may come in too, who asks about himself; all other doors are closed to him. */
  readonly isForClients?: true
  readonly answer: (asked: AskedBy, ground: Ground) => Promise<Answer>
}

export type Route = OpenRoute | PartnerRoute

/** An answer that is a refusal: an OperationOutcome. */
export function refusal(status: number, ...issues: Issue[]): Answer {
  return { status, body: outcome(...issues) }
}

/** A query parameter that the door does not know: dropping it would answer another question than was asked. */
export function unknownParameters({ query }: Asked, ...known: string[]): Answer | undefined {
  const unknown = query.filter(([name]) => !known.includes(name))
  if (unknown.length === 0) return undefined
  const rest = known.length > 0 ? `; it knows ${known.join(', ')}` : ''
  return refusal(
    400,
    issue('not-supported', `There is a query parameter that this interaction does not know${rest}.`),
  )
}

/** http.html#create: the resource must be of the type of the address. */
export function wrongType(body: unknown, type: string | undefined): Answer | undefined {
  if (!isResource(body))
    return refusal(
      400,
      issue('structure', 'The body must be a FHIR resource: a JSON object with a resourceType.'),
    )
  if (body.resourceType === type) return undefined
  return refusal(
    400,
    issue(
      'invalid',
      type === undefined
        ? 'The body must be a resource of the type of the address.'
        : `The body must be a resource of type ${type}.`,
    ),
  )
}
