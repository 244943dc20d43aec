/** Looks things up in the table of referral states. Pure. */
import { codingsOf, hasCode } from '../fhir/resource.ts'
import type { Coding, Resource } from '../fhir/resource.ts'
import type { ReferralState, ReferralStates, Side, StateRule } from './exchange.ts'

/** The rule of a state. */
export function ruleOf(state: ReferralState, states: ReferralStates): StateRule {
  const rule = states.rules.find((candidate) => candidate.state === state)
  if (!rule) throw new TypeError(`the table of referral states has no ${state}`)
  return rule
}

/**
 * The rule of the state that a Task is in; undefined when its status is none of a referral's. The neutral business status
 * and any that the table does not know say nothing: then it is the default state of the status.
 */
export function ruleOfTask(task: Resource, states: ReferralStates): StateRule | undefined {
  const pairs = states.rules.flatMap((rule) => rule.pairs.map((pair) => ({ rule, pair })))
  const exact = pairs.find(
    ({ pair: { status, businessStatus } }) =>
      businessStatus && status === task['status'] && isCoded(task['businessStatus'], businessStatus),
  )
  return exact?.rule ?? states.rules.find((rule) => rule.isDefault && rule.pairs[0].status === task['status'])
}

/** The business status codings of a Task that the table knows, the neutral one among them. */
export function knownBusinessStatus(task: Resource, states: ReferralStates): Coding[] {
  const known = [
    ...states.rules.flatMap((rule) => rule.pairs.map((pair) => pair.businessStatus)),
    states.neutral,
  ]
  return codingsOf(task['businessStatus']).filter((coding) =>
    known.some((candidate) => candidate?.system === coding.system && candidate?.code === coding.code),
  )
}

/** Whether this side may enter the state from there; `none` is a Task that does not exist yet. */
export function mayEnter(rule: StateRule, from: ReferralState | 'none', by: Side): boolean {
  return rule.entries.some((entry) => entry.by.includes(by) && entry.from.includes(from))
}

/** The states that this side may enter from there. */
export function legalStates(from: ReferralState | 'none', by: Side, states: ReferralStates): ReferralState[] {
  return states.rules.filter((rule) => mayEnter(rule, from, by)).map((rule) => rule.state)
}

/** Whether a CodeableConcept carries this coding. */
export function isCoded(concept: unknown, coding: Coding): boolean {
  return (
    coding.system !== undefined && coding.code !== undefined && hasCode(concept, coding.system, coding.code)
  )
}
