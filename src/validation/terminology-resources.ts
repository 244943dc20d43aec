/** CodeSystem, ValueSet and ConceptMap beside their invariants: FHIR R4 codesystem.html, valueset.html, conceptmap.html. */
import { SYSTEM } from '../fhir/codes.ts'
import { withoutVersion } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import type { Item, Test } from './program.ts'
import { quickly } from './quickly.ts'
import { report, type Scope } from './run.ts'
import { defined } from './wording.ts'

type Asking = {
  readonly add: (below: string, text: string) => void
  readonly terminology: Terminology
  readonly scope: Scope
}

/** Levels of concepts within concepts that are counted. */
const CONCEPTS_DEPTH_MAX = 100

export function terminologyTest(terminology: Terminology): Test {
  const passes = (resource: unknown): boolean =>
    isObject(resource) && !CHECKS.has(readString(resource, 'resourceType') ?? '')
  return quickly(passes, (item, scope) => {
    if (!isObject(item.value)) return
    const check = CHECKS.get(readString(item.value, 'resourceType') ?? '')
    check?.(item.value, { add: adder(item, scope), terminology, scope })
  })
}

function adder(item: Item, scope: Scope): Asking['add'] {
  return (below, text) => {
    report(item, scope, { code: 'business-rule', rule: 'terminology-content', text, below })
  }
}

const CHECKS: ReadonlyMap<string, (resource: Json, asking: Asking) => void> = new Map([
  ['CodeSystem', checkCodeSystem],
  ['ValueSet', checkValueSet],
  ['ConceptMap', checkConceptMap],
])

function checkCodeSystem(system: Json, asking: Asking): void {
  const { add } = asking
  const content = readString(system, 'content')
  const codes = codesOf(system, 0)
  const count = read(system, 'count')
  if (content === 'complete' && typeof count === 'number' && codes.length > 0 && count !== codes.length)
    add(
      'count',
      `count says ${String(count)}, and there are ${String(codes.length)} concepts; make them agree.`,
    )
  if (content === 'not-present' && codes.length > 0)
    add('concept', 'The content is said not to be present, and is; correct one.')
  const supplemented = readString(system, 'supplements')
  if (supplemented !== undefined) checkSupplement(system, supplemented, codes, asking)
  else if (content === 'supplement')
    add('content', 'A supplement must say what it supplements; add supplements.')
}

function checkSupplement(
  system: Json,
  supplemented: string,
  codes: readonly string[],
  { add, terminology, scope }: Asking,
): void {
  if (readString(system, 'content') !== 'supplement')
    add('content', 'What supplements another code system must have the content supplement; correct it.')
  if (scope.run.options.toolPolicy === true && Object.hasOwn(system, 'caseSensitive'))
    add('caseSensitive', 'Whether case matters is said by the code system that is supplemented; remove it.')
  for (const code of codes) {
    if (terminology.lookup(withoutVersion(supplemented), code) !== null) continue
    add('concept', `The code ${defined(code)} is not one of the code system that is supplemented; remove it.`)
  }
}

function codesOf(host: Json, depth: number): string[] {
  if (depth > CONCEPTS_DEPTH_MAX) return []
  return readObjects(host, 'concept').flatMap((concept) => [
    readString(concept, 'code') ?? '',
    ...codesOf(concept, depth + 1),
  ])
}

function checkValueSet({ compose }: Json, asking: Asking): void {
  if (!isObject(compose)) return
  for (const name of ['include', 'exclude']) {
    readObjects(compose, name).forEach((part, index) => {
      checkPart(part, `compose.${name}[${String(index)}]`, asking)
    })
  }
}

function checkPart(part: Json, path: string, asking: Asking): void {
  const { add, terminology } = asking
  const system = readString(part, 'system')
  if (system === undefined) return
  if (!system.includes(':'))
    add(`${path}.system`, `The system ${defined(system)} must be absolute; give it whole.`)
  if (system.includes('|')) add(`${path}.system`, 'The version of a system stands in version; move it there.')
  if (terminology.held.valueSets.has(system) && !terminology.held.codeSystems.has(system))
    add(
      `${path}.system`,
      `${defined(system)} is a value set, not a code system; name the code system, or use valueSet.`,
    )
  readObjects(part, 'filter').forEach((filter, index) => {
    const text = filterFault(filter, system, terminology)
    if (text !== undefined) add(`${path}.filter[${String(index)}]`, text)
  })
}

const OF_CODES = new Set(['is-a', 'descendent-of', 'is-not-a', 'generalizes'])
/** Properties that every code system may have, and that are true or false (codesystem.html#defined-props). */
const TRUE_OR_FALSE = new Set(['inactive', 'notSelectable'])

function filterFault(filter: Json, system: string, terminology: Terminology): string | undefined {
  const [property = '', op = '', value = ''] = ['property', 'op', 'value'].map((name) =>
    readString(filter, name),
  )
  const mustBeBoolean = op === 'exists' || TRUE_OR_FALSE.has(property)
  if (mustBeBoolean && value !== 'true' && value !== 'false')
    return `The value of a filter by ${defined(property)} must be true or false here; correct it.`
  if (system === SYSTEM.snomed && /^\d{6,18}$/.test(property) && op !== '=' && op !== 'in')
    return `A filter by an attribute of SNOMED CT takes = or in, not ${defined(op)}; correct it.`
  if (property !== 'concept' || !OF_CODES.has(op) || terminology.lookup(system, value) !== null)
    return undefined
  return `The value ${defined(value)} of this filter is no code of its system; correct it.`
}

/** The codes of a map are codes of its systems, and of its value sets. */
function checkConceptMap(map: Json, asking: Asking): void {
  const sources = valueSetOf(map, 'source')
  const targets = valueSetOf(map, 'target')
  readObjects(map, 'group').forEach((group, index) => {
    const path = `group[${String(index)}]`
    const checkSource = codeCheck(readString(group, 'source'), sources, asking)
    const checkTarget = codeCheck(readString(group, 'target'), targets, asking)
    readObjects(group, 'element').forEach((element, number) => {
      const below = `${path}.element[${String(number)}]`
      checkSource(readString(element, 'code'), `${below}.code`)
      readObjects(element, 'target').forEach((target, place) => {
        checkTarget(readString(target, 'code'), `${below}.target[${String(place)}].code`)
      })
    })
  })
}

function valueSetOf(map: Json, side: 'source' | 'target'): string | undefined {
  return readString(map, `${side}Uri`) ?? readString(map, `${side}Canonical`)
}

function codeCheck(
  system: string | undefined,
  valueSet: string | undefined,
  { add, terminology }: Asking,
): (code: string | undefined, below: string) => void {
  return (code, below) => {
    if (code === undefined || system === undefined) return
    if (terminology.lookup(system, code) === null) {
      add(below, `The code system ${defined(system)} has no code ${defined(code)}; correct it.`)
    } else if (valueSet !== undefined && terminology.validateCode(valueSet, { system, code }) === 'not-in') {
      add(below, `The code ${defined(code)} is not in the value set ${defined(valueSet)}; correct it.`)
    }
  }
}
