/** Asks the consent room: may this recipient have this of this person, now? With the facts that the database holds. */
import { decide } from '../consent/decide.ts'
import type { Channel, Decision, DecisionFacts, DisclosureRequest, Grant } from '../consent/consent.ts'
import { restrictionsIn } from '../consent/restrictions.ts'
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import type { Directory } from '../partners/directory.ts'
import { compartment } from '../store/find.ts'
import { grantedOf } from '../store/grants.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'
import type { Published } from './publish.ts'

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

/** What a decision was made on, so that it can be made again. */
export type MadeOn = {
  readonly asked: Asked
  /** What the grants were compiled from (store/grant-sources.ts); undefined where there was nothing. */
  readonly source: string | undefined
  /** The emergencies whose grants counted. */
  readonly emergencies: readonly string[]
  /** It was made to explain: what fails in releases was told with it. */
  readonly explained?: boolean
}

/** Decides by the grants in the database. */
export async function decideNow(ground: Ground, tx: Transaction, asked: Asked): Promise<Decision> {
  const { grants, sourceOf } = await grantedOf(tx, asked, ground.content.policy.version)
  const denials = asked.isTreatmentReferral ? await denialsOf(ground, tx, asked) : undefined
  return decideBy(ground, asked, { grants, ...(denials && { denials }), source: sourceOf(asked) })
}

/** Decides by these grants, which were compiled from this source; the decision tells what it was made on. */
export function decideBy(
  ground: Ground,
  asked: Asked,
  { source, ...facts }: Known,
): Decision & { readonly madeOn: MadeOn } {
  const madeOn = { asked, source, emergencies: emergenciesAmong(facts.grants) }
  const { policy } = ground.content
  return { ...decide(requestOf(ground, asked), { ...facts, policy }), madeOn }
}

/** The grants and restrictions to decide by, and what they were compiled from. */
export type Known = Pick<DecisionFacts, 'grants' | 'denials'> & { readonly source?: string | undefined }

/** The restrictions to which the custodian agreed; undefined where nothing can rest on a referral: a program's needs a grant. */
export async function denialsOf(
  { directory, content: { policy } }: Deciding,
  tx: Transaction,
  { person, custodian, at }: Pick<Asked, 'person' | 'custodian' | 'at'>,
): Promise<DecisionFacts['denials']> {
  const discloser = directory.partyOf(custodian)
  if (policy.isProgram(discloser)) return undefined
  const own = { partner: custodian, purpose: '', at }
  const consents = await compartment(tx, own, { person, custodian, types: ['Consent'] })
  const partners = directory.all.map(({ id }) => directory.partyOf(id))
  return restrictionsIn(
    consents.map(({ content }) => content),
    { person, custodian: discloser, partners, policy, at },
  )
}

/** The emergencies on which some of the grants rest. */
export function emergenciesAmong(grants: readonly Grant[]): string[] {
  const basis = grants.filter(({ authority }) => authority === 'emergency').flatMap((grant) => grant.basis)
  return [...new Set(basis)]
}

/** Who decides, and by what. */
export type Deciding = {
  readonly directory: Directory
  readonly content: Pick<Published, 'policy' | 'emergency'>
}

/** The question as the consent room takes it. */
export function requestOf({ directory }: Deciding, asked: Asked): DisclosureRequest {
  const { custodian, recipient, recipientPerson, isTreatmentReferral, ...others } = asked
  return {
    ...others,
    discloser: directory.partyOf(custodian),
    recipient: directory.partyOf(recipient, recipientPerson),
    ...(isTreatmentReferral !== undefined && { isTreatmentReferral }),
  }
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
