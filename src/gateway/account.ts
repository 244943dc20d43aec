/**
 * `Patient/{id}/$accounting-of-disclosures`: who received what of a client, when, why and under which consent, for three
 * years back (42 CFR 2.25; 45 CFR 164.528(b)(2)). What was intended and whose outcome is unknown is listed as disclosed.
 */
import { accountingOf, record } from '../audit/record.ts'
import type { Disclosure } from '../audit/audit.ts'
import { rangeOf } from '../fhir/dates.ts'
import { issue } from '../fhir/outcome.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Actor } from '../partners/actor.ts'
import { read } from '../store/find.ts'
import { notFound, refused } from './answers.ts'
import type { Answer, Query } from './gateway.ts'
import type { Ground } from './ground.ts'

const YEARS = 3

export async function accounting(
  ground: Ground,
  actor: Actor,
  asked: { patient: string; query: Query },
): Promise<Answer> {
  const unknown = asked.query.filter(([name]) => name !== 'start')
  if (unknown.length > 0 || asked.query.length > 1) {
    return refused(400, issue('not-supported', 'The accounting takes one parameter, start, and no other.'))
  }
  const start = asked.query[0]?.[1]
  const from = start === undefined ? undefined : rangeOf(start)?.low
  if (start !== undefined && from === undefined) {
    return refused(400, issue('value', 'start takes a date such as 2026-11-23.', 'start'))
  }
  return ground.database.transaction(async (tx) => {
    const at = ground.clock()
    const patient = await read(
      tx,
      { partner: actor.partner, purpose: '', at },
      { type: 'Patient', id: asked.patient },
    )
    if (!patient || patient.custodian !== actor.partner) return notFound('Patient', asked.patient)
    const since = from ?? yearsBefore(at)
    const entries = await accountingOf(tx, { person: patient.person, custodian: actor.partner, since })
    await record(
      tx,
      [
        {
          act: 'account',
          at,
          person: patient.person,
          actor,
          outcome: 'success',
          entities: [],
          custodian: actor.partner,
        },
      ],
      ground.newId,
    )
    return { status: 200, body: toParameters(ground, entries, { patient: patient.id, since, at }) }
  })
}

function yearsBefore(at: string): string {
  const since = new Date(at)
  since.setUTCFullYear(since.getUTCFullYear() - YEARS)
  return since.toISOString()
}

function toParameters(
  ground: Ground,
  entries: readonly Disclosure[],
  of: { patient: string; since: string; at: string },
): Resource {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueReference: { reference: `Patient/${of.patient}` } },
      { name: 'period', valuePeriod: { start: of.since, end: of.at } },
      ...entries.map((entry) => ({ name: 'disclosure', part: partsOf(ground, entry) })),
    ],
  }
}

/** The content of 45 CFR 164.528(b)(2): date, recipient, what, why; and the authority. */
function partsOf(ground: Ground, entry: Disclosure): unknown[] {
  const categories = ground.content.policy.codesOf(entry.categories)
  const recipient = ground.directory.byId(entry.recipient)?.name
  return [
    { name: 'id', valueId: entry.id },
    { name: 'date', valueDateTime: entry.at },
    {
      name: 'recipient',
      valueReference: {
        reference: `Organization/${entry.recipient}`,
        ...(recipient && { display: recipient }),
      },
    },
    ...(entry.recipientPerson ? [{ name: 'recipientPerson', valueString: entry.recipientPerson }] : []),
    { name: 'description', valueString: `${entry.resources.length} records: ${categories.join(', ')}` },
    { name: 'purpose', valueCode: entry.purpose },
    { name: 'authority', valueCode: entry.authority },
    ...entry.consents.map((id) => ({ name: 'consent', valueReference: { reference: `Consent/${id}` } })),
    { name: 'channel', valueCode: entry.channel },
    { name: 'outcome', valueCode: entry.outcome === 'intended' ? 'unknown' : entry.outcome },
    ...(entry.notice ? [{ name: 'notice', valueCode: entry.notice }] : []),
    ...entry.resources.map((reference) => ({ name: 'resource', valueReference: { reference } })),
  ]
}
