/**
 * What a profile may change of its base (FHIR R4 profiling.html#resources: it may restrict, not widen), and how it slices: the
 * first fault in words, undefined where there is none.
 */
import type { ElementRule, Structure, TypeRule } from '../fhir/definitions.ts'
import { ValidationError } from './finding.ts'
import type { Registry } from './registry.ts'
import { quoted } from './wording.ts'

export function derivationFault(structure: Structure, registry: Registry): string | undefined {
  const base = registry.structureOf(structure.baseDefinition ?? '')
  const before = new Map(base?.elements.map((element) => [element.id, element]))
  const keys = new Map(
    base?.elements.flatMap(({ constraints }) => constraints.map(({ key, expression }) => [key, expression])),
  )
  for (const element of structure.elements) {
    const fault =
      boundsFault(element, before.get(element.id)) ??
      valueFault(element) ??
      sliceFault(element, structure) ??
      typeFault(element, before.get(element.id), registry) ??
      keyFault(element, keys)
    if (fault !== undefined) return `${quoted(element.id)} ${fault}.`
  }
  return urlFault(structure)
}

function boundsFault({ min, max, binding }: ElementRule, base: ElementRule | undefined): string | undefined {
  if (!base) return undefined
  if (min < base.min) return 'may be there less often than its base says'
  if (base.max !== '*' && (max === '*' || Number(max) > Number(base.max)))
    return 'may be there more often than its base says'
  return base.binding?.strength === 'required' && binding?.strength !== 'required'
    ? 'loosens a required binding'
    : undefined
}

/** A fixed value or a pattern is of a type that the element has. */
function valueFault({ fixed, pattern, types }: ElementRule): string | undefined {
  const given = fixed ?? pattern
  if (!given || types.length === 0 || types.some(({ code }) => isType(given.type, code))) return undefined
  return `has a value of type ${given.type}, and is of another`
}

/** Names of FHIRPath's own types stand for several primitives. */
function isType(type: string, code: string): boolean {
  return type.toLowerCase() === code.toLowerCase() || (code === 'id' && /^(?:string|id)$/i.test(type))
}

function sliceFault(
  { id, path, slicing, sliceName, baseMax }: ElementRule,
  { elements }: Structure,
): string | undefined {
  const isChoice = path.endsWith('[x]')
  if (slicing && baseMax === '1' && !isChoice && sliceName === undefined)
    return 'is sliced, but cannot be there more than once'
  const name = id.slice(id.lastIndexOf('.') + 1)
  if (sliceName === undefined || isChoice || !name.includes(':') || name.includes('/')) return undefined
  const owner = elements.find((element) => element.id === id.slice(0, id.lastIndexOf(':')))
  const isExtension = owner?.types.some(({ code }) => code === 'Extension') === true
  return owner && !owner.slicing && !isExtension ? 'slices an element that has no slicing' : undefined
}

function typeFault(
  element: ElementRule,
  base: ElementRule | undefined,
  registry: Registry,
): string | undefined {
  for (const type of element.types) {
    const fault = profileFault(type, element, registry) ?? targetFault(type, base, registry)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** A profile of a type is a profile of that type; one of an extension says where its extension stands. */
function profileFault(
  { code, profile }: TypeRule,
  { path }: ElementRule,
  registry: Registry,
): string | undefined {
  const place = /\.(modifierExtension|extension)$/.exec(path)?.[1]
  for (const url of profile ?? []) {
    const found = known(url, registry)
    if (!found) continue
    if (!registry.typesOf(found.type).includes(code))
      return `has a profile of ${found.type} for its type ${code}`
    if (place === undefined || found.type !== 'Extension' || found.derivation !== 'constraint') continue
    const isModifier = found.elements[0]?.isModifier === true
    if (isModifier !== (place === 'modifierExtension'))
      return isModifier ? 'is no place for a modifier extension' : 'is for modifier extensions only'
  }
  return undefined
}

function targetFault(
  { code, targetProfile }: TypeRule,
  base: ElementRule | undefined,
  registry: Registry,
): string | undefined {
  const allowed = base?.types.find((each) => each.code === code)?.targetProfile ?? []
  const targets = (targetProfile ?? []).map((url) => known(url, registry))
  const stray = targets.find((target) => target && !isAmong(target, allowed, registry))
  return stray && `refers to a ${stray.type}, which its base does not`
}

function isAmong(target: Structure, allowed: readonly string[], registry: Registry): boolean {
  if (allowed.length === 0) return true
  const types = allowed.map((url) => known(url, registry)?.type)
  return types.some((type) => type === undefined || registry.typesOf(target.type).includes(type))
}

function known(url: string, registry: Registry): Structure | undefined {
  try {
    return registry.structureOf(url)
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}

/** A key stands for one rule. */
function keyFault({ constraints }: ElementRule, keys: Map<string, string>): string | undefined {
  for (const { key, expression } of constraints) {
    const before = keys.get(key)
    if (before !== undefined && before !== expression)
      return `gives the key ${quoted(key)} to another rule than stands under it elsewhere`
    keys.set(key, expression)
  }
  return undefined
}

/** The url of an extension is the canonical of its definition: FHIR R4 defining-extensions.html. */
function urlFault({ type, url, elements }: Structure): string | undefined {
  if (type !== 'Extension') return undefined
  const fixed = elements.find(({ id }) => id === 'Extension.url')?.fixed
  return fixed?.value === url
    ? undefined
    : `'Extension.url' must be fixed to ${quoted(url)}, the url of its definition.`
}
