import { describe, expect, test } from '@jest/globals'
import { REFERRAL_STATES } from '../../src/exchange/exchange.ts'
import { parseReferralStates } from '../../src/exchange/parse-states.ts'
import { referralOf, routes, stateOf } from '../../src/exchange/referral.ts'
import { CODE, SYSTEM } from '../../src/fhir/codes.ts'
import { sourceTask, states, tableJson, taskIn } from './table.ts'

type Json = { states: Record<string, unknown>[]; [name: string]: unknown }

function broken(change: (json: Json) => void): unknown {
  const json = structuredClone(tableJson) as Json
  change(json)
  return json
}

describe('the table of states', () => {
  test('names the code systems as the terminology does', () => {
    const systems = new Set(
      states.rules.flatMap(({ pairs }) =>
        pairs.flatMap(({ businessStatus }) => businessStatus?.system ?? []),
      ),
    )
    expect([...systems].toSorted()).toEqual(
      [SYSTEM.bserTaskBusinessStatus, SYSTEM.referralBusinessStatus].toSorted(),
    )
    expect(states.taskCode.system).toBe(SYSTEM.taskCode)
  })

  test('uses only codes that the terminology has', () => {
    const codes: readonly string[] = [
      ...Object.values(CODE.bserTaskBusinessStatus),
      ...Object.values(CODE.referralBusinessStatus),
    ]
    const used = states.rules.flatMap(({ pairs }) =>
      pairs.flatMap(({ businessStatus }) => businessStatus?.code ?? []),
    )
    expect([...used, states.neutral.code ?? ''].filter((code) => !codes.includes(code))).toEqual([])
  })

  test('gives every state back from its pairs', () => {
    for (const { state, pairs } of states.rules) {
      pairs.forEach((_, pair) => expect(stateOf(taskIn(state, pair), states)).toBe(state))
    }
  })

  test.each<[string, (json: Json) => void, RegExp]>([
    ['a state that is missing', (json) => json.states.pop(), /error is there 0 times/],
    [
      'a state that nobody knows',
      (json) => ((json.states[0] ?? {})['state'] = 'lost'),
      /lost is none of drafted/,
    ],
    [
      'a state that is there twice',
      (json) => json.states.push(json.states[0] ?? {}),
      /drafted is there 2 times/,
    ],
    [
      'a pair that means two states',
      (json) => ((json.states[2] ?? {})['pairs'] = json.states[3]?.['pairs']),
      /means two states/,
    ],
    [
      'a status without default',
      (json) => ((json.states[4] ?? {})['isDefault'] = false),
      /accepted has 0 default states/,
    ],
    ['a code system that is not named', (json) => (json['systems'] = {}), /system is not a text/],
    [
      'an entry from nowhere',
      (json) => ((json.states[4] ?? {})['entries'] = [{ by: ['receiver'], from: ['limbo'] }]),
      /limbo is none of/,
    ],
    ['no pairs', (json) => ((json.states[4] ?? {})['pairs'] = []), /pairs is empty/],
    ['rules that are no list', (json) => ((json.states[4] ?? {})['requires'] = {}), /is not a list/],
    ['no object', (json) => json.states.splice(0, 1, 'x' as never), /is not an object/],
  ])('is refused with %s', (_, change, fault) => {
    expect(() => parseReferralStates(broken(change))).toThrow(fault)
  })
})

describe('a Task', () => {
  test('that tracks a referral tells of whom, to whom, about what', () => {
    expect(referralOf(sourceTask({ partOf: [{ reference: 'Task/source' }] }), states)).toEqual({
      isReferral: true,
      requester: 'lakeside',
      owner: 'cedar-bridge',
      focus: 'ServiceRequest/order-1',
      partOf: 'Task/source',
    })
  })

  test.each([
    ['another code', { code: { coding: [{ system: SYSTEM.taskCode, code: 'approve' }] } }],
    ['no focus', { focus: undefined }],
    ['a focus that is no ServiceRequest', { focus: { reference: 'MedicationRequest/1' } }],
    ['another type', { resourceType: 'Basic' }],
  ])('is no referral with %s', (_, elements) => {
    expect(referralOf(sourceTask(elements), states).isReferral).toBe(false)
  })

  test('names partners as Organizations only', () => {
    const { requester, owner } = referralOf(
      sourceTask({ requester: { reference: 'Practitioner/1' }, owner: undefined }),
      states,
    )
    expect([requester, owner]).toEqual([undefined, undefined])
  })

  test('has no state with a status that no referral has', () => {
    expect(stateOf(sourceTask({ status: 'ready' }), states)).toBeUndefined()
  })

  test('has the default state of its status with a business status of others, or the neutral one', () => {
    for (const coding of [states.neutral, { system: 'https://lakeside.example', code: '1' }]) {
      expect(
        stateOf(sourceTask({ status: 'in-progress', businessStatus: { coding: [coding] } }), states),
      ).toBe('in-service')
    }
  })
})

describe('routes', () => {
  test('send the source Task to the receiver, as a referral first and as a change later', () => {
    const route = { from: 'lakeside', to: 'cedar-bridge', task: 'Task/task-1' }
    expect(routes(taskIn('sent'), states)).toEqual([{ kind: 'referral', ...route }])
    expect(routes(taskIn('cancel-requested'), states)).toEqual([{ kind: 'change', ...route }])
  })

  test('send the receiver’s Task back as a status', () => {
    expect(routes(taskIn('accepted', 0, { partOf: [{ reference: 'Task/source' }] }), states)).toEqual([
      { kind: 'status', from: 'cedar-bridge', to: 'lakeside', task: 'Task/task-1' },
    ])
  })

  test('send drafts, Tasks of one partner and other Tasks nowhere', () => {
    expect(routes(taskIn('drafted'), states)).toEqual([])
    expect(routes(taskIn('awaiting-consent'), states)).toEqual([])
    expect(routes(taskIn('sent', 0, { owner: { reference: 'Organization/lakeside' } }), states)).toEqual([])
    expect(routes(taskIn('sent', 0, { focus: undefined }), states)).toEqual([])
    expect(routes(taskIn('sent', 0, { status: 'ready' }), states)).toEqual([])
  })

  test('know every state', () => {
    for (const state of REFERRAL_STATES) expect(routes(taskIn(state), states).length).toBeLessThanOrEqual(1)
  })
})
