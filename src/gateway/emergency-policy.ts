/** policies/emergency.json, parsed: who may open an emergency, for how long, and what closes it (42 CFR 2.51). */
import assert from 'node:assert/strict'
import { isObject } from '../fhir/resource.ts'

export type Nature = {
  readonly code: string
  readonly display: string
  readonly citation: string
  /** Rule id of policies/rules.json. */
  readonly rule: string
  /** Legal roles of the partner whose medical personnel may say so (authorities.json: `personnel`). */
  readonly partnerRoles: readonly string[]
  /** Names of the statements that the person must make. */
  readonly states: readonly string[]
  /** The information categories that such an emergency gives; without them all that goes in emergencies at all. */
  readonly categories: bigint
}

/** Something that a person must say, and who can say it. */
export type Wanted = { readonly name: string; readonly text: string; readonly who: string }

export type EmergencyPolicy = {
  readonly purpose: string
  readonly sessionMs: number
  readonly custodianRoles: readonly string[]
  readonly closerDuties: readonly string[]
  readonly natures: readonly Nature[]
  readonly statements: readonly Wanted[]
  readonly facts: readonly (Wanted & { readonly citation: string })[]
  /** What an emergency of this nature gives; nothing where there is none. */
  categoriesOf(nature: string): bigint
  /** The rule by which an emergency of this nature permits. */
  ruleOf(nature: string): string | undefined
}

/** The names under which the facts of 2.51(c) come; the record at the custodian has a line for each. */
export const FACTS = ['personnel', 'affiliation', 'discloser', 'date', 'nature'] as const
export type Fact = (typeof FACTS)[number]

/** A session is for an emergency: longer ones are a mistake of the file. */
const SESSION_MINUTES_MAX = 72 * 60
const MINUTE_MS = 60_000

export function parseEmergencyPolicy(
  json: unknown,
  bitsOf: (codes: readonly string[]) => bigint,
): EmergencyPolicy {
  const file = objectOf(json, 'the file')
  const minutes = file['sessionMinutes']
  assert(
    typeof minutes === 'number' && Number.isInteger(minutes) && minutes > 0 && minutes <= SESSION_MINUTES_MAX,
    `emergency.json: sessionMinutes is a whole number from 1 to ${SESSION_MINUTES_MAX}`,
  )
  const statements = objectsIn(file, 'statements').map(wanted)
  const natures = objectsIn(file, 'natures').map((each): Nature => ({
    code: textIn(each, 'code'),
    display: textIn(each, 'display'),
    citation: textIn(each, 'citation'),
    rule: textIn(each, 'rule'),
    partnerRoles: textsIn(each, 'partnerRoles'),
    states: textsIn(each, 'states'),
    categories: each['onlyCategories'] === undefined ? -1n : bitsOf(textsIn(each, 'onlyCategories')),
  }))
  const facts = objectsIn(file, 'facts').map((each) => ({
    ...wanted(each),
    citation: textIn(each, 'citation'),
  }))
  const known = new Set(statements.map(({ name }) => name))
  assert(
    natures.every(({ states }) => states.every((name) => known.has(name))),
    'emergency.json: a nature names a statement that is not there',
  )
  assert(
    facts.map(({ name }) => name).join() === FACTS.join(),
    `emergency.json: the facts are those of 42 CFR 2.51(c): ${FACTS.join(', ')}`,
  )
  return {
    purpose: textIn(file, 'purpose'),
    sessionMs: minutes * MINUTE_MS,
    custodianRoles: textsIn(file, 'custodianRoles'),
    closerDuties: textsIn(file, 'closerDuties'),
    natures,
    statements,
    facts,
    ruleOf: (nature) => natures.find(({ code }) => code === nature)?.rule,
    categoriesOf: (nature) => natures.find(({ code }) => code === nature)?.categories ?? 0n,
  }
}

function wanted(each: Record<string, unknown>): Wanted {
  return { name: textIn(each, 'name'), text: textIn(each, 'text'), who: textIn(each, 'who') }
}

function objectOf(value: unknown, name: string): Record<string, unknown> {
  assert(isObject(value), `emergency.json: ${name} is an object`)
  return value
}

function objectsIn(of: Record<string, unknown>, name: string): Record<string, unknown>[] {
  const value = of[name]
  assert(Array.isArray(value) && value.length > 0, `emergency.json: ${name} is a list`)
  return value.map((each) => objectOf(each, name))
}

function textIn(of: Record<string, unknown>, name: string): string {
  const value = of[name]
  assert(typeof value === 'string' && value.trim() !== '', `emergency.json: ${name} is a text`)
  return value
}

function textsIn(of: Record<string, unknown>, name: string): string[] {
  const value = of[name]
  assert(
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string'),
    `emergency.json: ${name} is a list of words`,
  )
  return value
}
