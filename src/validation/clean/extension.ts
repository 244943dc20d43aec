/** Extensions by their own definitions, where they are known, and by the profiles that programs name. */
import type { Structure } from '../../fhir/definitions.ts'
import { ValidationError } from '../finding.ts'
import { readString, type Json } from '../json.ts'
import type { TypeProgram } from '../program.ts'
import type { Registry } from '../registry.ts'
import { ITEM } from './chart.ts'
import type { Compiled } from './compiled.ts'
import { Place } from './place.ts'
import { withRoots, type ItemPlan, type ObjectPlan, type PlanParts } from './plan.ts'
import type { CheckExtension } from './special.ts'

type Parts = PlanParts & {
  readonly registry: Pick<Registry, 'typesOf' | 'structureOf'>
  readonly compiledOf: (plan: ObjectPlan) => Compiled
}

type ExtensionPlan = ItemPlan & { readonly kind: 'extension' }

const EXTENSION: TypeProgram = {
  rule: { code: 'Extension' },
  kind: 'complex',
  content: undefined,
  profiles: [],
  tests: [],
}

/** How an extension is checked; `structure` where it is of a definition that can be asked. */
type Way = { readonly structure: Structure | undefined; readonly compiled: Compiled }

/** URLs of extensions of which it is remembered, in one place, how they are checked. */
const REMEMBERED_MAX = 1_000

export function extensionCheck(plan: ExtensionPlan, parts: Parts): CheckExtension {
  const root = parts.compiler.rootOfType('Extension')
  const inner = new Place(root ? [{ program: root, type: EXTENSION }] : [], [], parts)
  const ways = new Map<string, Way>()
  const relative = wayOf(undefined, plan, parts)
  const wayTo = (url: string): Way => {
    const known = ways.get(url)
    if (known) return known
    const structure = definitionOf(url, parts)
    const way = structure ? wayOf(structure, plan, parts) : relative
    if (ways.size < REMEMBERED_MAX) ways.set(url, way)
    return way
  }
  return (extension, visit, place) => {
    const url = readString(extension, 'url')
    const isAbsolute = url !== undefined && url.includes(':')
    const { structure, compiled } = isAbsolute ? wayTo(url) : relative
    const isInPlace = structure
      ? place.allows(structure)
      : url !== undefined && !isAbsolute && place.isExtension && !plan.isModifier
    const isOwnClean = isInPlace && hasOneOfValueAndExtensions(extension)
    const isInnerClean = compiled.check(extension, visit, inner)
    if (isOwnClean) return isInnerClean
    visit.chart.hasMisplaced = true
    return visit.chart.suspect(extension, ITEM)
  }
}

/** The definition of an extension, where it can be checked by it. */
function definitionOf(url: string, { registry, compiler }: Parts): Structure | undefined {
  const structure = registry.structureOf(url)
  if (structure?.type !== 'Extension') return undefined
  try {
    return compiler.rootOf(structure.url) && structure
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}

function wayOf(structure: Structure | undefined, plan: ExtensionPlan, parts: Parts): Way {
  const urls = new Set([...(structure ? [structure.url] : []), ...plan.profiles])
  const roots = [...urls].map((url) => parts.compiler.rootOf(url)).filter((root) => root !== undefined)
  const isInRole = (structure?.elements[0]?.isModifier === true) === plan.isModifier
  return {
    structure: isInRole ? structure : undefined,
    compiled: parts.compiledOf(withRoots(plan.object, roots, EXTENSION)),
  }
}

/** ext-1, of an extension that has nothing else. */
function hasOneOfValueAndExtensions(extension: Json): boolean {
  let [hasValue, hasExtensions] = [false, false]
  for (const key of Object.keys(extension)) {
    if (key === 'extension') hasExtensions = true
    else if (key.startsWith('value') || key.startsWith('_value')) hasValue = true
  }
  return hasValue !== hasExtensions
}
