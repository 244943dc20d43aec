/**
 * Membership in a value set, in three values: a part of a value set that is not held answers `unknown`, and the whole is
 * `in` or `not-in` only where no unknown part could change that. FHIR R4 valueset.html#compositions.
 */
import type { ComposeFilter, ComposePart, ValueSet } from '../fhir/definitions.ts'
import type { IndexedConcept, IndexedSystem } from './code-system.ts'
import type { Coded, Membership } from './terminology.ts'

/** Value sets within value sets that are followed; deeper ones, and loops, are unknown. */
const VALUE_SET_DEPTH_MAX = 16

/** What a value set is made of besides itself. */
export type Held = {
  readonly system: (url: string) => IndexedSystem | undefined
  readonly grammar: (url: string) => RegExp | undefined
  readonly members: (valueSetUrl: string) => Members | undefined
}

/** One compiled value set. */
export type Members = {
  readonly test: (coded: Coded, depth?: number) => Membership
  /** Its codes, and the canonicals of systems and value sets that are needed to list the rest. */
  readonly list: (depth?: number) => { codes: Coded[]; unknown: string[] }
}

/** Compiles a value set; its parts are looked up when asked, so value sets may come in any order. */
export function compileValueSet(valueSet: ValueSet, held: Held): Members {
  const { compose, expansion } = valueSet
  if (!compose && expansion) return fromExpansion(valueSet)
  const include = (compose?.include ?? []).map((part) => compilePart(part, held))
  const exclude = (compose?.exclude ?? []).map((part) => compilePart(part, held))
  return {
    test: (coded, depth = 0) => {
      const included = any(include, coded, depth)
      if (included === 'not-in') return 'not-in'
      const excluded = any(exclude, coded, depth)
      if (excluded === 'in') return 'not-in'
      return excluded === 'unknown' ? 'unknown' : included
    },
    list: (depth = 0) => {
      const lists = include.map((part) => part.list(depth))
      const codes = lists.flatMap((list) => list.codes).filter((coded) => any(exclude, coded, depth) !== 'in')
      const distinct = new Map(codes.map((coded) => [JSON.stringify([coded.system, coded.code]), coded]))
      return { codes: [...distinct.values()], unknown: [...new Set(lists.flatMap((list) => list.unknown))] }
    },
  }
}

function any(parts: readonly Members[], coded: Coded, depth: number): Membership {
  let answer: Membership = 'not-in'
  for (const part of parts) {
    const membership = part.test(coded, depth)
    if (membership === 'in') return 'in'
    if (membership === 'unknown') answer = 'unknown'
  }
  return answer
}

function fromExpansion({ url, expansion }: ValueSet): Members {
  const codes: Coded[] = []
  const visit = (list: NonNullable<ValueSet['expansion']>['contains'], depth: number): void => {
    if (depth > VALUE_SET_DEPTH_MAX) return
    for (const { system, code, display, abstract, contains } of list ?? []) {
      if (code !== undefined && abstract !== true) {
        codes.push({
          code,
          ...(system !== undefined && { system }),
          ...(display !== undefined && { display }),
        })
      }
      visit(contains, depth + 1)
    }
  }
  visit(expansion?.contains, 0)
  // A page of an expansion says what is in, not what is not.
  const isComplete = expansion?.offset === undefined && (expansion?.total ?? codes.length) <= codes.length
  const systems = systemsByCode(codes)
  const isListed = ({ system, code }: Coded): boolean => {
    const among = systems.get(code)
    return among !== undefined && (system === undefined || among.has(system))
  }
  return {
    test: (coded) => (isListed(coded) ? 'in' : isComplete ? 'not-in' : 'unknown'),
    list: () => ({ codes, unknown: isComplete ? [] : [url ?? ''] }),
  }
}

/** An expansion may be long, and is asked for every code: it is not searched through. */
function systemsByCode(codes: readonly Coded[]): Map<string, Set<string | undefined>> {
  const systems = new Map<string, Set<string | undefined>>()
  for (const { system, code } of codes) {
    const among = systems.get(code)
    if (among) among.add(system)
    else systems.set(code, new Set([system]))
  }
  return systems
}

/** One include or exclude: all of its conditions hold together. */
function compilePart(part: ComposePart, held: Held): Members {
  const { system, concept, filter = [], valueSet = [] } = part
  const codes = concept && new Map(concept.map((each) => [each.code, each.display]))
  const ofSystem = (coded: Coded): Membership => {
    if (system === undefined) return 'in'
    if (coded.system !== undefined && coded.system !== system) return 'not-in'
    if (codes) return inList(coded.code, codes, system, held)
    return filter.length === 0
      ? inSystem(coded.code, system, held)
      : filtered(coded.code, held.system(system))
  }
  const filtered = rememberFilter(filter)
  const ofValueSets = (coded: Coded, depth: number): Membership[] =>
    valueSet.map((url) =>
      depth < VALUE_SET_DEPTH_MAX ? (held.members(url)?.test(coded, depth + 1) ?? 'unknown') : 'unknown',
    )
  return {
    test: (coded, depth = 0) =>
      valueSet.length === 0 ? ofSystem(coded) : all([ofSystem(coded), ...ofValueSets(coded, depth)]),
    list: (depth = 0) => {
      const { codes: candidates, unknown } =
        system === undefined ? listFirst(valueSet, held, depth) : listSystem(part, system, held)
      const missing = valueSet.filter((url) => !held.members(url))
      return {
        codes: candidates.filter((coded) => all(ofValueSets(coded, depth)) === 'in'),
        unknown: [...unknown, ...missing],
      }
    },
  }
}

function all(memberships: readonly Membership[]): Membership {
  if (memberships.includes('not-in')) return 'not-in'
  return memberships.includes('unknown') ? 'unknown' : 'in'
}

type Codes = ReadonlyMap<string, string | undefined>

function inList(code: string, codes: Codes, system: string, held: Held): Membership {
  // A list is binding whether its system is held or not; the system knows whether case matters.
  if (codes.has(code)) return 'in'
  const known = held.system(system)?.find(code)?.code
  return known !== undefined && codes.has(known) ? 'in' : 'not-in'
}

type Filtered = (code: string, system: IndexedSystem | undefined) => Membership

/** Whether a code passes filters, worked out once for each code that the system has. */
function rememberFilter(filters: readonly ComposeFilter[]): Filtered {
  const known = new Map<IndexedConcept, Membership>()
  return (code, system) => {
    const concept = system?.find(code)
    if (!concept) return passes(code, filters, system)
    const membership = known.get(concept) ?? passes(code, filters, system)
    known.set(concept, membership)
    return membership
  }
}

function inSystem(code: string, url: string, held: Held): Membership {
  const system = held.system(url)
  if (system?.find(code)) return 'in'
  if (system) return system.isComplete ? 'not-in' : 'unknown'
  const grammar = held.grammar(url)
  if (grammar) return grammar.test(code) ? 'in' : 'not-in'
  return 'unknown'
}

function passes(
  code: string,
  filters: readonly ComposeFilter[],
  system: IndexedSystem | undefined,
): Membership {
  const concept = system?.find(code)
  if (!system) return 'unknown'
  if (!concept) return system.isComplete ? 'not-in' : 'unknown'
  const memberships = filters.map((filter) => passesFilter(concept, filter, system))
  const answer = all(memberships)
  // A system that is held in part may lack the link that makes a code a descendant.
  return answer === 'not-in' && !system.isComplete ? 'unknown' : answer
}

function passesFilter(concept: IndexedConcept, filter: ComposeFilter, system: IndexedSystem): Membership {
  const { property, op, value } = filter
  const isSelf = system.find(value) === concept
  switch (op) {
    case 'is-a':
      return answer(isSelf || system.isDescendant(concept.code, value))
    case 'descendent-of':
      return answer(!isSelf && system.isDescendant(concept.code, value))
    case 'is-not-a':
      return answer(!isSelf && !system.isDescendant(concept.code, value))
    case '=':
      return compare(concept, property, system, (stated) => stated.includes(value))
    case 'in':
      return compare(concept, property, system, (stated) =>
        value.split(',').some((each) => stated.includes(each.trim())),
      )
    case 'not-in':
      return compare(
        concept,
        property,
        system,
        (stated) => !value.split(',').some((each) => stated.includes(each.trim())),
      )
    case 'exists':
      return compare(concept, property, system, (stated) => stated.length > 0 === (value === 'true'))
    default:
      // generalizes, and regex, whose cost nobody can bound.
      return 'unknown'
  }
}

function answer(holds: boolean): Membership {
  return holds ? 'in' : 'not-in'
}

function compare(
  concept: IndexedConcept,
  property: string,
  system: IndexedSystem,
  holds: (stated: readonly string[]) => boolean,
): Membership {
  if (property === 'code' || property === 'concept') return answer(holds([concept.code]))
  if (property === 'display') return answer(holds(concept.display === undefined ? [] : [concept.display]))
  if (!system.hasProperty(property)) return 'unknown'
  return answer(holds(concept.properties.get(property) ?? []))
}

type Listed = { codes: Coded[]; unknown: string[] }

function listFirst(valueSets: readonly string[], held: Held, depth: number): Listed {
  const [first] = valueSets
  const members = first === undefined || depth >= VALUE_SET_DEPTH_MAX ? undefined : held.members(first)
  return members?.list(depth + 1) ?? { codes: [], unknown: first === undefined ? [] : [first] }
}

function listSystem({ concept, filter }: ComposePart, url: string, held: Held): Listed {
  const system = held.system(url)
  if (concept) return { codes: concept.map(({ code }) => codedOf(code, url, system)), unknown: [] }
  if (!system) return { codes: [], unknown: [url] }
  const codes = [...system.concepts()]
    .filter(({ code }) => !filter || passes(code, filter, system) === 'in')
    .map(({ code }) => codedOf(code, url, system))
  return { codes, unknown: system.isComplete ? [] : [url] }
}

function codedOf(code: string, system: string, indexed: IndexedSystem | undefined): Coded {
  const display = indexed?.find(code)?.display
  return { system, code, ...(display !== undefined && { display }) }
}
