/**
 * Who treats a person, by what the custodian keeps (42 CFR 2.11, treating provider relationship): the organizations of an
 * active care team, and the other side of a referral that was accepted. Pure.
 */
import { isObject, list } from '../fhir/resource.ts'
import type { Period, Reference, Resource } from '../fhir/resource.ts'
import type { Treating } from './consent.ts'
import type { Policy } from './policy.ts'
import { ALWAYS, NEVER, beginningOf, earlierEnd, endOf } from './time.ts'

/** The partners with a treating provider relationship at an instant, each with its end where one is stated. */
export function treatingOf(
  resources: readonly Resource[],
  { custodian, at, policy }: { custodian: string; at: string; policy: Policy },
): Treating {
  const { careTeamStatuses, taskStatuses } = policy.authorities.treating
  const found = new Map<string, string | undefined>()
  const add = (partner: string, until: string | undefined): void => {
    const before = found.get(partner)
    // The latest end counts; no end is later than any.
    const isLater = !found.has(partner) || (before !== undefined && (until === undefined || until > before))
    if (isLater) found.set(partner, until)
  }
  for (const resource of resources) {
    const status = String(resource['status'])
    if (resource.resourceType === 'CareTeam' && careTeamStatuses.includes(status))
      for (const [partner, until] of membersOf(resource, at)) add(partner, until)
    if (resource.resourceType === 'Task' && taskStatuses.includes(status)) {
      const sides = [partnerOf(resource['requester']), partnerOf(resource['owner'])]
      const [other] = sides.filter((side) => side !== custodian)
      if (sides.includes(custodian) && other !== undefined) add(other, undefined)
    }
  }
  found.delete(custodian)
  return found
}

/** The organizations that take part now, themselves or through one of their people. */
function membersOf(team: Resource, at: string): [string, string | undefined][] {
  const whole = spanOf(team['period'])
  return list<unknown>(team['participant'])
    .filter(isObject)
    .flatMap((participant) => {
      const own = spanOf(participant['period'])
      const partner = partnerOf(participant['member']) ?? partnerOf(participant['onBehalfOf'])
      const isNow = [whole, own].every(({ from, until }) => from <= at && at < until)
      const until = earlierEnd(own.until, whole.until)
      return partner !== undefined && isNow ? [[partner, until === NEVER ? undefined : until] as const] : []
    })
    .map(([partner, until]) => [partner, until])
}

/** A period that cannot be read has not begun. */
function spanOf(value: unknown): { from: string; until: string } {
  const { start, end } = (isObject(value) ? value : {}) as Period
  return {
    from: start === undefined ? ALWAYS : (beginningOf(start) ?? NEVER),
    until: end === undefined ? NEVER : (endOf(end) ?? ALWAYS),
  }
}

function partnerOf(value: unknown): string | undefined {
  const reference = isObject(value) ? (value as Reference).reference : undefined
  return /^Organization\/(.+)$/.exec(typeof reference === 'string' ? reference : '')?.[1]
}
