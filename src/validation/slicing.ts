/**
 * Slices (FHIR R4 profiling.html#slicing): each slice is compiled to a question, does this item belong to it. What sets
 * the slices apart must be said by the profile in a way that we can ask, or compiling it fails.
 */
import { isObject } from '../fhir/resource.ts'
import type { Discriminator, SlicingRule } from '../fhir/definitions.ts'
import type { Terminology } from '../terminology/terminology.ts'
import { membershipOf } from './bindings.ts'
import {
  discriminatorSteps,
  isReached,
  locate,
  walk,
  type Lookup,
  type Spot,
  type Step,
} from './discriminators.ts'
import { ValidationError } from './finding.ts'
import type { Item } from './program.ts'
import type { Scope } from './run.ts'
import type { TreeNode } from './tree.ts'
import { isEqual, matchesPattern } from './values.ts'

type Matches = (item: Item, scope: Scope) => boolean

/** Levels below a discriminator's element that are searched for fixed values and patterns. */
const NESTED_DEPTH_MAX = 6

/** What slices an element that names no slicing of its own: extensions by url, choices by type. */
export function slicingOf(node: TreeNode): SlicingRule | undefined {
  const { slicing } = node.rule
  if (slicing && (slicing.discriminator.length > 0 || node.slices.length === 0)) return slicing
  if (node.slices.length === 0) return undefined
  const rules = slicing?.rules ?? 'open'
  const ordered = slicing?.ordered ?? false
  if (node.isChoice) return { discriminator: [{ type: 'type', path: '$this' }], rules, ordered }
  const isExtension = node.rule.types.some(({ code }) => code === 'Extension')
  if (isExtension) return { discriminator: [{ type: 'value', path: 'url' }], rules, ordered }
  const place = `${node.structure.url} element ${node.rule.id}`
  throw new ValidationError('profile-unsupported', `${place} is sliced, but nothing tells its slices apart.`)
}

/** The slice of all that no other slice takes. */
export function isDefaultSlice({ rule }: TreeNode): boolean {
  return rule.sliceName === '@default'
}

/** The question whether an item belongs to a slice. */
export function sliceMatcher(
  slice: TreeNode,
  slicing: SlicingRule,
  parts: Lookup & { terminology: Terminology },
): Matches {
  const place = `${slice.structure.url} element ${slice.rule.id}`
  if (isDefaultSlice(slice)) return () => true
  const said = slicing.discriminator.map((discriminator) => compileDiscriminator(slice, discriminator, parts))
  // A slice may leave out one of several discriminators: it then takes whatever is there.
  const questions = said.filter((question) => question !== undefined)
  const [first] = slicing.discriminator
  if (questions.length === 0 && first) {
    const { type, path } = first
    throw new ValidationError(
      'profile-unsupported',
      `${place}: nothing in it says what its slice has at ${path}, by which (${type}) it is told apart.`,
    )
  }
  return (item, scope) => questions.every((question) => question(item, scope))
}

type Parts = Lookup & { readonly terminology: Terminology }

function compileDiscriminator(
  slice: TreeNode,
  { type, path }: Discriminator,
  parts: Parts,
): Matches | undefined {
  const steps = discriminatorSteps(path)
  if (!steps) return undefined
  const spots = locate({ node: slice, rest: [] }, steps, parts)
  const [spot] = spots
  if (!spot) return undefined
  switch (type) {
    case 'exists':
      return existsQuestion(spot, steps)
    case 'type':
      return typeQuestion(spot, steps)
    case 'profile':
      return profileQuestion(spot, steps)
    case 'value':
    case 'pattern': {
      const expects = spots.map((each) => expectation(each, parts, 0)).find((each) => each !== undefined)
      return expects && reaching(steps, expects)
    }
    default:
      return type satisfies never
  }
}

function existsQuestion({ node }: Spot, steps: readonly Step[]): Matches | undefined {
  const { min, max } = node.rule
  if (max === '0') return (item, scope) => walk(item, steps, scope).length === 0
  if (min > 0) return (item, scope) => walk(item, steps, scope).length > 0
  return undefined
}

function typeQuestion({ node }: Spot, steps: readonly Step[]): Matches {
  const targets = steps.at(-1)?.kind === 'resolve'
  const codes = targets ? [node.structure.type] : node.rule.types.map(({ code }) => code)
  return (item, scope) =>
    walk(item, steps, scope).some(({ type }) => type !== undefined && codes.includes(type))
}

function profileQuestion({ node }: Spot, steps: readonly Step[]): Matches | undefined {
  const isTarget = steps.at(-1)?.kind === 'resolve'
  const profiles = isTarget ? [node.structure.url] : node.rule.types.flatMap(({ profile = [] }) => profile)
  if (profiles.length === 0) return undefined
  return (item, scope) =>
    walk(item, steps, scope).some(({ value }) =>
      profiles.some((url) => scope.run.conformsTo(value, url) === true),
    )
}

type Expectation = (value: unknown) => boolean

/** Whether something at the end of the steps is as expected; nearly all steps are names, which make no lists. */
function reaching(steps: readonly Step[], expects: Expectation): Matches {
  const names = steps.flatMap((step) => (step.kind === 'name' ? [step.name] : []))
  return names.length === steps.length
    ? ({ value }) => isReached(value, names, expects)
    : (item, scope) => walk(item, steps, scope).some(({ value }) => expects(value))
}

/** What a slice asks of the value at a spot: fixed or pattern there or above, a required binding, or fixed parts below. */
function expectation({ node, rest }: Spot, parts: Parts, depth: number): Expectation | undefined {
  const { fixed, pattern, binding } = node.rule
  const given = fixed ?? pattern
  if (given) {
    const wanted = rest.reduce<readonly unknown[]>(
      (values, step) => values.flatMap((value) => below(value, step)),
      [given.value],
    )
    if (wanted.length === 0) return undefined
    const isSame = fixed ? isEqual : matchesPattern
    const [only, another] = wanted
    return another === undefined
      ? (value) => isSame(value, only)
      : (value) => wanted.some((each) => isSame(value, each))
  }
  if (rest.length > 0) return undefined
  const nested = nestedExpectation(node, parts, depth)
  if (nested) return nested
  const valueSet = binding?.strength === 'required' ? binding.valueSet : undefined
  if (valueSet === undefined) return undefined
  return (value) => membershipOf(value, valueSet, parts.terminology) === 'in'
}

function below(value: unknown, step: Step): readonly unknown[] {
  if (step.kind !== 'name' || !isObject(value) || !Object.hasOwn(value, step.name)) return []
  const child = value[step.name]
  return Array.isArray(child) ? child : [child]
}

/** All fixed values and patterns among the descendants, which must hold together. */
function nestedExpectation(node: TreeNode, parts: Parts, depth: number): Expectation | undefined {
  if (depth > NESTED_DEPTH_MAX) return undefined
  const expectations = [...node.children, ...node.children.flatMap(({ slices }) => slices)].flatMap(
    (child) => {
      const expects =
        child.rule.min > 0 || child.rule.fixed || child.rule.pattern
          ? expectation({ node: child, rest: [] }, parts, depth + 1)
          : undefined
      return expects ? [{ names: [child.name], expects }] : []
    },
  )
  if (expectations.length === 0) return undefined
  return (value) => expectations.every(({ names, expects }) => isReached(value, names, expects))
}
