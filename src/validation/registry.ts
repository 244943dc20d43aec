/**
 * The structures that a validator knows, by canonical and by type; profiles handed in as FHIR resources are reduced when
 * they are first asked for, so that a bad one is named when it is compiled and hurts no other.
 */
import type { Definitions, Structure } from '../fhir/definitions.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { ValidationError } from './finding.ts'
import { readString, type Json } from './json.ts'
import { structureFrom } from './snapshot.ts'
import { treeOf, type TreeNode } from './tree.ts'

export type Registry = {
  readonly structureOf: (url: string) => Structure | undefined
  /** The definition of a type or resource: `HumanName`, `Patient`. */
  readonly structureOfType: (code: string) => Structure | undefined
  readonly treeOf: (url: string) => TreeNode | undefined
  readonly treeOfType: (code: string) => TreeNode | undefined
  /** The type itself, and those that it specializes. */
  readonly typesOf: (code: string) => readonly string[]
  /** Canonicals of the profiles that were handed in. */
  readonly published: readonly string[]
}

/** Types between a type and Element or Resource; a loop of baseDefinitions ends here. */
const ANCESTORS_MAX = 16

/** A registry of FHIR's own structures and further profiles, which may not replace FHIR's types. */
export function createRegistry(definitions: Definitions, profiles: readonly (Structure | Json)[]): Registry {
  const structures = new Map<string, Structure>()
  const unread = new Map<string, Structure | Json>()
  const types = new Map<string, Structure>()
  for (const structure of definitions.structures) {
    structures.set(structure.url, structure)
    if (structure.derivation !== 'constraint') types.set(structure.type, structure)
  }
  for (const profile of profiles) unread.set(urlOf(profile), profile)

  const answered = new Map<string, Structure>()
  const structureOf = (canonical: string): Structure | undefined =>
    answered.get(canonical) ?? structureWithout(withoutVersion(canonical))
  const structureWithout = (url: string): Structure | undefined => {
    const waiting = unread.get(url)
    if (waiting) {
      // It is taken out first, so that a profile that is its own base is not looked for without end.
      unread.delete(url)
      try {
        structures.set(url, isStructure(waiting) ? waiting : structureFrom(waiting, sources))
      } catch (error) {
        unread.set(url, waiting)
        throw error
      }
    }
    const structure = structures.get(url)
    if (structure) answered.set(url, structure)
    return structure
  }
  const sources = { structureOf, structureOfType: (code: string) => types.get(code) }
  const trees = new Map<string, TreeNode>()
  const treeFor = (structure: Structure | undefined): TreeNode | undefined => {
    if (!structure) return undefined
    const tree = trees.get(structure.url) ?? treeOf(structure)
    trees.set(structure.url, tree)
    return tree
  }
  return {
    structureOf,
    structureOfType: (code) => types.get(code),
    treeOf: (url) => treeFor(structureOf(url)),
    treeOfType: (code) => treeFor(types.get(code)),
    typesOf: (code) => ancestry(code, types, structures),
    published: [...unread.keys()].toSorted(),
  }
}

function isStructure(profile: Structure | Json): profile is Structure {
  return !('resourceType' in profile)
}

function urlOf(profile: Structure | Json): string {
  const url = isStructure(profile) ? profile.url : readString(profile, 'url')
  if (url !== undefined) return withoutVersion(url)
  throw new ValidationError('profile-invalid', 'A profile was handed in without a url.')
}

function ancestry(
  code: string,
  types: ReadonlyMap<string, Structure>,
  structures: ReadonlyMap<string, Structure>,
): readonly string[] {
  const names: string[] = []
  let structure = types.get(code)
  while (structure && names.length < ANCESTORS_MAX) {
    names.push(structure.type)
    structure = structures.get(structure.baseDefinition ?? '')
  }
  return names
}
