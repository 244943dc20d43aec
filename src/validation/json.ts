/** Reading parsed JSON whose shape nobody has checked yet. Own properties only: `__proto__` is a name like any other. */
import { isObject } from '../fhir/resource.ts'

export type Json = Readonly<Record<string, unknown>>

export function read(object: Json, name: string): unknown {
  const value = object[name]
  // JSON has no functions: what is one, or the prototype itself, may be inherited. Asking first would take twice as long.
  const mayBeInherited = typeof value === 'function' || value === Object.prototype
  return mayBeInherited && !Object.hasOwn(object, name) ? undefined : value
}

export function readString(object: Json, name: string): string | undefined {
  const value = object[name]
  return typeof value === 'string' ? value : undefined
}

export function readList(object: Json, name: string): readonly unknown[] {
  const value = read(object, name)
  return Array.isArray(value) ? (value as unknown[]) : []
}

export function readObjects(object: Json, name: string): Json[] {
  return readList(object, name).filter(isObject)
}

export function readStrings(object: Json, name: string): string[] {
  return readList(object, name).filter((item): item is string => typeof item === 'string')
}
