/** The maps of mappings/ on the cases of test/cases: what comes out is valid, whole, stable, and what did not map is told. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { PROFILE } from '../../src/fhir/codes.ts'
import { referencesIn } from '../../src/fhir/reference.ts'
import { createRecordMap, RecordMapError, sourceOf } from '../../src/gateway/record-map.ts'
import type { CaseRecord } from '../../src/intake/intake.ts'
import {
  caseRecord,
  content,
  faultsOf,
  fhirpath,
  kept,
  mapped,
  oneOf,
  SYSTEM_OF_RECORDS,
  terminology,
} from './case-record-ground.ts'

const main = mapped(caseRecord('main'))
const resources = kept(main)

describe.each(['main', 'second', 'third'])('the case %s', (name) => {
  const result = mapped(caseRecord(name))

  test('is valid against FHIR and the profiles that each resource claims', () => {
    expect(kept(result).flatMap(faultsOf)).toEqual([])
  })

  test('has a source key on each resource, once for each type, in the system of the custodian', () => {
    const keys = result.resources.map(({ resource, sourceKey }) => `${resource.resourceType} ${sourceKey}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(
      result.resources.filter(({ sourceKey }) => !sourceKey.startsWith(`${SYSTEM_OF_RECORDS}|`)),
    ).toEqual([])
  })

  test('refers only to what is in it, and to partners', () => {
    const all = kept(result)
    const known = new Set(all.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`))
    const elsewhere = all
      .flatMap((resource) => referencesIn(resource))
      .map(({ reference = '' }) => reference)
      .filter((reference) => !known.has(reference) && !/^Organization\/[a-z-]+$/.test(reference))
    expect(elsewhere).toEqual([])
  })

  test('comes out the same again', () => {
    expect(mapped(caseRecord(name))).toEqual(result)
  })
})

test('the main case carries at least 150 things, of every type that the main job needs', () => {
  const counts: Record<string, number> = {}
  for (const { resourceType } of resources) counts[resourceType] = (counts[resourceType] ?? 0) + 1
  expect(resources.length).toBeGreaterThanOrEqual(469)
  expect(counts).toMatchObject({
    Patient: 1,
    EpisodeOfCare: 1,
    Practitioner: 8,
    CareTeam: 1,
    RelatedPerson: 16,
    Goal: 12,
    CarePlan: 5,
    Task: 16,
    Encounter: 67,
    Communication: 44,
    Composition: 1,
    Flag: 5,
  })
})

test.each([
  ['CarePlan', [PROFILE.carePlan, PROFILE.mandate]],
  ['Goal', [PROFILE.goal]],
  ['CareTeam', [PROFILE.careTeam]],
  ['Task', [PROFILE.task, PROFILE.benefitApplication]],
  ['Encounter', [PROFILE.session, PROFILE.stay]],
  ['EpisodeOfCare', [PROFILE.episode]],
  ['Communication', [PROFILE.coordination]],
  ['Flag', [PROFILE.preference]],
  ['Composition', [PROFILE.dischargeSummary]],
  ['RiskAssessment', [PROFILE.risk]],
  ['Coverage', [PROFILE.insurance]],
  ['MedicationStatement', [PROFILE.medication]],
  ['MedicationRequest', [PROFILE.prescription]],
  ['RelatedPerson', [PROFILE.contact, PROFILE.householdMember]],
])('every %s claims a profile of ours', (type, profiles: readonly string[]) => {
  const all = resources.filter(({ resourceType }) => resourceType === type)
  expect(all.length).toBeGreaterThan(0)
  expect(all.filter(({ meta }) => !meta?.profile?.some((profile) => profiles.includes(profile)))).toEqual([])
})

describe('the rows of the main case', () => {
  test('the client keeps the record number first, then the identifiers that others gave', () => {
    expect(oneOf(resources, 'Patient', 'cb-client-4711')).toMatchObject({
      identifier: [
        { system: SYSTEM_OF_RECORDS, value: 'cb-client-4711' },
        { system: 'https://lakeside.example/mrn', value: 'LH-000123' },
        { system: 'https://harbor-court.example/docket', value: 'HC-TC-2026-0147' },
      ],
      name: [
        { use: 'official', family: 'Placeholder', given: ['Testa', 'Invented'] },
        { use: 'nickname', text: 'Tess' },
      ],
      birthDate: '1991-04-12',
    })
  })

  test('a referral to a partner that was just sent asks that partner', () => {
    expect(oneOf(resources, 'Task', 'tp-ref-psychiatry')).toMatchObject({
      status: 'requested',
      businessStatus: { coding: [{ code: '2.0' }] },
      requester: { reference: 'Organization/cedar-bridge' },
      owner: { reference: 'Organization/lakeside' },
      focus: { reference: 'ServiceRequest/tp-ref-psychiatry' },
      for: { reference: 'Patient/cb-client-4711' },
    })
    expect(oneOf(resources, 'ServiceRequest', 'tp-ref-psychiatry')).toMatchObject({
      meta: { security: [{ code: 'MH' }] },
      status: 'active',
      performer: [{ reference: 'Organization/lakeside' }],
      performerType: { text: 'Psychiatric clinic' },
      code: { coding: [{ code: 'psychiatric-care' }] },
      supportingInfo: [
        { reference: 'Consent/tp-rel-lakeside', type: 'Consent' },
        { reference: 'Consent/tp-rel-lakeside-mh' },
      ],
    })
  })

  test.each([
    ['tp-ref-benefits', 'completed', '7.0', 'completed'],
    ['tp-ref-dental', 'rejected', '4.0', 'active'],
    ['tp-ref-vocrehab', 'cancelled', '6.0', 'revoked'],
    ['tp-ref-college', 'in-progress', 'in-service', 'active'],
    ['tp-ref-primary', 'in-progress', '5.1.1', 'active'],
  ])('the referral %s stands at %s', (id, status, business, request) => {
    expect(oneOf(resources, 'Task', id)).toMatchObject({
      status,
      businessStatus: { coding: [{ code: business }] },
    })
    expect(oneOf(resources, 'ServiceRequest', id)).toMatchObject({ status: request })
  })

  test('whoever is no organization and no staff is named by identifier and in words as owner', () => {
    expect(oneOf(resources, 'Task', 'tp-ref-benefits')['owner']).toEqual({
      identifier: { system: SYSTEM_OF_RECORDS, value: 'tp-contact-worker' },
      display: 'Bena Notreal, County Benefits Office',
    })
  })

  test.each([
    ['tp-ses-014', 'cancelled', 'ill'],
    ['tp-ses-045', 'cancelled', 'holiday'],
    ['tp-ses-043', 'noshow', undefined],
    ['tp-ses-069', 'booked', undefined],
  ])('the session %s that was not attended is an Appointment: %s', (id, status, reason) => {
    const appointment = oneOf(resources, 'Appointment', id)
    expect(appointment['status']).toBe(status)
    expect(
      (appointment['cancelationReason'] as { coding: { code: string }[] } | undefined)?.coding[0]?.code,
    ).toBe(reason)
  })

  test('of its group an attended session knows an identifier, and nobody who was there', () => {
    const encounter = oneOf(resources, 'Encounter', 'tp-ses-030')
    expect(encounter).toMatchObject({
      status: 'finished',
      class: { code: 'AMB' },
      period: { start: '2026-03-12T18:00:00-04:00', end: '2026-03-12T19:30:00-04:00' },
    })
    expect(encounter['partOf']).toEqual({
      identifier: { system: SYSTEM_OF_RECORDS, value: 'cb-group-20260312' },
    })
  })

  test('a missed test has no result, a pending one is preliminary', () => {
    const missed = oneOf(resources, 'Observation', 'tp-test-20260707')
    expect(missed).toMatchObject({
      effectiveDateTime: '2026-07-07',
      dataAbsentReason: { coding: [{ code: 'not-performed' }] },
    })
    expect(missed['valueCodeableConcept']).toBeUndefined()
    expect(oneOf(resources, 'Observation', 'tp-test-20261117')).toMatchObject({
      status: 'preliminary',
      valueCodeableConcept: { coding: [{ code: 'pending' }] },
    })
  })

  test('the plan in force has as activities what was done in its time, and no more', () => {
    const activities = (id: string) =>
      (oneOf(resources, 'CarePlan', id)['activity'] as { reference: { reference: string } }[]).map(
        ({ reference }) => reference.reference,
      )
    expect(activities('tp-plan-1')).not.toContain('ServiceRequest/tp-iv-mood-2')
    expect(activities('tp-plan-3')).toContain('ServiceRequest/tp-iv-mood-2')
    expect(activities('tp-plan-3')).toContain('ServiceRequest/tp-ref-college')
  })

  test('that a member of the household is a client too stays where it is', () => {
    expect(JSON.stringify(mapped(caseRecord('second')).resources)).not.toContain('cb-client-4803')
  })

  test('of an assessment each part is one of its own, as sensitive as that part is', () => {
    expect(oneOf(resources, 'Observation', 'tp-as-initial-dimension-2')).toMatchObject({
      meta: { security: [{ code: 'HIV' }] },
      valueCodeableConcept: { coding: [{ code: '1.7' }] },
    })
    expect(oneOf(resources, 'Observation', 'tp-as-initial-dimension-1')['meta']).toBeUndefined()
    expect(oneOf(resources, 'Observation', 'tp-as-initial-recommended')).toMatchObject({
      code: { coding: [{ code: 'recommended-level-of-care' }] },
    })
  })

  test('a barrier is referred to by what it stands in the way of', () => {
    const extensions = JSON.stringify(oneOf(resources, 'Goal', 'tp-goal-work')['extension'])
    expect(extensions).toContain('Condition/tp-bar-shift')
  })

  test('of counseling notes there is the fact that they exist', () => {
    expect(oneOf(resources, 'DocumentReference', 'tp-cn-1')).toMatchObject({
      meta: { security: [{ code: 'V' }] },
      content: [{ attachment: { title: 'Counseling notes exist', creation: '2026-11-17' } }],
    })
  })

  test('codes come with what the terminology calls them', () => {
    expect(oneOf(resources, 'Observation', 'tp-loc-2')).toMatchObject({
      valueCodeableConcept: {
        coding: [{ code: '3.5', display: 'Clinically Managed High-Intensity Residential' }],
      },
    })
  })
})

describe('what did not map', () => {
  /** What no map carries, as docs/mapping.md lists it: a whole section, or a field of its items. */
  function fieldsOf(record: CaseRecord, unmapped: readonly { pointer: string }[]): string[] {
    const pointers = unmapped.map(({ pointer }) => pointer)
    const ofSection = (section: string) => pointers.filter((pointer) => pointer.startsWith(`/${section}/`))
    return Object.entries(record)
      .flatMap(([section, items]) => {
        const missing = ofSection(section)
        if (missing.length > 0 && missing.length === leavesOf(items)) return [`/${section}`]
        return [...new Set(missing.map((pointer) => pointer.replaceAll(/\/\d+(?=\/|$)/g, '')))]
      })
      .sort()
  }

  function leavesOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 1
    return Object.values(value).reduce((count: number, child) => count + leavesOf(child), 0)
  }

  const page = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8')
  const [, listed = ''] = /```text not carried\n([^]*?)```/.exec(page) ?? []

  test('of the main case is nothing', () => expect(main.unmapped).toEqual([]))

  test('is told field by field: what docs/mapping.md lists, and nothing else', () => {
    const fields = ['main', 'second', 'third'].flatMap((name) => {
      const record = caseRecord(name)
      return fieldsOf(record, mapped(record).unmapped)
    })
    expect([...new Set(fields)].sort()).toEqual(listed.trim().split('\n'))
  })

  test('is told by pointer, with why', () => {
    const household = [{ id: 'm', relationship: 'CHILD', clientId: 'another-client' }]
    expect(mapped({ ...caseRecord('third'), household }).unmapped).toEqual([
      { pointer: '/household/0/clientId', reason: 'No rule of the maps carries this field.' },
    ])
  })

  test('is nothing of a dimension or an instrument that is there twice: its place is part of its key', () => {
    const record: CaseRecord = {
      ...caseRecord('third'),
      assessments: [
        {
          id: 'twice',
          kind: 'initial',
          on: '2026-11-01',
          assessor: { name: 'Nell Sample' },
          instruments: [
            { instrument: 'other', name: 'Form A', score: 1 },
            { instrument: 'other', name: 'Form B' },
          ],
        },
      ],
    }
    const made = mapped(record)
    expect(made.unmapped).toEqual([])
    expect(oneOf(kept(made), 'Observation', 'twice')['hasMember']).toEqual([
      { reference: 'Observation/twice-instrument-other-0' },
      { reference: 'Observation/twice-instrument-other-1' },
    ])
    expect(kept(made).flatMap(faultsOf)).toEqual([])
  })

  test('what the envelope says is not reported', () => {
    expect(main.unmapped.filter(({ pointer }) => pointer.startsWith('/schemaVersion'))).toEqual([])
    expect(main.record).toEqual({ id: 'cb-case-4711', version: 9 })
  })
})

test('what a section refers to and does not bring along is known by type and source id', () => {
  const { schemaVersion, record, client, goals } = caseRecord('main')
  const result = mapped({ schemaVersion, record, client, goals })
  const brought = new Set(result.resources.map(({ fullUrl }) => fullUrl))
  const missing = result.resources
    .flatMap(({ resource }) => referencesIn(resource))
    .map(({ reference = '' }) => reference)
    .filter((reference) => !brought.has(reference) && !reference.startsWith('Organization/'))
  expect(missing.length).toBeGreaterThan(20)
  expect(missing.filter((reference) => sourceOf(reference) === undefined)).toEqual([])
  expect(sourceOf('urn:throughline:Condition:tp-need-sud')).toEqual({ type: 'Condition', id: 'tp-need-sud' })
  expect(sourceOf('urn:throughline:client')).toBeUndefined()
  expect(sourceOf('Organization/lakeside')).toBeUndefined()
})

test('a record with one section gives the client and that section', () => {
  const { schemaVersion, record, client, goals } = caseRecord('main')
  const types = mapped({ schemaVersion, record, client, goals }).resources.map(
    ({ resource }) => resource.resourceType,
  )
  expect([...new Set(types)].sort()).toEqual(['Goal', 'Observation', 'Patient', 'ServiceRequest'])
})

describe('a map with a fault', () => {
  const parts = { fhirpath, terminology }
  const withMap = (name: string, change: (text: string) => string) => ({
    ...content,
    maps: content.maps.map((map) => (map.name === name ? { name, text: change(map.text) } : map)),
  })

  test.each([
    [
      'an element that the record does not have',
      (text: string) => text.replace('goal.statement', 'goal.sentence'),
      "no element 'sentence'",
    ],
    [
      'an element that FHIR does not have',
      (text: string) => text.replace('resource.lifecycleStatus', 'resource.status'),
      "no element 'status'",
    ],
    ['a text that is no map', (text: string) => text.replace('group Goal(', 'gruop Goal('), "'gruop'"],
  ])('%s is an error with file, line and column', (_what, change, message) => {
    const compile = () => createRecordMap(withMap('goal', change), parts)
    expect(compile).toThrow(RecordMapError)
    expect(compile).toThrow(/^mappings\/goal\.map:\d+:\d+ /)
    expect(compile).toThrow(message)
  })

  test('a resource without an identifier is a fault of the map', () => {
    const changed = withMap('goal', (text) =>
      text.replace('goal.id as id -> resource.identifier = id(system, id) "id";', ''),
    )
    const run = createRecordMap(changed, parts)
    const context = { system: SYSTEM_OF_RECORDS, custodian: 'cedar-bridge', newId: () => '' }
    expect(() => run(caseRecord('main'), context)).toThrow('a Goal has no fullUrl or no identifier')
  })

  test('the main map must be there', () => {
    expect(() => createRecordMap({ ...content, maps: [] }, parts)).toThrow(
      'mappings/case-record.map is missing',
    )
  })
})
