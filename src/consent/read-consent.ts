/** What one Consent permits and denies, read alone: nothing that stands in another changes how it is read. Pure. */
import { EXTENSION } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Extension, Resource } from '../fhir/resource.ts'
import type { CompileFacts, Deficiency, Party } from './consent.ts'
import {
  deficiency,
  extensionsOf,
  isCriminalJustice,
  isRelease,
  missingElements,
  signedAt,
} from './elements.ts'
import { INTERMEDIARY, passedOn } from './intermediary.ts'
import type { PassedOn } from './intermediary.ts'
import { nestedIn, readProvision, rootOf } from './provision.ts'
import type { Element, ProvisionReading } from './provision.ts'
import { ceilingOf, mayAskFor } from './recipient.ts'
import type { Policy } from './policy.ts'
import type { Denial, Permission } from './segments.ts'
import { ALWAYS, beginningOf, compareText, earlierEnd, later } from './time.ts'

export type Read = {
  readonly permissions: Permission[]
  readonly denials: Denial[]
  readonly deficiencies: Deficiency[]
}

/** What a Consent permits and denies, and what is wrong with it where it does not count. */
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
  const passing = passedOn(reading.recipients, facts)
  const named = reading.recipients.partners
  const reached = new Set([...named, ...passing.participants.keys()])
  const recipients = facts.partners.filter(({ partner }) => reached.has(partner))
  const { provisions: nested, isTooDeep } = nestedIn(root)
  const voiding = missingElements({ consent, reading, recipients, isTooDeep, facts })
  const say = (element: string, about: readonly string[] = [...reached]): Deficiency =>
    deficiency(consent, element, facts, about)
  // Who only passes on asks for nothing himself.
  const receiving = recipients.filter(
    ({ partner }) => !reading.recipients.passing.some((passer) => passer.partner === partner),
  )
  const deficiencies = [
    ...[...voiding, ...partsThatFail(reading, receiving, policy)].map((element) => say(element)),
    ...passing.faults.map(({ element, partners, paper }) => {
      const told = say(element, partners)
      return paper ? { ...told, text: `${told.text} Needed: ${paper.what}.`, who: paper.who } : told
    }),
  ]
  if (voiding.length > 0) return { permissions: [], denials: [], deficiencies }
  const except = nested
    .map((each) => readProvision(each, facts))
    // A provision within a permission narrows it; one that permits adds nothing to what its root permits.
    .filter(({ type }) => type !== 'permit')
    .map((each) => denialOf(each, consent))
  return { permissions: permissionsOf(consent, reading, { passing, except }), denials: [], deficiencies }
}

/** What the release gives to those whom it names, and to the participants of each intermediary. */
function permissionsOf(
  consent: Resource,
  reading: ProvisionReading,
  { passing, except }: { passing: PassedOn; except: readonly Denial[] },
): Permission[] {
  const until = endOfRelease(consent, reading)
  const base = {
    consent: consent.id ?? '',
    basis: [],
    purposes: new Set(reading.purposes.known.flatMap(({ permits }) => permits)),
    categories: reading.information.named,
    from: later(signedAt(consent), reading.from ?? ALWAYS),
    ...(until !== undefined && { until }),
    mandates: docketsOf(consent),
    except,
  }
  const { partners, passing: passers } = reading.recipients
  const direct = partners.filter((each) => !passers.some(({ partner }) => partner === each))
  const through = [...passing.participants].flatMap(([participant, throughs]) =>
    throughs.map(({ intermediary, from, until: ends }) => {
      const end = ends === undefined ? until : earlierEnd(until, ends)
      return {
        ...base,
        from: later(base.from, from),
        ...(end !== undefined && { until: end }),
        basis: [`${INTERMEDIARY}${intermediary}`],
        recipients: new Set([participant]),
      }
    }),
  )
  return [{ ...base, recipients: new Set(direct) }, ...through]
}

/** The dockets that a release names: where there is one, it is for those who monitor that mandate. */
function docketsOf(consent: Resource): string[] {
  const dockets = extensionsOf(consent, EXTENSION.docket).flatMap(({ valueIdentifier }) => {
    const { value } = (valueIdentifier ?? {}) as { value?: unknown }
    return typeof value === 'string' && value !== '' ? [value] : []
  })
  return [...new Set(dockets)]
}

function partsThatFail(reading: ProvisionReading, recipients: readonly Party[], policy: Policy): string[] {
  const { information, purposes, recipients: named } = reading
  const permitted = new Set(purposes.known.flatMap(({ permits }) => permits))
  const asked = [...policy.purposes.values()].filter(({ code }) => permitted.has(code))
  const failing: [string, boolean][] = [
    ['unknown-information', information.unknown > 0],
    ['unknown-purpose', purposes.unknown > 0],
    ['recipient-not-a-partner', named.unknown + named.outside > 0],
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
    .toSorted(compareText)[0]
  if (revoked === undefined) return reading.until
  if (!isCriminalJustice(reading)) return earlierEnd(reading.until, revoked)
  const revocable = revocableFrom(consent)
  return revocable === undefined ? reading.until : earlierEnd(reading.until, later(revoked, revocable))
}

/** The date from which a 2.35 release can be revoked, where it states one. */
export function revocableFrom(consent: Resource): string | undefined {
  return extensionsOf(consent, EXTENSION.revocableWhen)
    .flatMap(({ valueDate }) => (typeof valueDate === 'string' ? (beginningOf(valueDate) ?? []) : []))
    .toSorted(compareText)[0]
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
