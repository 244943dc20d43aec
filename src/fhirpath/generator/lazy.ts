/**
 * When programs are generated, and for which nodes: after some evaluations by closures, for each form of node its own. Where
 * one leaves most nodes to the closures it is not asked any more.
 */
import { isResourceType } from './types.ts'
import { generate, type Form, type Made, type Purpose } from './generate.ts'
import { BEYOND } from '../nodes.ts'
import { Primitive, type FhirpathEnvironment } from '../program.ts'
import type { SyntaxNode } from '../syntax.ts'

/** Evaluations that are not worth making a function for. */
const EVALUATIONS_BEFORE = 16
/** Evaluations that are left to the closures, past which a function is given up that leaves more than it answers. */
const LEFT_MAX = 200

/** A function for nodes of one form, and how it does; without `run` the closures do all. */
type Use = {
  readonly run: Made['run'] | undefined
  readonly isAmbiguous: boolean
  runs: number
  left: number
}

type Answer<T> = (node: unknown, environment?: FhirpathEnvironment) => T

export type Asked = {
  readonly tree: SyntaxNode
  readonly purpose: Purpose
  readonly base: string | undefined
}

const NO_ENVIRONMENT = {}

/** Answers by generated functions, and by closures where these must. */
export function lazily<T>({ tree, purpose, base }: Asked, byClosures: Answer<T>): Answer<T> {
  // Resources say their type themselves, and may say another.
  const isOfResource = base !== undefined && isResourceType(base)
  const type = isOfResource ? undefined : base
  const values = new Map<string, Use>()
  const resources = new Map<string, Use>()
  let expected: Use | undefined
  let objects: Use | undefined
  let evaluations = 0
  const make = (form: Form): Use => {
    const { run, isAmbiguous } = generate(tree, purpose, form)
    return { run, isAmbiguous, runs: 0, left: 0 }
  }
  const useOfObject = (node: Json): Use => {
    if (isOfResource && node['resourceType'] === base)
      return (expected ??= make({ shape: 'object', type: base }))
    objects ??= make({ shape: 'object', type })
    if (!objects.isAmbiguous) return objects
    const own = node['resourceType']
    if (typeof own !== 'string' || !isResourceType(own)) return objects
    return resources.get(own) ?? keep(resources, own, make({ shape: 'object', type: own }))
  }
  const useOfValue = (node: unknown): Use | undefined => {
    const shape = typeof node
    if (shape !== 'string' && shape !== 'number' && shape !== 'boolean') return undefined
    return values.get(shape) ?? keep(values, shape, make({ shape, type }))
  }
  // All of this is in one function: rules are so short that each call would be felt.
  return (node, environment = NO_ENVIRONMENT) => {
    if (evaluations < EVALUATIONS_BEFORE) {
      evaluations += 1
      return byClosures(node, environment)
    }
    const use = isNode(node) ? useOfObject(node) : useOfValue(node)
    if (!use?.run || (use.left > LEFT_MAX && use.left * 2 > use.runs)) return byClosures(node, environment)
    use.runs += 1
    try {
      const answer = use.run(node, environment)
      if (answer !== undefined) return answer as T
    } catch (error) {
      if (error !== BEYOND) throw error
      use.left += 1
    }
    return byClosures(node, environment)
  }
}

type Json = Readonly<Record<string, unknown>>

function isNode(node: unknown): node is Json {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof Primitive)
}

function keep(uses: Map<string, Use>, key: string, use: Use): Use {
  uses.set(key, use)
  return use
}
