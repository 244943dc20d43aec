/** What `$preview` is asked, read from its Parameters; what cannot be read is refused with how to mend it. */
import type { Issue, Resource } from '../fhir/resource.ts'
import { decodeCursor } from '../store/criteria.ts'
import type { Cursor } from '../store/criteria.ts'
import type { Query } from './door.ts'
import type { Ground } from './ground.ts'
import { codesIn, fault, placeIn, questionIn, valueOf } from './question.ts'
import type { Place, Question } from './question.ts'

/** `read`: everything that he could read and search. `plan`, `referral`: the packet about one record of that kind. */
export type PreviewKind = 'read' | 'plan' | 'referral'

export type PreviewQuestion = Question & {
  readonly kind: PreviewKind
  readonly types: readonly string[]
  readonly focus: Place | undefined
  readonly after: Cursor | undefined
}

const KINDS: readonly string[] = ['read', 'plan', 'referral']
const FOCUS: Readonly<Record<string, string>> = { plan: 'CarePlan', referral: 'Task' }

export function previewQuestion(
  ground: Ground,
  parameters: Resource,
  query: Query,
): { kind: 'question'; question: PreviewQuestion } | { kind: 'refused'; issues: Issue[] } {
  const asked = questionIn(parameters, { operation: '$preview', more: ['kind', 'type', 'focus'] })
  const { given } = asked
  const cursor = query.find(([name]) => name === '_cursor')?.[1]
  const about = {
    kind: (valueOf(given, 'kind')?.valueCode ?? 'read') as PreviewKind,
    types: codesIn(given, 'type'),
    focus: placeIn(given, 'focus'),
    after: cursor === undefined ? undefined : decodeCursor(cursor),
  }
  const issues = [
    ...asked.issues,
    ...faultsOf(ground, { ...about, resource: placeIn(given, 'resource') }),
    ...(cursor !== undefined && !about.after
      ? [fault('value', '_cursor is not one that the gateway gave; follow the next link as it is.')]
      : []),
  ]
  if (issues.length > 0 || !asked.question) return { kind: 'refused', issues }
  return { kind: 'question', question: { ...asked.question, ...about } }
}

function faultsOf(
  ground: Ground,
  { kind, types, resource, focus }: Pick<PreviewQuestion, 'kind' | 'types' | 'resource' | 'focus'>,
): Issue[] {
  const wanted = FOCUS[kind]
  const kept = [...types, ...(resource ? [resource.type] : [])]
  return [
    ...(KINDS.includes(kind) ? [] : [fault('value', `kind is one of ${KINDS.join(', ')}.`)]),
    ...(wanted !== undefined && focus?.type !== wanted
      ? [fault('required', `A ${kind} is about one record: give focus, a reference to a ${wanted}.`)]
      : []),
    ...(kept.every((type) => ground.content.isKept(type))
      ? []
      : [fault('not-supported', 'A type is not kept here; the CapabilityStatement lists those that are.')]),
  ]
}
