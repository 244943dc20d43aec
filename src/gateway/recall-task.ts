/**
 * A recall as it is told: a FHIR Task in a Bundle. It carries what its recipient has already (the name of the record, under
 * which he has seen it), that it was entered in error, when that was said, and until when he is asked to answer; nothing
 * of the record itself.
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { conceptOf } from '../exchange/exchange.ts'
import type { CodeableConcept, Resource } from '../fhir/resource.ts'
import type { Showing } from '../audit/shown.ts'
import type { Recall, RecallState } from '../store/recalls.ts'
import type { Kept } from '../store/record.ts'

/** Versions and packets that one Task names. */
export const SEEN_AS_MAX = 20

export type Telling = {
  readonly recall: Recall
  readonly showings: readonly Showing[]
  /** The recipient's own copies here. */
  readonly copies: readonly Kept[]
  readonly at: string
}

export function recallTask({ recall, showings, copies, at }: Telling): Resource {
  const { id, resource, custodian, recipient, created, deadline, state } = recall
  const [copy] = copies
  const isLifted = state === 'lifted'
  return {
    resourceType: 'Task',
    id,
    status: STATUS[state],
    intent: 'order',
    code: concept(isLifted ? 'reinstatement' : 'recall'),
    focus: { reference: copy ? `${copy.type}/${copy.id}` : resource },
    ...(copy && { for: { reference: `Patient/${copy.person}` } }),
    authoredOn: created,
    lastModified: at,
    requester: { reference: `Organization/${custodian}` },
    owner: { reference: `Organization/${recipient}` },
    restriction: { period: { end: deadline } },
    input: [
      { type: concept('record'), valueReference: { reference: resource } },
      ...(isLifted ? [] : [{ type: concept('recordStatus'), valueCode: MISTAKEN }]),
      ...showings.map((showing) => seenAs(resource, showing)),
    ],
  }
}

const STATUS: Readonly<Record<RecallState, string>> = {
  due: 'requested',
  sent: 'requested',
  acknowledged: 'in-progress',
  answered: 'completed',
  lifted: 'cancelled',
  void: 'cancelled',
}
const MISTAKEN = CODE.conditionVerification.enteredInError

function concept(code: keyof typeof CODE.recall): CodeableConcept {
  return conceptOf({ system: SYSTEM.recall, code: CODE.recall[code] })
}

/** A packet is known by its identifier, since it names no versions; all else by the version that was shown. */
function seenAs(resource: string, { delivery, version }: Showing): Record<string, unknown> {
  return delivery === undefined
    ? { type: concept('seenAs'), valueReference: { reference: `${resource}/_history/${version}` } }
    : { type: concept('seenAs'), valueIdentifier: { system: SYSTEM.uri, value: `urn:uuid:${delivery}` } }
}
