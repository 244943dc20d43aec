/**
 * `Patient/{id}/$close-emergency-access` (42 CFR 2.51(c)): a session is closed with the facts of the disclosure, and not
 * without them. They are written into the record of the patient at each custodian whose records were disclosed, in the
 * transaction that ends what the session opened. The answer is the same whether or not anything was disclosed.
 */
import { disclosedUnder } from '../audit/accounting.ts'
import { record } from '../audit/record.ts'
import type { Event } from '../audit/audit.ts'
import type { Transaction } from '../database/database.ts'
import { issue } from '../fhir/outcome.ts'
import { list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { ActingPerson, Actor } from '../partners/actor.ts'
import { closeSession, sessionOf } from '../store/emergencies.ts'
import type { Reached, Session } from '../store/emergencies.ts'
import { read } from '../store/find.ts'
import { answering, notFound, refused } from './answers.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import { factsIn, timeFault } from './emergency-facts.ts'
import type { EmergencyFacts } from './emergency-facts.ts'
import { recordOf } from './emergency-record.ts'
import { isPartner, notify, regrantReached } from './emergency-reach.ts'
import { keepAll } from './keep-all.ts'
import { noteWrites } from './note.ts'

type Closing = {
  readonly actor: Actor
  readonly person: ActingPerson
  readonly patient: string
  readonly session: string
  readonly facts: EmergencyFacts
}

export function closeEmergency(
  ground: Ground,
  actor: Actor,
  asked: { patient: string; parameters: Resource },
): Promise<Answer> {
  return answering(async () => {
    const given = list<{ name?: string; valueId?: unknown }>(asked.parameters['parameter'])
    const session = given.find(({ name }) => name === 'session')?.valueId
    if (typeof session !== 'string') {
      const text = 'Name the session, by the id that $emergency-access answered with.'
      return refused(400, issue('required', text, "Parameters.parameter.where(name = 'session')"))
    }
    const { person, patient } = { person: actor.person, patient: asked.patient }
    if (!person)
      return refused(403, issue('forbidden', 'A session is closed by a person; the token names none.'))
    const read = factsIn(ground.content.emergency, asked.parameters)
    if (read.kind === 'refused') return refused(422, ...read.issues)
    const closing = { actor, person, patient, session, facts: read.facts }
    return ground.database.transaction((tx) => closeIn(ground, tx, closing))
  })
}

async function closeIn(ground: Ground, tx: Transaction, closing: Closing): Promise<Answer> {
  const { actor, person, facts } = closing
  const at = ground.clock()
  const own = { partner: actor.partner, purpose: '', at }
  const patient = await read(tx, own, { type: 'Patient', id: closing.patient })
  if (!patient || patient.custodian !== actor.partner) return notFound('Patient', closing.patient)
  const of = { person: patient.person, partner: actor.partner, id: closing.session }
  const session = await sessionOf(tx, of)
  if (!session)
    return refused(404, issue('not-found', 'No emergency session about this Patient has this id.'))
  if (!mayClose(ground, actor, session)) {
    const duties = ground.content.emergency.closerDuties.join(', ')
    const text = `A session is closed by the person who opened it, or by one with the duty ${duties}.`
    return refused(403, issue('forbidden', text))
  }
  if (session.closed !== undefined) {
    const text = `This session was closed at ${session.closed}; nothing has changed.`
    return refused(409, issue('business-rule', text))
  }
  const wrong = timeFault(facts, { opened: session.opened, until: session.until < at ? session.until : at })
  if (wrong) return refused(422, wrong)
  const reached = await closeSession(tx, session, { closedBy: person.id, at })
  await regrantReached(ground, tx, reached, at)
  const documented = await document(ground, tx, { session, reached, facts, at })
  await record(tx, eventsOf({ session, actor, documented, at }), ground.newId)
  ground.waker.wake(tx)
  return { status: 200, body: toParameters(session, at) }
}

function mayClose(ground: Ground, actor: Actor, session: Session): boolean {
  if (actor.person?.id === session.openedBy) return true
  const { person } = ground.directory.partyOf(actor.partner, actor.person?.id)
  return person?.duties.some((duty) => ground.content.emergency.closerDuties.includes(duty)) === true
}

/** Writes the facts into the patient's record wherever something was disclosed, and tells its custodian. */
async function document(
  ground: Ground,
  tx: Transaction,
  of: { session: Session; reached: readonly Reached[]; facts: EmergencyFacts; at: string },
): Promise<Reached[]> {
  const { session, reached, facts, at } = of
  const persons = reached.map(({ person }) => person)
  const disclosed = new Set(await disclosedUnder(tx, { basis: `emergency/${session.id}`, persons }))
  const concerned = reached.filter((each) => disclosed.has(each.person) && isPartner(ground, each))
  for (const each of concerned) {
    const resource = recordOf(ground, { session, of: each, facts, at })
    const { custodian, person } = each
    const drafts = [{ resource, person, before: undefined }]
    const admitted = await keepAll(ground, tx, { custodian, drafts, at, actor: 'gateway' })
    await noteWrites(ground, tx, { admitted, actor: 'gateway', at })
    const focus = `${resource.resourceType}/${resource.id ?? ''}`
    await notify(ground, tx, [{ of: each, focus }], at)
  }
  return concerned
}

function eventsOf(of: {
  session: Session
  actor: Actor
  documented: readonly Reached[]
  at: string
}): Event[] {
  const { session, actor, documented, at } = of
  const event = {
    act: 'emergency-close',
    at,
    actor,
    outcome: 'success',
    why: session.nature,
    entities: [],
    session: session.id,
  } as const
  return [
    { ...event, person: session.person },
    ...documented.map(({ person, custodian }) => ({
      ...event,
      person,
      custodian,
      recipient: session.partner,
    })),
  ]
}

function toParameters(session: Session, at: string): Resource {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'session', valueId: session.id },
      { name: 'nature', valueCode: session.nature },
      { name: 'opened', valueInstant: session.opened },
      { name: 'closed', valueInstant: at },
    ],
  }
}
