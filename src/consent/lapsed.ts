/** What a release once gave and gives no more: when it expired, was revoked, or was changed, by its earlier versions. Pure. */
import type { Resource } from '../fhir/resource.ts'
import type { CompileFacts } from './consent.ts'
import { readConsent } from './read-consent.ts'
import { givenBy } from './segments.ts'
import type { Permission, Question } from './segments.ts'
import { later } from './time.ts'

/** A version of a Consent, and since when it stood. */
export type ConsentVersion = { readonly consent: Resource; readonly since: string }

export type Lapsed = {
  readonly consent: string
  readonly categories: bigint
  readonly until: string
  readonly how: 'expired' | 'revoked' | 'changed'
}

/** What the versions, newest first, gave on the question and the newest does not: each thing once, as it was last given. */
export function lapsed(
  [current, ...earlier]: readonly ConsentVersion[],
  facts: CompileFacts,
  question: Question,
): Lapsed[] {
  if (!current) return []
  const permissionsOf = ({ consent }: ConsentVersion): Permission[] =>
    readConsent(consent, facts).permissions.filter(
      ({ recipients, purposes }) => recipients.has(question.recipient) && purposes.has(question.purpose),
    )
  // What the newest gives, or gave until it expired, is told of it as it stands.
  let told = permissionsOf(current).reduce(
    (bits, permission) => bits | givenBy(permission, 0n, { question, at: permission.from }),
    0n,
  )
  let next = current
  return earlier.flatMap((version) => {
    const [replaced, by] = [next.since, next.consent['status']]
    next = version
    return permissionsOf(version).flatMap((permission): Lapsed[] => {
      const { consent, from, until } = permission
      const isExpired = until !== undefined && until <= replaced
      const end = isExpired ? until : replaced
      const start = later(from, version.since)
      const categories = start < end ? givenBy(permission, 0n, { question, at: start }) & ~told : 0n
      if (categories === 0n) return []
      told |= categories
      const how = by === 'active' ? 'changed' : 'revoked'
      return [{ consent, categories, until: end, how: isExpired ? 'expired' : how }]
    })
  })
}
