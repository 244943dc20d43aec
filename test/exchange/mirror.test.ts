import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CODE, SYSTEM } from '../../src/fhir/codes.ts'
import { enter } from '../../src/exchange/enter.ts'
import { REFERRAL_STATES } from '../../src/exchange/exchange.ts'
import type { ReferralState } from '../../src/exchange/exchange.ts'
import { follow, mirror, neutral } from '../../src/exchange/mirror.ts'
import type { MirrorDetail } from '../../src/exchange/mirror.ts'
import { stateOf } from '../../src/exchange/referral.ts'
import { referencesIn } from '../../src/fhir/reference.ts'
import { AT, sourceTask, states, taskIn } from './table.ts'

const state = fc.constantFrom(...REFERRAL_STATES)

describe('mirror', () => {
  test('tells status, reason and outcome, and no reference of the record that it comes from', () => {
    const from = taskIn('completed', 0, {
      id: 'filler',
      output: [
        { type: { text: 'outcome' }, valueCodeableConcept: { text: 'Service provided' } },
        { type: { text: 'document' }, valueReference: { reference: 'DocumentReference/secret' } },
        { type: { text: 'logical' }, valueReference: { identifier: { value: 'secret' } } },
        { type: { text: 'note' }, valueAnnotation: { text: 'x', authorReference: { display: 'secret' } } },
        {
          type: { text: 'nested' },
          valueAttachment: {
            extension: [{ valueIdentifier: { assigner: { reference: 'Organization/secret' } } }],
          },
        },
      ],
    })
    const onto = mirror(from, sourceTask(), AT, 'full')
    expect(onto).toMatchObject({
      id: 'task-1',
      status: 'completed',
      businessStatus: { coding: [{ code: '7.0' }] },
      statusReason: { text: 'Said for the test' },
      lastModified: AT,
    })
    expect(onto['output']).toEqual([
      { type: { text: 'outcome' }, valueCodeableConcept: { text: 'Service provided' } },
    ])
    expect(JSON.stringify(onto)).not.toContain('secret')
  })

  test('takes away what the other side does not say any more', () => {
    const onto = mirror(
      taskIn('accepted', 0, { statusReason: undefined, output: undefined }),
      taskIn('on-hold'),
      AT,
      'full',
    )
    expect(Object.keys(onto)).not.toContain('statusReason')
    expect(Object.keys(onto)).not.toContain('output')
  })

  const detail = fc.constantFrom<MirrorDetail>('status', 'full')

  test('gives the very Task back where it already says so', () => {
    fc.assert(
      fc.property(state, state, detail, (from, onto, told) => {
        const once = mirror(taskIn(from), taskIn(onto), AT, told)
        expect(stateOf(once, states)).toBe(from)
        expect(mirror(taskIn(from), once, '2026-04-01T00:00:00Z', told)).toBe(once)
      }),
    )
  })

  test('tells the status alone, and no word with it, unless more may be told', () => {
    const words = 'Left after a relapse'
    const from = taskIn('no-show', 0, {
      statusReason: { text: words },
      output: [{ type: { text: words }, valueString: words }],
      note: [{ text: words }],
    })
    const { coding } = from['businessStatus'] as { coding: object[] }
    from['businessStatus'] = { text: words, coding: [{ ...coding[0], display: words }] }
    const told = mirror(from, sourceTask(), AT)
    expect(stateOf(told, states)).toBe('no-show')
    expect(JSON.stringify(told)).not.toContain(words)
    expect(Object.keys(told)).not.toContain('statusReason')
  })

  test('masks the reason of a state that owes one, whether there is one or not', () => {
    for (const statusReason of [{ text: 'Left after a relapse' }, undefined]) {
      const told = mirror(taskIn('declined', 0, { statusReason }), sourceTask(), AT)
      expect(told['statusReason']).toEqual({
        coding: [{ system: SYSTEM.dataAbsentReason, code: CODE.dataAbsentReason.masked }],
      })
      const full = mirror(taskIn('declined', 0, { statusReason }), told, AT, 'full')
      expect(full['statusReason']).toEqual(statusReason)
    }
  })

  test('leaves what was told before, where only the status may be told now', () => {
    const reason = {
      statusReason: { text: 'Told in full' },
      output: [{ type: { text: 'x' }, valueString: 'y' }],
    }
    const onto = taskIn('on-hold', 0, reason)
    expect(mirror(taskIn('on-hold', 0, { statusReason: { text: 'Another' } }), onto, AT)).toBe(onto)
    const moved = mirror(taskIn('in-service'), onto, AT)
    expect(moved['output']).toEqual(reason.output)
    expect(Object.keys(moved)).not.toContain('statusReason')
  })
})

describe('follow', () => {
  test.each<[ReferralState, ReferralState, ReferralState]>([
    ['cancelled', 'sent', 'cancelled'],
    ['cancelled', 'received', 'cancelled'],
    // The requester did not know that the receiver had accepted.
    ['cancelled', 'accepted', 'cancel-requested'],
    ['cancelled', 'in-service', 'cancel-requested'],
    ['cancelled', 'cancel-requested', 'cancel-requested'],
    ['cancelled', 'completed', 'completed'],
    ['cancel-requested', 'in-service', 'cancel-requested'],
    ['cancel-requested', 'declined', 'declined'],
    ['error', 'in-service', 'error'],
    ['sent', 'accepted', 'accepted'],
  ])('source %s, receiver %s: receiver %s', (source, now, then) => {
    const onto = taskIn(now, 0, { id: 'filler' })
    const followed = follow(taskIn(source, 0, { statusReason: { text: 'Moved away' } }), onto, AT, states)
    expect(stateOf(followed, states)).toBe(then)
    expect(followed['id']).toBe('filler')
    if (now === then) expect(followed).toBe(onto)
    else expect(followed).toMatchObject({ statusReason: { text: 'Moved away' }, lastModified: AT })
  })
})

describe('neutral', () => {
  test.each<ReferralState>(['received', 'accepted', 'waitlisted', 'scheduled', 'no-show', 'in-service'])(
    'hides %s',
    (now) => {
      const hidden = neutral(taskIn(now), AT, states)
      expect(hidden).toMatchObject({
        status: taskIn(now)['status'],
        businessStatus: { coding: [{ code: 'no-update' }] },
      })
      expect(neutral(hidden, '2026-04-01T00:00:00Z', states)).toBe(hidden)
    },
  )

  test.each<ReferralState>(['drafted', 'sent', 'cancel-requested', 'cancelled', 'declined', 'completed'])(
    'leaves %s, which tells nothing new',
    (now) => {
      const task = taskIn(now)
      expect(neutral(task, AT, states)).toBe(task)
    },
  )
})

describe('entering', () => {
  test('puts the source Task into a state once', () => {
    const waiting = enter(sourceTask(), 'awaiting-consent', AT, states)
    expect(stateOf(waiting, states)).toBe('awaiting-consent')
    expect(enter(waiting, 'awaiting-consent', AT, states)).toBe(waiting)
    const sent = enter(waiting, 'sent', AT, states)
    expect(sent).toMatchObject({ status: 'requested', businessStatus: { coding: [{ code: '2.0' }] } })
    expect(enter(sent, 'sent', AT, states)).toBe(sent)
    expect(referencesIn(sent)).toEqual(referencesIn(sourceTask()))
  })
})
