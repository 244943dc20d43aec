/**
 * Puts values into the target: by the element's shape (one or a list, under the name of a choice's type) and by list mode.
 * Every value set is told to the run, so that the loss report and the provenance know of it.
 */
import { choiceName } from '../types/types.ts'
import { fit, givenOf } from './fit.ts'
import { insertItem, sharedItem } from './lists.ts'
import { cell, copyOf, isJson, isPresent, made, setOwn } from './node.ts'
import type { Json, Node } from './node.ts'
import { RunFault } from './run-state.ts'
import type { Run } from './run-state.ts'
import type { Site } from './site.ts'

/** Puts one value there; the answer is the value as it stands in the target. */
export function place(run: Run, site: Site, parent: Node, item: Node): Node {
  const type = fit(site.types, site.shape, givenOf(item.value, item.type))
  if (type === undefined) {
    const what = item.type ?? (isJson(item.value) ? 'an object' : `a ${typeof item.value}`)
    throw new RunFault(
      'value-type',
      site.rule,
      `${what} does not fit ${site.name}, which takes ${site.shape.types.join(', ')}`,
    )
  }
  const holder = holderOf(site, parent)
  const name = nameFor(site, type)
  const value = copyOf(item.value)
  const shadow = site.isFhir && item.shadow ? copyOf(item.shadow.value) : undefined
  if (site.shape.isArray) {
    const list = listAt(holder, name)
    const index = insertItem(run, site, list, value ?? null)
    if (site.isFhir) alignShadows(holder, name, list, { index, shadow })
    run.writes.push({ holder: list, slot: undefined, name, node: item, rule: site.rule })
  } else {
    if (Object.hasOwn(holder, name)) run.hasReplaced = true
    clearChoice(run, site, holder, name)
    if (isPresent(value)) setOwn(holder, name, value)
    else delete holder[name]
    if (shadow !== undefined) setOwn(holder, `_${name}`, shadow)
    run.writes.push({ holder, slot: site.name, name, node: item, rule: site.rule })
  }
  noteEntry(run, parent, name, value)
  return made(value, type, [item])
}

/** The element to build into: a new one, or the one that is there where the element does not repeat or is shared. */
export function build(run: Run, site: Site, parent: Node, type: string): Node {
  const holder = holderOf(site, parent)
  const name = nameFor(site, type)
  if (site.types.kindOf(type) === 'primitive')
    return cell(type, (node) => void place(run, site, parent, { ...node, type }))
  const fresh = (): Node => made(site.types.kindOf(type) === 'resource' ? { resourceType: type } : {}, type)
  if (site.shape.isArray) {
    const list = listAt(holder, name)
    const shared = sharedItem(run, site, list, fresh)
    if (shared) return shared
    const node = fresh()
    const index = insertItem(run, site, list, node.value)
    if (site.isFhir) alignShadows(holder, name, list, { index, shadow: undefined })
    return node
  }
  const there = holder[name]
  if (isJson(there) && (there['resourceType'] ?? type) === type) return made(there, type)
  if (there !== undefined) run.hasReplaced = true
  clearChoice(run, site, holder, name)
  const node = fresh()
  setOwn(holder, name, node.value)
  noteEntry(run, parent, name, node.value)
  return node
}

/** A resource in a Bundle is referred to by the fullUrl of its entry. */
function noteEntry(run: Run, parent: Node, name: string, value: unknown): void {
  if (name === 'resource' && parent.type === 'Bundle.entry' && isJson(value) && isJson(parent.value))
    run.entries.set(value, parent.value)
}

function holderOf(site: Site, parent: Node): Json {
  if (isJson(parent.value)) return parent.value
  throw new RunFault('element', site.rule, `${site.name} cannot be set in a value that is not an object`)
}

function nameFor({ shape, name }: Site, type: string): string {
  return shape.stem === undefined ? name : choiceName(shape.stem, type)
}

function listAt(holder: Json, name: string): unknown[] {
  const there = holder[name]
  if (Array.isArray(there)) return there
  const list: unknown[] = []
  setOwn(holder, name, list)
  return list
}

/** A choice element has one value: another type's name goes. */
function clearChoice(run: Run, { shape }: Site, holder: Json, keep: string): void {
  if (shape.stem === undefined) return
  for (const name of Object.keys(holder)) {
    const plain = name.startsWith('_') ? name.slice(1) : name
    const isOther =
      plain.startsWith(shape.stem) && plain !== keep && /^[A-Z]/.test(plain.slice(shape.stem.length))
    if (!isOther || !shape.types.some((type) => choiceName(shape.stem ?? '', type) === plain)) continue
    run.hasReplaced = true
    delete holder[name]
  }
}

/** Keeps `_name` in step with `name` where a list of primitives has extensions. */
function alignShadows(
  holder: Json,
  name: string,
  list: readonly unknown[],
  at: { index: number; shadow: unknown },
): void {
  const shadowName = `_${name}`
  const there = holder[shadowName]
  if (at.shadow === undefined && !Array.isArray(there)) return
  const shadows: unknown[] = Array.isArray(there)
    ? there
    : Array.from({ length: list.length - 1 }, () => null)
  shadows.splice(at.index, 0, at.shadow ?? null)
  setOwn(holder, shadowName, shadows)
}
