/**
 * The answer to a case record: what was stored, who may have what of it and who may not and why, what was queued, which
 * releases do not count, and what did not map, field by field.
 */
import type { Transaction } from '../database/database.ts'
import { unsent } from '../delivery/queue.ts'
import type { Actor } from '../partners/actor.ts'
import { lastDay } from './packet.ts'
import { compileFor } from './regrant.ts'
import type { Admitted } from './keep-all.ts'
import type { Ground } from './ground.ts'
import type { MappedRecord } from './publish.ts'

type Receipting = {
  readonly actor: Actor
  readonly person: string
  readonly admitted: readonly Admitted[]
  readonly mapped: MappedRecord
  readonly at: string
}

export async function receiptOf(
  ground: Ground,
  tx: Transaction,
  of: Receipting,
): Promise<Record<string, unknown>> {
  const { actor, person, admitted, mapped, at } = of
  const { policy } = ground.content
  const whose = { person, custodian: actor.partner }
  const { grants, deficiencies } = await compileFor(ground, tx, whose, at)
  const inForce = grants.filter(({ from, until }) => from <= at && (until === undefined || at < until))
  // Not what the gateway is to do itself: the second look after a withdrawal.
  const deliveries = (await unsent(tx, whose)).filter(
    ({ kind, recipient }) => !(kind === 'recall' && recipient === actor.partner),
  )
  const counted = (kind: Admitted['kind']): number => admitted.filter((each) => each.kind === kind).length
  return {
    client: `Patient/${person}`,
    record: mapped.record,
    content: { version: ground.content.version, policy: policy.version },
    counts: { created: counted('created'), updated: counted('updated'), unchanged: counted('unchanged') },
    stored: admitted.map(({ kind, kept }) => ({
      reference: `${kept.type}/${kept.id}`,
      version: kept.version,
      change: kind,
      source: kept.sourceKey?.split('|').at(-1),
    })),
    released: inForce.map((grant) => ({
      recipient: grant.recipient,
      purpose: grant.purpose,
      categories: policy.codesOf(grant.categories),
      ...(grant.until !== undefined && { lastDay: lastDay(grant.until) }),
      resources: admitted.filter(({ kept }) => (kept.categories & ~grant.categories) === 0n).length,
      consents: grant.consents.map((id) => `Consent/${id}`),
      withheld: withheldBy(ground, admitted, grant.categories),
    })),
    queued: deliveries.map(({ recipient, kind, focus }) => ({ recipient, kind, focus })),
    void: deficiencies.map(({ consent, element, text, who }) => ({
      consent: `Consent/${consent}`,
      element,
      text,
      who,
    })),
    unmapped: mapped.unmapped,
    // What was kept all the same, of a center whose validation is `warn`.
    warnings: admitted.flatMap(({ warnings }) => warnings),
  }
}

const WITHHELD = 'no release in force names this category for this recipient and purpose'

/** For each category that the recipient may not have: how many resources stay behind because of it. */
function withheldBy(
  ground: Ground,
  admitted: readonly Admitted[],
  allowed: bigint,
): { category: string; resources: number; reason: string }[] {
  const counts = new Map<string, number>()
  for (const { kept } of admitted) {
    for (const category of ground.content.policy.codesOf(kept.categories & ~allowed))
      counts.set(category, (counts.get(category) ?? 0) + 1)
  }
  return [...counts].map(([category, resources]) => ({ category, resources, reason: WITHHELD }))
}
