/**
 * What the compiler asks of the structures that a map reads and writes: which element a name is, of which types, and whether
 * it repeats. FHIR definitions (fhir-types.ts) and JSON Schemas (schema-types.ts) both answer so.
 */
export type TypeKind = 'primitive' | 'complex' | 'resource' | 'logical'

export type ElementShape = {
  /** The types that a value may have; the path of a nested element is a type too (`Patient.contact`). */
  readonly types: readonly string[]
  readonly isArray: boolean
  /** A choice element: the JSON name is this stem and the value's type, e.g. valueString. */
  readonly stem?: string
}

export type StructureTypes = {
  /** The type that a canonical or a name stands for; undefined where it is not held. */
  typeOf(nameOrUrl: string): string | undefined
  /** The element of a type; undefined where the type has none of this name. */
  elementOf(type: string, name: string): ElementShape | undefined
  kindOf(type: string): TypeKind | undefined
  /** Whether a value of the type is also one of the other: itself, or an ancestor. */
  isA(type: string, ancestor: string): boolean
}

/** Several sources of types as one; the first that knows a type answers for it. */
export function combineTypes(...parts: readonly StructureTypes[]): StructureTypes {
  // Asked for each value that is written.
  const owners = new Map<string, StructureTypes>()
  const ownerOf = (type: string): StructureTypes | undefined => {
    const known = owners.get(type)
    if (known) return known
    const owner = parts.find((part) => part.kindOf(type) !== undefined)
    if (owner) owners.set(type, owner)
    return owner
  }
  return {
    typeOf: (nameOrUrl) => {
      for (const part of parts) {
        const type = part.typeOf(nameOrUrl)
        if (type !== undefined) return type
      }
      return undefined
    },
    elementOf: (type, name) => ownerOf(type)?.elementOf(type, name),
    kindOf: (type) => ownerOf(type)?.kindOf(type),
    isA: (type, ancestor) => type === ancestor || (ownerOf(type)?.isA(type, ancestor) ?? false),
  }
}

/** `value[x]` and type `dateTime` make `valueDateTime`. */
export function choiceName(stem: string, type: string): string {
  return stem + type.charAt(0).toUpperCase() + type.slice(1)
}

const numberTypes = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt', 'integer64'])

/** How JSON writes a primitive type. */
export function jsonKind(primitive: string): 'boolean' | 'number' | 'string' {
  if (primitive === 'boolean') return 'boolean'
  return numberTypes.has(primitive) ? 'number' : 'string'
}
