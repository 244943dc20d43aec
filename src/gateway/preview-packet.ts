/**
 * The packet that would be delivered about one record, as the first one to a partner who knows nobody: a preview must not
 * tell whether the recipient has the client already (42 CFR 2.13(c)). Ids of copies are those of such a packet.
 */
import type { Transaction } from '../database/database.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Bundle, BundleEntry } from '../fhir/resource.ts'
import { read } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import { gather, reachOf } from './gather.ts'
import type { Ground } from './ground.ts'
import { packetOf } from './packet.ts'
import { copiesOf } from './place.ts'
import { withheldOutcome } from './preview-withheld.ts'
import { strangerTo } from './receiver.ts'

export type Packeting = {
  readonly patient: Kept
  readonly recipient: string
  readonly purpose: string
  readonly kind: 'plan' | 'referral'
  readonly focus: { readonly type: string; readonly id: string }
  readonly at: string
}

/** The packet; undefined where the record it is to be about is none of this client's. */
export async function packetPreview(
  ground: Ground,
  tx: Transaction,
  { patient, recipient, purpose, kind, focus, at }: Packeting,
): Promise<Bundle | undefined> {
  const { person, custodian } = patient
  const found = await read(tx, { partner: custodian, purpose: '', at }, focus)
  if (found?.person !== person || found.custodian !== custodian) return undefined
  const delivery: Delivery = {
    person,
    id: ground.newId(),
    custodian,
    recipient,
    purpose,
    kind,
    focus: `${focus.type}/${focus.id}`,
    state: 'waiting',
    attempts: 0,
    nextAt: at,
    reason: undefined,
    created: at,
  }
  const receiver = strangerTo(delivery)
  const gathered = await gather(ground, tx, delivery, { at, receiver })
  const reached = [found, patient, ...(await reachOf(ground, tx, { focus: found, at }))]
  if (gathered.kind === 'withheld') return withWithheld(ground, bare(at), { left: 0, withheld: reached })
  const copies = await copiesOf(ground, tx, { delivery, gathered, at, receiver })
  const packet = packetOf(ground, {
    delivery,
    resources: copies.resources,
    decision: gathered.decision,
    grants: gathered.grants,
    at,
  })
  const leaving = [gathered.focus, gathered.patient, ...gathered.others]
  const left = new Set(leaving.map(({ type, id }) => `${type}/${id}`))
  const withheld = reached.filter(({ type, id }) => !left.has(`${type}/${id}`))
  return withWithheld(ground, packet, { left: left.size, withheld })
}

function bare(at: string): Bundle {
  return { resourceType: 'Bundle', type: 'collection', timestamp: at }
}

function withWithheld(
  ground: Ground,
  packet: Bundle,
  counted: { left: number; withheld: readonly Kept[] },
): Bundle {
  const entry: BundleEntry = { resource: withheldOutcome(ground, counted) }
  return { ...packet, entry: [...(packet.entry ?? []), entry] }
}
