/** The receiver of a delivery: which of his persons it is about, and under which ids he keeps his copies of it. */
import type { Transaction } from '../database/database.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { linksOf } from '../store/identities.ts'
import { idFor } from './packet.ts'

export type Receiver = {
  readonly person: string
  /** The id of his copy of what the source calls `Type/id`: the same for ever. */
  readonly idOf: (reference: string) => string
  /** All ids under which he may have a copy of it: what a plan brings is another record than what a referral makes of it. */
  readonly idsOf: (reference: string) => readonly string[]
  /** He has nothing of this person, whatever he has: for previews, which must not tell. */
  readonly isStranger?: true
}

export async function receiverOf(tx: Transaction, delivery: Delivery): Promise<Receiver> {
  const { recipient } = delivery
  const linked = (await linksOf(tx, delivery.person)).find(
    (link) => link.otherCustodian === recipient && link.state === 'linked',
  )
  const person = linked?.otherPerson ?? idFor(recipient, `Patient/${delivery.person}`)
  return receiverWith(delivery, person)
}

/** A receiver who knows nobody: as for the first packet to a partner that has no record of the client. */
export function strangerTo(delivery: Delivery): Receiver {
  const person = idFor(delivery.recipient, `Patient/${delivery.person}`)
  return { ...receiverWith(delivery, person), isStranger: true }
}

function receiverWith({ recipient, kind }: Delivery, person: string): Receiver {
  const keyOf = kind === 'plan' ? planKeyOf : (reference: string): string => reference
  // Of another person they are other records: a link that was undone must not mix two persons' records.
  const idBy = (key: string): string => idFor(recipient, `${person} ${key}`)
  return {
    person,
    idOf: (reference) => idBy(keyOf(reference)),
    idsOf: (reference) => [...new Set([keyOf(reference), planKeyOf(reference), reference])].map(idBy),
  }
}

/** What copies of a record (`Type/id`) the recipient may hold, under whichever of his persons it once came to him. */
export async function possibleCopies(
  tx: Transaction,
  { person, recipient }: Pick<Delivery, 'person' | 'recipient'>,
  reference: string,
): Promise<string[]> {
  const made = idFor(recipient, `Patient/${person}`)
  const linked = (await linksOf(tx, person)).filter(({ otherCustodian }) => otherCustodian === recipient)
  const [type = ''] = reference.split('/')
  const ids = [made, ...linked.map(({ otherPerson }) => otherPerson)].flatMap((each) =>
    [reference, planKeyOf(reference)].map((key) => idFor(recipient, `${each} ${key}`)),
  )
  return [...new Set([...ids, made])].map((id) => `${type}/${id}`)
}

/** In a plan an order is a mere copy; the filler order that a referral makes of the same one is another record. */
function planKeyOf(reference: string): string {
  return /^(ServiceRequest|Task)\//.test(reference) ? `plan ${reference}` : reference
}
