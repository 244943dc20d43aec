/**
 * How many rules there are in what is measured, in two ways that know nothing of each other: the FHIRPath that the
 * validator evaluates, counted as it does; and what the definitions ask of each value, counted over their elements.
 */
import type { Registry } from '../../src/validation/registry.ts'
import { createRegistry } from '../../src/validation/registry.ts'
import { isObject, type Resource } from '../../src/fhir/resource.ts'
import * as fhirpath from '../../src/fhirpath/fhirpath.ts'
import { readStrings } from '../../src/validation/json.ts'
import type { TreeNode } from '../../src/validation/tree.ts'
import {
  definitionFolders,
  groundOf,
  NOW,
  readDefinitions,
  readFurther,
  textsOf,
  validatorOf,
  type SetName,
} from './ground.ts'

export type RulesTask = { readonly task: 'rules'; readonly set: SetName }

export type Rules = {
  /** FHIRPath programs that the walker ran, nested ones not counted; the clean check has the same rules within its code. */
  readonly evaluated: number
  /** Of these, those that fhirpath.js ran because our compiler does not know them. */
  readonly fallbacks: number
  /** Elements and resources that definitions say something of; each once for its type and once for each profile. */
  readonly values: number
  readonly invariants: number
  readonly bindings: number
  readonly references: number
}

/** Counts over one pass of the set, which is not timed. */
export function countRules({ set }: RulesTask): Rules {
  const ground = groundOf(readDefinitions(), readFurther(definitionFolders(set)))
  const ran = { evaluated: 0, fallbacks: 0 }
  const compile: typeof fhirpath.compile = (text, options) => {
    const program = fhirpath.compile(text, options)
    const counted = (): void => {
      ran.evaluated += 1
      if (program.engine !== 'compiled') ran.fallbacks += 1
    }
    return {
      ...program,
      holds: (node, environment) => {
        counted()
        return program.holds(node, environment)
      },
    }
  }
  const validator = validatorOf(ground, { compile, cleanCheck: false })
  const counts = { values: 0, invariants: 0, bindings: 0, references: 0 }
  const registry = createRegistry(ground.definitions, ground.profiles)
  for (const { text } of textsOf(set)) {
    const resource = JSON.parse(text) as Resource
    validator.check(resource, { now: NOW })
    countResource(resource, registry, counts)
  }
  return { ...ran, ...counts }
}

type Counts = { values: number; invariants: number; bindings: number; references: number }

function countResource(resource: unknown, registry: Registry, counts: Counts): void {
  if (!isObject(resource)) return
  const meta = resource['meta']
  const profiles = isObject(meta) ? readStrings(meta, 'profile') : []
  const trees = [
    registry.treeOfType(String(resource['resourceType'])),
    ...profiles.map((url) => registry.treeOf(url)),
  ]
  for (const tree of trees) {
    if (!tree) continue
    counts.values += 1
    counts.invariants += tree.rule.constraints.length
    countChildren(resource, tree, tree, { registry, counts })
  }
}

type Counting = { readonly registry: Registry; readonly counts: Counts }

function countChildren(object: object, node: TreeNode, root: TreeNode, counting: Counting): void {
  for (const [key, value] of Object.entries(object)) {
    if (key === 'resourceType') continue
    const name = key.startsWith('_') ? key.slice(1) : key
    const child = node.children.find((each) => isNamed(each, name))
    if (!child) continue
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      countItem(item, child, codeOf(child, name), { ...counting, root })
  }
}

function isNamed({ name, isChoice, rule }: TreeNode, key: string): boolean {
  if (!isChoice) return key === name
  return rule.types.some(({ code }) => key.toLowerCase() === (name + code).toLowerCase())
}

function codeOf({ name, isChoice, rule }: TreeNode, key: string): string | undefined {
  const types = rule.types
  if (!isChoice) return types[0]?.code
  return types.find(({ code }) => key.toLowerCase() === (name + code).toLowerCase())?.code
}

const INLINE_TYPES: readonly (string | undefined)[] = ['BackboneElement', 'Element', undefined]

function countItem(
  item: unknown,
  node: TreeNode,
  code: string | undefined,
  counting: Counting & { readonly root: TreeNode },
): void {
  const { registry, counts, root } = counting
  if (isObject(item) && typeof item['resourceType'] === 'string') {
    countResource(item, registry, counts)
    return
  }
  countRulesOf(node, code, counts)
  if (!isObject(item)) return
  const { contentReference } = node.rule
  const target = contentReference === undefined ? node : find(root, contentReference)
  if (target && target.children.length > 0) {
    countChildren(item, target, root, counting)
    return
  }
  const type = INLINE_TYPES.includes(code) ? undefined : registry.treeOfType(code ?? '')
  if (!type) return
  counts.invariants += type.rule.constraints.length
  countChildren(item, type, type, counting)
}

function countRulesOf({ rule }: TreeNode, code: string | undefined, counts: Counts): void {
  counts.values += 1
  counts.invariants += rule.constraints.length
  if (code === 'Reference') counts.references += 1
  const isBound = rule.binding?.strength === 'required' || rule.binding?.strength === 'extensible'
  if (isBound && rule.binding?.valueSet !== undefined) counts.bindings += 1
}

function find(node: TreeNode, id: string): TreeNode | undefined {
  if (node.rule.id === id) return node
  for (const child of node.children) {
    const found = id.startsWith(child.rule.id) ? find(child, id) : undefined
    if (found) return found
  }
  return undefined
}
