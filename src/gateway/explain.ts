/**
 * `Consent/$explain`: why may, or may not, a recipient see something of a client for a purpose? Answered from the grants
 * and by the decision that enforce it. askers.ts says who may ask (42 CFR 2.13(c)).
 */
import { record } from '../audit/record.ts'
import { explain as explainDecision, explanationParameters } from '../consent/explain.ts'
import { isPart2 } from '../consent/label.ts'
import type { Policy } from '../consent/policy.ts'
import type { Transaction } from '../database/database.ts'
import { issue } from '../fhir/outcome.ts'
import { parseReference } from '../fhir/reference.ts'
import { list } from '../fhir/resource.ts'
import type { Reference, Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { read } from '../store/find.ts'
import { keepSource } from '../store/grant-sources.ts'
import { patientFor } from './askers.ts'
import { notFound, refused } from './answers.ts'
import type { Answer } from './gateway.ts'
import { emergenciesAmong, requestOf } from './decide.ts'
import type { Asked } from './decide.ts'
import { historiesOf, labelParameters } from './explain-facts.ts'
import type { Ground } from './ground.ts'
import { compileFor } from './regrant.ts'

type Parameter = { name?: string; valueReference?: Reference; valueCode?: string; valueString?: string }
type Question = {
  patient: string
  recipient: string
  purpose: string
  resource: Reference | undefined
  categories: string[]
  person: string | undefined
}

export async function explain(ground: Ground, actor: Actor, parameters: Resource): Promise<Answer> {
  const asked = questionOf(parameters)
  if (!asked) {
    const text =
      'Give the parameters patient (reference), recipient (reference to an Organization) and purpose (code).'
    return refused(400, issue('required', text, 'Parameters.parameter'))
  }
  if (!ground.directory.byId(asked.recipient)) return notFound('Organization', asked.recipient)
  const { categoryByCode } = ground.content.policy
  if (asked.categories.some((code) => !categoryByCode.has(code))) {
    const text = 'A category is none of the closed list; see the code system information-category.'
    return refused(400, issue('code-invalid', text, 'Parameters.parameter'))
  }
  return ground.database.transaction((tx) => explainTo(ground, tx, actor, asked))
}

async function explainTo(ground: Ground, tx: Transaction, actor: Actor, asked: Question): Promise<Answer> {
  const at = ground.clock()
  const patient = await patientFor(ground, tx, actor, { id: asked.patient, at })
  if (!patient) return notFound('Patient', asked.patient)
  const { person, custodian } = patient
  const own = { partner: custodian, purpose: '', at }
  const about = asked.resource && parseReference(asked.resource.reference)
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
function categoriesOf({ categories }: Question, policy: Policy): bigint {
  if (categories.length > 0) return policy.bitsOf(categories)
  return policy.categories.reduce((bits, { bit }) => bits | bit, 0n)
}

function questionOf(parameters: Resource): Question | undefined {
  const given = list<Parameter>(parameters['parameter'])
  const named = (name: string): Parameter | undefined => given.find((parameter) => parameter.name === name)
  const patient = parseReference(named('patient')?.valueReference?.reference)
  const recipient = parseReference(named('recipient')?.valueReference?.reference)
  const purpose = named('purpose')?.valueCode
  if (patient?.type !== 'Patient' || recipient?.type !== 'Organization' || purpose === undefined)
    return undefined
  return {
    patient: patient.id,
    recipient: recipient.id,
    purpose,
    resource: named('resource')?.valueReference,
    categories: given.flatMap(({ name, valueCode }) => (name === 'category' && valueCode ? [valueCode] : [])),
    person: named('person')?.valueString,
  }
}
