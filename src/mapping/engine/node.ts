/**
 * A value on its way from source to target, with its type and where in the source it stands: the type chooses the JSON name
 * of a choice element, the place lets the loss report say what arrived.
 */
export type Json = { [name: string]: unknown }

/** The `_name` beside a FHIR primitive: its id and extensions. */
export type Shadow = { readonly value: unknown; readonly holder: object; readonly key: string | number }

export type Node = {
  readonly value: unknown
  /** Type name or path of a nested element; undefined for JSON of no known structure. */
  readonly type: string | undefined
  /** The object or list that holds the value, and its name or index there; none for what a transform made. */
  readonly holder: object | undefined
  readonly key: string | number
  readonly shadow: Shadow | undefined
  /** The source values that went into a made one. */
  readonly from: readonly Node[] | undefined
  /** The source values that a condition read to let this one through. */
  readonly reads: readonly Node[] | undefined
  /** A primitive of the target that has no value yet: takes it. */
  readonly put: ((node: Node) => void) | undefined
}

/** A value that stands nowhere in the source. */
export function made(value: unknown, type: string | undefined, from?: readonly Node[]): Node {
  return {
    value,
    type,
    holder: undefined,
    key: '',
    shadow: undefined,
    from,
    reads: undefined,
    put: undefined,
  }
}

/** A primitive of the target, created before it has a value. */
export function cell(type: string, put: (node: Node) => void): Node {
  return { ...made(undefined, type), put }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Whether the node is one value, not an object or list. */
export function isPrimitive(node: Node): boolean {
  return typeof node.value !== 'object' || node.value === null
}

/** Plain JSON, copied through, so that no target shares an object with the source or with another target. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isJson(value)) return value
  const copy: Json = {}
  for (const name of Object.keys(value)) setOwn(copy, name, copyOf(value[name]))
  return copy
}

/** Sets a property also where its name is `__proto__`. */
export function setOwn(object: Json, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  else object[name] = value
}
