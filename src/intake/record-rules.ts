/**
 * Rules of a case record that look across items: the order of plans, releases that contradict themselves, withdrawn
 * items that are still there. Parts with unexpected types are passed over: the schema reports those. Pure.
 */
import { isObject } from '../fhir/resource.ts'
import { isAfter } from './dates.ts'
import { pointerStep } from './fault.ts'
import type { Fault } from './fault.ts'

type Item = Record<string, unknown>

/** A plan replaces one of a lower version, and two plans of which one replaces the other are not both active. */
export function checkPlans(record: Item): Fault[] {
  const plans = itemsOf(record, 'plans')
  const byId = new Map(plans.map(({ item }) => [item['id'], item]))
  return plans.flatMap(({ item, pointer }) => {
    const before = byId.get(item['supersedes'])
    if (before === undefined || typeof item['supersedes'] !== 'string') return []
    const faults: Fault[] = []
    if (Number(before['version']) >= Number(item['version'])) {
      const text =
        'A plan replaces one with a lower `version`: correct `version`, or the plan that `supersedes` names.'
      faults.push({ pointer: `${pointer}/supersedes`, rule: 'plan-order', text })
    }
    if (before !== item && before['status'] === 'active' && item['status'] === 'active') {
      const text =
        'This plan and the one that it replaces are both active: revoke or complete the earlier one.'
      faults.push({ pointer: `${pointer}/status`, rule: 'plan-replaced-active', text })
    }
    return faults
  })
}

/** A release that was revoked altogether is not active, and none expires before it is signed. */
export function checkReleases(record: Item): Fault[] {
  return itemsOf(record, 'releases').flatMap(({ item, pointer }) => {
    const faults: Fault[] = []
    const revocation = item['revocation']
    // 42 CFR 2.31(a)(6): a revocation is in writing; one that names recipients leaves the others as they were.
    if (
      item['status'] === 'active' &&
      isObject(revocation) &&
      revocation['inWriting'] === true &&
      !('recipients' in revocation)
    ) {
      const text =
        'This release was revoked in writing, yet is active: set `status` to inactive, or name the `recipients` whom the revocation concerns.'
      faults.push({ pointer: `${pointer}/status`, rule: 'release-revoked', text })
    }
    for (const { item: signature } of itemsOf(item, 'signatures')) {
      if (!isAfter(signature['on'], item['until'])) continue
      const text =
        'This release had expired when it was signed: correct `until`, or the day of the signature.'
      faults.push({ pointer: `${pointer}/until`, rule: 'release-expired', text })
      break
    }
    return faults
  })
}

/** An item that was recorded by mistake is not stated again in the same record. */
export function checkWithdrawn(record: Item): Fault[] {
  return itemsOf(record, 'withdrawn').flatMap(({ item, pointer }) => {
    const section = item['section']
    const isThere =
      typeof section === 'string' && itemsOf(record, section).some((other) => other.item['id'] === item['id'])
    if (!isThere) return []
    const text = 'This item is withdrawn, yet stands in its section: remove it from one of the two.'
    return [{ pointer: `${pointer}/id`, rule: 'withdrawn-present', text }]
  })
}

/** The objects in a list, with their pointers. */
function itemsOf(parent: Item, name: string): { item: Item; pointer: string }[] {
  const list = Object.hasOwn(parent, name) ? parent[name] : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown, index) =>
    isObject(item) ? [{ item, pointer: pointerStep(name) + pointerStep(index) }] : [],
  )
}
