/**
 * Evaluation by fhirpath.js with its R4 model. Pure, against four habits of fhirpath.js:
 * - now(), today() and timeOfDay() read the clock: they are replaced, and take `now` from the environment;
 * - objects among its results get a hidden `__path__` that holds the whole evaluation, and is trusted when they come in
 *   again: results are taken in its inner form, which has none, and resources that bring a `__path__` are refused;
 * - resolve() and memberOf() reach for servers: they are replaced;
 * - its messages quote the resource: they are replaced.
 * What remains: times without a zone are compared in the machine's zone, and FHIR's have one; and it warns on the console
 * of a quantity that it truncates when it is added to a date.
 */
import model from 'fhirpath/fhir-context/r4'
import fhirpathJs from './fhirpath-js.cjs'
import { matches, matchesFull, replaced } from './matches.ts'
import { FhirpathError, Primitive, type FhirpathEnvironment } from './program.ts'

type Inner = (node: unknown, variables: Record<string, unknown>, options: object) => unknown[]

const OPTIONS = { resolveInternalTypes: false, traceFn: (): void => {} }

export type Evaluate = (node: unknown, environment: FhirpathEnvironment) => unknown[]

/** Compiles a text that `parse` accepted. `base` is the type or path of the nodes. */
export function compileReference(text: string, base: string | undefined): Evaluate {
  const inner = compileInner(text, base)
  const onNode = base === undefined ? inner : compileInner(text, undefined)
  return (node, environment) => {
    const { resource = node, rootResource = resource, variables = {} } = environment
    const given = { ...variables, resource: plain(resource), rootResource: plain(rootResource) }
    // Without the names that all objects inherit: `%constructor` is no variable.
    const all: Record<string, unknown> = Object.assign(Object.create(null), given)
    Object.values(all).forEach(refuseHiddenPath)
    refuseHiddenPath(node)
    try {
      const results =
        node instanceof Primitive
          ? onNode(primitiveNode(node), all, optionsOf(environment))
          : inner(node, all, optionsOf(environment))
      return results.flatMap(plainResult)
    } catch (error) {
      throw error instanceof FhirpathError ? error : evaluationError(error)
    }
  }
}

function compileInner(text: string, base: string | undefined): Inner {
  return fhirpathJs().compile(
    base === undefined ? text : { base, expression: text },
    model,
    OPTIONS,
  ) as unknown as Inner
}

function plain(value: unknown): unknown {
  return value instanceof Primitive ? value.value : value
}

function refuseHiddenPath(value: unknown): void {
  if (typeof value === 'object' && value !== null && '__path__' in value) {
    throw new FhirpathError('fhirpath-evaluation', 'An element is named __path__, which FHIR does not know.')
  }
}

let extensionValue: Inner | undefined
let anyValue: Inner | undefined

/** A node of fhirpath.js with value and extensions, which it makes only by stepping into a parent. */
function primitiveNode({ value, element, type }: Primitive): unknown {
  if (type === undefined) {
    anyValue ??= compileInner('value', undefined)
    return anyValue({ value, _value: element }, {}, OPTIONS)
  }
  extensionValue ??= compileInner('value', 'Extension')
  const name = `value${type.charAt(0).toUpperCase()}${type.slice(1)}`
  return extensionValue({ [name]: value, [`_${name}`]: element }, {}, OPTIONS)
}

function plainResult(result: unknown): unknown[] {
  const value: unknown = fhirpathJs().util.valData(result)
  if (typeof value === 'bigint') return [value.toString()]
  if (
    typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
  ) {
    return [(value.toJSON as () => unknown)()]
  }
  return value === null || value === undefined ? [] : [value]
}

/** What fhirpath.js says, in words that quote nothing of the resource. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^Unexpected collection|only one element|[Ss]ingle/, 'it meets several items where there must be one'],
  [/undefined environment variable/, 'it asks for a variable that is not there'],
  [
    /^(InequalityExpression: )?Type of|^Cannot|^Expected|Found type/,
    'it meets values of types that it cannot use',
  ],
  [/^Not implemented/, 'it has a function that is not there'],
]

function evaluationError(error: unknown): FhirpathError {
  const message = error instanceof Error ? error.message : String(error)
  const reason = REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? 'it cannot be evaluated on this'
  return new FhirpathError('fhirpath-evaluation', reason)
}

type TypeInfo = {
  readonly namespace?: string
  readonly name: string
  readonly is: (type: unknown, model: unknown) => boolean
}
type Node = { readonly getTypeInfo?: () => TypeInfo }

/** The functions that ask the environment, and `as`, which R4's own expressions apply to lists: it filters them. */
function optionsOf(environment: FhirpathEnvironment): object {
  const clock = (literal: (now: string) => string) => ({ fn: () => temporal(literal(nowOf(environment))) })
  return {
    traceFn: OPTIONS.traceFn,
    userInvocationTable: {
      now: clock((now) => `@${now}`),
      today: clock((now) => `@${now.slice(0, 10)}`),
      timeOfDay: clock((now) => `@T${now.slice(11).replace(/(Z|[+-]\d\d:\d\d)$/, '')}`),
      resolve: {
        fn: (nodes: unknown[]) =>
          nodes.flatMap((node) => resolveNode(fhirpathJs().util.valData(node), environment)),
      },
      memberOf: {
        arity: { 1: ['String'] },
        fn: (nodes: unknown[], url: string) =>
          ask(nodes, (value) => needed(environment.memberOf, 'memberOf')(value, url)),
      },
      conformsTo: {
        arity: { 1: ['String'] },
        fn: (nodes: unknown[], url: string) =>
          ask(nodes, (value) => needed(environment.conformsTo, 'conformsTo')(value, url)),
      },
      matches: {
        arity: { 1: ['String'] },
        fn: (nodes: unknown[], pattern: unknown) => matchNodes(nodes, matches, pattern),
      },
      matchesFull: {
        arity: { 1: ['String'], 2: ['String', 'String'] },
        fn: (nodes: unknown[], pattern: unknown, flags?: unknown) =>
          matchNodes(nodes, matchesFull, pattern, flags),
      },
      replaceMatches: {
        arity: { 2: ['String', 'String'] },
        fn: replaceMatches,
      },
      as: { arity: { 1: ['TypeSpecifier'] }, fn: ofType },
      ofType: { arity: { 1: ['TypeSpecifier'] }, fn: ofType },
    },
  }
}

/** The nodes of a type; a primitive only of its own, so that a code is no string. */
function ofType(nodes: Node[], type: { readonly namespace?: string; readonly name: string }): Node[] {
  return nodes.filter((node) => {
    const own = node.getTypeInfo?.()
    if (own?.is(type, model) !== true) return false
    return (
      own.namespace !== 'FHIR' ||
      !/^[a-z]/.test(own.name) ||
      !/^[a-z]/.test(type.name) ||
      own.name === type.name
    )
  })
}

function replaceMatches(nodes: unknown[], pattern: unknown, substitute: unknown): string[] {
  const text: unknown = fhirpathJs().util.valData(nodes[0])
  if (nodes.length > 1) throw new FhirpathError('fhirpath-evaluation', 'Expected a single item.')
  if (typeof text !== 'string' || typeof pattern !== 'string' || typeof substitute !== 'string') return []
  return [pattern === '' ? text : replaced(text, pattern, substitute)]
}

function matchNodes(
  nodes: unknown[],
  test: typeof matches,
  pattern: unknown,
  flags: unknown = '',
): boolean[] {
  const text: unknown = fhirpathJs().util.valData(nodes[0])
  if (nodes.length > 1) throw new FhirpathError('fhirpath-evaluation', 'Expected a single item.')
  const isAsked = typeof text === 'string' && typeof pattern === 'string' && typeof flags === 'string'
  return isAsked ? [test(text, pattern, flags)] : []
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

function nowOf({ now }: FhirpathEnvironment): string {
  if (now !== undefined && INSTANT.test(now)) return now
  throw new FhirpathError(
    'fhirpath-evaluation',
    'now() and today() need the time, as an instant with its offset.',
  )
}

function temporal(literal: string): unknown {
  return compileInner(literal, undefined)({}, {}, OPTIONS)[0]
}

function needed<T>(from: T | undefined, name: string): T {
  if (from !== undefined) return from
  throw new FhirpathError('fhirpath-evaluation', `${name}() needs what the caller did not hand in.`)
}

function ask(nodes: unknown[], question: (value: unknown) => boolean | undefined): boolean[] {
  if (nodes.length === 0) return []
  if (nodes.length > 1) throw new FhirpathError('fhirpath-evaluation', 'Expected a single item.')
  const answer = question(fhirpathJs().util.valData(nodes[0]))
  return answer === undefined ? [] : [answer]
}

let variable: Inner | undefined

/** resolve() of one item: a Reference, canonical or uri; nothing where the caller does not hold the resource. */
function resolveNode(value: unknown, { resolve }: FhirpathEnvironment): unknown[] {
  const resource = resolveReference(value, resolve)
  if (resource === undefined) return []
  refuseHiddenPath(resource)
  variable ??= compileInner('%found', undefined)
  return variable({}, { found: resource }, OPTIONS)
}

/** The resource that a Reference, or a reference as text, points at. */
export function resolveReference(value: unknown, resolve: FhirpathEnvironment['resolve']): unknown {
  const reference =
    typeof value === 'object' && value !== null && 'reference' in value ? (value.reference as unknown) : value
  const found = typeof reference === 'string' ? resolve?.(reference) : undefined
  return found === null ? undefined : found
}
