/**
 * fhirpath.js as it comes, with R4's model, beside our programs: the same expression on the same node. Only the functions that
 * would reach for servers are replaced. Both may fail; the words of an error are not compared.
 */
import fhirpath from 'fhirpath'
import model from 'fhirpath/fhir-context/r4'
import {
  compile,
  Primitive,
  type CompileOptions,
  type FhirpathEnvironment,
  type Program,
} from '../../src/fhirpath/fhirpath.ts'
import { compileReference, resolveReference } from '../../src/fhirpath/reference-engine.ts'

export type Difference = {
  readonly text: string
  /** What the two yield, as JSON; `error` where they fail. */
  readonly ours: string
  readonly theirs: string
}

type Evaluate = (node: unknown, environment: FhirpathEnvironment) => unknown

/** The types of fhirpath.js do not know all that its options may be. */
const compileTheirs = fhirpath.compile as unknown as (
  path: unknown,
  model: unknown,
  options: unknown,
) => (node: unknown, variables: object) => unknown

/** Evaluations by closures, after which our code is generated. */
const WARM_UP = 20

export function outcome(evaluate: () => unknown): string {
  try {
    return JSON.stringify(evaluate())
  } catch {
    return 'error'
  }
}

/** Compiles an expression so that each evaluation is made by both, and what they do not agree on is added to the list. */
export function comparing(found: Difference[]): (text: string, options?: CompileOptions) => Program {
  return (text, options = {}) => {
    const ours = compile(text, options)
    for (let count = 0; count < WARM_UP; count += 1) {
      outcome(() => ours.evaluate({}))
      outcome(() => ours.holds({}))
    }
    const theirs = fhirpathJs(text, options.base)
    const compare = (node: unknown, environment: FhirpathEnvironment): void => {
      const [a, b] = [
        outcome(() => ours.evaluate(node, environment)),
        outcome(() => theirs(node, environment)),
      ]
      if (a !== b) found.push({ text, ours: a, theirs: b })
      const truth = outcome(() => ours.holds(node, environment))
      const expected = a.startsWith('[') ? String(a !== '[]' && a !== '[false]') : a
      if (truth !== expected) found.push({ text: `holds: ${text}`, ours: truth, theirs: expected })
    }
    return {
      ...ours,
      evaluate: (node, environment = {}) => {
        compare(node, environment)
        return ours.evaluate(node, environment)
      },
      holds: (node, environment = {}) => {
        compare(node, environment)
        return ours.holds(node, environment)
      },
    }
  }
}

/** fhirpath.js itself; a Primitive, which it makes only of a parent, by way of our reference engine. */
function fhirpathJs(text: string, base: string | undefined): Evaluate {
  const reference = compileReference(text, base)
  const path = base === undefined ? text : { base, expression: text }
  return (node, environment) => {
    if (node instanceof Primitive) return reference(node, environment)
    const { resource = node, rootResource = resource } = environment
    const variables = structuredClone({ resource, rootResource })
    const options = {
      resolveInternalTypes: false,
      traceFn: () => undefined,
      userInvocationTable: functions(environment),
    }
    const evaluate = compileTheirs(path, model, options)
    return evaluate(structuredClone(node), variables)
  }
}

function functions(environment: FhirpathEnvironment): Record<string, object> {
  const { resolve, memberOf, conformsTo } = environment
  const ask = (question: FhirpathEnvironment['memberOf']) => ({
    arity: { 1: ['String'] },
    fn: ([node]: unknown[], url: string) => question?.(fhirpath.util.valData(node), url) ?? [],
  })
  return {
    resolve: {
      fn: (nodes: unknown[]) =>
        nodes.flatMap((node) => nodesOf(resolveReference(fhirpath.util.valData(node), resolve))),
    },
    memberOf: ask(memberOf),
    conformsTo: ask(conformsTo),
  }
}

/** A resource as a node of fhirpath.js, which knows its type. */
function nodesOf(found: unknown): unknown[] {
  if (found === undefined) return []
  const options = { resolveInternalTypes: false } as const
  return fhirpath.evaluate({}, '%found', { found: structuredClone(found) }, model, options) as unknown[]
}
