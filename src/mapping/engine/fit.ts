/**
 * Decides which of an element's types a value takes, when the map is compiled and when it runs. Types must match; among
 * primitives it is JSON's kind that must (a code fits a string), and a choice element takes the value's own type, the nearest
 * ancestor, or the one type that JSON's kind leaves.
 */
import { jsonKind } from '../types/types.ts'
import type { ElementShape, StructureTypes } from '../types/types.ts'

export type Kind = 'boolean' | 'integer' | 'decimal' | 'string' | 'object'

/** What is known of a value. */
export type Given = { readonly type: string | undefined; readonly kind: Kind }

/** The type that the value takes, or undefined where none can. One of the element's own types is taken as it is: whether JSON writes it rightly is the validator's question. */
export function fit(types: StructureTypes, shape: ElementShape, given: Given): string | undefined {
  if (given.type !== undefined && shape.types.includes(given.type)) return given.type
  if (shape.types.length === 1) return fitOne(types, shape.types[0] ?? '', given)
  const ancestor = given.type === undefined ? undefined : nearestAncestor(types, shape.types, given.type)
  if (ancestor !== undefined) return ancestor
  return given.kind === 'object' ? undefined : fitPrimitive(types, shape.types, given)
}

function fitOne(types: StructureTypes, type: string, given: Given): string | undefined {
  if (types.kindOf(type) === 'primitive') return takesPrimitive(types, type, given) ? type : undefined
  if (given.kind !== 'object') return undefined
  if (given.type === undefined) return type
  if (!types.isA(given.type, type)) return undefined
  return types.kindOf(given.type) === 'resource' ? given.type : type
}

function takesPrimitive(types: StructureTypes, type: string, given: Given): boolean {
  if (given.type !== undefined && types.kindOf(given.type) !== 'primitive') return false
  const wanted = jsonKind(type)
  if (wanted === 'number') return given.kind === 'integer' || (given.kind === 'decimal' && type === 'decimal')
  return given.kind === wanted
}

function nearestAncestor(
  types: StructureTypes,
  choices: readonly string[],
  type: string,
): string | undefined {
  const ancestors = choices.filter((choice) => types.isA(type, choice))
  return ancestors.find((one) => ancestors.every((other) => types.isA(one, other)))
}

function fitPrimitive(types: StructureTypes, choices: readonly string[], given: Given): string | undefined {
  const able = choices.filter(
    (type) => types.kindOf(type) === 'primitive' && takesPrimitive(types, type, given),
  )
  if (able.length <= 1) return able[0]
  return (
    able.find((type) => type === given.kind) ??
    (given.kind === 'integer' ? able.find((type) => type === 'decimal') : undefined)
  )
}

/** What can be told from the value itself. */
export function givenOf(value: unknown, type: string | undefined): Given {
  if (typeof value === 'boolean') return { type, kind: 'boolean' }
  if (typeof value === 'number') return { type, kind: Number.isInteger(value) ? 'integer' : 'decimal' }
  return { type, kind: typeof value === 'object' && value !== null ? 'object' : 'string' }
}

/** What can be told before there is a value. */
export function givenByType(types: StructureTypes, type: string): Given {
  if (types.kindOf(type) !== 'primitive') return { type, kind: 'object' }
  const kind = jsonKind(type)
  return { type, kind: kind === 'number' ? (type === 'decimal' ? 'decimal' : 'integer') : kind }
}

/** Whether the value is of the type: by its own type, else by JSON's kind. */
export function isOfType(
  types: StructureTypes,
  value: unknown,
  own: string | undefined,
  wanted: string,
): boolean {
  if (own !== undefined) return types.isA(own, wanted)
  const kind = types.kindOf(wanted)
  if (kind === 'primitive')
    return takesPrimitive(types, wanted, givenOf(value, undefined)) && typeof value !== 'object'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return kind !== 'resource' || ('resourceType' in value && value.resourceType === wanted)
}

/** A type that says nothing of the elements: any resource. */
export function isOpen(type: string): boolean {
  return type === 'Resource' || type === 'DomainResource'
}
