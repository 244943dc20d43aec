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
  /** The recipient's own Patient, where he has the record from reports about him. */
  readonly patient: string | undefined
  readonly at: string
}

export function recallTask({ recall, showings, copies, patient, at }: Telling): Resource {
  const { id, resource, custodian, recipient, created, deadline, state } = recall
  const [copy] = copies
  const about = copy ? `Patient/${copy.person}` : patient
  const focus = copy ? `${copy.type}/${copy.id}` : recall.named ? resource : patient
  const isLifted = state === 'lifted'
  return {
    resourceType: 'Task',
    id,
    status: STATUS[state],
    intent: 'order',
    code: concept(isLifted ? 'reinstatement' : 'recall'),
    ...(focus !== undefined && { focus: { reference: focus } }),
    ...(about !== undefined && { for: { reference: about } }),
    authoredOn: created,
    lastModified: at,
    requester: { reference: `Organization/${custodian}` },
    owner: { reference: `Organization/${recipient}` },
    restriction: { period: { end: deadline } },
    input: [
      ...(recall.named ? [{ type: concept('record'), valueReference: { reference: resource } }] : []),
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

/** A packet is known by its identifier, a report by its moment, since neither names versions; all else by the version. */
function seenAs(resource: string, { channel, delivery, version, at }: Showing): Record<string, unknown> {
  const type = concept('seenAs')
  if (channel === 'report') return { type, valueDateTime: at }
  return delivery === undefined
    ? { type, valueReference: { reference: `${resource}/_history/${version}` } }
    : { type, valueIdentifier: { system: SYSTEM.uri, value: `urn:uuid:${delivery}` } }
}
