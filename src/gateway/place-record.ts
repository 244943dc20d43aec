/**
 * Places what a case record became among the center's own records: each resource finds its earlier version by its source
 * key or gets an id, references within the record and into sections that it does not carry become references to
 * resources, and what the record no longer says, or takes back, is marked as entered in error.
 */
import { issue, outcome } from '../fhir/outcome.ts'
import { referencesIn, rewriteReferences } from '../fhir/reference.ts'
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import type { Access } from '../store/access.ts'
import { bySourceKeys, compartment, read } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import { Refusal } from './answers.ts'
import { carryOver } from './carry-over.ts'
import type { Ground } from './ground.ts'
import type { Draft } from './keep-all.ts'
import type { MappedRecord, MappedResource } from './publish.ts'
import { sourceOf } from './record-map.ts'
import { enteredInError, PART_TYPES, partsOf } from './withdraw.ts'

export type Placing = {
  readonly mapped: MappedRecord
  /** Ids of items that the record takes back. */
  readonly withdrawn: readonly string[]
  readonly person: string
  /** Identifier system of the center's records. */
  readonly system: string
  readonly at: string
}

type Placed = MappedResource & { readonly before: Kept | undefined; readonly id: string }

/** A session is the one when it was attended and the other when it was missed: of the same item only one may stand. */
const ALTERNATIVES: ReadonlySet<string> = new Set(['Encounter', 'Appointment'])

/** Drafts of everything that the record changes. Throws a Refusal (422) for a reference to what nobody has submitted. */
export async function placeRecord(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  placing: Placing,
): Promise<Draft[]> {
  const { mapped, withdrawn, person, system, at } = placing
  const own = { partner: actor.partner, purpose: '', at }
  const outside = outsideOf(mapped.resources)
  const keyOf = (id: string): string => `${system}|${id}`
  const keys = [
    ...mapped.resources.map(({ sourceKey }) => sourceKey),
    ...withdrawn.map(keyOf),
    ...outside.map(({ id }) => keyOf(id)),
  ]
  const stored = await bySourceKeys(tx, own, { person, keys: [...new Set(keys)] })
  const known = new Map(stored.map((kept) => [`${kept.type} ${kept.sourceKey ?? ''}`, kept]))
  const patient = await read(tx, own, { type: 'Patient', id: person })
  const placed = mapped.resources.map((each): Placed => {
    const { resourceType } = each.resource
    const isPatient = resourceType === 'Patient'
    const before = isPatient ? patient : known.get(`${resourceType} ${each.sourceKey}`)
    return { ...each, before, id: before?.id ?? (isPatient ? person : ground.newId()) }
  })
  const ids = new Map(placed.map(({ fullUrl, resource, id }) => [fullUrl, `${resource.resourceType}/${id}`]))
  refuseUnknown(outside.filter(({ type, id }) => !known.has(`${type} ${keyOf(id)}`)))
  for (const { reference, type, id } of outside)
    ids.set(reference, `${type}/${known.get(`${type} ${keyOf(id)}`)?.id ?? ''}`)
  const taken = [
    ...stored.filter((kept) => isTakenBack(kept, supersededBy(placed, stored))),
    ...(await withdrawnOf(tx, own, { keys: withdrawn.map(keyOf), stored, person })),
  ]
  const standing = new Set(placed.map(({ before }) => before && referenceOf(before)))
  return [
    ...placed.map(({ resource, before, id, sourceKey }): Draft => {
      const rewritten = { ...rewriteReferences(resource, (reference) => ids.get(reference) ?? reference), id }
      return { resource: carryOver(ground, rewritten, before), person, before, sourceKey }
    }),
    ...[...new Map(taken.map((kept) => [referenceOf(kept), kept]))]
      .filter(([reference]) => !standing.has(reference))
      .map(([, before]): Draft => ({
        resource: enteredInError(before.content),
        person,
        before,
        sourceKey: before.sourceKey,
      })),
  ]
}

function referenceOf({ type, id }: Kept): string {
  return `${type}/${id}`
}

function isTakenBack({ sourceKey }: Kept, keys: readonly string[]): boolean {
  return sourceKey !== undefined && keys.includes(sourceKey)
}

/** The items that are taken back, as they are stored, with all that they became. */
async function withdrawnOf(
  tx: Transaction,
  own: Access,
  { keys, stored, person }: { keys: readonly string[]; stored: readonly Kept[]; person: string },
): Promise<Kept[]> {
  if (keys.length === 0) return []
  const items = stored.filter((kept) => isTakenBack(kept, keys))
  const known = await compartment(tx, own, { person, custodian: own.partner, types: PART_TYPES })
  // In an order of the record's own, not in that of ids: what is written about them names them so.
  return [...items, ...partsOf(items, new Set(keys), known).toSorted(bySource)]
}

function bySource(one: Kept, other: Kept): number {
  const [first, second] = [one, other].map(({ type, sourceKey }) => `${type} ${sourceKey ?? ''}`)
  return (first ?? '') < (second ?? '') ? -1 : 1
}

type Outside = { readonly reference: string; readonly type: string; readonly id: string }

/** References into sections that this record does not carry: what they name was submitted before, or is missing. */
function outsideOf(resources: readonly MappedResource[]): Outside[] {
  const inside = new Set(resources.map(({ fullUrl }) => fullUrl))
  const found = new Map<string, Outside>()
  for (const { reference } of resources.flatMap(({ resource }) => referencesIn(resource))) {
    const source = reference === undefined || inside.has(reference) ? undefined : sourceOf(reference)
    if (reference !== undefined && source) found.set(reference, { reference, ...source })
  }
  return [...found.values()]
}

function refuseUnknown(missing: readonly Outside[]): void {
  if (missing.length === 0) return
  const issues = missing.map(({ type, id }) =>
    issue(
      'not-found',
      `The record refers to '${id}' (${type}), which is neither in it nor submitted before; add the item or the section.`,
    ),
  )
  throw new Refusal({ status: 422, body: outcome(...issues) })
}

/** Source keys whose session is now the other of the two. */
function supersededBy(placed: readonly Placed[], stored: readonly Kept[]): string[] {
  const now = new Map(
    placed
      .filter(({ resource }) => ALTERNATIVES.has(resource.resourceType))
      .map(({ sourceKey, resource }) => [sourceKey, resource.resourceType]),
  )
  return stored.flatMap(({ type, sourceKey }) => {
    const instead = sourceKey === undefined ? undefined : now.get(sourceKey)
    return sourceKey !== undefined && ALTERNATIVES.has(type) && instead !== undefined && instead !== type
      ? [sourceKey]
      : []
  })
}
