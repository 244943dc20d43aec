/**
 * The properties of one JSON object against the children of its element: which may be there, in which JSON form (single or
 * list, with `_name` beside primitives), and how often (FHIR R4 json.html, elementdefinition.html).
 */
import { isObject } from '../fhir/resource.ts'
import type { Content, ElementProgram, Item, Property } from './program.ts'
import { report, type Fault, type Scope } from './run.ts'
import { oneOf, quoted, times } from './wording.ts'

/** The items of one child that an object has. */
export type Group = { readonly child: ElementProgram; readonly items: Item[] }

/** Sorts an object's properties into items; reports those that no profile knows, and forms that JSON must not have. */
export function checkContent(content: Content, host: Item, scope: Scope): Group[] {
  const object = host.value
  if (!isObject(object)) return []
  const groups = new Map<ElementProgram, Group>()
  const keys = Object.keys(object).filter((key) => key !== 'resourceType' || host.type?.kind !== 'resource')
  for (const key of keys) {
    const name = key.startsWith('_') ? key.slice(1) : key
    // The pair of a primitive is read together, at the first of its two names.
    if (name !== key && Object.hasOwn(object, name)) continue
    const property = content.properties.get(name)
    if (property && (name === key || property.type?.kind === 'primitive')) {
      addItems({ name, property, host, scope, groups })
    } else reportUnknown(key, content, host, scope)
  }
  if (host.type?.kind === 'complex' && keys.every((key) => key === 'id')) reportEmpty(host, scope)
  return [...groups.values()]
}

type Place = {
  readonly name: string
  readonly property: Property
  readonly host: Item
  readonly scope: Scope
  readonly groups: Map<ElementProgram, Group>
}

function addItems({ name, property, host, scope, groups }: Place): void {
  const { child } = property
  const object = host.value as Readonly<Record<string, unknown>>
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  const element = Object.hasOwn(object, `_${name}`) ? object[`_${name}`] : undefined
  const fault = formFault(child, name, value, element)
  if (fault) report(host, scope, { ...fault, below: child.name })
  const values = listOf(value)
  const elements = listOf(element)
  const base = `${host.path}.${child.name}`
  const suffix = child.isChoice && property.type ? `.ofType(${property.type.rule.code})` : ''
  const items = Array.from({ length: Math.max(values.length, elements.length) }, (_, index): Item => {
    const sibling = elements[index]
    return {
      value: values[index],
      element: sibling === null ? undefined : sibling,
      type: property.type,
      path: child.isList ? `${base}[${String(index)}]` : base + suffix,
      program: child,
      parent: host,
    }
  })
  const group = groups.get(child)
  if (!group) {
    groups.set(child, { child, items })
    return
  }
  const text = `${child.name} is there as ${oneOf(namesOf(child, object)).replace(' or ', ' and ')}; keep one of them.`
  report(host, scope, { code: 'structure', rule: 'choice-multiple', text, below: child.name })
  group.items.push(...items)
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as unknown[]) : [value]
}

function namesOf(child: ElementProgram, object: object): string[] {
  return Object.keys(object).filter(
    (key) =>
      key.startsWith(child.name) &&
      child.types.some(({ rule }) => key.length === child.name.length + rule.code.length),
  )
}

/** What is wrong with the form of a property: single or list, empty, `_name` beside what is no primitive. */
function formFault(child: ElementProgram, name: string, value: unknown, element: unknown): Fault | undefined {
  for (const each of [value, element]) {
    if (each === undefined) continue
    if (Array.isArray(each) && each.length === 0) {
      return { code: 'structure', rule: 'list-empty', text: `${name} is an empty list; leave it out.` }
    }
    if (child.isList && !Array.isArray(each)) {
      return { code: 'structure', rule: 'list-expected', text: `${name} must be a list; put it in brackets.` }
    }
    if (!child.isList && Array.isArray(each)) {
      return {
        code: 'structure',
        rule: 'list-unexpected',
        text: `${name} must not be a list; give it once, without brackets.`,
      }
    }
  }
  return undefined
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
  const text = `${quoted(key)} is not an element of ${host.program.rule.path}; remove it or correct its name.`
  // A name from outside stands in the expression only where it could be one.
  const below = /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name) ? { below: name } : {}
  report(host, scope, { code: 'structure', rule: 'unknown-element', text, ...below })
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
