/**
 * Links between persons, for the custodian that decides on them (link-rank.ts): it confirms, refuses or undoes them, and
 * what it decides binds. It sees its own Patient and the kinds of evidence, never who the other side is: a Patient that it
 * made up itself must not tell it which partner knows such a person. To all others no link exists. Each decision is
 * audited at both ends.
 */
import { record } from '../audit/record.ts'
import { issue } from '../fhir/outcome.ts'
import type { Actor } from '../partners/actor.ts'
import { decideLink, linksAt } from '../store/identities.ts'
import type { Link, LinkState } from '../store/identities.ts'
import { refused, UUID } from './answers.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import { sever } from './emergency-reach.ts'
import { decidedBy } from './link-rank.ts'

/** Links that one list answers with. */
const LISTED_MAX = 200

/** The links on which this custodian decides: what waits first. Links to copies are left out; both sides know of them. */
export async function listLinks(ground: Ground, actor: Actor): Promise<Answer> {
  const links = await linksAt(ground.database, {
    custodian: actor.partner,
    others: decidedBy(ground, actor.partner),
    limit: LISTED_MAX,
  })
  return { status: 200, body: { links: links.map(shown) } }
}

export function confirmLink(ground: Ground, actor: Actor, id: string): Promise<Answer> {
  return decideOn(ground, actor, { id, from: ['waiting', 'refused', 'undone'], to: 'linked' })
}

export function refuseLink(ground: Ground, actor: Actor, id: string): Promise<Answer> {
  return decideOn(ground, actor, { id, from: ['waiting'], to: 'refused' })
}

export function undoLink(ground: Ground, actor: Actor, id: string): Promise<Answer> {
  return decideOn(ground, actor, { id, from: ['linked'], to: 'undone' })
}

async function decideOn(
  ground: Ground,
  actor: Actor,
  asked: { id: string; from: LinkState[]; to: LinkState },
): Promise<Answer> {
  const unknown = refused(404, issue('not-found', 'No link of yours that can be decided so has this id.'))
  if (!UUID.test(asked.id)) return unknown
  return ground.database.transaction(async (tx) => {
    const at = ground.clock()
    const link = await decideLink(tx, {
      ...asked,
      custodian: actor.partner,
      others: decidedBy(ground, actor.partner),
      at,
      by: actor.person?.id ?? actor.partner,
    })
    if (!link) return unknown
    if (link.state !== 'linked') await sever(ground, tx, { one: link.person, other: link.otherPerson }, at)
    const event = { act: 'link', at, actor, outcome: 'success', why: asked.to, entities: [] } as const
    await record(
      tx,
      [
        { ...event, person: link.person, custodian: link.custodian },
        { ...event, person: link.otherPerson, custodian: link.otherCustodian },
      ],
      ground.newId,
    )
    return { status: 200, body: shown(link) }
  })
}

/** Of an identifier only that one is shared: its system may name the partner. */
function shown({ id, person, state, evidence, created }: Link): Record<string, unknown> {
  const kinds = [...new Set(evidence.map((each) => each.split(' ')[0]))]
  return { id, patient: `Patient/${person}`, state, evidence: kinds, created }
}
