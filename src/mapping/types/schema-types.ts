/**
 * A JSON Schema (2020-12) as the types of a map, so that a case record is read and written by its property names, and a name
 * that the schema does not have is an error when the map is compiled. Objects are types named by their place in the schema;
 * texts, numbers and booleans get the FHIR primitive that their format means.
 */
import type { ElementShape, StructureTypes } from './types.ts'

export type JsonSchema = {
  readonly $id?: string
  readonly $ref?: string
  readonly title?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly allOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

/** References followed from one place, which ends circles of `$ref`. */
const referencesMax = 20

const formats: Readonly<Record<string, string>> = {
  date: 'date',
  'date-time': 'dateTime',
  time: 'time',
  uri: 'uri',
  uuid: 'uuid',
}
const primitives = new Set([
  'string',
  'code',
  'date',
  'dateTime',
  'time',
  'uri',
  'uuid',
  'boolean',
  'integer',
  'decimal',
])

/** The root type answers to the schema's `$id` and to `name`. */
export function schemaTypes(schema: JsonSchema, name: string): StructureTypes {
  const elementsByType = new Map<string, Map<string, ElementShape>>()
  // A definition names its type wherever it is used, so that two uses of it are one type.
  const typeBySchema = new Map<JsonSchema, string>()
  for (const [key, part] of Object.entries(schema.$defs ?? {})) typeBySchema.set(part, `${name}.${key}`)
  typeBySchema.set(schema, name)

  const resolve = (part: JsonSchema): JsonSchema => {
    let at = part
    for (let count = 0; at.$ref !== undefined && count < referencesMax; count += 1)
      at = pointTo(schema, at.$ref) ?? {}
    return at
  }

  const typesOf = (part: JsonSchema, place: string): string[] => {
    const at = resolve(part)
    const primitive = primitiveOf(at)
    if (primitive !== undefined) return [primitive]
    const parts = [...(at.anyOf ?? []), ...(at.oneOf ?? [])].map(resolve).filter((one) => one.type !== 'null')
    if (!hasProperties(at, resolve) && parts.length > 0)
      return [...new Set(parts.flatMap((one) => typesOf(one, place)))]
    const type = typeBySchema.get(at) ?? place
    typeBySchema.set(at, type)
    index(at, type)
    return [type]
  }

  const shapeOf = (part: JsonSchema, place: string): ElementShape => {
    const at = resolve(part)
    if (isArray(at)) return { types: typesOf(at.items ?? {}, place), isArray: true }
    return { types: typesOf(at, place), isArray: false }
  }

  const index = (part: JsonSchema, type: string): void => {
    if (elementsByType.has(type)) return
    const elements = new Map<string, ElementShape>()
    elementsByType.set(type, elements)
    for (const [property, value] of propertiesOf(part, resolve, 0))
      elements.set(property, shapeOf(value, `${type}.${property}`))
  }

  index(schema, name)
  return {
    typeOf: (nameOrUrl) =>
      nameOrUrl === schema.$id || nameOrUrl === name
        ? name
        : elementsByType.has(nameOrUrl)
          ? nameOrUrl
          : undefined,
    elementOf: (type, element) => elementsByType.get(type)?.get(element),
    kindOf: (type) => (elementsByType.has(type) ? 'logical' : primitives.has(type) ? 'primitive' : undefined),
    isA: (type, ancestor) => type === ancestor,
  }
}

/** The object's own properties, those of every part of allOf, and those of every alternative. */
function* propertiesOf(
  part: JsonSchema,
  resolve: (part: JsonSchema) => JsonSchema,
  depth: number,
): Generator<[string, JsonSchema]> {
  if (depth > referencesMax) return
  for (const one of [...(part.allOf ?? []), ...(part.anyOf ?? []), ...(part.oneOf ?? [])])
    yield* propertiesOf(resolve(one), resolve, depth + 1)
  yield* Object.entries(part.properties ?? {})
}

function hasProperties(part: JsonSchema, resolve: (part: JsonSchema) => JsonSchema): boolean {
  return (
    part.properties !== undefined || (part.allOf ?? []).some((one) => resolve(one).properties !== undefined)
  )
}

function isArray(part: JsonSchema): boolean {
  return part.items !== undefined || typeNames(part).includes('array')
}

function typeNames(part: JsonSchema): readonly string[] {
  return typeof part.type === 'string' ? [part.type] : (part.type ?? [])
}

function primitiveOf(part: JsonSchema): string | undefined {
  const [type = typeof (part.const ?? part.enum?.[0])] = typeNames(part).filter((one) => one !== 'null')
  if (type === 'boolean' || type === 'integer') return type
  if (type === 'number') return 'decimal'
  if (type !== 'string') return undefined
  if (part.enum || part.const !== undefined) return 'code'
  return formats[part.format ?? ''] ?? 'string'
}

/** `#/$defs/goal` in the same document. */
function pointTo(schema: JsonSchema, reference: string): JsonSchema | undefined {
  const fragment = reference.slice(reference.indexOf('#') + 1)
  let at: unknown = schema
  for (const part of fragment.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string, unknown>)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return typeof at === 'object' && at !== null ? at : undefined
}
