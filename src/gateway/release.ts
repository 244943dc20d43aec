/**
 * The one way out to another partner: every resource of another custodian that is about to leave is decided on, redacted
 * and accounted for, whatever the interaction. The intent is written before the first byte leaves; the outcome after.
 * Fails closed: what the decision does not permit is dropped, even if the grant predicate let it through.
 */
import { account, conclude, record } from '../audit/record.ts'
import type { Disclosure, Event } from '../audit/audit.ts'
import type { Channel, Decision, Grant } from '../consent/consent.ts'
import { detailsIn, withoutDetails } from '../consent/details.ts'
import { isPart2 } from '../consent/label.ts'
import { redact } from '../consent/redact.ts'
import type { Transaction } from '../database/database.ts'
import { parseReference, referencesIn } from '../fhir/reference.ts'
import type { Actor } from '../partners/actor.ts'
import { DIRECTORY } from '../store/access.ts'
import type { Access } from '../store/access.ts'
import { readAll } from '../store/find.ts'
import { grantedTo } from '../store/grants.ts'
import type { Kept } from '../store/record.ts'
import { accessOf } from './access.ts'
import type { Accompanying } from './accompany.ts'
import { basisOf, inForce, standing } from './basis.ts'
import { askFor, covers, decideBy } from './decide.ts'
import type { Ground } from './ground.ts'
import { left } from './leave.ts'

export type Releasing = {
  readonly actor: Actor
  /** Rows that the grant predicate let through. */
  readonly rows: readonly Kept[]
  readonly channel: Channel
  readonly at: string
}

export type Released = {
  /** What may leave, redacted, in the order of the rows. */
  readonly kept: readonly Kept[]
  /** What must go along: the decisions oblige to it. */
  readonly accompanying: Accompanying
  readonly disclosures: readonly Disclosure[]
}

type Decided = {
  readonly kept: Kept
  readonly decision: Decision
  /** The grants in force that it rests on. */
  readonly grants: readonly Grant[]
  /** What leaves: the categories of the row, and those of its details that may leave too. */
  readonly categories: bigint
  /** What the decision rests on besides Consents. */
  readonly basis: readonly string[]
}

/** A row as the actor may see it; `decided` where it is another custodian's. */
export type Showable = { readonly kept: Kept; readonly decided: Decided | undefined }

/** Decides, redacts and accounts for what one request receives. */
export async function release(ground: Ground, tx: Transaction, releasing: Releasing): Promise<Released> {
  return releaseShown(ground, tx, releasing, await reveal(ground, tx, releasing))
}

/** What may leave of these rows, redacted, in their order. Nothing is accounted for: it has not been chosen to leave yet. */
export async function reveal(ground: Ground, tx: Transaction, releasing: Releasing): Promise<Showable[]> {
  const { actor, rows, at } = releasing
  const foreign = new Set(
    rows.filter(({ custodian }) => custodian !== actor.partner && custodian !== DIRECTORY),
  )
  const permitted = await permittedOf(ground, tx, releasing, [...foreign])
  const visible = await visibleFrom(tx, accessOf(ground, actor, at), permitted)
  const redacted = new Map<Kept, Showable>()
  for (const decided of permitted) {
    const { kept, decision, categories } = decided
    const told = withoutDetails(kept.content, categories, ground.content.policy)
    const content = redact(told, visible, decision, ground.content)
    const to = { custodian: kept.custodian, recipient: actor.partner, decision, allowed: categories }
    const shown = content && left(ground, content, to)
    if (shown) redacted.set(kept, { kept: { ...kept, content: shown }, decided })
  }
  return rows.flatMap(
    (row) => redacted.get(row) ?? (foreign.has(row) ? [] : [{ kept: row, decided: undefined }]),
  )
}

/** Accounts for what leaves. */
export async function releaseShown(
  ground: Ground,
  tx: Transaction,
  releasing: Omit<Releasing, 'rows'>,
  shown: readonly Showable[],
): Promise<Released> {
  const leaving = shown.flatMap(({ decided }) => decided ?? [])
  const disclosures = disclosuresOf(ground, leaving, releasing)
  await account(tx, disclosures)
  await record(tx, eventsOf(disclosures, leaving, releasing), ground.newId)
  return {
    kept: shown.map(({ kept }) => kept),
    accompanying: accompanyingOf(shown),
    disclosures,
  }
}

/** The notice of 42 CFR 2.32(a) and the scope of the consents (2.32(b)), as far as any of the decisions asks for them. */
export function accompanyingOf(shown: readonly Showable[]): Accompanying {
  const decisions = shown.flatMap(({ decided }) => decided ?? [])
  const scoped = decisions.filter(({ decision }) => decision.obligations.includes('scope'))
  return {
    notice: decisions.find(({ decision }) => decision.obligations.includes('notice'))?.decision.notice,
    scope: [...new Set(scoped.flatMap(({ grants }) => grants))].filter(
      ({ authority }) => authority === 'consent',
    ),
  }
}

async function permittedOf(
  ground: Ground,
  tx: Transaction,
  { actor, channel, at }: Releasing,
  rows: readonly Kept[],
): Promise<Decided[]> {
  const persons = [...new Set(rows.map(({ person }) => person))]
  const to = { recipient: actor.partner, purpose: actor.purpose, at }
  const { version } = ground.content.policy
  const granted = await grantedTo(tx, { ...to, persons, policyVersion: version })
  const grants = await standing(tx, granted.grants, to)
  return rows.flatMap((kept) => {
    const own = grants.filter(
      ({ person, custodian }) => person === kept.person && custodian === kept.custodian,
    )
    const asked = askFor(kept, { actor, channel, isPart2: isPart2(kept.content), at })
    const decision = decideBy(ground, asked, { grants: own, source: granted.sourceOf(kept) })
    if (!covers(decision, kept.categories)) return []
    const details = detailsIn(kept.content, ground.content.policy) & ~kept.categories
    // Details may be permitted in part, which a read of the whole may not.
    const more =
      details !== 0n &&
      decideBy(ground, { ...asked, categories: details, channel: 'delivery' }, { grants: own })
    const categories = kept.categories | (more ? more.allowed : 0n)
    const leaving = { ...to, categories }
    const basis = basisOf(own, leaving)
    return [{ kept, decision, grants: inForce(own, leaving), categories, basis }]
  })
}

/** Whether the actor may see what a reference points at. What is no reference to a record here is none of our business. */
async function visibleFrom(
  tx: Transaction,
  access: Access,
  decided: readonly Decided[],
): Promise<(reference: string) => boolean> {
  const references = decided
    .flatMap(({ kept }) => referencesIn(kept.content))
    .flatMap(({ reference }) => reference ?? [])
  const local = [...new Set(references.filter((reference) => parseReference(reference)))]
  const seen = await readAll(tx, access, local)
  const visible = new Set(seen.map(({ type, id }) => `${type}/${id}`))
  return (reference) => {
    const parsed = parseReference(reference)
    return !parsed || visible.has(`${parsed.type}/${parsed.id}`)
  }
}

function joined(before: readonly string[] | undefined, more: readonly string[]): readonly string[] {
  return [...new Set([...(before ?? []), ...more])]
}

/** One accounting entry for each person, custodian and authority; the resources by version. */
function disclosuresOf(
  ground: Ground,
  leaving: readonly Decided[],
  { actor, channel, at }: Omit<Releasing, 'rows'>,
): Disclosure[] {
  const entries = new Map<string, Disclosure>()
  for (const { kept, decision, categories, basis } of leaving) {
    const authority = decision.authority ?? 'none'
    const key = JSON.stringify([kept.person, kept.custodian, authority])
    const entry = entries.get(key)
    entries.set(key, {
      person: kept.person,
      id: entry?.id ?? ground.newId(),
      custodian: kept.custodian,
      recipient: actor.partner,
      recipientPerson: actor.person?.id,
      purpose: actor.purpose,
      authority,
      consents: joined(entry?.consents, decision.consents),
      basis: joined(entry?.basis, basis),
      categories: (entry?.categories ?? 0n) | categories,
      resources: [...(entry?.resources ?? []), versionOf(kept)],
      channel,
      notice: decision.notice ?? entry?.notice,
      policyVersion: decision.policyVersion,
      delivery: undefined,
      at,
      outcome: 'intended',
    })
  }
  return [...entries.values()]
}

function eventsOf(
  disclosures: readonly Disclosure[],
  leaving: readonly Decided[],
  { actor, at }: Omit<Releasing, 'rows'>,
): Event[] {
  return disclosures.map((entry) => {
    const decision = leaving.find(
      ({ kept }) => kept.person === entry.person && kept.custodian === entry.custodian,
    )?.decision
    return {
      act: 'disclose',
      at,
      person: entry.person,
      actor,
      outcome: 'intended',
      entities: entry.resources,
      custodian: entry.custodian,
      recipient: entry.recipient,
      disclosure: entry.id,
      ...(decision && { decision }),
    }
  })
}

/** The second event of disclosures: what became of them. Until it is written they count as disclosed. */
export function settleWith(
  ground: Ground,
  actor: Actor,
  disclosures: readonly Disclosure[],
): ((outcome: 'sent' | 'failed') => Promise<void>) | undefined {
  if (disclosures.length === 0) return undefined
  return (outcome) =>
    ground.unguarded.transaction(async (tx) => {
      const at = ground.clock()
      await conclude(tx, disclosures, { outcome, at })
      await record(
        tx,
        disclosures.map((entry) => outcomeOf(entry, { actor, outcome, at })),
        ground.newId,
      )
    })
}

/** The event that tells what became of a disclosure. */
export function outcomeOf(
  entry: Disclosure,
  to: { actor: Actor | 'gateway'; outcome: 'sent' | 'failed'; at: string },
): Event {
  return {
    act: 'disclose',
    at: to.at,
    person: entry.person,
    actor: to.actor,
    outcome: to.outcome === 'sent' ? 'success' : 'failure',
    entities: [],
    custodian: entry.custodian,
    recipient: entry.recipient,
    disclosure: entry.id,
  }
}

/** A resource version as accounting and audit name it. */
export function versionOf({ type, id, version }: Kept): string {
  return `${type}/${id}/_history/${version}`
}
