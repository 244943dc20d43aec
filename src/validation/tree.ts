/**
 * The elements of one structure as a tree: children below their parents, slices beside the element that they slice.
 * Throws ValidationError (`profile-invalid`) where the ids of the snapshot do not make one tree.
 */
import type { ElementRule, Structure } from '../fhir/definitions.ts'
import { ValidationError } from './finding.ts'

export type TreeNode = {
  readonly rule: ElementRule
  readonly structure: Structure
  /** The name of the element without `[x]`. */
  readonly name: string
  readonly isChoice: boolean
  readonly children: TreeNode[]
  readonly slices: TreeNode[]
}

/** Elements of one snapshot; the largest of R4 has some 250. */
const ELEMENTS_MAX = 20_000

/** The root of a structure's tree. */
export function treeOf(structure: Structure): TreeNode {
  const { elements, url } = structure
  if (elements.length > ELEMENTS_MAX) {
    throw new ValidationError('profile-invalid', `${url} has more than ${String(ELEMENTS_MAX)} elements.`)
  }
  const nodes = new Map<string, TreeNode>()
  let root: TreeNode | undefined
  for (const rule of elements) {
    const node = nodeOf(rule, structure)
    if (nodes.has(rule.id))
      throw new ValidationError('profile-invalid', `${url} has two elements ${rule.id}.`)
    nodes.set(rule.id, node)
    if (root === undefined) root = node
    else attach(node, nodes, url)
  }
  if (root === undefined) throw new ValidationError('profile-invalid', `${url} has no elements.`)
  return root
}

function nodeOf(rule: ElementRule, structure: Structure): TreeNode {
  const last = rule.path.slice(rule.path.lastIndexOf('.') + 1)
  const isChoice = last.endsWith('[x]')
  return {
    rule,
    structure,
    name: isChoice ? last.slice(0, -'[x]'.length) : last,
    isChoice,
    children: [],
    slices: [],
  }
}

function attach(node: TreeNode, nodes: ReadonlyMap<string, TreeNode>, url: string): void {
  const { id } = node.rule
  const dot = id.lastIndexOf('.')
  const colon = id.indexOf(':', dot + 1)
  const owner = colon < 0 ? undefined : sliceOwner(id, colon, nodes)
  if (owner) {
    owner.slices.push(node)
    return
  }
  const parent = nodes.get(id.slice(0, Math.max(dot, 0)))
  if (!parent) {
    const text = `${url} element ${id} stands below or slices an element that is not there.`
    throw new ValidationError('profile-invalid', text)
  }
  // Two profiles of R4's own have slices of an element that they leave out: such a slice is the element.
  parent.children.push(node)
}

/** `x:a` slices `x`; `x:a/b` slices the slice `x:a`. */
function sliceOwner(id: string, colon: number, nodes: ReadonlyMap<string, TreeNode>): TreeNode | undefined {
  const slash = id.lastIndexOf('/')
  const slice = slash > colon ? nodes.get(id.slice(0, slash)) : undefined
  return slice ?? nodes.get(id.slice(0, colon)) ?? nodes.get(`${id.slice(0, colon)}[x]`)
}
