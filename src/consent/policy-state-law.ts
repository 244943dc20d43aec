/** policies/state-law.json: stricter law of the states (42 CFR 2.20). It narrows, by whatever authority; it never widens. */
import type { Party } from './consent.ts'
import { fail, items, record, text, texts } from './read.ts'

type Bits = (value: unknown, at: string) => bigint

export type StateRule = {
  readonly id: string
  readonly state: string
  readonly citation: string
  readonly sentence: string
  readonly recipientRoles: readonly string[]
  readonly purposes: readonly string[]
  readonly excluded: bigint
}

export type StateLaw = {
  readonly rules: readonly StateRule[]
  /** States whose law requires reports to a prescription drug monitoring program. */
  readonly pdmpRequiredBy: readonly string[]
}

const STATE = /^US-[A-Z]{2}$/

export function parseStateLaw(value: unknown, bits: Bits): StateLaw {
  const file = record(value, 'state-law')
  const rules = (name: string): StateRule[] =>
    items(file[name], `state-law.${name}`, (item, at) => parseRule(item, at, bits))
  // The sample binds nobody, and shows a form that holds.
  rules('sample')
  return {
    rules: rules('rules'),
    pdmpRequiredBy: items(file['pdmpRequiredBy'], 'state-law.pdmpRequiredBy', parseState),
  }
}

/** The rules that bind a disclosure between these two for a purpose, to a recipient of this role. */
export function stateRulesFor(
  { discloser, recipient, purpose }: { discloser: Party; recipient: Party; purpose: string },
  { rules }: StateLaw,
): readonly StateRule[] {
  if (rules.length === 0) return rules
  const binds = (party: Party, state: string): boolean => party.state === undefined || party.state === state
  return rules.filter(
    ({ state, recipientRoles, purposes }) =>
      (binds(discloser, state) || binds(recipient, state)) &&
      (recipientRoles.includes('*') || recipientRoles.includes(recipient.legalRole)) &&
      (purposes.includes('*') || purposes.includes(purpose)),
  )
}

function parseRule(value: unknown, at: string, bits: Bits): StateRule {
  const item = record(value, at)
  return {
    id: text(item['id'], `${at}.id`),
    state: parseState(item['state'], `${at}.state`),
    citation: text(item['citation'], `${at}.citation`),
    sentence: text(item['sentence'], `${at}.sentence`),
    recipientRoles: texts(item['recipientRoles'], `${at}.recipientRoles`),
    purposes: texts(item['purposes'], `${at}.purposes`),
    excluded: bits(item['excludedCategories'], `${at}.excludedCategories`),
  }
}

function parseState(value: unknown, at: string): string {
  const state = text(value, at)
  return STATE.test(state) ? state : fail(at, 'must be a state, such as US-NY')
}
