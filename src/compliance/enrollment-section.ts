/** The sections on enrollment and level of care: since when, and at which level. Pure. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { hasCode } from '../fhir/resource.ts'
import type { Coding, Period, Resource } from '../fhir/resource.ts'
import { countDays, dayOf, overlap } from './days.ts'
import type { Days } from './days.ts'
import { dateText, paragraph, table } from './narrative.ts'
import type { Material, Section } from './section.ts'
import { coded, titleOf } from './words.ts'

/** EpisodeOfCare.status in words. */
const ENROLLMENT: Readonly<Record<string, string>> = {
  planned: 'Planned',
  waitlist: 'On the waiting list',
  active: 'Enrolled',
  onhold: 'Enrolled, on hold',
  finished: 'Ended',
  cancelled: 'Cancelled',
}

/** Episodes of care that touch the days of the report. */
export function enrollmentSection(material: Material): Section {
  const { days } = material
  const rows = material
    .of(CODE.informationCategory.enrollment)
    .filter(
      ({ resourceType, status }) =>
        resourceType === 'EpisodeOfCare' && ENROLLMENT[String(status)] !== undefined,
    )
    .filter(({ period }) => touches(period as Period | undefined, days))
    .map(({ status, period }) => [
      ENROLLMENT[String(status)] ?? '',
      ...spanText(period as Period | undefined),
    ])
  return {
    code: coded(SYSTEM.reportSection, CODE.reportSection.enrollment, 'Enrollment'),
    content:
      rows.length === 0
        ? paragraph('No enrollment is on record for these days.')
        : table(['Enrollment', 'Since', 'Until'], rows.toSorted(byRow)),
    observations: [],
  }
}

/** The levels of care that the person was in during the days of the report. */
export function levelOfCareSection(material: Material): Section {
  const { days, observe } = material
  const code = coded(SYSTEM.levelOfCareKind, CODE.levelOfCareKind.levelOfCare, 'Level of care')
  const levels = material
    .of(CODE.informationCategory.levelOfCare)
    .filter((fact) => hasCode(fact['code'], SYSTEM.levelOfCareKind, CODE.levelOfCareKind.levelOfCare))
    .flatMap((fact) => levelOf(fact, days))
    .toSorted((a, b) =>
      byRow([a.span.start ?? '', a.level.code ?? ''], [b.span.start ?? '', b.level.code ?? '']),
    )
  const observations = levels.map(({ level, span }, index) =>
    observe({
      key: `level-of-care/${index}`,
      code,
      days,
      elements: { effectivePeriod: span, valueCodeableConcept: { coding: [level], text: levelTitle(level) } },
    }),
  )
  return {
    code: coded(SYSTEM.reportSection, CODE.reportSection.levelOfCare, 'Level of care'),
    content:
      levels.length === 0
        ? paragraph('No level of care is on record for these days.')
        : table(
            ['Level of care', 'Since', 'Until'],
            levels.map(({ level, span }) => [levelTitle(level), ...spanText(span)]),
          ),
    observations,
  }
}

function levelOf(fact: Resource, days: Days): { level: Coding; span: Period }[] {
  const [level] = (fact['valueCodeableConcept'] as { coding?: Coding[] } | undefined)?.coding ?? []
  const start = dayOf(fact['effectiveDateTime'])
  const span =
    (fact['effectivePeriod'] as Period | undefined) ?? (start === undefined ? undefined : { start })
  if (!level || !span || fact['status'] === 'entered-in-error' || !touches(span, days)) return []
  return [{ level, span }]
}

/** `2.1 Intensive Outpatient (ASAM, fourth edition)`: the same number means other things in another edition. */
function levelTitle(level: Coding): string {
  const title = level.display === undefined ? (level.code ?? '') : `${level.code ?? ''} ${titleOf(level)}`
  if (level.system === SYSTEM.asam4) return `${title} (ASAM, fourth edition)`
  return level.system === SYSTEM.asam3 ? `${title} (ASAM, third edition)` : title
}

function touches(period: Period | undefined, days: Days): boolean {
  return countDays(overlap(days, period)) > 0
}

function spanText(period: Period | undefined): string[] {
  return [period?.start, period?.end].map((day) => (day === undefined ? '' : dateText(day)))
}

function byRow(a: readonly string[], b: readonly string[]): number {
  return a.join('|') < b.join('|') ? -1 : 1
}
