/**
 * The second door of the room: parsed maps in, closures out, with everything checked that can be known before there is an
 * input: names, types, elements, transforms, expressions. What is not supported is an error here, never a silent nothing in a
 * run. Pure: FHIRPath, concept maps and definitions are handed in.
 */
import { inputType } from './compile/call.ts'
import { createGroupCompiler } from './compile/group.ts'
import { linkMaps, onlyUse } from './compile/link.ts'
import type { LinkedMap } from './compile/link.ts'
import type { CompiledGroup, CompileState, MapGround } from './compile/state.ts'
import { createReaders } from './engine/read.ts'
import { generate } from './generate/generate.ts'
import type { Generated, Left } from './generate/generate.ts'
import type { GroupInput, MapError, ParsedMap } from './syntax/syntax.ts'
import type { StructureTypes } from './types/types.ts'

export type { MapGround, TranslatedCode } from './compile/state.ts'

export type CompiledMap = {
  readonly url: string
  readonly name: string
  /** The inputs of the first group: sources are handed in, targets come out. */
  readonly inputs: readonly {
    readonly mode: 'source' | 'target'
    readonly name: string
    readonly type: string | undefined
  }[]
  readonly parameters: readonly string[]
  readonly types: StructureTypes
  readonly group: CompiledGroup
  /** The same as one program, or why there is none. */
  readonly generated: Generated | Left
  /** Structures that the maps name and that are not held: what maps say of these is not checked. */
  readonly unchecked: readonly string[]
}

export type Compiled =
  | { readonly kind: 'compiled'; readonly map: CompiledMap }
  | { readonly kind: 'invalid'; readonly errors: readonly MapError[] }

/** Compiles the first map; the others are at hand for its imports. All faults are told, not only the first. */
export function compileMap(maps: readonly ParsedMap[], ground: MapGround): Compiled {
  const errors: MapError[] = []
  const linked = linkMaps(maps, errors)
  const [main] = linked
  const first = main?.map.groups[0]
  if (!main || !first) return { kind: 'invalid', errors: [...errors, noGroup(main)] }
  const { types } = ground
  const state: CompileState = {
    ground,
    types,
    readers: createReaders(types),
    errors,
    maps: linked,
    programs: new Map(),
    groups: new Map(),
  }
  const compiler = createGroupCompiler(state)
  const inputs = compiler.guarded({ linked: main }, () =>
    first.inputs.map((input) => ({ ...input, type: rootType(input, main, state) })),
  )
  const group =
    inputs &&
    compiler.compile(
      { linked: main, group: first },
      inputs.map(({ type }) => type),
      first.at,
    )
  compileRest(main, state, compiler)
  if (!inputs || !group || errors.length > 0) return { kind: 'invalid', errors: sorted(errors, linked) }
  const unchecked = [...new Set(linked.flatMap(({ unknownTypes }) => [...unknownTypes.keys()]))]
  const { url, name } = main.map
  let generated: Generated | Left | undefined
  return {
    kind: 'compiled',
    map: {
      url,
      name,
      inputs,
      parameters: ground.parameters ?? [],
      types,
      group,
      // Written when a run first asks: a start waits for no map that nobody runs.
      get generated() {
        return (generated ??= generate(state, { linked: main, group: first }, inputs))
      },
      unchecked,
    },
  }
}

function noGroup(main: LinkedMap | undefined): MapError {
  const where = main ? { map: main.map.url } : {}
  return { code: 'reference', line: 1, column: 1, message: 'a map needs a group to begin with', ...where }
}

/** The first group's inputs are of the types that they say, else of the one structure that the map uses so. */
function rootType(input: GroupInput, linked: LinkedMap, state: CompileState): string | undefined {
  const [group] = linked.map.groups
  if (!group) throw new Error('the caller has seen the group')
  const type =
    inputType(input, { linked, group }, { state, linked, group }) ?? onlyUse(state.types, linked, input.mode)
  if (type === undefined && input.mode === 'target')
    state.errors.push({
      code: 'type',
      line: input.at.line,
      column: input.at.column,
      message: `the type of the target '${input.name}' is not known: declare it, or hand in its definition`,
      map: linked.map.url,
    })
  return type
}

/** Groups that the first one does not reach are compiled too, for their faults. */
function compileRest(
  main: LinkedMap,
  state: CompileState,
  compiler: ReturnType<typeof createGroupCompiler>,
): void {
  const seen = new Set<LinkedMap>()
  const visit = (linked: LinkedMap): void => {
    if (seen.has(linked)) return
    seen.add(linked)
    for (const group of linked.map.groups) {
      const prefix = `${linked.map.url} ${group.at.line}:${group.at.column} `
      if ([...state.groups.keys()].some((key) => key.startsWith(prefix))) continue
      compiler.guarded({ linked }, () => {
        const types = group.inputs.map((input) =>
          inputType(input, { linked, group }, { state, linked, group }),
        )
        return compiler.compile({ linked, group }, types, group.at)
      })
    }
    linked.imports.forEach(visit)
  }
  visit(main)
}

function sorted(errors: readonly MapError[], linked: readonly LinkedMap[]): MapError[] {
  const order = new Map(linked.map(({ map }, index) => [map.url, index]))
  const rank = (error: MapError) => order.get(error.map ?? '') ?? 0
  return [...errors].sort(
    (one, other) => rank(one) - rank(other) || one.line - other.line || one.column - other.column,
  )
}
