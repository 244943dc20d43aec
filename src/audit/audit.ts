/**
 * What is written down about each act: AuditEvents after IHE BALP, and the accounting of disclosures (42 CFR 2.25).
 * An event of intent is committed before the first byte of a disclosure leaves; its outcome is a second event.
 */
import type { Actor } from '../partners/actor.ts'
import type { Decision } from '../consent/consent.ts'

/** What was done. `disclose` and `decide` are about another partner; the rest is a partner's own business. */
export type Act =
  | 'disclose'
  | 'decide'
  | 'read'
  | 'search'
  | 'create'
  | 'update'
  | 'submit'
  | 'revoke'
  | 'link'
  | 'explain'
  | 'account'
  | 'deliver'
  | 'recall'
  | 'publish'
  | 'emergency-open'
  | 'emergency-close'

/** What a decision was made on, so that it can be made again: the question, and by name what was known. */
export type MadeOn = {
  readonly asked: Readonly<Record<string, string | bigint | boolean | undefined>>
  readonly source: string | undefined
  readonly emergencies: readonly string[]
  readonly explained?: boolean
}

/** One act, before it becomes an AuditEvent. */
export type Event = {
  readonly act: Act
  readonly at: string
  readonly person: string
  /** Who acted: a partner's person by a request, or the gateway by itself. */
  readonly actor: Actor | 'gateway'
  readonly outcome: 'intended' | 'success' | 'failure'
  /** A code or a rule id; never a person's words. */
  readonly why?: string
  readonly entities: readonly string[]
  readonly decision?: Decision & { readonly madeOn?: MadeOn }
  readonly recipient?: string
  readonly custodian?: string
  /** The disclosure that the event is about. */
  readonly disclosure?: string
  /** The emergency session that the event is about. */
  readonly session?: string
}

/** One entry of the accounting: who received what of whom, why and under which authority. */
export type Disclosure = {
  readonly person: string
  readonly id: string
  readonly custodian: string
  readonly recipient: string
  readonly recipientPerson: string | undefined
  readonly purpose: string
  readonly authority: string
  readonly consents: readonly string[]
  /** What the authority rested on besides Consents: `emergency/id`, `intermediary/partner`, `Basic/id` of a court order. */
  readonly basis: readonly string[]
  readonly categories: bigint
  /** `Type/id/_history/version` of each resource. */
  readonly resources: readonly string[]
  readonly channel: 'read' | 'delivery' | 'report' | 'status'
  readonly notice: string | undefined
  readonly policyVersion: string
  readonly delivery: string | undefined
  readonly at: string
  readonly outcome: 'intended' | 'sent' | 'failed'
}
