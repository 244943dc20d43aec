/** A resource as it leaves for another partner: with the handling labels of its disclosure, and without traces of a third. */
import type { Decision } from '../consent/consent.ts'
import { handled } from '../consent/handling.ts'
import { withoutForeign } from '../consent/identifiers.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Ground } from './ground.ts'

export type Leaving = { readonly custodian: string; readonly recipient: string; readonly decision: Decision }

export function leaving(
  ground: Ground,
  resource: Resource,
  { custodian, recipient, decision }: Leaving,
): Resource {
  const foreign = ground.directory.all
    .filter(({ id }) => id !== custodian && id !== recipient)
    .map(({ recordSystem }) => originOf(recordSystem))
  const isForeign = (system: string): boolean => foreign.includes(originOf(system))
  return handled(withoutForeign(resource, isForeign), decision, ground.content.policy)
}

/** A partner's identifier systems share the origin of its record system: `https://lakeside.example/mrn` is Lakeside's. */
function originOf(system: string): string {
  return /^[a-z]+:\/\/[^/]+/i.exec(system)?.[0] ?? system
}
