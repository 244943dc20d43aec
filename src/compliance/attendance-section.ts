/** The section on attendance: sessions by service and by week, beside what was ordered. Pure. */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { engagementOf, servicesOf, sessionsOf, tally } from './attendance.ts'
import type { Session, Tally } from './attendance.ts'
import { addDays, isWithin, weeksOf } from './days.ts'
import type { Days } from './days.ts'
import { orderedIn } from './mandate.ts'
import { dateText, join, paragraph, shortDate, statement, table } from './narrative.ts'
import type { Markup } from '../fhir/markup.ts'
import { isOfSessions } from './rating.ts'
import { sum } from './section.ts'
import type { Count, Material, Section } from './section.ts'
import { coded, titleOf } from './words.ts'

const MEASURE = CODE.reportMeasure

/** Weeks that fit side by side on the page. */
const WEEKS_PRINTED_MAX = 14

const attendance = coded(
  SYSTEM.observationKind,
  CODE.observationKind.attendanceSummary,
  'Attendance in a period',
)

/** Sessions attended and missed, by service and by week. */
export function attendanceSection(material: Material): Section {
  const { days, observe } = material
  const facts = material.of(CODE.informationCategory.attendance)
  const sessions = sessionsOf(
    material.of(CODE.informationCategory.attendance, CODE.informationCategory.appointments),
    days,
  )
  const services = servicesOf(sessions).map((service) => ({
    service,
    sessions: sessions.filter((each) => each.service.code === service.code),
  }))
  const members = [
    ...services.map((each) =>
      observe({
        key: `attendance/${each.service.code ?? ''}`,
        code: each.service,
        days,
        counts: countsOf(tally(each.sessions)),
      }),
    ),
    ...weeksOf(days).map((week) =>
      observe({
        key: `attendance/${week.start}`,
        code: attendance,
        days: week,
        counts: weekCounts(material, sessions, week),
      }),
    ),
  ]
  const total = observe({
    key: 'attendance',
    code: attendance,
    days,
    counts: weekCounts(material, sessions, days),
    members,
  })
  const rows = [
    ...services.map((each) => tallyRow(titleOf(each.service), tally(each.sessions))),
    tallyRow('All sessions', tally(sessions)),
  ]
  const engagement = engagementOf(facts, days)
  const content =
    sessions.length === 0
      ? paragraph('No session is on record for these days.')
      : join(
          table(['Service', 'Scheduled', 'Attended', 'Excused', 'Not excused', 'Not recorded'], rows),
          weeksTable(material, sessions),
        )
  return {
    code: coded(SYSTEM.reportSection, CODE.reportSection.attendance, 'Attendance'),
    content: engagement
      ? join(content, statement('Engagement:', `${titleOf(engagement.rating)} (${dateText(engagement.day)})`))
      : content,
    observations: [total, ...members],
  }
}

function countsOf({ scheduled, attended, excused, unexcused, undetermined }: Tally): Count[] {
  const measured = { scheduled, attended, excused, unexcused, undetermined }
  return Object.entries(measured).map(([name, count]) => ({
    code: coded(SYSTEM.reportMeasure, MEASURE[name as keyof typeof measured]),
    count,
  }))
}

function weekCounts(material: Material, sessions: readonly Session[], days: Days): Count[] {
  const ordered = orderedSessions(material, days)
  const counts = countsOf(tally(sessions.filter(({ day }) => isWithin(day, days))))
  return ordered === undefined
    ? counts
    : [{ code: coded(SYSTEM.reportMeasure, MEASURE.ordered), count: ordered }, ...counts]
}

/** Sessions ordered in these days: what falls due from the first day of the report on, so that weeks add up to the whole. */
function orderedSessions({ conditions, days }: Material, part: Days): number | undefined {
  const dueUntil = (end: string): number | undefined =>
    sum(conditions.filter(isOfSessions).map((condition) => orderedIn(condition, { start: days.start, end })))
  const due = dueUntil(part.end)
  return due === undefined ? undefined : due - (dueUntil(addDays(part.start, -1)) ?? 0)
}

function tallyRow(title: string, { scheduled, attended, excused, unexcused, undetermined }: Tally): string[] {
  return [title, ...[scheduled, attended, excused, unexcused, undetermined].map(String)]
}

function weeksTable(material: Material, sessions: readonly Session[]): Markup {
  const weeks = weeksOf(material.days)
  const printed = weeks.slice(-WEEKS_PRINTED_MAX)
  const tallies = printed.map((week) => tally(sessions.filter(({ day }) => isWithin(day, week))))
  const ordered = printed.map((week) => orderedSessions(material, week))
  const rows = [
    ...(ordered.some((count) => count !== undefined)
      ? [['Ordered', ...ordered.map((count) => String(count ?? ''))]]
      : []),
    ['Attended', ...tallies.map((each) => String(each.attended))],
    ['Excused', ...tallies.map((each) => String(each.excused))],
    ['Not excused', ...tallies.map((each) => String(each.unexcused))],
  ]
  const weekly = table(['Week from', ...printed.map(({ start }) => shortDate(start))], rows)
  if (printed.length === weeks.length) return weekly
  return join(paragraph(`The last ${WEEKS_PRINTED_MAX} of ${weeks.length} weeks:`), weekly)
}
