/**
 * Rules that the case-record schema states as annotations (x-…), because JSON Schema has no keyword for them: compiled
 * from the schema once, then followed through a record in one walk that visits only fields that carry rules. The record
 * may be faulty in any other way: whatever has an unexpected type is passed over, the schema itself reports it. Pure.
 */
import { isObject } from '../fhir/resource.ts'
import { compileItemRules } from './annotation-rules.ts'
import type { ItemRule } from './annotation-rules.ts'
import type { JsonSchema } from './case-record.ts'
import type { Fault } from './fault.ts'
import { pointerOf } from './place.ts'
import type { Place } from './place.ts'
import { resolveReferences } from './references.ts'
import type { DeclaredId, InternalReference } from './references.ts'

/** Levels of the schema, references followed: deeper means that the schema refers to itself. */
const SCHEMA_DEPTH_MAX = 16

/** The rules of one place in the schema and of those below it; places without any are left out. */
type Node = {
  readonly rules: readonly ItemRule[]
  readonly declaresId: boolean
  readonly refersTo: readonly string[]
  readonly properties: ReadonlyMap<string, Node>
  readonly items: Node | undefined
}

type Walk = {
  readonly asOf: string | undefined
  readonly ids: DeclaredId[]
  readonly references: InternalReference[]
  readonly faults: Fault[]
}

/** The annotated rules of a schema, as a function from a record to its faults. */
export function compileRules(schema: JsonSchema): (record: Record<string, unknown>) => Fault[] {
  const definitions = isObject(schema['$defs']) ? schema['$defs'] : {}
  const root = compile(schema, definitions, 0)
  return (record) => {
    const header = record['record']
    const asOf = isObject(header) && typeof header['asOf'] === 'string' ? header['asOf'] : undefined
    const walk: Walk = { asOf, ids: [], references: [], faults: [] }
    if (root) follow(root, record, undefined, walk)
    return [...walk.faults, ...resolveReferences(record, walk.ids, walk.references)]
  }
}

function compile(fragment: unknown, definitions: Record<string, unknown>, depth: number): Node | undefined {
  if (depth > SCHEMA_DEPTH_MAX)
    throw new Error(`The schema refers to itself, or is deeper than ${SCHEMA_DEPTH_MAX} levels`)
  const schema = resolved(fragment, definitions)
  const properties = new Map<string, Node>()
  for (const [name, property] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    const node = compile(property, definitions, depth + 1)
    if (node) properties.set(name, node)
  }
  const items = schema['items'] === undefined ? undefined : compile(schema['items'], definitions, depth + 1)
  const rules = compileItemRules(schema)
  const declaresId = schema['x-declaresId'] === true
  const refersTo = Array.isArray(schema['x-refersTo']) ? schema['x-refersTo'].map(String) : []
  const isBare = rules.length === 0 && !declaresId && refersTo.length === 0 && properties.size === 0 && !items
  return isBare ? undefined : { rules, declaresId, refersTo, properties, items }
}

/** The schema at a place: what `$ref` names, with the keywords that stand beside it. */
function resolved(fragment: unknown, definitions: Record<string, unknown>): JsonSchema {
  if (!isObject(fragment)) return {}
  const reference = fragment['$ref']
  if (typeof reference !== 'string') return fragment
  const target = definitions[reference.replace('#/$defs/', '')]
  if (!isObject(target)) throw new Error(`The schema refers to ${reference}, which is not there`)
  return { ...target, ...fragment }
}

function follow(node: Node, value: unknown, place: Place | undefined, walk: Walk): void {
  for (const rule of node.rules) {
    for (const { key, ...found } of rule(value, walk.asOf)) {
      walk.faults.push({ pointer: pointerOf(key === undefined ? place : { parent: place, key }), ...found })
    }
  }
  if (typeof value === 'string' && place) {
    if (node.declaresId) walk.ids.push({ id: value, place })
    if (node.refersTo.length > 0) walk.references.push({ id: value, place, sections: node.refersTo })
    return
  }
  if (Array.isArray(value)) {
    if (node.items)
      for (const [key, item] of value.entries()) follow(node.items, item, { parent: place, key }, walk)
    return
  }
  if (!isObject(value)) return
  for (const [key, property] of node.properties) {
    if (Object.hasOwn(value, key)) follow(property, value[key], { parent: place, key }, walk)
  }
}
