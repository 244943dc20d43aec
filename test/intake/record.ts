/** A small valid case record to break in one place at a time. */
import { readFileSync } from 'node:fs'
import { createCaseRecordCheck } from '../../src/intake/intake.ts'
import type { Fault } from '../../src/intake/intake.ts'

export const schema = JSON.parse(readFileSync('mappings/case-record.schema.json', 'utf8')) as Record<
  string,
  unknown
>

export const check = createCaseRecordCheck(schema)

export type Json = Record<string, unknown>

/** The pointer and rule of every fault, in the order found. */
export function faultsOf(value: unknown): [string, string][] {
  return allFaults(value).map(({ pointer, rule }) => [pointer, rule])
}

export function allFaults(value: unknown): Fault[] {
  const checked = check(value)
  return checked.kind === 'ok' ? [] : checked.faults
}

/** A valid record with these sections. */
export function record(sections: Json = {}): Json {
  return {
    schemaVersion: '1.0',
    record: { id: 'case-1', version: 1, custodian: 'cedar-bridge', asOf: '2026-11-20T09:00:00-05:00' },
    client: { id: 'client-1', name: { family: 'Placeholder', given: ['Testa'] } },
    ...sections,
  }
}

export function need(fields: Json = {}): Json {
  return { id: 'need-1', domain: 'housing', text: 'A roof.', status: 'active', ...fields }
}

export function goal(fields: Json = {}): Json {
  return { id: 'goal-1', statement: 'A goal.', lifecycle: 'active', ...fields }
}

export function plan(fields: Json = {}): Json {
  return {
    id: 'plan-1',
    version: 1,
    status: 'active',
    from: '2026-03-01',
    author: { client: true },
    ...fields,
  }
}

export function member(fields: Json = {}): Json {
  return { id: 'team-1', name: { family: 'Sample', given: ['Counsela'] }, role: 'counselor', ...fields }
}

export function session(fields: Json = {}): Json {
  return {
    id: 'session-1',
    service: 'individual-counseling',
    kind: 'individual',
    startsAt: '2026-05-05T10:00:00-04:00',
    attendance: 'attended',
    ...fields,
  }
}

export function drugTest(fields: Json = {}): Json {
  return { id: 'test-1', panel: '87428-9', scheduledOn: '2026-05-05', ...fields }
}

/** A valid release; a field that is undefined is left out. */
export function release(fields: Json = {}): Json {
  const full: Json = {
    id: 'release-1',
    status: 'active',
    form: { title: 'Release', patientName: 'Testa Placeholder' },
    disclosers: [{ partner: 'cedar-bridge' }],
    recipients: [{ partner: 'lakeside' }],
    purposes: ['TREAT'],
    categories: ['plan', 'goals'],
    until: '2026-11-30',
    signatures: [{ name: 'Testa Placeholder', capacity: 'patient', on: '2026-03-02' }],
    statements: { rightToRevoke: true },
    ...fields,
  }
  return Object.fromEntries(Object.entries(full).filter(([, value]) => value !== undefined))
}
