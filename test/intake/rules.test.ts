/** The rules of the check beyond JSON Schema: each refuses what it should and accepts its neighbor. */
import { describe, expect, test } from '@jest/globals'
import {
  allFaults,
  drugTest,
  faultsOf,
  goal,
  member,
  need,
  plan,
  record,
  release,
  session,
} from './record.ts'

describe('ids and references', () => {
  test('accepts a reference to an item of the section that it names', () => {
    expect(faultsOf(record({ needs: [need()], goals: [goal({ needs: ['need-1'] })] }))).toEqual([])
  })

  test('accepts a reference into a section that the record does not carry', () => {
    expect(faultsOf(record({ goals: [goal({ needs: ['need-of-an-earlier-version'] })] }))).toEqual([])
  })

  test('refuses a reference to no item of a section that the record carries', () => {
    expect(faultsOf(record({ needs: [], goals: [goal({ needs: ['need-9'] })] }))).toEqual([
      ['/goals/0/needs/0', 'reference-unknown'],
    ])
  })

  test('refuses a reference to an item of another section, and says which', () => {
    const [fault] = allFaults(record({ needs: [need()], plans: [plan({ goals: ['need-1'] })] }))
    expect(fault).toMatchObject({ pointer: '/plans/0/goals/0', rule: 'reference-unknown' })
    expect(fault?.text).toMatch(/an item of `needs`, but an item of `goals` is expected/)
  })

  test('follows references inside parties and to items inside items', () => {
    const mandate = { id: 'mandate-1', matter: 'matter-1', orderedOn: '2026-03-24', status: 'active' }
    const conditions = [{ id: 'condition-1', kind: 'drug-test', text: 'Tests.' }]
    const sections = {
      team: [member()],
      sessions: [session({ leader: { team: 'team-2' }, condition: 'condition-1' })],
      mandates: [{ ...mandate, conditions }],
    }
    expect(faultsOf(record(sections))).toEqual([['/sessions/0/leader/team', 'reference-unknown']])
    const other = record({ ...sections, team: [member({ id: 'team-2' })], mandates: [mandate] })
    expect(faultsOf(other)).toEqual([['/sessions/0/condition', 'reference-unknown']])
  })

  test('refuses an id that stands for two items, in one section or in two', () => {
    expect(faultsOf(record({ needs: [need(), need()] }))).toEqual([['/needs/1/id', 'id-unique']])
    expect(
      faultsOf(record({ needs: [need({ id: 'x' })], goals: [goal({ id: 'x' })] })).map(([, rule]) => rule),
    ).toEqual(['id-unique'])
    const [fault] = allFaults(record({ needs: [need(), need()] }))
    expect(fault?.text).toMatch(/the item at \/needs\/0/)
  })

  test('refuses the id of the client for an item', () => {
    expect(faultsOf(record({ needs: [need({ id: 'client-1' })] }))).toEqual([['/needs/0/id', 'id-unique']])
  })
})

describe('dates', () => {
  test.each([
    [goal({ start: '2026-05-01', due: '2026-05-01' }), []],
    [goal({ start: '2026-05-02', due: '2026-05-01' }), [['/goals/0/due', 'date-order']]],
    [goal({ due: '2026-05-01' }), []],
  ])('a goal is due when it has begun: %j', (item, faults) => {
    expect(faultsOf(record({ goals: [item] }))).toEqual(faults)
  })

  test('instants are compared as moments, not as texts', () => {
    const across = session({ startsAt: '2026-05-05T23:30:00-04:00', endsAt: '2026-05-06T04:00:00Z' })
    expect(faultsOf(record({ sessions: [across] }))).toEqual([])
    const reversed = session({ startsAt: '2026-05-05T10:00:00-04:00', endsAt: '2026-05-05T13:59:00Z' })
    expect(faultsOf(record({ sessions: [reversed] }))).toEqual([['/sessions/0/endsAt', 'date-order']])
  })

  test('what has happened does not lie after the moment that the record describes', () => {
    const incident = (at: string) => record({ incidents: [{ id: 'incident-1', kind: 'threat', at }] })
    expect(faultsOf(incident('2026-11-20T13:59:00Z'))).toEqual([])
    expect(faultsOf(incident('2026-11-20T14:01:00Z'))).toEqual([['/incidents/0/at', 'not-future']])
  })

  test('a day of today is not the future', () => {
    const signed = (on: string) =>
      record({ releases: [release({ signatures: [{ name: 'Testa', capacity: 'patient', on }] })] })
    expect(faultsOf(signed('2026-11-20'))).toEqual([])
    expect(faultsOf(signed('2026-11-21'))).toEqual([['/releases/0/signatures/0/on', 'not-future']])
  })
})

describe('fields that go together', () => {
  test('a party is named in one way', () => {
    const by = (party: object) => record({ goals: [goal({ expressedBy: party })] })
    expect(faultsOf(by({ client: true }))).toEqual([])
    expect(faultsOf(by({ partner: 'lakeside', name: 'Mindy Mockup', role: 'Nurse' }))).toEqual([])
    expect(faultsOf(by({ organization: 'Sampleton Transit' }))).toEqual([])
    expect(faultsOf(by({ phone: '+1-555-0100' }))).toEqual([['/goals/0/expressedBy', 'at-least-one-of']])
    expect(faultsOf(by({ client: true, partner: 'lakeside' }))).toEqual([
      ['/goals/0/expressedBy', 'at-most-one-of'],
    ])
  })

  test('a level of care has one edition', () => {
    const at = (level: object) =>
      record({
        episodes: [{ id: 'episode-1', status: 'planned' }],
        levelsOfCare: [{ id: 'level-1', episode: 'episode-1', level, from: '2026-03-01' }],
      })
    expect(faultsOf(at({ asam4: '3.7' }))).toEqual([])
    expect(faultsOf(at({ asam3: '3.7', asam4: '3.7' }))).toEqual([
      ['/levelsOfCare/0/level', 'exactly-one-of'],
    ])
    expect(faultsOf(at({}))).toEqual([['/levelsOfCare/0/level', 'exactly-one-of']])
    expect(faultsOf(at({ asam4: '3.7-WM' }))).toEqual([['/levelsOfCare/0/level/asam4', 'enum']])
  })

  test('a barrier stands before something', () => {
    const barrier = (fields: object) =>
      record({ barriers: [{ id: 'b', kind: 'cost', text: 'Cost.', status: 'active', ...fields }] })
    expect(faultsOf(barrier({ need: 'need-1' }))).toEqual([])
    expect(faultsOf(barrier({}))).toEqual([['/barriers/0', 'at-least-one-of']])
  })

  test('a drug test has a result or a reason why there is none', () => {
    const tested = drugTest({ result: 'negative', collectedAt: '2026-05-05T08:00:00-04:00' })
    expect(faultsOf(record({ drugTests: [tested] }))).toEqual([])
    expect(faultsOf(record({ drugTests: [drugTest({ notDone: 'missed' })] }))).toEqual([])
    expect(faultsOf(record({ drugTests: [drugTest()] }))).toEqual([['/drugTests/0', 'exactly-one-of']])
    expect(faultsOf(record({ drugTests: [{ ...tested, notDone: 'missed' }] }))).toEqual([
      ['/drugTests/0', 'exactly-one-of'],
    ])
    expect(faultsOf(record({ drugTests: [drugTest({ result: 'negative' })] }))).toEqual([
      ['/drugTests/0', 'required-when'],
    ])
    expect(faultsOf(record({ drugTests: [drugTest({ result: 'pending' })] }))).toEqual([])
  })

  test('an excused absence has a reason', () => {
    expect(
      faultsOf(record({ sessions: [session({ attendance: 'missed-excused', reason: 'ill' })] })),
    ).toEqual([])
    expect(faultsOf(record({ sessions: [session({ attendance: 'missed-excused' })] }))).toEqual([
      ['/sessions/0', 'required-when'],
    ])
    expect(faultsOf(record({ sessions: [session({ attendance: 'missed-unexcused' })] }))).toEqual([])
  })

  test('an admission has its first day, an ended one its last, a final discharge day and reason', () => {
    const episode = (fields: object) => record({ episodes: [{ id: 'episode-1', ...fields }] })
    expect(faultsOf(episode({ status: 'active' }))).toEqual([['/episodes/0', 'required-when']])
    expect(faultsOf(episode({ status: 'finished', from: '2026-03-01' }))).toEqual([
      ['/episodes/0', 'required-when'],
    ])
    expect(faultsOf(episode({ status: 'waitlist' }))).toEqual([])
    const discharge = { id: 'd', episode: 'episode-1', status: 'final', on: '2026-10-01' }
    expect(faultsOf(record({ discharges: [discharge] }))).toEqual([['/discharges/0', 'required-when']])
  })
})

describe('the team', () => {
  const lead = (id: string, fields: object) => member({ id, lead: true, ...fields })

  test('has at most one lead at a time', () => {
    const first = lead('a', { from: '2026-03-01', until: '2026-04-30' })
    expect(faultsOf(record({ team: [first, lead('b', { from: '2026-04-30' })] }))).toEqual([])
    expect(faultsOf(record({ team: [first, lead('b', { from: '2026-04-29' })] }))).toEqual([
      ['/team/1', 'one-at-a-time'],
    ])
    expect(faultsOf(record({ team: [lead('a', {}), lead('b', {})] }))).toEqual([['/team/1', 'one-at-a-time']])
    expect(faultsOf(record({ team: [lead('a', {}), member({ id: 'b', lead: false })] }))).toEqual([])
  })

  test('names every overlapping lead, not only neighbors', () => {
    const team = [
      lead('a', { from: '2026-03-01' }),
      lead('b', { from: '2026-04-01', until: '2026-04-10' }),
      lead('c', { from: '2026-05-01' }),
    ]
    expect(faultsOf(record({ team })).map(([pointer]) => pointer)).toEqual(['/team/1', '/team/2'])
  })
})

describe('plans', () => {
  const first = plan({ id: 'plan-1', version: 1, status: 'completed' })

  test('replace an earlier version that is no longer active', () => {
    expect(
      faultsOf(record({ plans: [first, plan({ id: 'plan-2', version: 2, supersedes: 'plan-1' })] })),
    ).toEqual([])
  })

  test('do not replace a plan that is not there', () => {
    expect(
      faultsOf(record({ plans: [first, plan({ id: 'plan-2', version: 2, supersedes: 'plan-0' })] })),
    ).toEqual([['/plans/1/supersedes', 'reference-unknown']])
  })

  test('do not replace themselves or a later version', () => {
    expect(faultsOf(record({ plans: [plan({ supersedes: 'plan-1' })] }))).toEqual([
      ['/plans/0/supersedes', 'plan-order'],
    ])
    const later = plan({ id: 'plan-3', version: 3, status: 'draft' })
    expect(
      faultsOf(record({ plans: [plan({ id: 'plan-2', version: 2, supersedes: 'plan-3' }), later] })),
    ).toEqual([['/plans/0/supersedes', 'plan-order']])
  })

  test('are not active together with the plan that they replace', () => {
    const value = record({ plans: [plan(), plan({ id: 'plan-2', version: 2, supersedes: 'plan-1' })] })
    expect(faultsOf(value)).toEqual([['/plans/1/status', 'plan-replaced-active']])
  })
})

describe('releases (42 CFR 2.31)', () => {
  const faults = (fields: object) => faultsOf(record({ releases: [release({ ...fields })] }))

  test('are accepted with every element', () => expect(faults({})).toEqual([]))

  test('name the form that was signed, with the patient’s name', () => {
    expect(faults({ form: undefined })).toEqual([['/releases/0/form', 'required']])
  })

  test.each(['disclosers', 'recipients', 'purposes', 'categories', 'statements', 'signatures', 'until'])(
    'may lack their %s, and are void then: the record is not refused for it',
    (field) => {
      expect(faults({ [field]: undefined })).toEqual([])
    },
  )

  test('expire on a day, with an event or never: not in two ways', () => {
    expect(faults({ until: undefined, event: 'End of treatment' })).toEqual([])
    expect(faults({ event: 'End of treatment' })).toEqual([['/releases/0', 'at-most-one-of']])
  })

  test('may never expire only where all purposes are treatment, payment and operations', () => {
    expect(faults({ until: undefined, never: true, purposes: ['TREAT', 'HPAYMT', 'HOPERAT'] })).toEqual([])
    expect(faults({ until: undefined, never: true, purposes: ['TREAT', 'PATRQT'] })).toEqual([
      ['/releases/0/never', 'only-when'],
    ])
  })

  test('cover counseling notes, and legal proceedings, only alone', () => {
    expect(faults({ categories: ['counseling-notes'] })).toEqual([])
    expect(faults({ categories: ['counseling-notes', 'plan'] })).toEqual([
      ['/releases/0/categories', 'stands-alone'],
    ])
    expect(faults({ purposes: ['legal-proceeding', 'TREAT'] })).toEqual([
      ['/releases/0/purposes', 'stands-alone'],
    ])
  })

  test('are not active after a revocation in writing of the whole', () => {
    const revocation = { on: '2026-08-14', inWriting: true }
    expect(faults({ revocation })).toEqual([['/releases/0/status', 'release-revoked']])
    expect(faults({ revocation, status: 'inactive' })).toEqual([])
    expect(faults({ revocation: { ...revocation, recipients: [{ partner: 'lakeside' }] } })).toEqual([])
    expect(faults({ revocation: { ...revocation, inWriting: false } })).toEqual([])
  })

  test('have not expired when they are signed', () => {
    expect(faults({ until: '2026-03-01' })).toEqual([['/releases/0/until', 'release-expired']])
    expect(faults({ until: '2026-03-02' })).toEqual([])
  })
})

describe('withdrawn items', () => {
  test('do not stand in their section', () => {
    const withdrawn = [{ section: 'needs', id: 'need-1', on: '2026-11-01', reason: 'Entered twice.' }]
    expect(faultsOf(record({ withdrawn }))).toEqual([])
    expect(faultsOf(record({ withdrawn, needs: [need()] }))).toEqual([
      ['/withdrawn/0/id', 'withdrawn-present'],
    ])
  })
})
