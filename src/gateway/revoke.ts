/**
 * The client takes a release back, through the custodian's people. From the commit on nothing leaves any more that it alone
 * permitted: reads, pages, queued and repeated deliveries. An attempt in flight may finish, at most its time-out. What
 * recipients hold stays theirs, with its labels. A 2.35 release is revocable only when it says so (42 CFR 2.35(c)).
 */
import type { Event } from '../audit/audit.ts'
import { record } from '../audit/record.ts'
import type { Revocation } from '../consent/consent.ts'
import { revocation } from '../consent/revocation.ts'
import { issue } from '../fhir/outcome.ts'
import { rangeOf } from '../fhir/dates.ts'
import { parseReference } from '../fhir/reference.ts'
import type { Issue, Reference, Resource } from '../fhir/resource.ts'
import { list } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { unsent } from '../delivery/queue.ts'
import type { Transaction } from '../database/database.ts'
import { read } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import { admit } from './admit.ts'
import { answering, notFound, refused } from './answers.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import type { Admitted } from './keep-all.ts'
import { noteWrites } from './note.ts'

type Parameter = { name?: string; valueReference?: Reference; valueDateTime?: string; valueString?: string }

type Asked = { consent: string; parameters?: Resource | undefined }

/** Revokes a Consent, for all recipients or for the one that the parameters name. */
export function revoke(ground: Ground, actor: Actor, asked: Asked): Promise<Answer> {
  const faults = unreadable(asked.parameters)
  if (faults.length > 0) return Promise.resolve(refused(400, ...faults))
  return answering(() => ground.database.transaction((tx) => revokeIn(ground, tx, actor, asked)))
}

/** A word that is misspelt would revoke for all recipients what was to be revoked for one. */
function unreadable(parameters: Resource | undefined): Issue[] {
  return list<Parameter>(parameters?.['parameter']).flatMap((parameter, index) => {
    const place = `Parameters.parameter[${index}]`
    const { name, valueReference, valueDateTime } = parameter
    if (name === 'recipient' && parseReference(valueReference?.reference)?.type !== 'Organization')
      return issue('value', 'recipient is a reference to an Organization, as valueReference.', place)
    if (name === 'eventOccurred' && (valueDateTime === undefined || !rangeOf(valueDateTime)))
      return issue('value', 'eventOccurred is a date, as valueDateTime.', place)
    if (name === 'recipient' || name === 'eventOccurred') return []
    const text = 'There is a parameter that $revoke does not know; it knows recipient, eventOccurred.'
    return issue('not-supported', text, place)
  })
}

const RECIPIENT = "Parameters.parameter.where(name = 'recipient')"

async function revokeIn(ground: Ground, tx: Transaction, actor: Actor, asked: Asked): Promise<Answer> {
  const at = ground.clock()
  const own = { partner: actor.partner, purpose: '', at }
  const before = await read(tx, own, { type: 'Consent', id: asked.consent })
  if (!before || before.custodian !== actor.partner) return notFound('Consent', asked.consent)
  if (before.content['status'] === 'inactive') {
    const text = 'This release is revoked already; nothing has changed.'
    return refused(409, issue('business-rule', text, 'Consent.status'))
  }
  const by = { partner: actor.partner, ...(actor.person && { person: actor.person.id }) }
  const stated = { ...by, ...statedBy(asked.parameters) }
  const result = revocation(before.content, at, stated, ground.content.policy)
  if (stated.recipient !== undefined && result.consent === before.content)
    return refused(422, issue('business-rule', result.reason, RECIPIENT))
  const waiting = await unsent(tx, { person: before.person, custodian: actor.partner })
  const admitted = await admit(ground, tx, {
    custodian: actor.partner,
    drafts: [{ resource: result.consent, person: before.person, before }],
    at,
    actor,
  })
  await noteWrites(ground, tx, { admitted, actor, at })
  await noteRevocation(ground, tx, actor, { consent: before, result, at })
  const left = await unsent(tx, { person: before.person, custodian: actor.partner })
  const stopped = waiting.filter(({ id }) => !left.some((delivery) => delivery.id === id))
  return { status: 200, body: toParameters(result, stopped, admitted) }
}

async function noteRevocation(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  { consent, result, at }: { consent: Kept; result: Revocation; at: string },
): Promise<void> {
  const event: Event = {
    act: 'revoke',
    at,
    person: consent.person,
    actor,
    outcome: result.kind === 'revoked' ? 'success' : 'failure',
    why: result.kind,
    entities: [`Consent/${consent.id}`],
    custodian: actor.partner,
  }
  await record(tx, [event], ground.newId)
}

/** What came of it, the deliveries that it stopped, and the Consent as it stands. */
function toParameters(
  result: Revocation,
  stopped: readonly Delivery[],
  admitted: readonly Admitted[],
): Resource {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueCode: result.kind },
      { name: 'reason', valueString: result.reason },
      ...(result.effective ? [{ name: 'effective', valueDateTime: result.effective }] : []),
      ...stopped.map(({ id, recipient }) => ({
        name: 'stopped',
        part: [
          { name: 'delivery', valueId: id },
          { name: 'recipient', valueReference: { reference: `Organization/${recipient}` } },
        ],
      })),
      ...admitted.map(({ kept }) => ({ name: 'return', resource: kept.content })),
    ],
  }
}

/** Which recipient it is about, and when the event of a 2.35 release happened, where the caller says so. */
function statedBy(parameters: Resource | undefined): { recipient?: string; eventOccurred?: string } {
  const given = list<Parameter>(parameters?.['parameter'])
  const recipient = given
    .find(({ name }) => name === 'recipient')
    ?.valueReference?.reference?.replace(/^Organization\//, '')
  const eventOccurred = given.find(({ name }) => name === 'eventOccurred')?.valueDateTime
  return { ...(recipient && { recipient }), ...(eventOccurred && { eventOccurred }) }
}
