/** What leaves says what its recipient may not do with it: the handling labels of the decision beside the record's own. Pure. */
import type { Coding, Resource } from '../fhir/resource.ts'
import type { Decision } from './consent.ts'
import type { Policy } from './policy.ts'
import { handlingLabels } from './recipient.ts'

/** The resource with the handling labels of its disclosure, each once. */
export function handled(resource: Resource, decision: Decision, policy: Policy): Resource {
  const own = resource.meta?.security ?? []
  const has = ({ system, code }: Coding): boolean =>
    own.some((label) => label.system === system && label.code === code)
  const further = handlingLabels(decision, policy).filter((label) => !has(label))
  return further.length === 0
    ? resource
    : { ...resource, meta: { ...resource.meta, security: [...own, ...further] } }
}
