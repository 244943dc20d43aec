/**
 * The court's report: `Patient/$compliance`. The court names its own participant; what the gateway knows of that person
 * elsewhere enters only as far as a release lets it. Without one, the answer is that for a person whom nobody else knows,
 * by the same statements (42 CFR 2.13(c)).
 */
import type { Disclosure } from '../audit/audit.ts'
import { record } from '../audit/record.ts'
import { PERIOD_DAYS_MAX } from '../compliance/days.ts'
import { printable } from '../compliance/printable.ts'
import { report as compile } from '../compliance/report.ts'
import type { Fact, Mandate } from '../compliance/compliance.ts'
import type { Grant } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import { isCopy } from '../exchange/plan.ts'
import { issue } from '../fhir/outcome.ts'
import { parseReference } from '../fhir/reference.ts'
import { list } from '../fhir/resource.ts'
import type { Identifier, Period, Reference, Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { NOBODY } from '../store/access.ts'
import type { Access } from '../store/access.ts'
import { compartment, compartments, read } from '../store/find.ts'
import { search } from '../store/search.ts'
import { linksOf } from '../store/identities.ts'
import type { Kept } from '../store/record.ts'
import { grantsTo } from '../store/grants.ts'
import { noticeHeader } from './accompany.ts'
import { notFound, refused } from './answers.ts'
import { accessOf } from './access.ts'
import type { Answer } from './door.ts'
import type { Ground } from './ground.ts'
import { release, settleWith } from './release.ts'
import type { Released } from './release.ts'
import { scopeText } from './packet.ts'

type Parameter = {
  name?: string
  valueReference?: Reference
  valueIdentifier?: Identifier
  valuePeriod?: Period
  valueDate?: string
}
type Asked = {
  patient: string | undefined
  docket: Identifier | undefined
  period: Required<Period>
  hearing: string | undefined
}

/** Days that a report covers when the court names no period. */
const PERIOD_DAYS = 30
const DAY_MS = 86_400_000

/** The compliance report on the court's own participant, as a document Bundle and as a page to print. */
export async function report(ground: Ground, actor: Actor, parameters: Resource): Promise<Answer> {
  if (ground.directory.byId(actor.partner)?.kind !== 'court') {
    return refused(
      403,
      issue(
        'forbidden',
        'The compliance report is for courts; read the records that were released to you instead.',
      ),
    )
  }
  const asked = askedBy(parameters, ground.clock())
  if (!isReportable(asked)) {
    const text = `period takes a first and a last day (such as 2026-11-23), at most ${PERIOD_DAYS_MAX} days; hearing takes a day.`
    return refused(400, issue('value', text, 'Parameters.parameter'))
  }
  if (`${asked.docket?.system ?? ''}${asked.docket?.value ?? ''}`.includes('\0')) {
    const text = 'The docket has the character U+0000, which no identifier has; remove it.'
    return refused(400, issue('value', text, 'Parameters.parameter'))
  }
  if (asked.patient === undefined && asked.docket === undefined) {
    return refused(
      400,
      issue(
        'required',
        'Name your participant: the parameter patient (a reference) or docket (an identifier).',
        'Parameters.parameter',
      ),
    )
  }
  return ground.database.transaction((tx) => reportOn(ground, tx, actor, asked), {
    isolation: 'repeatable read',
  })
}

async function reportOn(ground: Ground, tx: Transaction, actor: Actor, asked: Asked): Promise<Answer> {
  const access = accessOf(ground, actor, ground.clock())
  const participant = await participantOf(tx, access, asked)
  const mandate = participant && (await mandateOf(tx, access, participant))
  if (!participant || !mandate) {
    await noteReport(ground, tx, actor, {
      person: NOBODY,
      at: access.at,
      why: 'no participant with a mandate',
    })
    return participant
      ? refused(
          422,
          issue(
            'business-rule',
            'There is no active mandate for this participant; submit it first as a CarePlan with intent order.',
            'Parameters.parameter',
          ),
        )
      : notFound('Patient', asked.patient ?? asked.docket?.value ?? '')
  }
  const { released, persons } = await factsOn(ground, tx, actor, { access, person: participant.person })
  const grants = await grantsTo(tx, {
    recipient: actor.partner,
    purpose: actor.purpose,
    persons,
    policyVersion: ground.content.policy.version,
  })
  const granted = grants.filter(
    ({ from, until }) => from <= access.at && (until === undefined || access.at < until),
  )
  await noteReport(ground, tx, actor, { person: participant.person, at: access.at, why: 'report' })
  const bundle = compile({
    mandate,
    participant: participant.content,
    facts: released.kept.map((kept): Fact => ({
      resource: kept.content,
      categories: ground.content.policy.codesOf(kept.categories),
    })),
    granted: ground.content.policy.codesOf(granted.reduce((bits, { categories }) => bits | categories, 0n)),
    period: asked.period,
    ...(asked.hearing && { hearing: asked.hearing }),
    author: ground.content.self,
    custodian: organizationOf(ground, actor.partner),
    sources: [...new Set(released.kept.map(({ custodian }) => custodian))].map((partner) =>
      organizationOf(ground, partner),
    ),
    ...(released.accompanying.notice !== undefined && {
      notice: ground.content.policy.notice('full').text,
      scope: scopeText(
        ground,
        granted.filter((grant) => released.disclosures.some((entry) => isUnder(entry, grant))),
      ),
    }),
    base: ground.baseUrl,
    at: access.at,
    newId: () => ground.newId(),
  })
  const settle = settleWith(ground, actor, released.disclosures)
  return {
    status: 200,
    body: bundle,
    html: printable(bundle),
    ...(released.accompanying.notice !== undefined && {
      headers: noticeHeader(ground, released.accompanying),
    }),
    ...(settle && { settle }),
  }
}

/** Whether something was disclosed under a grant: who disclosed nothing has no place in the scope. */
function isUnder(entry: Disclosure, { person, custodian }: Grant): boolean {
  return entry.person === person && entry.custodian === custodian
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function isReportable({ period: { start, end }, hearing }: Asked): boolean {
  const days = [start, end, ...(hearing === undefined ? [] : [hearing])]
  if (days.some((day) => !DAY.test(day) || Number.isNaN(Date.parse(day)))) return false
  const length = (Date.parse(end) - Date.parse(start)) / DAY_MS
  return length >= 0 && length < PERIOD_DAYS_MAX
}

function askedBy(parameters: Resource, now: string): Asked {
  const given = list<Parameter>(parameters['parameter'])
  const named = (name: string): Parameter | undefined => given.find((parameter) => parameter.name === name)
  const period = named('period')?.valuePeriod
  const end = period?.end ?? now.slice(0, 10)
  const start = period?.start ?? dayBefore(end)
  const reference = parseReference(named('patient')?.valueReference?.reference)
  return {
    patient: reference?.type === 'Patient' ? reference.id : undefined,
    docket: named('docket')?.valueIdentifier,
    period: { start, end },
    hearing: named('hearing')?.valueDate,
  }
}

/** The first day of the usual period before a day; where that is none, it is refused as it is. */
function dayBefore(end: string): string {
  const last = DAY.test(end) ? Date.parse(end) : Number.NaN
  return Number.isNaN(last) ? end : new Date(last - PERIOD_DAYS * DAY_MS).toISOString().slice(0, 10)
}

/** The court's own Patient: by id, or by the docket that it carries as an identifier. */
async function participantOf(
  tx: Transaction,
  access: Access,
  { patient, docket }: Asked,
): Promise<Kept | undefined> {
  const own = { ...access, purpose: '' }
  if (patient !== undefined) {
    const found = await read(tx, own, { type: 'Patient', id: patient })
    return found?.custodian === access.partner ? found : undefined
  }
  const token = {
    ...(docket?.system !== undefined && { system: docket.system }),
    ...(docket?.value !== undefined && { code: docket.value }),
  }
  const { found } = await search(tx, own, {
    type: 'Patient',
    criteria: [{ kind: 'token', parameter: 'identifier', any: [token], negated: false }],
    include: [],
    count: 2,
    newestFirst: true,
    after: undefined,
    wantsTotal: false,
  })
  const mine = found.filter(({ custodian }) => custodian === access.partner)
  return mine.length === 1 ? mine[0] : undefined
}

/** The newest active mandate (CarePlan, intent order) and the conditions that it refers to. */
async function mandateOf(tx: Transaction, access: Access, participant: Kept): Promise<Mandate | undefined> {
  const own = { ...access, purpose: '' }
  const known = await compartment(tx, own, {
    person: participant.person,
    custodian: access.partner,
    types: ['CarePlan', 'ServiceRequest'],
  })
  const plan = known
    .filter(
      ({ type, content }) =>
        type === 'CarePlan' && content['intent'] === 'order' && content['status'] === 'active',
    )
    .at(-1)?.content
  if (!plan) return undefined
  const referred = new Set(
    list<{ reference?: Reference }>(plan['activity']).map(({ reference }) => reference?.reference),
  )
  return {
    plan,
    conditions: known.filter(({ type, id }) => referred.has(`${type}/${id}`)).map(({ content }) => content),
  }
}

/** What other custodians' records of the same human being let the court have; for a person without links, of nobody. */
async function factsOn(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  of: { access: Access; person: string },
): Promise<{ released: Released; persons: string[] }> {
  const linked = (await linksOf(tx, of.person)).filter(({ state }) => state === 'linked')
  const others = linked.map(({ otherPerson, otherCustodian }) => ({
    person: otherPerson,
    custodian: otherCustodian,
  }))
  const { types } = ground.content.exchange.report
  const found = await compartments(tx, of.access, { of: others, types })
  // What a custodian only holds as a copy is another's to report.
  const rows = found.filter(({ content }) => !isCopy(content))
  const released = await release(ground, tx, { actor, rows, channel: 'report', at: of.access.at })
  return { released, persons: others.map(({ person }) => person) }
}

function organizationOf(ground: Ground, partner: string): Resource {
  const known = ground.directory.byId(partner)
  return known ? ground.directory.organizationOf(known) : { resourceType: 'Organization', id: partner }
}

async function noteReport(
  ground: Ground,
  tx: Transaction,
  actor: Actor,
  of: { person: string; at: string; why: string },
): Promise<void> {
  await record(tx, [{ act: 'search', ...of, actor, outcome: 'success', entities: [] }], ground.newId)
}
