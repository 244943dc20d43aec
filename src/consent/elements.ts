/**
 * What a release must have to count: the elements of 42 CFR 2.31(a), and of 2.31(b), (d) and 2.35 where they apply. A
 * release that lacks one on its face is void (2.31(c)(2)); each fault names the element and who can mend it.
 */
import { EXTENSION } from '../fhir/codes.ts'
import { hasCode, list } from '../fhir/resource.ts'
import type { Extension, Reference, Resource } from '../fhir/resource.ts'
import type { CompileFacts, Deficiency, Party } from './consent.ts'
import type { Policy } from './policy.ts'
import type { ProvisionReading } from './provision.ts'
import { ALWAYS, NEVER, beginningOf, instantOf } from './time.ts'

/** A release with what was read of it. */
export type Form = {
  readonly consent: Resource
  readonly reading: ProvisionReading
  readonly recipients: readonly Party[]
  /** Its provisions lie deeper than they are read. */
  readonly isTooDeep: boolean
  readonly facts: CompileFacts
}

/** Whether the Consent is about disclosing information at all (not about treatment, research or care in advance). */
export function isRelease(consent: Resource, { releaseScope }: Policy): boolean {
  return hasCode(consent['scope'], releaseScope.system, releaseScope.code)
}

/** A deficiency of a Consent that is about these partners, in the words of the policy. */
export function deficiency(
  { id = '' }: Resource,
  element: string,
  facts: CompileFacts,
  recipients: readonly string[],
): Deficiency {
  return fault(id, element, facts, recipients)
}

/** The same of any paper, by the id of the Consent or the reference of another paper. */
export function fault(
  paper: string,
  element: string,
  { policy, custodian }: CompileFacts,
  recipients: readonly string[],
): Deficiency {
  const { sentence, who } = policy.elements.get(element) ?? { sentence: element, who: '{custodian}' }
  return {
    consent: paper,
    element,
    text: sentence.replaceAll('{custodian}', custodian.partner),
    who: who.replaceAll('{custodian}', custodian.partner),
    recipients: [...recipients].toSorted(),
  }
}

/** The elements that the release lacks so that all of it is void, in the order of the regulation. */
export function missingElements(form: Form): string[] {
  return checks.filter(([, isMissing]) => isMissing(form)).map(([element]) => element)
}

const checks: readonly (readonly [string, (form: Form) => boolean])[] = [
  ['patient', ({ consent }) => !isNamed(consent['patient'])],
  [
    'discloser',
    ({ consent, facts }) => !names(consent['organization'], `Organization/${facts.custodian.partner}`),
  ],
  ['information', ({ reading }) => reading.information.named === 0n],
  ['counseling-notes', ({ reading, facts: { policy } }) => isMixed(reading.information.named, policy.alone)],
  [
    'recipient',
    ({ reading: { recipients } }) =>
      recipients.partners.length + recipients.unknown + recipients.outside === 0 && !recipients.isToGateway,
  ],
  [
    'gateway',
    ({ reading: { recipients }, facts: { custodian } }) =>
      (custodian.gatewayRole ?? 'qso_ba') !== 'qso_ba' && !recipients.isToGateway,
  ],
  [
    'hipaa-redisclosure',
    (form) => needsHipaaStatement(form) && !states(form.consent, EXTENSION.hipaaRedisclosureStatement),
  ],
  ['purpose', ({ reading }) => reading.purposes.known.length === 0],
  [
    'purpose-alone',
    ({ reading: { purposes } }) =>
      purposes.known.some(({ isAlone }) => isAlone) && purposes.known.length + purposes.unknown > 1,
  ],
  [
    'right-to-revoke',
    (form) => !isCriminalJustice(form.reading) && !states(form.consent, EXTENSION.rightToRevokeStatement),
  ],
  [
    'revocable-when',
    (form) =>
      isCriminalJustice(form.reading) && extensionsOf(form.consent, EXTENSION.revocableWhen).length === 0,
  ],
  ['expiry', (form) => !hasExpiry(form)],
  ['period', ({ reading }) => isCriminalJustice(reading) && reading.until === undefined],
  ['signature', ({ consent }) => !isSigned(consent)],
  ['date', ({ consent, facts }) => !isDated(consent, facts.at)],
  [
    'refusal-consequences',
    (form) => isTpo(form.reading) && !states(form.consent, EXTENSION.refusalConsequencesStatement),
  ],
  ['narrowing', ({ reading }) => reading.isNarrowed],
  ['nesting', ({ isTooDeep }) => isTooDeep],
]

/** 42 CFR 2.35 applies where monitoring by the criminal justice system is the purpose. */
export function isCriminalJustice({ purposes }: ProvisionReading): boolean {
  return purposes.known.some((purpose) => purpose.isCriminalJustice)
}

/** The extensions of a Consent with this URL. */
export function extensionsOf(consent: Resource, url: string): Extension[] {
  return list<Extension>(consent['extension']).filter((extension) => extension.url === url)
}

function isTpo({ purposes }: ProvisionReading): boolean {
  return purposes.known.some((purpose) => purpose.isTpo)
}

function isMixed(named: bigint, alone: bigint): boolean {
  return (named & alone) !== 0n && (named & ~alone) !== 0n
}

function isNamed(value: unknown): boolean {
  return list<Reference>(value).some(
    ({ reference, identifier }) => reference !== undefined || identifier?.value !== undefined,
  )
}

function names(value: unknown, wanted: string): boolean {
  return list<Reference>(value).some(({ reference }) => reference === wanted)
}

function states(consent: Resource, url: string): boolean {
  return extensionsOf(consent, url).some((extension) => extension['valueBoolean'] === true)
}

function needsHipaaStatement({ reading, recipients, facts }: Form): boolean {
  const { hipaaRoles } = facts.policy.parties
  return isTpo(reading) && recipients.some(({ legalRole }) => hipaaRoles.includes(legalRole))
}

/** Exactly one of date, event and none; none only where all purposes are treatment, payment and operations. */
function hasExpiry({ consent, reading }: Form): boolean {
  const hasNone = states(consent, EXTENSION.expirationNone)
  const events = extensionsOf(consent, EXTENSION.expirationEvent)
  const hasEvent = events.some(({ valueString }) => typeof valueString === 'string' && valueString !== '')
  const count = [reading.until !== undefined, hasEvent, hasNone].filter(Boolean).length
  const mayHaveNone =
    reading.purposes.unknown === 0 && reading.purposes.known.every((purpose) => purpose.isTpo)
  return count === 1 && !reading.isPeriodUnreadable && (!hasNone || mayHaveNone)
}

function isSigned(consent: Resource): boolean {
  return isNamed(consent['performer']) || extensionsOf(consent, EXTENSION.consentSignature).length > 0
}

/** When it was signed; never, where that cannot be read. */
export function signedAt({ dateTime }: Resource): string {
  return (typeof dateTime === 'string' ? beginningOf(dateTime) : undefined) ?? NEVER
}

function isDated(consent: Resource, at: string): boolean {
  return signedAt(consent) <= (instantOf(at) ?? ALWAYS)
}
