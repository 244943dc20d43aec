/**
 * Writes a whole map as one program of JavaScript, for the inputs that take the common way: values of the types that the
 * definitions say, nothing set twice, no fault. Whatever else an input holds makes the program leave (`bail`), and the closures,
 * which are the meaning of a map, carry it out from the start. Tests hold both to the same outputs and the same loss report.
 */
import { MapFault } from '../syntax/fault.ts'
import type { GroupPlace } from '../compile/link.ts'
import type { CompileState } from '../compile/state.ts'
import { createCode, NotGenerated } from './code.ts'
import { conditionOf, scalar } from './expressions.ts'
import type { Generator } from './frame.ts'
import { createMarkReader } from './marks.ts'
import type { MarkReader } from './marks.ts'
import { groupFunction } from './rules.ts'
import { runtimeFor } from './runtime.ts'
import type { GeneratedRun } from './runtime.ts'
import { createBits, unknownState } from './values.ts'
import type { SourceCode, TargetCode } from './values.ts'

export type Generated = {
  readonly kind: 'generated'
  readonly run: GeneratedRun
  readonly unmapped: MarkReader
  /** For those who look at what was written. */
  readonly text: string
}

/** Why a map is left to the closures. */
export type Left = { readonly kind: 'left'; readonly reason: string }

type Input = { readonly mode: 'source' | 'target'; readonly name: string; readonly type: string | undefined }

/** Times that lists are stepped through in one run, as the closures count applications of rules. */
const stepsMax = 2_000_000
const depthMax = 200

export function generate(state: CompileState, first: GroupPlace, inputs: readonly Input[]): Generated | Left {
  try {
    return written(state, first, inputs)
  } catch (error) {
    // Left to the closures; a fault of the map would have been told when these were made.
    if (error instanceof NotGenerated) return { kind: 'left', reason: error.message }
    if (error instanceof MapFault) return { kind: 'left', reason: error.error.message }
    throw error
  }
}

function written(state: CompileState, first: GroupPlace, inputs: readonly Input[]): Generated {
  const constants: unknown[] = []
  const generator: Generator = {
    code: createCode(constants),
    expressions: { conditionOf, scalar },
    bits: createBits(),
    loops: 0,
    conditions: 0,
    groups: new Map(),
    functions: [],
    rootType: inputs.find(({ mode }) => mode === 'source')?.type ?? '',
  }
  const given = inputs.map((input, index) => givenFor(input, index, state))
  const main = groupFunction(first, given, first.group.at, { generator, place: { state, ...first } })
  const parameters = (state.ground.parameters ?? []).map((_name, index) => `p${index}`)
  const runtime = runtimeFor(state.types)
  const text = [
    `'use strict';`,
    `const { ${Object.keys(runtime).join(', ')} } = R;`,
    ...constants.map((_value, index) => `const c${index} = C[${index}];`),
    `const most = ${stepsMax}, deepest = ${depthMax}, none = {};`,
    `let P, M, Q, F, G, U, W, O, L, E, I, X, root, n, d, environment${parameters.map((name) => `, ${name}`).join('')};`,
    'function evaluate(program, context, lists) { return evaluateWith(program, context, lists, environment); }',
    ...generator.functions,
    'return function (S, T, A, context) {',
    'P = []; M = []; Q = []; F = []; G = []; U = []; W = []; O = []; L = []; E = false; n = 0; d = 0;',
    'I = { index: new Map(), visited: P, refused: F, lists: new Map(), keyed: new Map() }; X = context; root = S[0];',
    'environment = { ...context.fhirpath, resource: root };',
    ...parameters.map((name, index) => `${name} = A[${index}];`),
    'try {',
    `${main.name}(${given.map(({ js }) => js).join(', ')});`,
    'return { P, M, Q, F, G, U, W, O, L, E };',
    // Nothing of a record is held on to until the next run, however this one ends.
    '} finally { P = M = Q = F = G = U = W = O = L = I = X = root = environment = undefined; }',
    '};',
  ].join('\n')
  // oxlint-disable-next-line typescript/no-implied-eval -- no text of a map gets into it (code.ts)
  const make = new Function('C', 'R', text) as (constants: unknown[], runtime: object) => GeneratedRun
  return {
    kind: 'generated',
    run: make(constants, runtime),
    unmapped: createMarkReader(state.types, generator.bits.table),
    text,
  }
}

function givenFor({ mode, type }: Input, index: number, state: CompileState): SourceCode | TargetCode {
  if (type === undefined) throw new NotGenerated('an input of no known type')
  const isResource = state.types.kindOf(type) === 'resource'
  if (mode === 'source') {
    return { mode, js: `S[${index}]`, type, kind: 'object', place: undefined, mask: undefined }
  }
  const known = new Map<string, undefined>(isResource ? [['resourceType', undefined]] : [])
  return { mode, js: `T[${index}]`, type, state: { ...unknownState(), written: known } }
}
