/**
 * The words of the consent room: who discloses what to whom, for what, and what is decided about it. Types only; the
 * doors are label.ts, compile-grants.ts, decide.ts, explain.ts, revocation.ts, redact.ts and policy.ts, all pure.
 * A set of information categories is a bigint of bits (policies/categories.json); 0n stands for nothing at all.
 */
import type { Coding, Resource } from '../fhir/resource.ts'
import type { Policy } from './policy.ts'
import type { Denial } from './segments.ts'

/** A code of a purpose of use, as the token carries it (policies/purposes.json). */
export type Purpose = string

/**
 * A paper on file, in force from the beginning of `from` until before the beginning of `until`: between a partner and the
 * gateway, or, where it says `with`, between two partners.
 */
export type Agreement = {
  readonly kind: string
  readonly from: string
  readonly until?: string
  /** The other partner, where it is not with the gateway. */
  readonly with?: string
  /** The information categories that it is limited to. */
  readonly categories?: readonly string[]
  /** How far apart the two are, for a central registry (42 CFR 2.34(a)). */
  readonly miles?: number
  /** Where the signed paper is kept. */
  readonly document?: string
}

/** What the gateway is, in law, toward a partner (42 CFR 2.11). */
export type GatewayRole = 'qso_ba' | 'intermediary' | 'lawful_holder'

/** The person who acts for a partner. A duty is a word of policies/purposes.json, or that word and `:` and what it is about. */
export type ActingPerson = {
  readonly id: string
  readonly name?: string
  readonly role?: string
  readonly duties: readonly string[]
}

/** One side of a disclosure, with the facts about it that the law asks for. */
export type Party = {
  readonly partner: string
  /** treatment-center, hospital, court or community-service. */
  readonly kind: string
  /** PartyKind of 42 CFR Part 2: part2_program, covered_entity_provider, criminal_justice_element ... */
  readonly legalRole: string
  readonly agreements: readonly Agreement[]
  /** Where it is not said, the gateway is its qualified service organization or business associate. */
  readonly gatewayRole?: GatewayRole
  /** The state whose stricter law binds it, such as `US-NY`. */
  readonly state?: string
  readonly person?: ActingPerson
  readonly name?: string
  /** References of units that are Part 2 programs within a partner that as a whole is none (42 CFR 2.11 "program" (2)). */
  readonly part2Units?: readonly string[]
}

export type LabelInput = {
  readonly resource: Resource
  /** How others refer to it: its fullUrl in the submission, or Type/id. */
  readonly reference: string
  /** Labels on the version stored before, a received copy's above all: an update may add labels, and never takes one off. */
  readonly carried?: readonly Coding[]
  /** The reference of its version before, which comes before it in the list: what is sensitive there stays so. */
  readonly after?: string
}

export type LabelFacts = {
  readonly custodian: Party
  /** Categories of a stored resource that is referred to; only the sensitive ones travel. */
  readonly inheritedFrom: (reference: string) => bigint | undefined
  readonly policy: Policy
}

export type Label = {
  /** The whole of meta.security: exactly one confidentiality code, and what the resource declared itself. */
  readonly security: Coding[]
  /** Never 0n: what no rule knows is `unclassified`, which goes only where a release names it. */
  readonly categories: bigint
  readonly isPart2: boolean
  readonly reasons: readonly { readonly rule: string; readonly text: string }[]
}

/** What all of a person's releases and restrictions at one custodian permit one recipient for one purpose, at one time. */
export type Grant = {
  readonly person: string
  readonly custodian: string
  readonly recipient: string
  readonly purpose: Purpose
  readonly categories: bigint
  /** UTC instant, included. */
  readonly from: string
  /** UTC instant, excluded. */
  readonly until?: string
  /** Ids of the Consents that release. */
  readonly consents: readonly string[]
  readonly redisclosure: string
  readonly policyVersion: string
  readonly authority: Authority
  /** The time for which what it rests on was given, where that is another than the time of the grant: what its recipient is told. */
  readonly period?: { readonly from: string; readonly until?: string }
  /** What it rests on besides Consents: `Basic/id` of a court order, `emergency/id`, `agreement/kind`, `intermediary/id`. */
  readonly basis: readonly string[]
  /** The rules by which that permits; of a release none, its rule follows from recipient and purpose. */
  readonly rules?: readonly string[]
  /** The docket that the release names: it is for those who monitor this mandate (42 CFR 2.35(a)). */
  readonly mandate?: string
  /** What was outweighed for this recipient and purpose while the grant holds. */
  readonly overruled?: readonly Conflict[]
}

/** One provision outweighs another for these categories: a restriction a release, an emergency a restriction. */
export type Conflict = { readonly winner: string; readonly loser: string; readonly categories: bigint }

/** A conflict with its time and place, also where nothing is left to grant. */
export type PlacedConflict = Conflict & {
  readonly recipient: string
  readonly purpose: Purpose
  readonly from: string
  readonly until?: string
}

/** Why a consent, or a part of it, does not count, and who can mend it. */
export type Deficiency = {
  /** The id of the Consent; of another paper its reference (`Basic/id`). */
  readonly consent: string
  /** An element of policies/elements.json, e.g. `expiry`. */
  readonly element: string
  readonly text: string
  readonly who: string
  /** Partners that the consent names, so that a refusal can say which paper failed. */
  readonly recipients: readonly string[]
}

export type CompiledGrants = {
  readonly grants: Grant[]
  readonly deficiencies: Deficiency[]
  readonly conflicts: PlacedConflict[]
  /** The restrictions themselves, whether or not a grant is narrower by them. */
  readonly denials: readonly Denial[]
}

/** The partners who treat a person, each with the instant on which that ends, where one is stated. */
export type Treating = ReadonlyMap<string, string | undefined>

/** An emergency that was opened at the custodian (42 CFR 2.51). */
export type Emergency = {
  readonly id: string
  readonly recipient: string
  readonly from: string
  readonly until: string
  /** All that this kind of emergency gives; more than policy lets go it never gives. */
  readonly categories?: bigint
  /** The rule of an emergency of its kind (42 CFR 2.51(a)(1), (a)(2), (b)); of policy where it is not said. */
  readonly rule?: string
}

export type CompileFacts = {
  readonly person: string
  readonly custodian: Party
  readonly partners: readonly Party[]
  readonly policy: Policy
  readonly at: string
  /** Who has a treating provider relationship to the person; nobody where it is not said. */
  readonly treating?: Treating
  readonly emergencies?: readonly Emergency[]
  /** What the custodian keeps of a court about the person: orders (Basic), and subpoenas (DocumentReference). */
  readonly orders?: readonly Resource[]
}

export type Channel = 'read' | 'delivery' | 'report' | 'status'

export type DisclosureRequest = {
  readonly at: string
  readonly discloser: Party
  readonly recipient: Party
  readonly purpose: Purpose
  readonly categories: bigint
  readonly isPart2: boolean
  /** `read` is about one resource: all or nothing. The others may be permitted in part. */
  readonly channel: Channel
  /** The discloser refers the patient to the recipient, or the recipient treats him (45 CFR 164.506(c)). */
  readonly isTreatmentReferral?: boolean
  /** Where given, grants of other persons do not count. */
  readonly person?: string
  /** What has happened, where the purpose asks for it (42 CFR 2.34(a)): an event of policies/purposes.json. */
  readonly event?: string
  /** The record is a copy that the discloser received under this redisclosure class (42 CFR 2.33(b), 2.35(d)). */
  readonly held?: Held
  /** An authority that rests on facts, not on grants: a claim of policies/rules.json with what is stated for it. */
  readonly claim?: Claim
}

/** How the discloser got what it now wants to disclose. */
export type Held = {
  readonly class: string
  /** What the consent under which it was received says itself of further recipients (42 CFR 2.33(b)(2)). */
  readonly consented?: {
    readonly recipients: readonly string[]
    readonly purposes: readonly string[]
    readonly categories: bigint
  }
  /** The mandate in which it was received (42 CFR 2.35(d)). */
  readonly mandate?: string
}

export type Claim = { readonly kind: string; readonly facts: readonly string[] }

export type Authority =
  | 'own-record'
  | 'consent'
  | 'hipaa-treatment'
  | 'emergency'
  | 'court-order'
  | 'agreement'
  | 'redisclosure'
  | 'claim'
export type Obligation =
  | 'notice'
  | 'scope'
  | 'accounting'
  | 'minimum-necessary'
  | 'labels'
  | 'emergency-record'
export type Reason = { readonly code: string; readonly text: string; readonly citation?: string }
export type Missing = { readonly what: string; readonly who: string }
/** A consent, order, agreement or emergency by its reference, with what it says on the question. */
export type Provision = { readonly reference: string; readonly says: string; readonly categories: bigint }

export type Decision = {
  /** Permit may be partial: what leaves is what `allowed` covers, and a resource leaves only when all its categories are covered. */
  readonly kind: 'permit' | 'deny'
  /** The first of `authorities`. */
  readonly authority?: Authority
  /** All that the permission rests on. */
  readonly authorities: readonly Authority[]
  /** What decided. */
  readonly deciding: readonly Provision[]
  /** What says otherwise and lost. */
  readonly losing: readonly Provision[]
  /** Rule ids of policies/rules.json. */
  readonly rules: readonly string[]
  readonly reasons: readonly Reason[]
  readonly missing: readonly Missing[]
  readonly allowed: bigint
  readonly withheld: bigint
  readonly obligations: readonly Obligation[]
  /** Ids of the Consents relied on. */
  readonly consents: readonly string[]
  readonly redisclosure?: string
  /** Id of a notice of policies/notices.json. */
  readonly notice?: string
  readonly policyVersion: string
}

export type DecisionFacts = {
  /** The grants of the person at the discloser; rows of other recipients, purposes or times do no harm. */
  readonly grants: readonly Grant[]
  readonly policy: Policy
  /** Where given, a refusal names the paper that failed. */
  readonly deficiencies?: readonly Deficiency[]
  /** Where given, a decision names what was outweighed also where nothing is left to grant. */
  readonly conflicts?: readonly PlacedConflict[]
  /** The restrictions that the discloser agreed to; without them nothing rests on a referral, or on the class of a copy. */
  readonly denials?: readonly Denial[]
}

export type RevocationBy = {
  readonly partner: string
  readonly person?: string
  /** Revokes for this partner only (partial revocation). */
  readonly recipient?: string
  /** When the event of a 2.35 consent happened, as the custodian states it. */
  readonly eventOccurred?: string
}

export type Revocation = {
  readonly kind: 'revoked' | 'recorded-not-effective'
  /** The Consent as it is to be stored now. */
  readonly consent: Resource
  readonly reason: string
  /** When it takes effect, where that is known. */
  readonly effective?: string
}
