/**
 * Paths of discriminators (FHIR R4 profiling.html#discriminator, the restricted subset of FHIRPath), walked two ways: over
 * the trees of profiles, to find what a slice says there, and over a resource, to find what an item has there.
 */
import { isObject } from '../fhir/resource.ts'
import { readString, type Json } from './json.ts'
import { targetTypeOf } from './references.ts'
import type { Scope } from './run.ts'
import type { TreeNode } from './tree.ts'

export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'type'; readonly code: string }
  | { readonly kind: 'resolve' }

/** A place in the tree of a profile, and what of the path remains where the tree ends in a fixed value or a pattern. */
export type Spot = { readonly node: TreeNode; readonly rest: readonly Step[] }

/** A value in a resource, and its type where the way there shows it. */
export type Found = { readonly value: unknown; readonly type?: string | undefined }

export type Lookup = {
  /** The tree of the profile or type, undefined where it is not known. */
  readonly treeOf: (url: string) => TreeNode | undefined
  readonly treeOfType: (code: string) => TreeNode | undefined
}

const STEP =
  /^(?:(\$this)|extension\('([^']+)'\)|(resolve\(\))|ofType\(([A-Za-z]+)\)|as\(([A-Za-z]+)\)|([A-Za-z][A-Za-z0-9]*))(?:\.|$)/

/** The steps of a path, undefined where it goes beyond FHIR's subset. */
export function discriminatorSteps(path: string): Step[] | undefined {
  const steps: Step[] = []
  for (let rest = path; rest !== '';) {
    const match = STEP.exec(rest)
    if (!match) return undefined
    const [whole, self, url, resolve, ofType, as, name] = match
    const code = ofType ?? as
    if (url !== undefined) steps.push({ kind: 'extension', url })
    else if (resolve !== undefined) steps.push({ kind: 'resolve' })
    else if (code !== undefined) steps.push({ kind: 'type', code })
    else if (name !== undefined) steps.push({ kind: 'name', name })
    else if (self === undefined) return undefined
    rest = rest.slice(whole.length)
  }
  return steps
}

/** The places to which steps lead in the profile, the slice's own first, then those of its type. */
export function locate(from: Spot, steps: readonly Step[], lookup: Lookup): Spot[] {
  const [step, ...others] = steps
  if (step === undefined) return [from, ...typeSpots(from, lookup)]
  if (from.node.rule.fixed ?? from.node.rule.pattern) return [{ node: from.node, rest: steps }]
  const spots = nextNodes(from.node, step, lookup)
  return spots.flatMap((node) => locate({ node, rest: [] }, others, lookup))
}

function typeSpots({ node }: Spot, lookup: Lookup): Spot[] {
  return node.children.length > 0 ? [] : profileTrees(node, lookup).map((tree) => ({ node: tree, rest: [] }))
}

function nextNodes(node: TreeNode, step: Step, lookup: Lookup): TreeNode[] {
  switch (step.kind) {
    case 'name':
      // Where a child is sliced itself, what its obligatory slices say holds for every item of the slice.
      return childrenOf(node, lookup)
        .filter(({ name }) => name === step.name)
        .flatMap((child) => [child, ...child.slices.filter(({ rule }) => rule.min > 0)])
    case 'extension': {
      const extensions = childrenOf(node, lookup).filter(({ name }) => name === 'extension')
      const slices = extensions.flatMap((extension) => extension.slices)
      return slices.filter(({ rule }) => rule.types.some(({ profile = [] }) => profile.includes(step.url)))
    }
    case 'type': {
      const tree = lookup.treeOfType(step.code)
      return node.children.length > 0 || !tree ? [node] : [tree]
    }
    case 'resolve':
      return node.rule.types.flatMap(({ targetProfile = [] }) =>
        targetProfile.flatMap((url) => lookup.treeOf(url) ?? []),
      )
    default:
      return step satisfies never
  }
}

/** The children that the profile spells out, else those of the element's profile or type. */
function childrenOf(node: TreeNode, lookup: Lookup): readonly TreeNode[] {
  if (node.children.length > 0) return node.children
  const trees = profileTrees(node, lookup)
  const types = node.rule.types.flatMap(({ code }) => lookup.treeOfType(code) ?? [])
  return (trees[0] ?? types[0])?.children ?? []
}

function profileTrees(node: TreeNode, lookup: Lookup): TreeNode[] {
  return node.rule.types.flatMap(({ profile = [] }) => profile.flatMap((url) => lookup.treeOf(url) ?? []))
}

/** What a resource has at the end of the steps. */
export function walk(
  from: Found | { readonly value: unknown; readonly type: unknown },
  steps: readonly Step[],
  scope: Scope,
): Found[] {
  const start: Found = { value: from.value, type: typeOf(from) }
  return steps.reduce<Found[]>((found, step) => found.flatMap((each) => next(each, step, scope)), [start])
}

/** The type of an item: of a resource its own, else the one by which JSON or the profile knows it. */
function typeOf({ value, type }: { readonly value: unknown; readonly type?: unknown }): string | undefined {
  if (isObject(value) && typeof value['resourceType'] === 'string') return value['resourceType']
  if (typeof type === 'string') return type
  return isObject(type) && isObject(type['rule']) ? readString(type['rule'], 'code') : undefined
}

function next(found: Found, step: Step, scope: Scope): Found[] {
  const { value } = found
  if (!isObject(value)) return []
  switch (step.kind) {
    case 'name':
      return children(value, step.name)
    case 'extension':
      return children(value, 'extension').filter(
        (each) => isObject(each.value) && readString(each.value, 'url') === step.url,
      )
    case 'type':
      return found.type === undefined || found.type === step.code ? [found] : []
    case 'resolve': {
      const reference = readString(value, 'reference')
      const resource = reference === undefined ? undefined : scope.resolve(reference)
      return [{ value: resource, type: targetTypeOf(value, scope) }]
    }
    default:
      return step satisfies never
  }
}

/** Whether a value that names lead to is as expected: walk() without its lists, since each item of each slice is asked. */
export function isReached(
  value: unknown,
  names: readonly string[],
  expects: (value: unknown) => boolean,
  at = 0,
): boolean {
  const name = names[at]
  if (name === undefined) return expects(value)
  if (!isObject(value)) return false
  const key = Object.hasOwn(value, name) ? name : choiceKey(value, name)
  if (key === undefined) return false
  const child = value[key]
  return Array.isArray(child)
    ? child.some((each: unknown) => isReached(each, names, expects, at + 1))
    : isReached(child, names, expects, at + 1)
}

/** A choice is written with its type: `value` may be `valueCode`. */
function choiceKey(object: Json, name: string): string | undefined {
  for (const key in object)
    if (key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)) && Object.hasOwn(object, key))
      return key
  return undefined
}

function children(object: Json, name: string): Found[] {
  if (Object.hasOwn(object, name)) return items(object[name], undefined)
  const key = choiceKey(object, name)
  if (key === undefined) return []
  const suffix = key.slice(name.length)
  const value = object[key]
  const isComplex = isObject(Array.isArray(value) ? (value as unknown[])[0] : value)
  return items(value, isComplex ? suffix : suffix.charAt(0).toLowerCase() + suffix.slice(1))
}

function items(value: unknown, type: string | undefined): Found[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.map((each) => ({ value: each, type: typeOf({ value: each, type }) }))
}
