/**
 * Compiles all Consents of a person at one custodian to the net grants that the database filters by. Order does not
 * matter; what is void, unknown or unreadable permits nothing, and a denial that is unclear denies more. Pure.
 *
 * The law that the tests hold: at every instant at most one grant of a recipient and purpose is in force, and what it
 * covers is what the releases in force give, less what restrictions in force deny, less what such a recipient may never have.
 */
import { EXTENSION } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Extension, Resource } from '../fhir/resource.ts'
import type { CompiledGrants, CompileFacts, Deficiency, Grant, Party } from './consent.ts'
import {
  deficiency,
  extensionsOf,
  isCriminalJustice,
  isRelease,
  missingElements,
  signedAt,
} from './elements.ts'
import { nestedIn, readProvision, rootOf } from './provision.ts'
import type { Element, ProvisionReading } from './provision.ts'
import { ceilingOf, mayAskFor, redisclosureOf } from './recipient.ts'
import type { Policy } from './policy.ts'
import { segments } from './segments.ts'
import type { Denial, Permission } from './segments.ts'
import { ALWAYS, beginningOf, earlierEnd, later } from './time.ts'

/** Consents of one person at one custodian; more are not compiled, since that would be an attack. */
export const CONSENTS_MAX = 10_000

export type Read = {
  readonly permissions: Permission[]
  readonly denials: Denial[]
  readonly deficiencies: Deficiency[]
}

/** The net grants, by recipient, purpose and time, and what is wrong with releases that do not count. */
export function compileGrants(consents: readonly Resource[], facts: CompileFacts): CompiledGrants {
  if (consents.length > CONSENTS_MAX) throw new RangeError(`more than ${CONSENTS_MAX} Consents of one person`)
  const reads = consents.map((consent) => readConsent(consent, facts))
  const permissions = reads.flatMap((read) => read.permissions)
  const denials = reads.flatMap((read) => read.denials)
  const recipients = facts.partners.filter(({ partner }) => partner !== facts.custodian.partner)
  return {
    grants: recipients
      .toSorted((one, other) => compare(one.partner, other.partner))
      .flatMap((recipient) => grantsFor(recipient, { permissions, denials, facts })),
    deficiencies: reads
      .flatMap((read) => read.deficiencies)
      .toSorted((one, other) => compare(one.consent, other.consent) || compare(one.element, other.element)),
  }
}

type Compiling = {
  readonly permissions: readonly Permission[]
  readonly denials: readonly Denial[]
  readonly facts: CompileFacts
}

function grantsFor(recipient: Party, { permissions, denials, facts }: Compiling): Grant[] {
  const { policy, person, custodian } = facts
  const ceiling = ceilingOf(recipient, policy)
  return [...policy.purposes.values()]
    .filter((purpose) => mayAskFor(recipient, purpose))
    .flatMap((purpose) => {
      const question = { recipient: recipient.partner, purpose: purpose.code, ceiling, policy }
      return segments(question, permissions, denials).map((segment) => ({
        person,
        custodian: custodian.partner,
        recipient: recipient.partner,
        purpose: purpose.code,
        ...segment,
        redisclosure: redisclosureOf(recipient, purpose, policy),
        policyVersion: policy.version,
        authority: 'consent' as const,
        basis: [],
      }))
    })
}

/** What one Consent permits and denies, read alone: nothing that stands in another changes how it is read. */
export function readConsent(consent: Resource, facts: CompileFacts): Read {
  const nothing: Read = { permissions: [], denials: [], deficiencies: [] }
  const root = rootOf(consent)
  if (consent['status'] !== 'active' || !root || !isRelease(consent, facts.policy)) return nothing
  const reading = readProvision(root, facts)
  if (reading.type === 'deny') return readRestriction(consent, root, reading, facts)
  if (reading.type !== 'permit')
    return { ...nothing, deficiencies: [deficiency(consent, 'type', facts, reading.recipients.partners)] }
  return readRelease(consent, root, reading, facts)
}

function readRelease(consent: Resource, root: Element, reading: ProvisionReading, facts: CompileFacts): Read {
  const { policy } = facts
  const { id = '' } = consent
  const recipients = facts.partners.filter(({ partner }) => reading.recipients.partners.includes(partner))
  const { provisions: nested, isTooDeep } = nestedIn(root)
  const voiding = missingElements({ consent, reading, recipients, isTooDeep, facts })
  const deficiencies = [...voiding, ...partsThatFail(reading, recipients, policy)].map((element) =>
    deficiency(consent, element, facts, reading.recipients.partners),
  )
  if (voiding.length > 0) return { permissions: [], denials: [], deficiencies }
  const until = endOfRelease(consent, reading)
  const permission: Permission = {
    consent: id,
    recipients: new Set(
      reading.recipients.partners.filter((each) => !reading.recipients.intermediaries.includes(each)),
    ),
    purposes: new Set(reading.purposes.known.flatMap(({ permits }) => permits)),
    categories: reading.information.named,
    from: later(signedAt(consent), reading.from ?? ALWAYS),
    ...(until !== undefined && { until }),
    except: nested
      .map((each) => readProvision(each, facts))
      // A provision within a permission narrows it; one that permits adds nothing to what its root permits.
      .filter(({ type }) => type !== 'permit')
      .map((each) => denialOf(each, consent)),
  }
  return { permissions: [permission], denials: [], deficiencies }
}

function partsThatFail(reading: ProvisionReading, recipients: readonly Party[], policy: Policy): string[] {
  const { information, purposes, recipients: named } = reading
  const permitted = new Set(purposes.known.flatMap(({ permits }) => permits))
  const asked = [...policy.purposes.values()].filter(({ code }) => permitted.has(code))
  const failing: [string, boolean][] = [
    ['unknown-information', information.unknown > 0],
    ['unknown-purpose', purposes.unknown > 0],
    ['recipient-not-a-partner', named.unknown + named.outside > 0],
    ['intermediary', named.intermediaries.length > 0],
    ['recipient-purpose', recipients.some((party) => !asked.some((purpose) => mayAskFor(party, purpose)))],
    ['recipient-ceiling', recipients.some((party) => (information.named & ~ceilingOf(party, policy)) !== 0n)],
  ]
  return failing.flatMap(([element, isFailing]) => (isFailing ? [element] : []))
}

/** 42 CFR 2.31(a)(6), 2.35(c): when a revocation that is on record takes effect. */
function endOfRelease(consent: Resource, reading: ProvisionReading): string | undefined {
  const revoked = extensionsOf(consent, EXTENSION.revocation)
    .flatMap((extension) => list<Extension>(extension['extension']))
    .flatMap(({ url, valueDateTime }) =>
      url === 'date' && typeof valueDateTime === 'string' ? [valueDateTime] : [],
    )
    .flatMap((date) => beginningOf(date) ?? [])
    .toSorted(compare)[0]
  if (revoked === undefined) return reading.until
  if (!isCriminalJustice(reading)) return earlierEnd(reading.until, revoked)
  const revocable = revocableFrom(consent)
  return revocable === undefined ? reading.until : earlierEnd(reading.until, later(revoked, revocable))
}

/** The date from which a 2.35 release can be revoked, where it states one. */
export function revocableFrom(consent: Resource): string | undefined {
  return extensionsOf(consent, EXTENSION.revocableWhen)
    .flatMap(({ valueDate }) => (typeof valueDate === 'string' ? (beginningOf(valueDate) ?? []) : []))
    .toSorted(compare)[0]
}

/** A restriction (42 CFR 2.26) needs no form: what it leaves open, or says in words unknown here, it denies. */
function readRestriction(
  consent: Resource,
  root: Element,
  reading: ProvisionReading,
  facts: CompileFacts,
): Read {
  const isUnclear =
    reading.recipients.unknown + reading.purposes.unknown + reading.information.unknown > 0 ||
    reading.isPeriodUnreadable ||
    list(root['provision']).length > 0
  return {
    permissions: [],
    denials: [denialOf(reading, consent)],
    deficiencies: isUnclear
      ? [deficiency(consent, 'unclear-restriction', facts, reading.recipients.partners)]
      : [],
  }
}

function denialOf(reading: ProvisionReading, consent: Resource): Denial {
  const { recipients, purposes, information } = reading
  const namesRecipients = recipients.partners.length + recipients.outside > 0 && recipients.unknown === 0
  const namesPurposes = purposes.known.length > 0 && purposes.unknown === 0
  const namesInformation = information.named !== 0n && information.unknown === 0
  const until = reading.isPeriodUnreadable ? undefined : reading.until
  return {
    consent: consent.id ?? '',
    ...(namesRecipients && { recipients: new Set(recipients.partners) }),
    ...(namesPurposes && {
      purposes: new Set(purposes.known.flatMap(({ code, permits }) => [code, ...permits])),
    }),
    categories: namesInformation ? information.named : -1n,
    from: reading.isPeriodUnreadable ? ALWAYS : (reading.from ?? ALWAYS),
    ...(until !== undefined && { until }),
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
