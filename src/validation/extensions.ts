/**
 * Rules about extensions (FHIR R4 extensibility.html): what may stand where, and what must not be ignored. The rules
 * inside a known extension are those of its own profile.
 */
import { isObject } from '../fhir/resource.ts'
import type { Structure, StructureContext } from '../fhir/definitions.ts'
import type { Terminology } from '../terminology/terminology.ts'
import type { CompileExpression } from './invariants.ts'
import { readString, type Json } from './json.ts'
import type { Item } from './program.ts'
import type { Registry } from './registry.ts'
import { report, type Scope } from './run.ts'
import { oneOf, quoted } from './wording.ts'

/** Elements above an extension that are named in full when its place is looked for. */
const HOSTS_MAX = 40

export type ExtensionParts = {
  readonly registry: Registry
  readonly compileExpression: CompileExpression
  readonly terminology: Terminology
}

/** Reports what is wrong with an extension besides its content; gives its definition where it is known. */
export function checkExtension(item: Item, scope: Scope, parts: ExtensionParts): Structure | undefined {
  if (!isObject(item.value)) return undefined
  checkParts(item, item.value, scope)
  const isModifier = item.program.name === 'modifierExtension'
  const url = readString(item.value, 'url')
  // Inside a complex extension, urls are relative to it and defined by it.
  if (url !== undefined && !url.includes(':') && !isWithinExtension(item)) reportRelative(item, scope, url)
  if (url === undefined || !url.includes(':')) {
    if (isModifier) reportUnknownModifier(item, scope, url ?? '')
    return undefined
  }
  const structure = parts.registry.structureOf(url)
  if (structure && structure.type !== 'Extension') {
    reportNone(item, scope, structure)
    return undefined
  }
  if (!structure) {
    if (isModifier) reportUnknownModifier(item, scope, url)
    else reportUnknown(item, scope, url, parts.registry)
    return undefined
  }
  checkModifier(item, scope, structure, isModifier)
  checkContext(item, scope, structure, parts)
  return structure
}

function isWithinExtension({ parent }: Item): boolean {
  return parent?.type?.rule.code === 'Extension'
}

function reportRelative(item: Item, scope: Scope, url: string): void {
  const text = `The url ${quoted(url)} of this extension must be absolute; give it whole.`
  report(item, scope, { code: 'value', rule: 'extension-url', text, below: 'url' })
}

/** ext-1: an extension has a value or extensions, not both. */
function checkParts(item: Item, extension: Json, scope: Scope): void {
  const keys = Object.keys(extension)
  const hasValue = keys.some((key) => /^_?value[A-Z]/.test(key))
  if (hasValue !== keys.includes('extension')) return
  const text = hasValue
    ? 'An extension has either a value or extensions, and this has both; remove one.'
    : 'An extension must have a value or extensions, and this has neither; add one or remove it.'
  report(item, scope, { code: 'invariant', rule: 'ext-1', text })
}

function reportNone(item: Item, scope: Scope, { url, type }: Structure): void {
  const text = `${quoted(url)} defines no extension, but a ${type}; correct the url.`
  report(item, scope, { code: 'extension', rule: 'extension-url', text, below: 'url' })
}

function reportUnknownModifier(item: Item, scope: Scope, url: string): void {
  const text = `The modifier extension ${quoted(url)} is not known here, and what it modifies must not be read without it; remove it or agree on it first.`
  report(item, scope, { code: 'extension', rule: 'modifier-extension-unknown', text })
}

/** HL7's validator refuses what it does not know; HL7's own extensions it knows by a package that we do not carry. */
function reportUnknown(item: Item, scope: Scope, url: string, registry: Registry): void {
  const ofHl7 = registry.structureOfType('Extension')?.url.replace(/[^/]*$/, '') ?? url
  const isHl7s = url.startsWith(ofHl7) || isOfOtherVersion(url, ofHl7)
  const isRefused = scope.run.options.toolPolicy === true && !isHl7s
  const remedy = isRefused ? 'publish its definition here or remove it' : 'it is kept, and not checked'
  const text = `The extension ${quoted(url)} is not known here; ${remedy}.`
  report(item, scope, {
    severity: isRefused ? 'error' : 'information',
    code: isRefused ? 'extension' : 'informational',
    rule: 'extension-unknown',
    text,
  })
}

/** Versions of FHIR whose elements may be extensions of others: FHIR R4 versions.html#extensions. */
const VERSIONED = /^(?:1\.0|1\.4|3\.0|4\.0|4\.3|5\.0|6\.0)\/StructureDefinition\/extension-/

/** An element of another version of FHIR as an extension: `5.0/StructureDefinition/extension-Patient.x`. */
function isOfOtherVersion(url: string, ofHl7: string): boolean {
  const publisher = ofHl7.replace(/StructureDefinition\/$/, '')
  const rest = url.startsWith(publisher) ? url.slice(publisher.length) : ''
  return VERSIONED.test(rest)
}

function checkModifier(item: Item, scope: Scope, structure: Structure, isModifier: boolean): void {
  const root = structure.elements[0]
  if ((root?.isModifier === true) === isModifier) return
  const where = isModifier ? 'extension' : 'modifierExtension'
  const text = `The extension ${quoted(structure.url)} must stand in ${where}; move it there.`
  report(item, scope, { code: 'extension', rule: 'extension-modifier', text })
}

function checkContext(item: Item, scope: Scope, structure: Structure, parts: ExtensionParts): void {
  const { context, contextInvariant, url } = structure
  const host = item.parent
  if (!host || context.length === 0) return
  if (!context.some((each) => isAllowed(each, host, scope, parts))) {
    const places = oneOf(context.map(({ expression }) => expression))
    const text = `The extension ${quoted(url)} may stand on ${places}, not here; move or remove it.`
    report(item, scope, { code: 'extension', rule: 'extension-context', text })
    return
  }
  for (const invariant of contextInvariant) {
    const program = parts.compileExpression(invariant, baseOf(host))
    const environment = { ...scope.environment, variables: { extension: item.value } }
    if (program.holds(host.value, environment)) continue
    const text = `The extension ${quoted(url)} may stand only where ${quoted(invariant)} holds; remove it or mend the element.`
    report(item, scope, { code: 'extension', rule: 'extension-context', text })
  }
}

function baseOf(host: Item): { base?: string } {
  const code = host.type?.rule.code
  if (host.type?.kind === 'resource') return {}
  return {
    base:
      code === undefined || code === 'BackboneElement' || code === 'Element'
        ? host.program.rule.basePath
        : code,
  }
}

function isAllowed(
  { type, expression }: StructureContext,
  host: Item,
  scope: Scope,
  parts: ExtensionParts,
): boolean {
  switch (type) {
    case 'extension':
      return isObject(host.value) && readString(host.value, 'url') === expression
    case 'fhirpath':
      return parts
        .compileExpression(expression)
        .evaluate(scope.resource, scope.environment)
        .includes(host.value)
    default:
      return namesOf(host, parts.registry).has(expression.replaceAll('[x]', ''))
  }
}

/** All names by which definitions know the place of an item: its paths, its type and the types that this specializes. */
function namesOf(item: Item, registry: Registry): Set<string> {
  const code = item.type?.rule.code ?? 'BackboneElement'
  const structureTypes = item.type?.kind === 'resource' ? ['Element'] : []
  return new Set([...pathsOf(item, registry, 0), ...registry.typesOf(code), ...structureTypes])
}

function pathsOf({ program, parent }: Item, registry: Registry, depth: number): string[] {
  const own = [program.rule.path, program.rule.basePath].map((path) => path.replaceAll('[x]', ''))
  if (!parent || depth > HOSTS_MAX) return own
  const below = pathsOf(parent, registry, depth + 1).map((path) => `${path}.${program.name}`)
  const types = registry.typesOf(parent.type?.rule.code ?? '').map((code) => `${code}.${program.name}`)
  return [...new Set([...own, ...below, ...types])]
}
