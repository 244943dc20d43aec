/** Finds the target element of a statement: when the map is compiled where the type is known, else in the run. */
import type { Node } from '../engine/node.ts'
import { RunFault } from '../engine/run-state.ts'
import type { RuleId } from '../engine/run-state.ts'
import type { Site } from '../engine/site.ts'
import { build } from '../engine/write.ts'
import { isOpen } from '../engine/fit.ts'
import { fault } from '../syntax/fault.ts'
import type { Name, Target } from '../syntax/syntax.ts'
import { newSlot, slotReader } from './scope.ts'
import type { Scope, Variable } from './scope.ts'
import type { Place, Step } from './state.ts'

export type SiteFinder = {
  /** Where the type of the parent is known. */
  readonly known: Site | undefined
  /** Of a parent in the run. */
  readonly of: (parent: Node) => Site
}

type At = { readonly place: Place; readonly scope: Scope; readonly rule: RuleId }

export function siteFinder(
  target: Pick<Target, 'listMode' | 'listRuleId'>,
  name: Name,
  type: string | undefined,
  { place, rule }: At,
): SiteFinder {
  const { types } = place.state
  const siteOn = (parent: string): Site | undefined => {
    const shape = types.elementOf(parent, name.text)
    if (!shape) return undefined
    const id = `${rule.map} ${name.at.line}:${name.at.column}`
    const isFhir = types.kindOf(parent) !== 'logical'
    return {
      rule,
      id,
      name: name.text,
      shape,
      types,
      isFhir,
      mode: target.listMode,
      shareId: target.listRuleId ?? '',
    }
  }
  if (type !== undefined && !isOpen(type)) {
    const known = siteOn(type)
    if (!known) throw fault('type', name.at, `${type} has no element '${name.text}'`)
    if (!known.shape.isArray && (target.listMode === 'first' || target.listMode === 'last'))
      throw fault('type', name.at, `'${name.text}' does not repeat, so it has no ${target.listMode} item`)
    return { known, of: () => known }
  }
  const found = new Map<string, Site | undefined>()
  return {
    known: undefined,
    of: (parent) => {
      const own = parent.type ?? ''
      if (!found.has(own)) found.set(own, own === '' ? undefined : siteOn(own))
      const site = found.get(own)
      if (!site)
        throw new RunFault(
          'element',
          rule,
          `${own === '' ? 'a value of no known type' : own} has no element '${name.text}' (line ${name.at.line})`,
        )
      return site
    },
  }
}

export type Intermediates = {
  /** The element that holds the last name of a deep path, and the steps that make it there. */
  readonly lead: (context: Variable, target: Target, at: At) => { parent: Variable; steps: readonly Step[] }
}

/**
 * `tgt.a.b = x` builds `a` by itself. In one application of a rule, all targets under one path go into one `a`; each
 * application has its own where `a` repeats.
 */
export function intermediates(): Intermediates {
  const known = new Map<string, Variable>()
  return {
    lead: (context, target, at) => {
      const steps: Step[] = []
      let parent = context
      let path = target.context?.text ?? ''
      for (const name of target.path.slice(0, -1)) {
        path += `.${name.text}`
        let variable = known.get(path)
        if (!variable) {
          const made = intermediate(parent, name, at)
          variable = made.variable
          steps.push(made.step)
          known.set(path, variable)
        }
        parent = variable
      }
      return { parent, steps }
    },
  }
}

function intermediate(parent: Variable, name: Name, at: At): { variable: Variable; step: Step } {
  const { types } = at.place.state
  if (parent.type === undefined)
    throw fault(
      'type',
      name.at,
      `the type of what holds '${name.text}' is not known: bind it to a variable step by step`,
    )
  const { known: site, of } = siteFinder({}, name, parent.type, at)
  const [type = ''] = site?.shape.types ?? []
  if (!site || site.shape.types.length > 1 || types.kindOf(type) === 'primitive' || isOpen(type))
    throw fault(
      'type',
      name.at,
      `'${name.text}' cannot be built by itself on the way: create it, with a variable`,
    )
  const slot = newSlot(at.scope)
  const step: Step = (run, frame) => {
    const holder = parent.read(run, frame)
    frame[slot] = build(run, of(holder), holder, type)
  }
  return { variable: { mode: 'target', type, read: slotReader(slot) }, step }
}
