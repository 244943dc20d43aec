/**
 * Counts attendance: attended is a finished Encounter; missed is an Appointment that was a no-show (not excused) or was
 * cancelled (excused). Pure.
 */
import { CODE, SYSTEM } from '../fhir/codes.ts'
import { list } from '../fhir/resource.ts'
import type { Coding, Period, Reference, Resource } from '../fhir/resource.ts'
import { dayOf, isWithin } from './days.ts'
import type { Days } from './days.ts'
import { coded, codingIn } from './words.ts'

export type SessionOutcome = 'attended' | 'excused' | 'unexcused' | 'undetermined'

export type Session = { readonly day: string; readonly service: Coding; readonly outcome: SessionOutcome }

export type Tally = Readonly<Record<SessionOutcome | 'scheduled', number>>

/** A session does not last longer; what does is a stay at a level of care. Hours. */
const SESSION_HOURS_MAX = 24
const HOUR_MS = 3_600_000

/** An Appointment that was kept, whether or not its Encounter is there. */
const KEPT = new Set(['arrived', 'checked-in', 'fulfilled'])

const OUTCOMES: Readonly<Record<string, SessionOutcome>> = {
  noshow: 'unexcused',
  cancelled: 'excused',
  arrived: 'attended',
  'checked-in': 'attended',
  fulfilled: 'attended',
  booked: 'undetermined',
  pending: 'undetermined',
}

/** The sessions that were due within the days, each once, by day. */
export function sessionsOf(facts: readonly Resource[], days: Days): Session[] {
  const encounters = facts.filter(isSession)
  const attended = encounters.flatMap((encounter) => session(encounter, startOf(encounter), 'attended'))
  const covered = new Set(
    encounters.flatMap(({ appointment }) => list<Reference>(appointment)).map(({ reference }) => reference),
  )
  const held = new Set(attended.map(keyOf))
  const appointments = facts
    .filter(
      ({ resourceType, id }) => resourceType === 'Appointment' && !covered.has(`Appointment/${id ?? ''}`),
    )
    .filter(isOfTreatment)
    .flatMap((appointment) => {
      const status = String(appointment['status'])
      const sessions = session(appointment, dayOf(appointment['start']), OUTCOMES[status])
      // Kept or not yet closed, it is the session whose Encounter of that day is there already.
      const isOpen = KEPT.has(status) || OUTCOMES[status] === 'undetermined'
      return sessions.filter((each) => !(isOpen && held.has(keyOf(each))))
    })
  return [...attended, ...appointments]
    .filter(({ day }) => isWithin(day, days))
    .toSorted((a, b) => compare(`${a.day} ${keyOf(a)} ${a.outcome}`, `${b.day} ${keyOf(b)} ${b.outcome}`))
}

/** A visit to the dentist or the bank is none of what the court ordered; an appointment that says no kind may be. */
function isOfTreatment({ appointmentType }: Resource): boolean {
  const kind = codingIn(appointmentType, SYSTEM.obligationKind)
  return kind === undefined || kind.code === CODE.obligationKind.treatment
}

/** Counts by outcome. */
export function tally(sessions: readonly Session[]): Tally {
  const count = (outcome: SessionOutcome): number =>
    sessions.filter((each) => each.outcome === outcome).length
  return {
    scheduled: sessions.length,
    attended: count('attended'),
    excused: count('excused'),
    unexcused: count('unexcused'),
    undetermined: count('undetermined'),
  }
}

/** The services of the sessions, each once, by code. */
export function servicesOf(sessions: readonly Session[]): Coding[] {
  const services = new Map(sessions.map(({ service }) => [service.code ?? '', service]))
  return [...services.entries()].toSorted(([a], [b]) => compare(a, b)).map(([, service]) => service)
}

/** Sessions of treatment, or of the services named. A court date, a test or a mutual-help meeting is no treatment. */
export function sessionsFor(sessions: readonly Session[], services: readonly string[]): Session[] {
  const { courtHearing, drugTesting, mutualHelp } = CODE.serviceType
  const others: readonly string[] = [courtHearing, drugTesting, mutualHelp]
  return sessions.filter(({ service: { code = '' } }) =>
    services.length > 0 ? services.includes(code) : !others.includes(code),
  )
}

/** How the person takes part, as last rated within the days. */
export function engagementOf(
  facts: readonly Resource[],
  days: Days,
): { rating: Coding; day: string } | undefined {
  const rated = facts.flatMap((fact) => {
    const day = dayOf(fact['effectiveDateTime'])
    const rating = codingIn(fact['valueCodeableConcept'], SYSTEM.engagementRating)
    const isRating = codingIn(fact['code'], SYSTEM.observationKind)?.code === CODE.observationKind.engagement
    return isRating && day !== undefined && rating && isWithin(day, days) ? [{ rating, day }] : []
  })
  return rated.toSorted((a, b) => compare(a.day, b.day)).at(-1)
}

function isSession(fact: Resource): boolean {
  if (fact.resourceType !== 'Encounter' || fact['status'] !== 'finished' || isStay(fact)) return false
  const { start, end } = (fact['period'] ?? {}) as Period
  if (start === undefined || end === undefined) return start !== undefined
  return !(Date.parse(end) - Date.parse(start) > SESSION_HOURS_MAX * HOUR_MS)
}

/** A stay at a level of care, however short, is no session. */
function isStay({ type }: Resource): boolean {
  return [SYSTEM.asam4, SYSTEM.asam3].some((system) => codingIn(type, system) !== undefined)
}

function startOf(encounter: Resource): string | undefined {
  return dayOf((encounter['period'] as Period | undefined)?.start)
}

function session(fact: Resource, day: string | undefined, outcome: SessionOutcome | undefined): Session[] {
  if (day === undefined || outcome === undefined) return []
  const unspecified = coded(SYSTEM.dataAbsentReason, CODE.dataAbsentReason.unknown, 'Service not specified')
  const service = codingIn(fact['serviceType'], SYSTEM.serviceType) ?? unspecified
  return [{ day, service, outcome }]
}

function keyOf({ day, service }: Session): string {
  return `${day} ${service.code ?? ''}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
