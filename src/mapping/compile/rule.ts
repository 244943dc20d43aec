/**
 * Compiles a rule to a step: for each combination of its sources' values, sets its targets in order, calls the groups that it
 * names, and runs the rules inside it.
 */
import { countApplication } from '../engine/run-state.ts'
import type { Frame, RuleId, Run } from '../engine/run-state.ts'
import type { Rule } from '../syntax/syntax.ts'
import type { GroupCompiler } from './call.ts'
import { compileCall } from './call.ts'
import { compileSimple } from './default-group.ts'
import { innerScope } from './scope.ts'
import type { Scope } from './scope.ts'
import { intermediates } from './site.ts'
import { compileSource } from './source.ts'
import type { CompiledSource } from './source.ts'
import { ruleId } from './state.ts'
import type { Place, Step } from './state.ts'
import { compileTarget } from './target.ts'

export function compileRule(rule: Rule, place: Place, outer: Scope, groups: GroupCompiler): Step {
  const scope = innerScope(outer)
  const id = ruleId(place, rule)
  const sources = rule.sources.map((source) => compileSource(source, place, scope, id))
  const steps = compileSteps(rule, sources, { place, scope, id, groups })
  const fire = (run: Run, frame: Frame): void => {
    countApplication(run, id)
    for (const { slot } of sources) {
      const reads = frame[slot]?.reads
      if (reads) run.reads.push(...reads)
    }
    for (const step of steps) step(run, frame)
  }
  return permuted(sources, fire)
}

/** Every combination; a source without values leaves none. A later source may start from the variable of an earlier one. */
function permuted(sources: readonly CompiledSource[], fire: Step): Step {
  return sources.reduceRight<Step>(
    (inner, { values, slot }) =>
      (run, frame) => {
        for (const node of values(run, frame)) {
          frame[slot] = node
          inner(run, frame)
        }
      },
    fire,
  )
}

type RulePlace = {
  readonly place: Place
  readonly scope: Scope
  readonly id: RuleId
  readonly groups: GroupCompiler
}

function compileSteps(
  rule: Rule,
  sources: readonly CompiledSource[],
  { place, scope, id, groups }: RulePlace,
): Step[] {
  const [source] = sources
  const [target] = rule.targets
  const isSimple =
    sources.length === 1 &&
    rule.targets.length === 1 &&
    !rule.hasThen &&
    (rule.sources[0]?.path.length ?? 0) > 0 &&
    target !== undefined &&
    target.path.length > 0 &&
    !target.transform &&
    !target.variable
  const at = { place, scope, rule: id, intermediates: intermediates() }
  if (isSimple && source) return [compileSimple(rule, source, at, groups)]
  return [
    ...rule.targets.map((one) => compileTarget(one, at)),
    ...rule.dependents.map((dependent) => compileCall(dependent, at, groups)),
    ...rule.rules.flatMap(
      (inner) => groups.guarded(place, () => compileRule(inner, place, scope, groups)) ?? [],
    ),
  ]
}
