/**
 * `Patient/{id}/$accounting-of-disclosures`: who received what of a client, when, why and by which authority, for three
 * years back (42 CFR 2.25; 45 CFR 164.528(b)), as Parameters, as a file for a spreadsheet and as a page to print. What was
 * intended and whose outcome is unknown is listed as disclosed. What does not fit in one answer is named, never cut.
 */
import { accountingOf, summaryOf } from '../audit/accounting.ts'
import type { Summary, Wanted } from '../audit/accounting.ts'
import type { Disclosure } from '../audit/audit.ts'
import { paperCsv, paperPage } from '../audit/paper.ts'
import type { Paper } from '../audit/paper.ts'
import { record } from '../audit/record.ts'
import type { Transaction } from '../database/database.ts'
import type { Actor } from '../partners/actor.ts'
import type { Kept } from '../store/record.ts'
import { accountingAsked, cursorOf } from './account-asked.ts'
import type { Asked } from './account-asked.ts'
import { entryParts, patientPart, summaryParts } from './account-parts.ts'
import { lastOf, patientOf, personOf, timeText, wordsOf } from './account-words.ts'
import { patientFor } from './askers.ts'
import { notFound, refused } from './answers.ts'
import type { Answer, Query } from './door.ts'
import type { Ground } from './ground.ts'

export async function accounting(
  ground: Ground,
  actor: Actor,
  asked: { patient: string; query: Query },
): Promise<Answer> {
  const at = ground.clock()
  const question = accountingAsked(asked.query, at, ground.content.accounting.years)
  if (question.kind === 'refused') return refused(400, ...question.issues)
  return ground.database.transaction(async (tx) => {
    const patient = await patientFor(ground, tx, actor, { id: asked.patient, at })
    if (!patient) return notFound('Patient', asked.patient)
    await noteAccounting(ground, tx, { actor, patient, at, why: 'accounting' })
    const told = { patient, asked: question.asked, at }
    return question.asked.isSummary ? summarised(ground, tx, told) : listed(ground, tx, told)
  })
}

export async function noteAccounting(
  ground: Ground,
  tx: Transaction,
  of: { actor: Actor; patient: Kept; at: string; why: string },
): Promise<void> {
  const { actor, at, why } = of
  const { person, custodian } = of.patient
  const event = { act: 'account', at, person, actor, outcome: 'success', why, entities: [] } as const
  await record(tx, [{ ...event, custodian }], ground.newId)
}

type Telling = { readonly patient: Kept; readonly asked: Asked; readonly at: string }

async function listed(ground: Ground, tx: Transaction, telling: Telling): Promise<Answer> {
  const { patient, asked } = telling
  const page = { after: asked.after, limit: asked.count }
  const { entries, more } = await accountingOf(tx, wantedBy(ground, telling), page)
  const next = more ? nextOf(ground, telling, entries.at(-1)) : undefined
  const paper: Paper = {
    ...headOf(ground, telling),
    head: [
      'Date',
      'Recipient',
      'Address',
      'Person',
      'Information',
      'Purpose',
      'Authority',
      'Rests on',
      'How',
      'State',
    ],
    rows: entries.map((entry) => rowOf(ground, entry)),
    ...(next !== undefined && {
      more: `There are more disclosures in this period: these are the ${entries.length} newest of what remains. The next page: ${next}`,
    }),
  }
  const parts = entries.map((entry) => ({ name: 'disclosure', part: entryParts(ground, entry) }))
  return answerOf(telling, { paper, parts, next, patient })
}

async function summarised(ground: Ground, tx: Transaction, telling: Telling): Promise<Answer> {
  const { patient, asked } = telling
  const { summaries, more } = await summaryOf(tx, wantedBy(ground, telling), asked.count)
  const paper: Paper = {
    ...headOf(ground, telling),
    head: ['First', 'Last', 'Number', 'Recipient', 'Address', 'Information', 'Purpose', 'Authority', 'State'],
    rows: summaries.map((summary) => summaryRowOf(ground, summary)),
    ...(more && {
      more: `There are more than ${summaries.length} kinds of disclosures: ask for a shorter period.`,
    }),
  }
  const parts = summaries.map((summary) => ({ name: 'summary', part: summaryParts(ground, summary) }))
  if (more) parts.push({ name: 'more', part: [] })
  return answerOf(telling, { paper, parts, next: undefined, patient })
}

function wantedBy(ground: Ground, { patient, asked }: Telling): Wanted {
  const { accounting: policy, policy: consent } = ground.content
  const { authorities, ehrChannels: channels } = policy.required
  const purposes = [...consent.purposes.values()].filter(({ isTpo }) => isTpo).map(({ code }) => code)
  const { person, custodian } = patient
  const { from, until, scope } = asked
  return {
    person,
    custodian,
    from,
    until,
    ...(scope === 'required' && { only: { authorities, purposes, channels } }),
  }
}

function headOf(
  ground: Ground,
  { patient, asked, at }: Telling,
): Pick<Paper, 'title' | 'about' | 'none' | 'notes'> {
  const custodian = ground.directory.byId(patient.custodian)?.name ?? patient.custodian
  const scope =
    asked.scope === 'all'
      ? 'all disclosures to other organizations'
      : 'disclosures with consent; for treatment, payment or operations those through an electronic health record (42 CFR 2.25)'
  return {
    title: 'Accounting of disclosures',
    about: [
      ['Disclosed by', custodian],
      ['Patient', patientOf(patient.content)],
      ['Period', `${timeText(asked.from)} to ${timeText(lastOf(asked.until))}`],
      ['What is listed', scope],
      ['Made on', timeText(at)],
    ],
    none: 'There were no disclosures in this period.',
    notes: [
      '42 CFR 2.25; 45 CFR 164.528(b). A disclosure of which it is not known whether it arrived is listed as made.',
      ...(asked.isSummary
        ? [
            'Disclosures of the same kind are summarised: the first, the last and their number (45 CFR 164.528(b)(3)).',
          ]
        : []),
    ],
  }
}

function rowOf(ground: Ground, entry: Disclosure): string[] {
  const words = wordsOf(ground, { ...entry, records: entry.resources.length })
  const { channels, outcomes } = ground.content.accounting
  return [
    timeText(entry.at),
    words.recipient,
    words.address ?? '',
    personOf(ground, entry) ?? '',
    words.description,
    words.purpose,
    words.authority,
    [...entry.consents.map((id) => `Consent/${id}`), ...entry.basis].join(' '),
    channels.get(entry.channel) ?? entry.channel,
    outcomes.get(entry.outcome) ?? entry.outcome,
  ]
}

function summaryRowOf(ground: Ground, summary: Summary): string[] {
  const words = wordsOf(ground, summary)
  const { outcomes } = ground.content.accounting
  return [
    timeText(summary.first),
    timeText(summary.last),
    String(summary.count),
    words.recipient,
    words.address ?? '',
    words.description,
    words.purpose,
    words.authority,
    outcomes.get(summary.isUnknown ? 'intended' : 'sent') ?? '',
  ]
}

/** The address of the next page; it asks for the same period, whatever time it is then. */
function nextOf(
  ground: Ground,
  { patient, asked }: Telling,
  last: Disclosure | undefined,
): string | undefined {
  if (!last) return undefined
  const query = new URLSearchParams({
    start: asked.from,
    end: lastOf(asked.until),
    scope: asked.scope,
    _count: String(asked.count),
    _cursor: cursorOf(last),
  })
  return `${ground.baseUrl}/Patient/${patient.id}/$accounting-of-disclosures?${query.toString()}`
}

type Told = {
  readonly paper: Paper
  readonly parts: readonly { readonly name: string; readonly part: readonly unknown[] }[]
  readonly next: string | undefined
  readonly patient: Kept
}

function answerOf({ asked }: Telling, { paper, parts, next, patient }: Told): Answer {
  return {
    status: 200,
    body: {
      resourceType: 'Parameters',
      parameter: [
        patientPart(patient.id),
        { name: 'period', valuePeriod: { start: asked.from, end: lastOf(asked.until) } },
        { name: 'scope', valueCode: asked.scope },
        ...parts,
        ...(next === undefined ? [] : [{ name: 'next', valueUrl: next }]),
      ],
    },
    csv: paperCsv(paper),
    html: paperPage(paper),
    ...(next !== undefined && { headers: { Link: `<${next}>; rel="next"` } }),
  }
}
