/**
 * `$validate` (resource-operation-validate.html): checks a resource that is sent, or one that the actor may read, by the
 * programs that a write uses, and keeps nothing. With the mode `create` or `update` it says what such a write would be
 * refused for; nothing is ever deleted here, which is what `delete` is told.
 */
import { issue, outcome } from '../fhir/outcome.ts'
import { isResource, type Issue, type Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { answering, refused, Refusal } from './answers.ts'
import { isWarnedOf, toIssue } from './checks.ts'
import { discloseResource } from './disclose.ts'
import { draftAll } from './draft.ts'
import type { Answer, FhirWrite, Validating } from './door.ts'
import type { Ground } from './ground.ts'
import { locate } from './locate.ts'

/** 200 with an OperationOutcome whatever it finds: the operation worked. */
export async function validate(ground: Ground, actor: Actor, asked: Validating): Promise<Answer> {
  const { type, id, mode, resource, profile } = asked
  if (profile !== undefined && !ground.content.isProfile(profile)) return unknownProfile()
  if (resource && mode !== 'delete') {
    if (mode === 'create' || mode === 'update')
      return await wouldBeKept(ground, actor, { ...asked, resource })
    return found(findingsOn(ground, actor, { resource, profile }))
  }
  // What the actor may not read is not known, whatever is asked about it.
  const read = await discloseResource(ground, actor, { type, id: id ?? '' })
  if (read.status !== 200 || !isResource(read.body)) return read
  const issues =
    mode === 'delete' ? [NOT_DELETED] : findingsOn(ground, actor, { resource: read.body, profile })
  const { headers, settle } = read
  return { ...found(issues), ...(headers && { headers }), ...(settle && { settle }) }
}

const NOT_DELETED = issue(
  'not-supported',
  'Nothing is deleted here, since what was disclosed must stay accounted for; update it with the status entered-in-error.',
)

function unknownProfile(): Answer {
  const text =
    'The profile is not known here; see supportedProfile of the CapabilityStatement for those that are, or leave it out.'
  return refused(400, issue('not-found', text, "Parameters.parameter.where(name = 'profile')"))
}

function found(issues: readonly Issue[]): Answer {
  if (issues.length > 0) return { status: 200, body: outcome(...issues) }
  const text = 'No faults were found.'
  return {
    status: 200,
    body: outcome({ severity: 'information', code: 'informational', diagnostics: text }),
  }
}

type Finding = { readonly resource: Resource; readonly profile: string | undefined; readonly isWrite?: true }

/** What a write would be warned of is a warning there, and a fault where nobody wants to write. */
function findingsOn(ground: Ground, actor: Actor, { resource, profile, isWrite }: Finding): Issue[] {
  const validation = ground.directory.byId(actor.partner)?.validation ?? 'reject'
  const asked = { at: ground.clock(), ...(profile !== undefined && { profile }) }
  return ground.content
    .check(resource, asked)
    .map((finding) =>
      toIssue(isWrite && isWarnedOf(finding, validation) ? { ...finding, severity: soft(finding) } : finding),
    )
}

function soft({ severity }: { severity: Issue['severity'] }): Issue['severity'] {
  return severity === 'information' ? severity : 'warning'
}

/** The content's own findings, and what else stands against the write. The transaction is rolled back in any case. */
function wouldBeKept(
  ground: Ground,
  actor: Actor,
  { type, id, mode, resource, profile }: Validating & { readonly resource: Resource },
): Promise<Answer> {
  const content = findingsOn(ground, actor, { resource, profile, isWrite: true })
  const write: FhirWrite =
    mode === 'update' && id !== undefined
      ? { kind: 'update', type, id, resource }
      : { kind: 'create', type, resource }
  return answering(() =>
    ground.database.transaction(async (tx) => {
      const at = ground.clock()
      const located = await locate(ground, tx, actor, { write, at })
      const { drafts, issues } = await draftAll(ground, tx, actor, { located: [located], at })
      const told = [...issues, ...drafts.flatMap(({ warnings = [] }) => warnings)]
      const known = new Set(content.map(keyOf))
      throw new Refusal(found([...content, ...told.filter((each) => !known.has(keyOf(each)))]))
    }),
  )
}

function keyOf({ code, diagnostics, expression }: Issue): string {
  return JSON.stringify([code, diagnostics, expression])
}
