/**
 * Snapshots of profiles that come as a differential (FHIR R4 profiling.html#snapshot): the elements of the base, changed
 * one after another by what the differential says; elements below a type, and slices, are added when first named. Throws
 * ValidationError (`profile-invalid`, `profile-unsupported`), naming the element.
 */
import type { ElementRule, Structure, TypeRule } from '../fhir/definitions.ts'
import { isObject } from '../fhir/resource.ts'
import { changesOf } from './element.ts'
import { ValidationError } from './finding.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import { headOf, reduceStructureDefinition } from './structure.ts'

/** What a snapshot is made from: profiles by canonical and types by name. */
export type SnapshotSources = {
  readonly structureOf: (url: string) => Structure | undefined
  readonly structureOfType: (code: string) => Structure | undefined
}

/** Elements of one snapshot; a profile that unfolds types within types without end stops here. */
const ELEMENTS_MAX = 20_000

/** The structure of a StructureDefinition: its snapshot reduced, or one made from its differential. */
export function structureFrom(resource: Json, sources: SnapshotSources): Structure {
  const snapshot = read(resource, 'snapshot')
  const differential = read(resource, 'differential')
  if (isObject(snapshot) || !isObject(differential)) return reduceStructureDefinition(resource)
  const head = headOf(resource)
  const { url, baseDefinition } = head
  const base = baseDefinition === undefined ? undefined : sources.structureOf(baseDefinition)
  if (!base || base.type !== head.type) {
    throw new ValidationError(
      'profile-unsupported',
      `${url} has no snapshot, and ${baseDefinition ?? 'its base'} is not known, from which it could be made.`,
    )
  }
  const elements = base.elements.map((element) => ({ ...element }))
  const changes = namedChanges(readObjects(differential, 'element'))
  const making: Making = { elements, url, sources, named: new Set(changes.map(({ id }) => id)) }
  for (const change of changes) apply(change, making)
  const context = head.context.length > 0 ? head.context : base.context
  return { ...head, context, elements }
}

type Making = {
  elements: ElementRule[]
  readonly url: string
  readonly sources: SnapshotSources
  /** The ids that the differential names. */
  readonly named: ReadonlySet<string>
}
type Change = { readonly id: string; readonly element: Json }

/** The differential's elements by id; those without one are named by their path and the slices named before. */
function namedChanges(elements: readonly Json[]): Change[] {
  const slices: { path: string; id: string }[] = []
  return elements.map((element) => {
    const path = readString(element, 'path') ?? ''
    const sliceName = readString(element, 'sliceName')
    const given = readString(element, 'id')
    const owner = slices.findLast((slice) => path.startsWith(`${slice.path}.`))
    const plain = owner ? owner.id + path.slice(owner.path.length) : path
    const id = sliceName === undefined ? plain : `${plain}:${sliceName}`
    while (slices.length > 0 && !path.startsWith(`${slices.at(-1)?.path ?? ''}.`)) slices.pop()
    if (sliceName !== undefined) slices.push({ path, id })
    return { id: given !== undefined && isNameOf(given, path) ? given : id, element }
  })
}

/** Whether an id names a path: without its slices it is the path, where `value[x]:valueQuantity` may be `valueQuantity`. */
function isNameOf(id: string, path: string): boolean {
  const short = id.replaceAll(/[^.]*\[x\]:([^.]*)/g, '$1')
  return [id, short].some((each) => each.replaceAll(/:[^.]*/g, '') === path)
}

function apply({ id, element }: Change, making: Making): void {
  const index = placeOf(id, making)
  const base = making.elements[index]
  if (!base) throw fault(making, id, 'is not in its base')
  const changes = changesOf(element, `${making.url} element ${id}`)
  const constraints = [
    ...base.constraints.filter(({ key }) => !changes.constraints.some((each) => each.key === key)),
    ...changes.constraints,
  ]
  const binding = changes.binding && { ...base.binding, ...changes.binding }
  const types = changes.types && narrowed(changes.types, base.types, making, id)
  const changed = {
    ...base,
    ...changes,
    constraints,
    ...(binding && { binding }),
    ...(types && { types }),
  }
  making.elements[index] = changed
}

/** The types that a profile leaves: each must be one that the base has. */
function narrowed(
  types: readonly TypeRule[],
  of: readonly TypeRule[],
  making: Making,
  id: string,
): TypeRule[] {
  return types.map((type) => {
    const before = of.find(({ code }) => code === type.code)
    const isAbove = of.some(({ code }) => isBelow(type.code, code, making.sources))
    if (!before && !isAbove && of.length > 0) {
      throw fault(making, id, `has the type ${type.code}, which its base does not allow`)
    }
    return before ? { ...before, ...type } : type
  })
}

/** Types between a type and Element; a loop of baseDefinitions ends here. */
const ANCESTORS_MAX = 16

function isBelow(code: string, ancestor: string, sources: SnapshotSources): boolean {
  let structure = sources.structureOfType(code)
  for (let depth = 0; structure && depth < ANCESTORS_MAX; depth += 1) {
    if (structure.type === ancestor) return true
    structure =
      structure.baseDefinition === undefined ? undefined : sources.structureOf(structure.baseDefinition)
  }
  return false
}

/** The index of an element, which is added where it is not there. */
function placeOf(id: string, making: Making): number {
  const { elements } = making
  const found = elements.findIndex((element) => element.id === id)
  if (found >= 0) return found
  if (elements.length > ELEMENTS_MAX) throw fault(making, id, 'makes the snapshot too large')
  const cut = Math.max(id.lastIndexOf('.'), id.lastIndexOf(':'), id.lastIndexOf('/'))
  if (cut <= 0) throw fault(making, id, 'is not in its base')
  const ownerAt = placeOf(id.slice(0, cut), making)
  const owner = elements[ownerAt]
  if (!owner) throw fault(making, id, 'is not in its base')
  if (id[cut] !== '.') {
    closeChoice(owner, id, making)
    return addSlice(owner, id, id.slice(cut + 1), making)
  }
  // `valueQuantity.code` stands below `value[x]:valueQuantity`, or below `value[x]` where that is a Quantity.
  if (owner.id !== id.slice(0, cut)) return placeOf(owner.id + id.slice(cut), making)
  unfold(owner, making)
  const unfolded = elements.findIndex((element) => element.id === id)
  return unfolded >= 0 ? unfolded : placeOfChoice(owner, id, id.slice(cut + 1), making)
}

/** A differential that names types of a choice, and not the choice, leaves these types alone: FHIR R4 profiling.html, "type slicing". */
function closeChoice(choice: ElementRule, named: string, making: Making): void {
  if (
    !choice.path.endsWith('[x]') ||
    choice.slicing ||
    making.named.has(choice.id) ||
    !making.named.has(named)
  )
    return
  const index = making.elements.findIndex(({ id }) => id === choice.id)
  const slicing = {
    discriminator: [{ type: 'type' as const, path: '$this' }],
    rules: 'closed' as const,
    ordered: false,
  }
  making.elements[index] = { ...choice, slicing }
}

/** `valueQuantity` for `value[x]:valueQuantity`: FHIR R4 profiling.html, "type slicing". */
function placeOfChoice(owner: ElementRule, id: string, name: string, making: Making): number {
  const choice = making.elements.find(({ id: each, types }) => {
    if (!each.startsWith(`${owner.id}.`) || !each.endsWith('[x]')) return false
    const stem = each.slice(owner.id.length + 1, -'[x]'.length)
    const isType = types.some(({ code }) => name === stem + code.charAt(0).toUpperCase() + code.slice(1))
    return !stem.includes('.') && isType
  })
  if (!choice) throw fault(making, id, 'is not in its base')
  const stem = choice.path.slice(choice.path.lastIndexOf('.') + 1, -'[x]'.length)
  const type = choice.types.find(({ code }) => name === stem + code.charAt(0).toUpperCase() + code.slice(1))
  if (choice.types.length === 1) return making.elements.indexOf(choice)
  closeChoice(choice, id, making)
  const slice = `${choice.id}:${name}`
  const known = making.elements.findIndex((element) => element.id === slice)
  const index = known >= 0 ? known : addSlice(choice, slice, name, making)
  const element = making.elements[index]
  if (element && type && known < 0) making.elements[index] = { ...element, types: [type] }
  return index
}

function addSlice(owner: ElementRule, id: string, sliceName: string, making: Making): number {
  const { slicing: _slicing, ...like } = owner
  insertAfter(making, owner.id, [{ ...like, id, sliceName, min: 0 }])
  return making.elements.findIndex((element) => element.id === id)
}

/** Adds the children of an element's type below it; those of a slice are those of what it slices. */
function unfold(owner: ElementRule, making: Making): void {
  const { elements } = making
  if (elements.some(({ id }) => id.startsWith(`${owner.id}.`))) return
  const unsliced = owner.id.slice(0, Math.max(owner.id.lastIndexOf(':'), 0))
  const siblings =
    unsliced === '' || owner.id.lastIndexOf('.') > unsliced.length
      ? []
      : elements.filter(({ id }) => id.startsWith(`${unsliced}.`))
  const source = siblings.length > 0 ? { children: siblings, root: unsliced } : childrenOfType(owner, making)
  insertAfter(
    making,
    owner.id,
    source.children.map((child) => ({
      ...child,
      id: owner.id + child.id.slice(source.root.length),
      path: owner.path + child.id.slice(source.root.length).replaceAll(/:[^.]*/g, ''),
    })),
  )
}

function childrenOfType(
  owner: ElementRule,
  making: Making,
): { children: readonly ElementRule[]; root: string } {
  const { contentReference } = owner
  if (contentReference !== undefined) {
    const children = making.elements.filter(({ id }) => id.startsWith(`${contentReference}.`))
    return { children, root: contentReference }
  }
  const [type] = owner.types
  const [profile, ...others] = type?.profile ?? []
  const structure =
    profile !== undefined && others.length === 0
      ? making.sources.structureOf(profile)
      : making.sources.structureOfType(type?.code ?? '')
  if (!structure || (owner.types.length > 1 && !owner.id.includes('[x]')))
    throw fault(making, owner.id, 'has no one type whose elements could be named')
  return { children: structure.elements.slice(1), root: structure.elements[0]?.id ?? structure.type }
}

/** Puts elements after an element and all that stands below or slices it. */
function insertAfter(making: Making, id: string, added: readonly ElementRule[]): void {
  const isWithin = (element: ElementRule): boolean =>
    element.id === id || ['.', ':', '/'].some((mark) => element.id.startsWith(id + mark))
  making.elements.splice(making.elements.findLastIndex(isWithin) + 1, 0, ...added)
}

function fault({ url }: Making, id: string, what: string): ValidationError {
  return new ValidationError('profile-invalid', `${url}: the element ${id} of its differential ${what}.`)
}
