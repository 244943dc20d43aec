/**
 * Tests of codes against bound value sets (FHIR R4 terminologies.html#binding). Required: an error. Extensible: a warning.
 * A code of which nobody can tell, because its system or value set is not held, is a warning of its own, never silence.
 */
import { isObject } from '../fhir/resource.ts'
import type { ElementRule } from '../fhir/definitions.ts'
import type { Coded, Membership, Terminology } from '../terminology/terminology.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import type { Item, Passes, Test, TypeProgram } from './program.ts'
import { report, type Fault, type Scope } from './run.ts'
import { quoted, quotedCode } from './wording.ts'

type Kind = 'required' | 'extensible' | 'maximum'

/** Short names that stand for mime types where a server says its formats: FHIR R4 capabilitystatement.html, http.html#mime-type. */
const FORMATS: ReadonlySet<unknown> = new Set(['xml', 'json', 'ttl'])

/** The tests of an element's bindings. */
export function bindingTests(rule: ElementRule, terminology: Terminology): Test[] {
  const tests = testsOf(rule, terminology)
  if (rule.basePath !== 'CapabilityStatement.format') return tests
  return tests.map((test) => (item, scope) => {
    if (!FORMATS.has(item.value)) test(item, scope)
  })
}

function testsOf({ binding }: ElementRule, terminology: Terminology): Test[] {
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
export function membershipOf(value: unknown, valueSet: string, terminology: Held): Membership | undefined {
  const codes = codesOf(value)
  if (codes === undefined || codes.length === 0) return undefined
  // Only a `code` has its system from its value set; a Coding without a system says nothing that could be in one.
  let answer: Membership = 'not-in'
  for (const coded of codes) {
    if (typeof value !== 'string' && coded.system === undefined) continue
    const membership = terminology.validateCode(valueSet, coded)
    if (membership === 'in') return 'in'
    if (membership === 'unknown') answer = 'unknown'
  }
  return answer
}

/** The codes of a value; undefined for a type that has none. */
function codesOf(value: unknown): Coded[] | undefined {
  if (typeof value === 'string') return [{ code: value }]
  if (!isObject(value)) return undefined
  const coded = Object.hasOwn(value, 'coding') ? readObjects(value, 'coding') : [value]
  const codes: Coded[] = []
  for (const each of coded) {
    const code = readString(each, 'code')
    const system = readString(each, 'system')
    if (code !== undefined) codes.push(system === undefined ? { code } : { code, system })
  }
  return codes
}

function bindingTest(kind: Kind, valueSet: string, terminology: Terminology): Test {
  const held = remembering(valueSet, terminology)
  const { isKnown } = held
  const test = (item: Item, scope: Scope): void => {
    if (item.value === undefined || item.value === null) return
    const membership = membershipOf(item.value, valueSet, held)
    if (membership === 'in') return
    const fault = faultOf(item, kind, valueSet, membership)
    if (fault) report(item, scope, fault)
  }
  const quick = (type: TypeProgram | undefined): Passes => {
    const mayLackCode = kind !== 'required' || type?.rule.code === 'Quantity'
    return (value) => hasMember(value, isKnown) || (mayLackCode && codesOf(value)?.length === 0)
  }
  return Object.assign(test, { quick })
}

type Held = Pick<Terminology, 'validateCode'>

/** Codes of which it is remembered, for one value set, whether they are in it. */
const REMEMBERED_MAX = 2_000

type IsKnown = (code: string, system: string | undefined) => boolean

/** A terminology that is asked once whether a code is in the one value set; `isKnown` where it is. */
function remembering(valueSet: string, terminology: Terminology): Held & { readonly isKnown: IsKnown } {
  const systems = new Map<string | undefined, Map<string, Membership>>()
  let count = 0
  const remember = (coded: Coded): Membership => {
    if (count >= REMEMBERED_MAX) {
      systems.clear()
      count = 0
    }
    const fresh = terminology.validateCode(valueSet, coded)
    const codes = systems.get(coded.system) ?? new Map<string, Membership>()
    systems.set(coded.system, codes.set(coded.code, fresh))
    count += 1
    return fresh
  }
  return {
    validateCode: (_valueSet, coded) => systems.get(coded.system)?.get(coded.code) ?? remember(coded),
    isKnown: (code, system) => {
      const known = systems.get(system)?.get(code)
      return (known ?? remember(system === undefined ? { code } : { code, system })) === 'in'
    },
  }
}

/** Whether one of the codes of a value is in the value set. */
function hasMember(value: unknown, isKnown: IsKnown): boolean {
  if (typeof value === 'string') return isKnown(value, undefined)
  if (!isObject(value)) return false
  const coding = read(value, 'coding')
  if (coding === undefined) return isMember(value, isKnown)
  if (!Array.isArray(coding)) return false
  for (const each of coding as unknown[]) if (isObject(each) && isMember(each, isKnown)) return true
  return false
}

function isMember({ code, system }: Json, isKnown: IsKnown): boolean {
  return typeof code === 'string' && typeof system === 'string' && isKnown(code, system)
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
    : `code ${quotedCode(first.code, first.system)} of ${quoted(first.system)}`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
