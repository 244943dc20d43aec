/**
 * The door of the terminology room: code systems, value sets and concept maps in, answers out. Pure. What it does not
 * hold it reports as unknown, never as valid or invalid. Versions of canonicals are not told apart: one is held of each.
 */
import { withoutVersion } from '../fhir/definitions.ts'
import type { CodeGrammar, CodeSystem, ConceptMap, ConceptMapTarget, ValueSet } from '../fhir/definitions.ts'
import { indexCodeSystem, type IndexedSystem } from './code-system.ts'
import { translate } from './concept-map.ts'
import { compileValueSet, type Held, type Members } from './value-set.ts'

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
  /** The content itself, for the terminology operations. */
  readonly held: TerminologyContent
}

export type TerminologyContent = Held & {
  readonly valueSets: ReadonlyMap<string, ValueSet>
  readonly codeSystems: ReadonlyMap<string, CodeSystem>
  readonly conceptMaps: ReadonlyMap<string, ConceptMap>
}

export type TerminologyParts = {
  readonly codeSystems: readonly CodeSystem[]
  readonly valueSets: readonly ValueSet[]
  readonly conceptMaps: readonly ConceptMap[]
  readonly codeGrammars?: readonly CodeGrammar[]
}

/** Terminology over what is handed in; of two with one canonical, the later counts. */
export function createTerminology(parts: TerminologyParts): Terminology {
  const conceptMaps = byUrl(parts.conceptMaps)
  const mapOf = (url: string): ConceptMap | undefined => conceptMaps.get(withoutVersion(url))
  const held = holdContent(parts)
  return {
    validateCode: (valueSetUrl, coded) => held.members(valueSetUrl)?.test(coded) ?? 'unknown',
    expand: (valueSetUrl) => held.members(valueSetUrl)?.list(),
    lookup: (url, code) => {
      const system = held.system(url)
      const concept = system?.find(code)
      if (!concept) return system?.isComplete ? null : undefined
      return { code: concept.code, ...(concept.display !== undefined && { display: concept.display }) }
    },
    translate: (conceptMapUrl, coded) => {
      const map = mapOf(conceptMapUrl)
      return map && translate(map, coded, mapOf)
    },
    held: { ...held, conceptMaps },
  }
}

/** Indexes and compiles each thing when it is first asked for: most of R4's terminology is never asked for. */
function holdContent(parts: TerminologyParts): Omit<TerminologyContent, 'conceptMaps'> {
  const codeSystems = byUrl(parts.codeSystems)
  const valueSets = byUrl(parts.valueSets)
  const grammars = new Map(
    (parts.codeGrammars ?? []).map(({ system, pattern }) => [system, new RegExp(pattern)]),
  )
  const systems = new Map<string, IndexedSystem>()
  const members = new Map<string, Members>()
  const held = {
    valueSets,
    codeSystems,
    system: (url: string) => remembered(systems, url, codeSystems, indexCodeSystem),
    grammar: (url: string) => grammars.get(url),
    members: (url: string): Members | undefined =>
      remembered(members, withoutVersion(url), valueSets, (valueSet) => compileValueSet(valueSet, held)),
  }
  return held
}

function remembered<From, To>(
  made: Map<string, To>,
  url: string,
  sources: ReadonlyMap<string, From>,
  make: (source: From) => To,
): To | undefined {
  const known = made.get(url)
  const source = sources.get(url)
  if (known !== undefined || source === undefined) return known
  const fresh = make(source)
  made.set(url, fresh)
  return fresh
}

function byUrl<T extends { readonly url?: string }>(resources: readonly T[]): Map<string, T> {
  return new Map(
    resources.flatMap((resource) => (resource.url === undefined ? [] : [[resource.url, resource]])),
  )
}
