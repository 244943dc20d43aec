/** The papers between two partners: an audit agreement, a data use agreement, a contract, a membership. Pure. */
import type { Agreement, Party } from './consent.ts'
import type { Policy } from './policy.ts'
import { runsAt } from './time.ts'

/** The agreements of a kind between the two, whichever of them has it on file. */
export function agreementsBetween(one: Party, other: Party, kind: string): Agreement[] {
  const filed = (party: Party, other: string): Agreement[] =>
    party.agreements.filter((agreement) => agreement.kind === kind && agreement.with === other)
  return [...filed(one, other.partner), ...filed(other, one.partner)]
}

/** Those of them that are in force. */
export function agreedAt(one: Party, other: Party, of: { kind: string; at: string }): Agreement[] {
  return agreementsBetween(one, other, of.kind).filter((agreement) => runsAt(agreement, of.at))
}

/** What the paper is called, and between whom. */
export function paperBetween(one: Party, other: Party, kind: string, { parties }: Policy): string {
  return `${parties.agreementTitles.get(kind) ?? kind} between ${one.partner} and ${other.partner}`
}
