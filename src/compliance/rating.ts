/**
 * Rates how far a participant meets the mandate, by counting: sessions and tests that were ordered against those that are
 * on record. Only what was released and is on record is rated; results of tests are not, they are the court's to weigh. Pure.
 */
import { CODE } from '../fhir/codes.ts'
import { sessionsFor, tally } from './attendance.ts'
import type { Session } from './attendance.ts'
import type { Days } from './days.ts'
import { failedTests } from './drug-tests.ts'
import type { DrugTest } from './drug-tests.ts'
import { orderedIn } from './mandate.ts'
import type { Condition } from './mandate.ts'
import { counted } from './words.ts'

/** Codes of compliance-rating. */
export type Rating = (typeof CODE.complianceRating)[keyof typeof CODE.complianceRating]

export type RatedCondition = {
  readonly condition: Condition
  readonly rating: Rating
  /** What the rating rests on, or why there is none. */
  readonly because: string
}

/** Sessions and tests on record; undefined for what was not released. */
export type OnRecord = {
  readonly sessions: readonly Session[] | undefined
  readonly tests: readonly DrugTest[] | undefined
}

const { compliant, partlyCompliant, notCompliant, notEnoughInformation } = CODE.complianceRating

/** With less than this share of what was due, a condition is not met even in part. */
const PARTLY_SHARE_MIN = 0.5

/** Conditions that are counted; of the others the records that a report may use say nothing certain. */
const SESSIONS: readonly string[] = [CODE.mandateCondition.treatmentSession, CODE.mandateCondition.mutualHelp]

/** Whether a condition asks for sessions. */
export function isOfSessions({ kind }: Condition): boolean {
  return SESSIONS.includes(kind)
}

/** Each condition of the mandate with its rating. */
export function rateConditions(
  conditions: readonly Condition[],
  record: OnRecord,
  days: Days,
): RatedCondition[] {
  return conditions.map((condition) => {
    if (isOfSessions(condition)) return rateSessions(condition, record.sessions, days)
    if (condition.kind === CODE.mandateCondition.drugTest) return rateTests(condition, record.tests, days)
    return unrated(condition, 'not counted in this report')
  })
}

/** All conditions that could be rated together: met, met in part, or not met. */
export function rateAll(rated: readonly RatedCondition[]): Rating {
  const ratings = new Set(
    rated.map(({ rating }) => rating).filter((rating) => rating !== notEnoughInformation),
  )
  if (ratings.size > 1) return partlyCompliant
  return [...ratings][0] ?? notEnoughInformation
}

function rateSessions(condition: Condition, all: readonly Session[] | undefined, days: Days): RatedCondition {
  const sessions = all && sessionsFor(all, condition.services)
  const ordered = orderedIn(condition, days)
  if (!sessions || sessions.length === 0) return unrated(condition, 'no sessions in this report')
  if (ordered === undefined) return unrated(condition, 'the mandate does not say how often')
  const { attended, excused, unexcused, undetermined } = tally(sessions)
  const due = Math.max(0, ordered - excused)
  const because =
    `${attended} attended of ${ordered} ordered; ${excused} missed with and ${unexcused} without excuse` +
    (undetermined > 0 ? `; outcome of ${undetermined} not recorded` : '')
  // A session whose outcome nobody wrote down must not decide against the participant, nor for him.
  const least = grade(attended, due, unexcused)
  const most = grade(attended + undetermined, due, unexcused)
  return { condition, rating: least === most ? least : notEnoughInformation, because }
}

function rateTests(condition: Condition, tests: readonly DrugTest[] | undefined, days: Days): RatedCondition {
  const ordered = orderedIn(condition, days)
  if (!tests || tests.length === 0) return unrated(condition, 'no tests in this report')
  if (ordered === undefined) return unrated(condition, 'the mandate does not say how often')
  const given = tests.filter(({ isCollected }) => isCollected).length
  const failed = failedTests(tests).length
  const because = `${given} given of ${ordered} ordered; ${failed} missed, refused or adulterated`
  return { condition, rating: grade(given, ordered, failed), because: `${because}; results are not rated` }
}

function grade(done: number, due: number, faults: number): Rating {
  if (done >= due && faults === 0) return compliant
  return done < due * PARTLY_SHARE_MIN ? notCompliant : partlyCompliant
}

function unrated(condition: Condition, because: string): RatedCondition {
  return { condition, rating: notEnoughInformation, because }
}

/** `2 of 3 conditions`. */
export function ratedShare(rated: readonly RatedCondition[]): string {
  const count = rated.filter(({ rating }) => rating !== notEnoughInformation).length
  return `${count} of ${counted(rated.length, 'condition')}`
}
