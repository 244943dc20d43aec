/**
 * Reads the children of a node by element name: repeated elements one by one, choice elements under whichever typed name they
 * carry, primitives with the extensions beside them. JSON of no known structure is read by its own property names.
 */
import { choiceName } from '../types/types.ts'
import type { StructureTypes } from '../types/types.ts'
import { isJson, isPresent } from './node.ts'
import type { Json, Node } from './node.ts'

/** Adds the children to `out`. */
export type Reader = (node: Node, out: Node[]) => void

export type Readers = {
  /** Of a type that is known when the map is compiled; undefined where the type has no such element. */
  readonly readerOf: (type: string, name: string) => Reader | undefined
  /** Of whatever type the node turns out to have. */
  readonly readAny: (name: string) => Reader
}

export function createReaders(types: StructureTypes): Readers {
  const known = new Map<string, Reader | undefined>()
  const readerOf = (type: string, name: string): Reader | undefined => {
    const key = `${type} ${name}`
    if (!known.has(key)) known.set(key, makeReader(types, type, name))
    return known.get(key)
  }
  const readAny = (name: string): Reader => {
    const plain = namedReader(name, undefined, false, types)
    return (node, out) =>
      node.type === undefined ? plain(node, out) : readerOf(node.type, name)?.(node, out)
  }
  return { readerOf, readAny }
}

function makeReader(types: StructureTypes, type: string, name: string): Reader | undefined {
  const kind = types.kindOf(type)
  if (kind === 'primitive') return primitiveReader(types, type, name)
  const shape = types.elementOf(type, name)
  if (!shape) return undefined
  const isFhir = kind !== 'logical'
  const [only] = shape.types
  if (shape.stem === undefined)
    return namedReader(name, shape.types.length === 1 ? only : undefined, isFhir, types)
  if (shape.types.length === 1) return namedReader(choiceName(shape.stem, only ?? ''), only, isFhir, types)
  return choiceReader(shape.stem, shape.types, types)
}

/** `value` is the primitive itself, without its extensions; `id` and `extension` stand beside it. */
function primitiveReader(types: StructureTypes, type: string, name: string): Reader | undefined {
  if (name === 'value')
    return (node, out) => {
      if (isPresent(node.value)) out.push({ ...node, shadow: undefined })
    }
  if (name !== 'id' && name !== 'extension') return undefined
  const read = namedReader(name, name === 'id' ? 'string' : 'Extension', true, types)
  return ({ shadow }, out) => {
    if (shadow) read({ ...blank, value: shadow.value, type }, out)
  }
}

const blank = {
  holder: undefined,
  key: '',
  shadow: undefined,
  from: undefined,
  reads: undefined,
  put: undefined,
}

function namedReader(name: string, type: string | undefined, isFhir: boolean, types: StructureTypes): Reader {
  const element: Element = { name, type, shadowName: isFhir ? `_${name}` : undefined }
  const isResource = type !== undefined && types.kindOf(type) === 'resource'
  return ({ value: holder }, out) => {
    if (!isJson(holder)) return
    const first = out.length
    addValue(out, holder, element)
    if (isResource) for (let index = first; index < out.length; index += 1) nameResource(out, index, types)
  }
}

function choiceReader(stem: string, choices: readonly string[], types: StructureTypes): Reader {
  const typeByName = new Map(choices.map((type) => [choiceName(stem, type), type]))
  return ({ value: holder }, out) => {
    if (!isJson(holder)) return
    for (const name of Object.keys(holder)) {
      const isShadow = name.startsWith('_')
      const plainName = isShadow ? name.slice(1) : name
      const type = typeByName.get(plainName)
      if (type === undefined || (isShadow && Object.hasOwn(holder, plainName))) continue
      const shadowName = types.kindOf(type) === 'primitive' ? `_${plainName}` : undefined
      addValue(out, holder, { name: plainName, type, shadowName })
    }
  }
}

/** One element of an object: its JSON name, the type of its values, and the name of what stands beside primitives. */
type Element = {
  readonly name: string
  readonly type: string | undefined
  readonly shadowName: string | undefined
}

function addValue(out: Node[], holder: Json, { name, type, shadowName }: Element): void {
  // Own properties only: an element may be named like something that every object inherits.
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined
  const beside =
    shadowName !== undefined && Object.hasOwn(holder, shadowName) ? holder[shadowName] : undefined
  if (Array.isArray(value) || Array.isArray(beside)) {
    addList(out, type, Array.isArray(value) ? value : [], Array.isArray(beside) ? beside : [])
    return
  }
  const shadow = isPresent(beside) ? { value: beside, holder, key: shadowName ?? '' } : undefined
  if (isPresent(value) || shadow)
    out.push({ ...blank, value: value ?? undefined, type, holder, key: name, shadow })
}

function addList(
  out: Node[],
  type: string | undefined,
  values: readonly unknown[],
  besides: readonly unknown[],
): void {
  const length = Math.max(values.length, besides.length)
  for (let key = 0; key < length; key += 1) {
    const value = values[key] ?? undefined
    const shadow = isPresent(besides[key]) ? { value: besides[key], holder: besides, key } : undefined
    if (isPresent(value) || shadow) out.push({ ...blank, value, type, holder: values, key, shadow })
  }
}

/** A resource says its own type. */
function nameResource(out: Node[], index: number, types: StructureTypes): void {
  const node = out[index]
  const name = isJson(node?.value) ? node.value['resourceType'] : undefined
  if (node && typeof name === 'string' && types.kindOf(name) === 'resource')
    out[index] = { ...node, type: name }
}
