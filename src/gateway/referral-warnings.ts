/** What a partner is told of a Task that looks like a referral and goes to nobody: which element would send it. */
import { referralOf } from '../exchange/referral.ts'
import { issue } from '../fhir/outcome.ts'
import type { Issue } from '../fhir/resource.ts'
import type { Ground } from './ground.ts'
import type { Located } from './locate.ts'

/** Warnings for a Task about a ServiceRequest; `partner` writes it. */
export function referralWarnings(
  { content, directory }: Ground,
  { resource, path }: Located,
  partner: string,
): Issue[] {
  if (resource.resourceType !== 'Task') return []
  const { focus, partOf, owner, requester, isReferral } = referralOf(resource, content.states)
  // A part of another Task is the receiver's side; what one has given to oneself goes nowhere.
  if (focus === undefined || partOf !== undefined || owner === partner) return []
  const stays = (element: string, text: string): Issue[] => [
    {
      ...issue('business-rule', `The referral stays with you: ${text}`, `${path}.${element}`),
      severity: 'warning',
    },
  ]
  const code = content.states.taskCode.code ?? ''
  if (!isReferral)
    return stays('code', `a Task to be sent has the code ${code} of FHIR's task codes; add it.`)
  if (owner === undefined || !directory.byId(owner))
    return stays('owner', 'it is sent to the Organization of a partner; name one as the owner.')
  return requester === partner || directory.byId(requester ?? '')
    ? []
    : stays('requester', `it is sent in the name of Organization/${partner}; name it as the requester.`)
}
