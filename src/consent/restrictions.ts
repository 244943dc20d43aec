/**
 * What agreed restrictions (42 CFR 2.26, 45 CFR 164.522(a)) take from the authorities that rest on no grant: a referral for
 * treatment, and the class of a copy. From grants they are taken when these are compiled. Pure.
 */
import type { Resource } from '../fhir/resource.ts'
import type { CompileFacts, Conflict, DecisionFacts, DisclosureRequest } from './consent.ts'
import { readConsent } from './read-consent.ts'
import { concerns } from './segments.ts'
import type { Denial } from './segments.ts'
import { holds } from './time.ts'

/** The restrictions among a person's Consents at one custodian. */
export function restrictionsIn(consents: readonly Resource[], facts: CompileFacts): Denial[] {
  return consents.flatMap((consent) => readConsent(consent, facts).denials)
}

/** What an authority gives by itself, and which restrictions outweigh which part of it. */
export type Open = { readonly categories: bigint; readonly overruled: readonly Conflict[] }

type Asked = { readonly request: DisclosureRequest; readonly facts: DecisionFacts; readonly at: string }

/** Where the restrictions are not known, such an authority gives nothing: one that nobody looked for may be there. */
export function unrestricted(
  authority: 'hipaa-treatment' | 'redisclosure',
  given: bigint,
  { request, facts: { denials }, at }: Asked,
): Open {
  if (given === 0n || denials === undefined) return NOTHING
  const { recipient, purpose } = request
  const overruled = denials
    .filter((denial) => holds(denial, at) && concerns(denial, { recipient: recipient.partner, purpose }))
    .map(({ consent, categories }) => ({
      winner: `Consent/${consent}`,
      loser: `authority/${authority}`,
      categories: categories & given,
    }))
    .filter(({ categories }) => categories !== 0n)
  const denied = overruled.reduce((bits, { categories }) => bits | categories, 0n)
  return { categories: given & ~denied, overruled }
}

const NOTHING: Open = { categories: 0n, overruled: [] }
