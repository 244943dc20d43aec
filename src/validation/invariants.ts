/**
 * Tests of invariants by FHIRPath. The rule's own words are the sentence of its finding, so a profile words its rules for
 * the people who read them. A rule that cannot be evaluated is a finding too: no rule is skipped in silence.
 */
import type { ConstraintRule, ElementRule } from '../fhir/definitions.ts'
import { FhirpathError, Primitive, type CompileOptions, type Program } from '../fhirpath/fhirpath.ts'
import { ValidationError } from './finding.ts'
import type { Item, Test, TypeProgram } from './program.ts'
import { report, type Scope } from './run.ts'

export type CompileExpression = (text: string, options?: CompileOptions) => Program

/** The tests of an element's invariants; throws ValidationError where one is no FHIRPath. */
export function invariantTests(rule: ElementRule, place: string, compile: CompileExpression): Test[] {
  return rule.constraints.map((constraint) => invariantTest(constraint, rule, place, compile))
}

function invariantTest(
  constraint: ConstraintRule,
  rule: ElementRule,
  place: string,
  compile: CompileExpression,
): Test {
  const programs = new Map<string | undefined, Program>()
  const programOf = (base: string | undefined): Program => {
    const known = programs.get(base)
    const program = known ?? compile(constraint.expression, base === undefined ? {} : { base })
    if (!known) programs.set(base, program)
    return program
  }
  try {
    programOf(undefined)
  } catch (error) {
    if (!(error instanceof FhirpathError)) throw error
    throw new ValidationError(
      'profile-unsupported',
      `${place}: constraint ${constraint.key}: ${error.message}`,
      error,
    )
  }
  const test = (item: Item, scope: Scope): void => {
    try {
      const program = programOf(baseOf(rule, item.type))
      if (!program.holds(nodeOf(item), scope.environment)) reportBroken(item, scope, constraint)
    } catch (error) {
      if (!(error instanceof FhirpathError)) throw error
      reportFailed(item, scope, constraint, error)
    }
  }
  return Object.assign(test, { holds: (type: TypeProgram | undefined) => programOf(baseOf(rule, type)) })
}

/** The type or path by which FHIRPath knows the elements below the item; resources say theirs themselves. */
function baseOf(rule: ElementRule, type: TypeProgram | undefined): string | undefined {
  const code = type?.rule.code
  if (type?.kind === 'resource') return undefined
  if (code === undefined) return rule.basePath.includes('.') ? rule.basePath : undefined
  return code === 'BackboneElement' || code === 'Element' ? rule.basePath : code
}

function nodeOf(item: Item): unknown {
  return item.element === undefined
    ? item.value
    : new Primitive(item.value, item.element, item.type?.rule.code)
}

function reportBroken(item: Item, scope: Scope, constraint: ConstraintRule): void {
  scope.run.add({
    severity: severityOf(constraint),
    code: 'invariant',
    expression: item.path,
    rule: constraint.key,
    profile: constraint.source ?? item.program.structure.url,
    text: sentenceOf(item, constraint),
  })
}

/** The rule's own words, and where it asks for a change, of what. A recommendation is told as it stands. */
function sentenceOf(item: Item, { human, key, bestPractice }: ConstraintRule): string {
  const words = human.trim() === '' ? `There is a rule ${key}.` : human.trim()
  if (bestPractice === true) return words
  const ended = /[.!?:]$/.test(words) ? words : `${words}.`
  return `${ended} This does not hold for ${item.program.name}; correct it.`
}

/** A recommendation that is not followed is no fault. */
function severityOf({ severity, bestPractice }: ConstraintRule): 'error' | 'warning' | 'information' {
  return bestPractice === true ? 'information' : severity
}

function reportFailed(item: Item, scope: Scope, constraint: ConstraintRule, error: FhirpathError): void {
  report(item, scope, {
    severity: severityOf(constraint),
    code: 'processing',
    rule: constraint.key,
    text: `The rule ${constraint.key} could not be evaluated here (${error.message.slice(0, 120)}), so nobody can say that it holds.`,
  })
}
