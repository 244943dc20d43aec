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
    (grant) => emergenciesIn(grant).length > 0 && isInForce(grant, { purpose, recipient, at }),
  )
  if (opened.length === 0) return grants
  const held = await heldOpen(tx, {
    ids: [...new Set(opened.flatMap(emergenciesIn))],
    persons: [...new Set(opened.map(({ person }) => person))],
  })
  const isHeld = (of: string, session: string): boolean =>
    held.some(({ id, person }) => person === of && id === session)
  return grants.flatMap((grant) => {
    const { person, basis } = grant
    const closed = emergenciesIn(grant).filter((id) => !isHeld(person, id))
    const rest = basis.filter((each) => !closed.some((id) => each === `${EMERGENCY}${id}`))
    return closed.length > 0 && closed.length === emergenciesIn(grant).length
      ? []
      : [{ ...grant, basis: rest }]
  })
}

/** Several sessions may open the same at once. */
function emergenciesIn({ basis }: Grant): string[] {
  return basis.filter((each) => each.startsWith(EMERGENCY)).map((each) => each.slice(EMERGENCY.length))
}

function isInForce(grant: Grant, { recipient, purpose, at }: Omit<Leaving, 'categories'>): boolean {
  if (grant.recipient !== recipient || grant.purpose !== purpose) return false
  return grant.from <= at && (grant.until === undefined || at < grant.until)
}
