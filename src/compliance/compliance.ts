/** The words of the compliance report: what it is made from. The report itself is a FHIR document Bundle (report.ts). */
import type { Coding, Period, Resource } from '../fhir/resource.ts'

/** What the court ordered: its CarePlan (intent order) and the ServiceRequests that its activities refer to. */
export type Mandate = { readonly plan: Resource; readonly conditions: readonly Resource[] }

/**
 * One resource that disclose let through, already redacted, with its information categories (policies/categories.json).
 * A fact is used only if all its categories were released.
 */
export type Fact = { readonly resource: Resource; readonly categories: readonly string[] }

export type ReportRequest = {
  readonly mandate: Mandate
  /** The court's own Patient. */
  readonly participant: Resource
  readonly facts: readonly Fact[]
  /** Codes of the information categories that the release grants. */
  readonly granted: readonly string[]
  /** First and last day of the report; at most PERIOD_DAYS_MAX days. */
  readonly period: Required<Period>
  /** Day of the hearing that the report is for. */
  readonly hearing?: string
  /** Organization that compiles the report (the gateway's own). */
  readonly author: Resource
  /** Organization that keeps the report (the court's). */
  readonly custodian: Resource
  /** Organizations whose records the facts come from. */
  readonly sources: readonly Resource[]
  /** Text of the 42 CFR 2.32 notice. */
  readonly notice?: string
  /** Explanation of the scope of the consent, 42 CFR 2.32(b). */
  readonly scope?: string
  /** Security labels of the report besides those of its facts. */
  readonly security?: readonly Coding[]
  /** Address of the FHIR server, without a slash at the end: references of the document resolve against it. */
  readonly base: string
  readonly at: string
  readonly newId: (key: string) => string
}
