/** Rules of Identifier, Coding and Element.id that FHIR R4 states in words only: datatypes.html, element.html. */
import { SYSTEM } from '../fhir/codes.ts'
import { isObject } from '../fhir/resource.ts'
import { readObjects, readString, type Json } from './json.ts'
import { quickly } from './quickly.ts'
import type { Content, Item, Test } from './program.ts'
import { report, type Scope } from './run.ts'
import { quoted } from './wording.ts'

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/
/** The system of identifiers that are URIs themselves. */
const URI_SYSTEM = /^urn:ietf:rfc:3986$/

/** Whether a URI is absolute. */
function isAbsolute(uri: string): boolean {
  // Nearly all are the first, and a regular expression takes longer.
  return (
    (uri.startsWith('http://') && uri.charCodeAt(7) > 32 && uri.charCodeAt(7) < 127) || ABSOLUTE.test(uri)
  )
}

/** An identifier whose system says that it is a URI is one (datatypes.html#identifier). */
export const identifierTest: Test = quickly(hasUris, (item, scope) => {
  reportRelative(item, scope)
  if (isUriWhereSaid(item.value)) return
  const text = 'The system says that the value is a URI; give it whole, with its scheme.'
  report(item, scope, { code: 'value', rule: 'identifier-uri', text, below: 'value' })
})

/** HL7's validator asks for absolute systems of identifiers too. */
function reportRelative(item: Item, scope: Scope): void {
  if (hasUris(item.value, scope) || hasAbsoluteSystem(item.value)) return
  const text = 'The system of an identifier must be an absolute URI; correct it.'
  report(item, scope, { code: 'value', rule: 'identifier-system', text, below: 'system' })
}

function hasUris(identifier: unknown, { run }: Scope): boolean {
  return isUriWhereSaid(identifier) && (run.options.toolPolicy !== true || hasAbsoluteSystem(identifier))
}

function isUriWhereSaid(identifier: unknown): boolean {
  if (!isObject(identifier)) return true
  const system = readString(identifier, 'system')
  if (system === undefined || !URI_SYSTEM.test(system)) return true
  const value = readString(identifier, 'value')
  return value === undefined || isAbsolute(value)
}

/** HL7's validator lets a security label be there once. */
export const labelsTest: Test = quickly(hasLabelsOnce, (item, scope) => {
  if (!isObject(item.value) || hasLabelsOnce(item.value, scope)) return
  const text = 'A security label is there more than once; keep one.'
  report(item, scope, { code: 'value', rule: 'security-label', text, below: 'security' })
})

function hasLabelsOnce(meta: unknown, { run }: Scope): boolean {
  if (run.options.toolPolicy !== true || !isObject(meta)) return true
  const labels = readObjects(meta, 'security').map(({ system, code }) => JSON.stringify([system, code]))
  return new Set(labels).size === labels.length
}

/** The system of a Coding is absolute (datatypes.html#Coding). */
export const systemTest: Test = quickly(hasAbsoluteSystem, (item, scope) => {
  if (!isObject(item.value) || hasAbsoluteSystem(item.value)) return
  const system = readString(item.value, 'system') ?? ''
  const text = `The system ${quoted(system)} must be an absolute URI, such as ${SYSTEM.loinc}; correct it.`
  report(item, scope, { code: 'value', rule: 'coding-system', text, below: 'system' })
})

function hasAbsoluteSystem(coding: unknown): boolean {
  const system = isObject(coding) ? readString(coding, 'system') : undefined
  return system === undefined || isAbsolute(system)
}

/** The id of an element is there once in a resource (element.html#id); resources within it are asked themselves. */
export const elementIdTest: Test = (item, scope) => {
  // A StructureDefinition names each element in its snapshot and again in its differential.
  if (!isObject(item.value) || readString(item.value, 'resourceType') === 'StructureDefinition') return
  if (!hasIdTwice(item.value)) return
  const seen = new Set<string>()
  const waiting = namedChildren({ value: item.value, path: '', content: item.program.content() })
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const id = readString(place.value, 'id')
    if (id !== undefined && seen.has(id)) {
      const text = `The element id ${quoted(id)} is there more than once in the resource; change one.`
      report(item, scope, { code: 'value', rule: 'element-id', text, below: place.path.slice(1) })
    }
    if (id !== undefined) seen.add(id)
    waiting.push(...namedChildren(place))
  }
}

/** Whether any two elements of a resource have the same id: asked before the way to each is written down. */
function hasIdTwice(resource: Json): boolean {
  const seen = new Set<string>()
  const waiting = childrenOf(resource)
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    const id = Array.isArray(value) ? undefined : readString(value as Json, 'id')
    if (id !== undefined && seen.has(id)) return true
    if (id !== undefined) seen.add(id)
    waiting.push(...childrenOf(value))
  }
  return false
}

/** The objects and lists in an object or list, without resources. */
function childrenOf(value: object): object[] {
  return Object.values(value).filter(
    (child): child is object =>
      typeof child === 'object' && child !== null && !Object.hasOwn(child, 'resourceType'),
  )
}

type Place = { readonly value: Json; readonly path: string; readonly content: Content | undefined }

/** The objects in an object by FHIRPath, the first last; the id beside a primitive is that of its element. */
function namedChildren({ value, path, content }: Place): Place[] {
  const places = Object.entries(value).flatMap(([key, given]) => {
    const name = key.replace(/^_/, '')
    const property = content?.properties.get(name)
    const segment = property?.segment ?? (Array.isArray(given) ? `.${name}[` : `.${name}`)
    const below = property?.child.content() ?? property?.type?.content?.().content()
    const list: readonly unknown[] = Array.isArray(given) ? given : [given]
    return list.flatMap((each, index): Place[] => {
      if (!isObject(each) || Object.hasOwn(each, 'resourceType')) return []
      const place = segment.endsWith('[') ? `${segment}${String(index)}]` : segment
      return [{ value: each, path: path + place, content: below }]
    })
  })
  return places.toReversed()
}
