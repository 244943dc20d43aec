/**
 * Labels resources as they come in: Part 2, one confidentiality code, sensitivities, information categories, each with
 * its reason. What a Part 2 program sends is Part 2 whatever it says; a label that is declared or carried stays; what no
 * rule knows is `unclassified`. Sensitivity travels through references, in whatever order the resources come. Pure.
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { isResource, list } from '../fhir/resource.ts'
import type { Coding, Reference, Resource } from '../fhir/resource.ts'
import type { Label, LabelFacts, LabelInput } from './consent.ts'
import { inherit } from './inherit.ts'
import type { Inherited } from './inherit.ts'
import type { LabelPolicy, Sensitivity, TypeRule } from './policy-labels.ts'
import type { Policy } from './policy.ts'
import { codesIn, passes, sensitivitiesOf, valuesAt } from './sensitivity.ts'

type Reason = { readonly rule: string; readonly text: string }

/** The labels of resources that are submitted together, in their order. */
export function label(resources: readonly LabelInput[], facts: LabelFacts): Label[] {
  const { labels } = facts.policy
  const known = new Map<string, Pick<Found, 'sensitivities' | 'part2'>>()
  const nodes = resources.map((input) => {
    const declared = declaredOf(input, labels)
    const former = known.get(input.after ?? '')
    const sensitivities = union(sensitivitiesOf(withCarried(input), labels), former?.sensitivities)
    const part2 = whyPart2(input.resource, declared, facts) ?? former?.part2
    known.set(input.reference, { sensitivities, part2 })
    const own = sensitivities.reduce((bits, { category }) => bits | category, 0n)
    return { ...input, declared, sensitivities, own, part2 }
  })
  return inherit(nodes, facts).map((node) => build(node, facts))
}

function union<T>(own: readonly T[], others: readonly T[] = []): readonly T[] {
  const further = others.filter((each) => !own.includes(each))
  return further.length === 0 ? own : [...own, ...further]
}

/** Whether a resource carries the label of 42 CFR Part 2. */
export function isPart2(resource: Resource): boolean {
  return has(resource.meta?.security ?? [], { system: SYSTEM.v3ActCode, code: CODE.v3ActCode.part2 })
}

type Found = {
  readonly resource: Resource
  readonly declared: readonly Coding[]
  readonly sensitivities: readonly Sensitivity[]
  /** The categories of these. */
  readonly own: bigint
  readonly inherited: Inherited
  /** Why it is a Part 2 record, where it is one. */
  readonly part2: Reason | undefined
}

function build(found: Found, { policy }: LabelFacts): Label {
  const { resource, declared, sensitivities, own, inherited, part2: part2Reason } = found
  const { part2 } = policy.labels
  // In the policy's order, however each came to be known: the next version, which carries them all, has the same labels.
  const sensitive = policy.labels.sensitivities.filter(
    (each) =>
      sensitivities.includes(each) ||
      ((inherited.bits & each.category) !== 0n && isMainOf(each, policy.labels)),
  )
  const categories = typeCategories(resource, policy.labels) | own | inherited.bits
  const levels = [
    ...sensitive.map(({ confidentiality }) => confidentiality),
    ...(part2Reason ? [part2.confidentiality] : []),
  ]
  const security = [
    confidentialityOf(levels, declared, policy.labels),
    ...(part2Reason ? part2.labels : []),
    ...sensitive.flatMap(({ labels }) => labels),
    ...declared.filter(
      ({ system }) => system !== policy.labels.confidentialitySystem && system !== policy.categorySystem,
    ),
    ...categoryLabels(categories, policy),
  ]
  return {
    security: distinct(security),
    categories,
    isPart2: part2Reason !== undefined,
    reasons: [
      ...(part2Reason ? [part2Reason] : []),
      ...sensitivities.map(({ rule, text }) => ({ rule, text: `It has a code or a word of ${text}.` })),
      ...inherited.from.map(({ reference, bits }) => ({
        rule: 'INHERITED',
        text: `It refers to ${reference}, which is ${policy.codesOf(bits).join(', ')}.`,
      })),
    ],
  }
}

/** 42 CFR 2.11: a program is the whole partner, or an identified unit of it. */
function whyPart2(
  resource: Resource,
  declared: readonly Coding[],
  { custodian, policy }: LabelFacts,
): Reason | undefined {
  const { rule, declared: part2, unitPaths } = policy.labels.part2
  if (policy.isProgram(custodian)) {
    return { rule, text: `${custodian.partner} is a Part 2 program: whatever it sends is a Part 2 record.` }
  }
  if (has(declared, part2))
    return { rule, text: 'It carries the label of 42 CFR Part 2, which stays with every copy.' }
  const units = new Set(custodian.part2Units)
  const isOfUnit = unitPaths
    .flatMap((path) => valuesAt(resource, path))
    .some((value) => units.has((value as Reference | null)?.reference ?? ''))
  return isOfUnit
    ? { rule, text: `It comes from a unit of ${custodian.partner} that is a Part 2 program.` }
    : undefined
}

function typeCategories(resource: Resource, labels: LabelPolicy): bigint {
  const type = labels.types.get(resource.resourceType)
  if (!type) return labels.unclassified
  const matching = type.rules.filter((rule) => applies(rule, resource))
  const base = matching.length === 0 ? type.otherwise : categoriesOf(matching)
  const contained = list<unknown>(resource['contained']).filter(isResource)
  return contained.reduce(
    (bits, each) => bits | typeCategories({ ...each, contained: undefined }, labels),
    base | categoriesOf(type.also.filter((rule) => applies(rule, resource))),
  )
}

function categoriesOf(rules: readonly TypeRule[]): bigint {
  return rules.reduce((bits, { categories }) => bits | categories, 0n)
}

/** Whether a rule of a type is about this resource of the type. */
export function applies({ path, test, values, absent }: TypeRule, resource: Resource): boolean {
  if (absent && valuesAt(resource, absent).length > 0) return false
  const found = valuesAt(resource, path)
  if (test) return codesIn(found).some((code) => passes(code, test))
  return found.some((value) => typeof value === 'string' && values?.has(value) === true)
}

/** The label that stands for a category when it was inherited: the first sensitivity of that category. */
function isMainOf(sensitivity: Sensitivity, { sensitivities }: LabelPolicy): boolean {
  return sensitivities.find(({ category }) => category === sensitivity.category) === sensitivity
}

/** What the resource and its stored version declare, retired codes replaced. */
function declaredOf({ resource, carried }: LabelInput, { replaced }: LabelPolicy): Coding[] {
  return [...(resource.meta?.security ?? []), ...(carried ?? [])].map(
    (coding) => replaced.get(`${coding.system}|${coding.code}`) ?? coding,
  )
}

function withCarried({ resource, carried }: LabelInput): Resource {
  return { ...resource, carried }
}

/** DS4P: exactly one confidentiality code. The highest wins, declared or found. */
function confidentialityOf(
  levels: readonly string[],
  declared: readonly Coding[],
  policy: LabelPolicy,
): Coding {
  const {
    confidentialitySystem: system,
    confidentialityOrder: order,
    confidentialityDisplays: displays,
  } = policy
  const named = declared.flatMap((coding) => (coding.system === system && coding.code ? [coding.code] : []))
  const code = [...levels, ...named].reduce(
    (high, each) => (order.indexOf(each) > order.indexOf(high) ? each : high),
    policy.ordinary,
  )
  return { system, code, display: displays[code] ?? code }
}

function categoryLabels(bits: bigint, { categories, categorySystem: system }: Policy): Coding[] {
  return categories.flatMap(({ bit, code, display }) =>
    (bits & bit) === 0n ? [] : [{ system, code, display }],
  )
}

function has(codings: readonly Coding[], wanted: { system: string; code: string }): boolean {
  return codings.some(({ system, code }) => system === wanted.system && code === wanted.code)
}

function distinct(codings: readonly Coding[]): Coding[] {
  const seen = new Map<string, Coding>()
  for (const coding of codings) {
    const key = `${coding.system}|${coding.code}`
    if (!seen.has(key)) seen.set(key, coding)
  }
  return [...seen.values()]
}
