/** What a disclosure rests on besides Consents, for the accounting: of the grants in force that give some of what leaves. */
import type { Grant } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import { heldOpen } from '../store/emergencies.ts'

type Leaving = {
  readonly recipient: string
  readonly purpose: string
  readonly categories: bigint
  readonly at: string
}

/** The grants in force that give some of what leaves. */
export function inForce(grants: readonly Grant[], leaving: Leaving): Grant[] {
  return grants.filter((grant) => isInForce(grant, leaving) && (grant.categories & leaving.categories) !== 0n)
}

export function basisOf(grants: readonly Grant[], leaving: Leaving): string[] {
  return [...new Set(inForce(grants, leaving).flatMap(({ basis }) => basis))].toSorted()
}

const EMERGENCY = 'emergency/'

/**
 * These grants without those of emergencies that are closed by now. Those that remain open stay so until the transaction
 * ends: nothing is disclosed under a session after its record was written.
 */
export async function standing(
  tx: Transaction,
  grants: readonly Grant[],
  { purpose, recipient, at }: Omit<Leaving, 'categories'>,
): Promise<readonly Grant[]> {
  const opened = grants.filter(
    (grant) => emergencyOf(grant) !== undefined && isInForce(grant, { purpose, recipient, at }),
  )
  if (opened.length === 0) return grants
  const held = await heldOpen(tx, {
    ids: [...new Set(opened.flatMap((grant) => emergencyOf(grant) ?? []))],
    persons: [...new Set(opened.map(({ person }) => person))],
  })
  const isHeld = ({ person, basis }: Grant): boolean =>
    held.some(({ id, person: of }) => of === person && basis.includes(`${EMERGENCY}${id}`))
  return grants.filter((grant) => emergencyOf(grant) === undefined || isHeld(grant))
}

function emergencyOf({ basis }: Grant): string | undefined {
  return basis.find((each) => each.startsWith(EMERGENCY))?.slice(EMERGENCY.length)
}

function isInForce(grant: Grant, { recipient, purpose, at }: Omit<Leaving, 'categories'>): boolean {
  if (grant.recipient !== recipient || grant.purpose !== purpose) return false
  return grant.from <= at && (grant.until === undefined || at < grant.until)
}
