/**
 * Whom an emergency session reaches: the same human being at other custodians, by the private links. Their grants are
 * compiled anew in the transaction of whatever changes the reach, so that the ordinary way out knows of it at once. All of
 * it takes the same statements however many are reached, and for none: they too would tell that a person is known elsewhere.
 */
import type { Event } from '../audit/audit.ts'
import type { Transaction } from '../database/database.ts'
import { enqueueAll } from '../delivery/queue.ts'
import type { Actor } from '../partners/actor.ts'
import { reach, withdrawReach } from '../store/emergencies.ts'
import type { Reached, Session } from '../store/emergencies.ts'
import { linksOf } from '../store/identities.ts'
import type { Ground } from './ground.ts'
import { regrantAll } from './regrant.ts'

export type Extending = { readonly session: Session; readonly actor: Actor; readonly at: string }

/**
 * Lets the session reach whoever is linked to its Patient now. Each custodian that it did not reach before is notified at
 * once; the events tell of it in the custodian's part of the audit.
 */
export async function extend(
  ground: Ground,
  tx: Transaction,
  { session, actor, at }: Extending,
): Promise<Event[]> {
  const { custodianRoles } = ground.content.emergency
  const others = (await linksOf(tx, session.person))
    .filter(({ state }) => state === 'linked')
    .map(({ otherPerson: person, otherCustodian: custodian }): Reached => ({ person, custodian }))
    .filter(({ custodian }) => {
      const partner = ground.directory.byId(custodian)
      return partner !== undefined && custodianRoles.includes(partner.legalRole)
    })
  const fresh = await reach(tx, session, others)
  await regrantReached(ground, tx, fresh, at)
  const concerned = fresh.map((of) => ({ of, focus: `Patient/${of.person}` }))
  await notify(ground, tx, concerned, at)
  return fresh.map(({ person, custodian }) => ({
    act: 'emergency-open',
    at,
    person,
    actor,
    outcome: 'success',
    why: session.nature,
    entities: [],
    custodian,
    recipient: session.partner,
    session: session.id,
  }))
}

/** Two Patients turned out not to be one human being: what an emergency about the one opened of the other is shut. */
export async function sever(
  ground: Ground,
  tx: Transaction,
  between: { one: string; other: string },
  at: string,
): Promise<void> {
  await regrantReached(ground, tx, await withdrawReach(tx, between), at)
}

/** Whether the custodian is one still: what another one kept is out of everybody's reach. */
export function isPartner(ground: Ground, { custodian }: Reached): boolean {
  return ground.directory.byId(custodian) !== undefined
}

/** Compiles the grants of these persons anew. */
export async function regrantReached(
  ground: Ground,
  tx: Transaction,
  reached: readonly Reached[],
  at: string,
): Promise<void> {
  const of = reached.filter((each) => isPartner(ground, each))
  await regrantAll(ground, tx, of, at)
}

/** Tells custodians that a record of their own is concerned: by reference only, they read the rest themselves. */
export async function notify(
  ground: Ground,
  tx: Transaction,
  concerned: readonly { readonly of: Reached; readonly focus: string }[],
  at: string,
): Promise<void> {
  const { purpose } = ground.content.emergency
  const notices = concerned.map(({ of: { person, custodian }, focus }) => ({
    person,
    id: ground.newId(),
    custodian,
    recipient: custodian,
    purpose,
    kind: 'notification' as const,
    focus,
  }))
  await enqueueAll(tx, notices, at)
}
