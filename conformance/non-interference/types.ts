/** The words of the suite: who takes part, what is asked, what is heard, and what the suite itself knows of its world. */
import type { JWK } from 'jose'

export type Json = Record<string, unknown>
export type Resource = Json & { readonly resourceType: string; readonly id?: string }

/** A partner with whose credentials the suite speaks: one person of it, for one purpose. */
export type PartnerFacts = {
  readonly id: string
  readonly clientId: string
  /** The private key, with `kid` and `alg`. */
  readonly key: JWK
  /** The first identifier of the organization, as its tokens carry it. */
  readonly organizationId: string
  /** The system of the identifiers that the partner gives to its records. */
  readonly recordSystem: string
  readonly person?: { readonly id: string; readonly name: string; readonly role: string }
  readonly purpose: string
}

/** One actor, the custodian whose records it may see in part, and partners who are neither. */
export type Scenario = {
  readonly custodian: PartnerFacts
  readonly actor: PartnerFacts
  readonly others: readonly PartnerFacts[]
}

export type Ask = {
  /** Of the report: says what is asked, never an id. */
  readonly name: string
  /** `GET /fhir/:type/:id`, as the table has it. */
  readonly route: string
  readonly method: string
  readonly path: string
  /** A text is sent as a form, an array as lines of JSON, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Next links are followed to the end. */
  readonly isFollowed?: boolean
  /** With the purpose of an emergency; no session is open. */
  readonly isUrgent?: boolean
}

export type Heard = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What the database was asked, where somebody listens. */
  readonly statements: readonly string[]
}

/** Sends as one partner, with a token of its own. */
export type Client = {
  readonly facts: PartnerFacts
  send(ask: Pick<Ask, 'method' | 'path' | 'body' | 'headers'>): Promise<Heard>
}

/** Listens to the statements that one request causes. */
export type StatementProbe = {
  begin(): Promise<void>
  end(): Promise<readonly string[]>
}

/** What a record of the custodian is: its kind tells the categories that all must be released. */
export type Kept = {
  readonly kind: string
  /** `Type/id` */
  readonly reference: string
  /** `system|value` */
  readonly identifier: string
  readonly content: Resource
}

/** A release that the suite has made; what it permits is the suite's own model, not the server's. */
export type Release = {
  readonly reference: string
  readonly to: string
  readonly categories: readonly string[]
  /** A release for monitoring by a court stands until the event that it names, also where it was taken back (42 CFR 2.35(c)). */
  readonly stands: boolean
  /** Only `in-force` permits anything. */
  state: ReleaseState
}
export type ReleaseState = 'in-force' | 'expired' | 'not-yet' | 'other-purpose' | 'revoked'

export type Person = {
  readonly key: string
  readonly reference: string
  readonly identifier: string
  /** `system|value` that another partner gave to the person: nobody but the custodian may know of it. */
  readonly foreign?: string | undefined
  readonly names: { readonly family: string; readonly given: string; readonly birthDate: string }
  readonly releases: Release[]
  /** Categories that a restriction keeps from the actor whatever a release says. */
  readonly restricted: string[]
  readonly records: Kept[]
}

/** Everything that the suite knows. It grows with each change. */
export type World = {
  readonly scenario: Scenario
  readonly custodian: Client
  readonly actor: Client
  readonly others: readonly Client[]
  /** The actor, and the first of the others, for the purpose of an emergency; undefined where the partner has none. */
  readonly urgent: Client | undefined
  readonly urgentOther: Client | undefined
  readonly persons: Person[]
  /** The actor's own Patients and records, to ask about and to write. */
  readonly own: OwnRecords
  /** Words that stand in withheld records and nowhere else: no answer to the actor may have one. */
  readonly marks: Set<string>
  /** Ids that were there before the answers were compared: they are not renamed. */
  readonly known: Set<string>
  /** A number that no other run has, in every identifier that the suite gives. */
  readonly run: string
  /** The instant that the server takes for now. */
  readonly clock: () => Date
  next: number
}

export type OwnRecords = {
  readonly patient: string
  readonly patientIdentifier: string
  readonly condition: string
  readonly conditionIdentifier: string
  readonly consent: string
  /** Written over and over: its versions are its own affair. */
  readonly scratch: string
}
