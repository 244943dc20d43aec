/**
 * What stays in copies that the receiver has already. Packets about one person overlap, and each carries what can be
 * reached from its own record: a narrow one must not cut, from the copy that a wider one has brought, references to what
 * the receiver holds. Only what may still leave to him stays: a new version of a copy says what the source's record says
 * now, and that it still names what was taken from him would be told anew.
 */
import type { Transaction } from '../database/database.ts'
import { NOTHING_STAYS } from '../exchange/copy.ts'
import type { Stays } from '../exchange/copy.ts'
import { parseReference, referencesIn } from '../fhir/reference.ts'
import type { Resource } from '../fhir/resource.ts'
import { readAll } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import type { Gathered } from './gather.ts'
import type { Receiver } from './receiver.ts'

export type StaySource = {
  readonly custodian: string
  readonly gathered: Gathered
  readonly idsOf: Receiver['idsOf']
}

/** By source and target, `Type/id` each: what the receiver's copy calls the target. */
type Names = ReadonlyMap<string, ReadonlyMap<string, string>>

/** What of the references that a packet does not carry stays in copies that stand as they were placed. */
export async function staysOf(
  tx: Transaction,
  source: StaySource,
  { standing, at }: { standing: readonly Kept[]; at: string },
): Promise<Stays> {
  const names = namesIn(source, standing)
  const targets = [...new Set([...names.values()].flatMap((each) => [...each.keys()]))]
  if (targets.length === 0) return NOTHING_STAYS
  const { custodian, gathered } = source
  const found = await readAll(tx, { partner: custodian, purpose: '', at }, targets)
  const permitted = new Set(
    found.filter((kept) => kept.custodian === custodian && gathered.may(kept)).map(referenceOf),
  )
  return (from, target) => (permitted.has(target) ? names.get(from)?.get(target) : undefined)
}

function namesIn({ gathered, idsOf }: StaySource, standing: readonly Kept[]): Names {
  const carried = [gathered.focus, gathered.patient, ...gathered.others]
  const along = new Set(carried.map(referenceOf))
  const copies = new Map(standing.map(({ content }) => [content.meta?.source, content]))
  const names = new Map<string, Map<string, string>>()
  for (const kept of carried) {
    const copy = copies.get(referenceOf(kept))
    if (!copy) continue
    const held = new Set(targetsOf(copy))
    for (const target of targetsOf(kept.content)) {
      if (along.has(target)) continue
      const [type = ''] = target.split('/')
      const name = idsOf(target)
        .map((id) => `${type}/${id}`)
        .find((each) => held.has(each))
      if (name === undefined) continue
      const known = names.get(referenceOf(kept)) ?? new Map<string, string>()
      names.set(referenceOf(kept), known.set(target, name))
    }
  }
  return names
}

/** What a resource refers to in the same store, as `Type/id`. */
function targetsOf(resource: Resource): string[] {
  return referencesIn(resource).flatMap(({ reference }) => {
    const local = parseReference(reference)
    return local ? [`${local.type}/${local.id}`] : []
  })
}

function referenceOf({ type, id }: Kept): string {
  return `${type}/${id}`
}
