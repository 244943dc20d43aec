/**
 * Compiles the court's report: a FHIR document Bundle on the court's own participant, with what was released and nothing
 * besides. Pure: the same request gives the same bytes. Where no fact was released the document says that no information
 * is available, in the same bytes whether or not anyone else knows the person (42 CFR 2.13(c)).
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { codingsOf, list } from '../fhir/resource.ts'
import { parseReference } from '../fhir/reference.ts'
import type { Bundle, Coding } from '../fhir/resource.ts'
import { attendanceSection } from './attendance-section.ts'
import type { ReportRequest } from './compliance.ts'
import { PERIOD_DAYS_MAX, countDays, dayOf } from './days.ts'
import type { Days } from './days.ts'
import { documentOf } from './document.ts'
import { drugTestSection } from './drug-test-section.ts'
import { enrollmentSection, levelOfCareSection } from './enrollment-section.ts'
import { goalsSection } from './goals-section.ts'
import { conditionsOf } from './mandate.ts'
import { paragraphs } from './narrative.ts'
import { observer } from './observation.ts'
import { complianceSection, mandateSection } from './own-sections.ts'
import { referralsSection } from './referrals-section.ts'
import type { Material, Section } from './section.ts'
import { coded } from './words.ts'

const CATEGORY = CODE.informationCategory

/** The report; throws RangeError for a period that ends before it begins or is longer than PERIOD_DAYS_MAX. */
export function report(asked: ReportRequest): Bundle {
  const facts = releasedOf(asked)
  const isInformed = facts.length > 0
  // What came with facts goes with them: without any, all that is said must be what is said of a stranger.
  const { notice: _notice, scope: _scope, ...court } = asked
  const request: ReportRequest = isInformed
    ? asked
    : { ...court, facts: [], granted: [], sources: [], security: [] }
  const security = isInformed ? labelsOf(request, facts) : []
  const performer = [request.author, ...request.sources].map(({ resourceType, id }) => ({
    reference: `${resourceType}/${id ?? ''}`,
  }))
  const material: Material = {
    days: pastDays(request),
    conditions: conditionsOf(request.mandate),
    isGranted: (category) => request.granted.includes(category),
    of: (...wanted) =>
      facts
        .filter(({ categories }) => categories.some((each) => wanted.includes(each)))
        .map(({ resource }) => resource),
    observe: observer(request, { security, performer }),
  }
  const counted = countedSections(material)
  const sums = counted
    .filter(({ isRated }) => isRated)
    .flatMap(({ section }) => section.observations.slice(0, 1))
  const sections = [
    mandateSection(material),
    complianceSection(material, isInformed, sums),
    ...counted.map(({ section }) => section),
    ...(isInformed ? textSections(request) : []),
  ]
  return documentOf(request, sections, security)
}

type CountedSection = { readonly section: Section; readonly isRated?: true }

/** One section for each category that the release names; the others are not there at all. */
function countedSections(material: Material): CountedSection[] {
  const { isGranted } = material
  return [
    ...(isGranted(CATEGORY.enrollment) ? [{ section: enrollmentSection(material) }] : []),
    ...(isGranted(CATEGORY.levelOfCare) ? [{ section: levelOfCareSection(material) }] : []),
    ...(isGranted(CATEGORY.attendance)
      ? [{ section: attendanceSection(material), isRated: true as const }]
      : []),
    ...(isGranted(CATEGORY.drugTests)
      ? [{ section: drugTestSection(material), isRated: true as const }]
      : []),
    ...(isGranted(CATEGORY.goals) ? [{ section: goalsSection(material) }] : []),
    ...(isGranted(CATEGORY.referrals) || isGranted(CATEGORY.referralStatus)
      ? [{ section: referralsSection(material) }]
      : []),
  ]
}

function textSections({ scope, notice }: ReportRequest): Section[] {
  const section = (code: string, title: string, text: string): Section => ({
    code: coded(SYSTEM.reportSection, code, title),
    content: paragraphs(text),
    observations: [],
  })
  return [
    ...(scope === undefined ? [] : [section(CODE.reportSection.scope, 'Scope of the consent', scope)]),
    ...(notice === undefined ? [] : [section(CODE.reportSection.notice, 'Notice (42 CFR 2.32)', notice)]),
  ]
}

/**
 * A second wall behind disclose: a fact counts only if all of its categories were released. A copy that one partner holds
 * of another's record (meta.source) is no fact of its own: it would be counted twice.
 */
function releasedOf({ facts, granted }: ReportRequest): ReportRequest['facts'] {
  const released = new Set([...granted, CATEGORY.demographics])
  return facts.filter(
    ({ categories, resource }) =>
      categories.length > 0 &&
      categories.every((category) => released.has(category)) &&
      !parseReference(resource.meta?.source),
  )
}

function pastDays({ period, at }: ReportRequest): Days {
  const today = dayOf(at) ?? ''
  const start = dayOf(period.start) ?? ''
  const end = dayOf(period.end) ?? ''
  const length = countDays({ start, end })
  if (!(length > 0 && length <= PERIOD_DAYS_MAX)) {
    throw new RangeError(`a report covers 1 to ${PERIOD_DAYS_MAX} days, not ${length}`)
  }
  const past = end < today ? end : today
  return { start, end: past > start ? past : start }
}

const CONFIDENTIALITY: readonly string[] = [
  CODE.v3Confidentiality.unrestricted,
  CODE.v3Confidentiality.low,
  CODE.v3Confidentiality.moderate,
  CODE.v3Confidentiality.normal,
  CODE.v3Confidentiality.restricted,
  CODE.v3Confidentiality.veryRestricted,
]

/** All labels of the facts that were used; of their confidentiality codes the strictest. */
function labelsOf({ security = [] }: ReportRequest, facts: ReportRequest['facts']): Coding[] {
  const all = [
    ...security,
    ...facts.flatMap(({ resource }) => codingsOf(list<Coding>(resource.meta?.security))),
  ]
  const strictest = Math.max(...all.map(rank))
  const labels = new Map(
    all.filter((label) => rank(label) < 0 || rank(label) === strictest).map((label) => [keyOf(label), label]),
  )
  return [...labels.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function rank({ system, code = '' }: Coding): number {
  return system === SYSTEM.v3Confidentiality ? CONFIDENTIALITY.indexOf(code) : -1
}

function keyOf({ system = '', code = '' }: Coding): string {
  return `${system}|${code}`
}
