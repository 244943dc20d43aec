/**
 * Compiles an expression of a map. A mere path becomes a walk; in any other, its paths become walks whose values FHIRPath gets
 * as variables, and the rest is FHIRPath's.
 */
import type { Program } from '../../fhirpath/fhirpath.ts'
import { isPresent, isPrimitive, made } from '../engine/node.ts'
import type { Node } from '../engine/node.ts'
import { RunFault } from '../engine/run-state.ts'
import type { Frame, RuleId, Run } from '../engine/run-state.ts'
import type { Expression, PathTree } from '../syntax/syntax.ts'
import { inferType } from './infer.ts'
import { beyond, compilePlain } from './plain.ts'
import { programOf } from './state.ts'
import { divide, variableName } from './template.ts'
import { compileWalk } from './walk.ts'
import type { Criteria, Surroundings } from './walk.ts'

export type Evaluator = {
  /** The type of the results where it is known. */
  readonly type: string | undefined
  readonly evaluate: (run: Run, frame: Frame, context: Node | undefined, reads: Node[]) => readonly Node[]
}

type Where = Omit<Surroundings, 'criteria'> & { readonly rule: RuleId }

export function compileExpression(expression: Expression, where: Where): Evaluator {
  return compileTree(expression.tree, expression, where)
}

/** A condition: true where the expression's one value is true or is no boolean, false where there is none. */
export function compileCondition(expression: Expression, where: Where): Criteria {
  return conditionOf(compileTree(expression.tree, expression, where), where.rule)
}

function conditionOf(evaluator: Evaluator, rule: RuleId): Criteria {
  return (run, frame, context, reads) => {
    const nodes = evaluator.evaluate(run, frame, context, reads)
    for (const node of nodes) if (node.holder && isPrimitive(node)) reads.push(node)
    const [first] = nodes
    if (nodes.length > 1) throw new RunFault('many-values', rule, 'a condition has more than one value')
    return first !== undefined && first.value !== false
  }
}

function compileTree(tree: PathTree, expression: Expression, where: Where): Evaluator {
  const around: Surroundings = {
    ...where,
    criteria: (part, { context }) =>
      conditionOf(compileTree(part, expression, { ...where, context }), where.rule),
  }
  const walk = compileWalk(tree, around)
  if (walk) return { type: walk.type, evaluate: walk.step }
  if (tree.kind === 'literal' && tree.type !== 'quantity' && tree.type !== 'empty') {
    const literal = [made(tree.value, tree.type)]
    return { type: tree.type, evaluate: () => literal }
  }
  return compileRest(tree, expression, around, where.rule)
}

function compileRest(tree: PathTree, expression: Expression, around: Surroundings, rule: RuleId): Evaluator {
  const { walks, operands, textFor } = divide(tree, expression.text, around)
  const programFor = programs(tree, around, textFor)
  const type = inferType(tree, around)
  const plain = compilePlain(tree, around)
  return {
    type,
    evaluate: (run, frame, context, reads) => {
      const found = plain ? plain(run, frame, context, reads) : beyond
      if (found !== beyond) return found.map((value) => made(value, type))
      const variables: Record<string, unknown> = {}
      const types: (string | undefined)[] = []
      for (const [index, walk] of walks.entries()) {
        const nodes = walk.step(run, frame, context, reads)
        for (const node of nodes) if (isPrimitive(node)) reads.push(node)
        variables[variableName(index)] = nodes.map((node) => node.value).filter(isPresent)
        if (operands.includes(index)) types.push(nodes[0]?.type)
      }
      const environment = { ...run.context.fhirpath, resource: run.root, variables }
      try {
        const results = programFor(types).evaluate(context ? context.value : {}, environment)
        return results.map((value) => made(value, type))
      } catch (error) {
        // FHIRPath has no value for this input: that ends the run, with the rule that asked.
        const reason = error instanceof Error ? error.message : String(error)
        throw new RunFault('expression', rule, `FHIRPath: ${reason}`)
      }
    },
  }
}

/** One program for each combination of dates among the operands; the one without dates now, for its faults. */
function programs(
  tree: PathTree,
  around: Surroundings,
  textFor: (types: readonly (string | undefined)[]) => string,
): (types: readonly (string | undefined)[]) => Program {
  const { state } = around.place
  const contextType = around.context?.type
  const isKnown = contextType !== undefined && state.types.kindOf(contextType) !== 'logical'
  const base = isKnown ? contextType : undefined
  const known = new Map<string, Program>()
  const programFor = (types: readonly (string | undefined)[]): Program => {
    const key = types.join(' ')
    let program = known.get(key)
    if (!program) known.set(key, (program = programOf(state, textFor(types), base, tree.at)))
    return program
  }
  programFor([])
  return programFor
}
