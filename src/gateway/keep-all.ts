/**
 * Keeps resources of one custodian: labelled, with their index rows and versions. Nothing follows from it; what the gateway
 * itself writes on a partner's behalf comes this way, and so does what `admit` admits.
 */
import { label } from '../consent/label.ts'
import type { Label } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import { issue } from '../fhir/outcome.ts'
import { parseReference, referenceTo, referencesIn } from '../fhir/reference.ts'
import type { Coding, Issue, Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { readAll } from '../store/find.ts'
import { keepMany } from '../store/keep.ts'
import type { KeepResult } from '../store/keep.ts'
import type { Kept } from '../store/record.ts'
import { searchValues } from '../store/search-values.ts'
import { refused, Refusal } from './answers.ts'
import type { Ground } from './ground.ts'

/** One resource with its final id and references; `before` is the version that was read in this transaction. */
export type Draft = {
  readonly resource: Resource
  readonly person: string
  readonly before: Kept | undefined
  readonly sourceKey?: string | undefined
  /** What its custodian is warned of: faults of a profile that it is kept with all the same. */
  readonly warnings?: readonly Issue[]
}

export type Admission = {
  readonly custodian: string
  readonly drafts: readonly Draft[]
  readonly at: string
  readonly actor: Actor | 'gateway'
}

export type Admitted = {
  readonly kind: 'created' | 'updated' | 'unchanged'
  readonly kept: Kept
  readonly before: Kept | undefined
  readonly warnings: readonly Issue[]
}

/** Labels and keeps resources; nothing follows from them. For what the gateway itself writes on a partner's behalf. */
export async function keepAll(ground: Ground, tx: Transaction, admission: Admission): Promise<Admitted[]> {
  const { custodian, drafts, at } = admission
  const labels = await labelAll(ground, tx, admission)
  const results = await keepMany(
    tx,
    drafts.map(({ resource, person, before, sourceKey }, position) => {
      const { security, categories } = labels[position] as Label
      const content = { ...resource, meta: { ...resource.meta, security } }
      const index = searchValues(content, ground.content.searchParameters(content.resourceType))
      const declared = declaredBy(resource, before)
      const id = resource.id ?? ''
      return { person, id, custodian, categories, sourceKey, content, declared, index, before, at }
    }),
  )
  return drafts.map(({ resource, before, warnings = [] }, position) => {
    const result = results[position] as KeepResult
    if (result.kind !== 'conflict') return { kind: result.kind, kept: result.kept, before, warnings }
    const text = `${referenceTo(resource)} was changed meanwhile; read it again and repeat the change.`
    throw new Refusal(refused(409, issue('conflict', text)))
  })
}

/**
 * The labels that the sources of a resource have declared so far. Who sends all labels back with a change of something
 * else repeats what he has read, and declares only what he adds.
 */
function declaredBy({ meta }: Resource, before: Kept | undefined): readonly Coding[] | undefined {
  const sent = meta?.security ?? []
  if (!before) return sent
  if (!before.declared) return undefined
  const known = before.content.meta?.security ?? []
  const has = (all: readonly Coding[], { system, code }: Coding): boolean =>
    all.some((each) => each.system === system && each.code === code)
  const isEcho = known.every((each) => has(sent, each))
  const added = sent.filter((each) => !(isEcho && has(known, each)) && !has(before.declared ?? [], each))
  return added.length === 0 ? before.declared : [...before.declared, ...added]
}

async function labelAll(
  ground: Ground,
  tx: Transaction,
  { custodian, drafts, at }: Admission,
): Promise<Label[]> {
  const own = new Set(drafts.map(({ resource }) => referenceTo(resource)))
  const others = drafts
    .flatMap(({ resource }) => referencesIn(resource))
    .flatMap(({ reference }) =>
      reference && parseReference(reference) && !own.has(reference) ? [reference] : [],
    )
  const stored =
    others.length === 0
      ? []
      : await readAll(tx, { partner: custodian, purpose: '', at }, [...new Set(others)])
  const inherited = new Map(stored.map((kept) => [`${kept.type}/${kept.id}`, kept.categories]))
  return label(
    drafts.map(({ resource, before }) => ({
      resource,
      reference: referenceTo(resource),
      ...(before && { carried: before.content.meta?.security ?? [] }),
    })),
    {
      custodian: ground.directory.partyOf(custodian),
      inheritedFrom: (reference) => inherited.get(reference),
      policy: ground.content.policy,
    },
  )
}
