/**
 * Links between persons that wait for a custodian: it confirms, refuses or undoes them. Only the custodian of one end sees
 * a link, with what agreed; each decision is audited at both ends.
 */
import { record } from '../audit/record.ts'
import { issue } from '../fhir/outcome.ts'
import type { Actor } from '../partners/actor.ts'
import { decideLink, linksAt } from '../store/identities.ts'
import type { Link, LinkState } from '../store/identities.ts'
import { refused } from './answers.ts'
import type { Answer } from './gateway.ts'
import type { Ground } from './ground.ts'

/** Links that one list answers with. */
const LISTED_MAX = 200

/** The links at this custodian. Of one that waits, the other side is told nothing, and neither is who it is to outsiders. */
export async function listLinks(ground: Ground, actor: Actor): Promise<Answer> {
  const links = await linksAt(ground.database, actor.partner, LISTED_MAX)
  return { status: 200, body: { links: links.filter((link) => mayDecide(ground, actor, link)).map(shown) } }
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

/** The custodian whose records would be disclosed decides: a treatment center before a hospital, never a court. */
function mayDecide(ground: Ground, actor: Actor, link: Link): boolean {
  const { decidesLinks } = ground.content.exchange.identity
  const rank = (partner: string): number => decidesLinks.indexOf(ground.directory.byId(partner)?.kind ?? '')
  const [mine, theirs] = [rank(actor.partner), rank(link.otherCustodian)]
  return mine >= 0 && (theirs < 0 || mine <= theirs)
}

async function decideOn(
  ground: Ground,
  actor: Actor,
  asked: { id: string; from: LinkState[]; to: LinkState },
): Promise<Answer> {
  const unknown = refused(404, issue('not-found', 'No link of yours that can be decided so has this id.'))
  return ground.database.transaction(async (tx) => {
    const at = ground.clock()
    const mine = (await linksAt(tx, actor.partner, LISTED_MAX)).find(({ id }) => id === asked.id)
    if (!mine || !mayDecide(ground, actor, mine)) return unknown
    const link = await decideLink(tx, {
      ...asked,
      custodian: actor.partner,
      at,
      by: actor.person?.id ?? actor.partner,
    })
    if (!link) return unknown
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

function shown({ id, person, otherCustodian, state, evidence, created }: Link): Record<string, unknown> {
  return { id, patient: `Patient/${person}`, partner: otherCustodian, state, evidence, created }
}
