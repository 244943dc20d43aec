/**
 * `Patient/{id}/$emergency-access` (42 CFR 2.51(a), (b)): medical personnel say that their own patient is in an emergency and
 * cannot consent. For a bounded time, what other custodians hold on the same human being is theirs to read, by the ordinary
 * way out. The answer is the same whether or not anybody else knows the person (2.13(c)).
 */
import { record } from '../audit/record.ts'
import { isPersonnel, personnelRolesAt } from '../consent/personnel.ts'
import type { Transaction } from '../database/database.ts'
import { issue } from '../fhir/outcome.ts'
import { list } from '../fhir/resource.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import type { ActingPerson, Actor } from '../partners/actor.ts'
import { insertSession, lockOpener, undocumented } from '../store/emergencies.ts'
import type { Session } from '../store/emergencies.ts'
import { read } from '../store/find.ts'
import { notFound, refused } from './answers.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import type { Nature } from './emergency-policy.ts'
import { extend } from './emergency-reach.ts'

type Parameter = { name?: string; valueCode?: unknown; valueBoolean?: unknown }

/** Sessions of one person that may run at once: an emergency department has several patients, not hundreds. */
const RUNNING_MAX = 20

export async function openEmergency(
  ground: Ground,
  actor: Actor,
  asked: { patient: string; parameters: Resource },
): Promise<Answer> {
  const given = list<Parameter>(asked.parameters['parameter'])
  const nature = natureIn(ground, given)
  if (!nature) return refused(400, natureWanted(ground))
  const { person } = actor
  const fault = whyNot(ground, actor, nature)
  if (!person || fault) return refused(403, fault ?? notPersonnel(ground, nature))
  const unsaid = unsaidIn(ground, given, nature)
  if (unsaid.length > 0) return refused(400, ...unsaid)
  return ground.database.transaction((tx) =>
    openIn(ground, tx, { actor, person, nature, patient: asked.patient }),
  )
}

type Opening = {
  readonly actor: Actor
  readonly person: ActingPerson
  readonly nature: Nature
  readonly patient: string
}

async function openIn(
  ground: Ground,
  tx: Transaction,
  { actor, person, nature, patient: id }: Opening,
): Promise<Answer> {
  const at = ground.clock()
  const patient = await read(tx, { partner: actor.partner, purpose: '', at }, { type: 'Patient', id })
  if (!patient || patient.custodian !== actor.partner) return notFound('Patient', id)
  const by = { partner: actor.partner, openedBy: person.id }
  await lockOpener(tx, by)
  const open = await undocumented(tx, by)
  const over = open.filter(({ until }) => until <= at)
  if (over.length > 0) return refused(422, ...over.map(documentFirst))
  // Asked again, about the same patient: the answer may have been lost, or another record of the patient been found.
  const running = open.find((each) => each.person === patient.person && each.nature === nature.code)
  if (!running && open.length >= RUNNING_MAX) return refused(422, ...open.slice(0, 1).map(documentFirst))
  const session = running ?? newSession(ground, { ...by, person: patient.person, nature, at })
  if (!running) await insertSession(tx, session)
  const events = await extend(ground, tx, { session, actor, at })
  await record(
    tx,
    [
      {
        act: 'emergency-open',
        at,
        person: session.person,
        actor,
        outcome: 'success',
        why: nature.code,
        entities: [],
        session: session.id,
      },
      ...events,
    ],
    ground.newId,
  )
  ground.waker.wake(tx)
  return { status: 200, body: toParameters(ground, session, nature) }
}

function newSession(
  ground: Ground,
  of: { partner: string; openedBy: string; person: string; nature: Nature; at: string },
): Session {
  const { partner, openedBy, person, nature, at } = of
  const until = new Date(Date.parse(at) + ground.content.emergency.sessionMs).toISOString()
  return {
    person,
    id: ground.newId(),
    partner,
    openedBy,
    nature: nature.code,
    opened: at,
    until,
    closed: undefined,
  }
}

function natureIn(ground: Ground, given: readonly Parameter[]): Nature | undefined {
  const code = given.find(({ name }) => name === 'nature')?.valueCode
  return ground.content.emergency.natures.find((nature) => nature.code === code)
}

function natureWanted(ground: Ground): Issue {
  const known = ground.content.emergency.natures.map(({ code, display }) => `${code} (${display})`)
  const text = `State the nature of the emergency, as the code of one of these: ${known.join('; ')}.`
  return issue('required', text, pathOf('nature'))
}

/** Why this actor may not open an emergency of this nature: by token and directory alone, whoever the patient is. */
function whyNot(ground: Ground, actor: Actor, nature: Nature): Issue | undefined {
  const { purpose } = ground.content.emergency
  if (actor.purpose !== purpose)
    return issue('forbidden', `Emergency access is for the purpose ${purpose}; ask for a token with it.`)
  const party = ground.directory.partyOf(actor.partner, actor.person?.id)
  const mayOpen = isPersonnel(party, ground.content.policy) && nature.partnerRoles.includes(party.legalRole)
  return mayOpen ? undefined : notPersonnel(ground, nature)
}

function notPersonnel(ground: Ground, { citation, partnerRoles }: Nature): Issue {
  const personRoles = personnelRolesAt(partnerRoles, ground.content.policy)
  const text = `This is for medical personnel (${citation}): a person of the role ${personRoles.join(', ')}, who acts for a partner of the legal role ${partnerRoles.join(', ')}, as the directory has it.`
  return issue('forbidden', text)
}

/** What the law wants stated before anything opens; who is not sure says nothing, and nothing opens. */
function unsaidIn(ground: Ground, given: readonly Parameter[], nature: Nature): Issue[] {
  return ground.content.emergency.statements
    .filter(({ name }) => nature.states.includes(name))
    .filter(({ name }) => !given.some((each) => each.name === name && each.valueBoolean === true))
    .map(({ name, text, who }) =>
      issue('required', `State ${text} (${nature.citation}), with true; ${who} can.`, pathOf(name)),
    )
}

function documentFirst({ id, person, until }: Session): Issue {
  const text = `The emergency session ${id} about Patient/${person}, until ${until}, is not documented; close it first by Patient/${person}/$close-emergency-access (42 CFR 2.51(c)).`
  return issue('business-rule', text)
}

function pathOf(name: string): string {
  return `Parameters.parameter.where(name = '${name}')`
}

function toParameters(ground: Ground, session: Session, nature: Nature): Resource {
  const { purpose, facts } = ground.content.emergency
  const document = `Close the session by Patient/${session.person}/$close-emergency-access, with ${facts.map(({ text }) => text).join('; ')}.`
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'session', valueId: session.id },
      { name: 'nature', valueCode: nature.code },
      { name: 'citation', valueString: nature.citation },
      { name: 'purpose', valueCode: purpose },
      { name: 'opened', valueInstant: session.opened },
      { name: 'until', valueInstant: session.until },
      { name: 'document', valueString: document },
    ],
  }
}
