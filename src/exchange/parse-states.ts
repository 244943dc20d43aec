/**
 * Reads the table of referral states (policies/referral-states.json). A malformed table is refused when it is loaded,
 * with the place and the fault. Pure.
 */
import { isObject } from '../fhir/resource.ts'
import type { Coding } from '../fhir/resource.ts'
import { REFERRAL_STATES } from './exchange.ts'
import type { Entry, ReferralStates, Requirement, Side, StatePair, StateRule } from './exchange.ts'

const SIDES: readonly Side[] = ['requester', 'receiver', 'gateway']
const SEVERITIES: readonly Requirement['severity'][] = ['error', 'warning']

/** The table, checked: every state once, pairs that mean one state only, and a default for every status. */
export function parseReferralStates(json: unknown): ReferralStates {
  const table = objectAt(json, 'the table')
  const systems = objectAt(table['systems'], 'systems')
  const coding = (value: unknown, at: string): Coding => {
    const written = objectAt(value, at)
    const system = text(systems[text(written['system'], `${at}.system`)], `${at}.system`)
    const display = written['display']
    return {
      system,
      code: text(written['code'], `${at}.code`),
      ...(typeof display === 'string' && { display }),
    }
  }
  const rules = listAt(table['states'], 'states').map((rule, index) =>
    parseRule(rule, `states[${index}]`, coding),
  )
  const states: ReferralStates = {
    version: text(table['version'], 'version'),
    taskCode: coding(table['taskCode'], 'taskCode'),
    neutral: coding(table['neutral'], 'neutral'),
    rules,
  }
  checkWhole(states)
  return states
}

type ReadCoding = (value: unknown, at: string) => Coding

function parseRule(json: unknown, at: string, coding: ReadCoding): StateRule {
  const rule = objectAt(json, at)
  const [first, ...others] = listAt(rule['pairs'], `${at}.pairs`).map((pair, index) =>
    parsePair(pair, `${at}.pairs[${index}]`, coding),
  )
  if (!first) throw malformed(`${at}.pairs is empty`)
  return {
    state: oneOf(REFERRAL_STATES, rule['state'], `${at}.state`),
    pairs: [first, ...others],
    isDefault: rule['isDefault'] === true,
    isTerminal: rule['isTerminal'] === true,
    serviceRequestStatus: text(rule['serviceRequestStatus'], `${at}.serviceRequestStatus`),
    entries: listAt(rule['entries'], `${at}.entries`).map((entry, index) =>
      parseEntry(entry, `${at}.entries[${index}]`),
    ),
    requires: listAt(rule['requires'], `${at}.requires`).map((item, index) =>
      parseRequirement(item, `${at}.requires[${index}]`),
    ),
  }
}

function parsePair(json: unknown, at: string, coding: ReadCoding): StatePair {
  const pair = objectAt(json, at)
  const status = text(pair['status'], `${at}.status`)
  const businessStatus = pair['businessStatus']
  if (businessStatus === undefined) return { status }
  return { status, businessStatus: coding(businessStatus, `${at}.businessStatus`) }
}

function parseEntry(json: unknown, at: string): Entry {
  const entry = objectAt(json, at)
  return {
    by: listAt(entry['by'], `${at}.by`).map((side) => oneOf(SIDES, side, `${at}.by`)),
    from: listAt(entry['from'], `${at}.from`).map((state) =>
      oneOf([...REFERRAL_STATES, 'none'], state, `${at}.from`),
    ),
  }
}

function parseRequirement(json: unknown, at: string): Requirement {
  const requirement = objectAt(json, at)
  return {
    anyOf: listAt(requirement['anyOf'], `${at}.anyOf`).map((path) => text(path, `${at}.anyOf`)),
    severity: oneOf(SEVERITIES, requirement['severity'], `${at}.severity`),
    mend: text(requirement['mend'], `${at}.mend`),
  }
}

function checkWhole({ rules }: ReferralStates): void {
  for (const state of REFERRAL_STATES) {
    const count = rules.filter((rule) => rule.state === state).length
    if (count !== 1) throw malformed(`${state} is there ${count} times`)
  }
  const pairs = rules.flatMap((rule) => rule.pairs)
  const keys = pairs.flatMap(({ status, businessStatus }) =>
    businessStatus ? [`${status} ${businessStatus.system ?? ''}|${businessStatus.code ?? ''}`] : [],
  )
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice) throw malformed(`${twice} means two states`)
  for (const status of new Set(pairs.map((pair) => pair.status))) {
    const defaults = rules.filter((rule) => rule.isDefault && rule.pairs[0].status === status)
    if (defaults.length !== 1) throw malformed(`${status} has ${defaults.length} default states`)
  }
}

function malformed(what: string): TypeError {
  return new TypeError(`policies/referral-states.json: ${what}`)
}

function objectAt(value: unknown, at: string): Record<string, unknown> {
  if (!isObject(value)) throw malformed(`${at} is not an object`)
  return value
}

function listAt(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw malformed(`${at} is not a list`)
  return value as unknown[]
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw malformed(`${at} is not a text`)
  return value
}

function oneOf<T extends string>(known: readonly T[], value: unknown, at: string): T {
  const found = known.find((candidate) => candidate === value)
  if (found === undefined) throw malformed(`${at}: ${String(value)} is none of ${known.join(', ')}`)
  return found
}
