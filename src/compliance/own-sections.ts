/** The sections that are in every report: what the court itself ordered, and how far that is met. Pure. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import type { Coding, Resource } from '../fhir/resource.ts'
import { sessionsOf } from './attendance.ts'
import { drugTestsOf } from './drug-tests.ts'
import { frequencyText, orderedIn } from './mandate.ts'
import { join, paragraph, statement, table } from './narrative.ts'
import { rateAll, rateConditions, ratedShare } from './rating.ts'
import type { OnRecord, RatedCondition, Rating } from './rating.ts'
import type { Material, Section } from './section.ts'
import { capital, coded } from './words.ts'

const { compliant, partlyCompliant, notCompliant, notEnoughInformation } = CODE.complianceRating

const RATING_TITLES: Readonly<Record<Rating, string>> = {
  [compliant]: 'Compliant',
  [partlyCompliant]: 'Partly compliant',
  [notCompliant]: 'Not compliant',
  [notEnoughInformation]: 'Not enough information',
}

/** What is said of a person of whom nothing was released, as of one whom nobody else knows: the same words. */
const NO_INFORMATION = 'No information is available for this participant and period.'

/** The conditions that the court ordered, from its own record. */
export function mandateSection({ conditions, days }: Material): Section {
  const rows = conditions.map((condition) => [
    condition.title,
    condition.frequency ? frequencyText(condition.frequency) : '',
    String(orderedIn(condition, days) ?? ''),
  ])
  return {
    code: coded(SYSTEM.planCategory, CODE.planCategory.courtMandate, 'Court mandate'),
    content:
      rows.length === 0
        ? paragraph('The mandate states no conditions.')
        : table(['Ordered by the court', 'How often', 'Due in this period so far'], rows),
    observations: [],
  }
}

/** How far the mandate is met, as far as what was released and is on record can tell. */
export function complianceSection(
  material: Material,
  isInformed: boolean,
  derivedFrom: readonly Resource[],
): Section {
  const { conditions, days, observe } = material
  const rated = isInformed ? rateConditions(conditions, onRecord(material), days) : []
  const rating = rateAll(rated)
  const code = coded(SYSTEM.observationKind, CODE.observationKind.compliance, 'Compliance with the mandate')
  const observation = observe({
    key: 'compliance',
    code,
    days,
    elements: {
      valueCodeableConcept: { coding: [ratingCoding(rating)], text: RATING_TITLES[rating] },
      ...(derivedFrom.length > 0 && {
        derivedFrom: derivedFrom.map(({ id }) => ({ reference: `Observation/${id ?? ''}` })),
      }),
      ...(rated.length > 0 && { component: rated.map(ratedComponent) }),
    },
  })
  const content = isInformed
    ? join(
        statement(`${RATING_TITLES[rating]}.`, basis(rated)),
        ...(rated.length > 0 ? [table(['Condition', 'Rating', 'Rests on'], rated.map(ratedRow))] : []),
      )
    : paragraph(NO_INFORMATION)
  return { code, content, observations: [observation] }
}

function onRecord({ isGranted, of, days }: Material): OnRecord {
  const { attendance, appointments, drugTests } = CODE.informationCategory
  return {
    sessions: isGranted(attendance) ? sessionsOf(of(attendance, appointments), days) : undefined,
    tests: isGranted(drugTests) ? drugTestsOf(of(drugTests), days) : undefined,
  }
}

function basis(rated: readonly RatedCondition[]): string {
  return `The rating rests on ${ratedShare(rated)} of the mandate, by count, and on nothing but what this report contains.`
}

function ratingCoding(rating: Rating): Coding {
  return coded(SYSTEM.complianceRating, rating, RATING_TITLES[rating])
}

function ratedComponent({ condition, rating }: RatedCondition): Record<string, unknown> {
  const kind = condition.kind === '' ? {} : { coding: [coded(SYSTEM.mandateCondition, condition.kind)] }
  return {
    code: { ...kind, text: condition.title },
    valueCodeableConcept: { coding: [ratingCoding(rating)] },
  }
}

function ratedRow({ condition, rating, because }: RatedCondition): string[] {
  return [
    condition.title,
    rating === notEnoughInformation ? 'Not rated' : RATING_TITLES[rating],
    capital(because),
  ]
}
