/** The section on referrals: to which services, and how far each got. Pure. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { parseReference } from '../fhir/reference.ts'
import { hasCode, list } from '../fhir/resource.ts'
import type { Coding, Reference, Resource } from '../fhir/resource.ts'
import { grouped, groupRow } from './group.ts'
import { paragraph, table } from './narrative.ts'
import type { Material, Section } from './section.ts'
import { coded, codingIn, titleOf } from './words.ts'

/** Task.status in words; drafts and errors are not referrals that were made. */
const LINKAGE: Readonly<Record<string, string>> = {
  requested: 'Sent',
  received: 'Sent',
  accepted: 'Accepted',
  rejected: 'Declined',
  'in-progress': 'In progress',
  'on-hold': 'On hold',
  completed: 'Completed',
  cancelled: 'Cancelled',
  failed: 'Failed',
}

/** Referrals by service and by how far they got. */
export function referralsSection(material: Material): Section {
  const { days, observe } = material
  const facts = material.of(CODE.informationCategory.referrals, CODE.informationCategory.referralStatus)
  const tasks = facts.filter(isOwnReferral)
  const serviceOf = (task: Resource): Coding | undefined => {
    const order = parseReference((task['focus'] as Reference | undefined)?.reference)
    const found = facts.find(({ resourceType, id }) => resourceType === order?.type && id === order.id)
    return codingIn(found?.['code'], SYSTEM.serviceType)
  }
  const groups = grouped(tasks, (task) => {
    const service = serviceOf(task)
    return [service ? titleOf(service) : 'Service not specified', LINKAGE[String(task['status'])] ?? '']
  })
  const code = coded(SYSTEM.reportSection, CODE.reportSection.referrals, 'Referrals and linkage')
  const counts = groups.map(({ names, items: [first], count }) => ({
    code: (first && serviceOf(first)) ?? code,
    text: names.join(': '),
    count,
  }))
  return {
    code,
    content:
      groups.length === 0
        ? paragraph('No referral is on record.')
        : table(['Service', 'Where it stands', 'Referrals'], groups.map(groupRow)),
    observations: [observe({ key: 'referrals', code, days, counts })],
  }
}

/** A referral that the source itself made: the receiver's side of another's referral is not told. */
function isOwnReferral(fact: Resource): boolean {
  if (fact.resourceType !== 'Task' || LINKAGE[String(fact['status'])] === undefined) return false
  return hasCode(fact['code'], SYSTEM.taskCode, CODE.taskCode.fulfill) && list(fact['partOf']).length === 0
}
