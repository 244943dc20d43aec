/** What every part of the compiler works with. */
import type { Program } from '../../fhirpath/fhirpath.ts'
import type { Readers } from '../engine/read.ts'
import type { Node } from '../engine/node.ts'
import type { Frame, RuleId, Run } from '../engine/run-state.ts'
import { fault } from '../syntax/fault.ts'
import type { Group, MapError, Position, Rule } from '../syntax/syntax.ts'
import type { StructureTypes } from '../types/types.ts'
import type { LinkedMap } from './link.ts'

/** One code of a concept map's answer. */
export type TranslatedCode = {
  readonly system?: string
  readonly code?: string
  readonly display?: string
  readonly equivalence: string
}

/** What the compiler is given: nothing of it is a global. */
export type MapGround = {
  /** Compiles a FHIRPath expression; throws where it cannot. */
  readonly fhirpath: (text: string, options?: { readonly base?: string }) => Program
  /** The answer of a ConceptMap by its URL: no items where it has none for the code, undefined where it is not held. */
  readonly translate?: (
    conceptMapUrl: string,
    coded: { system?: string; code: string },
  ) => readonly TranslatedCode[] | undefined
  /** Whether a ConceptMap is held, so that one that is not is an error now and not in each run. */
  readonly holdsConceptMap?: (url: string) => boolean
  readonly types: StructureTypes
  /** Names that each run gives a value for; maps use them as variables. */
  readonly parameters?: readonly string[]
  /** The code system of identifier types, for id(system, value, type). */
  readonly identifierTypeSystem?: string
}

export type CompileState = {
  readonly ground: MapGround
  readonly types: StructureTypes
  readonly readers: Readers
  readonly errors: MapError[]
  readonly maps: readonly LinkedMap[]
  readonly programs: Map<string, Program>
  readonly groups: Map<string, CompiledGroup>
}

/** A group compiled for inputs of certain types. */
export type CompiledGroup = { slots: number; run: (run: Run, frame: Frame) => void }

export type Step = (run: Run, frame: Frame) => void

export type Values = (run: Run, frame: Frame) => readonly Node[]

/** The map and group that is being compiled. */
export type Place = { readonly state: CompileState; readonly linked: LinkedMap; readonly group: Group }

export function ruleId({ linked, group }: Place, rule: Rule): RuleId {
  return {
    map: linked.map.url,
    group: group.name,
    rule: rule.name,
    line: rule.at.line,
    column: rule.at.column,
  }
}

/** The program of an expression, compiled once for all maps. */
export function programOf(
  state: CompileState,
  text: string,
  base: string | undefined,
  at: Position,
): Program {
  const key = `${base ?? ''} ${text}`
  let program = state.programs.get(key)
  if (program) return program
  try {
    program = state.ground.fhirpath(text, base === undefined ? {} : { base })
  } catch (error) {
    // The FHIRPath room throws for a text that it cannot compile: here that is a fault of the map.
    throw fault('expression', at, `FHIRPath: ${error instanceof Error ? error.message : String(error)}`)
  }
  state.programs.set(key, program)
  return program
}
