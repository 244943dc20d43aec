/** Every code that the schema of the case record allows has its place in FHIR: no item is lost or refused for its code. */
import { describe, expect, test } from '@jest/globals'
import { parseReferralStates } from '../../src/exchange/parse-states.ts'
import { stateOf } from '../../src/exchange/referral.ts'
import { ruleOfTask } from '../../src/exchange/states.ts'
import type { CaseRecord } from '../../src/intake/intake.ts'
import { caseRecord, content, faultsOf, kept, mapped, oneOf } from './case-record-ground.ts'

describe('the states of a referral', () => {
  const states = parseReferralStates(content.policies['referral-states'])
  const definitions = content.caseRecordSchema['$defs'] as Record<string, { enum?: string[] }>
  const statuses = definitions['ReferralStatus']?.enum ?? []

  test('are all there', () => expect(statuses.length).toBeGreaterThanOrEqual(17))

  test.each(statuses)('%s is the state that the Task is in, and valid', (status) => {
    const to = { partner: 'lakeside' }
    const referral = {
      id: 'a-referral',
      service: 'housing',
      to,
      reason: 'No home.',
      status,
      sentOn: '2026-11-01',
    }
    const all = kept(mapped({ ...caseRecord('third'), referrals: [referral] }))
    const task = oneOf(all, 'Task', 'a-referral')
    const request = oneOf(all, 'ServiceRequest', 'a-referral')
    expect(stateOf(task, states)).toBe(status)
    const rule = ruleOfTask(task, states)
    expect(request['status']).toBe(rule?.serviceRequestStatus)
    expect([task, request].flatMap(faultsOf)).toEqual([])
  })
})

describe('every code of the schema has its place', () => {
  const definitions = content.caseRecordSchema['$defs'] as Record<string, { enum?: string[] }>
  const codesOf = (name: string) => definitions[name]?.enum ?? []
  const base = caseRecord('third')
  const noneFor = (record: CaseRecord, pointer: string) =>
    mapped(record).unmapped.filter((each) => each.pointer.startsWith(pointer))

  test('purposes of a release', () => {
    const statements = { rightToRevoke: true }
    const release = { id: 'r', status: 'proposed', form: { title: 'Form', patientName: 'Nemo' }, statements }
    const purposes = codesOf('Purpose')
    expect(purposes.length).toBeGreaterThanOrEqual(12)
    expect(noneFor({ ...base, releases: [{ ...release, purposes }] }, '/releases/0/purposes')).toEqual([])
  })

  test('attendance and mode of a session', () => {
    const startsAt = '2026-11-01T10:00:00-05:00'
    const sessions = codesOf('Attendance').map((attendance, index) => {
      return { id: `s${index}`, service: 'outpatient', kind: 'group', startsAt, attendance }
    })
    expect(sessions.length).toBeGreaterThanOrEqual(5)
    const record = { ...base, sessions }
    expect(noneFor(record, '/sessions').filter(({ pointer }) => pointer.endsWith('/attendance'))).toEqual([])
    expect(kept(mapped(record)).flatMap(faultsOf)).toEqual([])
    const modes = codesOf('MeetingMode').map((mode, index) => {
      return { id: `m${index}`, service: 'outpatient', kind: 'group', startsAt, attendance: 'attended', mode }
    })
    const found = noneFor({ ...base, sessions: modes }, '/sessions').filter(({ reason }) =>
      reason.includes('code'),
    )
    expect(found).toEqual([])
  })

  test('sensitivities and why a test was not done', () => {
    const sensitivity = codesOf('Sensitivity')
    const needs = [{ id: 'n', domain: 'housing', text: 'A bed.', status: 'active', sensitivity }]
    expect(sensitivity.length).toBeGreaterThanOrEqual(6)
    expect(noneFor({ ...base, needs }, '/needs')).toEqual([])
    const drugTests = codesOf('DrugTestNotDone').map((notDone, index) => {
      return { id: `t${index}`, panel: '87428-9', scheduledOn: '2026-11-01', notDone }
    })
    expect(drugTests.length).toBeGreaterThanOrEqual(2)
    expect(noneFor({ ...base, drugTests }, '/drugTests')).toEqual([])
  })
})
