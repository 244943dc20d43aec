/** The two sides of each referral, by the ids of their Tasks: a private table, so that no search can reveal a side. */
import type { Transaction } from '../database/database.ts'

export type ReferralSides = {
  readonly person: string
  readonly sourceTask: string
  readonly sourceCustodian: string
  readonly receiver: string
  readonly receiverPerson: string | undefined
  readonly receiverTask: string | undefined
  readonly delivered: boolean
}

type ReferralRow = {
  person: string
  source_task: string
  source_custodian: string
  receiver: string
  receiver_person: string | null
  receiver_task: string | null
  delivered: boolean
}

/** Opens a referral at its source. Until its packet has left, it goes to whom the Task names now. */
export async function openReferral(
  tx: Transaction,
  side: { person: string; sourceTask: string; sourceCustodian: string; receiver: string },
): Promise<void> {
  await tx.query(
    `insert into referral (person, source_task, source_custodian, receiver) values ($1, $2, $3, $4)
     on conflict (person, source_task) do update set receiver = excluded.receiver where not referral.delivered`,
    [side.person, side.sourceTask, side.sourceCustodian, side.receiver],
  )
}

/** Notes where the receiver keeps its side, once the packet has reached him. */
export async function recordReceiverSide(
  tx: Transaction,
  sides: { person: string; sourceTask: string; receiverPerson: string; receiverTask: string },
): Promise<void> {
  await tx.query(
    `update referral set receiver_person = $3, receiver_task = $4, delivered = true where person = $1 and source_task = $2`,
    [sides.person, sides.sourceTask, sides.receiverPerson, sides.receiverTask],
  )
}

/** The referral that a Task belongs to, on either side. Its row stays locked, so that the two sides move one at a time. */
export async function referralOfTask(tx: Transaction, task: string): Promise<ReferralSides | undefined> {
  const { rows } = await tx.query<ReferralRow>(
    'select * from referral where source_task = $1 or receiver_task = $1 for update',
    [task],
  )
  return rows[0] && toSides(rows[0])
}

/** The referrals in which the person takes part, on either side. */
export async function referralsOf(tx: Transaction, person: string): Promise<ReferralSides[]> {
  const { rows } = await tx.query<ReferralRow>(
    'select * from referral where person = $1 or receiver_person = $1 order by source_task for update',
    [person],
  )
  return rows.map(toSides)
}

function toSides(row: ReferralRow): ReferralSides {
  return {
    person: row.person,
    sourceTask: row.source_task,
    sourceCustodian: row.source_custodian,
    receiver: row.receiver,
    receiverPerson: row.receiver_person ?? undefined,
    receiverTask: row.receiver_task ?? undefined,
    delivered: row.delivered,
  }
}
