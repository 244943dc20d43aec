/**
 * Takes a release back. It ends at once for what has not been disclosed yet, save a release to the criminal justice
 * system, which can be revoked only from the time or event that it names (42 CFR 2.35(c)): until then the wish is put on
 * record and takes effect by itself on the date, or when the custodian states that the event has happened. Pure.
 */
import { EXTENSION } from '../fhir/codes.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { Coding, Extension, Reference, Resource } from '../fhir/resource.ts'
import type { Revocation, RevocationBy } from './consent.ts'
import { revocableFrom } from './read-consent.ts'
import type { Policy } from './policy.ts'
import { rootOf } from './provision.ts'
import { beginningOf, instantOf } from './time.ts'

/** Revokes `consent` at `at`, for all its recipients or for the one named. */
export function revocation(consent: Resource, at: string, by: RevocationBy, policy: Policy): Revocation {
  const instant = instantOf(at)
  if (instant === undefined) throw new RangeError('a revocation needs a readable time')
  if (isCriminalJustice(consent, policy)) return revokeMonitoring(consent, instant, by)
  return revoked(consent, instant, by)
}

function isCriminalJustice(consent: Resource, { purposes }: Policy): boolean {
  const stated = list<Coding>(rootOf(consent)?.['purpose'])
  return stated.length > 0 && stated.every(({ code }) => purposes.get(code ?? '')?.isCriminalJustice === true)
}

function revokeMonitoring(consent: Resource, at: string, by: RevocationBy): Revocation {
  const revocable = revocableFrom(consent)
  // Only the one whose release it is can say that the event has happened; a time to come has not.
  const event =
    isOwn(consent, by) && by.eventOccurred !== undefined ? beginningOf(by.eventOccurred) : undefined
  const isRevocable = (revocable !== undefined && revocable <= at) || (event !== undefined && event <= at)
  if (isRevocable) return revoked(consent, at, by)
  return {
    kind: 'recorded-not-effective',
    consent: withRevocation(consent, at),
    reason:
      revocable === undefined
        ? 'This release to the criminal justice system becomes revocable with the event that it names, which has not been stated to have happened (42 CFR 2.35(c)). The revocation is on record and not in effect.'
        : `This release to the criminal justice system becomes revocable on ${revocable.slice(0, 10)} (42 CFR 2.35(c)). The revocation is on record and takes effect then.`,
    ...(revocable !== undefined && { effective: revocable }),
  }
}

function revoked(consent: Resource, at: string, { recipient }: RevocationBy): Revocation {
  const actors = list<unknown>(rootOf(consent)?.['actor'])
  const remaining = recipient === undefined ? [] : actorsWithout(actors, recipient)
  if (recipient !== undefined && remaining.length === actors.length) {
    return { kind: 'revoked', consent, reason: `The release does not name ${recipient}; nothing changes.` }
  }
  if (recipient !== undefined && remaining.length > 0) {
    return {
      kind: 'revoked',
      consent: { ...consent, provision: { ...rootOf(consent), actor: remaining } },
      reason: `The release is revoked for ${recipient}; for its other recipients it stays in force.`,
      effective: at,
    }
  }
  return {
    kind: 'revoked',
    consent: { ...withRevocation(consent, at), status: 'inactive' },
    reason:
      'The release is revoked. Nothing leaves under it any more; what was disclosed before stays where it is, with its labels.',
    effective: at,
  }
}

/** The actors that stay when one recipient goes: nobody stays where only that one was named. */
function actorsWithout(actors: readonly unknown[], recipient: string): unknown[] {
  return actors.filter(
    (actor) =>
      !isObject(actor) ||
      (actor['reference'] as Reference | undefined)?.reference !== `Organization/${recipient}`,
  )
}

function isOwn(consent: Resource, { partner }: RevocationBy): boolean {
  return list<Reference>(consent['organization']).some(
    ({ reference }) => reference === `Organization/${partner}`,
  )
}

/** The first wish counts: asking again does not move its date. */
function withRevocation(consent: Resource, at: string): Resource {
  const extensions = list<Extension>(consent['extension'])
  if (extensions.some(({ url }) => url === EXTENSION.revocation)) return consent
  const revocation = { url: EXTENSION.revocation, extension: [{ url: 'date', valueDateTime: at }] }
  return { ...consent, extension: [...extensions, revocation] }
}
