/**
 * The properties of one JSON object against the children of its element: which may be there, in which JSON form (single or
 * list, with `_name` beside primitives), and how often (FHIR R4 json.html, elementdefinition.html).
 */
import { isObject } from '../fhir/resource.ts'
import { MISSING, slicesOf, type Chart, type Marks } from './clean/chart.ts'
import type { Json } from './json.ts'
import type { Content, ElementProgram, Item, Property } from './program.ts'
import { report, type Fault, type Scope } from './run.ts'
import { oneOf, quoted, times } from './wording.ts'

/** The items of one child that an object has: how many, and those that must be looked at. */
export type Group = {
  readonly child: ElementProgram
  readonly items: Item[]
  count: number
  /** Whether the clean check has dealt them out to their slices, and has found each slice to have what it may have. */
  isDealt: boolean
}

/** Sorts an object's properties into items; reports those that no profile knows, and forms that JSON must not have. */
export function checkContent(content: Content, host: Item, scope: Scope): Group[] {
  const object = host.value
  if (!isObject(object)) return []
  const { chart } = scope.run
  const marks = chart?.of(object)
  if (chart && !marks) return []
  const groups = sorted(
    content,
    { host, object, keys: marks ? marks.keysOf(object) : Object.keys(object), marks },
    scope,
  )
  // An element that refers to another for its content has no type of its own.
  const mayBeEmpty = (host.type?.kind ?? 'complex') === 'complex' && marks?.hasRules !== false
  if (mayBeEmpty && isEmpty(object)) reportEmpty(host, scope)
  return groups
}

type Sorting = {
  readonly host: Item
  readonly object: Json
  readonly keys: readonly string[]
  readonly marks: Marks | undefined
}

function sorted(content: Content, sorting: Sorting, scope: Scope): Group[] {
  const { host, object, keys } = sorting
  const groups: Group[] = []
  const isRoot = host.type?.kind === 'resource'
  const siblings = hasSiblings(object) ? object : NO_SIBLINGS
  for (const key of keys) {
    if (isRoot && key === 'resourceType') continue
    const given = givenBy(key, object, siblings, content)
    if (given === 'read-with-its-value') continue
    if (given) addItems(given, sorting, scope, groups)
    else reportUnknown(key, content, host, scope)
  }
  return groups
}

function isEmpty(object: Json): boolean {
  return Object.keys(object).every((key) => key === 'id')
}

/** Whether a primitive may have a `_name` beside it. */
function hasSiblings(object: Json): boolean {
  for (const key in object) if (key.startsWith('_')) return true
  return false
}

/** The children of which an object has none; none of them where the clean check has found that nothing is missing. */
export function missingChildren(content: Content, host: Item, { run }: Scope): ElementProgram[] {
  const object = host.value
  if (!isObject(object) || (run.chart && !run.chart.of(object)?.has(MISSING))) return []
  const present = new Set<ElementProgram>()
  for (const key of Object.keys(object)) {
    const given = givenBy(key, object, object, content)
    const property = given === 'read-with-its-value' ? content.properties.get(key.slice(1)) : given?.property
    if (property) present.add(property.child)
  }
  return content.children.filter((child) => !present.has(child))
}

/** What a key gives to its element; undefined where the element is not known. A primitive's `_name` is read with its value. */
function givenBy(
  key: string,
  object: Json,
  siblings: Json,
  content: Content,
): Given | 'read-with-its-value' | undefined {
  if (siblings === NO_SIBLINGS) {
    const property = content.properties.get(key)
    return property && { name: key, property, value: object[key], element: undefined }
  }
  const isSibling = key.startsWith('_')
  const name = isSibling ? key.slice(1) : key
  const property = content.properties.get(name)
  if (!property || (isSibling && property.type?.kind !== 'primitive')) return undefined
  if (isSibling && Object.hasOwn(object, name)) return 'read-with-its-value'
  return { name, property, value: isSibling ? undefined : object[name], element: own(siblings, `_${name}`) }
}

const NO_SIBLINGS: Json = {}

function own(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

type Given = {
  readonly name: string
  readonly property: Property
  readonly value: unknown
  /** The `_name` property. */
  readonly element: unknown
}

function addItems(given: Given, { host, marks }: Sorting, scope: Scope, groups: Group[]): void {
  const { child } = given.property
  const fault = formFault(child, given.name, given.value) ?? formFault(child, given.name, given.element)
  if (fault) report(host, scope, { ...fault, below: child.name })
  const hasValue = given.value !== undefined && given.value !== null
  if (hasValue && given.element === null && !child.isList) {
    // Null stands for nothing only in lists (json.html#primitive).
    const text = `_${given.name} is null; leave it out.`
    const below = given.property.segment.slice('.'.length)
    report(host, scope, { code: 'structure', rule: 'null', text, below, element: child.rule.id })
  }
  const known = groups.find((group) => group.child === child)
  if (known) {
    const names = oneOf(namesOf(child, host.value)).replace(' or ', ' and ')
    const text = `${child.name} is there as ${names}; keep one of them.`
    report(host, scope, { code: 'structure', rule: 'choice-multiple', text, below: child.name })
  }
  const group = known ?? { child, items: [], count: 0, isDealt: false }
  if (!known) groups.push(group)
  const isSliced = child.slices.length > 0 || child.rule.slicing !== undefined
  group.isDealt = isSliced && marks !== undefined && !marks.has(slicesOf(given.name))
  collectItems(given, host, group, !isSliced || group.isDealt ? scope.run.chart : undefined)
}

/** The items of a property, without objects of which the chart says that nothing is wrong with them. */
function collectItems(given: Given, host: Item, group: Group, chart: Chart | undefined): void {
  const { property, value, element } = given
  const { child: program, type, segment } = property
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  const elements: readonly unknown[] = Array.isArray(element) ? element : [element]
  const isAnyList = Array.isArray(value) || Array.isArray(element)
  const count = isAnyList
    ? Math.max(value === undefined ? 0 : values.length, element === undefined ? 0 : elements.length)
    : 1
  group.count += count
  for (let index = 0; index < count; index += 1) {
    const each = values[index]
    const beside = elements[index] ?? undefined
    if (chart && beside === undefined && isObject(each) && !chart.of(each)) continue
    group.items.push({
      value: each,
      element: beside,
      type,
      path: program.isList ? `${host.path}${segment}${String(index)}]` : host.path + segment,
      program,
      parent: host,
    })
  }
}

function namesOf(child: ElementProgram, object: unknown): string[] {
  return Object.keys(isObject(object) ? object : {}).filter(
    (key) =>
      key.startsWith(child.name) &&
      child.types.some(({ rule }) => key.length === child.name.length + rule.code.length),
  )
}

/** What is wrong with the form of a property: a list where there must be none, none where there must be one, or empty. */
function formFault(child: ElementProgram, name: string, value: unknown): Fault | undefined {
  if (value === undefined) return undefined
  const isList = Array.isArray(value)
  if (isList && value.length === 0) {
    return { code: 'structure', rule: 'list-empty', text: `${name} is an empty list; leave it out.` }
  }
  if (isList === child.isList) return undefined
  return isList
    ? {
        code: 'structure',
        rule: 'list-unexpected',
        text: `${name} must not be a list; give it without brackets.`,
      }
    : { code: 'structure', rule: 'list-expected', text: `${name} must be a list; put it in brackets.` }
}

function reportUnknown(key: string, content: Content, host: Item, scope: Scope): void {
  const name = key.replace(/^_/, '')
  const choice = content.children.find(
    (child) => child.isChoice && name.startsWith(child.name) && /^[A-Z]/.test(name.slice(child.name.length)),
  )
  if (choice) {
    const types = oneOf(choice.types.map(({ rule }) => rule.code))
    const text = `${choice.name} cannot be ${quoted(name.slice(choice.name.length))} here; it must be ${types}.`
    report(host, scope, { code: 'structure', rule: 'choice-type', text, below: choice.name })
    return
  }
  const text = `${quoted(key)} is not an element of ${definedAs(host)}; remove it or correct its name.`
  // A name from outside stands in the expression only where it could be one.
  const below = /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name) ? { below: name } : {}
  report(host, scope, { code: 'structure', rule: 'unknown-element', text, ...below })
}

/** The type or path by which FHIR defines what an item may have: the same by way of every profile, so that a fault is found once. */
function definedAs({ type, program }: Item): string {
  const code = type?.rule.code
  return code === undefined || code === 'BackboneElement' || code === 'Element' ? program.rule.basePath : code
}

/** ele-1: an element has a value or something besides its id. */
export function reportEmpty(host: Item, scope: Scope): void {
  const text = `${host.program.name} is empty; give it a value or leave it out.`
  report(host, scope, { code: 'invariant', rule: 'ele-1', text })
}

/** Reports that an element is there too seldom or too often. */
export function checkCardinality(child: ElementProgram, count: number, host: Item, scope: Scope): void {
  const { min, max } = child.rule
  const { name } = child
  if (count < min) {
    const text =
      count === 0
        ? `${name} is required and missing; add it.`
        : `${name} must be there at least ${times(min)}, and is there ${times(count)}; add what is missing.`
    report(host, scope, { code: 'required', rule: 'cardinality-min', text, below: name })
  }
  if (max !== '*' && count > Number(max)) {
    const text =
      max === '0'
        ? `${name} must not be there; remove it.`
        : `${name} may be there at most ${times(Number(max))}, and is there ${times(count)}; remove the others.`
    report(host, scope, { code: 'structure', rule: 'cardinality-max', text, below: name })
  }
}
