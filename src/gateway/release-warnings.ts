/** What the custodian of a release is told when it is kept: why it permits less than it seems to, or nothing. */
import { readConsent } from '../consent/read-consent.ts'
import { isRelease } from '../consent/elements.ts'
import { issue } from '../fhir/outcome.ts'
import { isObject } from '../fhir/resource.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import type { Ground } from './ground.ts'

type Written = {
  /** As it was sent. */
  readonly sent: Resource
  /** As it is kept. */
  readonly kept: Resource
  readonly custodian: string
  readonly path: string
  readonly at: string
}

/** Warnings: a release that lacks what the law asks for is kept all the same, and does not count (42 CFR 2.31). */
export function releaseWarnings(ground: Ground, { sent, kept, custodian, path, at }: Written): Issue[] {
  const { policy } = ground.content
  if (kept.resourceType !== 'Consent' || !isRelease(kept, policy)) return []
  const warning = (text: string, element: string): Issue => ({
    ...issue('business-rule', text, `${path}${element}`),
    severity: 'warning',
  })
  if (sent['status'] !== kept['status']) {
    const text = `Only ${custodian} can release its records; this release names others, and stays proposed until they confirm it.`
    return [warning(text, '.status')]
  }
  if (kept['status'] !== 'active') return []
  if (!isObject(kept['provision'])) {
    const text = 'Without a provision it permits and denies nothing; add who may receive what, and what for.'
    return [warning(text, '')]
  }
  const { directory } = ground
  const { permissions, deficiencies } = readConsent(kept, {
    person: '',
    custodian: directory.partyOf(custodian),
    partners: directory.all.map(({ id }) => directory.partyOf(id)),
    policy,
    at,
  })
  const isDeny = kept['provision']['type'] === 'deny'
  const permits = permissions.length === 0 ? 'It permits nothing: ' : 'A part of it permits nothing: '
  const effect = isDeny ? '' : permits
  return deficiencies.map(({ text, who }) => warning(`${effect}${text} To be mended by ${who}.`, ''))
}
