/** The answers that several flows give, and the one error that a flow throws to roll everything back and answer so. */
import { issue, outcome } from '../fhir/outcome.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import type { Kept } from '../store/record.ts'
import type { Answer } from './door.ts'

/** Rolls the transaction back; the flow's edge turns it into its answer. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`)
    this.name = 'Refusal'
    this.answer = answer
  }
}

/** Runs a flow; a Refusal thrown within (its transaction is rolled back) becomes its answer. */
export async function answering(flow: () => Promise<Answer>): Promise<Answer> {
  try {
    return await flow()
  } catch (error) {
    // Only what a flow refused on purpose is an answer; operating failures go on to the edge.
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

/** The form of the ids that the gateway gives; PostgreSQL refuses others. */
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function refused(status: number, ...issues: Issue[]): Answer {
  return { status, body: outcome(...issues) }
}

/**
 * The one answer for what does not exist, is another's, or is withheld: the same status and body, so that nobody can tell
 * them apart (42 CFR 2.13(c)). It repeats only what the asker sent.
 */
export function notFound(type: string, id: string): Answer {
  return refused(404, issue('not-found', `${type}/${id} is not known.`))
}

/** The answer for a type that the gateway does not keep at all. */
export function notKept(type: string, ...expression: string[]): Answer {
  const text = `${type.slice(0, 64)} is not kept here; the CapabilityStatement lists the types that are.`
  return refused(404, issue('not-supported', text, ...expression))
}

/** A resource as the answer of an interaction. */
export function answerWith(
  status: number,
  kept: Pick<Kept, 'content' | 'version' | 'updated' | 'type' | 'id'>,
): Answer {
  return {
    status,
    body: kept.content as Resource,
    etag: `W/"${kept.version}"`,
    lastModified: kept.updated,
    location: `${kept.type}/${kept.id}/_history/${kept.version}`,
  }
}
