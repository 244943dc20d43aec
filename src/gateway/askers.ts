/**
 * Who may ask what leaves of a client's record, and why: explanations, previews, the accounting. The custodian's own people
 * with a duty that policies/parties.json names (`askers`), the client about himself, and the people of a privacy office that
 * the custodian has named. To everybody else the client is as unknown as one who does not exist, by the same statements.
 */
import type { Transaction } from '../database/database.ts'
import { list } from '../fhir/resource.ts'
import type { Identifier } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { read } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'

/** The Patient, where the actor may ask about him; whose record it is, the row says. */
export async function patientFor(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  of: { id: string; at: string },
): Promise<Kept | undefined> {
  for (const custodian of custodiansFor(ground, actor)) {
    const own = { partner: custodian, purpose: '', at: of.at }
    const patient = await read(tx, own, { type: 'Patient', id: of.id })
    if (patient?.custodian === custodian && isSelf(ground, actor, patient)) return patient
  }
  return undefined
}

/** The custodians for whose records the actor may ask: its own, and those that it is a privacy office of. */
function custodiansFor(ground: Ground, actor: Actor): string[] {
  const { person } = ground.directory.partyOf(actor.partner, actor.person?.id)
  if (!person) return []
  const { askers } = ground.content.policy.parties
  const has = (duty: string): boolean => person.duties.includes(duty)
  const isAsker =
    person.patient !== undefined || askers.some((duty) => has(duty) || has(`${duty}:${actor.partner}`))
  const others = ground.directory.all.filter(
    ({ id, privacyOffices = [] }) => privacyOffices.includes(actor.partner) && has(`privacy:${id}`),
  )
  return [...(isAsker ? [actor.partner] : []), ...others.map(({ id }) => id)]
}

/** A client is himself only: his Patient has the identifier that is on file for him. Others are no clients. */
function isSelf(ground: Ground, { partner, person }: Actor, { content }: Kept): boolean {
  const client = ground.directory.partyOf(partner, person?.id).person?.patient
  if (client === undefined) return true
  const system = ground.directory.byId(partner)?.recordSystem
  return list<Identifier>(content['identifier']).some(
    (identifier) => identifier.system === system && identifier.value === client,
  )
}
