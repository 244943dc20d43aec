/** FHIR's StructureDefinitions, in the form of the definitions pack, as the types of a map. */
import type { ElementRule, Structure } from '../../fhir/definitions.ts'
import { choiceName } from './types.ts'
import type { ElementShape, StructureTypes, TypeKind } from './types.ts'

type Elements = ReadonlyMap<string, ElementShape>

/** Types of the base definitions; a profile counts as the type that it constrains. */
export function fhirTypes(structures: readonly Structure[]): StructureTypes {
  const byType = new Map<string, Structure>()
  const typeByUrl = new Map<string, string>()
  for (const structure of structures) {
    const type = structure.type.slice(structure.type.lastIndexOf('/') + 1)
    typeByUrl.set(structure.url, type)
    if (structure.derivation !== 'constraint') byType.set(type, structure)
  }
  // Elements are indexed when a type is first asked for: a map uses a few of the two hundred.
  const indexed = new Map<string, ReadonlyMap<string, Elements>>()
  const elementsOf = (type: string): Elements | undefined => {
    const root = type.split('.', 1)[0] ?? type
    let index = indexed.get(root)
    if (!index) {
      const structure = byType.get(root)
      if (!structure) return undefined
      index = indexElements(structure)
      indexed.set(root, index)
    }
    return index.get(type)
  }
  const parentOf = (type: string): string | undefined => {
    if (type.includes('.')) return 'BackboneElement'
    const base = byType.get(type)?.baseDefinition
    return base === undefined ? undefined : (typeByUrl.get(base) ?? base.slice(base.lastIndexOf('/') + 1))
  }
  const kindOf = (type: string): TypeKind | undefined => {
    if (type.includes('.')) return elementsOf(type) && 'complex'
    const kind = byType.get(type)?.kind
    return kind === 'primitive-type' ? 'primitive' : kind === 'complex-type' ? 'complex' : kind
  }
  return {
    typeOf: (nameOrUrl) =>
      typeByUrl.get(nameOrUrl.split('|', 1)[0] ?? '') ?? (byType.has(nameOrUrl) ? nameOrUrl : undefined),
    elementOf: (type, name) => elementsOf(type)?.get(name),
    kindOf,
    isA: (type, ancestor) => {
      for (let at: string | undefined = type; at !== undefined; at = parentOf(at))
        if (at === ancestor) return true
      return false
    },
  }
}

function indexElements(structure: Structure): ReadonlyMap<string, Elements> {
  const index = new Map<string, Map<string, ElementShape>>()
  const parents = new Set<string>()
  for (const { path } of structure.elements) parents.add(path.slice(0, path.lastIndexOf('.')))
  for (const element of structure.elements) {
    const dot = element.path.lastIndexOf('.')
    if (dot < 0 || element.sliceName !== undefined || element.max === '0') continue
    const parent = element.path.slice(0, dot)
    let elements = index.get(parent)
    if (!elements) index.set(parent, (elements = new Map()))
    addElement(elements, element, parents.has(element.path))
  }
  return index
}

function addElement(elements: Map<string, ElementShape>, element: ElementRule, hasChildren: boolean): void {
  const name = element.path.slice(element.path.lastIndexOf('.') + 1)
  const isArray = element.baseMax !== '0' && element.baseMax !== '1'
  const types = typesOf(element, hasChildren)
  if (!name.endsWith('[x]')) {
    elements.set(name, { types, isArray })
    return
  }
  const stem = name.slice(0, -3)
  elements.set(stem, { types, isArray, stem })
  for (const type of types) elements.set(choiceName(stem, type), { types: [type], isArray, stem })
}

function typesOf(element: ElementRule, hasChildren: boolean): string[] {
  if (hasChildren) return [element.path]
  if (element.contentReference !== undefined)
    return [element.contentReference.slice(element.contentReference.indexOf('#') + 1)]
  return [...new Set(element.types.map(({ code }) => codeOf(element, code)))]
}

/** `id` and `url` elements have FHIRPath's System types in the definitions; these are what JSON carries there. */
function codeOf(element: ElementRule, code: string): string {
  if (!code.includes('/')) return code
  if (element.path.endsWith('.url')) return 'uri'
  if (element.path.endsWith('.id') && element.basePath === 'Resource.id') return 'id'
  const system = code.slice(code.lastIndexOf('.') + 1)
  return system.charAt(0).toLowerCase() + system.slice(1)
}
