/**
 * Whom an intermediary of a release passes records on to (42 CFR 2.31(a)(4)(ii)): the participants that the release names,
 * or those who treat the patient; never a payer, never a court. Pure.
 */
import type { CompileFacts, Party } from './consent.ts'
import type { ProvisionReading } from './provision.ts'
import { compareText } from './time.ts'

/** How a permission names the intermediary through which it passes. */
export const INTERMEDIARY = 'intermediary/'

export type PassedOn = {
  /** Each participant, with the intermediary through which the release reaches it, and until when where it treats. */
  readonly participants: ReadonlyMap<string, { readonly intermediary: string; readonly until?: string }>
  readonly faults: readonly { readonly element: string; readonly partners: readonly string[] }[]
}

export function passedOn({ passing }: ProvisionReading['recipients'], facts: CompileFacts): PassedOn {
  const participants = new Map<string, { intermediary: string; until?: string }>()
  const faults: { element: string; partners: string[] }[] = []
  const fault = (element: string, partners: readonly string[]): void => {
    if (partners.length > 0) faults.push({ element, partners: [...partners] })
  }
  // Where two reach the same participant, which of them is named does not depend on the order of the actors.
  for (const each of passing.toSorted((one, other) => compareText(one.partner, other.partner))) {
    if (!each.isIntermediary) {
      fault('intermediary', [each.partner])
      continue
    }
    if (each.participants.length === 0 && !each.isForTreating) {
      fault('intermediary-participants', [each.partner])
      continue
    }
    const others = facts.partners.filter(
      ({ partner }) => partner !== each.partner && partner !== facts.custodian.partner,
    )
    const named = others.filter(({ partner }) => each.participants.includes(partner))
    const treating = each.isForTreating ? others.filter((party) => isParticipant(party, facts)) : []
    for (const { partner } of named.filter((party) => isParticipant(party, facts)))
      participants.set(partner, { intermediary: each.partner })
    for (const { partner } of treating) {
      if (participants.has(partner) || facts.treating?.has(partner) !== true) continue
      const until = facts.treating.get(partner)
      participants.set(partner, { intermediary: each.partner, ...(until !== undefined && { until }) })
    }
    const reached = (list: readonly Party[]): string[] =>
      list.map(({ partner }) => partner).filter((partner) => !participants.has(partner))
    fault('participant-role', reached(named))
    fault('participant-not-treating', reached(treating))
  }
  return { participants, faults }
}

function isParticipant({ legalRole }: Party, { policy }: CompileFacts): boolean {
  return policy.authorities.intermediary.participantRoles.includes(legalRole)
}
