/** Who treats a person, by what the custodian keeps: care teams and accepted referrals; what cannot be read tells nothing. */
import { describe, expect, test } from '@jest/globals'
import { treatingOf } from '../../src/consent/treating.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { AT, cedar, policy } from './world.ts'

const reference = (partner: string): object => ({ reference: `Organization/${partner}` })
const team = (participant: unknown[], more: object = {}): Resource => ({
  resourceType: 'CareTeam',
  status: 'active',
  participant,
  ...more,
})
const referral = (requester: unknown, owner: unknown, status = 'accepted'): Resource => ({
  resourceType: 'Task',
  status,
  requester,
  owner,
})

function treating(...resources: Resource[]): [string, string | undefined][] {
  return [...treatingOf(resources, { custodian: cedar.partner, at: AT, policy })]
}

describe('a care team', () => {
  test('tells of its organizations, themselves or through one of their people', () => {
    const participant = [
      { member: reference('lakeside') },
      { member: { reference: 'Practitioner/1' }, onBehalfOf: reference('shelter') },
    ]
    expect(treating(team(participant))).toEqual([
      ['lakeside', undefined],
      ['shelter', undefined],
    ])
  })

  test('tells nothing when it is not active, and nothing of who is no organization or of the custodian', () => {
    const participant = [{ member: reference('lakeside') }]
    expect(treating(team(participant, { status: 'inactive' }))).toEqual([])
    const nobody = [
      { member: { reference: 'RelatedPerson/m' } },
      { member: { reference: 7 } },
      { member: 'lakeside' },
      'odd',
      {},
      { member: reference(cedar.partner) },
    ]
    expect(treating(team(nobody))).toEqual([])
  })

  test('holds for its period and for that of each participant, whichever ends first', () => {
    const during = (period: unknown): unknown[] => [{ member: reference('lakeside'), period }]
    expect(treating(team(during({ start: '2026-01-01', end: '2026-06-30' })))).toEqual([
      ['lakeside', '2026-07-01T00:00:00.000Z'],
    ])
    const whole = { period: { end: '2026-06-20' } }
    expect(treating(team(during({ end: '2026-06-30' }), whole))).toEqual([
      ['lakeside', '2026-06-21T00:00:00.000Z'],
    ])
    expect(treating(team(during({ start: '2026-06-16' })))).toEqual([])
    expect(treating(team(during({ end: '2026-06-14' })))).toEqual([])
  })

  test('has no time that cannot be read', () => {
    const during = (period: unknown): unknown[] => [{ member: reference('lakeside'), period }]
    expect(treating(team(during({ start: 'soon' })))).toEqual([])
    expect(treating(team(during({ end: 'later' })))).toEqual([])
  })
})

describe('a referral', () => {
  test('that was accepted tells of the other side, whichever that is', () => {
    expect(treating(referral(reference(cedar.partner), reference('lakeside')))).toEqual([
      ['lakeside', undefined],
    ])
    expect(treating(referral(reference('lakeside'), reference(cedar.partner)))).toEqual([
      ['lakeside', undefined],
    ])
  })

  test('tells nothing when it was not accepted, nor of others, nor of the custodian alone', () => {
    expect(treating(referral(reference(cedar.partner), reference('lakeside'), 'requested'))).toEqual([])
    expect(treating(referral(reference('shelter'), reference('lakeside')))).toEqual([])
    expect(treating(referral(reference(cedar.partner), reference(cedar.partner)))).toEqual([])
    expect(treating({ resourceType: 'Goal', status: 'accepted' })).toEqual([])
  })
})

test('of several ends the latest counts, and none is later than any, in every order', () => {
  const until = (end?: string): Resource =>
    team([{ member: reference('lakeside'), ...(end && { period: { end } }) }])
  const [early, late, endless] = [until('2026-06-20'), until('2026-07-20'), until()]
  const last = [['lakeside', '2026-07-21T00:00:00.000Z']]
  expect(treating(early, late)).toEqual(last)
  expect(treating(late, early)).toEqual(last)
  expect(treating(late, endless)).toEqual([['lakeside', undefined]])
  expect(treating(endless, late)).toEqual([['lakeside', undefined]])
})
