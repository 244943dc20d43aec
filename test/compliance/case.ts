/** A participant, a mandate and what a treatment center has on record: twelve weeks, invented. */
import type { Fact, ReportRequest } from '../../src/compliance/compliance.ts'
import { addDays } from '../../src/compliance/days.ts'
import { CODE, EXTENSION, SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'

export const START = '2026-01-05'
export const END = '2026-03-29'
const CATEGORY = CODE.informationCategory

export const participant: Resource = {
  resourceType: 'Patient',
  id: 'participant-1',
  name: [{ family: 'Placeholder', given: ['Testa'] }],
  birthDate: '1985-04-12',
  identifier: [{ system: 'https://harbor-court.example/docket', value: 'TC-2026-0042' }],
}

export function condition(kind: string, elements: Record<string, unknown> = {}): Resource {
  return {
    resourceType: 'ServiceRequest',
    id: `condition-${kind}`,
    status: 'active',
    intent: 'order',
    code: {
      coding: [
        {
          system: SYSTEM.mandateCondition,
          code: kind,
          display: kind === 'drug-test' ? 'Submit to drug and alcohol tests' : 'Attend treatment sessions',
        },
      ],
    },
    subject: { reference: 'Patient/participant-1' },
    occurrenceTiming: { repeat: { frequency: kind === 'drug-test' ? 2 : 3, period: 1, periodUnit: 'wk' } },
    ...elements,
  }
}

export const mandate = {
  plan: {
    resourceType: 'CarePlan',
    id: 'mandate-1',
    status: 'active',
    intent: 'order',
    identifier: [{ system: 'https://harbor-court.example/docket', value: 'TC-2026-0042' }],
    extension: [
      {
        url: EXTENSION.courtPhase,
        valueCodeableConcept: {
          coding: [{ system: SYSTEM.courtPhase, code: '2', display: 'Phase 2: clinical stabilization' }],
        },
      },
    ],
    period: { start: '2026-01-05' },
  } as Resource,
  conditions: [condition('treatment-session'), condition('drug-test')],
}

const RESTRICTED = { system: SYSTEM.v3Confidentiality, code: 'R' }
const PART2 = { system: SYSTEM.v3ActCode, code: '42CFRPart2' }

export function fact(resource: Resource, ...categories: string[]): Fact {
  return { resource: { meta: { security: [RESTRICTED, PART2] }, ...resource }, categories }
}

function service(code: string): { coding: { system: string; code: string }[] } {
  return { coding: [{ system: SYSTEM.serviceType, code }] }
}

export function attended(
  day: string,
  code = 'group-counseling',
  elements: Record<string, unknown> = {},
): Fact {
  const period = { start: `${day}T10:00:00-05:00`, end: `${day}T11:30:00-05:00` }
  return fact(
    {
      resourceType: 'Encounter',
      id: `e-${day}-${code}`,
      status: 'finished',
      serviceType: service(code),
      period,
      ...elements,
    },
    CATEGORY.attendance,
  )
}

export function appointment(day: string, status: string, code = 'group-counseling'): Fact {
  const elements = {
    id: `a-${day}-${status}`,
    status,
    serviceType: [service(code)],
    start: `${day}T10:00:00-05:00`,
  }
  const category = ['booked', 'pending'].includes(status) ? CATEGORY.appointments : CATEGORY.attendance
  return fact({ resourceType: 'Appointment', ...elements }, category)
}

export function drugTest(day: string, result: string, elements: Record<string, unknown> = {}): Fact {
  const found = ['not-performed', 'asked-declined'].includes(result)
    ? { dataAbsentReason: { coding: [{ system: SYSTEM.dataAbsentReason, code: result }] } }
    : { valueCodeableConcept: { coding: [{ system: SYSTEM.drugTestResult, code: result }] } }
  return fact(
    {
      resourceType: 'Observation',
      id: `t-${day}`,
      status: 'final',
      category: [{ coding: [{ system: SYSTEM.observationCategory, code: 'laboratory' }] }],
      code: {
        coding: [
          {
            system: SYSTEM.loinc,
            code: CODE.loinc.drugs5ScreenPanel,
            display: 'Drugs of abuse 5 panel screen',
          },
        ],
      },
      effectiveDateTime: `${day}T09:00:00-05:00`,
      ...found,
      ...elements,
    },
    CATEGORY.drugTests,
  )
}

export function goal(index: number, lifecycleStatus: string, achievement: string): Fact {
  return fact(
    {
      resourceType: 'Goal',
      id: `g-${index}`,
      lifecycleStatus,
      achievementStatus: { coding: [{ system: SYSTEM.goalAchievement, code: achievement }] },
      description: { text: 'Lives with less sorrow' },
    },
    CATEGORY.goals,
  )
}

export function referral(code: string, status: string): Fact[] {
  return [
    fact(
      { resourceType: 'ServiceRequest', id: `sr-${code}`, status: 'active', code: service(code) },
      CATEGORY.referrals,
    ),
    fact(
      {
        resourceType: 'Task',
        id: `task-${code}`,
        status,
        code: { coding: [{ system: SYSTEM.taskCode, code: CODE.taskCode.fulfill }] },
        focus: { reference: `ServiceRequest/sr-${code}` },
      },
      CATEGORY.referralStatus,
    ),
  ]
}

const weeks = Array.from({ length: 12 }, (_, week) => addDays(START, week * 7))

/** Everything that the release of the case covers. */
export const facts: readonly Fact[] = [
  fact(
    { resourceType: 'EpisodeOfCare', id: 'ep-1', status: 'active', period: { start: '2025-12-20' } },
    CATEGORY.enrollment,
  ),
  fact(
    {
      resourceType: 'Observation',
      id: 'loc-1',
      status: 'final',
      code: { coding: [{ system: SYSTEM.levelOfCareKind, code: CODE.levelOfCareKind.levelOfCare }] },
      effectivePeriod: { start: '2025-12-20' },
      valueCodeableConcept: {
        coding: [{ system: SYSTEM.asam4, code: '2.1', display: 'Intensive Outpatient' }],
      },
    },
    CATEGORY.levelOfCare,
  ),
  ...weeks.flatMap((monday, week) => [
    attended(monday),
    week === 4 ? appointment(addDays(monday, 2), 'noshow') : attended(addDays(monday, 2)),
    week === 7
      ? appointment(addDays(monday, 4), 'cancelled', 'individual-counseling')
      : attended(addDays(monday, 4), 'individual-counseling'),
    drugTest(addDays(monday, 1), week === 3 ? 'confirmed-positive' : 'negative'),
    drugTest(addDays(monday, 3), week === 6 ? 'not-performed' : week === 9 ? 'dilute' : 'negative'),
  ]),
  goal(1, 'active', 'in-progress'),
  goal(2, 'active', 'improving'),
  goal(3, 'completed', 'achieved'),
  ...referral('housing', 'completed'),
  ...referral('benefits', 'in-progress'),
  ...referral('education', 'requested'),
]

/** The court's tiers 0 to 2. */
export const granted = [
  'enrollment',
  'level-of-care',
  'attendance',
  'appointments',
  'drug-tests',
  'goals',
  'referrals',
  'referral-status',
]

const organization = (id: string, name: string): Resource => ({ resourceType: 'Organization', id, name })

export function ask(elements: Partial<ReportRequest> = {}): ReportRequest {
  return {
    mandate,
    participant,
    facts,
    granted,
    period: { start: START, end: END },
    hearing: '2026-04-02',
    author: organization('throughline', 'Throughline gateway'),
    custodian: organization('harbor-court', 'Harbor County Treatment Court'),
    sources: [organization('cedar-bridge', 'Cedar Bridge Treatment Center')],
    base: 'https://gateway.example/fhir',
    at: '2026-03-30T12:00:00.000Z',
    newId: (key) => `id-${key.replaceAll('/', '-')}`,
    ...elements,
  }
}
