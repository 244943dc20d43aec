/**
 * The third door of the room: one input through a compiled map. The answer holds what the map made, and every field of the
 * input that did not arrive there. Pure: the same input and the same ids give the same output. An input that the map refuses
 * (a check, a cardinality, a value that does not fit) is an answer too, without a value of the input in it.
 */
import type { CompiledMap } from './compile.ts'
import { isJson, made } from './engine/node.ts'
import type { Json, Node } from './engine/node.ts'
import { prune } from './engine/prune.ts'
import { RunFault } from './engine/run-state.ts'
import type { LogEntry, RuleId, Run, RunContext, RunFaultCode } from './engine/run-state.ts'
import { bail } from './generate/runtime.ts'
import { lossOf } from './loss.ts'
import type { Origin, Unmapped } from './loss.ts'

export type { LogEntry, RuleId, RunContext, RunFaultCode } from './engine/run-state.ts'

export type Mapped = {
  readonly kind: 'mapped'
  /** The targets of the first group in order, then the resources that the map created without a place. */
  readonly output: readonly Json[]
  readonly unmapped: readonly Unmapped[]
  /** What the map's own log statements say, which may be patient data. */
  readonly log: readonly LogEntry[]
  /** Which rule wrote each element, where the context asks for it. */
  readonly origins: readonly Origin[]
}

export type Refused = {
  readonly kind: 'refused'
  readonly fault: {
    readonly code: RunFaultCode | 'parameter'
    readonly message: string
    readonly rule?: RuleId
  }
}

export type RunResult = Mapped | Refused

/** Runs a map on one input, which is not changed. */
export function runMap(compiled: CompiledMap, source: unknown, context: RunContext): RunResult {
  const missing = compiled.parameters.find((name) => context.parameters?.[name] === undefined)
  if (missing !== undefined) return refused('parameter', `the parameter '${missing}' is not given`)
  const sources = sourceNodes(compiled, source, context)
  if (!Array.isArray(sources)) return sources
  const ids = rememberedIds(context)
  const attempt = { ...context, newId: ids.next }
  return (
    runGenerated(compiled, sources, attempt) ??
    runClosures(compiled, sources, { ...context, newId: ids.again })
  )
}

/** Ids that an attempt took are given again to the one that follows it. */
function rememberedIds({ newId }: RunContext): { next: () => string; again: () => string } {
  const taken: string[] = []
  return {
    next: () => {
      const id = newId()
      taken.push(id)
      return id
    },
    again: () => taken.shift() ?? newId(),
  }
}

/** By the generated program; undefined where there is none, or where it leaves this input to the closures. */
function runGenerated(
  compiled: CompiledMap,
  sources: readonly Node[],
  context: RunContext,
): Mapped | undefined {
  const { generated, parameters } = compiled
  if (generated.kind === 'left' || context.tracksOrigins || context.byClosures) return undefined
  const given = alignedInputs(compiled, sources)
  if (!given) return undefined
  const texts = parameters.map((name) => context.parameters?.[name] ?? '')
  try {
    const made = generated.run(given.sources, given.targets, texts, {
      newId: context.newId,
      fhirpath: context.fhirpath ?? {},
    })
    const unmapped = generated.unmapped(made, sources)
    const output = [...given.targets.filter(isJson), ...made.O]
    if (made.E) output.forEach(prune)
    return { kind: 'mapped', output, log: made.L, unmapped, origins: [] }
  } catch (error) {
    // Groups within groups without an end run out of the stack; the closures say so in their own words.
    if (error === bail || error instanceof RangeError) return undefined
    throw error
  }
}

/** Sources and new targets by the place of the input; undefined where a source is of another type than the map says. */
function alignedInputs(
  { inputs, types }: CompiledMap,
  sources: readonly Node[],
): { sources: unknown[]; targets: Json[] } | undefined {
  const given: { sources: unknown[]; targets: Json[] } = { sources: [], targets: [] }
  let next = 0
  for (const [index, { mode, type }] of inputs.entries()) {
    if (mode === 'target') {
      const isResource = type !== undefined && types.kindOf(type) === 'resource'
      given.targets[index] = isResource ? { resourceType: type } : {}
      continue
    }
    const node = sources[next]
    next += 1
    if (node?.type !== type) return undefined
    given.sources[index] = node?.value
  }
  return given
}

function runClosures(compiled: CompiledMap, sources: readonly Node[], context: RunContext): RunResult {
  const targets: Json[] = []
  const run = newRun(compiled, sources[0]?.value, context)
  let next = 0
  const frame = compiled.inputs.map(({ mode, type }) => {
    if (mode === 'source') return sources[next++]
    const target =
      type !== undefined && compiled.types.kindOf(type) === 'resource' ? { resourceType: type } : {}
    targets.push(target)
    return made(target, type)
  })
  frame.length = compiled.group.slots
  try {
    compiled.group.run(run, frame)
  } catch (error) {
    // The map refuses this input: that is the answer. Anything else is a bug and goes on.
    if (error instanceof RunFault)
      return { kind: 'refused', fault: { code: error.code, message: error.message, rule: error.rule } }
    throw error
  }
  const output = [...targets, ...run.produced]
  output.forEach(prune)
  return { kind: 'mapped', output, log: run.log, ...lossOf(run, output, sources) }
}

function refused(code: RunFaultCode | 'parameter', message: string): Refused {
  return { kind: 'refused', fault: { code, message } }
}

/** The inputs as nodes; one that is not of its type is refused. */
function sourceNodes(compiled: CompiledMap, source: unknown, context: RunContext): Node[] | Refused {
  const inputs = compiled.inputs.filter(({ mode }) => mode === 'source')
  const nodes: Node[] = []
  for (const [index, { name, type }] of inputs.entries()) {
    const value = index === 0 ? source : context.sources?.[name]
    if (!isJson(value)) return refused('source-type', `the source '${name}' is no JSON object`)
    const own = resourceType(compiled, value)
    if (type !== undefined && own !== undefined && !compiled.types.isA(own, type))
      return refused('source-type', `the source '${name}' is a ${own}, and the map wants a ${type}`)
    if (own === undefined && type !== undefined && compiled.types.kindOf(type) === 'resource')
      return refused('source-type', `the source '${name}' is no resource, and the map wants a ${type}`)
    nodes.push(made(value, own ?? type))
  }
  return nodes
}

function resourceType({ types }: CompiledMap, value: Json): string | undefined {
  const name = value['resourceType']
  return typeof name === 'string' && types.kindOf(name) === 'resource' ? name : undefined
}

function newRun(compiled: CompiledMap, root: unknown, context: RunContext): Run {
  const parameters = new Map(
    compiled.parameters.map((name) => [name, made(context.parameters?.[name], 'string')]),
  )
  return {
    context,
    root,
    parameters,
    writes: [],
    reads: [],
    visited: new Set(),
    refused: [],
    uncoded: [],
    log: [],
    lists: new Map(),
    entries: new Map(),
    produced: [],
    hasReplaced: false,
    applications: 0,
    depth: 0,
  }
}
