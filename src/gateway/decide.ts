/** Asks the consent room: may this recipient have this of this person, now? With the facts that the database holds. */
import { decide } from '../consent/decide.ts'
import type { Channel, Decision, Grant } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import { grantsOf } from '../store/grants.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'

export type Asked = {
  readonly person: string
  readonly custodian: string
  readonly recipient: string
  readonly recipientPerson?: string | undefined
  readonly purpose: string
  readonly categories: bigint
  readonly isPart2: boolean
  readonly channel: Channel
  /** The one refers the person to the other, or answers such a referral (45 CFR 164.506(c)). */
  readonly isTreatmentReferral?: boolean
  readonly at: string
}

/** Decides by the grants in the database. */
export async function decideNow(ground: Ground, tx: Transaction, asked: Asked): Promise<Decision> {
  return decideBy(ground, asked, await grantsOf(tx, asked, ground.content.policy.version))
}

/** Decides by these grants. */
export function decideBy(ground: Ground, asked: Asked, grants: readonly Grant[]): Decision {
  return decide(
    {
      at: asked.at,
      discloser: ground.directory.partyOf(asked.custodian),
      recipient: ground.directory.partyOf(asked.recipient, asked.recipientPerson),
      purpose: asked.purpose,
      categories: asked.categories,
      isPart2: asked.isPart2,
      channel: asked.channel,
      person: asked.person,
      ...(asked.isTreatmentReferral !== undefined && { isTreatmentReferral: asked.isTreatmentReferral }),
    },
    { grants, policy: ground.content.policy },
  )
}

/** Whether the decision lets a resource of these categories leave: all of them must be covered. */
export function covers(decision: Decision, categories: bigint): boolean {
  return decision.kind === 'permit' && (categories & ~decision.allowed) === 0n
}

/** The question about one stored resource that another partner would receive. */
export function askFor(
  kept: Kept,
  to: { actor: Actor; channel: Channel; isPart2: boolean; at: string },
): Asked {
  const { actor, channel, isPart2, at } = to
  return {
    person: kept.person,
    custodian: kept.custodian,
    recipient: actor.partner,
    recipientPerson: actor.person?.id,
    purpose: actor.purpose,
    categories: kept.categories,
    isPart2,
    channel,
    at,
  }
}
