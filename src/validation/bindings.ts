/**
 * Tests of codes against bound value sets (FHIR R4 terminologies.html#binding). Required: an error. Extensible: a warning.
 * A code of which nobody can tell, because its system or value set is not held, is a warning of its own, never silence.
 */
import { isObject } from '../fhir/resource.ts'
import type { ElementRule } from '../fhir/definitions.ts'
import type { Coded, Membership, Terminology } from '../terminology/terminology.ts'
import { readObjects, readString, type Json } from './json.ts'
import type { Item, Passes, Test, TypeProgram } from './program.ts'
import { report, type Fault, type Scope } from './run.ts'
import { quoted } from './wording.ts'

type Kind = 'required' | 'extensible' | 'maximum'

/** The tests of an element's bindings. */
export function bindingTests({ binding }: ElementRule, terminology: Terminology): Test[] {
  if (!binding) return []
  const { strength, valueSet, maxValueSet } = binding
  const tests: Test[] = []
  if (valueSet !== undefined && (strength === 'required' || strength === 'extensible')) {
    tests.push(bindingTest(strength, valueSet, terminology))
  }
  if (maxValueSet !== undefined) tests.push(bindingTest('maximum', maxValueSet, terminology))
  return tests
}

/** Whether a code, Coding, Quantity or CodeableConcept is in a value set; undefined where it holds no code. */
export function membershipOf(
  value: unknown,
  valueSet: string,
  terminology: Terminology,
): Membership | undefined {
  const codes = codesOf(value)
  if (codes === undefined || codes.length === 0) return undefined
  // Only a `code` has its system from its value set; a Coding without a system says nothing that could be in one.
  const memberships = codes.map((coded) =>
    typeof value !== 'string' && coded.system === undefined ? 'not-in' : terminology.validateCode(valueSet, coded),
  )
  if (memberships.includes('in')) return 'in'
  return memberships.includes('unknown') ? 'unknown' : 'not-in'
}

/** The codes of a value; undefined for a type that has none. */
function codesOf(value: unknown): Coded[] | undefined {
  if (typeof value === 'string') return [{ code: value }]
  if (!isObject(value)) return undefined
  if (Object.hasOwn(value, 'coding')) return readObjects(value, 'coding').flatMap(codedOf)
  return Object.hasOwn(value, 'code') ? codedOf(value) : []
}

function codedOf(value: Json): Coded[] {
  const code = readString(value, 'code')
  const system = readString(value, 'system')
  return code === undefined ? [] : [{ code, ...(system !== undefined && { system }) }]
}

function bindingTest(kind: Kind, valueSet: string, terminology: Terminology): Test {
  const isIn = rememberMembers(valueSet, terminology)
  const test = (item: Item, scope: Scope): void => {
    if (item.value === undefined || item.value === null) return
    const membership = membershipOf(item.value, valueSet, terminology)
    if (membership === 'in') return
    const fault = faultOf(item, kind, valueSet, membership)
    if (fault) report(item, scope, fault)
  }
  const quick = (type: TypeProgram | undefined): Passes => {
    const mayLackCode = kind !== 'required' || type?.rule.code === 'Quantity'
    return (value) => hasMember(value, isIn) || (mayLackCode && codesOf(value)?.length === 0)
  }
  return Object.assign(test, { quick })
}

type IsIn = (system: string | undefined, code: string) => boolean

/** Codes of one value set that are remembered to be in it. */
const REMEMBERED_MAX = 2_000

/** Whether a code is in a value set: the terminology is asked once for each code that is. */
function rememberMembers(valueSet: string, terminology: Terminology): IsIn {
  const members = new Map<string | undefined, Set<string>>()
  let count = 0
  return (system, code) => {
    if (members.get(system)?.has(code)) return true
    const coded = { code, ...(system !== undefined && { system }) }
    if (terminology.validateCode(valueSet, coded) !== 'in') return false
    if (count >= REMEMBERED_MAX) {
      members.clear()
      count = 0
    }
    const codes = members.get(system) ?? new Set()
    members.set(system, codes.add(code))
    count += 1
    return true
  }
}

/** Whether one of the codes of a value is in the value set. */
function hasMember(value: unknown, isIn: IsIn): boolean {
  if (typeof value === 'string') return isIn(undefined, value)
  if (!isObject(value)) return false
  if (!Object.hasOwn(value, 'coding')) return isMember(value, isIn)
  const { coding } = value
  return Array.isArray(coding) && coding.some((each: unknown) => isObject(each) && isMember(each, isIn))
}

function isMember(coded: Json, isIn: IsIn): boolean {
  const code = readString(coded, 'code')
  const system = readString(coded, 'system')
  return code !== undefined && system !== undefined && isIn(system, code)
}

function faultOf(
  item: Item,
  kind: Kind,
  valueSet: string,
  membership: Membership | undefined,
): Fault | undefined {
  const { name } = item.program
  const isBinding = kind === 'required' || kind === 'maximum'
  if (membership === 'unknown') {
    const text = `Nobody could tell whether ${codesText(item.value)} of ${name} is in the value set ${valueSet}, which is not fully held here; check it where the code system is.`
    return {
      severity: isBinding ? 'warning' : 'information',
      code: 'not-found',
      rule: 'binding-unknown',
      text,
    }
  }
  if (membership === undefined) {
    // A Quantity or an extensible concept may come without a code; FHIR R4 terminologies.html#required.
    if (!isBinding || kind === 'maximum' || item.type?.rule.code === 'Quantity') return undefined
    const text = `${name} has no code; give one of the value set ${valueSet}.`
    return { code: 'code-invalid', rule: 'binding-required', text }
  }
  const text = `${capitalized(codesText(item.value))} of ${name} is not in the value set ${valueSet}; use one of its codes.`
  return isBinding
    ? { code: 'code-invalid', rule: kind === 'maximum' ? 'binding-maximum' : 'binding-required', text }
    : { severity: 'warning', code: 'code-invalid', rule: 'binding-extensible', text }
}

/** The first code of a value, in words. */
function codesText(value: unknown): string {
  const [first] = codesOf(value) ?? []
  if (!first) return 'the value'
  return first.system === undefined
    ? `code ${quoted(first.code)}`
    : `code ${quoted(first.code)} of ${quoted(first.system)}`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
