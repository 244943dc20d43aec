/** A resource as it leaves for another partner: with the handling labels of its disclosure, and without traces of a third. */
import type { Decision } from '../consent/consent.ts'
import { withoutDetails } from '../consent/details.ts'
import { handled } from '../consent/handling.ts'
import { withoutForeign } from '../consent/identifiers.ts'
import type { Foreign } from '../consent/identifiers.ts'
import { SYSTEM } from '../fhir/codes.ts'
import { parseReference } from '../fhir/reference.ts'
import type { Identifier, Reference, Resource } from '../fhir/resource.ts'
import type { Ground } from './ground.ts'

export type Leaving = {
  readonly custodian: string
  readonly recipient: string
  readonly decision: Decision
  /** The categories that may leave, where they are more than those that were decided on. */
  readonly allowed?: bigint
}

/** The resource as it leaves; undefined where it can not be without what is a third partner's. */
export function left(ground: Ground, resource: Resource, to: Leaving): Resource | undefined {
  const { policy, isRequired } = ground.content
  const told = withoutDetails(resource, to.allowed ?? to.decision.allowed, policy)
  const cut = withoutForeign(told, {
    ...foreignTo(ground, to),
    isRequired: (type, path) => isRequired(type, path) || NARROWING.test(path),
  })
  return cut && handled(cut, to.decision, policy)
}

/** Without its actors a provision would be about everybody. */
const NARROWING = /^Consent(?:\.provision)+\.actor$/

/** The same for what leaves in any case: what can not be without a third partner's goes without it. */
export function leaving(ground: Ground, resource: Resource, to: Leaving): Resource {
  const { policy } = ground.content
  const told = withoutDetails(resource, to.allowed ?? to.decision.allowed, policy)
  const cut = withoutForeign(told, { ...foreignTo(ground, to), isRequired: () => false })
  return handled(cut ?? told, to.decision, policy)
}

/** Third partners: all but the two between whom it leaves. */
function foreignTo(
  { directory, baseUrl }: Ground,
  { custodian, recipient }: Leaving,
): Omit<Foreign, 'isRequired'> {
  const isParty = ({ id }: { id: string }): boolean => id === custodian || id === recipient
  const third = directory.all.filter((partner) => !isParty(partner))
  const ids = new Set(third.map(({ id }) => id))
  const systems = new Set(third.map(({ recordSystem }) => recordSystem))
  const own = new Set(directory.all.filter(isParty).map(({ recordSystem }) => originOf(recordSystem)))
  const origins = new Set([...systems].map(originOf).filter((origin) => !own.has(origin)))
  // A partner is known by its own identifiers and, where an element may not refer to it, by its id here.
  const names = new Set(
    third.flatMap(({ id, identifiers }) =>
      [...identifiers, { system: SYSTEM.partner, value: id }].map(keyOf),
    ),
  )
  const isForeign = (identifier: Identifier): boolean =>
    systems.has(identifier.system ?? '') ||
    origins.has(originOf(identifier.system ?? '')) ||
    names.has(keyOf(identifier))
  return {
    isForeign,
    names: ({ reference, identifier }: Reference) => {
      const local = parseReference(withoutBase(reference, baseUrl))
      return (
        (local?.type === 'Organization' && ids.has(local.id)) ||
        (identifier !== undefined && isForeign(identifier))
      )
    },
  }
}

function withoutBase(reference: string | undefined, baseUrl: string): string | undefined {
  return reference?.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference
}

function keyOf({ system = '', value = '' }: Identifier): string {
  return `${system}|${value}`
}

/** A partner's identifier systems share the origin of its record system: `https://lakeside.example/mrn` is Lakeside's. */
function originOf(system: string): string {
  return /^[a-z]+:\/\/[^/]+/i.exec(system)?.[0] ?? system
}
