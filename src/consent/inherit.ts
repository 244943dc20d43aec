/**
 * Sensitive categories travel from a resource to those that refer to it through the elements that the policy lists. The
 * result is a least fixed point: neither order nor circles matter.
 */
import { parseReference } from '../fhir/reference.ts'
import type { Reference, Resource } from '../fhir/resource.ts'
import type { LabelFacts, LabelInput } from './consent.ts'
import type { Policy } from './policy.ts'
import { valuesAt } from './sensitivity.ts'

export type Inherited = {
  readonly bits: bigint
  /** The references through which something came, and what. */
  readonly from: readonly { readonly reference: string; readonly bits: bigint }[]
}

/** A resource of the submission, with the sensitive categories of its own content. */
export type Node = LabelInput & { readonly own: bigint }

/** A node while it is worked on: what it has so far, what it refers to, and who refers to it. */
type Working = { bits: bigint; readonly targets: readonly string[]; readonly sources: Working[] }

/** Each resource with what it inherits. */
export function inherit<T extends Node>(
  nodes: readonly T[],
  facts: LabelFacts,
): (T & { inherited: Inherited })[] {
  const works = nodes.map((node) => ({
    node,
    work: { bits: node.own, targets: targetsOf(node, facts), sources: [] } as Working,
  }))
  const byReference = new Map(works.map(({ node, work }) => [node.reference, work]))
  const queue: Working[] = []
  for (const { work } of works) {
    for (const target of work.targets) {
      const within = byReference.get(target)
      if (within) within.sources.push(work)
      else work.bits |= storedBits(target, facts)
    }
    queue.push(work)
  }
  spread(queue)
  const bitsOf = (target: string): bigint => byReference.get(target)?.bits ?? storedBits(target, facts)
  return works.map(({ node, work: { targets } }) => {
    const from = targets
      .map((reference) => ({ reference, bits: bitsOf(reference) }))
      .filter(({ bits }) => bits !== 0n)
    return { ...node, inherited: { bits: from.reduce((all, { bits }) => all | bits, 0n), from } }
  })
}

/** Each step adds at least one bit to one resource, so the queue runs dry. */
function spread(queue: Working[]): void {
  for (let work = queue.pop(); work !== undefined; work = queue.pop()) {
    for (const source of work.sources) {
      const before = source.bits
      source.bits |= work.bits
      if (source.bits !== before) queue.push(source)
    }
  }
}

function targetsOf({ resource, reference, after }: LabelInput, { policy }: LabelFacts): string[] {
  const targets = inheritsFrom(resource, policy).filter((target) => target !== reference)
  return after === undefined ? targets : [...targets, after]
}

/** The resources from which sensitive categories come to this one. */
export function inheritsFrom(resource: Resource, { labels: { inherit: paths } }: Policy): string[] {
  const own = [...(paths.get('*') ?? []), ...(paths.get(resource.resourceType) ?? [])]
  const references = own
    .flatMap((path) => valuesAt(resource, path))
    .flatMap((value) => (value as Reference | null)?.reference ?? [])
    .map(withoutVersion)
  return [...new Set(references)]
}

function withoutVersion(reference: string): string {
  const local = parseReference(reference)
  return local ? `${local.type}/${local.id}` : reference
}

function storedBits(target: string, { inheritedFrom, policy }: LabelFacts): bigint {
  return (inheritedFrom(target) ?? 0n) & policy.sensitive
}
