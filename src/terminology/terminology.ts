/**
 * The door of the terminology room: code systems, value sets and concept maps in, answers out. Pure. What it does not
 * hold it reports as unknown, never as valid or invalid.
 */
import type { CodeGrammar, CodeSystem, ConceptMap, ConceptMapTarget, ValueSet } from '../fhir/definitions.ts'

export type Coded = { readonly system?: string; readonly code: string; readonly display?: string }

export type Membership = 'in' | 'not-in' | 'unknown'

export type Expansion = {
  readonly codes: readonly Coded[]
  /** Systems and value sets that it names and that are not held: the list is complete only when this is empty. */
  readonly unknown: readonly string[]
}

export type Translation = ConceptMapTarget & { readonly system?: string }

export type Terminology = {
  /** Whether a code is in the value set; without a system, whether any system of the value set has the code. */
  readonly validateCode: (valueSetUrl: string, coded: Coded) => Membership
  /** The codes of the value set, undefined when it is not held. */
  readonly expand: (valueSetUrl: string) => Expansion | undefined
  /** The concept; null when the system is held complete and has no such code, undefined when nobody can tell. */
  readonly lookup: (
    system: string,
    code: string,
  ) => { readonly code: string; readonly display?: string } | null | undefined
  /** The targets of the code, empty when the map has none, undefined when the map is not held. */
  readonly translate: (conceptMapUrl: string, coded: Coded) => readonly Translation[] | undefined
}

export type TerminologyParts = {
  readonly codeSystems: readonly CodeSystem[]
  readonly valueSets: readonly ValueSet[]
  readonly conceptMaps: readonly ConceptMap[]
  readonly codeGrammars?: readonly CodeGrammar[]
}

export function createTerminology(parts: TerminologyParts): Terminology {
  throw new Error(`not ready: ${parts.valueSets.length}`)
}
