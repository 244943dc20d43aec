/** A StructureDefinition as a resource: its differential must make a snapshot, and its slices must be told apart by what is there. */
import type { Structure } from '../fhir/definitions.ts'
import { derivationFault } from './derivation.ts'
import { discriminatorSteps, locate } from './discriminators.ts'
import { ValidationError } from './finding.ts'
import { isObject } from '../fhir/resource.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import type { Item } from './program.ts'
import type { Registry } from './registry.ts'
import { report, type Scope } from './run.ts'
import { structureFrom } from './snapshot.ts'
import { treeOf, type TreeNode } from './tree.ts'
import { isEqual } from './values.ts'
import { defined } from './wording.ts'

export function checkStructureDefinition(item: Item, scope: Scope, registry: Registry): void {
  const resource = item.value
  if (!isObject(resource) || readString(resource, 'resourceType') !== 'StructureDefinition') return
  if (readString(resource, 'derivation') !== 'constraint' || !isObject(read(resource, 'differential'))) return
  const fault = faultOf(resource, registry)
  if (fault === undefined) return
  const text = `${fault.replace(/\.$/, '')}; correct the differential.`
  report(item, scope, { code: 'structure', rule: 'snapshot', text, below: 'differential' })
}

/** What keeps a profile from being used; undefined where nothing does, or where its base is not known. */
function faultOf(resource: Json, registry: Registry): string | undefined {
  const { snapshot: _snapshot, ...source } = resource
  try {
    const structure = structureFrom(source, registry)
    const misnamed = differentialFault(readObjects(differentialOf(resource), 'element'), structure)
    if (misnamed !== undefined) return misnamed
    return (
      changedFixed(structure, registry) ??
      derivationFault(structure, registry) ??
      strayDiscriminator(treeOf(structure), registry)
    )
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    return error.code === 'profile-invalid' ? error.message : undefined
  }
}

function differentialOf(resource: Json): Json {
  const differential = read(resource, 'differential')
  return isObject(differential) ? differential : {}
}

/** The elements of a differential stand in the order of the snapshot, and slices say their names. */
function differentialFault(elements: readonly Json[], structure: Structure): string | undefined {
  const order = new Map(structure.elements.map(({ id }, index) => [id, index]))
  let last = -1
  for (const element of elements) {
    const id = readString(element, 'id') ?? readString(element, 'path') ?? ''
    const isSlice = id.slice(id.lastIndexOf('.') + 1).includes(':')
    if (isSlice && readString(element, 'sliceName') === undefined)
      return `${defined(id)} is a slice without a sliceName.`
    // Slices, and what stands below them, are ordered among themselves.
    const index = id.includes(':') ? undefined : order.get(id)
    if (index !== undefined && index < last) return `${defined(id)} stands out of the order of the elements.`
    last = index ?? last
  }
  return undefined
}

/** A value that the base fixes stays as it is. */
function changedFixed(structure: Structure, registry: Registry): string | undefined {
  const base = registry.structureOf(structure.baseDefinition ?? '')
  const fixed = new Map(base?.elements.map((element) => [element.id, element.fixed]))
  const changed = structure.elements.find((element) => {
    const before = fixed.get(element.id)
    return before && !isEqual(before.value, element.fixed?.value)
  })
  return changed && `${defined(changed.id)} fixes another value than its base does.`
}

/** The path of a discriminator leads to an element of what is sliced. */
function strayDiscriminator(node: TreeNode, registry: Registry): string | undefined {
  for (const { path } of node.rule.slicing?.discriminator ?? []) {
    const steps = discriminatorSteps(path)
    if (!steps)
      return `The discriminator ${defined(path)} of ${defined(node.rule.id)} is no path that FHIR allows.`
    const spots = [node, ...node.slices].flatMap((each) => locate({ node: each, rest: [] }, steps, registry))
    const isOpen = steps.some(({ kind }) => kind !== 'name')
    if (spots.length === 0 && !isOpen)
      return `The discriminator ${defined(path)} of ${defined(node.rule.id)} leads to no element.`
  }
  for (const child of [...node.children, ...node.slices]) {
    const fault = strayDiscriminator(child, registry)
    if (fault !== undefined) return fault
  }
  return undefined
}
