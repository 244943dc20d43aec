/**
 * When programs are generated, and for which nodes: after some evaluations by closures, for each form of node its own. Where
 * one leaves most nodes to the closures it is not asked any more.
 */
import { isKnownType, isResourceType } from './types.ts'
import { generate, type Form, type Made, type Purpose } from './generate.ts'
import { BEYOND } from '../nodes.ts'
import { Primitive, type FhirpathEnvironment } from '../program.ts'
import type { SyntaxNode } from '../syntax.ts'

/** Evaluations that are not worth making a function for. */
const EVALUATIONS_BEFORE = 16
/** Evaluations that are left to the closures, past which a function is given up that leaves more than it answers. */
const LEFT_MAX = 200

type Use = { readonly run: Made['run'] | undefined; runs: number; left: number }

/** Answers of generated functions; `undefined` where the closures must answer. */
export type Answer<T> = (node: unknown, environment: FhirpathEnvironment) => T | undefined

export function lazily<T>(tree: SyntaxNode, purpose: Purpose, base: string | undefined): Answer<T> {
  const uses = new Map<string, Use>()
  let plain: Made | undefined
  let evaluations = 0
  let isCovered = true
  const useOf = (form: Form): Use => {
    const key = `${form.shape} ${form.type ?? ''}`
    const known = uses.get(key)
    if (known) return known
    const made = generate(tree, purpose, form)
    const use = { run: made?.run, runs: 0, left: 0 }
    if (!made) isCovered = false
    if (form.type === undefined) plain = made
    uses.set(key, use)
    return use
  }
  return (node, environment) => {
    if (!isCovered) return undefined
    if (evaluations < EVALUATIONS_BEFORE) {
      evaluations += 1
      return undefined
    }
    const shape = shapeOf(node)
    if (shape === undefined) return undefined
    let use = useOf({ shape, type: base })
    if (plain?.isAmbiguous === true && shape === 'object') {
      const type = resourceTypeOf(node)
      if (type !== undefined) use = useOf({ shape, type })
    }
    return ask(use, node, environment) as T | undefined
  }
}

function ask(use: Use, node: unknown, environment: FhirpathEnvironment): unknown {
  if (!use.run || (use.left > LEFT_MAX && use.left * 2 > use.runs)) return undefined
  use.runs += 1
  try {
    return use.run(node, environment)
  } catch (error) {
    if (error !== BEYOND) throw error
    use.left += 1
    return undefined
  }
}

function shapeOf(node: unknown): Form['shape'] | undefined {
  if (typeof node === 'object')
    return node === null || Array.isArray(node) || node instanceof Primitive ? undefined : 'object'
  if (typeof node === 'string') return 'string'
  if (typeof node === 'number') return 'number'
  return typeof node === 'boolean' ? 'boolean' : undefined
}

function resourceTypeOf(node: unknown): string | undefined {
  const type = (node as Readonly<Record<string, unknown>>)['resourceType']
  return typeof type === 'string' && isKnownType(type) && isResourceType(type) ? type : undefined
}
