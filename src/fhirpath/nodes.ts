/**
 * Nodes of compiled expressions: JSON values as they are, and Primitive where a primitive has an id or extensions. Types
 * are not tracked: a step finds a choice by the names that R4 gives its types (`value` finds `valueQuantity`).
 */
import model from 'fhirpath/fhir-context/r4'
import { isObject } from '../fhir/resource.ts'
import { Primitive } from './program.ts'

export type Items = readonly unknown[]

export const EMPTY: Items = []

/**
 * Thrown, always the same object, where compiled code meets what it does not do as fhirpath.js does: the whole expression
 * is then evaluated by fhirpath.js.
 */
export const BEYOND = new Error('beyond compiled FHIRPath')

/** A name of FHIRPath as JSON writes it: with its `_` sibling, or, where it is a choice, with a type. */
export type Name = {
  readonly name: string
  readonly sibling: string
  readonly choices: readonly Name[]
}

/** The types of choice elements by name, e.g. `deceased` -> `Boolean`, `DateTime`; over all types of R4. */
const CHOICES = choices()

function choices(): Map<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>()
  for (const [path, types] of Object.entries(model.choiceTypePaths)) {
    const name = path.slice(path.lastIndexOf('.') + 1)
    const known = names.get(name) ?? new Set<string>()
    for (const type of types) known.add(capitalized(type))
    names.set(name, known)
  }
  return names
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

export function isChoice(name: string): boolean {
  return CHOICES.has(name)
}

/** The names that JSON may give a choice, in R4's order of its types; none for what is no choice. */
export function choiceNames(name: string): readonly string[] {
  return [...(CHOICES.get(name) ?? [])].map((type) => name + type)
}

/** How JSON may write a name. */
export function nameOf(name: string): Name {
  const types = [...(CHOICES.get(name) ?? [])]
  return { ...plainName(name), choices: types.map((type) => plainName(name + type)) }
}

function plainName(name: string): Name {
  return { name, sibling: `_${name}`, choices: [] }
}

/** The children of this name of all items. */
export function childrenOf(items: Items, name: Name): Items {
  if (items.length === 1) return step(items[0], name)
  return items.length === 0 ? EMPTY : items.flatMap((item) => step(item, name))
}

function step(item: unknown, name: Name): Items {
  if (item instanceof Primitive) return isObject(item.element) ? property(item.element, name) : EMPTY
  return isObject(item) ? property(item, name) : EMPTY
}

type Json = Readonly<Record<string, unknown>>

function property(object: Json, name: Name): Items {
  if (isThere(object, name)) return valuesOf(object, name)
  for (const choice of name.choices) {
    if (isThere(object, choice)) return valuesOf(object, choice)
  }
  return EMPTY
}

function isThere(object: Json, { name, sibling }: Name): boolean {
  return Object.hasOwn(object, name) || Object.hasOwn(object, sibling)
}

/** The values of one JSON name, with the extensions that stand beside them. */
function valuesOf(object: Json, { name, sibling }: Name): Items {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  const element = Object.hasOwn(object, sibling) ? object[sibling] : undefined
  if (element === undefined || element === null) {
    if (value === undefined || value === null) return EMPTY
    return Array.isArray(value) ? (value as unknown[]).filter((each) => each !== null) : [value]
  }
  const values: unknown[] = Array.isArray(value) ? value : [value]
  const elements: unknown[] = Array.isArray(element) ? element : [element]
  return Array.from({ length: Math.max(values.length, elements.length) }, (_, index) => {
    const [each, beside] = [values[index], elements[index]]
    return beside === undefined || beside === null ? each : new Primitive(each ?? undefined, beside)
  }).filter((each) => each !== undefined && each !== null)
}

/** All children of all items; `resourceType` is none. */
export function allChildren(items: Items): Items {
  const found: unknown[] = []
  for (const item of items) addChildren(item, found)
  return found
}

function addChildren(item: unknown, found: unknown[]): void {
  const object = item instanceof Primitive ? item.element : item
  if (!isObject(object)) return
  const names = Object.keys(object)
  if (names.some((name) => name.startsWith('_'))) {
    const distinct = new Set(names.map((name) => (name.startsWith('_') ? name.slice(1) : name)))
    distinct.delete('resourceType')
    for (const name of distinct) found.push(...valuesOf(object, plainName(name)))
    return
  }
  for (const name of names) {
    const value = object[name]
    if (name === 'resourceType' || value === undefined || value === null) continue
    if (!Array.isArray(value)) found.push(value)
    else for (const each of value as unknown[]) if (each !== null) found.push(each)
  }
}

/** All children, their children, and so on, level by level. */
export function descendants(items: Items): Items {
  const found: unknown[] = []
  for (const item of items) addChildren(item, found)
  // The list grows while it is gone through.
  for (let at = 0; at < found.length; at += 1) addChildren(found[at], found)
  return found
}

/** The value of an item; undefined for a primitive that has only extensions. */
export function valueOf(item: unknown): unknown {
  return item instanceof Primitive ? item.value : item
}

/** The type names that count as a type: itself, and those that R4 derives from it. */
export function typesBelow(type: string): readonly string[] {
  const parents = model.type2Parent as Readonly<Record<string, string>>
  const below = Object.keys(parents).filter((name) => parents[name] === type)
  return [type, ...below.flatMap(typesBelow)]
}

/** The names of a choice that say one of these types. */
export function choicesOf(name: string, types: readonly string[]): readonly Name[] {
  return types.map((type) => plainName(name + capitalized(type)))
}

/** The values of a choice under these names. */
export function choiceValues(items: Items, name: string, names: readonly Name[]): Items {
  return items.flatMap((item) => {
    if (!isObject(item)) return []
    // The same name without choice in another type: only fhirpath.js knows which type this is.
    if (Object.hasOwn(item, name)) throw BEYOND
    return names.flatMap((each) => valuesOf(item, each))
  })
}
