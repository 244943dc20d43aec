/**
 * `Patient/{id}/$intermediary-disclosures` (42 CFR 2.24): to which of its participants an intermediary has disclosed what it
 * received under a general designation, for the three years before a written request, with the day by which to answer it.
 */
import { accountingOf } from '../audit/accounting.ts'
import type { Disclosure } from '../audit/audit.ts'
import { paperCsv, paperPage } from '../audit/paper.ts'
import type { Paper } from '../audit/paper.ts'
import type { Actor } from '../partners/actor.ts'
import type { Kept } from '../store/record.ts'
import { cursorOf, listAsked } from './account-asked.ts'
import type { ListAsked } from './account-asked.ts'
import { noteAccounting } from './account.ts'
import { patientFor } from './askers.ts'
import { patientPart, recipientParts } from './account-parts.ts'
import { lastOf, patientOf, timeText, wordsOf } from './account-words.ts'
import { notFound, refused } from './answers.ts'
import type { Answer, Query } from './door.ts'
import type { Ground } from './ground.ts'

/** The kind of what a disclosure through an intermediary rests on: `intermediary/<partner>`. */
const INTERMEDIARY = 'intermediary'
const DAY_MS = 86_400_000

export async function intermediaryList(
  ground: Ground,
  actor: Actor,
  asked: { patient: string; query: Query },
): Promise<Answer> {
  const at = ground.clock()
  const question = listAsked(asked.query, at, ground.content.accounting.years)
  if (question.kind === 'refused') return refused(400, ...question.issues)
  return ground.database.transaction(async (tx) => {
    const patient = await patientFor(ground, tx, actor, { id: asked.patient, at })
    if (!patient) return notFound('Patient', asked.patient)
    await noteAccounting(ground, tx, { actor, patient, at, why: 'list by intermediary' })
    const { from, until, count, after } = question.asked
    const { person, custodian } = patient
    const wanted = { person, custodian, from, until, basis: INTERMEDIARY }
    const found = await accountingOf(tx, wanted, { after, limit: count })
    return answerOf(ground, { ...found, patient, asked: question.asked, at })
  })
}

type Telling = {
  readonly entries: readonly Disclosure[]
  readonly more: boolean
  readonly patient: Kept
  readonly asked: ListAsked
  readonly at: string
}

function answerOf(ground: Ground, telling: Telling): Answer {
  const { entries, patient, asked, at } = telling
  const next = nextOf(ground, telling)
  const due = dueOf(ground, asked)
  const isLate = at.slice(0, 10) > due
  const paper = paperOf(ground, telling, { due, isLate, next })
  return {
    status: 200,
    body: {
      resourceType: 'Parameters',
      parameter: [
        patientPart(patient.id),
        { name: 'requested', valueDate: asked.requested },
        { name: 'due', valueDate: due },
        { name: 'answered', valueDateTime: at },
        { name: 'late', valueBoolean: isLate },
        { name: 'period', valuePeriod: { start: asked.from, end: lastOf(asked.until) } },
        ...entries.map((entry) => ({ name: 'disclosure', part: partsOf(ground, entry) })),
        ...(next === undefined ? [] : [{ name: 'next', valueUrl: next }]),
      ],
    },
    csv: paperCsv(paper),
    html: paperPage(paper),
    ...(next !== undefined && { headers: { Link: `<${next}>; rel="next"` } }),
  }
}

/** The last day on which the answer is in time. */
function dueOf(ground: Ground, { requested }: ListAsked): string {
  const due = Date.parse(requested) + ground.content.accounting.answerDays * DAY_MS
  return new Date(due).toISOString().slice(0, 10)
}

function paperOf(
  ground: Ground,
  { entries, patient, asked, at }: Telling,
  { due, isLate, next }: { due: string; isLate: boolean; next: string | undefined },
): Paper {
  const { answerDays } = ground.content.accounting
  return {
    title: 'List of disclosures by an intermediary',
    about: [
      ['Records of', ground.directory.byId(patient.custodian)?.name ?? patient.custodian],
      ['Patient', patientOf(patient.content)],
      ['Requested in writing on', asked.requested],
      ['To be answered by', `${due} (${answerDays} days)${isLate ? ': this day is over' : ''}`],
      ['Answered on', timeText(at)],
      ['Period', `${timeText(asked.from)} to ${timeText(lastOf(asked.until))}`],
    ],
    head: ['Date', 'Disclosed to', 'Address', 'Through', 'Information'],
    rows: entries.map((entry) => {
      const words = wordsOf(ground, { ...entry, records: entry.resources.length })
      const through = intermediariesOf(entry).map((id) => ground.directory.byId(id)?.name ?? id)
      return [timeText(entry.at), words.recipient, words.address ?? '', through.join(', '), words.description]
    }),
    none: 'In this period nothing was disclosed through an intermediary under a general designation.',
    notes: ['42 CFR 2.24. A disclosure of which it is not known whether it arrived is listed as made.'],
    ...(next !== undefined && {
      more: `There are more disclosures in this period: these are the ${entries.length} newest of what remains. The next page: ${next}`,
    }),
  }
}

function partsOf(ground: Ground, entry: Disclosure): unknown[] {
  const words = wordsOf(ground, { ...entry, records: entry.resources.length })
  return [
    { name: 'id', valueId: entry.id },
    { name: 'date', valueDateTime: entry.at },
    ...recipientParts(entry.recipient, words),
    ...intermediariesOf(entry).map((id) => ({
      name: 'intermediary',
      valueReference: {
        reference: `Organization/${id}`,
        display: ground.directory.byId(id)?.name ?? id,
      },
    })),
    { name: 'description', valueString: words.description },
  ]
}

function intermediariesOf({ basis }: Disclosure): string[] {
  const prefix = `${INTERMEDIARY}/`
  return basis.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length))
}

function nextOf(ground: Ground, { entries, more, patient, asked }: Telling): string | undefined {
  const last = entries.at(-1)
  if (!more || !last) return undefined
  const query = new URLSearchParams({
    requested: asked.requested,
    _count: String(asked.count),
    _cursor: cursorOf(last),
  })
  return `${ground.baseUrl}/Patient/${patient.id}/$intermediary-disclosures?${query.toString()}`
}
