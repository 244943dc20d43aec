/** The entries of a batch or transaction: as the write that each asks for, and as the answers that each gets. */
import { issue, outcome } from '../fhir/outcome.ts'
import type { Bundle, BundleEntry, Resource } from '../fhir/resource.ts'
import type { BundleRequest } from '../intake/bundle.ts'
import { refused, Refusal } from './answers.ts'
import type { Answer, FhirWrite } from './door.ts'

export function toWrite({
  url,
  resource,
  method,
  ifNoneExist,
  ifMatch,
  expression,
}: BundleRequest): FhirWrite {
  if (!resource || (method !== 'POST' && method !== 'PUT')) {
    const text = 'A transaction here takes POST and PUT with a resource; send reads in a batch.'
    throw new Refusal(refused(422, issue('not-supported', text, `${expression}.request.method`)))
  }
  const { type, id, query } = url
  if (method === 'POST') return { kind: 'create', type, resource, ...(ifNoneExist && { ifNoneExist }) }
  return {
    kind: 'update',
    type,
    resource: id === undefined ? resource : { id, ...resource },
    ...(id && { id }),
    ...(query && { query }),
    ...(ifMatch && { ifMatch }),
  }
}

export function responseBundle(type: string, answers: readonly Answer[]): Bundle {
  return {
    resourceType: 'Bundle',
    type,
    entry: answers.map((answer): BundleEntry => {
      const isOutcome = answer.status >= 400
      const body = answer.body as Resource | undefined
      const { warnings = [], accompanying } = answer
      return {
        ...(body && !isOutcome && { resource: body }),
        response: {
          status: String(answer.status),
          ...(answer.location && { location: answer.location }),
          ...(answer.etag && { etag: answer.etag }),
          ...(answer.lastModified && { lastModified: answer.lastModified }),
          ...(body && isOutcome && { outcome: body }),
          ...(accompanying && { outcome: accompanying }),
          ...(warnings.length > 0 && { outcome: outcome(...warnings) }),
        },
      }
    }),
  }
}
