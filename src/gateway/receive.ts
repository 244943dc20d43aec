/**
 * FHIR writes: create and update, by id or by condition. A partner writes its own records only; whatever else it names is
 * not known. Nothing is half-applied: a write is checked whole before the first row is kept.
 */
import { issue, outcome } from '../fhir/outcome.ts'
import type { Actor } from '../partners/actor.ts'
import { admit } from './admit.ts'
import { answering, answerWith, refused, Refusal } from './answers.ts'
import { draftAll } from './draft.ts'
import type { Answer, FhirWrite } from './door.ts'
import type { Ground } from './ground.ts'
import { locate } from './locate.ts'
import { noteWrites } from './note.ts'

/** One write: 201 for what is new, 200 for what was there. */
export function receiveWrite(ground: Ground, actor: Actor, write: FhirWrite): Promise<Answer> {
  return answering(() =>
    ground.database.transaction(async (tx) => {
      const at = ground.clock()
      const located = await locate(ground, tx, actor, { write, at })
      if (located.existing) return answerWith(200, located.existing)
      const { drafts, issues } = await draftAll(ground, tx, actor, { located: [located], at })
      if (issues.length > 0) throw new Refusal({ status: 422, body: outcome(...issues) })
      const admitted = await admit(ground, tx, { custodian: actor.partner, drafts, at, actor })
      const first = admitted[0]
      if (!first) return refused(500, issue('exception', 'Nothing was kept.'))
      await noteWrites(ground, tx, { admitted, actor, at })
      const { warnings } = first
      const answer = answerWith(first.kind === 'created' ? 201 : 200, first.kept)
      return { ...answer, ...(warnings.length > 0 && { warnings }) }
    }),
  )
}
