/**
 * The words of the consent room: who discloses what to whom, for what, and what is decided about it. Types only; the
 * doors are label.ts, compile-grants.ts, decide.ts, explain.ts, revocation.ts, redact.ts and policy.ts, all pure.
 * A set of information categories is a bigint of bits (policies/categories.json); 0n stands for nothing at all.
 */
import type { Coding, Resource } from '../fhir/resource.ts'
import type { Policy } from './policy.ts'

/** A code of a purpose of use, as the token carries it (policies/purposes.json). */
export type Purpose = string

/** A paper on file between a partner and the gateway; in force from `from` until before `until`. */
export type Agreement = { readonly kind: string; readonly from: string; readonly until?: string }

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
  /** What it rests on besides Consents: `Basic/id` of a court order, `emergency/id`, `agreement/kind`. */
  readonly basis: readonly string[]
}

/** Why a consent, or a part of it, does not count, and who can mend it. */
export type Deficiency = {
  readonly consent: string
  /** An element of policies/elements.json, e.g. `expiry`. */
  readonly element: string
  readonly text: string
  readonly who: string
  /** Partners that the consent names, so that a refusal can say which paper failed. */
  readonly recipients: readonly string[]
}

export type CompiledGrants = { readonly grants: Grant[]; readonly deficiencies: Deficiency[] }

export type CompileFacts = {
  readonly person: string
  readonly custodian: Party
  readonly partners: readonly Party[]
  readonly policy: Policy
  readonly at: string
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
}

export type Authority =
  | 'own-record'
  | 'consent'
  | 'hipaa-treatment'
  | 'emergency'
  | 'court-order'
  | 'agreement'
export type Obligation = 'notice' | 'scope' | 'accounting' | 'minimum-necessary' | 'labels'
export type Reason = { readonly code: string; readonly text: string; readonly citation?: string }
export type Missing = { readonly what: string; readonly who: string }

export type Decision = {
  /** Permit may be partial: what leaves is what `allowed` covers, and a resource leaves only when all its categories are covered. */
  readonly kind: 'permit' | 'deny'
  readonly authority?: Authority
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
