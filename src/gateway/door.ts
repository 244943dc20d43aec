/** What the doors hand to the flows, and what they get back. Types only. */
import type { Issue, OperationOutcome, Resource } from '../fhir/resource.ts'

/** What an HTTP door answers with. */
export type Answer = {
  readonly status: number
  /** A FHIR resource, or the JSON of a door that is not FHIR. */
  readonly body?: Resource | Record<string, unknown>
  /** Instead of a body: JSON objects, one a line, each sent as soon as it is there. */
  readonly lines?: AsyncIterable<Readonly<Record<string, unknown>>>
  readonly etag?: string
  readonly lastModified?: string
  /** Relative to the FHIR base: `Type/id/_history/version`. */
  readonly location?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Notice and scope (42 CFR 2.32), for a Bundle that takes the answer in as an entry; its headers say them otherwise. */
  readonly accompanying?: OperationOutcome
  /** What was stored all the same; the issues' place is the body that was sent. */
  readonly warnings?: readonly Issue[]
  /** Where in the body that was sent the resource is that the issues speak of, where it is not the body itself. */
  readonly within?: string
  /** The body as a page to print, where there is one. */
  readonly html?: string
  /** The body as a file for a spreadsheet, where there is one. */
  readonly csv?: string
  /** To be called once the last byte has left, or could not: the outcome of the disclosure that the answer is. */
  readonly settle?: (outcome: 'sent' | 'failed') => Promise<void>
}

/** One FHIR write: create (with If-None-Exist) or update (by id with If-Match, or by query). */
export type FhirWrite =
  | { kind: 'create'; type: string; resource: Resource; ifNoneExist?: string }
  | { kind: 'update'; type: string; resource: Resource; id?: string; query?: string; ifMatch?: string }

/** http://hl7.org/fhir/resource-validation-mode */
export type ValidationMode = 'create' | 'update' | 'delete' | 'profile'

/** What `$validate` is asked: about a resource that is sent, or about one that is here (then `id` is given). */
export type Validating = {
  readonly type: string
  readonly id?: string
  readonly resource?: Resource
  readonly mode?: ValidationMode
  readonly profile?: string
}

export type Query = readonly (readonly [string, string])[]
