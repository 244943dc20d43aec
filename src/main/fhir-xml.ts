/**
 * FHIR's XML form read as its JSON form (FHIR R4 xml.html, json.html): which elements are lists, numbers and booleans is
 * what the definitions say. For definitions and test cases that come as XML; it is no door of the gateway.
 */
import type { ElementRule, Structure } from '../fhir/definitions.ts'

type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  /** Where its text begins and ends, tags included. */
  readonly from: number
  to: number
}

/** Levels of elements. */
const DEPTH_MAX = 200

const TOKEN =
  /<(?:\?[\s\S]*?\?>|!--[\s\S]*?-->|(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>)/g
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** The resource that a text of XML holds; undefined where it is not well-formed, or no resource. */
export function readFhirXml(xml: string, structures: readonly Structure[]): unknown {
  const root = parseXml(xml)
  if (!root) return undefined
  const types = new Map(
    structures
      .filter(({ derivation }) => derivation !== 'constraint')
      .map((structure) => [structure.type, structure]),
  )
  return resourceOf(root, { xml, types })
}

function parseXml(xml: string): XmlElement | undefined {
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  for (const token of xml.matchAll(TOKEN)) {
    const [whole, isEnd, name, attributes = '', isClosed] = token
    if (name === undefined) continue
    const end = token.index + whole.length
    if (isEnd) {
      const element = open.pop()
      if (element?.name !== name) return undefined
      element.to = end
      continue
    }
    const element = { name, attributes: attributesOf(attributes), children: [], from: token.index, to: end }
    if (open.length > DEPTH_MAX || (open.length === 0 && root)) return undefined
    open.at(-1)?.children.push(element)
    root ??= element
    if (!isClosed) open.push(element)
  }
  return open.length === 0 ? root : undefined
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]): [string, string] => [
    name,
    decoded(double ?? single ?? ''),
  ])
  return Object.fromEntries(pairs)
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16))
    return ENTITIES[String(name)] ?? whole
  })
}

type Reading = { readonly xml: string; readonly types: ReadonlyMap<string, Structure> }
type Json = Record<string, unknown>

function resourceOf(element: XmlElement, reading: Reading): Json {
  return { resourceType: element.name, ...objectOf(element, element.name, element.name, reading) }
}

/** The children of an element, by the structure and the path that define them. */
function objectOf(element: XmlElement, type: string, path: string, reading: Reading): Json {
  const object: Json = {}
  for (const name of ['id', 'url']) {
    const value = element.attributes[name]
    if (value !== undefined) object[name] = value
  }
  for (const child of element.children) addChild(object, child, { type, path }, reading)
  return object
}

type Place = { readonly type: string; readonly path: string }

function addChild(object: Json, child: XmlElement, { type, path }: Place, reading: Reading): void {
  const elements = reading.types.get(type)?.elements ?? []
  const rule = ruleOf(elements, path, child.name)
  const code = codeOf(rule, child.name)
  const isList = rule !== undefined && rule.baseMax !== '1'
  if (code === 'xhtml') {
    object[child.name] = reading.xml.slice(child.from, child.to)
    return
  }
  if (/^[a-z]/.test(code)) {
    addPrimitive(object, child, { code, isList }, reading)
    return
  }
  put(object, child.name, valueOf(child, rule, { code, type }, reading), isList)
}

function valueOf(
  child: XmlElement,
  rule: ElementRule | undefined,
  { code, type }: { readonly code: string; readonly type: string },
  reading: Reading,
): Json {
  if (code === 'Resource') {
    const [inner] = child.children
    return inner ? resourceOf(inner, reading) : {}
  }
  if (rule?.contentReference !== undefined) return objectOf(child, type, rule.contentReference, reading)
  const isInline = code === 'BackboneElement' || code === 'Element'
  return isInline && rule ? objectOf(child, type, rule.path, reading) : objectOf(child, code, code, reading)
}

function ruleOf(elements: readonly ElementRule[], path: string, name: string): ElementRule | undefined {
  const own = elements.find((element) => element.path === `${path}.${name}`)
  if (own) return own
  return elements.find((element) => {
    if (!element.path.startsWith(`${path}.`) || !element.path.endsWith('[x]')) return false
    const stem = element.path.slice(path.length + 1, -'[x]'.length)
    return !stem.includes('.') && name.startsWith(stem) && /^[A-Z]/.test(name.slice(stem.length))
  })
}

function codeOf(rule: ElementRule | undefined, name: string): string {
  if (!rule) return 'Element'
  if (!rule.path.endsWith('[x]')) return rule.types[0]?.code ?? 'BackboneElement'
  const found = rule.types.find(({ code }) => name.toLowerCase().endsWith(code.toLowerCase()))
  return found?.code ?? 'Element'
}

const NUMBERS = new Set(['integer', 'decimal', 'unsignedInt', 'positiveInt'])

function addPrimitive(
  object: Json,
  child: XmlElement,
  { code, isList }: { readonly code: string; readonly isList: boolean },
  reading: Reading,
): void {
  const text = child.attributes['value']
  const number = NUMBERS.has(code) && text !== undefined ? Number(text) : Number.NaN
  const value =
    text === undefined ? null : code === 'boolean' ? toBoolean(text) : Number.isNaN(number) ? text : number
  const beside = objectOf(child, 'Element', 'Element', reading)
  const hasBeside = Object.keys(beside).length > 0
  if (value !== null || isList) put(object, child.name, value, isList)
  const known = object[`_${child.name}`]
  if (!isList) {
    if (hasBeside) object[`_${child.name}`] = beside
  } else if (hasBeside || known !== undefined) {
    const values = object[child.name] as unknown[]
    const list = Array.isArray(known) ? (known as unknown[]) : []
    object[`_${child.name}`] = values.map((_, index) =>
      index === values.length - 1 ? (hasBeside ? beside : null) : (list[index] ?? null),
    )
  }
}

function toBoolean(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text
}

function put(object: Json, name: string, value: unknown, isList: boolean): void {
  if (!isList) {
    object[name] = value
    return
  }
  const list = object[name]
  object[name] = Array.isArray(list) ? [...(list as unknown[]), value] : [value]
}
