/**
 * The words of the referral's life: its states, its two sides, and what a submitted Task update leads to.
 * A state is a pair of Task.status and Task.businessStatus; policies/referral-states.json lists them (the table).
 */
import type { CodeableConcept, Coding, Issue, Resource } from '../fhir/resource.ts'
import type { Stays } from './copy.ts'

export const REFERRAL_STATES = [
  'drafted',
  'awaiting-consent',
  'sent',
  'received',
  'accepted',
  'declined',
  'waitlisted',
  'on-hold',
  'scheduled',
  'no-show',
  'appointment-cancelled',
  'in-service',
  'cancel-requested',
  'cancelled',
  'expired',
  'failed',
  'completed',
  'error',
] as const

export type ReferralState = (typeof REFERRAL_STATES)[number]

/** Who changes the Task: the partner that refers, the one that is referred to, or the gateway for either. */
export type Side = 'requester' | 'receiver' | 'gateway'

/** Something that a Task must (`error`) or should (`warning`) say when it enters a state: any one of the elements. */
export type Requirement = {
  readonly anyOf: readonly string[]
  readonly severity: 'error' | 'warning'
  readonly mend: string
}

/** How a state is entered: by whom, and from where; `none` stands for a Task that does not exist yet. */
export type Entry = { readonly by: readonly Side[]; readonly from: readonly (ReferralState | 'none')[] }

/** How a state is written on a Task. */
export type StatePair = { readonly status: string; readonly businessStatus?: Coding }

export type StateRule = {
  readonly state: ReferralState
  /** The first one is written where a Task says no business status; the others mean the same state. */
  readonly pairs: readonly [StatePair, ...StatePair[]]
  /** A Task with this status and no business status, or one that the table does not know, is in this state. */
  readonly isDefault: boolean
  readonly isTerminal: boolean
  /** ServiceRequest.status of the order while its Task is in this state. */
  readonly serviceRequestStatus: string
  readonly entries: readonly Entry[]
  readonly requires: readonly Requirement[]
}

/** The parsed policies/referral-states.json (parseReferralStates). */
export type ReferralStates = {
  readonly version: string
  /** Task.code of a referral. */
  readonly taskCode: Coding
  /** The business status of a source Task whose progress may not be told. */
  readonly neutral: Coding
  readonly rules: readonly StateRule[]
}

/** What a Task says about the referral that it tracks; `partOf` is there on the receiver's side only. */
export type Referral = {
  readonly isReferral: boolean
  /** Partner ids. */
  readonly requester?: string
  readonly owner?: string
  /** `ServiceRequest/<id>`. */
  readonly focus?: string
  /** `Task/<id>` of the source's Task. */
  readonly partOf?: string
}

export type Move =
  | {
      readonly kind: 'moved' | 'same'
      readonly state: ReferralState
      /** The Task as it is to be kept: as submitted, with the business status of its state. */
      readonly task: Resource
      readonly serviceRequestStatus: string
      readonly isTerminal: boolean
      /** Warnings: what the Task should say besides. */
      readonly issues: readonly Issue[]
    }
  | {
      readonly kind: 'refused'
      readonly issues: readonly Issue[]
      /** The states that this side may enter from where the Task is. */
      readonly legal: readonly ReferralState[]
    }

/** The source's side of a referral, as far as it was disclosed to the receiver. */
export type ReferralSource = {
  readonly task: Resource
  readonly serviceRequest: Resource
  readonly patient: Resource
  readonly supporting: readonly Resource[]
}

export type ReferralTarget = {
  /** The receiver's partner id. */
  readonly receiver: string
  /** Id of the receiver's Patient. */
  readonly patientId: string
  /** True where the receiver has no Patient yet and gets a copy under `patientId`. */
  readonly copiesPatient: boolean
  /** The receiver's id for what the source calls `key` (`Type/id`): the same key gives the same id. */
  readonly newId: (key: string) => string
  /** Instant of the sending. */
  readonly at: string
  /** What stays in copies that the receiver has already; nothing where it is absent. */
  readonly stays?: Stays
}

/**
 * Where a change of a Task goes: a `referral` with its packet, a `change` by the requester to the receiver's side, or a
 * `status` back to the requester, if it may be told.
 */
export type Route = {
  readonly kind: 'referral' | 'change' | 'status'
  readonly from: string
  readonly to: string
  /** `Task/<id>` of the Task that changed. */
  readonly task: string
}

/** A CodeableConcept of one coding. */
export function conceptOf(coding: Coding): CodeableConcept {
  return { coding: [coding] }
}
