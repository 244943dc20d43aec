/**
 * `Consent/$explain`: why may, or may not, a recipient see something of a client for a purpose? Answered from the grants
 * and by the decision that enforce it. askers.ts says who may ask (42 CFR 2.13(c)).
 */
import { record } from '../audit/record.ts'
import { explain as explainDecision, explanationParameters } from '../consent/explain.ts'
import { isPart2 } from '../consent/label.ts'
import type { Policy } from '../consent/policy.ts'
import type { Transaction } from '../database/database.ts'
import { list } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { read } from '../store/find.ts'
import { keepSource } from '../store/grant-sources.ts'
import { patientFor } from './askers.ts'
import { notFound, refused } from './answers.ts'
import type { Answer } from './door.ts'
import { emergenciesAmong, requestOf } from './decide.ts'
import type { Asked } from './decide.ts'
import { historiesOf, labelParameters } from './explain-facts.ts'
import type { Ground } from './ground.ts'
import { codesIn, fault, questionIn } from './question.ts'
import type { Question } from './question.ts'
import { compileFor } from './regrant.ts'

type Asking = Question & { readonly categories: readonly string[] }

export async function explain(ground: Ground, actor: Actor, parameters: Resource): Promise<Answer> {
  const asked = questionIn(parameters, { operation: '$explain', more: ['category'] })
  const { question, given } = asked
  const categories = codesIn(given, 'category')
  const { categoryByCode } = ground.content.policy
  const issues = [
    ...asked.issues,
    ...(categories.every((code) => categoryByCode.has(code))
      ? []
      : [
          fault(
            'code-invalid',
            'A category is none of the closed list; see the code system information-category.',
          ),
        ]),
  ]
  if (issues.length > 0 || !question) return refused(400, ...issues)
  if (!ground.directory.byId(question.recipient)) return notFound('Organization', question.recipient)
  return ground.database.transaction((tx) => explainTo(ground, tx, actor, { ...question, categories }))
}

async function explainTo(ground: Ground, tx: Transaction, actor: Actor, asked: Asking): Promise<Answer> {
  const at = ground.clock()
  const patient = await patientFor(ground, tx, actor, { id: asked.patient, at })
  if (!patient) return notFound('Patient', asked.patient)
  const { person, custodian } = patient
  const own = { partner: custodian, purpose: '', at }
  const about = asked.resource
  const resource = about && (await read(tx, own, about))
  if (about && (!resource || resource.person !== patient.person)) return notFound(about.type, about.id)
  const { consents, source, ...compiled } = await compileFor(ground, tx, { person, custodian }, at)
  const { policy } = ground.content
  const question: Asked = {
    at,
    person,
    custodian,
    recipient: asked.recipient,
    recipientPerson: asked.person,
    purpose: asked.purpose,
    categories: resource?.categories ?? categoriesOf(asked, policy),
    isPart2: isPart2((resource ?? patient).content),
    channel: resource ? 'read' : 'report',
  }
  const explanation = explainDecision(requestOf(ground, question), {
    ...compiled,
    policy,
    consents: consents.map(({ content }) => content),
    partners: ground.directory.all.map(({ id }) => ground.directory.partyOf(id)),
    histories: await historiesOf(tx, own, consents),
  })
  await keepSource(tx, { person, custodian, policyVersion: policy.version }, source)
  const madeOn = { asked: question, source: source.id, emergencies: emergenciesAmong(compiled.grants) }
  const decision = { ...explanation.decision, madeOn: { ...madeOn, explained: true } }
  const entities = resource ? [`${resource.type}/${resource.id}`] : []
  const event = { act: 'explain', at, person, actor, outcome: 'success', entities } as const
  await record(tx, [{ ...event, recipient: asked.recipient, custodian, decision }], ground.newId)
  const { parameter, ...body } = explanationParameters(explanation)
  const labels = resource ? await labelParameters(ground, tx, resource, at) : []
  return { status: 200, body: { ...body, parameter: [...list<unknown>(parameter), ...labels] } as Resource }
}

/** The categories asked about; all of them where none is named. */
function categoriesOf({ categories }: Asking, policy: Policy): bigint {
  if (categories.length > 0) return policy.bitsOf(categories)
  return policy.categories.reduce((bits, { bit }) => bits | bit, 0n)
}
