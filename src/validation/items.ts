/**
 * Walks the JSON of one resource by compiled programs, item by item, and asks each item's tests. All that recurses here
 * is bounded by the depth that limits.ts has measured before.
 */
import type { Structure } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { ITEM, type Marks } from './clean/chart.ts'
import type { Compiler } from './compiler.ts'
import { checkCardinality, checkContent, missingChildren, reportEmpty, type Group } from './content.ts'
import { checkExtension, type ExtensionParts } from './extensions.ts'
import { ValidationError } from './finding.ts'
import { readString } from './json.ts'
import { checkPrimitive } from './primitives.ts'
import type { ElementProgram, Item, Test, TypeProgram } from './program.ts'
import { report, startRun, type Scope } from './run.ts'
import { checkSlices } from './slices.ts'
import { oneOf, quoted } from './wording.ts'

/** One walk through one resource. */
export type Walk = ExtensionParts & {
  readonly compiler: Compiler
  readonly scope: Scope
  /** Checks a resource that stands in this one. */
  readonly checkNested: (item: Item, type: TypeProgram, walk: Walk) => void
}

/** Checks an item, whose value is an object, against all that a root program says of it. */
export function checkAgainst(item: Item, root: ElementProgram, walk: Walk): void {
  // The item keeps its own name in sentences: it is `name`, not `HumanName`.
  const program = item.parent ? named(root, item.program.name) : root
  const { value, element, type, path, parent } = item
  const asRoot: Item = { value, element, type, path, program, parent }
  checkChildren(asRoot, root, walk)
  const marks = marksOf(asRoot, walk.scope)
  askTests(root.tests, asRoot, walk.scope, marks)
  askTests(root.invariants, asRoot, walk.scope, marks)
}

const NAMED = new WeakMap<ElementProgram, Map<string, ElementProgram>>()

/** A program by the name of the element that it is asked of. */
function named(root: ElementProgram, name: string): ElementProgram {
  const names = NAMED.get(root) ?? new Map<string, ElementProgram>()
  const known = names.get(name) ?? { ...root, name }
  NAMED.set(root, names.set(name, known))
  return known
}

/** Checks the children of an item against those that a program spells out. */
function checkChildren(item: Item, program: ElementProgram | undefined, walk: Walk): void {
  const content = program?.content()
  if (!content) return
  const { scope } = walk
  if (isObject(item.value) && scope.run.chart?.isRepeated(item.value, content, item.path)) return
  const groups = checkContent(content, item, scope)
  for (const group of groups) {
    if (scope.run.isFull()) return
    checkGroup(group, item, walk)
  }
  for (const child of missingChildren(content, item, scope))
    checkGroup({ child, items: [], count: 0, isDealt: false }, item, walk)
}

function checkGroup({ child, items, count, isDealt }: Group, host: Item, walk: Walk): void {
  const { scope } = walk
  checkCardinality(child, count, host, scope)
  for (const item of items) checkItem(item, walk)
  const isSliced = child.slices.length > 0 || child.rule.slicing !== undefined
  if (!isSliced || child.rule.max === '0') return
  checkSlices(child, items, host, { scope, checkItem: (item) => checkItem(item, walk), isDealt })
}

function checkItem(item: Item, walk: Walk): void {
  const { type, program, value } = item
  const { scope } = walk
  const marks = marksOf(item, scope)
  if (marks === 'clean') return
  if (type?.kind === 'primitive') checkPrimitiveItem(item, type, walk)
  else if (!isObject(value)) {
    reportKind(item, scope)
    return
  } else if (type?.kind === 'resource') walk.checkNested(item, type, walk)
  else checkComplex(item, type, walk)
  if (type) askTests(type.tests, item, scope, marks)
  askTests(program.tests, item, scope, marks)
  askTests(program.invariants, item, scope, marks)
}

type ItemMarks = Marks | 'clean' | undefined

/** What the clean check has left of an item; undefined where that is everything. Of primitives it tells only in which object they are. */
function marksOf({ value, element }: Item, { run: { chart } }: Scope): ItemMarks {
  return chart && element === undefined && isObject(value) ? (chart.of(value) ?? 'clean') : undefined
}

/** Asks the tests of an item that the clean check has not answered. */
function askTests(tests: readonly Test[], item: Item, scope: Scope, marks: ItemMarks): void {
  if (marks === 'clean' || marks?.hasRules === false) return
  for (const test of tests) if (!marks || marks.has(test.holds?.(item.type) ?? ITEM)) test(item, scope)
}

function reportKind(item: Item, scope: Scope): void {
  const kind = Array.isArray(item.value) ? 'a list' : item.value === null ? 'null' : `a ${typeof item.value}`
  const expected = item.type?.rule.code ?? 'BackboneElement'
  const text = `${item.program.name} is ${kind}; it must be an object of type ${expected}.`
  report(item, scope, { code: 'structure', rule: 'type', text })
}

function checkPrimitiveItem(item: Item, type: TypeProgram, walk: Walk): void {
  const { scope } = walk
  const { name } = item.program
  const hasValue = item.value !== undefined && item.value !== null
  const fault = hasValue ? checkPrimitive(type.rule.code, item.value) : undefined
  if (fault) {
    const text = `${name} must be ${fault.expected} (type ${type.rule.code}); it is ${fault.found}.`
    report(item, scope, { code: 'value', rule: 'primitive', text })
  }
  if (item.element !== undefined) checkElement(item, hasValue, walk)
  else if (!hasValue) {
    const text = `${name} is null and has no extension; remove it.`
    report(item, scope, { code: 'structure', rule: 'null', text })
  }
  checkProfiles(item, type, walk)
}

/** The id and the extensions beside a primitive, by the profile's own rules or those of Element. */
function checkElement(item: Item, hasValue: boolean, walk: Walk): void {
  if (!isObject(item.element)) {
    const text = `_${item.program.name} must be an object with an id or extensions.`
    report(item, walk.scope, { code: 'structure', rule: 'type', text })
    return
  }
  const keys = Object.keys(item.element)
  // JSON has no empty objects (json.html), also where the value is beside it.
  if (keys.length === 0 || (!hasValue && keys.every((key) => key === 'id'))) reportEmpty(item, walk.scope)
  const program = item.program.content() ? item.program : walk.compiler.rootOfType('Element')
  checkChildren({ ...item, value: item.element }, program, walk)
}

function checkComplex(item: Item, type: TypeProgram | undefined, walk: Walk): void {
  const root = type?.content?.()
  checkChildren(item, item.program.content() ? item.program : root, walk)
  if (root) askTests(root.invariants, item, walk.scope, marksOf(item, walk.scope))
  if (type?.rule.code === 'Extension') checkExtensionItem(item, type, walk)
  else if (type) checkProfiles(item, type, walk)
}

/** A type may name several profiles: one of them must hold. */
function checkProfiles(item: Item, type: TypeProgram, walk: Walk): void {
  const { profiles } = type
  const [only] = profiles
  if (!only) return
  if (profiles.length === 1) {
    checkAgainst(item, only.root(), walk)
    return
  }
  if (profiles.some(({ root }) => satisfies(item, root(), walk))) return
  const urls = oneOf(profiles.map(({ url }) => url))
  const text = `${item.program.name} satisfies none of the profiles ${urls}; make it satisfy one.`
  report(item, walk.scope, { code: 'structure', rule: 'profile', text })
}

/** Whether an item satisfies a profile, asked without telling what is wrong with it. */
export function satisfies(item: Item, root: ElementProgram, walk: Walk): boolean {
  const { options, conformsTo, isResourceType } = walk.scope.run
  const run = startRun({ options, conformsTo, isResourceType })
  checkAgainst(item, root, { ...walk, scope: walk.scope.inRun(run) })
  return run.findings.every(({ severity }) => severity !== 'error' && severity !== 'fatal')
}

/** An extension is checked by its own definition, and by those that a slice names besides. */
function checkExtensionItem(item: Item, type: TypeProgram, walk: Walk): void {
  const marks = marksOf(item, walk.scope)
  const isAsked = !marks || (marks !== 'clean' && marks.has(ITEM))
  const known = isAsked ? checkExtension(item, walk.scope, walk) : definitionOf(item, walk)
  const roots = type.profiles.filter(({ url }) => url !== known?.url).map(({ root }) => root())
  const root = known && compiledRoot(known.url, item, walk)
  for (const each of root ? [root, ...roots] : roots) checkAgainst(item, each, walk)
}

/** The definition of an extension that stands where it may. */
function definitionOf({ value }: Item, { registry }: Walk): Structure | undefined {
  const url = isObject(value) ? readString(value, 'url') : undefined
  return url?.includes(':') ? registry.structureOf(url) : undefined
}

/** The program of a profile that a resource names; null, and a finding, where the profile cannot be compiled. */
export function compiledRoot(
  url: string,
  item: Item,
  walk: Walk,
  below?: string,
): ElementProgram | null | undefined {
  try {
    return walk.compiler.rootOf(url)
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    const text = `The profile ${quoted(url)} cannot be checked here: ${error.message.replace(/\.$/, '')}; correct it, or publish what it names.`
    const where = below === undefined ? {} : { below }
    report(item, walk.scope, {
      severity: 'warning',
      code: 'not-supported',
      rule: 'profile-unsupported',
      text,
      ...where,
    })
    return null
  }
}
