import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { REFERRAL_STATES } from '../../src/exchange/exchange.ts'
import type { ReferralState, Side } from '../../src/exchange/exchange.ts'
import { move } from '../../src/exchange/move.ts'
import { legalStates, ruleOf } from '../../src/exchange/states.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import { sourceTask, states, taskIn } from './table.ts'

const SIDES: Side[] = ['requester', 'receiver', 'gateway']
const PLACES = ['none', ...REFERRAL_STATES] as const

function without(task: Resource, ...names: string[]): Resource {
  return Object.fromEntries(Object.entries(task).filter(([name]) => !names.includes(name))) as Resource
}

function codesOf(task: Resource): unknown {
  return (task['businessStatus'] as { coding?: { code?: string }[] } | undefined)?.coding?.map(
    ({ code }) => code,
  )
}

describe('moves of rules.md 4.2', () => {
  const legal: [ReferralState | 'none', ReferralState, Side][] = [
    ['none', 'drafted', 'requester'],
    ['none', 'sent', 'requester'],
    ['drafted', 'awaiting-consent', 'gateway'],
    ['awaiting-consent', 'sent', 'gateway'],
    ['sent', 'received', 'receiver'],
    ['sent', 'accepted', 'receiver'],
    ['sent', 'declined', 'receiver'],
    ['sent', 'cancelled', 'requester'],
    ['received', 'accepted', 'receiver'],
    ['accepted', 'scheduled', 'receiver'],
    ['accepted', 'waitlisted', 'receiver'],
    ['waitlisted', 'scheduled', 'receiver'],
    ['scheduled', 'no-show', 'receiver'],
    ['no-show', 'scheduled', 'receiver'],
    ['scheduled', 'appointment-cancelled', 'receiver'],
    ['scheduled', 'in-service', 'receiver'],
    ['in-service', 'declined', 'receiver'],
    ['in-service', 'completed', 'receiver'],
    ['in-service', 'cancel-requested', 'requester'],
    ['cancel-requested', 'cancelled', 'receiver'],
    ['cancel-requested', 'completed', 'receiver'],
    ['accepted', 'failed', 'receiver'],
    ['sent', 'expired', 'gateway'],
    ['completed', 'error', 'requester'],
  ]
  test.each(legal)('%s becomes %s by the %s', (from, to, by) => {
    const before = from === 'none' ? undefined : taskIn(from)
    expect(move(before, taskIn(to), by, states)).toMatchObject({ kind: 'moved', state: to })
  })

  const illegal: [ReferralState | 'none', ReferralState, Side][] = [
    ['none', 'accepted', 'receiver'],
    ['none', 'sent', 'receiver'],
    ['sent', 'accepted', 'requester'],
    ['sent', 'scheduled', 'receiver'],
    ['accepted', 'no-show', 'receiver'],
    ['in-service', 'no-show', 'receiver'],
    ['accepted', 'cancelled', 'requester'],
    ['in-service', 'cancelled', 'requester'],
    ['in-service', 'cancelled', 'receiver'],
    ['in-service', 'completed', 'requester'],
    ['in-service', 'cancel-requested', 'receiver'],
    ['completed', 'in-service', 'receiver'],
    ['declined', 'accepted', 'receiver'],
    ['cancelled', 'sent', 'requester'],
    ['accepted', 'error', 'receiver'],
  ]
  test.each(illegal)('%s does not become %s by the %s', (from, to, by) => {
    const before = from === 'none' ? undefined : taskIn(from)
    expect(move(before, taskIn(to), by, states)).toMatchObject({ kind: 'refused' })
  })

  test('a refusal names every legal next state and how to send it', () => {
    const refused = move(taskIn('accepted'), taskIn('no-show'), 'receiver', states)
    if (refused.kind !== 'refused') throw new Error('was not refused')
    expect(refused.legal).toEqual(
      expect.arrayContaining([
        'declined',
        'waitlisted',
        'on-hold',
        'scheduled',
        'in-service',
        'failed',
        'completed',
      ]),
    )
    expect(refused.issues).toMatchObject([
      { severity: 'error', code: 'business-rule', expression: ['Task.status', 'Task.businessStatus'] },
    ])
    expect(refused.issues[0]?.diagnostics).toBe(
      'A referral that is accepted cannot become no-show by the receiver. The receiver may set: ' +
        'declined (status rejected, businessStatus 4.0; with statusReason); waitlisted (status on-hold, businessStatus waitlisted); ' +
        'on-hold (status on-hold, businessStatus on-hold; with statusReason); scheduled (status in-progress, businessStatus 5.1.1); ' +
        'in-service (status in-progress, businessStatus in-service); failed (status failed; with statusReason); ' +
        'completed (status completed, businessStatus 7.0; with output).',
    )
  })

  test('says so where nothing follows', () => {
    const refused = move(taskIn('completed'), taskIn('in-service'), 'receiver', states)
    expect(refused).toMatchObject({ kind: 'refused', legal: [] })
    expect(JSON.stringify(refused)).toContain('Nothing follows by the receiver.')
  })
})

describe('what a state asks for', () => {
  test.each<[ReferralState, ReferralState, Side, string]>([
    ['sent', 'declined', 'receiver', 'statusReason'],
    ['sent', 'cancelled', 'requester', 'statusReason'],
    ['accepted', 'failed', 'receiver', 'statusReason'],
    ['accepted', 'on-hold', 'receiver', 'statusReason'],
    ['accepted', 'cancel-requested', 'requester', 'statusReason'],
    ['in-service', 'completed', 'receiver', 'output'],
  ])('%s to %s by the %s needs %s', (from, to, by, element) => {
    for (const lacking of [
      without(taskIn(to), element),
      { ...taskIn(to), [element]: element === 'output' ? [] : {} },
    ]) {
      const refused = move(taskIn(from), lacking, by, states)
      expect(refused).toMatchObject({
        kind: 'refused',
        issues: [{ severity: 'error', code: 'required', expression: [`Task.${element}`] }],
      })
      expect(refused).toMatchObject({ legal: expect.arrayContaining([to]) })
    }
  })

  test('what should be there besides is a warning', () => {
    const moved = move(taskIn('accepted'), without(taskIn('scheduled'), 'output'), 'receiver', states)
    expect(moved).toMatchObject({ kind: 'moved', issues: [{ severity: 'warning', code: 'required' }] })
  })

  test('a referral to nobody is not sent', () => {
    const refused = move(undefined, without(sourceTask(), 'owner', 'for'), 'requester', states)
    expect(refused).toMatchObject({
      kind: 'refused',
      issues: [{ expression: ['Task.for'] }, { expression: ['Task.owner'] }],
    })
  })
})

describe('the business status', () => {
  test('is written where a client sends the status only', () => {
    const moved = move(taskIn('sent'), without(taskIn('accepted'), 'businessStatus'), 'receiver', states)
    expect(moved).toMatchObject({ kind: 'moved', task: { businessStatus: { coding: [{ code: '3.0' }] } } })
  })

  test('that was left standing from before gives way to the status', () => {
    const stale = { ...taskIn('sent'), status: 'accepted' }
    expect(move(taskIn('sent'), stale, 'receiver', states)).toMatchObject({
      kind: 'moved',
      state: 'accepted',
      task: { businessStatus: { coding: [{ code: '3.0' }] } },
    })
  })

  test('of the partner stays beside ours, and its text stays', () => {
    const own = { coding: [{ system: 'https://lakeside.example/status', code: 'ok' }], text: 'Taken' }
    const moved = move(taskIn('sent'), { ...taskIn('accepted'), businessStatus: own }, 'receiver', states)
    if (moved.kind === 'refused') throw new Error('refused')
    expect(codesOf(moved.task)).toEqual(['3.0', 'ok'])
    expect(moved.task['businessStatus']).toMatchObject({ text: 'Taken' })
  })

  test('that contradicts the status is refused with the status that it goes with', () => {
    const odd = { ...taskIn('scheduled'), status: 'accepted' }
    const refused = move(taskIn('sent'), odd, 'receiver', states)
    expect(refused).toMatchObject({
      kind: 'refused',
      issues: [{ expression: ['Task.businessStatus', 'Task.status'] }],
    })
    expect(JSON.stringify(refused)).toContain('goes with status in-progress, not with accepted')
  })

  test('may not mean two states at once', () => {
    const both = taskIn('scheduled', 0, {
      businessStatus: {
        coding: [taskIn('scheduled'), taskIn('no-show')].flatMap(
          (task) => (task['businessStatus'] as { coding: unknown[] }).coding,
        ),
      },
    })
    expect(JSON.stringify(move(taskIn('accepted'), both, 'receiver', states))).toContain(
      'scheduled and no-show at once',
    )
  })

  test('received may be said with the status requested, as Gravity peers do', () => {
    expect(move(taskIn('sent'), taskIn('received', 2), 'receiver', states)).toMatchObject({
      state: 'received',
      task: { status: 'requested' },
    })
  })

  test('that is neutral stays neutral when the requester edits its Task, said or unsaid', () => {
    const before = taskIn('in-service', 0, { businessStatus: { coding: [states.neutral] } })
    for (const after of [
      { ...before, priority: 'urgent' },
      without({ ...before, priority: 'urgent' }, 'businessStatus'),
    ]) {
      const same = move(before, after, 'requester', states)
      if (same.kind !== 'same') throw new Error(same.kind)
      expect(codesOf(same.task)).toEqual(['no-update'])
    }
  })

  test('that is neutral gives way when the requester asks to cancel', () => {
    const before = taskIn('in-service', 0, { businessStatus: { coding: [states.neutral] } })
    const moved = move(before, taskIn('cancel-requested'), 'requester', states)
    if (moved.kind !== 'moved') throw new Error(moved.kind)
    expect(codesOf(moved.task)).toEqual(['5.2'])
  })

  test('is not for the requester to refine', () => {
    const refused = move(taskIn('in-service', 0), taskIn('in-service', 1), 'requester', states)
    expect(refused).toMatchObject({ kind: 'refused', issues: [{ expression: ['Task.businessStatus'] }] })
    expect(move(taskIn('in-service', 0), taskIn('in-service', 1), 'receiver', states)).toMatchObject({
      kind: 'same',
    })
  })
})

describe('what a Task is about', () => {
  test.each(['focus', 'for', 'requester', 'owner', 'partOf', 'code'])(
    '%s does not change after sending',
    (name) => {
      const other = name === 'code' ? { coding: [{ code: 'other' }] } : { reference: 'Task/other' }
      const refused = move(taskIn('sent'), { ...taskIn('accepted'), [name]: other }, 'receiver', states)
      expect(refused).toMatchObject({ kind: 'refused', issues: [{ expression: [`Task.${name}`] }] })
    },
  )

  test('may change in a draft, and words for people may always', () => {
    const owner = { reference: 'Organization/another' }
    expect(move(taskIn('drafted'), { ...taskIn('sent'), owner }, 'requester', states)).toMatchObject({
      kind: 'moved',
    })
    const named = {
      ...taskIn('accepted'),
      owner: { reference: 'Organization/cedar-bridge', display: 'Cedar' },
    }
    expect(move(taskIn('sent'), named, 'receiver', states)).toMatchObject({ kind: 'moved' })
  })

  test('a status that no referral has is refused', () => {
    const refused = move(taskIn('sent'), { ...taskIn('sent'), status: 'ready' }, 'receiver', states)
    expect(JSON.stringify(refused)).toContain('Status ready is not used for referrals')
  })
})

describe('laws', () => {
  const place = fc.constantFrom(...PLACES)
  const state = fc.constantFrom(...REFERRAL_STATES)
  const side = fc.constantFrom(...SIDES)

  test('every refused move lists only moves that are then accepted, in every way to write them', () => {
    fc.assert(
      fc.property(place, state, side, fc.boolean(), (from, to, by, isBare) => {
        const before = from === 'none' ? undefined : taskIn(from)
        const after = isBare ? without(taskIn(to), 'statusReason', 'output') : taskIn(to)
        const result = move(before, after, by, states)
        if (result.kind !== 'refused') return
        for (const legal of result.legal) {
          ruleOf(legal, states).pairs.forEach((_, pair) => {
            expect(move(before, taskIn(legal, pair), by, states)).toMatchObject({
              kind: 'moved',
              state: legal,
            })
          })
        }
      }),
    )
  })

  test('what is not listed as legal is refused', () => {
    fc.assert(
      fc.property(place, state, side, (from, to, by) => {
        if (from === to) return
        const before = from === 'none' ? undefined : taskIn(from)
        const isLegal = legalStates(from, by, states).includes(to)
        expect(move(before, taskIn(to), by, states).kind).toBe(isLegal ? 'moved' : 'refused')
      }),
    )
  })

  test('a walk of legal moves is never stuck before a terminal state, and can always still end', () => {
    const follows = (from: ReferralState): ReferralState[] =>
      SIDES.flatMap((by) => legalStates(from, by, states))
    const isTerminal = (at: ReferralState): boolean => ruleOf(at, states).isTerminal
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (choices) => {
        let at: ReferralState = 'sent'
        for (const choice of choices) {
          if (isTerminal(at)) break
          const legal = follows(at)
          expect(legal.length).toBeGreaterThan(0)
          at = legal[choice % legal.length] ?? at
        }
        const reached = new Set([at])
        for (const one of reached) follows(one).forEach((other) => reached.add(other))
        expect([...reached].some(isTerminal)).toBe(true)
      }),
    )
  })

  test('a terminal state is left by nothing but an error of the requester', () => {
    for (const rule of states.rules.filter(({ isTerminal }) => isTerminal)) {
      const left = SIDES.flatMap((by) => legalStates(rule.state, by, states).map((to) => `${to} by ${by}`))
      expect(left).toEqual(rule.state === 'error' ? [] : ['error by requester'])
    }
  })

  test('what was accepted is accepted again as the same, whatever the side', () => {
    fc.assert(
      fc.property(place, state, side, side, (from, to, by, again) => {
        const moved = move(from === 'none' ? undefined : taskIn(from), taskIn(to), by, states)
        if (moved.kind === 'refused') return
        expect(move(moved.task, moved.task, again, states)).toMatchObject({
          kind: 'same',
          state: to,
          task: moved.task,
        })
      }),
    )
  })
})
