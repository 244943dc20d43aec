/** `$validate`: checks a resource by the programs that receive uses, and keeps nothing. */
import { outcome } from '../fhir/outcome.ts'
import type { Issue, Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import type { Answer } from './gateway.ts'
import type { Ground } from './ground.ts'

/** 200 with an OperationOutcome whatever it finds: the operation worked (resource-operation-validate.html). */
export async function validate(
  ground: Ground,
  _actor: Actor,
  asked: { type: string; resource: Resource; profile?: string },
): Promise<Answer> {
  const findings = ground.content.check(asked.resource, {
    at: ground.clock(),
    ...(asked.profile && { profile: asked.profile }),
  })
  const issues = findings.map(({ severity, code, expression, text, rule }): Issue => ({
    severity,
    code,
    diagnostics: text,
    expression: [expression],
    details: { text: rule },
  }))
  const mismatch: Issue[] =
    asked.resource.resourceType === asked.type
      ? []
      : [
          {
            severity: 'error',
            code: 'invalid',
            diagnostics: `This address validates ${asked.type}; send the resource to the address of its own type.`,
            expression: ['resourceType'],
          },
        ]
  const all = [...mismatch, ...issues]
  if (all.length > 0) return { status: 200, body: outcome(...all) }
  return {
    status: 200,
    body: outcome({ severity: 'information', code: 'informational', diagnostics: 'No faults were found.' }),
  }
}
