/**
 * Why a stored resource carries each of its labels: found again as they were found when it came in. What neither its
 * content nor what it refers to explains was declared by who sent it, or came along from a copy or an earlier version. Pure.
 */
import type { Coding, Resource } from '../fhir/resource.ts'
import type { Label, LabelFacts } from './consent.ts'
import { label } from './label.ts'
import type { Policy } from './policy.ts'

export type LabelReason = { readonly coding: Coding; readonly rule: string; readonly text: string }

type Reason = Omit<LabelReason, 'coding'>

const DECLARED: Reason = {
  rule: 'DECLARED',
  text: 'It was declared by who sent it, or carried along from a copy or an earlier version; a label is never taken off.',
}

/** Each label with its reasons, in the order of the labels. */
export function whyLabelled(resource: Resource, facts: LabelFacts): LabelReason[] {
  const { security = [], ...meta } = resource.meta ?? {}
  const bare = [{ resource: { ...resource, meta }, reference: '' }]
  const [own] = label(bare, { ...facts, inheritedFrom: () => undefined }) as [Label]
  const [whole] = label(bare, facts) as [Label]
  return security.flatMap((coding) => {
    const found = has(own.security, coding)
      ? ownReasons(coding, own, { resource, policy: facts.policy })
      : has(whole.security, coding)
        ? whole.reasons.filter(({ rule }) => rule === 'INHERITED')
        : [DECLARED]
    return found.map((reason) => ({ coding, ...reason }))
  })
}

function ownReasons(
  coding: Coding,
  { reasons }: Label,
  { resource, policy }: { resource: Resource; policy: Policy },
): readonly Reason[] {
  const { part2, sensitivities, confidentialitySystem } = policy.labels
  const isCategory = coding.system === policy.categorySystem
  const bit = policy.bitsOf(
    policy.categories.flatMap(({ code }) => (isCategory && code === coding.code ? [code] : [])),
  )
  const asked = sensitivities.filter(({ labels, category }) => has(labels, coding) || (category & bit) !== 0n)
  const isAbout = ({ rule, text }: Reason): boolean =>
    (rule === part2.rule && has(part2.labels, coding)) ||
    asked.some((each) => each.rule === rule && text.includes(each.text))
  const found = reasons.filter(isAbout)
  if (found.length > 0) return found
  return coding.system === confidentialitySystem
    ? [{ rule: 'CONFIDENTIALITY', text: 'It is the highest that the other labels ask for.' }]
    : [{ rule: 'TYPE', text: `It is what a ${resource.resourceType} of this kind is about.` }]
}

function has(codings: readonly Coding[], { system, code }: Coding): boolean {
  return codings.some((each) => each.system === system && each.code === code)
}
