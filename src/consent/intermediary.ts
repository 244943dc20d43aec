/**
 * Whom an intermediary of a release passes records on to (42 CFR 2.31(a)(4)(ii)): the participants that the release names,
 * or those who treat the patient; never a payer, never a court. Pure.
 */
import type { CompileFacts, Missing, Party } from './consent.ts'
import { missingOf, papersOf } from './gates.ts'
import type { ProvisionReading } from './provision.ts'
import { ALWAYS, compareText, earlierEnd, holds, instantOf } from './time.ts'
import type { Span } from './time.ts'

/** How a permission names the intermediary through which it passes. */
export const INTERMEDIARY = 'intermediary/'

/** Through whom, and when: while its paper is in force, and while the participant treats where that matters. */
export type Through = Span & { readonly intermediary: string }

export type PassedOn = {
  /** Each participant, with the intermediaries through which the release reaches it. */
  readonly participants: ReadonlyMap<string, readonly Through[]>
  readonly faults: readonly Fault[]
}

type Fault = {
  readonly element: string
  readonly partners: readonly string[]
  /** The paper that is not in force. */
  readonly paper?: Missing
}

type Passing = ProvisionReading['recipients']['passing'][number]

export function passedOn({ passing }: ProvisionReading['recipients'], facts: CompileFacts): PassedOn {
  const participants = new Map<string, readonly Through[]>()
  const faults: Fault[] = []
  const fault = (element: string, partners: readonly string[], paper?: Missing): void => {
    if (partners.length > 0) faults.push({ element, partners: [...partners], ...(paper && { paper }) })
  }
  for (const each of passing.toSorted((one, other) => compareText(one.partner, other.partner))) {
    const element = unfit(each)
    if (element !== undefined) {
      fault(element, [each.partner])
      continue
    }
    const others = facts.partners.filter(
      ({ partner }) => partner !== each.partner && partner !== facts.custodian.partner,
    )
    const named = others.filter(({ partner }) => each.participants.includes(partner))
    const treating = each.isForTreating ? others.filter((party) => isParticipant(party, facts)) : []
    const reached = reachedBy({ named, treating, facts })
    const { spans, missing } = paperOf(each, facts)
    for (const [partner, until] of reached) {
      const through = spans.map((span): Through => ({
        intermediary: each.partner,
        ...span,
        ...(until !== undefined && { until: earlierEnd(span.until, until) }),
      }))
      participants.set(partner, [...(participants.get(partner) ?? []), ...through])
    }
    if (missing) fault('intermediary-agreement', [...reached.keys()], missing)
    const left = (list: readonly Party[]): string[] =>
      list.map(({ partner }) => partner).filter((partner) => !participants.has(partner))
    fault('participant-role', left(named))
    fault('participant-not-treating', left(treating))
  }
  return { participants, faults }
}

/** Why nothing passes through it at all. */
function unfit({ isIntermediary, participants, isForTreating }: Passing): string | undefined {
  if (!isIntermediary) return 'intermediary'
  return participants.length === 0 && !isForTreating ? 'intermediary-participants' : undefined
}

type Reaching = {
  readonly named: readonly Party[]
  readonly treating: readonly Party[]
  readonly facts: CompileFacts
}

/** The participants that are reached, each with the end of its treating where it is reached for that alone. */
function reachedBy({ named, treating, facts }: Reaching): ReadonlyMap<string, string | undefined> {
  const who = named.filter((party) => isParticipant(party, facts)).map(({ partner }) => partner)
  const treats = treating.flatMap(({ partner }): [string, string | undefined][] =>
    facts.treating?.has(partner) === true ? [[partner, facts.treating.get(partner)]] : [],
  )
  return new Map([...treats, ...who.map((partner) => [partner, undefined] as const)])
}

/** When the intermediary's own paper is in force; the gateway's is that of the custodian, which the gates ask for. */
function paperOf(
  { partner }: Passing,
  { partners, policy, at }: CompileFacts,
): { spans: readonly Span[]; missing?: Missing } {
  const party = partners.find((each) => each.partner === partner)
  if (!party) return { spans: [{ from: ALWAYS }] }
  const spans = papersOf(party, policy)
  const now = instantOf(at)
  const isInForce = now !== undefined && spans.some((span) => holds(span, now))
  return { spans, ...(!isInForce && { missing: missingOf(party, policy) }) }
}

function isParticipant({ legalRole }: Party, { policy }: CompileFacts): boolean {
  return policy.authorities.intermediary.participantRoles.includes(legalRole)
}
