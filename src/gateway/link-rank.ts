/**
 * Who decides on a link between two custodians' persons: the one whose records would flow, alone. A Part 2 program decides
 * over all others; then the kinds in the order of policies/exchange.json (treatment center, hospital, community service);
 * a court never does. Between equals nobody decides, and neither learns of a link: any candidate shown would tell whoever
 * invents a Patient that another program knows such a person (42 CFR 2.13(c)).
 */
import type { Ground } from './ground.ts'

/** Whether `one` decides on links between its persons and those of `other`. */
export function decidesOver(ground: Ground, one: string, other: string): boolean {
  return rankOf(ground, one) < rankOf(ground, other)
}

/** The custodians over which this one decides. */
export function decidedBy(ground: Ground, one: string): string[] {
  return ground.directory.all.map(({ id }) => id).filter((other) => decidesOver(ground, one, other))
}

function rankOf(ground: Ground, id: string): number {
  const partner = ground.directory.byId(id)
  if (partner?.legalRole === 'part2_program') return 0
  const rank = ground.content.exchange.identity.decidesLinks.indexOf(partner?.kind ?? '')
  return rank < 0 ? Number.POSITIVE_INFINITY : rank
}
