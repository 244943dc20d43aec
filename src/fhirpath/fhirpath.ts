/**
 * The door of the FHIRPath room: text in, a program out. Pure: what a program may ask for besides its node is handed in
 * with each call. Common shapes are compiled by us; whatever is not runs by fhirpath.js, so no rule is ever skipped.
 */
import { compileTree } from './compiled.ts'
import { lazily } from './generator/lazy.ts'
import { withBudget } from './matches.ts'
import type { Program } from './program.ts'
import { compileReference, type Evaluate } from './reference-engine.ts'
import { checkNames } from './strict.ts'
import { parse } from './syntax.ts'

export { FhirpathError, Primitive } from './program.ts'
export type { FhirpathEnvironment, Program } from './program.ts'

export type CompileOptions = {
  /** The type or path that the nodes have, e.g. `Period` or `CarePlan.activity`; resources say theirs themselves. */
  readonly base?: string
  /** Whether names that the types do not have are refused (FHIRPath 2.0 section 10.1). */
  readonly strict?: boolean
}

const NO_ENVIRONMENT = {}

/** Compiles an expression; throws FhirpathError (`fhirpath-syntax`, `fhirpath-unsupported`) where it cannot. */
export function compile(text: string, options: CompileOptions = {}): Program {
  const tree = parse(text)
  if (options.strict === true) checkNames(tree, options.base)
  let reference: Evaluate | undefined
  const byReference: Evaluate = (node, environment) => {
    reference ??= compileReference(text, options.base)
    return reference(node, environment)
  }
  const { evaluate, isComplete } = compileTree(tree, byReference)
  const { base } = options
  return {
    text,
    engine: isComplete ? 'compiled' : 'fhirpath.js',
    evaluate: withBudget(
      text,
      lazily({ tree, purpose: 'evaluate', base }, (node, environment = NO_ENVIRONMENT) =>
        evaluate(node, environment),
      ),
    ),
    holds: withBudget(
      text,
      lazily({ tree, purpose: 'holds', base }, (node, environment = NO_ENVIRONMENT) =>
        isTrue(evaluate(node, environment)),
      ),
    ),
  }
}

function isTrue(results: readonly unknown[]): boolean {
  const [only] = results
  return results.length === 1 && typeof only === 'boolean' ? only : results.length > 0
}
