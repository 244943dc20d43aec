/** What the broker makes of a referral, on both sides and in every state, is valid against the profiles of a referral. */
import { beforeAll, expect, test } from '@jest/globals'
import { enter } from '../../src/exchange/enter.ts'
import { REFERRAL_STATES, type ReferralStates } from '../../src/exchange/exchange.ts'
import { fill } from '../../src/exchange/fill.ts'
import { mirror, neutral } from '../../src/exchange/mirror.ts'
import { parseReferralStates } from '../../src/exchange/parse-states.ts'
import { CODE, PROFILE, SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { loadPublished, now, readExample, type Published } from './published.ts'

let published: Published
let states: ReferralStates

beforeAll(async () => {
  published = await loadPublished()
  states = parseReferralStates(published.content.policies['referral-states'])
})

function faultsOf(resource: Resource, profile: string): string[] {
  return published.validator
    .compile(profile)(resource, { now })
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ expression, text }) => `${expression}: ${text}`)
}

const source = {
  task: readExample('Task-task-requested.json'),
  serviceRequest: readExample('ServiceRequest-service-request-psychiatry.json'),
  patient: readExample('Patient-patient-client.json'),
  supporting: [],
}

function fillerSide(): Resource[] {
  return fill(source, {
    receiver: 'lakeside',
    patientId: 'patient-at-lakeside',
    copiesPatient: true,
    newId: (key) => `lakeside-${key.replace('/', '-')}`,
    at: now,
  })
}

test('the side that the receiver keeps', () => {
  const made = fillerSide()
  const profiles: Readonly<Record<string, string>> = {
    Patient: PROFILE.patient,
    ServiceRequest: PROFILE.serviceRequest,
    Task: PROFILE.task,
  }
  expect(made.map(({ resourceType }) => resourceType)).toEqual(['Patient', 'ServiceRequest', 'Task'])
  for (const resource of made) expect(faultsOf(resource, profiles[resource.resourceType] ?? '')).toEqual([])
})

test.each(REFERRAL_STATES.map((state) => [state]))(
  'a Task in the state %s, mirrored and neutral',
  (state) => {
    const filler = fillerSide().find(({ resourceType }) => resourceType === 'Task')
    const reason = {
      coding: [{ system: SYSTEM.referralReason, code: CODE.referralReason.other }],
      text: 'Another reason',
    }
    const outcome = {
      type: { coding: [{ system: SYSTEM.taskOutput, code: CODE.taskOutput.outcome }] },
      valueReference: { reference: 'DocumentReference/report' },
    }
    const moved = enter(
      { ...filler, resourceType: 'Task', statusReason: reason, output: [outcome] },
      state,
      now,
      states,
    )
    expect(faultsOf(moved, PROFILE.task)).toEqual([])
    const mirrored = mirror(moved, source.task, now)
    expect(mirrored['output']).toBeUndefined()
    expect(faultsOf(mirrored, PROFILE.task)).toEqual([])
    expect(faultsOf(neutral(mirrored, now, states), PROFILE.task)).toEqual([])
  },
)
