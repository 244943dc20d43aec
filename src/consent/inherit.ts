/**
 * Sensitive categories travel from a resource to those that refer to it through the elements that the policy lists. The
 * result is a least fixed point: neither order nor circles matter.
 */
import { parseReference } from '../fhir/reference.ts'
import type { Reference } from '../fhir/resource.ts'
import type { LabelFacts, LabelInput } from './consent.ts'
import { valuesAt } from './sensitivity.ts'

export type Inherited = {
  readonly bits: bigint
  /** The references through which something came. */
  readonly from: readonly string[]
}

/** What each resource inherits, given the sensitive categories of its own content. */
export function inherit(
  inputs: readonly LabelInput[],
  own: readonly bigint[],
  facts: LabelFacts,
): Inherited[] {
  const positions = new Map(inputs.map(({ reference }, index) => [reference, index]))
  const targets = inputs.map((input) => targetsOf(input, facts))
  const sources = sourcesOf(targets, positions)
  const bits = inputs.map((_, index) =>
    (targets[index] ?? []).reduce(
      (all, target) => (positions.has(target) ? all : all | storedBits(target, facts)),
      own[index] ?? 0n,
    ),
  )
  // Each step adds at least one bit to one resource, so the queue runs dry.
  const queue = bits.flatMap((set, index) => (set === 0n ? [] : [index]))
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    for (const source of sources.get(index) ?? []) {
      const before = bits[source] ?? 0n
      const after = before | (bits[index] ?? 0n)
      if (after === before) continue
      bits[source] = after
      queue.push(source)
    }
  }
  const bitsAt = (target: string): bigint => {
    const position = positions.get(target)
    return position === undefined ? storedBits(target, facts) : (bits[position] ?? 0n)
  }
  return targets.map((references) => ({
    bits: references.reduce((all, target) => all | bitsAt(target), 0n),
    from: references.filter((target) => bitsAt(target) !== 0n),
  }))
}

function targetsOf({ resource, reference }: LabelInput, { policy }: LabelFacts): string[] {
  const { inherit: paths } = policy.labels
  const own = [...(paths.get('*') ?? []), ...(paths.get(resource.resourceType) ?? [])]
  const references = own
    .flatMap((path) => valuesAt(resource, path))
    .flatMap((value) => (value as Reference | null)?.reference ?? [])
    .map(withoutVersion)
  return [...new Set(references)].filter((target) => target !== reference)
}

function withoutVersion(reference: string): string {
  const local = parseReference(reference)
  return local ? `${local.type}/${local.id}` : reference
}

/** Who refers to each resource of the submission, by position. */
function sourcesOf(
  targets: readonly string[][],
  positions: ReadonlyMap<string, number>,
): Map<number, number[]> {
  const sources = new Map<number, number[]>()
  for (const [source, references] of targets.entries()) {
    for (const target of references) {
      const position = positions.get(target)
      if (position === undefined) continue
      sources.set(position, [...(sources.get(position) ?? []), source])
    }
  }
  return sources
}

function storedBits(target: string, { inheritedFrom, policy }: LabelFacts): bigint {
  return (inheritedFrom(target) ?? 0n) & policy.sensitive
}
