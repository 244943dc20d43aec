/**
 * The form of the table of rules: a row says what happens by a rule and where; a case puts one question to `decide` and
 * says the answer. Cases stand in the files beside this one, by the sections of 42 CFR Part 2; rules.test.ts asks them all,
 * and docs/part2.md is made of them (`npm run part2-page`). To add a case, add it to the list of its section.
 */
import type { CompileFacts, Decision, DisclosureRequest } from '../../../src/consent/consent.ts'
import { compileGrants } from '../../../src/consent/compile-grants.ts'
import { decide } from '../../../src/consent/decide.ts'
import type { Resource } from '../../../src/fhir/resource.ts'
import { facts as usual } from '../world.ts'

export type RuleCase = {
  /** The id of its row: a rule of policies/rules.json, or a paragraph of 2.31(a). */
  readonly rule: string
  /** The trap that it shows, by the numbers of traps.ts. */
  readonly trap?: number
  /** A sentence of what happens, without the verdict. */
  readonly name: string
  readonly verdict: 'permit' | 'deny'
  readonly request: DisclosureRequest
  /** What the discloser keeps of the patient's Consents. */
  readonly consents?: readonly Resource[]
  /** What else grants are compiled from. */
  readonly facts?: Partial<CompileFacts>
  readonly expect: Expected
}

/** What must be so of the decision; what is left out may be anything. Lists are whole, and in order. */
export type Expected = {
  readonly authority?: Decision['authority']
  /** Rule ids that the decision cites; every permit says them. */
  readonly rules?: readonly string[]
  /** Codes of the reasons; every denial says them. */
  readonly codes?: readonly string[]
  /** Codes of categories. */
  readonly allowed?: readonly string[]
  readonly withheld?: readonly string[]
  readonly obligations?: readonly string[]
  /** False where there is none. */
  readonly redisclosure?: string | false
  readonly notice?: string | false
  /** What is said to be missing: a part of each sentence. */
  readonly missing?: readonly string[]
}

export type RuleRow = {
  readonly rule: string
  /** For rules that policies/rules.json does not hold. */
  readonly citation?: string
  readonly mark?: string
  readonly what: string
  /** `src/file.ts: function` of what enforces it. */
  readonly where: readonly string[]
  /** Tests elsewhere that show it, as `test/file.test.ts "title"`. */
  readonly permits?: readonly string[]
  readonly denies?: readonly string[]
  /** Why one side has no case. */
  readonly noPermit?: string
  readonly noDeny?: string
  /** Nothing in this build does it, and why. Such a row has no cases. */
  readonly notEnforced?: string
}

/** The answer of the engine to a case, from its consents to its decision. */
export function decisionOn({ request, consents = [], facts: change = {} }: RuleCase): Decision {
  const facts = { ...usual, custodian: request.discloser, at: request.at, ...change }
  return decide(request, { ...compileGrants(consents, facts), policy: facts.policy })
}
