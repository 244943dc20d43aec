/** Rules of Identifier, Coding and Element.id that FHIR R4 states in words only: datatypes.html, element.html. */
import { SYSTEM } from '../fhir/codes.ts'
import { isObject } from '../fhir/resource.ts'
import { readString } from './json.ts'
import type { Test } from './program.ts'
import { report } from './run.ts'
import { quoted } from './wording.ts'

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/
/** The system of identifiers that are URIs themselves. */
const URI_SYSTEM = /^urn:ietf:rfc:3986$/

/** Whether a URI is absolute. */
function isAbsolute(uri: string): boolean {
  return ABSOLUTE.test(uri)
}

/** An identifier whose system says that it is a URI is one (datatypes.html#identifier). */
export const identifierTest: Test = (item, scope) => {
  if (!isObject(item.value)) return
  const value = readString(item.value, 'value')
  if (value === undefined || !URI_SYSTEM.test(readString(item.value, 'system') ?? '') || isAbsolute(value))
    return
  const text = 'The system says that the value is a URI; give it whole, with its scheme.'
  report(item, scope, { code: 'value', rule: 'identifier-uri', text, below: 'value' })
}

/** The system of a Coding is absolute (datatypes.html#Coding). */
export const systemTest: Test = (item, scope) => {
  if (!isObject(item.value)) return
  const system = readString(item.value, 'system')
  if (system === undefined || isAbsolute(system)) return
  const text = `The system ${quoted(system)} must be an absolute URI, such as ${SYSTEM.loinc}; correct it.`
  report(item, scope, { code: 'value', rule: 'coding-system', text, below: 'system' })
}

/** The id of an element is there once in a resource (element.html#id); resources within it are asked themselves. */
export const elementIdTest: Test = (item, scope) => {
  // A StructureDefinition names each element in its snapshot and again in its differential.
  if (!isObject(item.value) || readString(item.value, 'resourceType') === 'StructureDefinition') return
  const seen = new Set<string>()
  const waiting = childrenOf({ value: item.value, path: '' })
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { value, path } = place
    if (isObject(value) && Object.hasOwn(value, 'resourceType')) continue
    const id = isObject(value) ? readString(value, 'id') : undefined
    if (id !== undefined && seen.has(id)) {
      const text = `The element id ${quoted(id)} is there more than once in the resource; change one.`
      report(item, scope, { code: 'value', rule: 'element-id', text, below: path })
    }
    if (id !== undefined) seen.add(id)
    waiting.push(...childrenOf(place))
  }
}

type Place = { readonly value: object; readonly path: string }

/** The objects and lists in an object or list. */
function childrenOf({ value, path }: Place): Place[] {
  const isList = Array.isArray(value)
  const places: Place[] = []
  for (const [name, child] of Object.entries(value) as [string, unknown][]) {
    if (typeof child !== 'object' || child === null) continue
    const below = isList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    places.push({ value: child, path: below })
  }
  return places
}
