/**
 * `Consent/$preview`: what exactly would a recipient receive, if he asked now? The rows that the recipient's own filter lets
 * through, decided and redacted by what enforces it, with all that would go along; and, for the custodian's eyes, how much
 * of each kind of information stays behind. Nothing leaves and nothing is accounted for; that it was asked is in the audit.
 */
import { record } from '../audit/record.ts'
import type { Transaction } from '../database/database.ts'
import type { Bundle, BundleEntry, Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { objection } from '../partners/standing.ts'
import { encodeCursor } from '../store/criteria.ts'
import { compartmentPage, readAll } from '../store/find.ts'
import type { Kept } from '../store/record.ts'
import { accessOf } from './access.ts'
import { accompanyingOutcome } from './accompany.ts'
import { patientFor } from './askers.ts'
import { notFound, refused } from './answers.ts'
import type { Answer, Query } from './door.ts'
import type { Ground } from './ground.ts'
import { packetPreview } from './preview-packet.ts'
import { previewQuestion } from './preview-question.ts'
import type { PreviewQuestion } from './preview-question.ts'
import { accompanyingOf, reveal } from './release.ts'
import { withheldOutcome } from './preview-withheld.ts'

/** Records of the client that one page looks at. */
const PREVIEW_ROWS_MAX = 500

export async function preview(
  ground: Ground,
  actor: Actor,
  { parameters, query }: { parameters: Resource; query: Query },
): Promise<Answer> {
  const asked = previewQuestion(ground, parameters, query)
  if (asked.kind === 'refused') return refused(400, ...asked.issues)
  const { question } = asked
  if (!ground.directory.byId(question.recipient)) return notFound('Organization', question.recipient)
  return ground.database.transaction(async (tx) => {
    const at = ground.clock()
    const patient = await patientFor(ground, tx, actor, { id: question.patient, at })
    if (!patient) return notFound('Patient', question.patient)
    const { person, custodian } = patient
    const body = await previewOf(ground, tx, { question, patient, at })
    if (!body) return notFound(question.focus?.type ?? '', question.focus?.id ?? '')
    const event = { act: 'explain', why: 'preview', at, person, actor, outcome: 'success' } as const
    await record(tx, [{ ...event, entities: [], recipient: question.recipient, custodian }], ground.newId)
    return { status: 200, body }
  })
}

type Previewing = { readonly question: PreviewQuestion; readonly patient: Kept; readonly at: string }

async function previewOf(
  ground: Ground,
  tx: Transaction,
  previewing: Previewing,
): Promise<Bundle | undefined> {
  const { question, patient, at } = previewing
  if (question.kind === 'read') return readPreview(ground, tx, previewing)
  const { recipient, purpose, kind, focus } = question
  return focus && packetPreview(ground, tx, { patient, recipient, purpose, kind, focus, at })
}

/** One page of the client's records, as the recipient would read and find them. */
async function readPreview(
  ground: Ground,
  tx: Transaction,
  { question, patient, at }: Previewing,
): Promise<Bundle> {
  const { person, custodian } = patient
  const own = { partner: custodian, purpose: '', at }
  const types = question.types.length > 0 ? question.types : ground.content.keptTypes
  const { found, more } = await compartmentPage(tx, own, {
    person,
    custodian,
    types: question.resource ? [question.resource.type] : types,
    ...(question.resource && { id: question.resource.id }),
    after: question.after,
    count: PREVIEW_ROWS_MAX,
  })
  const recipient = recipientOf(ground, question)
  const refusal = objectionTo(ground, recipient, at)
  const rows = refusal
    ? []
    : inOrderOf(
        found,
        await readAll(
          tx,
          accessOf(ground, recipient, at),
          found.map(({ type, id }) => `${type}/${id}`),
        ),
      )
  const shown = await reveal(ground, tx, { actor: recipient, rows, channel: 'read', at })
  const left = new Set(shown.map(({ kept: { type, id } }) => `${type}/${id}`))
  const accompanying = accompanyingOutcome(ground, accompanyingOf(shown))
  const withheld = found.filter(({ type, id }) => !left.has(`${type}/${id}`))
  const last = more ? found.at(-1) : undefined
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: at,
    ...(last && {
      link: [{ relation: 'next', url: `${ground.baseUrl}/Consent/$preview?_cursor=${encodeCursor(last)}` }],
    }),
    entry: [
      ...shown.map(({ kept }): BundleEntry => ({
        fullUrl: `${ground.baseUrl}/${kept.type}/${kept.id}`,
        resource: kept.content,
      })),
      ...(accompanying ? [{ resource: accompanying }] : []),
      { resource: withheldOutcome(ground, { left: left.size, withheld, refusal }) },
    ],
  }
}

/** The recipient as he would ask: for this purpose, through this person. */
function recipientOf(ground: Ground, { recipient, purpose, person }: PreviewQuestion): Actor {
  const known = ground.directory.byId(recipient)?.persons.find(({ id }) => id === person)
  return {
    partner: recipient,
    purpose,
    tokenId: 'preview',
    ...(person !== undefined && { person: { id: person, ...(known && { role: known.role }) } }),
  }
}

/** Why he would get no token at all, for this purpose through this person. */
function objectionTo(
  ground: Ground,
  { partner: id, purpose, person }: Actor,
  at: string,
): string | undefined {
  const partner = ground.directory.byId(id)
  const acting = person && { id: person.id, role: person.role ?? '' }
  return partner && objection(partner, { purpose, person: acting, at })?.description
}

function inOrderOf(wanted: readonly Kept[], found: readonly Kept[]): Kept[] {
  const byReference = new Map(found.map((kept) => [`${kept.type}/${kept.id}`, kept]))
  return wanted.flatMap(({ type, id }) => byReference.get(`${type}/${id}`) ?? [])
}
